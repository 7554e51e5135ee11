//! A client whose session lives on a backend (`presskey/server`): whom the page shows, with whose cookie
//! a request may travel, and what the page does when a response doesn't fit. No token is in the page.
//!
//! `src/web/via` carries it out for Rust frontends. `pkg/front/via.js` has the same rules in
//! JavaScript, since its pages load no wasm.

use alloc::{boxed::Box, format, string::String};

use super::{
    error::{Code, EndReason, Error, Result, Sent},
    json::{Json, Object, integer},
    server::{Server, User},
    session::{Auth, Session},
    text::concat,
};

/// Milliseconds that a logout waits for the server.
pub const PATIENCE: u32 = 5000;

/// On the backend's own errors. WordPress's errors are JSON with a `code`, too.
pub const OWN: &str = "Presskey-Error";

/// On responses of WordPress: the fields of the error that `json` returns for it.
pub const EXPLANATION: &str = "Presskey-Explanation";

/// On responses of WordPress: the session has changed during the request.
pub const CHANGED: &str = "Presskey-Session";

/// On calls, and on what changes the session: whom the page shows, so that the backend does nothing as
/// somebody else.
pub const USER: &str = "Presskey-User";

/// What the page knows of the backend and the session.
#[derive(Debug, Clone)]
pub struct Via {
    /// The backend's address, as the browser writes it, without a slash at its end.
    base: String,
    /// The site's address, if the app gave it.
    site: String,
    session: Session,
    claims: Option<String>,
    /// Names its user as the backend does. Empty for nobody.
    user: String,
    /// Increases with every session: a response to an earlier question is ignored.
    version: u32,
    /// Increases with every login and logout.
    acts: u32,
}

/// The session as it was when something began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    version: u32,
    acts: u32,
}

/// What becomes of a login or a refresh that the server granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Granted {
    /// Its session is shown.
    Shown,
    /// Somebody else logged in meanwhile, and its cookie may have replaced theirs: ask the server who is
    /// logged in, and fail.
    Overtaken,
    /// The user logged out meanwhile, and its cookie may have undone that: log the one out whom this
    /// names, and fail.
    LoggedOut(String),
}

/// What a kept logout says of a page that did not know yet whom it shows.
const ANYBODY: &str = "*";

/// The body of a logout, as it is kept until the server has confirmed it (see [`Via::log_out`]). With the time,
/// because the server's clock may differ.
pub fn leaving(kept: &str, now: f64) -> String {
    let mut body = Object::new();
    body.text("kept", Some(kept));
    body.integer("now", Some(now));
    body.end()
}

/// How a call travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Travel {
    /// Whether it goes to the backend.
    pub is_route: bool,
    /// Whether the browser sends the session's cookie.
    pub cookie: bool,
    /// The value of [`USER`], if the page knows whom it shows: empty for nobody, and for a call that is
    /// sent as nobody.
    pub user: Option<String>,
}

impl Travel {
    /// As one of several requests of a method: what is begun for one user does not go on for another.
    /// `begun` names the user of the first.
    pub fn keep_to(&mut self, begun: &mut String) {
        if let Some(user) = &mut self.user {
            let (from, to) = if begun.is_empty() { (user, begun) } else { (begun, user) };
            to.clone_from(from);
        }
    }
}

/// What a call does after its error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failed {
    /// It fails.
    Now,
    /// The page asks who is logged in; then it fails.
    AfterLook,
    /// The page asks who is logged in, then for a login; then the call is sent once more.
    AfterLogin,
}

/// What an endpoint responds with.
struct Shown {
    session: Session,
    claims: Option<String>,
    user: String,
}

/// Whether this is what an endpoint of the backend responds: a session, or the verdict on one.
pub fn is_answer(text: &str) -> bool {
    matches!(text, "true" | "false") || shown(text).is_some()
}

