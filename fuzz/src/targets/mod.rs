//! One file for each target, and what they share.

pub mod answer;
mod calls;
pub mod client;
pub mod discovery;
pub mod guard;
mod logins;
pub mod record;
pub mod redaction;
pub mod session;
pub mod spec;
pub mod token;

use presskey::core::site::Site;
use url::Url;

/// The site of all targets but `guard`.
pub const SITE: &str = "https://e.com/blog";

/// The same, read.
pub fn site() -> Site {
    Site::new(SITE, false).expect("it is a site")
}

/// Asserts that a browser sends a request for `href` to the site, below its folder.
pub fn assert_inside(href: &str, base: &str, why: &str) {
    let url = Url::parse(href).unwrap_or_else(|error| panic!("{why}: {href:?}: {error}"));
    let base = Url::parse(base).expect("it is an address");
    assert_eq!(url.origin(), base.origin(), "{why}: {href:?}");
    assert!(url.username().is_empty() && url.password().is_none(), "{why}: {href:?}");
    let folder = base.path().trim_end_matches('/');
    let rest = url.path().strip_prefix(folder);
    let below = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    assert!(below, "{why}: {href:?} is sent to {url}");
}

/// The first line, and the rest.
pub fn line(text: &str) -> (&str, &str) {
    text.split_once('\n').unwrap_or((text, ""))
}

/// What a browser, like WordPress, reads as JSON.
pub fn assert_json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("no JSON: {error}: {text:?}"))
}
