//! Sends requests. gloo-net builds them and hands out responses, but the browser's own `fetch` is
//! awaited here: gloo-net traps where it rejects with something that is no Error.

use alloc::{borrow::ToOwned, boxed::Box, rc::Rc, string::String, vec::Vec};
use core::{cell::Cell, pin::pin};

use futures_util::future::{Either, select};
use gloo_net::http::{Headers, RequestBuilder};
use gloo_timers::{callback::Timeout, future::TimeoutFuture};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, AbortSignal, RequestCache, RequestCredentials, RequestRedirect, Response,
    ResponseType, UrlSearchParams,
};

use super::{
    about::{self, About},
    nonce::nonce_in,
    oauth1, page,
    state::{LONGEST, State},
    template::{Body, Exchange, invalid},
    xhr::Upload,
};
use crate::{
    core::{
        error::Error,
        json::{Json, Object},
    },
    js::operations::Operation,
};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = fetch)]
    fn fetch(request: &web_sys::Request) -> Result<js_sys::Promise, JsValue>;
}

/// Why there is no response, as the `status` that the engine takes for it.
pub(super) const UNREACHABLE: u16 = 0;
pub(super) const OFFLINE: u16 = 1;
pub(super) const TIMEOUT: u16 = 2;
const MIXED_CONTENT: u16 = 3;
pub(super) const REDIRECTED: u16 = 4;
/// There is one, which the page may not read.
const UNREAD: u16 = 5;

/// The most UTF-16 units of a response that are read. No auth server sends a longer one.
pub(super) const MAX_BODY: u32 = 1 << 20;

/// Ends a request when it is dropped, also while the response is being received. A request that is over
/// ignores that.
pub(super) struct Abort(Option<AbortController>);

impl Abort {
    /// Leaves the response to somebody else.
    pub(super) fn keep(&mut self) {
        self.0 = None;
    }
}

impl Drop for Abort {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

/// A request, and what is to be sent in a way that tells its progress.
pub(super) struct Outgoing {
    pub(super) request: web_sys::Request,
    pub(super) upload: Option<Upload>,
}

impl From<web_sys::Request> for Outgoing {
    fn from(request: web_sys::Request) -> Self {
        Self { request, upload: None }
    }
}

/// Sends a request and awaits its headers, for as long as `timeout` (milliseconds) allows. Gives
/// the response, or the status that says why there is none. The browser receives its body until the
/// [`Abort`] is dropped.
///
/// # Errors
/// Those of `make`.
pub(super) async fn send(
    state: &State,
    timeout: u32,
    make: impl FnOnce(&AbortSignal) -> Result<Outgoing, Box<Error>>,
) -> Result<(Result<Response, u16>, Abort), Box<Error>> {
    if state.is_mixed_content() {
        return Ok((Err(MIXED_CONTENT), Abort(None)));
    }
    let Ok(controller) = AbortController::new() else {
        return Ok((Err(UNREACHABLE), Abort(None)));
    };
    let signal = controller.signal();
    let abort = Abort(Some(controller.clone()));
    let late = Rc::new(Cell::new(false));
    let timer = (timeout > 0).then(|| {
        let late = late.clone();
        Timeout::new(timeout.min(LONGEST as u32), move || {
            late.set(true);
            controller.abort();
        })
    });
    let Outgoing { request, upload } = make(&signal)?;
    let answered = match upload {
        Some(upload) => upload.send(&request, &signal).await.map(Into::into),
        None => match fetch(&request) {
            Ok(promise) => JsFuture::from(promise).await,
            Err(thrown) => Err(thrown),
        },
    };
    drop(timer);
    let response = answered.ok().and_then(|value| value.dyn_into::<Response>().ok());
    // The browser can be wrong about the connection, so it only explains a failure.
    let response = response.ok_or_else(|| match (late.get(), page::is_offline()) {
        (true, _) => TIMEOUT,
        (_, true) => OFFLINE,
        _ => UNREACHABLE,
    });
    Ok((response, abort))
}

/// What comes within `timeout` milliseconds.
pub(super) async fn within<T>(timeout: u32, work: impl Future<Output = T>) -> Option<T> {
    let work = pin!(work);
    if timeout == 0 {
        return Some(work.await);
    }
    match select(work, TimeoutFuture::new(timeout.min(LONGEST as u32))).await {
        Either::Left((result, _)) => Some(result),
        Either::Right(_) => None,
    }
}

/// A response to `redirect: "manual"`.
pub(super) fn is_redirect(response: &Response) -> bool {
    response.type_() == ResponseType::Opaqueredirect
        || matches!(response.status(), 301 | 302 | 303 | 307 | 308)
}

/// A response, read to its end, or why there is none.
#[derive(Default)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) body: String,
    retry_after: Option<f64>,
    link: Option<String>,
    pub(super) url: String,
    /// The request that was not answered, as JSON.
    request: Option<String>,
}

