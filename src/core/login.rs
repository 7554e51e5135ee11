//! One user's login: the tokens, whose they are, how long they are good for; and its stored form.

use alloc::string::String;

use super::{
    json::{Json, Object, integer},
    secret::{Redaction, Secret},
    server::{Grant, Server, User},
    spelling::{from_base64, from_form},
    text::{cut, find, hash, replace},
};

/// Version of the stored form. A record of another version is left alone and not used.
pub const VERSION: f64 = 1.0;

/// Largest `id` or `iat` that JavaScript's numbers hold exactly.
const MAX_SAFE: f64 = 9_007_199_254_740_991.0;

/// A login that is in force. Times are milliseconds since the epoch on the local clock.
#[derive(Debug, Clone)]
pub struct Login {
    /// The access token.
    pub token: Secret,
    /// The refresh token, where the server gave one.
    pub refresh_token: Option<Secret>,
    /// The claims as JSON text, decoded once.
    pub claims: String,
    /// Who is logged in.
    pub user: User,
    /// The server that issued the token.
    pub server: Server,
    /// When the token was issued.
    pub issued_at: Option<f64>,
    /// When it expires; `None` when it never does.
    pub expires_at: Option<f64>,
    /// When it arrived here.
    pub received_at: f64,
    /// The logout marker that stood when the user logged in; another one means a logout since.
    pub marker: String,
}

impl Login {
    /// Takes over what a server granted at `now`.
    ///
    /// The token was made moments ago, so its `iat` tells how far the server's clock is from ours:
    /// `exp` is moved by as much. For one that an app brought along (`fresh` is false) only the
    /// direction that must be an error is corrected, an `iat` in our future.
    pub fn new(server: Server, grant: Grant, now: f64, fresh: bool, marker: String) -> Self {
        let iat = grant.times.iat.map(|iat| iat * 1000.0);
        let ahead = iat.map_or(0.0, |iat| iat - now);
        let skew = if fresh || ahead > 0.0 { ahead } else { 0.0 };
        let lifetime = grant.expires_in.map(|seconds| Server::end_of(seconds, now));
        Self {
            expires_at: grant.times.exp.map(|exp| exp * 1000.0 - skew).or(lifetime),
            issued_at: iat.map(|iat| iat - skew),
            token: grant.token,
            refresh_token: grant.refresh_token,
            claims: grant.claims,
            user: grant.user,
            server,
            received_at: now,
            marker,
        }
    }

    /// The same login with the tokens of a refresh; what the response leaves out stays. `None` if they
    /// are another user's.
    pub fn renewed(&self, grant: Grant, now: f64) -> Option<Self> {
        if self.differs_from(&grant) {
            return None;
        }
        let old = self.clone();
        let mut new = Self::new(self.server, grant, now, true, old.marker);
        let given = new.refresh_token.filter(|token| !token.expose().is_empty());
        new.refresh_token = given.or(old.refresh_token);
        new.user = User { id: new.user.id.or(old.user.id), ..old.user };
        Some(new).filter(|new| self.is_same_user(new))
    }

    /// Whether a grant says of itself that it is another user's. The first of these decides that both
    /// name; one that names nobody is the user's.
    fn differs_from(&self, grant: &Grant) -> bool {
        let (own, new) = (&self.user, &grant.user);
        if let (Some(own), Some(new)) = (own.id, new.id) {
            return own != new;
        }
        [
            (own.username.as_deref(), new.username.as_deref()),
            (subject(&self.claims), subject(&grant.claims)),
            (own.email.as_deref(), new.email.as_deref()),
        ]
        .into_iter()
        .find_map(|(own, new)| Some(!own?.eq_ignore_ascii_case(new?)))
        .unwrap_or_default()
    }

    /// Moves its times along with the local clock, which was set back by so many milliseconds.
    pub fn move_back(&mut self, by: f64) {
        self.received_at -= by;
        for time in [&mut self.issued_at, &mut self.expires_at] {
            *time = time.map(|time| time - by);
        }
    }

    /// Whether the server can renew it.
    pub fn can_refresh(&self) -> bool {
        self.refresh_token.is_some()
    }

