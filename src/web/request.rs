//! One call of the app's.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use gloo_net::http::RequestBuilder;
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortSignal, Blob, FormData, ReadableStream, RequestCredentials, RequestRedirect};

use super::{
    about::{self, About},
    oauth1,
    state::{Carrier, State},
    template::invalid,
    transport::{Outgoing, build, headers, method, uncached},
    whose::Whose,
    xhr::{Tell, Upload},
};
use crate::{
    core::{
        error::Result,
        list::List,
        overrides::{is_overridable, method_in},
        session::Auth,
        via::{Travel, USER},
    },
    js::engine::OWN,
};

/// A call: a route such as `/wp/v2/posts`, or an absolute URL, and what goes along. A `&str` alone
/// is a GET.
///
/// ```
/// use presskey::web::{Auth, Request};
///
/// let drafts = Request::get("/wp/v2/posts").query("status", "draft").auth(Auth::Required);
/// ```
#[derive(Debug, Clone)]
pub struct Request {
    method: String,
    target: String,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    /// A body, or why there is none.
    body: Result<Option<JsValue>>,
    pub(super) auth: Auth,
    timeout: Option<u32>,
    wrapped: bool,
    overridden: bool,
    tell: Option<Tell>,
    whose: Option<Whose>,
}

impl Request {
    /// A call with this method.
    pub fn new(method: impl Into<String>, target: impl Into<String>) -> Self {
        Self {
            method: method.into().to_uppercase(),
            target: target.into(),
            query: Vec::new(),
            headers: Vec::new(),
            body: Ok(None),
            auth: Auth::Auto,
            timeout: None,
            wrapped: false,
            overridden: false,
            tell: None,
            whose: None,
        }
    }

    /// A GET.
    pub fn get(target: impl Into<String>) -> Self {
        Self::new("GET", target)
    }

    /// A POST.
    pub fn post(target: impl Into<String>) -> Self {
        Self::new("POST", target)
    }

    /// A PUT.
    pub fn put(target: impl Into<String>) -> Self {
        Self::new("PUT", target)
    }

    /// A PATCH.
    pub fn patch(target: impl Into<String>) -> Self {
        Self::new("PATCH", target)
    }

    /// A DELETE.
    pub fn delete(target: impl Into<String>) -> Self {
        Self::new("DELETE", target)
    }

    /// Adds a parameter to the URL; WordPress takes arrays as several of `key[]`.
    #[must_use]
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    /// The page of a list to begin with, from 1; for [`Client::page`](super::Client::page) and
    /// [`Client::paginate`](super::Client::paginate).
    #[must_use]
    pub fn page(self, page: u32) -> Self {
        self.query("page", page.to_string())
    }

    /// Items on each page of a list, 1 to 100.
    #[must_use]
    pub fn per_page(self, items: u32) -> Self {
        self.query("per_page", items.to_string())
    }

    /// Asks for the response inside of WordPress's envelope (`_envelope`), and returns the inner one.
    /// For headers that CORS hides.
    #[must_use]
    pub fn envelope(mut self) -> Self {
        self.wrapped = true;
        self
    }

    /// Sends PUT, PATCH and DELETE as a POST with `_method`, which WordPress understands, for web
    /// servers that refuse these methods. If that works after a refusal, the client does so for later
    /// requests with this method.
    #[must_use]
    pub fn method_override(mut self) -> Self {
        self.overridden = is_overridable(&self.method);
        self
    }

    /// Sets a header. With an `Authorization` of its own a call is sent as with [`Auth::Omit`].
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Whether the call carries the token; [`Auth::Auto`] unless said.
    #[must_use]
    pub fn auth(mut self, auth: Auth) -> Self {
        self.auth = auth;
        self
    }

    /// Milliseconds from sending to the response's headers, instead of those of the client; 0 for
    /// no limit, as it is for a `Blob` and `FormData`.
    #[must_use]
    pub fn timeout(mut self, milliseconds: u32) -> Self {
        self.timeout = Some(milliseconds);
        self
    }

    /// Sends a value as JSON. One that cannot be written so fails the call: `invalid_option`.
    #[must_use]
    pub fn json<T: Serialize + ?Sized>(mut self, value: &T) -> Self {
        self.body = json_text(value).map(|text| Some(text.into()));
        if !self.has_header("Content-Type") {
            self.headers.push(("Content-Type".into(), "application/json".into()));
        }
        self
    }