impl Reply {
    pub(super) fn failed(status: u16, url: &str) -> Self {
        Self { status, url: url.to_owned(), ..Self::default() }
    }

    /// In place of a response to which a GET was redirected and that is not the site's.
    pub(super) fn redirected(state: &State, url: &str) -> Self {
        let about = About { method: "GET".into(), url: url.into(), ..About::of(state) };
        Self::failed(REDIRECTED, url).about(state, &about)
    }

    /// Where nobody knows why there is no response, with what helps to find out.
    fn about(mut self, state: &State, about: &About) -> Self {
        if matches!(self.status, UNREACHABLE | REDIRECTED) {
            self.request = Some(about.to_json(&state.site()));
        }
        self
    }

    /// What the engine takes next to the body.
    pub(super) fn link(&self) -> Option<String> {
        self.link.clone()
    }

    pub(super) fn meta(&self, more: impl FnOnce(&mut Object)) -> String {
        let mut meta = Object::new();
        meta.integer("status", Some(self.status.into()));
        meta.integer("retryAfter", self.retry_after);
        meta.text("link", self.link.as_deref());
        meta.text("url", Some(&self.url));
        if let Some(request) = &self.request {
            meta.json("request", Json::parse(request));
        }
        more(&mut meta);
        meta.end()
    }
}

/// Reads a response to its end, for as long as `timeout` allows: it could be sent byte by byte for
/// ever. Of one that is longer than `most`, nothing.
pub(super) async fn read(response: &Response, url: &str, most: u32, timeout: u32) -> Reply {
    let reading = within(timeout, read_whole(response, url, most));
    reading.await.unwrap_or_else(|| Reply::failed(TIMEOUT, url))
}

async fn read_whole(response: &Response, url: &str, most: u32) -> Reply {
    let text = match response.text() {
        Ok(promise) => JsFuture::from(promise).await,
        Err(thrown) => Err(thrown),
    };
    let Ok(text) = text.and_then(|text| text.dyn_into::<js_sys::JsString>()) else {
        return Reply::failed(UNREACHABLE, url);
    };
    let header = |name| response.headers().get(name).ok().flatten();
    let own = response.url();
    Reply {
        status: response.status(),
        body: if text.length() > most { String::new() } else { without_marks(text.into()) },
        retry_after: header("Retry-After").and_then(|value| pause(&value)),
        link: header("Link"),
        url: if own.is_empty() { url.to_owned() } else { own },
        request: None,
    }
}

/// `text()` removes one byte order mark; of two PHP files that begin with it there are two.
fn without_marks(text: String) -> String {
    match text.trim_start_matches('\u{feff}') {
        rest if rest.len() == text.len() => text,
        rest => rest.into(),
    }
}

/// `Retry-After` in milliseconds: seconds, or a date (RFC 9110 section 10.2.3).
fn pause(value: &str) -> Option<f64> {
    let seconds = value.trim().parse::<u32>().map(|seconds| f64::from(seconds) * 1000.0);
    let pause = seconds.unwrap_or_else(|_| js_sys::Date::parse(value) - page::now());
    pause.is_finite().then_some(pause.max(0.0))
}

/// A request as the browser takes it.
///
/// # Errors
/// `invalid_option` for what no request can be made of.
pub(super) fn build(
    builder: RequestBuilder,
    headers: web_sys::Headers,
    body: Option<JsValue>,
) -> Result<web_sys::Request, Box<Error>> {
    let builder = builder.headers(Headers::from_raw(headers));
    let request = match body {
        Some(body) => builder.body(body),
        None => builder.build(),
    };
    // What is thrown may quote a header.
    request.map(Into::into).map_err(|_| invalid("The browser can't make this request."))
}

/// A request whose secret, or whose response, no cache may store: everything but a visitor's call.
/// Workers with a compatibility date before 2024-11-11 throw on `cache`.
pub(super) fn uncached(builder: RequestBuilder) -> RequestBuilder {
    if page::has_request_cache() { builder.cache(RequestCache::NoStore) } else { builder }
}

