//! Another way to the REST API, for a request that failed.
//!
//! A page of a firewall, of the theme or of another server is not a response of the REST API. An error
//! of a plugin is one. presskey sends nothing twice that WordPress may have carried out. That includes a login:
//! lockout plugins count each one, so a password is sent again only after an anonymous request has
//! shown that no login code can have seen the first.
//!
//! Few sites need this, so that it is a part of its own, loaded on use: [`way`] gets everything that
//! was seen, and says what to ask for next, without anything in it, or where the REST API is, or that
//! the request's own response counts. Who carries that out (`pkg/features/way.js`, `src/web/way.rs`) decides
//! nothing.

use alloc::{string::String, vec::Vec};

use super::{
    discovery::{VERSION, api_root},
    json::{Json, Object},
    site::{Root, Site},
    text::concat,
};

/// How a request ended: as `pkg/engine/transport.js` numbers it, and what was answered.
#[derive(Debug, Clone, Copy)]
struct Reply<'a>(Json<'a>);

const UNREACHABLE: u16 = 0;
const REDIRECTED: u16 = 4;

/// Requests that one search may take.
const MOST: usize = 10;

/// Ways that one request may take.
const WAYS: usize = 4;

/// Milliseconds for which no other way is looked for after there was none.
const STUCK: f64 = 60_000.0;

impl Reply<'_> {
    fn text(self, name: &str) -> String {
        self.0.get(name).and_then(Json::string).unwrap_or_default()
    }

    fn is(self, name: &str) -> bool {
        self.0.get(name).is_some_and(|value| value.text() == "true")
    }

    fn status(self) -> u16 {
        self.0.get("status").and_then(Json::number).unwrap_or_default() as u16
    }

    fn is_json(self) -> bool {
        Json::parse(&self.text("body")).is_some()
    }

    fn has_code(self, code: &str) -> bool {
        let body = self.text("body");
        Json::parse(&body).and_then(|json| json.get("code")?.string()).as_deref() == Some(code)
    }
}

/// Why a request was not answered by the REST API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    Redirected,
    /// Nothing could be read.
    Unreadable,
    /// A page or nothing came. `surely`: whether another root may be tried although this one's
    /// index responds, since WordPress has not carried the request out.
    Page {
        surely: bool,
    },
    /// The REST API says that there is no such route.
    NoRoute,
    /// It was the search for the REST API that failed.
    Search,
}

/// The request that was lost.
#[derive(Debug)]
struct Lost {
    /// The root that it was sent to.
    root: Root,
    /// Its URL.
    asked: String,
    why: Why,
    /// Whether it was a form that may be sent as JSON.
    form: bool,
    /// The namespace of its route; empty if it has none.
    namespace: String,
    /// Whether it carried a password.
    login: bool,
    /// Whether it is a call that a route may have carried out before a page came.
    write: bool,
    /// Whether it did, after the search for the REST API had read an index.
    sure: bool,
}

impl Lost {
    /// Reads it; `None` if the REST API has answered, or if sending it again may do harm.
    fn read(request: Reply, root: Root, again: bool) -> Option<Self> {
        let (status, login) = (request.status(), request.is("login"));
        let safe = request.is("safe");
        let write = !safe && !request.is("own");
        let why = match status {
            _ if request.is("search") => {
                // Where nothing was answered, or too much was asked, nothing else is.
                let is_answered = request.text("sent") == "answered";
                let is_final = request.text("code") == "redirected" || status == 429;
                (is_answered && !is_final).then_some(Why::Search)?
            }
            REDIRECTED => Why::Redirected,
            // It may have arrived. A refresh token that was spent must not be sent again, nor a post.
            UNREACHABLE if login || safe => Why::Unreadable,
            ..100 => return None,
            _ if request.is_json() => {
                let missing = login && !again && request.has_code("rest_no_route");
                missing.then_some(Why::NoRoute)?
            }
            // Because of what was in the request.
            413 | 414 | 429 | 431 => return None,
            400 | 405 | 415 if !request.is("own") && request.is("sure") => return None,
            // Routes may respond with pages of their own.
            ..300 if !request.is("own") && request.is("sure") => return None,
            ..300 if !request.text("body").trim_start().starts_with('<') => return None,
            // A firewall's page may be about what was posted, one of the theme's is not, unless a route of
            // an app's has shown it. A server or gateway may fail for a moment, and a token may count in this
            // form of the address alone.
            _ => Why::Page { surely: status == 404 && !write || safe && status < 500 },
        };
        let refused = (400..500).contains(&status) && status != 404 && why != Why::NoRoute;
        let form = refused && request.is("form");
        Some(Self {
            root,
            asked: request.text("url"),
            why,
            form,
            namespace: request.text("namespace"),
            login,
            write: write && matches!(why, Why::Page { .. }),
            sure: login && request.is("sure"),
        })
    }
}

/// A search for another way.
struct Search {
    site: Site,
    lost: Lost,
    /// The roots that may be asked for their index, the next one last.
    roots: Vec<Root>,
    asked: Vec<Root>,
    /// The root that answered first, if the request's own must be looked at as well.
    found: Option<Root>,
    /// The first that answered without having an index.
    headless: Option<Root>,
    /// Where another request has found the REST API meanwhile.
    moved: Option<Root>,
}

/// What to do next.
#[derive(Default)]
enum Next {
    Ask(Question, String),
    /// Send it to this root.
    Found(Root),
    /// Send it as JSON.
    AsJson(Root),
    #[default]
    Nothing,
}

