//! Where a site's REST API is, which URL a route has, and which URLs may receive the token.
//!
//! Every address that comes in here was serialised by a WHATWG URL parser (the browser's), so it is
//! canonical: lower-case scheme and host, no default port, no dot segments, no backslashes.

use alloc::{string::String, vec::Vec};

use super::{
    error::{Code, Error, Result},
    spelling::{from_percent, is_hex},
    text::{concat, cut, find, replace},
};

/// The index, trimmed to what discovery needs: the whole may be a megabyte.
const INDEX: &str = "/?_fields=namespaces,authentication,url";

/// A canonical URL in the pieces that matter here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parts<'a> {
    pub(super) origin: &'a str,
    pub(super) path: &'a str,
    query: &'a str,
}

impl<'a> Parts<'a> {
    pub(super) fn of(href: &'a str) -> Option<Self> {
        let authority = find(href, "://")? + 3;
        let rest = href.get(authority..)?;
        let (rest, _fragment) = cut(rest, "#");
        let (before, query) = cut(rest, "?");
        let slash = find(before, "/").unwrap_or(before.len());
        Some(Self { origin: href.get(..authority + slash)?, path: before.get(slash..)?, query })
    }

    #[cfg(any(test, feature = "web"))]
    pub(super) fn is_loopback(self) -> bool {
        is_loopback(self.host())
    }

    fn host(self) -> &'a str {
        let (_, host) = cut(self.origin, "://");
        match host.strip_prefix('[') {
            Some(v6) => cut(v6, "]").0,
            None => cut(host, ":").0,
        }
    }
}

/// Whether a query string is WordPress's `?rest_route=` form.
fn is_query_form(query: &str) -> bool {
    query.split('&').any(|pair| pair.starts_with("rest_route="))
}

/// Whether plain http: to this URL stays on the machine.
fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host.ends_with(".localhost")
        || host == "::1"
        || (host.starts_with("127.")
            && host.bytes().all(|byte| byte == b'.' || byte.is_ascii_digit()))
}

/// Whether the host of this URL is itself an address of this machine or of the local network: RFC 1918,
/// 3927, 4193 and 6598, or a name of RFC 6762. Only a resolver knows where other names lead.
pub fn is_private(href: &str) -> bool {
    let Some(parts) = Parts::of(href) else { return false };
    let host = parts.host();
    if host.contains(':') {
        let group = cut(host, ":").0;
        return host == "::1"
            || group.len() == 4
                && ["fc", "fd", "fe8", "fe9", "fea", "feb"].iter().any(|at| group.starts_with(at));
    }
    let mut numbers = host.split('.').map(|part| part.parse::<u8>().ok());
    let (first, second) = (numbers.next().flatten(), numbers.next().flatten());
    let is_address = host.split('.').count() == 4 && numbers.all(|number| number.is_some());
    is_loopback(host)
        || host.ends_with(".local")
        || is_address
            && matches!(
                (first, second),
                (Some(10), Some(_))
                    | (Some(100), Some(64..=127))
                    | (Some(172), Some(16..=31))
                    | (Some(192), Some(168))
                    | (Some(169), Some(254))
            )
}

/// How a root with plain permalinks ends.
const QUERY: &str = "?rest_route=";

/// The REST prefix that WordPress has unless a site filters `rest_url_prefix`.
const PREFIX: &str = "/wp-json";

/// Where a path turns into WordPress's REST API.
fn find_prefix(path: &str) -> Option<usize> {
    (0..path.len()).find(|at| path.get(*at..).is_some_and(|rest| is_below(rest, PREFIX)))
}

fn trim(path: &str) -> &str {
    path.trim_end_matches('/')
}

/// Whether `path` is `base` or lies below it, by whole segments.
fn is_below(path: &str, base: &str) -> bool {
    path.strip_prefix(base).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A REST root, in one of the forms that WordPress has:
///
/// - `https://site/wp-json` or `https://site/index.php/wp-json`, without trailing slash.
/// - `https://site/index.php?rest_route=`, which every site serves. Without `index.php` nginx
///   accepts only GET and POST, so no preflight: `get_rest_url()` avoids that form, too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    text: String,
    /// Whether a route ends in a slash there: some web servers redirect to the form with it or
    /// without it. `None` leaves routes as they are.
    slash: Option<bool>,
}

impl Root {
    /// Reads a root's URL as WordPress's `get_rest_url()` writes it.
    pub fn parse(href: &str) -> Option<Self> {
        let parts = Parts::of(href)?;
        let text = if is_query_form(parts.query) {
            let file = if parts.path.ends_with('/') { "index.php" } else { "" };
            concat(&[parts.origin, parts.path, file, QUERY])
        } else {
            concat(&[parts.origin, trim(parts.path)])
        };
        Some(Self { text, slash: None })
    }

