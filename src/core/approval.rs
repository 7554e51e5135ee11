//! The page on which a user gives an app access: which addresses it may have, and which response to it
//! is the site's. `pkg/features/authorize.js` follows the same rules. Addresses are canonical, as in
//! `core::site`.

use crate::core::text::concat;
use alloc::string::String;

use super::site::{Parts, Site};

/// Whether a response at this address is the site's: on its origin and below its path, as for tokens.
/// A redirect may have led elsewhere.
pub fn is_own(site: &str, url: &str) -> bool {
    Site::new(site, true).is_ok_and(|site| site.may_receive_token(url))
}

/// The address of an approval page that the site names, if it is one of the site's own: on its origin,
/// or on that of its home page.
pub fn own_page(site: &str, home: Option<&str>, page: &str) -> Option<String> {
    let [own, asked] = [site, page].map(Parts::of);
    let (own, asked) = (own?, asked?);
    // Behind a proxy that takes TLS away, WordPress calls itself http:.
    let is_same = own.origin.strip_prefix("https://") == asked.origin.strip_prefix("http://");
    let page = match page.strip_prefix("http:") {
        Some(rest) if is_same => concat(&["https:", rest]),
        _ => page.into(),
    };
    let asked = Parts::of(&page)?;
    let known = asked.origin == own.origin
        || home.and_then(Parts::of).is_some_and(|home| home.origin == asked.origin);
    // Browsers run `javascript://localhost/…`.
    let is_http = asked.origin.starts_with("http://");
    let is_safe = asked.origin.starts_with("https://") || (is_http && asked.is_loopback());
    (known && is_safe).then_some(page)
}

/// Whether two addresses are of one site, whatever their schemes: the setting of an old site and a
/// proxy may get those wrong.
pub fn is_same_site(one: &str, other: &str) -> bool {
    let address = |href| {
        let Parts { origin, path, .. } = Parts::of(href)?;
        let (_, host) = origin.split_once("://")?;
        Some((host, path.trim_end_matches('/')))
    };
    address(one).is_some_and(|one| Some(one) == address(other))
}

/// An address of OAuth 1.0a as the site can be reached there. Under plain permalinks the addresses that
/// its plugin names lead nowhere, and its query works. `link` is the index's header.
pub fn reachable(url: &str, link: &str) -> String {
    let is_word = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    match url.rsplit_once("/oauth1/") {
        Some((site, step)) if link.contains("rest_route=") && is_word(step) => {
            concat(&[site, "/index.php?rest_oauth1=", step])
        }
        _ => url.into(),
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    const SITE: &str = "https://example.com/blog";

    #[test]
    fn believes_only_what_the_site_itself_responds() {
        for path in ["/wp-json/", "/index.php?rest_route=/&_fields=home", "?rest_route=/", "/en/?a"]
        {
            assert!(is_own(SITE, &[SITE, path].concat()), "{path}");
        }
        for url in [
            "https://evil.example/blog/wp-json/",
            "https://www.example.com/blog/wp-json/",
            "https://example.com:8443/blog/wp-json/",
            "http://example.com/blog/wp-json/",
            "https://example.com/wp-json/",
            "https://example.com/blogs/wp-json/",
            "https://example.com/blog/..%2fwp-json/",
            "",
        ] {
            assert!(!is_own(SITE, url), "{url}");
        }
    }

    #[test]
    fn takes_pages_of_the_site_and_of_its_home() {
        let page = "https://example.com/wp-admin/authorize-application.php";
        assert_eq!(own_page(SITE, None, page).as_deref(), Some(page));
        let other = "https://www.example.com/approve";
        assert_eq!(own_page(SITE, None, other), None);
        assert_eq!(own_page(SITE, Some("https://www.example.com/"), other).as_deref(), Some(other));
        for page in ["https://evil.example/", "http://www.example.com/", "javascript:alert(1)"] {
            assert_eq!(own_page(SITE, Some("http://www.example.com/"), page), None, "{page}");
        }
    }

    #[test]
    fn corrects_the_scheme_of_a_site_behind_a_proxy() {
        let page = own_page(SITE, None, "http://example.com/approve");
        assert_eq!(page.as_deref(), Some("https://example.com/approve"));
        assert_eq!(own_page(SITE, None, "http://example.com:8080/approve"), None);
    }

    #[test]
    fn takes_http_on_this_machine_only() {
        let page = "http://localhost:8080/approve";
        assert_eq!(own_page("http://localhost:8080", None, page).as_deref(), Some(page));
        assert_eq!(own_page("http://example.com", None, "http://example.com/approve"), None);
    }

    #[test]
    fn takes_pages_only_and_nothing_that_browsers_run() {
        for page in ["javascript://localhost/%0aalert(1)", "ftp://localhost/approve"] {
            assert_eq!(own_page(SITE, Some(page), page), None, "{page}");
        }
    }

    #[test]
    fn compares_sites_without_their_schemes() {
        assert!(is_same_site("https://example.com/blog/", "http://example.com/blog"));
        assert!(!is_same_site("https://example.com/blog", "https://example.com"));
        assert!(!is_same_site("https://example.com", "https://example.com:8443/"));
        assert!(!is_same_site("", ""));
    }

    #[test]
    fn rewrites_addresses_only_under_plain_permalinks() {
        let url = "https://example.com/oauth1/request";
        let plain = "<https://example.com/?rest_route=/>; rel=\"https://api.w.org/\"";
        assert_eq!(reachable(url, plain), "https://example.com/index.php?rest_oauth1=request");
        assert_eq!(reachable(url, "<https://example.com/wp-json/>"), url);
        let step = |name| reachable(&["https://example.com/oauth1/", name].concat(), plain);
        assert_eq!(step("a_1"), "https://example.com/index.php?rest_oauth1=a_1");
        for name in ["", "a-1", "a&b"] {
            assert_eq!(step(name), ["https://example.com/oauth1/", name].concat());
        }
    }
}