enum Question {
    /// For the index of a root.
    Index(Root),
    /// For the index of the root that the request went to.
    Own,
    /// For the request's URL.
    Look,
    /// The same with a slash at its end, or without.
    Slash(Root),
    /// For the request's URL by the same form, with nothing in its fields.
    Form(Root),
    /// For the request's URL by JSON, without what was in the request.
    Empty(Root),
}

/// Says what to do for a request that was lost:
///
/// - to ask an address first, `{ get }`, `{ look }`, `{ form }` or `{ post }` with its URL. `look` is a GET that
///   follows no redirect. Nor do `form`, the request's own form with empty fields, and `post`, a POST of `{}`;
/// - to send it again, `{ finding, from }`: what is then known of the site (see
///   [`super::discovery::Found`]), and the root where it was sent, for `tried`;
/// - to use its own response, `{}`. With `back`, to return to what was known before other ways were taken,
///   and to look for none until `stuckUntil`, in milliseconds.
pub fn way(observations: &str) -> String {
    let mut object = Object::new();
    let Some(seen) = Json::parse(observations) else { return object.end() };
    let (from, next) = next(seen).unwrap_or_default();
    match next {
        Next::Ask(question, url) => {
            let verb = match question {
                Question::Index(_) | Question::Own => "get",
                Question::Look | Question::Slash(_) => "look",
                Question::Form(_) => "form",
                Question::Empty(_) => "post",
            };
            object.text(verb, Some(&url));
        }
        Next::Found(root) => found(&mut object, seen, &from, &root, false),
        Next::AsJson(root) => found(&mut object, seen, &from, &root, true),
        Next::Nothing if seen.path("request.search").is_some() => {}
        Next::Nothing => {
            let time = |name| seen.get(name).and_then(Json::number).unwrap_or_default();
            let (now, until) = (time("now"), time("stuckUntil"));
            object.boolean("back", true);
            // Requests that come meanwhile don't make it longer.
            object.integer("stuckUntil", Some(if now < until { until } else { now + STUCK }));
        }
    }
    object.end()
}

/// What was known of the site, and over it what has been found.
fn found(object: &mut Object, seen: Json, from: &str, root: &Root, as_json: bool) {
    let mut finding = Object::new();
    finding.integer("version", Some(VERSION));
    finding.text("root", Some(root.as_str()));
    match root.slash() {
        Some(slash) => finding.boolean("slash", slash),
        None => finding.json("slash", None),
    }
    if as_json {
        finding.boolean("json", true);
    }
    if let Some(known) = seen.get("finding") {
        known.each(&mut |name, value| {
            if !(["version", "root", "slash"].contains(&name) || as_json && name == "json") {
                finding.json(name, Some(value));
            }
            true
        });
    }
    object.object("finding", finding);
    object.text("from", Some(from));
}

/// The root of what was known of the site at some time.
fn root_of(site: &mut Site, finding: Option<Json>) -> Root {
    let known = finding.map(Reply).and_then(|finding| {
        let slash = finding.0.get("slash").map(|slash| slash.text() == "true");
        site.adopt_exact(&finding.text("root"), slash)
    });
    known.or_else(|| site.known_root().cloned()).unwrap_or_else(|| site.query_root())
}

/// The root where it was sent, and what to do next.
fn next(seen: Json) -> Option<(String, Next)> {
    let mut site = Site::new(&seen.get("site")?.string()?, true).ok()?;
    let (request, tried, answers) = (seen.get("request")?, seen.get("tried"), seen.get("answers"));
    let (ways, asked) = (count(tried), count(answers));
    let time = |name| seen.get(name).and_then(Json::number).unwrap_or_default();
    let [was, is] = ["was", "finding"].map(|name| seen.get(name));
    let is_moved = was.is_some_and(|was| is.is_none_or(|is| was.text() != is.text()));
    let root = root_of(&mut site, is);
    let mut lost = Lost::read(Reply(request), root, ways > 0)?;
    let is_stuck = time("now") < time("stuckUntil") && !lost.login;
    if lost.why != Why::Search && (is_stuck || ways + 1 >= WAYS) || asked >= MOST {
        return None;
    }
    // Another request has found another way meanwhile. That says nothing of where a password went, nor of
    // whether a route has done its work.
    let mut moved = None;
    if is_moved && !lost.login && lost.why != Why::Search {
        if !lost.write {
            return Some((String::new(), Next::Found(lost.root)));
        }
        let sent_to = root_of(&mut site, was);
        moved = Some(core::mem::replace(&mut lost.root, sent_to));
    }
    // A route next to the REST API has one address.
    if lost.why != Why::Search && !lost.root.is_above(&lost.asked) {
        return None;
    }
    let from = lost.root.as_str().into();
    let (mut search, mut next) = Search::begin(site, lost, moved, tried);
    // From the beginning each time: nothing is kept between two questions.
    answers?.each(&mut |_, answer| {
        let question = core::mem::take(&mut next);
        next = match question {
            Next::Ask(question, _) => search.answered(question, Reply(answer)),
            end => end,
        };
        true
    });
    Some((from, next))
}

/// How many members a list has.
fn count(list: Option<Json>) -> usize {
    let mut count = 0;
    list.inspect(|list| {
        list.each(&mut |_, _| {
            count += 1;
            true
        });
    });
    count
}