    /// Whether it is the form of plain permalinks.
    pub fn is_query(&self) -> bool {
        self.text.ends_with(QUERY)
    }

    /// The URL of a route such as `/wp/v2/posts?per_page=5`. The route is appended, never resolved:
    /// `//host` stays a route.
    pub fn url(&self, route: &str) -> String {
        let (route, _fragment) = cut(route, "#");
        let route = match route.strip_prefix(PREFIX) {
            Some(rest) if rest.is_empty() || rest.starts_with(['/', '?']) => rest,
            _ => route,
        };
        let (path, query) = cut(route, "?");
        let (path, end) = match self.slash {
            _ if path.is_empty() => ("/", ""),
            Some(true) if !path.ends_with('/') => (path, "/"),
            Some(false) if path != "/" || !self.is_query() => (trim(path), ""),
            _ => (path, ""),
        };
        let (path, mark) = if self.is_query() {
            // Percent-encodings stay: PHP decodes a query once, as the server does a path.
            (replace(&replace(path, "+", "%2B"), "&", "%26"), "&")
        } else {
            (path.into(), "?")
        };
        let mark = if query.is_empty() { "" } else { mark };
        concat(&[self.as_str(), path.as_str(), end, mark, query])
    }

    /// The address of the index, trimmed to what discovery reads; `more` are further `_fields`.
    pub fn index(&self, more: &str) -> String {
        self.url(&concat(&[INDEX, more]))
    }

    /// Whether this is the URL of one of its routes.
    pub fn is_above(&self, href: &str) -> bool {
        href.strip_prefix(self.as_str())
            .is_some_and(|rest| self.is_query() || rest.is_empty() || rest.starts_with(['/', '?']))
    }

    /// The same URL without the caller's own query: enough to see where it redirects to.
    pub fn bare<'a>(&self, href: &'a str) -> &'a str {
        cut(href, if self.is_query() { "&" } else { "?" }).0
    }

    /// The same root for routes that end otherwise than the one that was asked for, and its URL there.
    /// `None` for the form of plain permalinks: no web server reads that route, and WordPress trims it.
    pub fn with_other_slash(&self, asked: &str) -> Option<(Self, String)> {
        if self.is_query() {
            return None;
        }
        let bare = self.bare(asked);
        let route = bare.strip_prefix(self.as_str())?;
        let root = Self { slash: Some(!route.ends_with('/')), ..self.clone() };
        let url = root.url(route);
        (url != bare).then_some((root, url))
    }

    /// The text that [`Root::parse`] reads back.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether its routes end in a slash, where that matters.
    pub fn slash(&self) -> Option<bool> {
        self.slash
    }
}

/// A WordPress site: who may get its tokens, and where its REST root may be.
#[derive(Debug, Clone)]
pub struct Site {
    origin: String,
    /// Empty, or `/blog`.
    path: String,
    /// Known when the address given was the REST root itself.
    root: Option<Root>,
    /// Addresses below which the token may go as well, each as [`Site::id`] writes them.
    allowed: Vec<String>,
}

impl Site {
    /// Reads the site's address or its REST root, in any of their forms.
    ///
    /// # Errors
    /// `invalid_option` for an address that is not http(s) or holds a password; `insecure_site` for
    /// http: elsewhere than on loopback, unless `allow_insecure`.
    pub fn new(href: &str, allow_insecure: bool) -> Result<Self> {
        let parts = origin_of(href, allow_insecure)?;
        let query_form = is_query_form(parts.query);
        // Everything from the prefix on belongs to the REST root or to a route below it.
        let prefix = find_prefix(parts.path);
        let home = prefix.map_or(parts.path, |at| parts.path.get(..at).unwrap_or_default());
        let home = trim(home);
        let path = home.strip_suffix("/index.php").unwrap_or(home);
        let root = if query_form {
            Root::parse(href)
        } else {
            prefix
                .and_then(|at| parts.path.get(..at + PREFIX.len()))
                .and_then(|path| Root::parse(&concat(&[parts.origin, path])))
        };
        Ok(Self { origin: parts.origin.into(), path: path.into(), root, allowed: Vec::new() })
    }

    /// Adds an origin that may receive the token too; with a path, what is below that.
    ///
    /// # Errors
    /// As for [`Site::new`].
    pub fn allow_origin(&mut self, href: &str, allow_insecure: bool) -> Result<()> {
        let parts = origin_of(href, allow_insecure)?;
        self.allowed.push(concat(&[parts.origin, trim(parts.path)]));
        Ok(())
    }

    /// Origin and path, without trailing slash: what a stored session belongs to.
    pub fn id(&self) -> String {
        concat(&[self.origin.as_str(), &self.path])
    }

    /// The root that the address given names, if it names one.
    pub fn known_root(&self) -> Option<&Root> {
        self.root.as_ref()
    }

    /// The root that every WordPress serves, whatever its permalinks.
    pub fn query_root(&self) -> Root {
        self.root_at("/index.php?rest_route=")
    }

