//! Finds a site's REST root and its auth server with at most three small anonymous requests.
//!
//! `?rest_route=` first: it responds under every permalink setting, and its `Link` header names the
//! pretty root. If that can't be read, or if nothing responds there, the pretty root is tried. A closed
//! index, or one that a plugin empties, doesn't name the servers; then one tokenless `validate` is
//! recognised by its error. If an open index names none, presskey asks for the server next to the
//! REST API.
//!
//! Where neither form responds, [`super::way`] looks on.

use alloc::{boxed::Box, string::String};

use super::{
    error::{Code, Error, Result, Sent},
    failure,
    json::{Json, Object},
    server::{Answer, Server},
    site::{Root, Site, is_folder},
    text::{concat, cut, find},
};

/// The route that most servers have. Without a token it responds with an error that tells which.
const PROBE: &str = "/jwt-auth/v1/token/validate";

/// Version of the stored form.
pub(super) const VERSION: f64 = 1.0;

/// What is known of a site.
#[derive(Debug, Clone)]
pub struct Found {
    /// Where its REST API is.
    pub root: Root,
    /// Its auth server; `None` where the index shows none that is built, or is closed.
    pub server: Option<Server>,
    /// The folder of WordPress's own files below the site, such as `/wp`; mostly empty.
    pub folder: String,
    /// Whether the site refuses a login's form and takes the same as JSON.
    pub json: bool,
}

impl Found {
    /// A root and its server, without the rest.
    pub fn at(root: Root, server: Option<Server>) -> Self {
        Self { root, server, folder: String::new(), json: false }
    }

    /// Its stored form, so that the next visit doesn't need to search.
    pub fn to_record(&self) -> String {
        let mut object = Object::new();
        object.integer("version", Some(VERSION));
        object.text("root", Some(self.root.as_str()));
        object.text("plugin", self.server.map(Server::id));
        object.text("folder", Some(&self.folder));
        object.boolean("json", self.json);
        if let Some(slash) = self.root.slash() {
            object.boolean("slash", slash);
        }
        object.end()
    }

    /// Reads the stored form back; `None` for rubbish and for a root outside the site. A server is
    /// left out if no search could have chosen it for a password.
    pub fn from_record(text: &str, site: &Site) -> Option<Self> {
        let json = Json::parse(text)?;
        let string = |key| json.get(key).and_then(Json::string);
        let flag = |key| match json.get(key).map(Json::text) {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => None,
        };
        if json.get("version")?.number()? != VERSION {
            return None;
        }
        Some(Self {
            root: site.adopt_exact(&string("root")?, flag("slash"))?,
            server: string("plugin").and_then(|id| Server::by_id(&id)).filter(Server::gives_token),
            folder: string("folder").filter(|folder| is_folder(folder)).unwrap_or_default(),
            json: flag("json").unwrap_or_default(),
        })
    }
}

/// A response to one of the requests.
#[derive(Debug, Clone, Copy)]
pub struct Reply<'a> {
    /// Status and body.
    pub answer: Answer<'a>,
    /// The `Link` header, where it could be read.
    pub link: Option<&'a str>,
    /// The URL that answered, after redirects.
    pub url: &'a str,
}

/// What to do next.
#[derive(Debug)]
pub enum Next {
    /// Send an anonymous request.
    Request {
        /// Its URL.
        url: String,
        /// POST instead of GET.
        post: bool,
    },
    /// It is found.
    Found(Found),
    /// It cannot be found.
    Failed(Box<Error>),
}

/// One search.
#[derive(Debug)]
pub struct Discovery {
    site: Site,
    /// Whether the server is to be found too, not the root alone.
    auto: bool,
    stage: Stage,
    /// Where the app, or an earlier search, says that the root is.
    given: Option<Root>,
    root: Root,
    server: Option<Server>,
    folder: String,
    /// Whether an index has answered.
    answered: bool,
    /// Why an index could not be read.
    failed: Option<Box<Error>>,
    /// Whether an index is open and names nothing, so that it proves nothing to be missing.
    emptied: bool,
}