impl Search {
    fn begin(site: Site, lost: Lost, moved: Option<Root>, tried: Option<Json>) -> (Self, Next) {
        let mut roots: Vec<Root> = site.roots().collect();
        let mut asked = Vec::from([lost.root.clone()]);
        let (why, form) = (lost.why, lost.form);
        if why == Why::Search {
            asked.extend([site.query_root(), site.pretty_root()]);
        }
        let mut again = false;
        tried.inspect(|tried| {
            tried.each(&mut |_, root| {
                again = true;
                asked.extend(root.string().and_then(|root| site.adopt_exact(&root, None)));
                true
            });
        });
        roots.reverse();
        let mut search = Self { site, lost, roots, asked, found: None, headless: None, moved };
        let first = match why {
            Why::Page { surely } if form || !surely => search.own(),
            Why::NoRoute | Why::Redirected => search.own(),
            // This root's index has just answered.
            Why::Unreadable if again && search.lost.login => search.neighbour(),
            Why::Unreadable if again => search.look(),
            // A request may fail by chance: the other root tells whether the site responds at all.
            _ => search.others(),
        };
        (search, first)
    }

    fn answered(&mut self, question: Question, reply: Reply) -> Next {
        match question {
            Question::Index(root) => self.index(root, reply),
            Question::Own => self.of_own(reply),
            // It works without what was in it: that is why it failed.
            Question::Look if reply.is_json() => Next::Nothing,
            Question::Look => match self.lost.root.with_other_slash(&self.lost.asked) {
                Some((root, url)) => Next::Ask(Question::Slash(root), url),
                None => self.otherwise(),
            },
            // WordPress serves either form. One without the route is no better than the first.
            Question::Slash(root)
                if reply.is_json()
                    && (self.lost.why == Why::Redirected || !reply.has_code("rest_no_route")) =>
            {
                Next::Found(root)
            }
            Question::Slash(_) => self.otherwise(),
            // The form is read: the page is about what was in it, and the login may have seen that.
            Question::Form(_) if reply.is_json() => Next::Nothing,
            Question::Form(root) => Next::Ask(Question::Empty(root), self.lost.asked.clone()),
            // Pages in place of every refusal say nothing of the form.
            Question::Empty(root) if reply.is_json() => Next::AsJson(root),
            Question::Empty(_) => Next::Nothing,
        }
    }

    fn look(&self) -> Next {
        Next::Ask(Question::Look, self.lost.root.bare(&self.lost.asked).into())
    }

    fn own(&self) -> Next {
        Next::Ask(Question::Own, self.lost.root.index(""))
    }

    /// Asks the next root for its index.
    fn others(&mut self) -> Next {
        while let Some(root) = self.roots.pop() {
            if !self.asked.contains(&root) {
                self.asked.push(root.clone());
                let url = root.index("");
                return Next::Ask(Question::Index(root), url);
            }
        }
        self.headless.take().map_or(Next::Nothing, Next::Found)
    }

    fn index(&mut self, root: Root, reply: Reply) -> Next {
        let unreadable = self.lost.why == Why::Unreadable;
        match self.root_of(root, reply) {
            Ok(root) if !unreadable => return Next::Found(root),
            Ok(root) => self.found = Some(root),
            // The form of the address that the search has passed over may be blocked.
            Err(()) if unreadable && reply.status() == UNREACHABLE && self.lost.sure => {
                self.roots.clear();
                return self.own();
            }
            Err(()) if unreadable && reply.status() == UNREACHABLE => return Next::Nothing,
            Err(()) => {}
        }
        match unreadable {
            // A plugin's response to the route itself may be hidden, from any method.
            true if self.lost.login => self.own(),
            true => self.look(),
            false => self.others(),
        }
    }

    fn of_own(&mut self, reply: Reply) -> Next {
        let unreadable = self.lost.why == Why::Unreadable;
        let may_have_arrived = unreadable || self.lost.why == (Why::Page { surely: false });
        let response = reply.text("body");
        let is_object = Json::parse(&response).is_some_and(Json::is_object);
        match self.root_of(self.lost.root.clone(), reply) {
            // A route may have done its work, or a firewall's JSON hides whether there is one.
            _ if self.lost.write && is_object => Next::Nothing,
            Err(()) if self.moved.is_some() => self.moved.take().map_or(Next::Nothing, Next::Found),
            // It was redirected to where the REST API is.
            Ok(root) if root != self.lost.root => Next::Found(root),
            // The form with a slash has a path alone.
            Ok(_) if self.lost.why == Why::Redirected && self.lost.root.is_query() => Next::Nothing,
            Ok(_) if self.lost.why == Why::Redirected => self.look(),
            Ok(root) if self.lost.form => Next::Ask(Question::Form(root), self.lost.asked.clone()),
            Ok(_) if unreadable => self.neighbour(),
            Ok(_) if may_have_arrived => Next::Nothing,
            // Without a list of namespaces nobody knows.
            Ok(_) if self.lost.why == Why::NoRoute && !lists(reply, &self.lost.namespace) => {
                Next::Nothing
            }
            // WordPress responds there, and may have answered the request.
            Err(()) if may_have_arrived && reply.has_code("rest_no_route") => Next::Nothing,
            // This form of the address does not lead to WordPress.
            Err(()) => self.elsewhere(),
            _ => self.others(),
        }
    }

    /// Requests the namespace of a login whose response is hidden. If the web server wants a slash, it is
    /// missing there, too, and no code of a login runs.
    fn neighbour(&mut self) -> Next {
        let Lost { root, namespace, .. } = &self.lost;
        if root.is_query() || namespace.is_empty() {
            return Next::Nothing;
        }
        self.lost.asked = root.url(&concat(&["/", namespace]));
        self.look()
    }