    /// The root of a site with pretty permalinks.
    pub fn pretty_root(&self) -> Root {
        self.root_at(PREFIX)
    }

    fn root_at(&self, place: &str) -> Root {
        Root { text: concat(&[&self.id(), place]), slash: None }
    }

    /// Everywhere the REST root may be, the likeliest first: where the app said, in the forms that
    /// WordPress has, and in the site's own folder, which may be a REST prefix (`rest_url_prefix`).
    pub fn roots(&self) -> impl Iterator<Item = Root> {
        let folder = (!self.path.is_empty()).then(|| self.root_at(""));
        let almost_pretty = self.root_at("/index.php/wp-json");
        let usual = [self.query_root(), self.pretty_root()];
        self.root.clone().into_iter().chain(usual).chain(folder).chain([almost_pretty])
    }

    /// A root that was found or stored, unless it lies outside the site: a server or a store must
    /// not be able to send the token elsewhere.
    pub fn adopt(&self, href: &str) -> Option<Root> {
        let parts = Parts::of(href)?;
        let inside = parts.origin == self.origin && is_below(parts.path, &self.path);
        if inside && !is_ambiguous(parts.path) { Root::parse(href) } else { None }
    }

    /// As [`Site::adopt`], for a root that is known to respond in this very form: without
    /// `index.php`, with or without a slash behind a route.
    pub fn adopt_exact(&self, href: &str, slash: Option<bool>) -> Option<Root> {
        let mut root = self.adopt(href)?;
        root.slash = slash;
        if root.is_query() {
            root.text = concat(&[cut(href, "?").0, QUERY]);
        }
        Some(root)
    }

    /// The root that a redirect shows: it led from `asked`, below `root`, to the same route in
    /// another form, with or without a slash, a folder or `index.php`.
    pub fn redirected(&self, root: &Root, asked: &str, target: &str) -> Option<Root> {
        let asked = root.bare(asked).strip_prefix(root.as_str())?;
        let parts = Parts::of(target)?;
        let in_query = parts.query.split('&').find_map(|pair| pair.strip_prefix("rest_route="));
        let (path, end) = match in_query {
            Some(value) => (replace(&replace(value, "%2F", "/"), "%2f", "/"), QUERY),
            None => (parts.path.into(), ""),
        };
        let above = trim(&path).strip_suffix(trim(asked))?;
        let place = if in_query.is_none() { above } else { parts.path };
        if in_query.is_some() && !above.is_empty() {
            return None;
        }
        let (had, has) = (asked.ends_with('/'), path.ends_with('/'));
        let slash = if had == has { root.slash } else { Some(has) };
        self.adopt_exact(&concat(&[parts.origin, place, end]), slash)
    }

    /// The folder below the site in which WordPress's own files are, where the index says that they
    /// are not in the site's: `/wp` for the address `https://site/wp`.
    pub fn folder_of(&self, url: &str) -> Option<String> {
        // Behind a proxy, or where nobody changed the setting, the scheme is another.
        let bare = |href: &str| String::from(cut(href, "://").1);
        let folder = bare(trim(url));
        folder.strip_prefix(bare(&self.id()).as_str()).filter(|it| is_folder(it)).map(Into::into)
    }

    /// Whether another address is on the site's own origin.
    pub fn is_same_origin(&self, href: &str) -> bool {
        Parts::of(href).is_some_and(|parts| parts.origin == self.origin)
    }

    /// Whether a request to this URL may carry the token: the site's own origin and path, or an
    /// allowed origin, and no path that a server could read as another one.
    pub fn may_receive_token(&self, href: &str) -> bool {
        let path = cut(cut(href, "#").0, "?").0;
        let allowed = self.allowed.iter().any(|base| is_below(path, base));
        (allowed || is_below(path, &self.id())) && !is_ambiguous(path)
    }

    /// Whether browsers forbid calls of secure pages to this site, because it is on plain http:.
    pub fn is_mixed_content(&self) -> bool {
        self.origin.starts_with("http:")
            && !Parts::of(&self.origin).is_some_and(|parts| is_loopback(parts.host()))
    }
}

fn origin_of(href: &str, allow_insecure: bool) -> Result<Parts<'_>> {
    let parts = Parts::of(href)
        .filter(|parts| {
            ["http://", "https://"].iter().any(|scheme| parts.origin.starts_with(scheme))
        })
        .ok_or_else(|| {
            Error::new(Code::InvalidOption, "The site must be an http: or https: address.")
        })?;
    if has_user(href) {
        return Err(Error::new(
            Code::InvalidOption,
            "The site's address must not contain a user name or password.",
        ));
    }
    if parts.origin.starts_with("http:") && !allow_insecure && !is_loopback(parts.host()) {
        return Err(Error::new(
            Code::InsecureSite,
            "Over http:, anybody on the network can read the password and the token.",
        ));
    }
    Ok(parts)
}

