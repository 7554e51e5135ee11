//! The token guard against the WHATWG `url` crate, which parses as browsers do.
//!
//! Lines: the site, an allowed origin or nothing, the address of a request.
//!
//! Holds P1 of SECURITY.md.

use super::{assert_inside, line};
use presskey::core::site::{Site, is_ambiguous};
use url::Url;

pub fn run(text: &str) {
    let (home, rest) = line(text);
    let (extra, target) = line(rest);
    let Ok(home) = Url::parse(home) else { return };
    let Ok(mut site) = Site::new(home.as_str(), false) else { return };
    let extra = Url::parse(extra).ok().filter(|url| site.allow_origin(url.as_str(), false).is_ok());

    // As the engine asks: with what the browser made of the address.
    if let Ok(url) = Url::parse(target) {
        check(&site, extra.as_ref(), url.as_str());
    }
    // As descriptions of servers come: a text that no parser has seen.
    check(&site, extra.as_ref(), target);
    check(&site, extra.as_ref(), &[&site.id(), target].concat());
    for root in site.roots() {
        assert_inside(&root.url("/wp/v2/posts"), &site.id(), "a root");
        let url = root.url(target);
        check(&site, extra.as_ref(), &url);
        if !root.is_query() && !is_ambiguous(target) && target.starts_with('/') {
            assert_inside(&url, &site.id(), "a route");
        }
    }
    if let Some(root) = site.adopt(target) {
        assert_inside(&root.url("/wp/v2/posts"), &site.id(), "an adopted root");
    }
}

/// What the guard allows, a browser sends to a place that may have the token.
fn check(site: &Site, extra: Option<&Url>, href: &str) {
    if !site.may_receive_token(href) {
        return;
    }
    let Ok(url) = Url::parse(href) else { return };
    assert!(!is_ambiguous(url.as_str()), "{href:?} is sent as {url}");
    let below = |base: &str| {
        let base = base.trim_end_matches('/');
        url.as_str()
            .strip_prefix(base)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
    };
    let allowed = extra.is_some_and(|extra| {
        let place = [&extra.origin().ascii_serialization(), extra.path()].concat();
        below(&place)
    });
    if !allowed {
        let base = site.id();
        assert_inside(href, &base, "allowed");
    }
}