/// Nothing if that is no session.
fn shown(text: &str) -> Option<Shown> {
    let json = Json::parse(text)?;
    let string = |path: &str| json.path(path).and_then(Json::string);
    let number = |path: &str| json.path(path).and_then(Json::number);
    let is = |path: &str| json.path(path).is_some_and(|value| value.text() == "true");
    let session = match &*string("status")? {
        "anonymous" => {
            Session::Anonymous { reason: string("reason").and_then(|name| EndReason::of(&name)) }
        }
        "authenticated" => Session::Authenticated {
            user: User {
                id: number("user.id"),
                username: string("user.username"),
                email: string("user.email"),
                display_name: string("user.displayName"),
                nicename: string("user.nicename"),
            },
            expires_at: number("expiresAt"),
            issued_at: number("issuedAt"),
            plugin: string("plugin").and_then(|id| Server::by_id(&id)).map_or("custom", Server::id),
            can_refresh: is("canRefresh"),
            persisted: is("persisted"),
        },
        _ => return None,
    };
    let claims = json.get("claims").filter(|claims| claims.is_object());
    let claims = claims.map(|claims| claims.text().into());
    Some(Shown { session, claims, user: string("shown").unwrap_or_default() })
}

impl Via {
    /// Over the backend at this address, which the browser has written. `site` may be empty.
    pub fn new(base: &str, site: &str) -> Self {
        Self {
            base: base.trim_end_matches('/').into(),
            site: site.into(),
            session: Session::Loading,
            claims: None,
            user: String::new(),
            version: 0,
            acts: 0,
        }
    }

    /// The address of one of the backend's endpoints.
    pub fn endpoint(&self, path: &str) -> String {
        concat(&[&self.base, path])
    }

    /// The session that the page shows.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The claims of its token, as JSON.
    pub fn claims(&self) -> Option<&str> {
        self.claims.as_deref()
    }

    /// Whether it is not known yet who is logged in.
    pub fn is_loading(&self) -> bool {
        self.session == Session::Loading
    }

    /// Whether somebody is logged in.
    pub fn is_signed_in(&self) -> bool {
        matches!(self.session, Session::Authenticated { .. })
    }

    /// Now, to compare with later.
    pub fn moment(&self) -> Moment {
        Moment { version: self.version, acts: self.acts }
    }

    /// Takes in what `/session` responded to a question of that moment. False if the session has changed
    /// since: ask again.
    ///
    /// # Errors
    /// `malformed_response` for what is no session.
    pub fn looked(&mut self, asked: Moment, text: &str) -> Result<bool> {
        let shown = shown(text).ok_or_else(|| self.no_backend(None))?;
        let fits = self.version == asked.version;
        if fits {
            self.show(shown);
        }
        Ok(fits)
    }

    /// Takes in what a login or a refresh, begun at that moment, was granted.
    ///
    /// # Errors
    /// `malformed_response` for what is no session.
    pub fn granted(&mut self, begun: Moment, is_login: bool, text: &str) -> Result<Granted> {
        let shown = shown(text).ok_or_else(|| self.no_backend(None))?;
        if self.acts != begun.acts {
            return Ok(if self.is_signed_in() {
                Granted::Overtaken
            } else {
                Granted::LoggedOut(shown.user)
            });
        }
        if is_login {
            self.acts = self.acts.wrapping_add(1);
        }
        self.show(shown);
        Ok(Granted::Shown)
    }

    /// Names the user whom the page shows, as the backend does: empty for nobody. Nothing until the page
    /// knows.
    pub fn user(&self) -> Option<&str> {
        (!self.is_loading()).then_some(&self.user)
    }

    /// The user has logged out: nothing that began before undoes it. Returns what is kept until the server has
    /// confirmed it. The server reads it, the last logout first: whether everywhere, when, and the name of `user`,
    /// or else of the one whom the page shows. `before` is what is kept already.
    pub fn log_out(
        &mut self,
        everywhere: bool,
        user: Option<&str>,
        before: Option<&str>,
        now: f64,
    ) -> String {
        let mut time = String::new();
        integer(&mut time, now);
        let all = if everywhere { "true " } else { "false " };
        // The name is empty if the page shows nobody: then it is about those who have left before.
        let user = user.or_else(|| self.user()).unwrap_or(ANYBODY);
        let kept = concat(&[all, &time, " ", user, ",", before.unwrap_or_default()]);
        self.acts = self.acts.wrapping_add(1);
        self.show_left();
        kept
    }