/// Whether this is a folder below a site that every server reads in the same way.
pub fn is_folder(path: &str) -> bool {
    path.starts_with('/') && !is_ambiguous(path)
}

/// Whether an address holds a username or a password (RFC 3986 section 3.2.1).
pub fn has_user(href: &str) -> bool {
    Parts::of(href).is_some_and(|parts| parts.origin.contains('@'))
}

/// How often servers behind one another may decode a path. The guard refuses what needs more.
const ROUNDS: u8 = 5;

/// Whether servers may disagree about which resource a path names, however often they decode it.
/// Takes paths and URLs, also ones that no parser has seen: parsers drop tabs, line breaks and spaces at
/// the end (WHATWG URL, basic URL parser), which can hide dots.
pub fn is_ambiguous(url: &str) -> bool {
    let mut path = Vec::from(cut(cut(url, "#").0, "?").0);
    for _ in 0..=ROUNDS {
        let length = path.len();
        if is_unclear(&path) {
            return true;
        }
        // Neither a backslash nor an encoded slash may be there.
        path = from_percent(&path, b'\\');
        if path.len() == length {
            return false;
        }
    }
    true
}

/// Whether a path holds a backslash, a control character, a byte in more bytes than UTF-8 allows
/// (`%c0%ae`) or in IIS's form (`%u002e`), or a dot segment: also before the parameters that Tomcat and
/// others cut off (`/..;x/`), and before what ends a path once it was decoded. Windows makes ASCII of
/// what looks like a dot or a slash, as `pkg/server/route.js` says.
fn is_unclear(path: &[u8]) -> bool {
    let misread = |at| match path.get(at..).unwrap_or_default() {
        [0..b' ' | 0x7F | b'\\' | 0xC0 | 0xC1, ..]
        | [0xE0, 0x80..=0x9F, ..]
        | [0xF0 | 0xF8 | 0xFC, 0x80..=0x8F, ..]
        // `／` and `＼`.
        | [0xEF, 0xBC, 0x8F | 0xBC, ..] => true,
        [b'%', b'u' | b'U', digits @ ..] => {
            digits.get(..4).is_some_and(|digits| digits.iter().all(is_hex))
        }
        _ => false,
    };
    let is_dots = |segment: &[u8]| {
        let name = segment.split(|byte| matches!(byte, b';' | b'?' | b'#')).next();
        let mut name = name.unwrap_or_default().trim_ascii_end();
        let mut dots = 0;
        loop {
            (dots, name) = match name {
                [b'.', rest @ ..]
                // `․` and `．`.
                | [0xE2, 0x80, 0xA4, rest @ ..]
                | [0xEF, 0xBC, 0x8E, rest @ ..] => (dots + 1, rest),
                // `‥`.
                [0xE2, 0x80, 0xA5, rest @ ..] => (dots + 2, rest),
                _ => return name.is_empty() && matches!(dots, 1 | 2),
            };
        }
    };
    (0..path.len()).any(misread) || path.split(|byte| *byte == b'/').any(is_dots)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use proptest::prelude::*;

    /// What a browser makes of an address.
    fn href(text: &str) -> String {
        url::Url::parse(text).unwrap().to_string()
    }

    fn site(text: &str) -> Site {
        Site::new(&href(text), false).unwrap()
    }

    #[test]
    fn reads_every_form_of_an_address() {
        for (address, id, root) in [
            ("https://E.com", "https://e.com", None),
            ("https://e.com:443/", "https://e.com", None),
            ("https://e.com/blog", "https://e.com/blog", None),
            ("https://e.com/blog/?p=1#top", "https://e.com/blog", None),
            ("https://e.com/index.php", "https://e.com", None),
            ("https://e.com/wp-json", "https://e.com", Some("https://e.com/wp-json")),
            ("https://e.com/wp-json/", "https://e.com", Some("https://e.com/wp-json")),
            ("https://e.com/wp-json/wp/v2", "https://e.com", Some("https://e.com/wp-json")),
            ("https://e.com/a/wp-json/", "https://e.com/a", Some("https://e.com/a/wp-json")),
            ("https://e.com/wp-jsonify", "https://e.com/wp-jsonify", None),
            (
                "https://e.com/index.php/wp-json/",
                "https://e.com",
                Some("https://e.com/index.php/wp-json"),
            ),
            (
                "https://e.com/?rest_route=/",
                "https://e.com",
                Some("https://e.com/index.php?rest_route="),
            ),
            (
                "https://e.com/b/index.php?rest_route=%2F",
                "https://e.com/b",
                Some("https://e.com/b/index.php?rest_route="),
            ),
        ] {
            let site = site(address);
            assert_eq!(site.id(), id, "{address}");
            assert_eq!(site.known_root().map(Root::as_str), root, "{address}");
        }
    }

    #[test]
    fn refuses_what_is_no_site() {
        let code = |address: &str| Site::new(&href(address), false).unwrap_err().code;
        assert_eq!(code("ftp://e.com/"), Code::InvalidOption);
        assert_eq!(code("file:///etc"), Code::InvalidOption);
        assert_eq!(code("data:text/plain,x"), Code::InvalidOption);
        assert_eq!(code("https://user:pass@e.com/"), Code::InvalidOption);
        for address in
            ["http://e.com", "http://localhost.e.com", "http://127.e.com", "http://128.0.0.1"]
        {
            assert_eq!(code(address), Code::InsecureSite, "{address}");
        }
        for address in
            ["http://localhost:8080", "http://wp.localhost", "http://127.9.9.9", "http://[::1]:3"]
        {
            assert!(Site::new(&href(address), false).is_ok(), "{address}");
        }
        assert!(Site::new("http://e.com/", true).is_ok());
    }

    #[test]
    fn appends_routes() {
        let pretty = Root::parse("https://e.com/blog/wp-json/").unwrap();
        let query = Root::parse("https://e.com/?rest_route=/").unwrap();
        for (route, in_path, in_query) in [
            ("/wp/v2/posts", "/wp/v2/posts", "/wp/v2/posts"),
            ("/wp/v2/posts?a=1&b=2", "/wp/v2/posts?a=1&b=2", "/wp/v2/posts&a=1&b=2"),
            ("/wp-json/wp/v2/posts", "/wp/v2/posts", "/wp/v2/posts"),
            ("/wp-json?a=1", "/?a=1", "/&a=1"),
            ("/wp-jsonx", "/wp-jsonx", "/wp-jsonx"),
            ("//evil.com/x", "//evil.com/x", "//evil.com/x"),
            ("/\\evil.com", "/\\evil.com", "/\\evil.com"),
            ("/a+b&c#d", "/a+b&c", "/a%2Bb%26c"),
            ("", "/", "/"),
        ] {
            assert_eq!(pretty.url(route), ["https://e.com/blog/wp-json", in_path].concat());
            assert_eq!(
                query.url(route),
                ["https://e.com/index.php?rest_route=", in_query].concat()
            );
        }
    }

    #[test]
    fn asks_for_the_other_ending_of_a_route() {
        let root = site("https://e.com").pretty_root();
        for (asked, slash, url) in [
            ("https://e.com/wp-json/a?b=1", true, "https://e.com/wp-json/a/"),
            ("https://e.com/wp-json/a/", false, "https://e.com/wp-json/a"),
            ("https://e.com/wp-json", true, "https://e.com/wp-json/"),
        ] {
            let (other, there) = root.with_other_slash(asked).unwrap();
            assert_eq!((other.slash(), there.as_str()), (Some(slash), url), "{asked}");
            assert_eq!(other.as_str(), root.as_str());
        }
        assert_eq!(root.with_other_slash("https://e.com/other/a"), None);
        let query = site("https://e.com").query_root();
        assert_eq!(query.with_other_slash(&query.url("/a")), None);
    }

    #[test]
    fn the_index_is_trimmed() {
        let (pretty, query) =
            (site("https://e.com").pretty_root(), site("https://e.com").query_root());
        let fields = "_fields=namespaces,authentication,url";
        assert_eq!(pretty.index(""), ["https://e.com/wp-json/?", fields].concat());
        assert_eq!(
            query.index(",name"),
            ["https://e.com/index.php?rest_route=/&", fields, ",name"].concat()
        );
    }

    #[test]
    fn a_root_is_above_its_routes_alone() {
        let (pretty, query) =
            (site("https://e.com").pretty_root(), site("https://e.com").query_root());
        for url in ["https://e.com/wp-json", "https://e.com/wp-json?a", "https://e.com/wp-json/a"] {
            assert!(pretty.is_above(url), "{url}");
            assert!(!query.is_above(url), "{url}");
        }
        assert!(query.is_above("https://e.com/index.php?rest_route=/a&b=1"));
        assert!(!pretty.is_above("https://e.com/wp-jsonx"));
    }

    #[test]
    fn understands_redirects_to_another_form() {
        let site = site("https://e.com/blog");
        let (pretty, query) = (site.pretty_root(), site.query_root());
        let route = "/wp/v2/users/me?context=edit";
        for (root, target, there) in [
            (&pretty, "/wp-json/wp/v2/users/me/", "/wp-json/wp/v2/users/me/?context=edit"),
            (&pretty, "/en/wp-json/wp/v2/users/me", "/en/wp-json/wp/v2/users/me?context=edit"),
            (
                &pretty,
                "/index.php/wp-json/wp/v2/users/me/?x=1#y",
                "/index.php/wp-json/wp/v2/users/me/?context=edit",
            ),
            (
                &pretty,
                "/?rest_route=%2Fwp%2Fv2%2Fusers%2Fme",
                "/?rest_route=/wp/v2/users/me&context=edit",
            ),
            (
                &query,
                "/?a=b&rest_route=/wp/v2/users/me/",
                "/?rest_route=/wp/v2/users/me/&context=edit",
            ),
            (&query, "/wp-json/wp/v2/users/me", "/wp-json/wp/v2/users/me?context=edit"),
        ] {
            let target = ["https://e.com/blog", target].concat();
            let found = site.redirected(root, &root.url(route), &target).unwrap();
            assert_eq!(found.url(route), ["https://e.com/blog", there].concat(), "{target}");
            let stored = site.adopt_exact(found.as_str(), found.slash()).unwrap();
            assert_eq!(stored, found, "{target}");
        }
        for elsewhere in [
            "https://e.com/blog/login/?redirect_to=/wp/v2/users/me",
            "https://e.com/blog/",
            "https://e.com/wp-json/wp/v2/users/me/",
            "https://evil.com/blog/wp-json/wp/v2/users/me/",
            "http://e.com/blog/wp-json/wp/v2/users/me/",
            "https://e.com/blog/wp-json/wp/v2/users/me2",
            "https://e.com/blog/?rest_route=/x/wp/v2/users/me",
            "https://e.com/blog/a%2f..%2f/wp/v2/users/me",
        ] {
            assert_eq!(
                site.redirected(&pretty, &pretty.url(route), elsewhere),
                None,
                "{elsewhere}"
            );
        }
    }

    #[test]
    fn ends_a_route_as_the_site_wants_it() {
        let site = site("https://e.com");
        let with = |text: &str, slash| site.adopt_exact(text, Some(slash)).unwrap();
        for (root, route, url) in [
            (with("https://e.com/wp-json", true), "/a?b=1", "https://e.com/wp-json/a/?b=1"),
            (with("https://e.com/wp-json", true), "/a/", "https://e.com/wp-json/a/"),
            (with("https://e.com/wp-json", false), "/a/?b=1", "https://e.com/wp-json/a?b=1"),
            (with("https://e.com/wp-json", false), "/?b=1", "https://e.com/wp-json?b=1"),
            (with("https://e.com/?rest_route=", false), "/", "https://e.com/?rest_route=/"),
            (with("https://e.com/?rest_route=", false), "/a/", "https://e.com/?rest_route=/a"),
        ] {
            assert_eq!(root.url(route), url);
            assert!(root.is_above(url));
        }
        assert!(!with("https://e.com/wp-json", true).is_above("https://e.com/wp-jsonx/a"));
    }

    #[test]
    fn looks_in_the_sites_own_folder_too() {
        let roots = |address: &str| {
            site(address).roots().map(|root| root.as_str().into()).collect::<Vec<String>>()
        };
        assert_eq!(
            roots("https://e.com/api"),
            [
                "https://e.com/api/index.php?rest_route=",
                "https://e.com/api/wp-json",
                "https://e.com/api",
                "https://e.com/api/index.php/wp-json"
            ]
        );
        assert_eq!(roots("https://e.com").len(), 3);
        assert_eq!(roots("https://e.com/wp-json")[0], "https://e.com/wp-json");
    }

    #[test]
    fn finds_the_folder_of_wordpress() {
        let folder = |address, url| site(address).folder_of(url);
        assert_eq!(folder("https://e.com", "https://e.com/wp").as_deref(), Some("/wp"));
        assert_eq!(folder("https://e.com/a", "http://e.com/a/wp/").as_deref(), Some("/wp"));
        for url in ["https://e.com", "https://e.com/", "https://e.com.evil/wp", "https://x.com/wp"]
        {
            assert_eq!(folder("https://e.com", url), None, "{url}");
        }
        assert_eq!(folder("https://e.com", "https://e.com/a/../b"), None);
        assert_eq!(folder("https://e.com/a", "https://e.com/wp"), None);
    }

    #[test]
    fn adopts_only_roots_inside_the_site() {
        let site = site("https://e.com/blog/");
        assert!(site.adopt("https://e.com/blog/wp-json/").is_some());
        assert!(site.adopt("https://e.com/blog/?rest_route=/").is_some());
        for outside in [
            "https://evil.com/blog/wp-json/",
            "http://e.com/blog/wp-json/",
            "https://e.com.evil.com/blog/wp-json/",
            "https://e.com:8443/blog/wp-json/",
            "https://e.com/wp-json/",
            "https://e.com/blogger/wp-json/",
            "https://e.com/blog/..%2fother/",
            "javascript:alert(1)",
            "",
        ] {
            assert!(site.adopt(outside).is_none(), "{outside}");
        }
    }

    #[test]
    fn gives_the_token_to_the_site_alone() {
        let mut site = site("https://e.com/blog");
        site.allow_origin("https://api.e.com/", false).unwrap();
        site.allow_origin("https://cdn.e.com:8443/v1/", false).unwrap();
        for own in [
            "https://e.com/blog/wp-json/wp/v2/posts",
            "https://e.com/blog",
            "https://e.com/blog/?rest_route=/wp/v2/posts",
            "https://e.com/blog/x?next=https://evil.com/%2f..",
            "https://api.e.com/anything",
            "https://cdn.e.com:8443/v1",
            "https://cdn.e.com:8443/v1/x?y",
        ] {
            assert!(site.may_receive_token(&href(own)), "{own}");
        }
        for other in [
            "https://e.com/",
            "https://e.com/blogs/x",
            "https://e.com/blog/../x",
            "https://e.com/blog/%2e%2e/x",
            "https://e.com/blog/%2e%2e%2fx",
            "https://e.com/blog/..%5Cx",
            "https://e.com/blog/a%2Fb",
            "https://sub.e.com/blog/",
            "https://e.com.evil.com/blog/",
            "https://cdn.e.com:8443/v10",
            "https://cdn.e.com:8443/",
            "https://cdn.e.com/v1",
            "https://cdn.e.com:8443/v1/../x",
            "https://cdn.e.com:8443/v1/a%2fb",
            "https://e.com@evil.com/blog/",
            "http://e.com/blog/",
            "https://e.com:444/blog/",
            "data:text/plain,https://e.com/blog/",
        ] {
            assert!(!site.may_receive_token(&href(other)), "{other}");
        }
    }

    #[test]
    fn knows_its_own_origin() {
        let site = site("https://e.com:8443/blog");
        assert!(site.is_same_origin("https://e.com:8443/other?x"));
        for other in ["https://e.com/blog", "http://e.com:8443/blog", "https://e.com.x:8443/", "x"]
        {
            assert!(!site.is_same_origin(other), "{other}");
        }
    }

    #[test]
    fn knows_addresses_of_this_machine_and_of_the_local_network() {
        for host in [
            "localhost",
            "wp.localhost",
            "nas.local",
            "127.0.0.1",
            "127.255.0.9",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.0.1",
            "172.16.0.1",
            "172.31.0.1",
            "192.168.1.1",
            "169.254.1.1",
            "[::1]:8080",
            "[fc00::1]",
            "[fd12:3456::1]",
            "[fe80::1]",
            "[febf::1]",
        ] {
            assert!(is_private(&href(&["https://", host, "/x"].concat())), "{host}");
        }
        for host in [
            "e.com",
            "local",
            "local.e.com",
            "10.e.com",
            "10.0.0.x",
            "10.0.0.0.x",
            "127.0.0.1.e.com",
            "11.0.0.1",
            "100.63.0.1",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.169.1.1",
            "169.253.1.1",
            "[::2]",
            "[fd::1]",
            "[fec0::1]",
            "[2001:db8::1]",
        ] {
            assert!(!is_private(&href(&["https://", host, "/x"].concat())), "{host}");
        }
        assert!(!is_private("localhost"));
        for (address, own) in [("http://[::1]:3/", true), ("http://10.0.0.1/", false)] {
            assert_eq!(Parts::of(address).unwrap().is_loopback(), own, "{address}");
        }
    }

    #[test]
    fn allowed_origins_are_origins() {
        let mut site = site("https://e.com");
        assert!(site.allow_origin("http://a.com/", false).is_err());
        assert!(site.allow_origin("data:x", false).is_err());
    }

    #[test]
    fn a_secure_page_may_call_http_on_its_own_machine_alone() {
        for (address, wanted) in [
            ("http://e.com", true),
            ("https://e.com", false),
            ("http://localhost:8080", false),
            ("http://127.0.0.1", false),
        ] {
            let site = Site::new(&href(address), true).unwrap();
            assert_eq!(site.is_mixed_content(), wanted, "{address}");
        }
    }

    #[test]
    fn finds_ambiguous_spellings() {
        for text in
            ["/a/../b", "/a/%2E%2e/b", "/./a", "/a%2fb", "/a%5Cb", "/a\\b", "https://e.com/a/.."]
        {
            assert!(is_ambiguous(text), "{text}");
        }
        // Found by fuzzing: a parser makes `/../` and `/..` of these.
        for text in ["/a/.\t./b", "/a/.\n./b", "/a/%2\re./b", "/a/.. "] {
            assert!(is_ambiguous(text), "{text:?}");
        }
        // What proxies decode again, and the parameters that Tomcat cuts off.
        for text in [
            "/a/..;/b",
            "/a/..;x=1/b",
            "/a/%2e%2E;/b",
            "/a/..%3B/b",
            "/a/.%252e%253b/b",
            "/a/.;",
            "/a/%252e%252e/b",
            "/a%25252fb",
            "/a/..%20/b",
            "/a%00",
            "/a%2509",
            "/a/%2525252525252e",
        ] {
            assert!(is_ambiguous(text), "{text}");
        }
        // What Windows makes dots and slashes of.
        for text in [
            "/a/．．/b",
            "/a/‥/b",
            "/a/․./b",
            "/a/%ef%bc%8e%EF%BC%8E/b",
            "/a/%25e2%2580%25a5;x/b",
            "/a/．",
            "/a／b",
            "/a%ef%bc%bcb",
        ] {
            assert!(is_ambiguous(text), "{text}");
        }
        // Escapes of an escape's own letters, forms of UTF-8 that are too long, and IIS's.
        for text in [
            "/a/%25%32%65%25%32%65/b",
            "/a/%252%65%252%65/b",
            "/a/%%32%65./b",
            "/a/%2%65./b",
            "/a/..%25%32%66b",
            "/a/..%25%35%63b",
            "/a/..%25%33%62/b",
            "/a/..%25%33%66b",
            "/a/..%2523b",
            "/a/..%25%32%30/b",
            "/a%25%30%39",
            "/a%7f",
            "/a/%c0%ae%c0%ae/b",
            "/a/%25%63%30%ae./b",
            "/a%c1%9cb",
            "/a/%e0%80%ae./b",
            "/a/%f0%80%80%ae./b",
            "/a/%u002e%U002E/b",
            "/a/%25%75002e./b",
            "/a/%2525252525c3",
        ] {
            assert!(is_ambiguous(text), "{text}");
        }
        // Also names in Latin-1, and percent signs of a title.
        for text in [
            "/a/３．５",
            "/a/．．．",
            "/a/…/b",
            "/caf%c3%a9",
            "/caf%e9.jpg",
            "/%ff",
            "/%e0%a4%b9",
            "/%f0%9f%98%80",
            "/%25u",
            "/50%25un",
        ] {
            assert!(!is_ambiguous(text), "{text}");
        }
        for text in ["/a/100%2525", "/a/%", "/a/%25%32%35", "/%2525252520x"] {
            assert!(!is_ambiguous(text), "{text}");
        }
        for text in ["/a;x/b", "/a/100%25", "/a/...", "/a/..b;c", "/caf%C3%A9", "/a?x=/..;/"] {
            assert!(!is_ambiguous(text), "{text}");
        }
        for text in ["/a/b", "/a..b", "/.well-known/x", "/a%2eb", "/a?x=../%2f", "//host/x", "/a b"]
        {
            assert!(!is_ambiguous(text), "{text}");
        }
    }

    /// Percent-encodes some letters, and then again some of what that made.
    fn encoded(text: &str, layers: &[Vec<bool>]) -> String {
        layers.iter().fold(text.into(), |text, layer| {
            let escaped = |(byte, escape)| match escape {
                true => alloc::format!("%{byte:02x}"),
                false => char::from(byte).to_string(),
            };
            text.bytes().zip(layer.iter().copied().cycle()).map(escaped).collect()
        })
    }

    fn layers(most: usize) -> impl Strategy<Value = Vec<Vec<bool>>> {
        prop::collection::vec(prop::collection::vec(any::<bool>(), 1..9), 0..=most)
    }

    proptest! {
        #[test]
        fn sees_through_every_encoding(dots in r"(\.|\.\.|x\\|\.\.;|\.\.\?)", layers in layers(8)) {
            let path = ["/blog/", &encoded(&dots, &layers), "/x"].concat();
            prop_assert!(is_ambiguous(&path), "{}", path);
        }

        #[test]
        fn takes_names_however_encoded(name in "[a-z 0-9]{1,12}(%25)?", layers in layers(4)) {
            prop_assert!(!is_ambiguous(&["/", &encoded(&name, &layers), "/x"].concat()));
        }

        /// Whatever a route holds, the URL that a browser makes of it stays below the root or is
        /// called ambiguous, and is never one of another origin.
        #[test]
        fn a_route_stays_a_route(route in r"/[a-z0-9./\\%25efEF@:?&#+ -]{0,24}") {
            let site = site("https://e.com/blog");
            for root in [site.pretty_root(), site.query_root()] {
                let url = href(&root.url(&route));
                let base = root.as_str();
                prop_assert!(url.starts_with("https://e.com/"), "{}", url);
                prop_assert!(url.starts_with(base) || is_ambiguous(&route), "{} {}", route, url);
            }
        }

        #[test]
        fn only_the_same_origin_and_path_pass(path in r"[a-z/.%2-]{0,16}", host in "(e\\.com|evil\\.com|e\\.com\\.x)") {
            let site = site("https://e.com/blog");
            if let Ok(url) = url::Url::parse(&["https://", &host, "/", &path].concat())
                && site.may_receive_token(url.as_str())
            {
                prop_assert_eq!(url.host_str(), Some("e.com"));
                prop_assert!(url.path() == "/blog" || url.path().starts_with("/blog/"));
            }
        }
    }
}