#[derive(Debug, Clone, Copy)]
enum Stage {
    Index,
    Pretty,
    Validate,
    Probe,
}

impl Discovery {
    /// Begins a search, at a root that is `known`, or where the app says.
    pub fn new(site: &Site, auto: bool, known: Option<Root>) -> (Self, Next) {
        let given = known.or_else(|| site.known_root().cloned());
        let root = given.clone().unwrap_or_else(|| site.query_root());
        let first = Next::Request { url: root.index(&Server::signs()), post: false };
        (
            Self {
                site: site.clone(),
                auto,
                stage: Stage::Index,
                given,
                root,
                server: None,
                folder: String::new(),
                answered: false,
                failed: None,
                emptied: false,
            },
            first,
        )
    }

    /// Goes on with the response to the last request, or with why there was none.
    pub fn next(&mut self, reply: Result<Reply>) -> Next {
        match (self.stage, reply) {
            // The other form may be readable, unless nobody is there at all.
            (Stage::Index, Err(error)) if error.code == Code::Unreachable => {
                self.failed = Some(error);
                self.ask_other()
            }
            (Stage::Index, Err(error)) => Next::Failed(error),
            (Stage::Index, Ok(reply)) => self.index(reply),
            (Stage::Pretty, reply) => {
                // Under plain permalinks the theme responds here, with a page.
                if let Ok(reply) = reply
                    && self.site.is_same_origin(reply.url)
                {
                    let before = self.root.clone();
                    self.root = self.other_root();
                    if !self.read(reply) && self.answered {
                        self.root = before;
                    }
                }
                self.identify()
            }
            (Stage::Validate, reply) => {
                let server = reply.ok().and_then(|reply| by_error(reply.answer));
                self.server = server.filter(Server::gives_token);
                self.finish()
            }
            (Stage::Probe, reply) => {
                let server = Server::unlisted(&self.site).map(|(server, _)| server);
                let shown = |server: &Server| reply.is_ok_and(|r| server.shows_in(r.answer.body));
                self.server = server.filter(shown);
                self.finish()
            }
        }
    }

    fn index(&mut self, reply: Reply) -> Next {
        if !self.site.is_same_origin(reply.url) {
            let address = cut(cut(reply.url, "?").0, "#").0;
            let mut error = Error::new(Code::Redirected, "").sent(Sent::Answered);
            error.raw = Some(concat(&["The site redirects to ", address, "."]));
            self.failed = Some(error);
            // Some sites send one form of the address to their frontend, and serve the other.
            return self.ask_other();
        }
        let readable = self.read(reply);
        if self.given.is_some() && readable {
            return self.identify();
        }
        let link = reply.link.and_then(api_root).and_then(|root| self.site.adopt(root));
        if let (Some(root), true) = (link, readable) {
            self.root = root;
            return self.identify();
        }
        self.ask_other()
    }

    /// The other form of the root.
    fn other_root(&self) -> Root {
        match &self.given {
            Some(given) if !given.is_query() => self.site.query_root(),
            _ => self.site.pretty_root(),
        }
    }

    fn ask_other(&mut self) -> Next {
        self.stage = Stage::Pretty;
        Next::Request { url: self.other_root().index(&Server::signs()), post: false }
    }