    /// From when on the token counts as expired: `margin_s` before it expires, but never more than
    /// a quarter of its lifetime; infinite for a token without expiry.
    pub fn usable_until(&self, margin_s: f64) -> f64 {
        self.expires_at.map_or(f64::INFINITY, |expires_at| {
            let lifetime = expires_at - self.issued_at.unwrap_or(self.received_at);
            expires_at - (margin_s * 1000.0).min(lifetime.max(0.0) / 4.0)
        })
    }

    /// Adds what the server knows of it in confidence: its tokens, and what those are made of where the
    /// credentials themselves are sent.
    pub fn confide(&self, secrets: &mut Redaction) {
        let token = self.token.expose();
        secrets.add(&self.token);
        self.refresh_token.iter().for_each(|token| secrets.add(token));
        match self.server.text("login.static") {
            Some("basic") => {
                let credentials = Secret::new(from_base64(token));
                let password = cut(credentials.expose(), ":").1;
                secrets.add(&Secret::new(password.into()));
                // WordPress ignores the blanks of an application password.
                secrets.add(&Secret::new(replace(password, " ", "")));
            }
            // Secrets of a consumer and a user, as a form has them.
            Some(_) => {
                let is_secret =
                    |pair: &&str| find(pair, "ecret=").is_some() || pair.starts_with("token=");
                for pair in token.split('&').filter(is_secret) {
                    secrets.add(&Secret::new(from_form(cut(pair, "=").1)));
                }
            }
            None => {}
        }
    }

    /// Whether two logins are of the same user.
    pub fn is_same_user(&self, other: &Login) -> bool {
        self.user_key() == other.user_key()
    }

    /// What tells users apart, also across tabs: the id, else the name, or a hash of the token's subject or
    /// of the email address in it, else that there is somebody. It is stored and sent to other tabs, so it
    /// must not be a secret. Names were searched for secrets at the login, and claims were not.
    pub fn user_key(&self) -> String {
        let mut key = String::new();
        match (self.user.id, &self.user.username) {
            (Some(id), _) => integer(&mut key, id),
            (None, Some(name)) => key.push_str(name),
            (None, None) => match subject(&self.claims).map(hash).or_else(|| self.typed()) {
                // As many bits as a number of JavaScript holds.
                Some(hash) => integer(&mut key, (hash >> 11) as f64),
                None => key.push_str(self.server.id()),
            },
        }
        key
    }

    /// A hash of what the user typed as a name, where that is sent with each call: an email address, if the
    /// name is not known.
    fn typed(&self) -> Option<u64> {
        let is_sent = self.server.text("login.static") == Some("basic");
        is_sent.then(|| hash(cut(&from_base64(self.token.expose()), ":").0))
    }

    /// Its stored form: for `site` only (see [`super::site::Site::id`]), so that a shared key cannot
    /// carry a token elsewhere. The one place where secrets are written.
    pub fn to_record(&self, site: &str) -> String {
        let mut object = Object::new();
        object.integer("version", Some(VERSION));
        object.text("site", Some(site));
        object.text("plugin", Some(self.server.id()));
        object.text("token", Some(self.token.expose()));
        object.text("refreshToken", self.refresh_token.as_ref().map(Secret::expose));
        object.object("user", self.user.to_json());
        object.integer("issuedAt", self.issued_at);
        object.integer("expiresAt", self.expires_at);
        object.integer("receivedAt", Some(self.received_at));
        object.text("marker", Some(&self.marker));
        object.end()
    }
}

/// Whom claims name, as JSON.
fn subject(claims: &str) -> Option<&str> {
    Some(Json::parse(claims)?.get("sub")?.text())
}