    /// Sends what the browser's `fetch` takes as a body and can send twice: a text, bytes
    /// (`js_sys::Uint8Array`), a `Blob`, `FormData`, `UrlSearchParams`.
    #[must_use]
    pub fn body(mut self, body: impl Into<JsValue>) -> Self {
        let body = body.into();
        self.body = if body.has_type::<ReadableStream>() {
            Err(invalid("A stream can't be sent a second time."))
        } else {
            Ok(Some(body))
        };
        self
    }

    fn has_header(&self, name: &str) -> bool {
        self.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
    }

    /// Whether it carries the app's own authorization.
    pub(super) fn is_own(&self, header_name: &str) -> bool {
        self.has_header("Authorization") || self.has_header(header_name)
    }

    /// What is secret in these headers.
    fn secrets(&self, header_name: &str) -> Vec<(String, String)> {
        let value_of = |wanted: &str| {
            let found = self.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
            found.map(|(_, value)| value.split_once(' ').map_or(&**value, |(_, value)| value))
        };
        let values = [value_of(header_name), value_of("Authorization")];
        let named = OWN.into_iter().zip(values);
        named.filter_map(|(name, value)| Some((name.into(), value?.into()))).collect()
    }

    /// GET or HEAD.
    pub(super) fn is_safe(&self) -> bool {
        matches!(self.method.as_str(), "GET" | "HEAD")
    }

    /// Reports how much of its body has been sent.
    pub(super) fn tell(mut self, tell: Tell) -> Self {
        self.tell = Some(tell);
        self
    }

    /// As one of the requests of a method, which are all for one user.
    pub(super) fn of(mut self, whose: &Whose) -> Self {
        self.whose = Some(whose.clone());
        self
    }

    pub(super) fn whose(&self) -> Option<&Whose> {
        self.whose.as_ref()
    }

    pub(super) fn method(&self) -> &str {
        &self.method
    }

    /// The method that WordPress takes in place of the one that is sent: the address names it.
    pub(super) fn method_named(&self) -> Option<&str> {
        if self.overridden {
            return Some(&self.method);
        }
        let own = self.query.iter().find(|(name, _)| name == "_method");
        own.map(|(_, method)| method.as_str()).or_else(|| method_in(&self.target))
    }

    /// Whether it names a method, in the address or in a header.
    pub(super) fn names_method(&self) -> bool {
        let is_override = |name: &str| name.eq_ignore_ascii_case("X-HTTP-Method-Override");
        self.method_named().is_some() || self.headers.iter().any(|(name, _)| is_override(name))
    }

    /// The header of a request that the token signs (OAuth 1.0a).
    pub(super) async fn signed(&self, token: &str, url: &str) -> Result<String> {
        let form = oauth1::form_of(self.body.as_ref().ok().and_then(Option::as_ref));
        oauth1::signed(token, self.sent_method(), url, form).await
    }

    /// What is sent, without its secrets.
    pub(super) fn about(&self, state: &State, url: &str, token: Option<(&str, &str)>) -> About {
        let given = self.headers.iter().map(|(name, _)| name.as_str());
        let names = given.chain(["accept"]).chain(token.map(|(name, _)| name));
        let header = |wanted: &str| {
            let found = self.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
            found.map(|(_, value)| value.clone())
        };
        let body = self.body.as_ref().ok().and_then(Option::as_ref);
        let size = |name: &str| js_sys::Reflect::get(body?, &name.into()).ok()?.as_f64();
        About {
            method: self.sent_method().into(),
            url: url.into(),
            names: about::names(names),
            content_type: header("content-type"),
            token: token.is_some(),
            user: state.user(),
            epoch: state.epoch(),
            weight: token.map(|(_, token)| token.len()),
            size: ["size", "byteLength", "length"].into_iter().find_map(size),
            own: self.secrets(&state.options.header_name),
            ..About::default()
        }
    }

    fn sent_method(&self) -> &str {
        if self.overridden { "POST" } else { &self.method }
    }

    pub(super) fn is_enveloped(&self) -> bool {
        self.wrapped
    }

    pub(super) fn is_route(&self) -> bool {
        self.target.starts_with('/')
    }

    /// The list that it asks for.
    ///
    /// # Errors
    /// `invalid_option`.
    pub(super) fn list(&self) -> Result<List> {
        List::new(&self.target, &self.query)
    }

    /// The same request for the next page of a list.
    pub(super) fn of_list(&self, list: &List, wrapped: bool) -> Self {
        let (target, query) = (list.target.clone(), list.next_query());
        Self { target, query, wrapped, ..self.clone() }
    }

    pub(super) fn timeout_or(&self, default: u32) -> u32 {
        let upload = self.body.as_ref().is_ok_and(|body| {
            body.as_ref().is_some_and(|body| body.has_type::<Blob>() || body.has_type::<FormData>())
        });
        self.timeout.unwrap_or(if upload { 0 } else { default })
    }