    /// It is not the slash.
    fn otherwise(&mut self) -> Next {
        // Nor is it known that no login code has answered.
        if self.lost.why == Why::Redirected || self.lost.login {
            return Next::Nothing;
        }
        self.elsewhere()
    }

    fn elsewhere(&mut self) -> Next {
        self.lost.why = Why::Page { surely: true };
        match self.found.take() {
            Some(root) => Next::Found(root),
            None => self.others(),
        }
    }

    /// The root whose index this is: `root`, or where that was redirected to within the site.
    fn root_of(&mut self, root: Root, reply: Reply) -> Result<Root, ()> {
        let body = reply.text("body");
        let json = Json::parse(&body).filter(|json| json.is_object());
        let has = |name| json.is_some_and(|json| json.get(name).is_some());
        let exact = self.site.adopt_exact(&reply.text("url"), root.slash());
        let link = reply.text("link");
        // An index, or an error of WordPress's or of a plugin that closes it.
        let is_rest = ["namespaces", "code", "success", "error"].into_iter().any(has);
        let Some(exact) = exact.filter(|_| is_rest) else {
            // Pages name the root as well.
            self.roots.extend(api_root(&link).and_then(|root| self.site.adopt(root)));
            return Err(());
        };
        if reply.has_code("rest_no_route") {
            self.roots.extend(api_root(&link).and_then(|root| self.site.adopt(root)));
            self.headless = self.headless.take().or(Some(exact));
            return Err(());
        }
        Ok(exact)
    }
}