/// Reads a stored login back. `None` for anything else than what
/// [`Login::to_record`] wrote for this site, and for another server than the one `named` by the app.
pub fn from_record(text: &str, site: &str, named: Option<Server>) -> Option<Login> {
    let json = Json::parse(text)?;
    let string = |path: &str| json.path(path).and_then(Json::string);
    let number =
        |path: &str| json.path(path).and_then(Json::number).filter(|n| n.abs() <= MAX_SAFE);
    if number("version")? != VERSION || string("site")? != site {
        return None;
    }
    let plugin = string("plugin")?;
    let server = match named {
        Some(server) => Some(server).filter(|server| server.id() == plugin),
        None => Server::by_id(&plugin),
    }?;
    let grant = server.read_token(string("token")?).ok()?;
    Some(Login {
        token: grant.token,
        refresh_token: string("refreshToken").map(Secret::new),
        claims: grant.claims,
        user: User {
            id: number("user.id"),
            username: string("user.username"),
            email: string("user.email"),
            display_name: string("user.displayName"),
            nicename: string("user.nicename"),
        },
        server,
        issued_at: number("issuedAt"),
        expires_at: number("expiresAt"),
        received_at: number("receivedAt")?,
        marker: string("marker")?,
    })
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
pub(crate) mod tests {
    use super::*;
    use crate::core::token::Times;
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    use proptest::prelude::*;

    fn server() -> Server {
        Server::by_id("jwt-authentication-for-wp-rest-api").unwrap()
    }

    /// A token for user `id`, told apart by `mark`, without registered times.
    pub(crate) fn grant(id: u32, mark: u32, refreshable: bool) -> Grant {
        let claims =
            serde_json::json!({ "mark": mark, "data": { "user": { "id": id.to_string() } } });
        let token = ["e30", &URL_SAFE_NO_PAD.encode(claims.to_string()), "AA"].join(".");
        let server = server();
        let mut grant = server.read_token(token).unwrap();
        grant.refresh_token =
            refreshable.then(|| Secret::new(["refresh-", &mark.to_string()].concat()));
        grant
    }

    pub(crate) fn login(grant: Grant, now: f64) -> Login {
        Login::new(server(), grant, now, true, "0".into())
    }

    fn with_times(iat: Option<f64>, exp: Option<f64>) -> Grant {
        Grant { times: Times { iat, exp, nbf: iat }, ..grant(7, 1, false) }
    }

    #[test]
    fn corrects_the_clock_by_iat() {
        // Our clock says 5000 s, the server's 9000 s: a token for 600 s is good until 5600 s.
        let ours = login(with_times(Some(9000.0), Some(9600.0)), 5_000_000.0);
        assert_eq!(ours.expires_at, Some(5_600_000.0));
        assert_eq!(ours.issued_at, Some(5_000_000.0));
        let behind = login(with_times(Some(1000.0), Some(1600.0)), 5_000_000.0);
        assert_eq!(behind.expires_at, Some(5_600_000.0));
    }

    #[test]
    fn believes_the_times_of_a_token_that_was_brought_along() {
        let server = server();
        let old = Login::new(
            server,
            with_times(Some(4000.0), Some(9600.0)),
            5_000_000.0,
            false,
            String::new(),
        );
        assert_eq!(old.expires_at, Some(9_600_000.0));
        let future = Login::new(
            server,
            with_times(Some(6000.0), Some(9600.0)),
            5_000_000.0,
            false,
            String::new(),
        );
        assert_eq!(future.expires_at, Some(8_600_000.0));
    }

    #[test]
    fn the_margin_is_never_more_than_a_quarter() {
        let long = login(with_times(Some(0.0), Some(604_800.0)), 0.0);
        assert_eq!(long.usable_until(30.0), 604_770_000.0);
        let short = login(with_times(Some(0.0), Some(10.0)), 0.0);
        assert_eq!(short.usable_until(30.0), 7_500.0);
        let no_iat = login(with_times(None, Some(10.0)), 2_000.0);
        assert_eq!(no_iat.usable_until(30.0), 8_000.0);
        assert_eq!(login(with_times(Some(0.0), None), 0.0).usable_until(30.0), f64::INFINITY);
        let backwards = login(with_times(Some(10.0), Some(5.0)), 10_000.0);
        assert_eq!(backwards.usable_until(30.0), 5_000.0);
    }

    #[test]
    fn expires_in_serves_where_exp_is_missing() {
        let mut granted = with_times(None, None);
        granted.expires_in = Some(600.0);
        assert_eq!(login(granted, 1000.0).expires_at, Some(601_000.0));
    }

    #[test]
    fn a_refresh_keeps_what_its_answer_leaves_out() {
        let mut old = login(grant(7, 1, true), 0.0);
        old.user.email = Some("e@e.com".into());
        let new = old.renewed(grant(7, 2, false), 5.0).unwrap();
        assert_eq!(new.user.email.as_deref(), Some("e@e.com"));
        assert_eq!(new.refresh_token, old.refresh_token);
        assert_ne!(new.token, old.token);
        let mut none_given = grant(7, 3, false);
        none_given.refresh_token = Some(Secret::new(String::new()));
        assert_eq!(old.renewed(none_given, 5.0).unwrap().refresh_token, old.refresh_token);
        let given = old.renewed(grant(7, 4, true), 5.0).unwrap().refresh_token.unwrap();
        assert_eq!(given.expose(), "refresh-4");
    }

    #[test]
    fn tokens_that_name_another_user_renew_nothing() {
        let named = |id: Option<f64>, username: &str, subject: &str, email: &str| {
            let text = |text: &str| Some(text).filter(|text| !text.is_empty()).map(String::from);
            let user = User { id, username: text(username), email: text(email), ..User::default() };
            let claims = text(subject).map_or("{}".into(), |sub| format!(r#"{{"sub":"{sub}"}}"#));
            Grant { user, claims, ..grant(1, 1, true) }
        };
        let all = login(named(Some(1.0), "anna", "a", "a@e.com"), 0.0);
        let nameless = login(named(None, "", "", "a@e.com"), 0.0);
        for (old, new, renewed) in [
            (&all, named(None, "", "", ""), true),
            (&all, named(Some(1.0), "anne", "b", "b@e.com"), true),
            (&all, named(Some(2.0), "anna", "a", "a@e.com"), false),
            (&all, named(None, "Anna", "b", "b@e.com"), true),
            (&all, named(None, "bert", "a", "a@e.com"), false),
            (&all, named(None, "", "a", "b@e.com"), true),
            (&all, named(None, "", "b", "a@e.com"), false),
            (&all, named(None, "", "", "b@e.com"), false),
            (&nameless, named(None, "", "", "A@e.com"), true),
            (&nameless, named(None, "", "", "b@e.com"), false),
        ] {
            let shown = format!("{new:?}");
            assert_eq!(old.renewed(new, 5.0).is_some(), renewed, "{shown}");
        }
    }

    #[test]
    fn a_refresh_that_tells_the_id_for_the_first_time_may_be_of_anybody() {
        let mut old = login(grant(7, 1, true), 0.0);
        old.user.id = None;
        assert!(old.renewed(grant(7, 2, true), 5.0).is_none());
    }

    #[test]
    fn can_be_renewed_with_a_refresh_token_alone() {
        for refreshable in [true, false] {
            assert_eq!(login(grant(7, 1, refreshable), 0.0).can_refresh(), refreshable);
        }
    }

    #[test]
    fn logins_of_one_user_are_alike() {
        let login = |id, mark| login(grant(id, mark, false), 0.0);
        assert!(login(7, 1).is_same_user(&login(7, 2)));
        assert!(!login(7, 1).is_same_user(&login(8, 1)));
    }

    #[test]
    fn all_its_times_move_with_the_clock() {
        let mut login = login(with_times(Some(100.0), Some(700.0)), 100_000.0);
        login.move_back(30_000.0);
        assert_eq!((login.received_at, login.issued_at), (70_000.0, Some(70_000.0)));
        assert_eq!(login.expires_at, Some(670_000.0));
    }

    #[test]
    fn users_are_told_apart_by_id_or_name_or_subject() {
        let mut login = login(grant(7, 1, false), 0.0);
        login.user.username = Some("editor".into());
        login.claims = r#"{"sub":"s-1"}"#.into();
        assert_eq!(login.user_key(), "7");
        login.user.id = None;
        assert_eq!(login.user_key(), "editor");
        login.user.username = None;
        let anna = login.user_key();
        assert!(anna.parse::<f64>().is_ok(), "{anna}");
        login.claims = r#"{"sub":"s-2"}"#.into();
        assert_ne!(login.user_key(), anna);
        login.claims = String::new();
        assert_eq!(login.user_key(), login.server.id());
    }

    #[test]
    fn users_who_typed_an_email_address_are_told_apart_although_the_site_hides_them() {
        let key_of = |server, name: &str, password: &str| {
            let server = Server::by_id(server).unwrap();
            let token = crate::core::spelling::base64(&[name, ":", password].concat());
            let grant = server.read_token(token).unwrap();
            let login = Login::new(server, grant, 0.0, false, String::new());
            let record = login.to_record("s");
            let key = from_record(&record, "s", None).unwrap().user_key();
            assert_eq!(login.user_key(), key, "after a reload");
            key
        };
        for server in ["application-passwords", "basic-auth"] {
            let anna = key_of(server, "anna@e.com", "abcd efgh");
            assert!(anna.parse::<f64>().is_ok(), "no email address: {anna}");
            assert_eq!(key_of(server, "anna@e.com", "another"), anna, "another password");
            for other in ["berta@e.com", "annb@e.com", "anna@e.con"] {
                assert_ne!(key_of(server, other, "abcd efgh"), anna, "{other}");
            }
        }
        assert_eq!(key_of("api-key", "anna@e.com", "abcd efgh"), "api-key", "it may be a secret");
    }

    #[test]
    fn what_is_stored_comes_back() {
        let mut login = login(with_times(Some(1.0), Some(9.0)), 7.0);
        login.user = User {
            id: Some(7.0),
            username: Some("Zoë \"x\"".into()),
            email: None,
            display_name: Some("\u{2028}😀".into()),
            nicename: None,
        };
        login.refresh_token = Some(Secret::new("r\\1".into()));
        let text = login.to_record("https://e.com");
        let back = from_record(&text, "https://e.com", None).unwrap();
        assert_eq!(format!("{back:?}"), format!("{login:?}"));
        assert_eq!(back.token, login.token);
        assert_eq!(back.refresh_token, login.refresh_token);
        assert!(from_record(&text, "https://e.com/blog", None).is_none(), "another site");
        let named = |id| from_record(&text, "https://e.com", Server::by_id(id)).is_some();
        assert!(named(login.server.id()) && !named("jwt-auth"), "another server");
        let unsafe_id = text.replace("\"id\":7", "\"id\":9007199254740993");
        assert_eq!(from_record(&unsafe_id, "https://e.com", None).unwrap().user.id, None);
        assert!(
            from_record(&text.replace("\"version\":1", "\"version\":2"), "https://e.com", None)
                .is_none()
        );
    }

    #[test]
    fn what_the_token_is_made_of_is_as_secret() {
        let shown = |id: &str, token: &str, text: &str| {
            let server = Server::by_id(id).unwrap();
            let grant = server.read_token(token.into()).unwrap();
            let mut secrets = Redaction::default();
            Login::new(server, grant, 0.0, false, String::new()).confide(&mut secrets);
            secrets.apply(text, 500)
        };
        let basic = |text: &str| crate::core::spelling::base64(text);
        for (text, wanted) in
            [("No: pässw0rd:9-x.", "No: ***."), ("p%C3%A4ssw0rd%3A9-x", "***"), ("ann", "ann")]
        {
            assert_eq!(shown("basic-auth", &basic("ann:pässw0rd:9-x"), text), wanted);
        }
        let token = basic("ann:abcd EFGH 1234");
        for text in ["abcd EFGH 1234", "abcdEFGH1234", &token] {
            assert_eq!(shown("application-passwords", &token, text), "***");
        }
        let token = "consumerKey=k3y&consumerSecret=c0nsumer&token=t0ken1&tokenSecret=s3cret";
        assert_eq!(shown("oauth1", token, "k3y c0nsumer s3cret t0ken1"), "k3y *** *** ***");
        let token = "consumerSecret=c%2B0%2Fn+%C3%A9%25-s&tokenSecret=%C3%A4%3D3cret";
        for text in ["c+0/n é%-s", "c%2B0%2Fn%20%C3%A9%25-s", "ä=3cret", "%C3%A4%3D3cret"] {
            assert_eq!(shown("oauth1", token, text), "***");
        }
        assert_eq!(shown("api-key", "ann:k3y-9", "ann k3y-9 ann:k3y-9"), "ann k3y-9 ***");
    }

    #[test]
    fn debug_shows_no_secret() {
        let login = login(grant(7, 1, true), 0.0);
        let shown = format!("{login:?}");
        assert!(!shown.contains(login.token.expose()));
        assert!(!shown.contains("refresh-1"));
    }

    proptest! {
        #[test]
        fn rubbish_is_no_login(text in r#"[{}\[\]":,a-z0-9.]{0,60}"#) {
            prop_assert!(from_record(&text, "s", None).is_none());
        }

        #[test]
        fn a_record_cut_short_is_no_login(at in 0usize..400) {
            let login = login(grant(7, 1, true), 0.0);
            let text = login.to_record("s");
            if at < text.len() {
                prop_assert!(from_record(&text[..at], "s", None).is_none());
            }
        }
    }
}