    /// Whether another tab has logged out the user whom the page shows, by what it keeps of logouts that the
    /// server has not confirmed; `*` is one of everybody. The page then shows that.
    pub fn is_left(&mut self, kept: &str) -> bool {
        let is_left = self.is_signed_in()
            && [&*self.user, "*"].iter().any(|name| kept.contains(&concat(&[" ", name, ","])));
        if is_left {
            self.show_left();
        }
        is_left
    }

    fn show_left(&mut self) {
        let session = Session::Anonymous { reason: Some(EndReason::LoggedOut) };
        self.show(Shown { session, claims: None, user: String::new() });
    }

    fn show(&mut self, Shown { session, claims, user }: Shown) {
        self.version = self.version.wrapping_add(1);
        self.session = session;
        self.claims = claims;
        self.user = user;
    }

    /// When the page has to look again: a session that the backend can't renew ends with its token.
    pub fn wake_at(&self) -> Option<f64> {
        match self.session {
            Session::Authenticated { can_refresh: false, expires_at: Some(at), .. } => {
                Some(at + 1000.0)
            }
            _ => None,
        }
    }

    /// How a call travels. `leaving`: the server has not confirmed the last logout, so the browser still
    /// has the cookie of the user who has left.
    pub fn travel(&self, auth: Auth, is_route: bool, leaving: bool) -> Travel {
        let cookie = is_route && auth != Auth::Omit && (self.is_signed_in() || !leaving);
        let user = match &self.session {
            Session::Authenticated { .. } if cookie => Some(self.user.clone()),
            Session::Loading => None,
            _ => Some(String::new()),
        };
        Travel { is_route, cookie, user: user.filter(|_| is_route) }
    }

    /// Whether the response to a call, sent at that moment, tells that the page no longer knows who is
    /// logged in. `changed`: it has the header [`CHANGED`].
    pub fn is_outdated(&self, sent: Moment, travel: &Travel, status: u16, changed: bool) -> bool {
        // Without its cookie, the backend can't know that there was a session.
        let is_unknown = status == 401 && travel.cookie && self.is_signed_in();
        travel.is_route && (is_unknown || changed) && self.version == sent.version
    }

    /// What a call does after an error.
    pub fn failed(error: &Error, can_ask: bool) -> Failed {
        match (error.code, error.sent) {
            // The cookie is another user's than the page shows. The call is not sent as theirs.
            (Code::UserMismatch, _) => Failed::AfterLook,
            (Code::SessionExpired, Sent::Maybe | Sent::Answered) if can_ask => Failed::AfterLogin,
            (Code::SessionExpired, Sent::Maybe | Sent::Answered) => Failed::AfterLook,
            _ => Failed::Now,
        }
    }

    /// Why nobody is logged in, for the app that is asked for a login. `None` inside if there was no
    /// session. Nothing after a logout, which the user wanted.
    pub fn reason_to_ask(&self) -> Option<Option<EndReason>> {
        match self.session {
            Session::Anonymous { reason: Some(EndReason::LoggedOut) } => None,
            Session::Anonymous { reason } => Some(reason),
            _ => Some(None),
        }
    }

    /// The error of a call that needs a login and doesn't get one.
    pub fn not_signed_in(&self) -> Box<Error> {
        match self.session {
            Session::Anonymous {
                reason: Some(EndReason::Expired | EndReason::Revoked | EndReason::Rejected),
            } => expired(Sent::No),
            _ => failure(Code::NotAuthenticated, "Nobody is logged in.", Sent::No),
        }
    }

    /// The URL of a call: a route goes to the backend. Nothing for everything else, which goes where it
    /// says, without the cookie. `own`: it has a header of its own for the token. `canonical` is the
    /// browser's URL parser.
    ///
    /// # Errors
    /// `origin_not_allowed` for a call that needs a login and is not for the backend; `invalid_option` for
    /// a route that leaves the REST API, and for one with its own header.
    pub fn aim(
        &self,
        target: &str,
        auth: Auth,
        own: bool,
        canonical: impl Fn(&str) -> Option<String>,
    ) -> Result<Option<String>> {
        let rest = &self.endpoint("/rest");
        let Some(route) = route_of(target, rest, &self.site) else {
            if auth != Auth::Required {
                return Ok(None);
            }
            let message = "This URL is not allowed to receive the token.";
            return Err(failure(Code::OriginNotAllowed, message, Sent::No));
        };
        if own {
            let message = "With `via`, a request can't have its own Authorization header.";
            return Err(failure(Code::InvalidOption, message, Sent::No));
        }
        let url = concat(&[rest, route]);
        let is_below =
            |url: String| url.strip_prefix(&**rest).is_some_and(|route| route.starts_with('/'));
        // Dot segments would lead to another endpoint of the app.
        if canonical(&url).is_some_and(is_below) {
            return Ok(Some(url));
        }
        Err(failure(Code::InvalidOption, "A route must not leave the REST API.", Sent::No))
    }

