//! Uploads files to the media library.

use alloc::{
    boxed::Box,
    rc::Rc,
    string::{String, ToString},
};
use core::fmt;

use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, File, FormData};

use super::{
    Auth, Client, Request, calls, explain, lists::malformed, page, state::State, template::invalid,
    whose::Whose, xhr::Tell,
};
use crate::core::{
    error::{Code, Error, Result},
    media,
};

const ROUTE: &str = "/wp/v2/media";
/// How often WordPress is asked to go on with an image whose processing stopped.
const TRIES: u32 = 5;
const TOO_LARGE: &str = "The server could not create the image's smaller sizes. Send a smaller image, or raise PHP's memory_limit and max_execution_time.";
const NO_FILE: &str = "A firewall in front of WordPress, or a plugin, responded instead of the media library. Look in its log.";

/// How much of a file has been sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of the file that have been sent.
    pub loaded: u64,
    /// Bytes of the whole file.
    pub total: u64,
}

/// A file for the media library, and what to say of it.
///
/// ```no_run
/// use presskey::web::Upload;
///
/// # fn of(file: web_sys::File) {
/// let upload = Upload::new(file)
///     .title("A bridge")
///     .alt("A bridge over a river")
///     .on_progress(|progress| println!("{} of {}", progress.loaded, progress.total));
/// # }
/// ```
#[derive(Clone)]
pub struct Upload {
    file: Blob,
    filename: Option<String>,
    fields: alloc::vec::Vec<(&'static str, String)>,
    timeout: u32,
    on_progress: Option<Rc<dyn Fn(Progress)>>,
}

impl Upload {
    /// For a `web_sys::File`, or a `Blob`, which gets the name `upload.` with the usual ending of its
    /// type unless [`Upload::filename`] says otherwise.
    pub fn new(file: impl Into<Blob>) -> Self {
        Self {
            file: file.into(),
            filename: None,
            fields: alloc::vec::Vec::new(),
            timeout: 0,
            on_progress: None,
        }
    }

    fn with(mut self, name: &'static str, value: String) -> Self {
        self.fields.retain(|(known, _)| *known != name);
        self.fields.push((name, value));
        self
    }

    /// The file's name, with its ending; otherwise that of the `File`.
    #[must_use]
    pub fn filename(mut self, name: impl Into<String>) -> Self {
        self.filename = Some(name.into());
        self
    }

    /// The title in the media library.
    #[must_use]
    pub fn title(self, title: impl Into<String>) -> Self {
        self.with("title", title.into())
    }

    /// The text in place of an image (`alt_text`).
    #[must_use]
    pub fn alt(self, text: impl Into<String>) -> Self {
        self.with("alt_text", text.into())
    }

    /// The caption.
    #[must_use]
    pub fn caption(self, caption: impl Into<String>) -> Self {
        self.with("caption", caption.into())
    }

    /// The id of the post that the file belongs to.
    #[must_use]
    pub fn post(self, id: u64) -> Self {
        self.with("post", id.to_string())
    }

    /// Milliseconds from sending to the response's headers; no limit unless set.
    #[must_use]
    pub fn timeout(mut self, milliseconds: u32) -> Self {
        self.timeout = milliseconds;
        self
    }

    /// Called with the progress: at the beginning and at the end, and over a backend (`Options::via`)
    /// also in between. Browsers report the bytes of `XMLHttpRequest` only, which follows redirects, so
    /// that no token is sent with it.
    #[must_use]
    pub fn on_progress(mut self, listener: impl Fn(Progress) + 'static) -> Self {
        self.on_progress = Some(Rc::new(listener));
        self
    }

    fn size(&self) -> f64 {
        self.file.size()
    }

    fn tell(&self, sent: f64) {
        if let Some(listener) = &self.on_progress {
            let total = self.size();
            // The form around the file is sent, too.
            listener(Progress { loaded: sent.min(total) as u64, total: total as u64 });
        }
    }

