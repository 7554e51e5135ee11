//! What was seen of a site, as `pkg/features/doctor` writes it down.

use alloc::string::{String, ToString};

use super::plugin::Plugin;
use crate::core::{
    json::Json,
    text::{concat, cut, find},
};

/// How a probe ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It was not made.
    Missing,
    /// A response that can be read.
    Answer,
    /// A response that cannot be read (`mode: "no-cors"`), or a picture that could not be shown.
    Opaque,
    /// A redirect that was not followed.
    Redirect,
    /// No response.
    Failed,
    /// No response in time.
    Late,
    /// The page's own Content-Security-Policy forbids it.
    Blocked,
}

/// One probe and its result.
#[derive(Debug, Clone, Copy)]
pub(super) struct Probe<'a>(pub(super) Option<Json<'a>>);

impl<'a> Probe<'a> {
    pub(super) fn outcome(self) -> Outcome {
        match self.text("outcome").as_str() {
            "answer" => Outcome::Answer,
            "opaque" => Outcome::Opaque,
            "redirect" => Outcome::Redirect,
            "failed" => Outcome::Failed,
            "late" => Outcome::Late,
            "blocked" => Outcome::Blocked,
            _ => Outcome::Missing,
        }
    }

    /// Whether it was made.
    pub(super) fn exists(self) -> bool {
        self.0.is_some()
    }

    pub(super) fn is(self, outcome: Outcome) -> bool {
        self.outcome() == outcome
    }

    /// A text of it; empty where there is none.
    pub(super) fn text(self, name: &str) -> String {
        self.0.and_then(|json| json.get(name)).and_then(Json::string).unwrap_or_default()
    }

    /// HTTP status, 0 without a response.
    pub(super) fn status(self) -> u16 {
        self.number("status").unwrap_or_default() as u16
    }

    pub(super) fn number(self, name: &str) -> Option<f64> {
        self.0?.get(name)?.number()
    }

    /// The headers that could be read, by their names in lower case.
    pub(super) fn headers(self) -> Option<Json<'a>> {
        self.0?.get("headers")
    }

    /// A header by its name in lower case, where it could be read.
    pub(super) fn header(self, name: &str) -> Option<String> {
        self.headers()?.get(name)?.string()
    }

    /// WordPress's own error code in its body, or one that looks like it.
    pub(super) fn wp_code(self) -> Option<String> {
        Json::parse(&self.text("body"))?.get("code")?.string()
    }

    /// The error in its body, as login plugins name it that do so otherwise; empty without.
    pub(super) fn error(self) -> String {
        let body = self.text("body");
        let error = Json::parse(&body).and_then(|json| json.get("error")?.string());
        error.unwrap_or_default()
    }
}

/// Everything that was seen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen<'a>(Json<'a>);

impl<'a> Seen<'a> {
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        Json::parse(text).map(Self)
    }

    /// A text of it, by a dotted path; empty where there is none.
    pub(super) fn text(self, path: &str) -> String {
        self.0.path(path).and_then(Json::string).unwrap_or_default()
    }

    pub(super) fn is(self, path: &str) -> bool {
        self.0.path(path).is_some_and(|value| value.text() == "true")
    }

    pub(super) fn number(self, name: &str) -> Option<f64> {
        self.0.get(name)?.number()
    }

    pub(super) fn probe(self, name: &str) -> Probe<'a> {
        Probe(self.0.get("probes").and_then(|probes| probes.get(name)))
    }

    /// The response with which the call failed, as if it had been a probe's.
    pub(super) fn answer(self) -> Probe<'a> {
        Probe(self.0.get("failure"))
    }

    /// What caches wrote into its headers: those of them that could be read.
    pub(super) fn cache_headers(self) -> Option<Json<'a>> {
        self.0.path("failure.cache")
    }

    /// How many probes were made.
    pub(super) fn probes(self) -> usize {
        let mut count = 0;
        if let Some(probes) = self.0.get("probes") {
            probes.each(&mut |_, _| {
                count += 1;
                true
            });
        }
        count
    }

    /// Whether it was a page that looked, which sees little of other origins.
    pub(super) fn in_page(self) -> bool {
        self.is("page")
    }

    /// The site's auth server, if it is known.
    pub(super) fn plugin(self) -> Option<&'static Plugin> {
        Plugin::by_id(&self.text("plugin")).or_else(|| {
            let body = self.probe("index").text("body");
            Plugin::in_index(Json::parse(&body)?)
        })
    }

    pub(super) fn is_same_origin(self) -> bool {
        !self.text("origin").is_empty() && origin_of(&self.text("site")) == self.text("origin")
    }
}

/// The origin of a URL as URL parsers write it.
pub(super) fn origin_of(url: &str) -> String {
    let start = find(url, "://").map_or(0, |at| at + 3);
    let (host, _) = cut(url.get(start..).unwrap_or_default(), "/");
    let (host, _) = cut(host, "?");
    concat(&[url.get(..start).unwrap_or_default(), host])
}

/// Whether an origin is that of an app: its scheme is not one of the web's.
pub(super) fn is_app(origin: &str) -> bool {
    find(origin, "://").is_some() && !origin.starts_with("http")
}

/// The host of a URL, with its port.
pub(super) fn host_of(url: &str) -> String {
    cut(&origin_of(url), "://").1.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_ends_before_path_and_query() {
        for url in ["https://e.com", "https://e.com/a?b", "https://e.com?a/b"] {
            assert_eq!(origin_of(url), "https://e.com");
        }
        assert_eq!(origin_of("http://e.com:8080/a"), "http://e.com:8080");
    }
}