    /// Whether anybody but the backend sent the response from this URL: then its headers mean nothing. A
    /// response that the page has made has none.
    pub fn is_foreign(&self, url: &str) -> bool {
        !url.is_empty() && !url.starts_with(&self.endpoint("/rest/"))
    }

    /// There is something else at the backend's address.
    pub fn no_backend(&self, status: Option<u16>) -> Box<Error> {
        let message = "No presskey backend is at this address.";
        let mut error = failure(Code::MalformedResponse, message, Sent::Answered);
        error.status = status;
        let base = &self.base;
        error.advice = Some(format!("Mount createBackend() at {base}, or change `via`."));
        error
    }
}

/// The route in a target: `/wp/v2/posts`, or a URL below the REST root of the backend or the site.
fn route_of<'a>(target: &'a str, rest: &str, site: &str) -> Option<&'a str> {
    if target.starts_with('/') {
        let bare = target.strip_prefix("/wp-json");
        return bare
            .filter(|bare| bare.is_empty() || bare.starts_with(['/', '?', '#']))
            .or(Some(target));
    }
    let site = site.strip_suffix('/').unwrap_or(site);
    let site = site.strip_suffix("/wp-json").unwrap_or(site);
    let below = |root: &str, folder: &str| {
        let route = target.strip_prefix(root)?.strip_prefix(folder)?;
        (!root.is_empty() && route.starts_with('/')).then_some(route)
    };
    below(rest, "").or_else(|| below(site, "/wp-json"))
}

/// An error of the page's own. The hints of the codes are for pages without a backend.
pub fn failure(code: Code, message: &str, sent: Sent) -> Box<Error> {
    let mut error = Error::new(code, message).sent(sent);
    error.hint = None;
    error
}

/// The session ended while a call or a change was under way.
pub fn expired(sent: Sent) -> Box<Error> {
    failure(Code::SessionExpired, "The session has ended. Log in again.", sent)
}

