//! One login, from what the user gave until it is in force; and the question whether a token is accepted.
//!
//! A login is a value of its own that takes [`Client`] to read and to change the session. What only logins
//! reach is a module of its own in what is shipped, and an event of [`Client::handle`] would not be.

use crate::core::text::concat;
use alloc::{boxed::Box, string::String};
use core::hash::Hash;

use super::{
    Client, LoginEffect, LoginEvent, Outcome, Role, Store,
    validate::{Inquiry, Validation},
};
use crate::core::{
    error::{Code, Error, Result, Sent},
    json::Json,
    login::Login,
    secret::{Redaction, Secret},
    server::{Own, Server, UNSENDABLE},
    session::marker_of,
    spelling::base64,
};

/// Milliseconds for which a login waits for its second factor.
const FACTOR_LIFE: f64 = 600_000.0;

/// What waits for a second factor: what the code is sent with, and until when.
#[derive(Debug, Clone)]
pub(super) struct Factor {
    token: Secret,
    until: f64,
}

impl Factor {
    pub(super) fn essence(&self) -> impl Eq + Hash + use<> {
        self.until.to_bits()
    }
}

/// What is known of a login from its beginning.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// What the user gave: an object of strings, as JSON. Empty for the question whether the session's token
    /// is accepted.
    pub credentials: String,
    /// The server that has issued the token, if no search has to find it.
    pub server: Option<Server>,
    /// Whether the site itself has just issued the token.
    pub is_approved: bool,
    /// Whether it may be stored.
    pub is_kept: bool,
    /// For a login with a code: what it is sent with, if somebody else than this client has kept that.
    pub factor: Option<Secret>,
    /// [`Client::logouts`] when the app called.
    pub logouts: u32,
}

/// How far a login is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Stage {
    Begun,
    /// It waits for what the effect reports.
    Doing(LoginEffect),
    Over,
}

/// A login on its way.
#[derive(Debug, Clone)]
pub struct LogIn {
    given: Given,
    stage: Stage,
    /// Whether the nonce in doubt was printed into the page.
    is_printed: bool,
    /// Whether this browser had a cookie of this server before.
    held: bool,
    /// What was granted or adopted, and is not yet in force.
    login: Option<Box<Login>>,
    validation: Option<Validation>,
    /// The stored form of `login`.
    record: String,
}

type Next = Result<Option<LoginEffect>>;

impl LogIn {
    /// Begins with [`LoginEvent::Done`].
    pub fn new(given: Given) -> Self {
        Self {
            given,
            stage: Stage::Begun,
            is_printed: false,
            held: false,
            login: None,
            validation: None,
            record: String::new(),
        }
    }

    /// What the user gave under this name.
    pub fn get(&self, name: &str) -> Option<String> {
        Json::parse(&self.given.credentials)?.get(name)?.string()
    }

    /// What the user gave, as JSON.
    pub fn credentials(&self) -> &str {
        &self.given.credentials
    }

    /// Whether it is a question about the session's token.
    pub fn is_of_session(&self) -> bool {
        self.given.credentials.is_empty()
    }

    /// What was granted or adopted, and is not yet in force; or the session that is asked about.
    pub fn login(&self) -> Option<&Login> {
        self.login.as_deref()
    }

    /// The same, for what the server says of its user.
    pub fn login_mut(&mut self) -> Option<&mut Login> {
        self.login.as_deref_mut()
    }

    /// The user's name, if the user typed it and the server may not tell.
    pub fn typed_name(&self) -> Option<String> {
        let is_told = !self.is_adopted();
        self.get("username").filter(|name| is_told && !name.is_empty() && !name.contains('@'))
    }

    /// What a code is sent with.
    pub fn factor(&self) -> Option<&Secret> {
        self.given.factor.as_ref()
    }

    /// Adds what the server knows of it in confidence, but for the credentials.
    pub fn confide(&self, secrets: &mut Redaction) {
        self.login().iter().for_each(|login| login.confide(secrets));
        self.factor().iter().for_each(|token| secrets.add(token));
    }

    /// The stored form for [`LoginEffect::Store`].
    pub fn record(&self) -> &str {
        &self.record
    }

    /// The effect that is being carried out. The last one stays when it is done.
    pub fn doing(&self) -> Option<LoginEffect> {
        match self.stage {
            Stage::Doing(effect) => Some(effect),
            Stage::Begun | Stage::Over => None,
        }
    }

    /// The operation of the server's for [`LoginEffect::Send`].
    pub fn operation(&self) -> &str {
        match self.doing() {
            Some(LoginEffect::Send(Role::User { .. })) => self.takes(),
            Some(LoginEffect::Send(Role::Nonce)) => "refresh",
            Some(LoginEffect::Send(Role::Somebody)) => "who",
            _ => self.validation.as_ref().map_or("", Validation::operation),
        }
    }