    /// Takes the server from an index; false when this is no REST API at all. Some sites redirect
    /// their index to a language, or to a form without `index.php`.
    fn read(&mut self, reply: Reply) -> bool {
        // Cache plugins print comments behind it.
        let json = Json::leading(reply.answer.body).filter(|json| json.is_object());
        self.server = self.server.or_else(|| json.and_then(Server::in_index));
        // Some close the index with an error of their own.
        let closer = by_error(reply.answer);
        self.server = self.server.or(closer.filter(Server::gives_token));
        let get = |name| json.and_then(|json| json.get(name));
        let open = closer.is_some() || get("namespaces").is_some();
        self.emptied = get("namespaces").is_some_and(|list| matches!(list.text(), "[]" | "{}"));
        if let Some(url) = get("url").and_then(Json::string) {
            self.folder = self.site.folder_of(&url).unwrap_or_default();
        }
        let code = get("code");
        // Of several failures WordPress's own tells most, else the first: it closes the index.
        if open {
            self.failed = None;
        } else if !self.answered && (self.failed.is_none() || code.is_some()) {
            self.failed = Some(failure::of_index(reply.answer));
        }
        // WordPress says so of a path below its root, and where somebody removed the index.
        let is_root = |code: Json| self.given.is_some() || code.raw() != Some("rest_no_route");
        let readable = open || code.is_some_and(is_root);
        if readable {
            self.answered = true;
            self.root = self.site.adopt_exact(reply.url, None).unwrap_or_else(|| self.root.clone());
        }
        readable
    }

    fn identify(&mut self) -> Next {
        let closed = self.answered && self.failed.is_some();
        if self.auto && (closed || self.emptied) && self.server.is_none() {
            self.stage = Stage::Validate;
            return Next::Request { url: self.root.url(PROBE), post: true };
        }
        if self.auto && self.failed.is_none() && self.server.is_none() {
            self.stage = Stage::Probe;
            if let Some((_, url)) = Server::unlisted(&self.site) {
                return Next::Request { url, post: false };
            }
        }
        self.finish()
    }

    fn finish(&mut self) -> Next {
        match self.failed.take() {
            // With a server named by the app the index is not needed.
            Some(error) if self.server.is_none() && (self.auto || !self.answered) => {
                Next::Failed(error)
            }
            _ => Next::Found(Found {
                root: self.root.clone(),
                server: self.server,
                folder: self.folder.clone(),
                json: false,
            }),
        }
    }
}

/// The server that answered. Servers of one namespace share codes, so the form of the response tells
/// them apart where a server has one of its own.
fn by_error(answer: Answer) -> Option<Server> {
    let knows = |server: &Server| {
        let code = failure::wp_code(Some(*server), answer);
        code.is_some_and(|code| server.meaning(&code).is_some())
    };
    let json = Json::parse(answer.body);
    let in_its_form = |server: &Server| json.is_some_and(|json| server.can_say(json));
    Server::all()
        .find(|server| knows(server) && in_its_form(server))
        .or_else(|| Server::all().find(knows))
}

