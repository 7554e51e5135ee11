//! A request by `XMLHttpRequest`, which alone tells how many bytes it has sent. It is for a form, and
//! only over a backend: it follows redirects, so that it must carry no token.

use alloc::{boxed::Box, rc::Rc, string::String};
use core::fmt;

use futures_util::future::{self, Either};
use gloo_events::EventListener;
use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, EventTarget, Headers, ProgressEvent, Response, ResponseInit, XmlHttpRequest,
    XmlHttpRequestResponseType,
};

/// Gets the bytes that have been sent.
#[derive(Clone)]
pub(super) struct Tell(pub(super) Rc<dyn Fn(f64)>);

impl fmt::Debug for Tell {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Tell")
    }
}

/// What is sent so.
pub(super) struct Upload {
    pub(super) body: JsValue,
    pub(super) tell: Tell,
}

/// Aborts a request whose caller has lost interest. One that is over ignores it.
struct Abort(XmlHttpRequest);

impl Drop for Abort {
    fn drop(&mut self) {
        let _ = self.0.abort();
    }
}

impl Upload {
    /// Sends a request that was built without its body.
    pub(super) async fn send(
        &self,
        request: &web_sys::Request,
        signal: &AbortSignal,
    ) -> Result<Response, JsValue> {
        let xhr = XmlHttpRequest::new()?;
        xhr.open(&request.method(), &request.url())?;
        xhr.set_response_type(XmlHttpRequestResponseType::Arraybuffer);
        for header in js_sys::try_iter(&request.headers())?.into_iter().flatten() {
            let header: Array = header?.unchecked_into();
            let text = |at| header.get(at).as_string().unwrap_or_default();
            xhr.set_request_header(&text(0), &text(1))?;
        }
        let tell = self.tell.clone();
        let _progress = EventListener::new(&xhr.upload()?.into(), "progress", move |event| {
            if let Some(event) = event.dyn_ref::<ProgressEvent>() {
                (tell.0)(event.loaded());
            }
        });
        let ended = once(&xhr, "loadend");
        let aborted = once(signal, "abort");
        let guard = Abort(xhr.clone());
        xhr.send_with_opt_form_data(self.body.dyn_ref())?;
        let end = future::select(Box::pin(ended), Box::pin(aborted)).await;
        if matches!(end, Either::Right(_)) || xhr.status()? == 0 {
            return Err("The upload got no response.".into());
        }
        let response = response_of(&xhr, &request.url());
        drop(guard);
        response
    }
}

/// Ends with the first event of this name.
async fn once(target: &EventTarget, name: &'static str) {
    let mut listener = None;
    let event = Promise::new(&mut |resolve, _| {
        listener = Some(EventListener::once(target, name, move |_| {
            let _ = resolve.call0(&JsValue::NULL);
        }));
    });
    let _ = JsFuture::from(event).await;
}

fn response_of(xhr: &XmlHttpRequest, url: &str) -> Result<Response, JsValue> {
    let init = ResponseInit::new();
    let bare = |url: &str| String::from(url.split('#').next().unwrap_or_default());
    // It has followed a redirect. Nothing of what the other address says is taken for a response.
    if bare(&xhr.response_url()) != bare(url) {
        init.set_status(302);
        return Response::new_with_opt_str_and_init(None, &init);
    }
    let headers = Headers::new()?;
    let all = xhr.get_all_response_headers()?;
    for (name, value) in all.split("\r\n").filter_map(|line| line.split_once(':')) {
        headers.append(name, value.trim())?;
    }
    let status = xhr.status()?;
    init.set_status(status);
    init.set_headers(&headers.into());
    let body = xhr.response()?.dyn_into::<js_sys::ArrayBuffer>().ok();
    let body = body.filter(|_| !matches!(status, 204 | 205 | 304));
    Response::new_with_opt_buffer_source_and_init(body.as_deref(), &init)
}