    /// Takes in what happened at `now`: what to do next, nothing if it is over. An event that it does not wait
    /// for changes nothing.
    ///
    /// # Errors
    /// Why the login failed, which leaves the session as it was.
    pub fn handle(&mut self, client: &mut Client, event: LoginEvent<'_>, now: f64) -> Next {
        use LoginEffect as Do;
        use Stage::{Begun, Doing, Over};
        let taken = match (event, self.stage) {
            (LoginEvent::Done, Begun) => self.begin(client, now),
            (LoginEvent::Done, Doing(Do::Search { for_login: false })) => self.ask_nonce(),
            (LoginEvent::Done, Doing(Do::KeepCookie)) => self.go(Do::ReadMarkers),
            (LoginEvent::Done, Doing(Do::Remove)) => client.check_logouts(self.given.logouts),
            (LoginEvent::Found(server), Doing(Do::Search { for_login: true })) => {
                self.log_in(server, now)
            }
            (LoginEvent::Cookies { travel, held }, Doing(Do::FindCookies)) => {
                self.held = held;
                self.send(travel)
            }
            (LoginEvent::Nonce { is_own: false, .. }, Doing(Do::FindNonce)) => {
                Err(invalid("The plugin \"cookie\" works only in pages of the site itself."))
            }
            (LoginEvent::Nonce { printed: "", .. }, Doing(Do::FindNonce)) => self.ask_nonce(),
            (LoginEvent::Nonce { printed, .. }, Doing(Do::FindNonce)) => {
                self.is_printed = true;
                self.adopt(printed, "", now)
            }
            (LoginEvent::Consented(token), Doing(Do::Consent)) => self.adopt(token, "", now),
            // WordPress's own files may be in a folder, which its index names.
            (LoginEvent::Answered(Outcome::Elsewhere), Doing(Do::Send(Role::Nonce))) => {
                self.go(Do::Search { for_login: false })
            }
            (
                LoginEvent::Answered(outcome),
                Doing(Do::Send(role @ (Role::Nonce | Role::User { .. }))),
            ) => self.answered(client, outcome, role, now),
            (event, Doing(Do::Send(role))) => {
                let Some(validation) = &mut self.validation else { return Ok(None) };
                let machine = &mut client.machine;
                let inquiry = match (event, role) {
                    (LoginEvent::Validated(reading), Role::Token) => {
                        validation.answered(machine, reading)
                    }
                    (LoginEvent::Visited(is_answered), Role::Visitor) => {
                        validation.visited(machine, is_answered)
                    }
                    (LoginEvent::Known(is_somebody), Role::Somebody) => {
                        validation.known(is_somebody)
                    }
                    _ => return Ok(None),
                };
                self.inquired(client, inquiry)
            }
            (LoginEvent::Marked(markers), Doing(Do::ReadMarkers)) => self.marked(client, markers),
            (LoginEvent::Stored { store, is_stored }, Doing(Do::Store)) => {
                client.kept(store, if is_stored { &self.record } else { "" });
                self.put_in_force(client, is_stored && store.is(Store::PERSISTENT));
                Ok(())
            }
            _ => return Ok(None),
        };
        match taken {
            Ok(()) => Ok(self.doing()),
            Err(error) => {
                self.stage = Over;
                Err(error)
            }
        }
    }

    fn go(&mut self, effect: LoginEffect) -> Result<()> {
        self.stage = Stage::Doing(effect);
        Ok(())
    }

    fn begin(&mut self, client: &Client, now: f64) -> Result<()> {
        if self.is_of_session() {
            // The token in force now is asked about, whatever happens to the session meanwhile.
            let Some(login) = client.machine.login() else {
                return self.go(LoginEffect::Tell(false));
            };
            self.validation = Some(Validation::new(login.server, Some(&client.machine), false));
            self.login = Some(Box::new(login.clone()));
            return self.ask_as(Role::Token);
        }
        let is_long = |name| self.get(name).is_some_and(|value| value.len() > LONGEST);
        if is_long("username") || is_long("password") {
            return Err(invalid(
                "The user name and the password must not be longer than 4096 bytes.",
            ));
        }
        if !self.has_code() {
            self.given.factor = None;
        } else if self.given.factor.is_none() {
            let Some(factor) = client.factor(now) else {
                return Err(invalid(
                    "No login is waiting for a second factor. Call login() with the password first.",
                ));
            };
            self.given.factor = Some(factor.clone());
        }
        match self.given.server {
            Some(server) => self.log_in(server, now),
            None => self.go(LoginEffect::Search { for_login: true }),
        }
    }

