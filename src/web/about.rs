//! The request that failed, as the rules that explain failures take it
//! (`core::doctor`, `failure.…` in its observations).

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use web_sys::Response;

use super::{page, state::State};
use crate::core::json::Object;

/// Names of headers that need no preflight, whatever their value (Fetch: CORS-safelisted).
const SAFE_NAMES: [&str; 3] = ["accept", "accept-language", "content-language"];

/// Types of bodies that need none either.
const SAFE_TYPES: [&str; 3] =
    ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];

/// A request that was sent, without its secrets.
#[derive(Debug, Default, Clone)]
pub(super) struct About {
    pub(super) method: String,
    pub(super) url: String,
    /// The names of its headers, and its `Content-Type`.
    pub(super) names: Vec<String>,
    pub(super) content_type: Option<String>,
    /// Whether it carried the session's token, and whose that was.
    pub(super) token: bool,
    pub(super) user: Option<String>,
    /// Characters of the token's header, bytes of the body.
    pub(super) weight: Option<usize>,
    pub(super) size: Option<f64>,
    /// What is secret in headers of the app's own, which the server may quote.
    pub(super) own: Vec<(String, String)>,
    /// Whether it is a login.
    pub(super) login: bool,
    /// What caches on the way wrote into the response.
    pub(super) cache: Vec<(String, String)>,
    /// The client's `epoch` when it was sent.
    pub(super) epoch: u32,
}

impl About {
    /// A request of the client's own, of now.
    pub(super) fn of(state: &State) -> Self {
        Self { epoch: state.epoch(), ..Self::default() }
    }

    /// Where it went, unless the app itself has made the response.
    pub(super) fn asked(&self) -> Option<&str> {
        Some(self.url.as_str()).filter(|url| !url.is_empty())
    }

    /// As JSON; `site` is the address that the client was given.
    pub(super) fn to_json(&self, site: &str) -> String {
        let mut object = Object::new();
        object.text("method", Some(&self.method));
        object.text("url", Some(&self.url));
        object.text("headers", Some(&self.headers().join(",")));
        object.text("user", self.user.as_deref());
        object.boolean("token", self.token);
        object.boolean("login", self.login);
        object.boolean("elsewhere", !self.is_of(site));
        object.boolean("loopback", is_loopback(&self.url));
        object.integer("weight", self.weight.map(|weight| weight as f64));
        object.integer("size", self.size);
        object.integer("epoch", Some(self.epoch.into()));
        object.object("cache", members(&self.cache));
        object.object("own", members(&self.own));
        object.end()
    }

    /// The headers for which a browser asks first.
    fn headers(&self) -> Vec<&str> {
        let kind = self.content_type.as_deref().unwrap_or_default().to_ascii_lowercase();
        let is_safe = |name: &str| {
            SAFE_NAMES.contains(&name)
                || name == "content-type" && SAFE_TYPES.iter().any(|safe| kind.starts_with(safe))
        };
        self.names.iter().map(String::as_str).filter(|name| !is_safe(name)).collect()
    }

    /// Whether it went to the site, and not to another server.
    fn is_of(&self, site: &str) -> bool {
        self.url
            .strip_prefix(site)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
    }

    /// As JSON, of a request that was answered.
    pub(super) fn answered(self, response: &Response, site: &str) -> String {
        self.cached_by(response).to_json(site)
    }

    /// With what caches wrote into the response to it.
    fn cached_by(mut self, response: &Response) -> Self {
        let headers = gloo_net::http::Headers::from_raw(response.headers());
        let tells =
            |name: &str| name == "age" || name.contains("cache") || name.contains("varnish");
        self.cache = headers.entries().filter(|(name, _)| tells(name)).collect();
        self
    }
}

fn members(pairs: &[(String, String)]) -> Object {
    let mut object = Object::new();
    for (name, value) in pairs {
        object.text(name, Some(value));
    }
    object
}

/// Whether plain http: to this address stays on this machine.
pub(super) fn is_loopback(address: &str) -> bool {
    let host = page::host_of(address).unwrap_or_default();
    host == "localhost"
        || host.ends_with(".localhost")
        || host == "[::1]"
        || host
            .strip_prefix("127.")
            .is_some_and(|rest| rest.bytes().all(|byte| byte == b'.' || byte.is_ascii_digit()))
}

/// The names of headers in lower case.
pub(super) fn names<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    names.into_iter().map(|name| name.to_ascii_lowercase().to_string()).collect()
}