/// The error whose fields the backend sent, as JSON.
pub fn told(fields: &str) -> Box<Error> {
    let json = Json::parse(fields);
    let member = |name: &str| json.and_then(|json| json.get(name));
    let string = |name: &str| member(name).and_then(Json::string);
    let number = |name: &str| member(name).and_then(Json::number);
    let code = string("code").and_then(|name| Code::of(&name)).unwrap_or(Code::HttpError);
    let sent = match string("sent").as_deref() {
        Some("no") => Sent::No,
        Some("maybe") => Sent::Maybe,
        _ => Sent::Answered,
    };
    let mut error = failure(code, &string("message").unwrap_or_default(), sent);
    error.server_message = string("serverMessage");
    error.advice = string("hint");
    error.wp_code = string("wpCode");
    error.status =
        number("status").filter(|status| (100.0..1000.0).contains(status)).map(|n| n as u16);
    error.retry_after = number("retryAfter");
    error.second_factor =
        json.and_then(|json| json.path("secondFactor.provider")).map(|value| value.text().into());
    error
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    const BASE: &str = "https://app.test/api/presskey";
    const EDITOR: &str = r#"{"status":"authenticated","user":{"id":2,"username":"editor","email":null,"displayName":null,"nicename":null},"expiresAt":5000,"issuedAt":null,"plugin":"jwt-auth","canRefresh":false,"persisted":true,"claims":{"a":1},"shown":"2"}"#;
    const NOBODY: &str = r#"{"status":"anonymous","reason":"revoked"}"#;

    fn via(shown: &str) -> Via {
        let mut via = Via::new("https://app.test/api/presskey/", "https://wp.test/");
        if !shown.is_empty() {
            assert!(via.looked(via.moment(), shown).unwrap());
        }
        via
    }

    fn aim(target: &str) -> Result<Option<String>> {
        let canonical = |url: &str| url::Url::parse(url).ok().map(String::from);
        via("").aim(target, Auth::Auto, false, canonical)
    }

    #[test]
    fn knows_what_a_backend_responds() {
        for text in ["true", "false", EDITOR, NOBODY] {
            assert!(is_answer(text), "{text}");
        }
        for text in
            ["", "1", "null", "{}", r#"{"status":"accepted"}"#, r#"{"status":true}"#, "<html>"]
        {
            assert!(!is_answer(text), "{text}");
        }
    }

    #[test]
    fn a_logout_of_another_tab_ends_the_session_of_its_user() {
        for kept in ["false 5 2,", "true 7 3,false 5 2,", "false 5 *,"] {
            let mut via = via(EDITOR);
            let begun = via.moment();
            assert!(via.is_left(kept), "{kept}");
            assert_eq!(via.session(), &Session::Anonymous { reason: Some(EndReason::LoggedOut) });
            assert!(!via.looked(begun, EDITOR).unwrap(), "an earlier question is outdated");
        }
        for kept in ["", "false 5 ,", "false 5 22,", "false 2 3,"] {
            let mut via = via(EDITOR);
            assert!(!via.is_left(kept) && via.is_signed_in(), "{kept}");
        }
        assert!(!via(NOBODY).is_left("false 5 2,"));
    }

    #[test]
    fn shows_what_the_backend_responds() {
        let via = via(EDITOR);
        let json = via.session().to_json();
        assert_eq!(json, EDITOR.replace(r#","claims":{"a":1},"shown":"2""#, ""));
        assert_eq!((via.claims(), via.wake_at()), (Some(r#"{"a":1}"#), Some(6000.0)));
        assert!(via.is_signed_in() && !via.is_loading());
        for text in ["", "null", "[]", "{}", r#"{"status":"loading"}"#, "<html>"] {
            let mut via = super::tests::via(EDITOR);
            let error = via.looked(via.moment(), text).unwrap_err();
            assert_eq!(error.code, Code::MalformedResponse, "{text}");
            assert!(error.hint().unwrap().contains(BASE));
            assert!(via.is_signed_in());
        }
    }

    #[test]
    fn a_look_that_the_session_has_overtaken_is_repeated() {
        let mut via = via(EDITOR);
        let asked = via.moment();
        via.log_out(false, None, None, 9.0);
        assert!(!via.looked(asked, EDITOR).unwrap());
        assert!(!via.is_signed_in());
        assert!(via.looked(via.moment(), EDITOR).unwrap());
    }

    #[test]
    fn a_logout_is_for_the_user_whom_the_page_shows() {
        let log_out =
            |shown: &str, everywhere, kept| via(shown).log_out(everywhere, None, kept, 9.0);
        assert_eq!(log_out(EDITOR, false, None), "false 9 2,");
        assert_eq!(log_out(EDITOR, false, Some("true 5 3,")), "false 9 2,true 5 3,");
        // Nobody has left, or who has left before.
        assert_eq!(log_out(NOBODY, true, Some("")), "true 9 ,");
        assert_eq!(log_out(NOBODY, true, Some("false 5 2,")), "true 9 ,false 5 2,");
        // The page has not shown anybody yet.
        assert_eq!(log_out("", true, None), "true 9 *,");
        // The login returned too late: its cookie is another's than the page has shown.
        assert_eq!(via(NOBODY).log_out(false, Some("2"), None, 9.0), "false 9 2,");
    }

    #[test]
    fn a_logout_says_the_time_as_it_is_sent() {
        assert_eq!(leaving("true 5 2", 9.0), r#"{"kept":"true 5 2","now":9}"#);
        assert_eq!(leaving("\"\n", 9.0), r#"{"kept":"\u0022\u000a","now":9}"#);
    }

    #[test]
    fn a_late_change_undoes_no_login_and_no_logout() {
        let mut via = via(EDITOR);
        let begun = via.moment();
        assert_eq!(via.granted(begun, true, EDITOR).unwrap(), Granted::Shown);
        assert_eq!(via.granted(begun, false, NOBODY).unwrap(), Granted::Overtaken);
        via.log_out(false, None, None, 9.0);
        assert_eq!(via.granted(begun, true, EDITOR).unwrap(), Granted::LoggedOut("2".into()));
        assert_eq!(via.session(), &Session::Anonymous { reason: Some(EndReason::LoggedOut) });
        // A refresh overtakes nobody.
        let begun = via.moment();
        assert_eq!(via.granted(begun, false, EDITOR).unwrap(), Granted::Shown);
        assert_eq!(via.granted(begun, false, EDITOR).unwrap(), Granted::Shown);
    }

    #[test]
    fn says_whom_the_page_shows_and_sends_the_cookie_of_nobody_else() {
        let travel = |shown: &str, auth, is_route, leaving| {
            let Travel { cookie, user, .. } = via(shown).travel(auth, is_route, leaving);
            (cookie, user)
        };
        let two = || Some(String::from("2"));
        assert_eq!(travel(EDITOR, Auth::Auto, true, false), (true, two()));
        assert_eq!(travel(EDITOR, Auth::Omit, true, false), (false, Some(String::new())));
        assert_eq!(travel(EDITOR, Auth::Auto, false, false), (false, None));
        // A login has followed the logout.
        assert_eq!(travel(EDITOR, Auth::Auto, true, true), (true, two()));
        assert_eq!(travel(NOBODY, Auth::Auto, true, false), (true, Some(String::new())));
        assert_eq!(travel(NOBODY, Auth::Auto, true, true), (false, Some(String::new())));
        assert_eq!(travel("", Auth::Auto, true, false), (true, None));
        assert_eq!(travel("", Auth::Auto, true, true), (false, None));
    }

    #[test]
    fn what_was_begun_for_one_user_goes_on_for_nobody_else() {
        let mut begun = String::new();
        let mut sent_for = |shown: &str| {
            let mut travel = via(shown).travel(Auth::Auto, true, false);
            travel.keep_to(&mut begun);
            travel.user
        };
        let other = EDITOR.replace(r#""shown":"2""#, r#""shown":"x""#);
        assert_eq!(sent_for(""), None);
        assert_eq!(sent_for(NOBODY).as_deref(), Some(""));
        assert_eq!(sent_for(EDITOR).as_deref(), Some("2"));
        assert_eq!(sent_for(&other).as_deref(), Some("2"));
        // The backend refuses it: the user is gone.
        assert_eq!(sent_for(NOBODY).as_deref(), Some("2"));
    }

    #[test]
    fn routes_go_to_the_backend_and_nowhere_else() {
        let rest = |route: &str| Some([BASE, "/rest", route].concat());
        for (target, route) in [
            ("/wp/v2/posts?a=b", "/wp/v2/posts?a=b"),
            ("/wp-json/wp/v2/posts", "/wp/v2/posts"),
            ("/wp-jsonp", "/wp-jsonp"),
            ("//e.test/x", "//e.test/x"),
            ("https://app.test/api/presskey/rest/a/v1", "/a/v1"),
            ("https://wp.test/wp-json/a/v1", "/a/v1"),
        ] {
            assert_eq!(aim(target).unwrap(), rest(route), "{target}");
        }
        for target in [
            "https://e.test/x",
            "https://wp.test/x",
            "https://wp.test/wp-jsonp",
            "https://wp.test.e/wp-json/a",
        ] {
            assert_eq!(aim(target).unwrap(), None, "{target}");
        }
        for target in
            ["/../login", "/%2e%2e/logout", "/wp/../../session", "/\\..\\..\\logout", "/wp-json"]
        {
            assert_eq!(aim(target).unwrap_err().code, Code::InvalidOption, "{target}");
        }
        let canonical = |url: &str| Some(url.into());
        let error = via("").aim("https://e.test", Auth::Required, false, canonical).unwrap_err();
        assert_eq!(error.code, Code::OriginNotAllowed);
        let error = via("").aim("/a", Auth::Auto, true, canonical).unwrap_err();
        assert_eq!(error.code, Code::InvalidOption);
        // Nothing is known of the site.
        let via = Via::new(BASE, "");
        assert_eq!(via.aim("/wp-json/a", Auth::Auto, false, canonical).unwrap(), rest("/a"));
        assert_eq!(via.aim("x:/wp-json/a", Auth::Auto, false, canonical).unwrap(), None);
    }

    #[test]
    fn headers_of_other_places_mean_nothing() {
        let is_foreign = |url: &str| via("").is_foreign(url);
        assert!(!is_foreign("https://app.test/api/presskey/rest/wp/v2/posts") && !is_foreign(""));
        for url in
            ["https://e.test/x", "https://app.test/x", "https://app.test/api/presskey/rest.e/"]
        {
            assert!(is_foreign(url), "{url}");
        }
    }

    #[test]
    fn learns_from_responses_that_the_session_has_changed() {
        let editor = via(EDITOR);
        let (sent, travel) = (editor.moment(), editor.travel(Auth::Auto, true, false));
        assert!(editor.is_outdated(sent, &travel, 401, false));
        assert!(editor.is_outdated(sent, &travel, 200, true));
        assert!(!editor.is_outdated(sent, &travel, 403, false));
        let elsewhere = editor.travel(Auth::Auto, false, false);
        assert!(!editor.is_outdated(sent, &elsewhere, 401, true));
        let omitted = editor.travel(Auth::Omit, true, false);
        assert!(!editor.is_outdated(sent, &omitted, 401, false));
        let mut later = editor.clone();
        later.log_out(false, None, None, 9.0);
        assert!(!later.is_outdated(sent, &travel, 401, true), "it knows already");
    }

    #[test]
    fn a_call_of_another_user_is_never_repeated() {
        let error = |code, sent| failure(code, "", sent);
        let failed = |error: Box<Error>, can_ask| Via::failed(&error, can_ask);
        let mismatch = || error(Code::UserMismatch, Sent::No);
        assert_eq!(failed(mismatch(), true), Failed::AfterLook);
        assert_eq!(failed(error(Code::SessionExpired, Sent::Answered), true), Failed::AfterLogin);
        assert_eq!(failed(error(Code::SessionExpired, Sent::Answered), false), Failed::AfterLook);
        assert_eq!(failed(error(Code::SessionExpired, Sent::No), true), Failed::Now);
        assert_eq!(failed(error(Code::Unreachable, Sent::Maybe), true), Failed::Now);
    }

    #[test]
    fn asks_nobody_who_has_just_left() {
        let mut via = via(NOBODY);
        assert_eq!(via.reason_to_ask(), Some(Some(EndReason::Revoked)));
        assert_eq!(via.not_signed_in().code, Code::SessionExpired);
        via.log_out(false, None, None, 9.0);
        assert_eq!(via.reason_to_ask(), None);
        assert_eq!(via.not_signed_in().code, Code::NotAuthenticated);
        assert_eq!(super::tests::via("").reason_to_ask(), Some(None));
    }

    #[test]
    fn reads_the_errors_of_the_backend() {
        let text = r#"{"code":"second_factor_required","message":"Enter the code.","hint":"h","status":401,"wpCode":"w","serverMessage":"s","retryAfter":5,"secondFactor":{"provider":"email"},"sent":"answered"}"#;
        let json: serde_json::Value = serde_json::from_str(text).unwrap();
        let back: serde_json::Value = serde_json::from_str(&told(text).to_json()).unwrap();
        assert_eq!(json, back);
        let unknown = told("<html>");
        assert_eq!((unknown.code, unknown.sent), (Code::HttpError, Sent::Answered));
        assert_eq!(told(r#"{"code":"user_mismatch","sent":"no"}"#).hint(), None);
        for (text, sent) in [
            (r#"{"sent":"no"}"#, Sent::No),
            (r#"{"sent":"maybe"}"#, Sent::Maybe),
            (r#"{"sent":"answered"}"#, Sent::Answered),
            (r#"{"sent":"?"}"#, Sent::Answered),
            ("{}", Sent::Answered),
        ] {
            assert_eq!(told(text).sent, sent, "{text}");
        }
    }
}