    /// With a key of an app's, a token is one of OAuth 1.0a.
    fn is_adopted(&self) -> bool {
        self.get("token").is_some() && self.get("consumerKey").is_none()
    }

    fn has_code(&self) -> bool {
        self.get("code").is_some() && !self.is_adopted()
    }

    fn log_in(&mut self, server: Server, now: f64) -> Result<()> {
        self.given.server = Some(server);
        if self.is_adopted() {
            let get = |name| self.get(name).unwrap_or_default();
            let (token, refresh_token) = (get("token"), get("refreshToken"));
            return self.adopt(&token, &refresh_token, now);
        }
        let operation = self.takes();
        match server.token_of(operation) {
            Some(Own::Nonce) => self.go(LoginEffect::FindNonce),
            Some(Own::Consent) => self.go(LoginEffect::Consent),
            Some(kind) => {
                let token = self.own_token(kind)?;
                self.adopt(&token, "", now)
            }
            None if server.sends_cookies(operation) => self.go(LoginEffect::FindCookies),
            None => self.send(false),
        }
    }

    /// The server's operation that takes what the user gave.
    fn takes(&self) -> &'static str {
        if self.has_code() { "secondFactor" } else { "login" }
    }

    /// The token of a server to which the credentials themselves are sent.
    fn own_token(&self, kind: Own) -> Result<String> {
        let get = |name| self.get(name).filter(|value| !value.is_empty());
        if kind == Own::Key {
            return get("apiKey").ok_or_else(|| invalid("This server needs `apiKey`."));
        }
        let (Some(username), Some(password)) = (get("username"), get("password")) else {
            return Err(invalid("This server needs `username` and `password`."));
        };
        // RFC 7617 section 2: the first colon ends the name.
        if username.contains(':') {
            return Err(invalid("`username` must not hold a colon."));
        }
        let mut token = base64(&concat(&[&*username, ":", &password]));
        while !token.len().is_multiple_of(4) {
            token.push('=');
        }
        Ok(token)
    }

    fn send(&mut self, cookies: bool) -> Result<()> {
        self.ask_as(Role::User { cookies, is_twin: false })
    }

    fn ask_nonce(&mut self) -> Result<()> {
        (self.login, self.validation) = (None, None);
        self.ask_as(Role::Nonce)
    }

    fn answered(
        &mut self,
        client: &mut Client,
        outcome: Outcome,
        role: Role,
        now: f64,
    ) -> Result<()> {
        let cookies = matches!(role, Role::User { cookies: true, .. });
        match outcome {
            Outcome::Granted(second) if matches!(role, Role::User { is_twin: true, .. }) => {
                if self.login().is_some_and(|login| login.is_same_user(&second)) {
                    return self.go(LoginEffect::ReadMarkers);
                }
                let message = "The browser still holds another user's cookie for this site.";
                let mut error = Error::new(Code::UserMismatch, message).sent(Sent::Answered);
                error.hint = Some(
                    "Delete the cookie `refresh_token` of the WordPress site, then log in again.",
                );
                Err(error)
            }
            Outcome::Granted(mut login) => {
                if !cookies && login.server.needs_cookie() {
                    login.refresh_token = None;
                }
                let has_device = login.server.has_device(self.takes());
                self.login = Some(login);
                // A server that gets the cookie of an earlier login of the same device may overlook
                // name and password: a second response, without it, has to vouch for them.
                if cookies && self.held && has_device {
                    return self.ask_as(Role::User { cookies: false, is_twin: true });
                }
                self.go(if cookies { LoginEffect::KeepCookie } else { LoginEffect::ReadMarkers })
            }
            Outcome::SecondFactor { token, error } => {
                client.check_logouts(self.given.logouts)?;
                client.factor = Some(Factor { token, until: now + FACTOR_LIFE });
                Err(error)
            }
            // The next search looks again.
            Outcome::OutOfDate | Outcome::Elsewhere => {
                self.go(LoginEffect::Search { for_login: true })
            }
            // The cookie is another login's, with which this server takes no password.
            Outcome::Failed(error) if cookies && error.code == Code::SessionExpired => {
                self.send(false)
            }
            Outcome::Failed(error) => Err(error),
        }
    }

    /// Takes a token over, if the server accepts it.
    fn adopt(&mut self, token: &str, refresh_token: &str, now: f64) -> Result<()> {
        let rejected = |message| Error::new(Code::TokenRejected, message);
        let Some(server) = self.given.server else { return Ok(()) };
        let Ok(mut grant) = server.read_token(token.into()) else {
            let is_opaque = server.is("opaque");
            let message = if is_opaque { UNSENDABLE } else { "The token is not a JSON Web Token." };
            return Err(rejected(message));
        };
        if !refresh_token.is_empty() || server.renews_with() == Some("token") {
            grant.refresh_token = Some(Secret::new(refresh_token.into()));
        }
        let login = Login::new(server, grant, now, false, String::new());
        if login.expires_at.is_some_and(|at| at <= now) {
            return Err(rejected("The token has expired."));
        }
        self.login = Some(Box::new(login));
        self.validation = Some(Validation::new(server, None, self.given.is_approved));
        self.ask_as(Role::Token)
    }

    fn inquired(&mut self, client: &Client, inquiry: Inquiry) -> Result<()> {
        let result = match inquiry {
            Inquiry::Ask(role) => return self.ask_as(role),
            Inquiry::Done(result) => result,
        };
        if self.is_of_session() {
            // Perhaps nobody is logged in any more.
            let is_accepted = client.machine.login().is_some() && result?;
            return self.go(LoginEffect::Tell(is_accepted));
        }
        let error = match result {
            Ok(true) => return self.go(LoginEffect::ReadMarkers),
            Ok(false) => {
                let message = "The server does not accept the token.";
                Error::new(Code::TokenRejected, message).sent(Sent::Answered)
            }
            Err(error) => error,
        };
        // A cache may have kept the page, and the nonce in it.
        if self.is_printed && error.sent == Sent::Answered {
            return self.ask_nonce();
        }
        Err(error)
    }

    fn ask_as(&mut self, role: Role) -> Result<()> {
        self.go(LoginEffect::Send(role))
    }

    fn marked(&mut self, client: &mut Client, markers: &str) -> Result<()> {
        client.check_logouts(self.given.logouts)?;
        let Some(login) = &mut self.login else { return Ok(()) };
        login.marker = marker_of(markers, &login.user_key()).unwrap_or_default().into();
        if self.given.is_kept {
            self.record = client.record_of(login);
            return self.go(LoginEffect::Store);
        }
        self.put_in_force(client, false);
        Ok(())
    }

    /// It was stored, or could not be. A logout meanwhile wins.
    fn put_in_force(&mut self, client: &mut Client, is_persisted: bool) {
        self.stage = Stage::Doing(LoginEffect::Remove);
        if !client.is_left_since(self.given.logouts)
            && let Some(login) = self.login.take()
        {
            client.machine.begin_login(*login, is_persisted);
            client.ownership.is_new = true;
            client.factor = None;
            self.stage = Stage::Doing(LoginEffect::Begin);
        } else {
            client.shelf.forget();
        }
    }
}