/// Whether an index names a namespace, or none at all because it is closed.
fn lists(reply: Reply, namespace: &str) -> bool {
    let body = reply.text("body");
    let Some(list) = Json::parse(&body).and_then(|json| json.get("namespaces")) else {
        return false;
    };
    let mut found = false;
    list.each(&mut |_, name| {
        found |= name.string().as_deref() == Some(namespace);
        true
    });
    found
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    const PAGE: &str = "<html><title>403 Forbidden</title></html>";
    const INDEX: &str = r#"{"namespaces":["wp/v2","jwt-auth/v1"]}"#;
    const NO_ROUTE: &str = r#"{"code":"rest_no_route","message":"x","data":{"status":404}}"#;
    const QUERY: &str = "https://e.com/index.php?rest_route=";
    const PRETTY: &str = "https://e.com/wp-json";

    /// A response at the URL that was asked, unless it was redirected.
    fn answer(status: u16, body: &str) -> Value {
        json!({ "status": status, "body": body })
    }

    struct Case {
        site: &'static str,
        root: &'static str,
        route: &'static str,
        request: Value,
        tried: Value,
    }

    fn login(status: u16, body: &str) -> Case {
        let mut request = answer(status, body);
        request["login"] = true.into();
        request["own"] = true.into();
        request["namespace"] = "jwt-auth/v1".into();
        Case {
            site: "https://e.com/",
            root: QUERY,
            route: "/jwt-auth/v1/token",
            request,
            tried: json!([]),
        }
    }

    fn call(safe: bool, status: u16, body: &str) -> Case {
        let mut request = answer(status, body);
        request["safe"] = safe.into();
        request["sure"] = true.into();
        Case {
            site: "https://e.com/",
            root: PRETTY,
            route: "/wp/v2/posts",
            request,
            tried: json!([]),
        }
    }

    impl Case {
        fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
            self.request[name] = value.into();
            self
        }

        /// What is asked, in order, and what comes out in the end.
        fn run(&self, answers: &[Value]) -> (Vec<String>, Value) {
            let mut request = self.request.clone();
            request["url"] = [self.root, self.route].concat().into();
            let mut seen = json!({
                "site": self.site, "finding": { "root": self.root }, "request": request,
                "tried": self.tried, "answers": [],
            });
            let (mut asked, mut answers) = (Vec::new(), answers.iter());
            loop {
                let next: Value = serde_json::from_str(&way(&seen.to_string())).unwrap();
                let url = ["get", "look", "form", "post"]
                    .into_iter()
                    .find_map(|verb| Some([verb, " ", next.get(verb)?.as_str()?].concat()));
                let Some(url) = url else {
                    let mut found = next.get("finding").cloned().unwrap_or_else(|| json!({}));
                    found["from"] = next["from"].clone();
                    return (asked, found);
                };
                let mut answer = answers.next().expect("no more requests than answers").clone();
                if answer.get("url").is_none() {
                    answer["url"] = url.split_once(' ').unwrap().1.into();
                }
                asked.push(
                    url.replace("/?_fields=namespaces,authentication,url", "/")
                        .replace("/&_fields=namespaces,authentication,url", "/"),
                );
                seen["answers"].as_array_mut().unwrap().push(answer);
            }
        }

        fn root(&self, answers: &[Value]) -> Option<String> {
            self.run(answers).1.get("root").and_then(Value::as_str).map(Into::into)
        }
    }

    /// What is said of a request that was sent when another root was known.
    fn moved(case: &Case, answers: &[Value]) -> String {
        let mut request = case.request.clone();
        request["url"] = [case.root, case.route].concat().into();
        let other = if case.root == PRETTY { QUERY } else { PRETTY };
        let seen = json!({
            "site": case.site, "was": { "root": case.root }, "finding": { "root": other },
            "request": request, "tried": [], "answers": answers,
        });
        way(&seen.to_string())
    }

    #[test]
    fn what_another_request_has_found_is_taken_unless_a_route_may_have_done_its_work() {
        assert!(
            moved(&call(true, 404, PAGE), &[])
                .contains(r#""finding":{"version":1,"root":"https://e.com/index"#)
        );
        for status in [403, 404, 500] {
            let own = r#"{"get":"https://e.com/wp-json/?_fields=namespaces,authentication,url"}"#;
            assert_eq!(moved(&call(false, status, PAGE), &[]), own);
        }
        // It has nothing of the API where this request was sent.
        let mut page = answer(404, PAGE);
        page["url"] = PRETTY.into();
        let found: Value = serde_json::from_str(&moved(&call(false, 404, PAGE), &[page])).unwrap();
        assert_eq!(found["finding"]["root"], QUERY);
    }

    #[test]
    fn what_is_known_of_a_site_stays_known() {
        let mut site = Site::new("https://e.com/", true).unwrap();
        for (slash, wanted) in [(json!(true), Some(true)), (json!(false), Some(false))] {
            let known = json!({ "root": PRETTY, "slash": slash }).to_string();
            assert_eq!(root_of(&mut site, Json::parse(&known)).slash(), wanted);
        }
        let seen = json!({ "finding": {
            "version": 0, "root": QUERY, "slash": true, "plugin": "jwt-auth", "json": true,
        } })
        .to_string();
        let root = site.pretty_root();
        for (as_json, wanted) in [
            (true, json!({ "root": PRETTY, "json": true, "plugin": "jwt-auth" })),
            (false, json!({ "root": PRETTY, "plugin": "jwt-auth", "json": true })),
        ] {
            let mut object = Object::new();
            found(&mut object, Json::parse(&seen).unwrap(), "x", &root, as_json);
            let text = object.end();
            assert_eq!(text.matches(r#""json""#).count(), 1, "{text}");
            let said: Value = serde_json::from_str(&text).unwrap();
            for name in ["root", "json", "plugin"] {
                assert_eq!(said["finding"][name], wanted[name], "{as_json}: {text}");
            }
        }
    }

    #[test]
    fn a_page_of_an_apps_route_is_the_end_of_a_write() {
        let denied = r#"{"message":"Access denied by a firewall."}"#;
        for status in [403, 404, 500] {
            for index in [answer(200, INDEX), answer(404, NO_ROUTE), answer(403, denied)] {
                let (asked, found) = call(false, status, PAGE).run(&[index]);
                assert_eq!(asked, ["get https://e.com/wp-json/"]);
                assert!(found.get("root").is_none());
            }
            let none = [answer(404, PAGE), answer(200, INDEX)];
            assert_eq!(call(false, status, PAGE).root(&none).as_deref(), Some(QUERY));
        }
    }

    #[test]
    fn after_a_search_in_vain_there_is_none_for_a_minute() {
        let until = |now: u32, until: u32, case: &Case| {
            let mut request = case.request.clone();
            request["url"] = [case.root, case.route].concat().into();
            let seen = json!({
                "site": case.site, "finding": { "root": case.root }, "request": request,
                "tried": [], "answers": [], "now": now, "stuckUntil": until,
            });
            let said: Value = serde_json::from_str(&way(&seen.to_string())).unwrap();
            said.get("stuckUntil").and_then(Value::as_f64)
        };
        let page = call(true, 404, PAGE);
        assert_eq!(until(5000, 0, &page), None);
        assert_eq!(until(5000, 6000, &page), Some(6000.0), "it gets no longer");
        assert_eq!(until(6000, 6000, &page), None);
        // A login is still looked for.
        assert_eq!(until(5000, 6000, &login(404, PAGE)), None);
        assert_eq!(until(5000, 0, &call(true, 403, "[]")), Some(65000.0));
    }

    #[test]
    fn three_ways_are_tried_and_ten_addresses_asked() {
        let tried = |many: usize| Case { tried: vec!["x"; many].into(), ..call(true, 404, PAGE) };
        assert!(tried(2).root(&[answer(200, INDEX)]).is_some());
        assert!(tried(3).run(&[]).0.is_empty());
    }

    #[test]
    fn a_search_goes_on_where_an_answer_was_none_of_the_api() {
        let case = |sent: &str, code: &str, status: u16| {
            let case = Case {
                root: "https://e.com/api/index.php?rest_route=",
                site: "https://e.com/api",
                ..login(status, "")
            };
            case.with("search", true).with("sent", sent).with("code", code)
        };
        let search = |sent: &str, code: &str, status: u16| {
            case(sent, code, status).root(&[answer(200, INDEX)]).is_some()
        };
        assert!(search("answered", "not_wordpress", 404));
        assert!(!search("answered", "redirected", 301));
        assert!(!search("answered", "rate_limited", 429));
        assert!(!search("maybe", "unreachable", 0));
        // It finds nothing, and no request has to go back to another root.
        assert_eq!(moved(&case("maybe", "unreachable", 0), &[]), "{}");
    }

    #[test]
    fn json_is_an_answer_and_a_page_is_none() {
        for body in [r#"{"code":"incorrect_password"}"#, r#"{"success":false}"#, "[]"] {
            for case in [login(403, body), call(true, 403, body), call(false, 403, body)] {
                assert_eq!(case.run(&[]).0, [""; 0], "{body}");
            }
        }
        for status in [401, 403, 404, 406, 500, 503] {
            for body in [PAGE, ""] {
                let open = [answer(200, INDEX)];
                let own = (status != 404).then(|| answer(status, body));
                let answers: Vec<Value> = own.into_iter().chain(open.clone()).collect();
                assert_eq!(login(status, body).root(&answers).as_deref(), Some(PRETTY), "{status}");
                let seen = if status < 500 { &open[..] } else { &answers[..] };
                assert_eq!(call(true, status, body).root(seen).as_deref(), Some(QUERY));
            }
        }
    }

    #[test]
    fn a_server_that_fails_for_a_moment_keeps_its_address() {
        for status in [500, 502, 503, 504] {
            let (asked, found) = call(true, status, PAGE).run(&[answer(200, INDEX)]);
            assert_eq!(asked, ["get https://e.com/wp-json/"], "{status}");
            assert!(found.get("root").is_none(), "{status}");
        }
    }

    #[test]
    fn both_forms_are_tried_in_both_directions() {
        let (asked, found) = login(404, PAGE).run(&[answer(200, INDEX)]);
        assert_eq!(asked, ["get https://e.com/wp-json/"]);
        assert_eq!(found["root"], PRETTY);
        let (asked, found) = call(true, 404, PAGE).run(&[answer(200, INDEX)]);
        assert_eq!(asked, ["get https://e.com/index.php?rest_route=/"]);
        assert_eq!((found["root"].as_str(), &found["from"]), (Some(QUERY), &json!(PRETTY)));
        // Where none responds, the request's own response is used.
        let closed = [answer(403, PAGE), answer(404, PAGE)];
        let (asked, found) = login(404, PAGE).run(&closed);
        assert_eq!(asked[1], "get https://e.com/index.php/wp-json/");
        assert!(found.get("root").is_none());
    }

    #[test]
    fn a_closed_index_is_one_and_a_firewalls_json_is_none() {
        for body in [
            r#"{"code":"rest_cannot_access"}"#,
            r#"{"success":false,"data":{"errorCode":403}}"#,
            r#"{"status":"error","error":"Restricted"}"#,
        ] {
            assert_eq!(
                login(404, PAGE).root(&[answer(401, body)]).as_deref(),
                Some(PRETTY),
                "{body}"
            );
        }
        let denied = answer(200, r#"{"message":"Access denied by a firewall."}"#);
        assert_eq!(login(404, PAGE).root(&[denied.clone(), denied]), None);
    }

    #[test]
    fn what_was_in_a_request_is_no_reason_to_go_elsewhere() {
        for status in [413, 414, 429, 431] {
            assert!(call(true, status, PAGE).run(&[]).0.is_empty());
            assert!(login(status, PAGE).run(&[]).0.is_empty());
        }
        for status in [200, 400, 405, 415] {
            assert!(call(true, status, PAGE).run(&[]).0.is_empty(), "{status}");
            let unsure = call(true, status, PAGE).with("sure", false);
            assert!(unsure.root(&[answer(200, INDEX)]).is_some(), "{status}");
            let blocked = [answer(403, PAGE), answer(200, INDEX)];
            assert!(login(status, PAGE).root(&blocked).is_some(), "{status}");
        }
        assert!(call(true, 200, "a,b").with("sure", false).run(&[]).0.is_empty());
    }

    #[test]
    fn nothing_is_sent_twice_that_may_have_been_carried_out() {
        // A firewall's page may be about what was posted: its root must be shown to be no root.
        for status in [403, 500] {
            let (asked, found) = call(false, status, PAGE).run(&[answer(200, INDEX)]);
            assert_eq!(asked, ["get https://e.com/wp-json/"]);
            assert!(found.get("root").is_none());
            let broken = [answer(status, PAGE), answer(200, INDEX)];
            assert_eq!(call(false, status, PAGE).root(&broken).as_deref(), Some(QUERY));
        }
        for status in [0, 1, 2, 3, 5] {
            assert!(call(false, status, "").run(&[]).0.is_empty(), "{status}");
        }
        assert!(login(5, "").run(&[]).0.is_empty(), "a plugin whose refusals cannot be read");
        // A refresh token is the session's own, and must not be spent twice.
        assert!(call(false, 0, "").with("own", true).run(&[]).0.is_empty());
    }

    #[test]
    fn a_password_whose_response_is_hidden_is_sent_again_only_on_evidence() {
        let (dead, index, page) = (answer(0, ""), answer(200, INDEX), answer(404, PAGE));
        let none = answer(404, NO_ROUTE);
        let pretty = || Case { root: PRETTY, ..login(0, "") };
        // This form alone is blocked.
        let (asked, found) = login(0, "").run(&[index.clone(), dead.clone()]);
        assert_eq!(
            asked,
            ["get https://e.com/wp-json/", "get https://e.com/index.php?rest_route=/"]
        );
        assert_eq!(found["root"], PRETTY);
        // The web server adds a slash, to the routes of the namespace as well.
        let slash = [index.clone(), index.clone(), dead.clone(), answer(200, "{}")];
        let (asked, found) = pretty().run(&slash);
        assert_eq!(
            asked[2..],
            ["look https://e.com/wp-json/jwt-auth/v1", "look https://e.com/wp-json/jwt-auth/v1/"]
        );
        assert_eq!((&found["root"], &found["slash"]), (&json!(PRETTY), &json!(true)));
        // The same at the second root: its index has answered, and the first is not asked again.
        let second = Case { tried: json!([QUERY]), ..pretty() };
        let (asked, found) = second.run(&[dead.clone(), answer(200, "{}")]);
        assert_eq!(asked[0], "look https://e.com/wp-json/jwt-auth/v1");
        assert_eq!((&found["root"], &found["slash"]), (&json!(PRETTY), &json!(true)));
        assert_eq!(second.root(&[dead.clone(), dead.clone()]), None);
        for answers in [
            vec![dead.clone()],
            vec![index.clone(), index.clone(), answer(200, "{}")],
            vec![index.clone(), none.clone()],
            vec![page.clone(), index.clone(), answer(401, "{}")],
            vec![index.clone(), index.clone(), dead.clone(), dead.clone()],
            vec![index.clone(), index.clone(), dead.clone(), none],
            vec![index.clone(), index.clone(), answer(4, ""), page],
        ] {
            assert_eq!(pretty().root(&answers), None, "{answers:?}");
        }
        assert_eq!(
            login(0, "").root(&[index.clone(), index.clone()]),
            None,
            "a query has no slash"
        );
        // A page may be the login code's: it crashed, or a lockout plugin died with it.
        for status in [200, 401, 403, 429, 500, 503] {
            assert_eq!(login(status, PAGE).root(core::slice::from_ref(&index)), None, "{status}");
        }
        // Another request's discovery is no evidence.
        assert!(!moved(&pretty(), &[]).contains(r#""root""#));
    }

    #[test]
    fn an_answer_that_cannot_be_read_is_looked_for_in_the_other_form() {
        let dead = answer(0, "");
        let (asked, found) = call(true, 0, "").run(core::slice::from_ref(&dead));
        assert_eq!((asked.len(), found.get("root")), (1, None), "the site is dead");
        let (asked, found) =
            call(true, 0, "").run(&[answer(200, INDEX), dead.clone(), dead.clone()]);
        assert_eq!(
            asked[1..],
            ["look https://e.com/wp-json/wp/v2/posts", "look https://e.com/wp-json/wp/v2/posts/"]
        );
        assert_eq!(found["root"], QUERY);
        let works = [answer(200, INDEX), answer(200, "[]")];
        assert_eq!(call(true, 0, "").root(&works), None, "it failed by chance, or for its token");
        let second = Case { tried: json!([QUERY]), ..call(true, 0, "") };
        let (asked, found) = second.run(&[dead.clone(), answer(200, "[]")]);
        assert_eq!((asked.len(), &found["slash"]), (2, &json!(true)));
        let (_, found) =
            call(true, 0, "").run(&[answer(404, PAGE), dead.clone(), answer(200, "[]")]);
        assert_eq!((&found["root"], &found["slash"]), (&json!(PRETTY), &json!(true)));
        // The search has read this root's index, because the other form of the address is blocked.
        let pretty = |request: Case| Case { root: PRETTY, ..request };
        let way = [dead.clone(), answer(200, INDEX), dead.clone(), answer(200, "{}")];
        let (asked, found) = pretty(login(0, "")).with("sure", true).run(&way);
        assert_eq!(asked[1], "get https://e.com/wp-json/");
        assert_eq!((asked.len(), &found["slash"]), (4, &json!(true)));
        let (asked, found) =
            pretty(login(0, "")).with("sure", true).run(&[dead.clone(), dead.clone()]);
        assert_eq!((asked.len(), found.get("root")), (2, None), "it is dead by now");
        assert_eq!(pretty(login(0, "")).run(&[dead]).0.len(), 1);
    }

    #[test]
    fn a_redirect_that_adds_a_slash_is_understood() {
        let redirect = answer(4, "");
        let (asked, found) =
            call(false, 4, "").run(&[answer(200, INDEX), redirect.clone(), answer(401, "{}")]);
        assert_eq!(
            asked,
            [
                "get https://e.com/wp-json/",
                "look https://e.com/wp-json/wp/v2/posts",
                "look https://e.com/wp-json/wp/v2/posts/"
            ]
        );
        assert_eq!((&found["root"], &found["slash"]), (&json!(PRETTY), &json!(true)));
        let other = [answer(200, INDEX), redirect.clone(), redirect.clone()];
        assert_eq!(call(false, 4, "").root(&other), None);
        // Only what was sent is redirected: a hook of the login.
        let hook = [answer(200, INDEX), answer(404, NO_ROUTE)];
        assert_eq!(Case { root: PRETTY, ..login(4, "") }.root(&hook), None);
        assert_eq!(login(4, "").root(&[answer(200, INDEX)]), None);
    }

    #[test]
    fn a_redirect_to_another_form_is_followed_without_anything_in_it() {
        for (site, root, to, wanted) in [
            (
                "https://e.com/",
                PRETTY,
                "https://e.com/en/wp-json/?_fields=x",
                "https://e.com/en/wp-json",
            ),
            (
                "https://e.com/",
                PRETTY,
                "https://e.com/index.php/wp-json/",
                "https://e.com/index.php/wp-json",
            ),
            (
                "https://e.com/",
                QUERY,
                "https://e.com/?rest_route=/&_fields=x",
                "https://e.com/?rest_route=",
            ),
            ("https://e.com/", QUERY, "https://e.com/wp-json/", PRETTY),
        ] {
            let mut index = answer(200, INDEX);
            index["url"] = to.into();
            let case = Case { site, root, ..call(false, 4, "") };
            assert_eq!(case.root(&[index]).as_deref(), Some(wanted), "{to}");
        }
        for elsewhere in ["https://www.e.com/wp-json/", "http://e.com/wp-json/"] {
            let mut index = answer(200, INDEX);
            index["url"] = elsewhere.into();
            let case = call(false, 4, "");
            assert_eq!(case.root(&[index.clone(), index.clone(), index]), None, "{elsewhere}");
        }
    }

    #[test]
    fn a_form_that_a_page_refuses_is_sent_as_json() {
        let case = |status| login(status, PAGE).with("form", true);
        for status in [400, 401, 403, 415] {
            let (asked, found) =
                case(status).run(&[answer(200, INDEX), answer(status, PAGE), answer(400, "{}")]);
            assert_eq!(
                asked,
                [
                    "get https://e.com/index.php?rest_route=/",
                    "form https://e.com/index.php?rest_route=/jwt-auth/v1/token",
                    "post https://e.com/index.php?rest_route=/jwt-auth/v1/token"
                ]
            );
            assert_eq!((&found["root"], &found["json"]), (&json!(QUERY), &json!(true)));
        }
        // The login reads forms, and may have counted this one.
        let (asked, found) = case(403).run(&[answer(200, INDEX), answer(403, "{}")]);
        assert_eq!((asked.len(), found.get("root")), (2, None));
        // A web server that shows its page in place of every refusal shows it for an empty one, too.
        let (_, found) = case(403).run(&[answer(200, INDEX), answer(403, PAGE), answer(403, PAGE)]);
        assert!(found.get("root").is_none());
        let (_, found) = case(403).run(&[answer(403, PAGE), answer(200, INDEX)]);
        assert_eq!((&found["root"], found.get("json")), (&json!(PRETTY), None));
        let (_, found) = case(404).run(&[answer(200, INDEX)]);
        assert_eq!(found["root"], PRETTY);
    }

    #[test]
    fn a_missing_route_is_looked_for_where_its_plugin_is() {
        let (asked, found) = login(404, NO_ROUTE).run(&[answer(200, INDEX), answer(200, INDEX)]);
        assert_eq!((asked.len(), &found["root"]), (2, &json!(PRETTY)));
        let without = answer(200, r#"{"namespaces":["wp/v2"]}"#);
        assert_eq!(login(404, NO_ROUTE).root(&[without]), None, "the plugin is missing");
        let again = Case { tried: json!([PRETTY]), ..login(404, NO_ROUTE) };
        assert!(again.run(&[]).0.is_empty());
        assert!(call(true, 404, NO_ROUTE).run(&[]).0.is_empty());
    }

    #[test]
    fn a_rest_prefix_of_its_own_is_a_root() {
        let case = |request: Case| Case {
            site: "https://e.com/api",
            root: "https://e.com/api/index.php?rest_route=",
            ..request
        };
        let (asked, found) =
            case(login(404, PAGE)).run(&[answer(404, NO_ROUTE), answer(200, INDEX)]);
        assert_eq!(asked, ["get https://e.com/api/wp-json/", "get https://e.com/api/"]);
        assert_eq!(found["root"], "https://e.com/api");
        let mut named = answer(404, NO_ROUTE);
        named["link"] = r#"<https://e.com/api/>; rel="https://api.w.org/""#.into();
        let (asked, _) = case(login(404, PAGE)).run(&[named, answer(200, INDEX)]);
        assert_eq!(asked[1], "get https://e.com/api/");
        let search = case(login(0, "")).with("search", true).with("sent", "answered");
        assert_eq!(search.root(&[answer(200, INDEX)]).as_deref(), Some("https://e.com/api"));
    }

    #[test]
    fn an_index_that_was_removed_is_no_reason_to_give_up() {
        let none = [answer(404, NO_ROUTE), answer(404, PAGE)];
        assert_eq!(login(404, PAGE).root(&none).as_deref(), Some(PRETTY));
    }

    #[test]
    fn no_root_is_tried_twice() {
        let case = Case { tried: json!([QUERY]), ..call(true, 403, PAGE) };
        let (asked, found) = case.run(&[answer(404, PAGE)]);
        assert_eq!((asked.len(), found.get("root")), (1, None));
        assert_eq!(asked[0], "get https://e.com/index.php/wp-json/");
    }

    #[test]
    fn only_what_is_below_the_root_has_another_way() {
        let seen = json!({
            "site": "https://e.com/", "finding": { "root": PRETTY }, "tried": [], "answers": [],
            "request": { "url": "https://e.com/graphql", "status": 500, "body": PAGE, "safe": true },
        });
        assert_eq!(way(&seen.to_string()), r#"{"back":true,"stuckUntil":60000}"#);
    }

    proptest! {
        /// Whatever is answered: it ends, and never leads out of the site.
        #[test]
        fn stays_in_the_site(
            answers in prop::collection::vec((0usize..5, 0usize..6, 0usize..4), 9),
            status in prop::sample::select(vec![0u16, 4, 200, 401, 403, 404, 500]),
            is_login: bool, safe: bool,
        ) {
            let bodies = [PAGE, INDEX, NO_ROUTE, "", "[]"];
            let urls = [
                "https://e.com/wp-json/", "https://evil.com/wp-json/", "http://e.com/?rest_route=/",
                "https://e.com/en/wp-json/", "https://e.com/a%2f../", "",
            ];
            let links = ["", "<https://evil.com/wp-json/>; rel=\"https://api.w.org/\"",
                "<https://e.com/x/>; rel=\"https://api.w.org/\"", "<"];
            let answers: Vec<Value> = answers.iter().map(|(body, url, link)| json!({
                "status": 200, "body": bodies[*body], "url": urls[*url], "link": links[*link],
            })).collect();
            let case = if is_login { login(status, PAGE) } else { call(safe, status, PAGE) };
            let (asked, found) = case.run(&answers);
            for url in asked.iter().map(|line| line.split_once(' ').unwrap().1)
                .chain(found.get("root").and_then(Value::as_str)) {
                prop_assert!(url.starts_with("https://e.com/"), "{}", url);
            }
        }
    }
}