    fn form(&self) -> Result<FormData> {
        let own = || self.file.dyn_ref::<File>().map(File::name).filter(|name| !name.is_empty());
        let name = self.filename.clone().or_else(own);
        let name = name.or_else(|| media::name_for(&self.file.type_()));
        let name =
            name.ok_or_else(|| invalid("upload() needs a `filename` for a Blob without a type."))?;
        let broken = |_| invalid("The form can't be written.");
        let form = FormData::new().map_err(broken)?;
        // PHP reads a form in order: the longest part comes last.
        for (field, value) in &self.fields {
            form.append_with_str(field, value).map_err(broken)?;
        }
        form.append_with_blob_and_filename("file", &self.file, &name).map_err(broken)?;
        Ok(form)
    }
}

impl From<File> for Upload {
    fn from(file: File) -> Self {
        Self::new(file)
    }
}

impl From<Blob> for Upload {
    fn from(file: Blob) -> Self {
        Self::new(file)
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = formatter.debug_struct("Upload");
        debug
            .field("filename", &self.filename)
            .field("fields", &self.fields)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// Uploads a file to the media library, and returns its description
    /// (`POST /wp/v2/media`), which has an `id` and a `source_url`. If PHP stops while WordPress creates
    /// an image's smaller sizes, it asks WordPress to go on, and removes the file if that doesn't
    /// help. It does so, too, if you drop the future meanwhile.
    ///
    /// # Errors
    /// `not_authenticated` and `session_expired` without a session; `invalid_option` for a `Blob`
    /// without name and type; `malformed_response` if something else than the media library responds;
    /// those of [`Client::json`].
    ///
    /// ```no_run
    /// # use presskey::web::{Client, Result, Upload};
    /// #[derive(serde::Deserialize)]
    /// struct Media {
    ///     id: u64,
    ///     source_url: String,
    /// }
    ///
    /// # async fn send(wp: Client, file: web_sys::File) -> Result<Media> {
    /// let media: Media = wp.upload(Upload::new(file).alt("A bridge")).await?;
    /// # Ok(media)
    /// # }
    /// ```
    pub async fn upload<T: DeserializeOwned>(&self, upload: impl Into<Upload>) -> Result<T> {
        let value = send(&self.0, &upload.into()).await?;
        serde_wasm_bindgen::from_value(value).map_err(|error| calls::misfit(&error))
    }
}

fn request_to(route: &str, upload: &Upload, whose: &Whose) -> Request {
    Request::post(route).auth(Auth::Required).timeout(upload.timeout).of(whose)
}

async fn send(state: &Rc<State>, upload: &Upload) -> Result<JsValue> {
    let whose = &Whose::default();
    let mut request = request_to(ROUTE, upload, whose).body(upload.form()?);
    if upload.on_progress.is_some() && can_use_xhr(state) {
        let teller = upload.clone();
        request = request.tell(Tell(Rc::new(move |sent| teller.tell(sent))));
    }
    upload.tell(0.0);
    let (response, value) = explain::json(state, &request).await?;
    let unfinished = response.headers().get("X-WP-Upload-Attachment-ID").ok().flatten();
    match value {
        Ok(value) if has_id(&value) => {
            upload.tell(upload.size());
            Ok(value)
        }
        Ok(_) => {
            let message = "The response does not describe the uploaded file.";
            let mut error = malformed(message, response.status());
            error.set_hint(NO_FILE);
            Err(error)
        }
        Err(error) => match media::unfinished(error.status, unfinished.as_deref()) {
            // The file has arrived; making its smaller sizes was too much for one request.
            Some(id) => {
                upload.tell(upload.size());
                finish(state, id, upload, whose, error).await
            }
            None => Err(error),
        },
    }
}

fn has_id(value: &JsValue) -> bool {
    js_sys::Reflect::get(value, &"id".into()).is_ok_and(|id| id.is_truthy())
}

/// XMLHttpRequest follows redirects, and nothing can stop it. So it gets no token. In the page of a backend
/// there is none, and a backend never redirects.
fn can_use_xhr(state: &State) -> bool {
    state.via().is_some() && page::has_xhr()
}

/// Removes a file that is of no use when it is dropped.
struct Removal {
    state: Rc<State>,
    request: Option<Request>,
}

impl Removal {
    async fn run(mut self) {
        if let Some(request) = self.request.take() {
            // Its failure changes nothing: the upload has failed already.
            let _ = calls::fetch(&self.state, &request).await;
        }
    }
}

impl Drop for Removal {
    fn drop(&mut self) {
        if let Some(request) = self.request.take() {
            let state = self.state.clone();
            spawn_local(async move {
                let _ = calls::fetch(&state, &request).await;
            });
        }
    }
}

/// Has WordPress make the sizes that are missing, a few at a time; else removes the file again.
async fn finish(
    state: &Rc<State>,
    id: &str,
    upload: &Upload,
    whose: &Whose,
    mut error: Box<Error>,
) -> Result<JsValue> {
    let route = [ROUTE, "/", id].concat();
    let removal = Request::delete(route.clone()).auth(Auth::Required).query("force", "true");
    let mut removal = Removal { state: state.clone(), request: Some(removal.of(whose)) };
    for _ in 0..TRIES {
        let action = request_to(&[&route, "/post-process"].concat(), upload, whose)
            .header("Content-Type", "application/json")
            .body(r#"{"action":"create-image-subsizes"}"#);
        let result = calls::json(state, &action).await.and_then(|(_, _, value)| value);
        match result {
            Ok(value) => {
                removal.request = None;
                return Ok(value);
            }
            // Nor can the file be removed: it is another user's.
            Err(error) if error.code == Code::UserMismatch => {
                removal.request = None;
                return Err(error);
            }
            // A refusal will not change.
            Err(error) if error.status.is_some_and(|status| status < 500) => break,
            Err(_) => {}
        }
    }
    removal.run().await;
    // That PHP crashed is known by then; here is why.
    error.set_hint(TOO_LARGE);
    Err(error)
}