/// Bytes of the longest password that WordPress takes (`wp_check_password()`), and more than any user name has.
const LONGEST: usize = 4096;

fn invalid(message: &str) -> Box<Error> {
    Error::new(Code::InvalidOption, message)
}

impl Client {
    /// A number that each logout increases, in this tab or another. A login keeps it from its beginning, and so
    /// does every request that carries something of the session.
    pub fn logouts(&self) -> u32 {
        self.machine.logouts
    }

    /// Whether this client has logged out since [`Client::logouts`] was that. A login goes on if another tab
    /// logs out the user whom it replaces.
    pub fn is_left_since(&self, logouts: u32) -> bool {
        logouts < self.left_at
    }

    /// What the code of a second factor is sent with, if a login waits for one.
    pub fn factor(&self, now: f64) -> Option<&Secret> {
        self.factor.as_ref().filter(|factor| factor.until > now).map(|factor| &factor.token)
    }

    /// A login must not undo a logout that was asked for after it.
    fn check_logouts(&self, logouts: u32) -> Result<()> {
        if !self.is_left_since(logouts) {
            return Ok(());
        }
        let message = "The user logged out before the login was complete.";
        Err(Error::new(Code::NotAuthenticated, message).sent(Sent::Answered))
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
impl LogIn {
    /// What the future of a login depends on, but for what it was given.
    pub(crate) fn essence(&self, client: &Client) -> impl Eq + Hash + use<> {
        let login = self.login.as_ref().map(|login| {
            let refresh_token = login.refresh_token.as_ref().map(|token| token.expose().into());
            (String::from(login.token.expose()), refresh_token, login.marker.clone())
        });
        let login: Option<(String, Option<String>, String)> = login;
        let validation = self.validation.as_ref().map(|asked| asked.essence(&client.machine));
        let is_current = !client.is_left_since(self.given.logouts);
        let of = (self.given.credentials.clone(), self.given.factor.is_some());
        (self.stage, self.is_printed, self.held, is_current, login, validation, of)
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