    /// The target with its query.
    ///
    /// # Errors
    /// `invalid_option` for a call that cannot be sent.
    pub(super) fn checked_target(&self) -> Result<String> {
        let body = self.body.as_ref().map_err(Clone::clone)?;
        if body.is_some() && self.is_safe() {
            return Err(invalid("A body needs a method such as POST."));
        }
        method(&self.method)?;
        headers(self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())))?;
        let overridden = self.overridden.then_some(("_method", self.method.as_str()));
        let extra = overridden.into_iter().chain(self.wrapped.then_some(("_envelope", "1")));
        let own = self.query.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let mut pairs = own.chain(extra).peekable();
        if pairs.peek().is_none() {
            return Ok(self.target.clone());
        }
        let query = web_sys::UrlSearchParams::new()
            .map_err(|_| invalid("The query can't be written as a query string."))?;
        for (name, value) in pairs {
            query.append(name, value);
        }
        let query = String::from(query.to_string());
        let (before, fragment) = self.target.split_once('#').unwrap_or((&self.target, ""));
        let mark = if before.contains('?') { "&" } else { "?" };
        let hash = if fragment.is_empty() { "" } else { "#" };
        Ok([before, mark, &query, hash, fragment].concat())
    }

    /// As the browser takes it. With a token, or the app's own, it follows no redirect, and no cache
    /// stores it.
    ///
    /// # Errors
    /// `invalid_option` for what no request can be made of.
    pub(super) fn build(
        &self,
        url: &str,
        token: Option<(&str, &str)>,
        carrier: &Carrier,
        own: bool,
        signal: &AbortSignal,
    ) -> Result<Outgoing> {
        let given = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let all = [("Accept", "application/json")].into_iter().chain(given).chain(token);
        let cookies = token.is_some() && carrier.cookies;
        let credentials =
            if cookies { RequestCredentials::Include } else { RequestCredentials::Omit };
        let mut builder = RequestBuilder::new(url);
        if own || token.is_some() {
            builder = uncached(builder).redirect(RequestRedirect::Manual);
        }
        let builder = builder
            .method(method(self.sent_method())?)
            .credentials(credentials)
            .abort_signal(Some(signal));
        self.outgoing(builder, headers(all)?)
    }

    fn outgoing(&self, builder: RequestBuilder, headers: web_sys::Headers) -> Result<Outgoing> {
        let body = self.body.clone()?;
        let (Some(tell), Some(whole)) = (&self.tell, &body) else {
            return Ok(build(builder, headers, body)?.into());
        };
        let upload = Upload { body: whole.clone(), tell: tell.clone() };
        // Without its body: with one it has a `Content-Type` that fits no other form.
        let request = build(builder, headers, None)?;
        Ok(Outgoing { request, upload: Some(upload) })
    }

    /// As the browser takes it, for a backend that keeps the session.
    ///
    /// # Errors
    /// As [`Request::build`].
    pub(super) fn build_over(
        &self,
        url: &str,
        travel: &Travel,
        own: bool,
        signal: &AbortSignal,
    ) -> Result<Outgoing> {
        let given = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let user = travel.user.as_deref().map(|user| (USER, user));
        let all = [("Accept", "application/json")].into_iter().chain(given).chain(user);
        let credentials =
            if travel.cookie { RequestCredentials::SameOrigin } else { RequestCredentials::Omit };
        let mut builder = RequestBuilder::new(url);
        if own {
            builder = builder.redirect(RequestRedirect::Manual);
        }
        if own || travel.cookie {
            builder = uncached(builder);
        }
        let builder = builder
            .method(method(self.sent_method())?)
            .credentials(credentials)
            .abort_signal(Some(signal));
        self.outgoing(builder, headers(all)?)
    }

    /// Without the envelope: a backend is on the own origin, where CORS hides no header.
    pub(super) fn bare(&self) -> Self {
        Self { wrapped: false, ..self.clone() }
    }
}

/// A value as JSON.
///
/// # Errors
/// `invalid_option` for one that JSON can't represent.
pub(super) fn json_text<T: Serialize + ?Sized>(value: &T) -> Result<String> {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    let text = value.serialize(&serializer).ok();
    let text = text.and_then(|value| js_sys::JSON::stringify(&value).ok());
    let text = text.and_then(|text| text.as_string());
    text.ok_or_else(|| invalid("The value can't be written as JSON."))
}

impl From<&str> for Request {
    fn from(target: &str) -> Self {
        Self::get(target)
    }
}

impl From<String> for Request {
    fn from(target: String) -> Self {
        Self::get(target)
    }
}
