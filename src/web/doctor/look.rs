//! Makes one request and writes down how it ended: `Probe` in `src/core/doctor/observation.rs`.

use alloc::{
    rc::Rc,
    string::{String, ToString},
    vec::Vec,
};
use core::cell::Cell;

use futures_util::future::{self, Either};
use gloo_events::EventListener;
use gloo_net::http::{Headers, RequestBuilder};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    HtmlImageElement, RequestCredentials, RequestMode, RequestRedirect, Response, ResponseType,
};

use super::{
    super::{
        page,
        state::State,
        transport::{self, Outgoing, TIMEOUT},
    },
    secrets::clean_address,
};
use crate::core::{doctor::brief, json::Object};

/// Milliseconds that one probe of a failed call may take.
pub(super) const PATIENCE: u32 = 2000;

/// Characters of a response that are read. A whole index may have a million.
const MOST: usize = 1 << 20;

/// Milliseconds after which the browser has said that the page's policy forbids a request.
const POLICY: u32 = 20;

/// A request that looks at a site. It carries no cookie, and of headers only those it is given.
#[derive(Clone, Default)]
pub(super) struct Look<'a> {
    pub(super) url: &'a str,
    /// GET if it is empty.
    pub(super) method: &'a str,
    pub(super) headers: Vec<(&'a str, &'a str)>,
    pub(super) body: Option<&'a str>,
    /// Whether it follows redirects.
    pub(super) follow: bool,
    /// Whether its response stays hidden from the page (`mode: "no-cors"`).
    pub(super) hidden: bool,
    /// Whether it is sent as a visitor's call: `cache: "no-store"` would pass by a cache that gives a
    /// user's response to everybody.
    pub(super) visitor: bool,
}

impl<'a> Look<'a> {
    pub(super) fn at(url: &'a str) -> Self {
        Self { url, ..Self::default() }
    }

    /// One that sees no more than whether there is a response.
    pub(super) fn hidden(url: &'a str) -> Self {
        Self { hidden: true, follow: true, ..Self::at(url) }
    }

    pub(super) fn with(self, headers: Vec<(&'a str, &'a str)>) -> Self {
        Self { headers, ..self }
    }

    /// Makes it, within so many milliseconds; the probe as JSON.
    pub(super) async fn make(&self, state: &State, patience: u32) -> String {
        let policy = Policy::watch();
        let began = page::now();
        let sent = transport::send(state, patience, |signal| self.build(signal)).await;
        let mut probe = match sent {
            Ok((Ok(response), _abort)) => {
                let reading = transport::within(patience, read(state, &response));
                reading.await.unwrap_or_else(|| outcome("late"))
            }
            Ok((Err(status), _)) if !policy.is_broken().await => {
                outcome(if status == TIMEOUT { "late" } else { "failed" })
            }
            Ok((Err(_), _)) => outcome("blocked"),
            Err(_) => outcome("failed"),
        };
        probe.integer("ms", Some(page::now() - began));
        probe.end()
    }

    fn build(&self, signal: &web_sys::AbortSignal) -> crate::core::error::Result<Outgoing> {
        let method = if self.method.is_empty() { "GET" } else { self.method };
        let all = [("Accept", "application/json")].into_iter().chain(self.headers.iter().copied());
        let mut builder = RequestBuilder::new(self.url);
        if !self.visitor {
            builder = transport::uncached(builder);
        }
        if self.hidden {
            builder = builder.mode(RequestMode::NoCors);
        }
        let redirect = if self.follow { RequestRedirect::Follow } else { RequestRedirect::Manual };
        let builder = builder
            .method(transport::method(method)?)
            .credentials(RequestCredentials::Omit)
            .redirect(redirect)
            .abort_signal(Some(signal));
        let body = self.body.map(JsValue::from_str);
        transport::build(builder, transport::headers(all)?, body).map(Into::into)
    }
}

/// A probe that ended in this way.
pub(super) fn outcome(name: &str) -> Object {
    let mut probe = Object::new();
    probe.text("outcome", Some(name));
    probe
}

async fn read(state: &State, response: &Response) -> Object {
    match response.type_() {
        ResponseType::Opaque => return outcome("opaque"),
        ResponseType::Opaqueredirect => return outcome("redirect"),
        _ => {}
    }
    let text = match response.text() {
        Ok(promise) => JsFuture::from(promise).await.ok().and_then(|text| text.as_string()),
        Err(_) => None,
    };
    let Some(mut body) = text else { return outcome("failed") };
    if let Some((at, _)) = body.char_indices().nth(MOST) {
        body.truncate(at);
    }
    let mut probe = outcome("answer");
    probe.integer("status", Some(response.status().into()));
    probe.text("url", Some(&clean_address(state, &response.url())));
    let mut headers = Object::new();
    for (name, value) in Headers::from_raw(response.headers()).entries() {
        headers.text(&name, Some(&value));
    }
    probe.object("headers", headers);
    probe.text("body", Some(&brief(&body)));
    probe
}

/// Whether the page's own Content-Security-Policy forbids a request meanwhile.
struct Policy {
    broken: Rc<Cell<bool>>,
    listener: Option<EventListener>,
}

impl Policy {
    fn watch() -> Self {
        let broken = Rc::new(Cell::new(false));
        let document = web_sys::window().and_then(|window| window.document());
        let listener = document.map(|document| {
            let broken = broken.clone();
            EventListener::new(&document, "securitypolicyviolation", move |event| {
                let directive = Reflect::get(event, &"effectiveDirective".into()).ok();
                if directive.and_then(|name| name.as_string()).as_deref() == Some("connect-src") {
                    broken.set(true);
                }
            })
        });
        Self { broken, listener }
    }

    async fn is_broken(&self) -> bool {
        // The event arrives after the request has failed.
        if self.listener.is_some() {
            TimeoutFuture::new(POLICY).await;
        }
        self.broken.get()
    }
}

/// Whether a picture can be shown, which can be seen across origins. Only pages can look.
pub(super) async fn look_at_picture(url: &str, patience: u32) -> String {
    let Ok(image) = HtmlImageElement::new() else { return outcome("failed").end() };
    let shown = Promise::new(&mut |resolve: Function, _| {
        let end = |name: &'static str| {
            let resolve = resolve.clone();
            Closure::once_into_js(move || {
                let _ = resolve.call1(&JsValue::NULL, &name.into());
            })
        };
        image.set_onload(Some(end("answer").unchecked_ref()));
        image.set_onerror(Some(end("failed").unchecked_ref()));
    });
    image.set_referrer_policy("no-referrer");
    image.set_src(url);
    let shown = JsFuture::from(shown);
    match future::select(shown, TimeoutFuture::new(patience)).await {
        Either::Left((Ok(name), _)) => outcome(&name.as_string().unwrap_or_default()).end(),
        Either::Left(_) => outcome("failed").end(),
        Either::Right(_) => outcome("late").end(),
    }
}

/// What the browser says of a permission for this page; `None` where it knows none of this name.
pub(super) async fn permission(name: &str) -> Option<String> {
    let permissions = page::global(&["navigator", "permissions"]);
    let query = Reflect::get(&permissions, &"query".into()).ok()?.dyn_into::<Function>().ok()?;
    let wanted = js_sys::Object::new();
    Reflect::set(&wanted, &"name".into(), &name.into()).ok()?;
    let status = query.call1(&permissions, &wanted).ok()?.dyn_into::<Promise>().ok()?;
    let status = JsFuture::from(status).await.ok()?;
    Reflect::get(&status, &"state".into()).ok()?.as_string().map(|state| state.to_string())
}