/// The target of `rel="https://api.w.org/"` in a `Link` header (RFC 8288).
pub fn api_root(link: &str) -> Option<&str> {
    let entry =
        link.split(',').find(|entry| find(entry, "rel=\"https://api.w.org/\"").is_some())?;
    let (target, _) = cut(cut(entry, "<").1, ">");
    (!target.is_empty()).then_some(target)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const INDEX: &str = r#"{"name":"S","namespaces":["wp/v2","jwt-auth/v1"]}"#;
    const LINK: &str = r#"<https://e.com/wp-json/>; rel="https://api.w.org/""#;
    const CLOSED: &str = r#"{"code":"rest_cannot_access","message":"No","data":{"status":401}}"#;
    const PAGE: &str = "<!doctype html><title>404</title>";

    struct Given {
        status: u16,
        body: &'static str,
        link: Option<&'static str>,
    }

    fn given(status: u16, body: &'static str, link: Option<&'static str>) -> Given {
        Given { status, body, link }
    }

    /// Runs a search against prepared responses; returns the requests and the end.
    fn search(site: &str, auto: bool, answers: &[Given]) -> (Vec<String>, Next) {
        let site = Site::new(site, false).unwrap();
        let (mut discovery, mut next) = Discovery::new(&site, auto, None);
        let mut urls = Vec::new();
        let mut answers = answers.iter();
        while let Next::Request { url, .. } = &next {
            urls.push(url.clone());
            let given = answers.next().expect("no more requests than answers");
            let answer = Answer { status: given.status, body: given.body, retry_after: None };
            next = discovery.next(Ok(Reply { answer, link: given.link, url }));
        }
        (urls, next)
    }

    fn root(next: &Next) -> &str {
        match next {
            Next::Found(found) => found.root.as_str(),
            other => panic!("{other:?}"),
        }
    }

    fn failed_with(next: &Next, code: Code) -> bool {
        matches!(next, Next::Failed(error) if error.code == code)
    }

    fn server_id(next: &Next) -> &str {
        match next {
            Next::Found(Found { server: Some(server), .. }) => server.id(),
            other => panic!("{other:?}"),
        }
    }

    fn has_server(next: &Next) -> bool {
        matches!(next, Next::Found(Found { server: Some(_), .. }))
    }

    #[test]
    fn one_request_where_the_link_can_be_read() {
        let (urls, end) = search("https://e.com/", true, &[given(200, INDEX, Some(LINK))]);
        assert!(urls[0].starts_with("https://e.com/index.php?rest_route=/&_fields="));
        assert_eq!((urls.len(), root(&end), has_server(&end)), (1, "https://e.com/wp-json", true));
    }

    #[test]
    fn tries_the_other_form_only_if_the_first_was_unreachable() {
        for (address, other) in [
            ("https://e.com/", "https://e.com/wp-json/?"),
            ("https://e.com/wp-json", "https://e.com/index.php?rest_route=/&"),
            ("https://e.com/?rest_route=/", "https://e.com/wp-json/?"),
        ] {
            let site = Site::new(address, false).unwrap();
            let (mut discovery, _) = Discovery::new(&site, true, None);
            match discovery.next(Err(Error::new(Code::Unreachable, "x"))) {
                Next::Request { url, .. } => assert!(url.starts_with(other), "{url}"),
                end => panic!("{end:?}"),
            }
            let (mut discovery, _) = Discovery::new(&site, true, None);
            assert!(failed_with(
                &discovery.next(Err(Error::new(Code::Timeout, "x"))),
                Code::Timeout
            ));
        }
    }

    #[test]
    fn a_finding_is_read_as_it_was_written() {
        let site = Site::new("https://e.com/", false).unwrap();
        for slash in [None, Some(true), Some(false)] {
            for json in [true, false] {
                let root = site.adopt_exact("https://e.com/wp-json", slash).unwrap();
                let server = Server::by_id("jwt-auth");
                let found = Found { root, server, folder: "/wp".into(), json };
                let read = Found::from_record(&found.to_record(), &site).unwrap();
                assert_eq!((read.root.slash(), read.json), (slash, json));
                assert_eq!((read.folder.as_str(), read.server.unwrap().id()), ("/wp", "jwt-auth"));
            }
        }
    }

    #[test]
    fn a_finding_names_only_servers_that_give_a_token() {
        let site = Site::new("https://e.com/", false).unwrap();
        for server in Server::all() {
            let found = Found::at(site.pretty_root(), Some(server));
            let read = Found::from_record(&found.to_record(), &site).unwrap();
            let keeps = ["application-passwords", "basic-auth", "api-key", "oauth1", "cookie"];
            let wanted = Some(server.id()).filter(|id| !keeps.contains(id));
            assert_eq!(read.server.map(Server::id), wanted);
            assert_eq!(read.root, found.root);
        }
    }

    #[test]
    fn no_error_makes_a_search_choose_a_server_that_keeps_the_password() {
        for body in [
            r#"{"code":"incorrect_password","message":"x","data":{"status":401}}"#,
            r#"{"code":"rest_invalid_api_key","message":"x","data":{"status":401}}"#,
            r#"{"code":"json_oauth1_expired_token","message":"x","data":{"status":401}}"#,
            r#"{"status":"error","error":"INVALID_USERNAME","error_description":"x"}"#,
        ] {
            let answers = || [CLOSED, body].map(|body| given(401, body, Some(LINK)));
            let [closed, own] = answers();
            let (_, end) = search("https://e.com/", true, &[closed, own]);
            assert!(!has_server(&end), "{body} {end:?}");
            let [_, own] = answers();
            let none = given(404, PAGE, None);
            let (_, end) = search("https://e.com/", true, &[own, none]);
            assert!(!has_server(&end), "{body} {end:?}");
        }
    }

    #[test]
    fn asks_the_server_beside_where_the_index_names_none() {
        let index = given(200, r#"{"namespaces":["wp/v2"]}"#, Some(LINK));
        let shown = given(200, r#"{"data":{"viewer":null}}"#, None);
        let (urls, end) = search("https://e.com/", true, &[index, shown]);
        assert!(urls[1].starts_with("https://e.com/graphql?query="), "{}", urls[1]);
        assert_eq!((urls.len(), has_server(&end)), (2, true));
        for none in [given(404, PAGE, None), given(200, r#"{"errors":[{"message":"x"}]}"#, None)] {
            let index = given(200, r#"{"namespaces":["wp/v2"]}"#, Some(LINK));
            let (urls, end) = search("https://e.com/", true, &[index, none]);
            assert_eq!((urls.len(), has_server(&end)), (2, false));
            assert_eq!(root(&end), "https://e.com/wp-json");
        }
    }

    #[test]
    fn two_requests_where_it_cannot() {
        let (urls, end) =
            search("https://e.com/", true, &[given(200, INDEX, None), given(200, INDEX, None)]);
        assert!(urls[1].starts_with("https://e.com/wp-json/?_fields="));
        assert_eq!(root(&end), "https://e.com/wp-json");
        for page in [given(404, PAGE, None), given(200, PAGE, None)] {
            let (_, end) = search("https://e.com/blog/", true, &[given(200, INDEX, None), page]);
            assert_eq!(
                (root(&end), has_server(&end)),
                ("https://e.com/blog/index.php?rest_route=", true)
            );
        }
    }

    #[test]
    fn plain_permalinks_by_link() {
        let link = r#"<https://e.com/index.php?rest_route=/>; rel="https://api.w.org/""#;
        let (urls, end) = search("https://e.com/", true, &[given(200, INDEX, Some(link))]);
        assert_eq!((urls.len(), root(&end)), (1, "https://e.com/index.php?rest_route="));
    }

    #[test]
    fn a_link_elsewhere_is_not_adopted() {
        let link = r#"<https://evil.com/wp-json/>; rel="https://api.w.org/""#;
        let (urls, end) = search(
            "https://e.com/",
            true,
            &[given(200, INDEX, Some(link)), given(200, INDEX, Some(link))],
        );
        assert_eq!((urls.len(), root(&end)), (2, "https://e.com/wp-json"));
    }

    #[test]
    fn a_root_that_was_given_is_used() {
        let (urls, end) = search("https://e.com/wp-json/", true, &[given(200, INDEX, None)]);
        assert_eq!((urls.len(), root(&end)), (1, "https://e.com/wp-json"));
    }

    #[test]
    fn a_closed_index_is_seen_through() {
        let no_header = r#"{"code":"jwt_auth_no_auth_header","message":"x","data":{"status":403}}"#;
        let (urls, end) = search(
            "https://e.com/",
            true,
            &[given(401, CLOSED, Some(LINK)), given(403, no_header, None)],
        );
        assert_eq!(urls[1], "https://e.com/wp-json/jwt-auth/v1/token/validate");
        assert_eq!(server_id(&end), "jwt-authentication-for-wp-rest-api");
        // Its neighbour has the same code in a form of its own.
        let no_header = r#"{"success":false,"statusCode":401,"code":"jwt_auth_no_auth_header","message":"x","data":[]}"#;
        let (_, end) = search(
            "https://e.com/",
            true,
            &[given(401, CLOSED, Some(LINK)), given(401, no_header, None)],
        );
        assert_eq!(server_id(&end), "jwt-auth");
        let (_, end) = search(
            "https://e.com/",
            true,
            &[given(401, CLOSED, Some(LINK)), given(401, CLOSED, None)],
        );
        assert!(failed_with(&end, Code::RestClosed), "{end:?}");
        let (_, end) = search("https://e.com/", false, &[given(401, CLOSED, Some(LINK))]);
        assert_eq!(
            root(&end),
            "https://e.com/wp-json",
            "a server that the app named needs no index"
        );
    }

    #[test]
    fn the_pretty_root_alone_may_answer() {
        let (_, end) =
            search("https://e.com/", true, &[given(403, PAGE, None), given(200, INDEX, None)]);
        assert_eq!((root(&end), has_server(&end)), ("https://e.com/wp-json", true));
    }

    #[test]
    fn no_wordpress_at_all() {
        let (urls, end) =
            search("https://e.com/", true, &[given(404, PAGE, None), given(404, PAGE, None)]);
        assert_eq!(urls.len(), 2);
        assert!(failed_with(&end, Code::RestNotFound), "{end:?}");
        let (_, end) = search(
            "https://e.com/",
            true,
            &[given(200, INDEX.split_at(9).0, None), given(200, "{}", None)],
        );
        assert!(failed_with(&end, Code::MalformedResponse), "{end:?}");
    }

    #[test]
    fn tells_the_first_failure_or_that_of_wordpress() {
        let told = |first, second| match search("https://e.com/", true, &[first, second]).1 {
            Next::Failed(error) => (error.status, error.wp_code),
            other => panic!("{other:?}"),
        };
        let down = || given(503, PAGE, None);
        let missing = || given(404, PAGE, None);
        assert_eq!(told(down(), missing()).0, Some(503));
        const BROKEN: &str = r#"{"code":"rest_no_route","message":"x","data":{"status":404}}"#;
        let code = told(down(), given(404, BROKEN, None)).1;
        assert_eq!(code.as_deref(), Some("rest_no_route"));
    }

    #[test]
    fn a_redirect_elsewhere_is_told() {
        let site = Site::new("https://e.com/", false).unwrap();
        let (mut discovery, _) = Discovery::new(&site, true, None);
        let answer = Answer { status: 200, body: INDEX, retry_after: None };
        let there = |url| Ok(Reply { answer, link: None, url });
        let next = discovery.next(there("https://www.e.com/?rest_route=/"));
        assert!(matches!(next, Next::Request { url, .. } if url.contains("/wp-json/")));
        let end = discovery.next(there("https://www.e.com/wp-json/"));
        let Next::Failed(error) = end else { panic!("{end:?}") };
        assert_eq!(error.code, Code::Redirected);
        let error = error.shown();
        assert_eq!(error.message, "The site redirects to https://www.e.com/.");
        assert_eq!(error.server_message, None);
    }

    #[test]
    fn what_is_stored_comes_back_inside_the_site_only() {
        let site = Site::new("https://e.com/blog", false).unwrap();
        let found = Found::at(site.pretty_root(), Server::all().next());
        let text = found.to_record();
        let back = Found::from_record(&text, &site).unwrap();
        assert_eq!(back.root, found.root);
        assert!(back.server.is_some());
        assert!(Found::from_record(&text.replace("e.com", "evil.com"), &site).is_none());
        assert!(Found::from_record(&text.replace("/blog", ""), &site).is_none());
    }

    proptest! {
        #[test]
        fn ends_whatever_the_server_says(bodies in prop::collection::vec((200u16..600, r#"[{}"a-c:\[\]<]{0,20}"#), 3), auto: bool) {
            let site = Site::new("https://e.com/", false).unwrap();
            let (mut discovery, mut next) = Discovery::new(&site, auto, None);
            let mut requests = 0;
            for (status, body) in &bodies {
                let Next::Request { url, .. } = &next else { break };
                requests += 1;
                let answer = Answer { status: *status, body, retry_after: None };
                next = discovery.next(Ok(Reply { answer, link: None, url }));
            }
            prop_assert!(requests <= 3);
            let ended = !matches!(next, Next::Request { .. });
            prop_assert!(ended);
        }
    }
}