/// Headers, each set so that a bad one is an error.
///
/// # Errors
/// `invalid_option` for a name or value that is not allowed.
pub(super) fn headers<'a>(
    pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<web_sys::Headers, Box<Error>> {
    let bad = |_| invalid("The name or value of a header is not allowed.");
    let headers = web_sys::Headers::new().map_err(bad)?;
    for (name, value) in pairs {
        headers.set(name, value).map_err(bad)?;
    }
    Ok(headers)
}

/// A request of the session's own, and its response read to the end. With anything of the user's in
/// it it follows no redirect, which could carry that away.
///
/// # Errors
/// `invalid_option` for a token that no header can carry.
pub(super) async fn exchange(
    state: &State,
    request: &Exchange,
    token: Option<&str>,
) -> Result<Reply, Box<Error>> {
    let began = About::of(state);
    let carrier = request.header.as_deref().unwrap_or(&state.options.header_name);
    let signed = match token.filter(|_| request.sign) {
        Some(token) => {
            Some(oauth1::signed(token, &request.method, &request.url, Vec::new()).await?)
        }
        None => None,
    };
    let token = signed.as_deref().or(token).filter(|_| request.auth).map(|token| (carrier, token));
    let manual = request.method != "GET" || request.auth || request.cookies || request.look;
    let kind = request.body.as_ref().map(|body| match body {
        Body::Json(_) => "application/json",
        Body::Form(_) => "application/x-www-form-urlencoded",
    });
    let timeout = state.options.timeout.saturating_mul(request.limits);
    // Nothing may be awaited between this and the request.
    if request.begun.is_some_and(|begun| state.is_over(begun)) {
        return Ok(Reply::failed(TIMEOUT, &request.url));
    }
    let response = send(state, timeout, |signal| {
        let json = matches!(request.body, Some(Body::Json(_)));
        let kind = json.then_some(("Content-Type", "application/json"));
        let headers =
            headers([("Accept", "application/json")].into_iter().chain(token).chain(kind))?;
        let builder = uncached(RequestBuilder::new(&request.url))
            .method(method(&request.method)?)
            .credentials(if request.cookies {
                RequestCredentials::Include
            } else {
                RequestCredentials::Omit
            })
            .redirect(if manual { RequestRedirect::Manual } else { RequestRedirect::Follow })
            .abort_signal(Some(signal));
        build(builder, headers, request.body.as_ref().map(body).transpose()?).map(Into::into)
    });
    let failed = |status| {
        let names = [Some("accept"), token.map(|(name, _)| name), kind.map(|_| "content-type")];
        let about = About {
            method: request.method.clone(),
            url: request.url.clone(),
            names: about::names(names.into_iter().flatten()),
            content_type: kind.map(Into::into),
            login: !request.auth,
            user: state.user(),
            ..began.clone()
        };
        Reply::failed(status, &request.url).about(state, &about)
    };
    let (response, _abort) = response.await?;
    Ok(match response {
        Err(UNREACHABLE) if request.mute && Box::pin(answers(state)).await? => failed(UNREAD),
        Err(status) => failed(status),
        Ok(response) if manual && is_redirect(&response) => failed(REDIRECTED),
        Ok(response) => {
            let reply = read(&response, &request.url, MAX_BODY, timeout).await;
            if request.text { nonce_in(state, reply, request.begun).await? } else { reply }
        }
    })
}

/// Whether the site responds at all.
async fn answers(state: &State) -> Result<bool, Box<Error>> {
    let url = state.tell(Operation::url, 0.0, "/?_fields=name").unwrap_or_default();
    Ok(exchange(state, &Exchange::of("GET", &url), None).await?.status >= 100)
}

/// # Errors
/// `invalid_option` for what is no method.
pub(super) fn method(name: &str) -> Result<gloo_net::http::Method, Box<Error>> {
    name.parse().map_err(|_| invalid("This is not an HTTP method."))
}

fn body(body: &Body) -> Result<JsValue, Box<Error>> {
    Ok(match body {
        Body::Json(text) => JsValue::from_str(text),
        Body::Form(fields) => {
            let form = UrlSearchParams::new().map_err(|_| invalid("The form can't be written."))?;
            for (name, value) in fields {
                form.append(name, value);
            }
            form.into()
        }
    })
}
