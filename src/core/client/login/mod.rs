//! One login, from what the user gave until it is in force; and the question whether a token is accepted.
//!
//! A login is a value of its own that takes [`Client`] to read and to change the session. What only logins
//! reach is a module of its own in what is shipped, and an event of [`Client::handle`] would not be.

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
    secret::Secret,
    server::{Own, Server},
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
    /// What a code is sent with, if somebody else than this client has kept that.
    pub factor: Option<Secret>,
    /// [`Client::logouts`] when the app called.
    pub logouts: u32,
}

/// What is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Stage {
    Begun,
    Searching,
    FindingCookies,
    /// The response to a login.
    Sent {
        cookies: bool,
        /// This browser had a cookie of this server before.
        held: bool,
    },
    /// A second response, without that cookie.
    Vouching,
    KeepingCookie,
    FindingNonce,
    /// Whether the nonce is good that was printed into the page.
    TryingNonce,
    AskingNonce,
    SearchingNonce,
    Consenting,
    Validating,
    Marking,
    Storing,
    Removing,
    Over,
}

/// What a login takes next, and in which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// [`LoginEvent::Done`].
    Nothing,
    /// [`LoginEvent::Found`].
    Server,
    /// [`LoginEvent::Cookies`].
    Cookies,
    /// [`LoginEvent::Nonce`].
    Nonce,
    /// [`LoginEvent::Consented`].
    Token,
    /// [`LoginEvent::Answered`].
    Grant {
        /// Whether a nonce was asked for. [`Outcome::Elsewhere`] is then possible.
        is_nonce: bool,
    },
    /// [`LoginEvent::Validated`], [`LoginEvent::Visited`] or [`LoginEvent::Known`].
    Validity(Role),
    /// [`LoginEvent::Marked`].
    Markers,
    /// [`LoginEvent::Stored`].
    Stored,
}

/// A login on its way.
#[derive(Debug, Clone)]
pub struct LogIn {
    given: Given,
    stage: Stage,
    server: Option<Server>,
    /// What was granted or adopted, and is not yet in force.
    login: Option<Login>,
    validation: Option<Validation>,
    role: Role,
    /// The stored form of `login`.
    record: String,
    failure: Option<Box<Error>>,
}

type Next = Result<Option<LoginEffect>>;

impl LogIn {
    /// Begins with [`LoginEvent::Done`].
    pub fn new(given: Given) -> Self {
        Self {
            server: given.server,
            given,
            stage: Stage::Begun,
            login: None,
            validation: None,
            role: Role::Token,
            record: String::new(),
            failure: None,
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
        self.login.as_ref()
    }

    /// The same, for what the server says of its user.
    pub fn login_mut(&mut self) -> Option<&mut Login> {
        self.login.as_mut()
    }

    /// The user's name, if the user typed it and the server may not tell.
    pub fn typed_name(&self) -> Option<String> {
        let is_told = self.given.is_approved || !self.is_adopted();
        self.get("username").filter(|name| is_told && !name.is_empty() && !name.contains('@'))
    }

    /// What a code is sent with.
    pub fn factor(&self) -> Option<&Secret> {
        self.given.factor.as_ref()
    }

    /// The stored form for [`LoginEffect::Store`].
    pub fn record(&self) -> &str {
        &self.record
    }

    /// The operation of the server's for [`LoginEffect::Send`].
    pub fn operation(&self) -> &str {
        match (self.stage, self.role) {
            (Stage::AskingNonce, _) => "refresh",
            (_, Role::User { .. }) => self.takes(),
            (_, Role::Somebody) => "who",
            _ => self.validation.as_ref().map_or("", Validation::operation),
        }
    }

    /// What is waited for.
    pub fn expected(&self) -> Expected {
        match self.stage {
            Stage::Searching => Expected::Server,
            Stage::FindingCookies => Expected::Cookies,
            Stage::FindingNonce => Expected::Nonce,
            Stage::Consenting => Expected::Token,
            Stage::Sent { .. } | Stage::Vouching => Expected::Grant { is_nonce: false },
            Stage::AskingNonce => Expected::Grant { is_nonce: true },
            Stage::TryingNonce | Stage::Validating => Expected::Validity(self.role),
            Stage::Marking => Expected::Markers,
            Stage::Storing => Expected::Stored,
            _ => Expected::Nothing,
        }
    }

    /// Takes in what happened at `now`: what to do next, nothing if it is over. An event that it does not wait
    /// for changes nothing.
    ///
    /// # Errors
    /// Why the login failed, which leaves the session as it was.
    pub fn handle(&mut self, client: &mut Client, event: LoginEvent<'_>, now: f64) -> Next {
        let next = self.go_on(client, event, now);
        if next.is_err() {
            self.stage = Stage::Over;
        }
        next
    }

    fn go_on(&mut self, client: &mut Client, event: LoginEvent<'_>, now: f64) -> Next {
        match (self.stage, event) {
            (Stage::Begun, LoginEvent::Done) => self.begin(client, now),
            (Stage::Searching, LoginEvent::Found(server)) => {
                self.server = Some(server);
                self.log_in(server, now)
            }
            (Stage::FindingCookies, LoginEvent::Cookies { travel, held }) => {
                self.send(Stage::Sent { cookies: travel, held })
            }
            (Stage::FindingNonce, LoginEvent::Nonce { is_own: false, .. }) => {
                Err(invalid("The plugin \"cookie\" works only in pages of the site itself."))
            }
            (Stage::FindingNonce, LoginEvent::Nonce { printed: "", .. }) => self.ask_nonce(),
            (Stage::FindingNonce, LoginEvent::Nonce { printed, .. }) => {
                self.adopt(printed, "", now, Stage::TryingNonce)
            }
            // WordPress's own files may be in a folder, which its index names.
            (Stage::AskingNonce, LoginEvent::Answered(Outcome::Elsewhere)) => {
                self.stage = Stage::SearchingNonce;
                next(LoginEffect::Search { for_login: false })
            }
            (Stage::SearchingNonce, LoginEvent::Done) => self.ask_nonce(),
            (Stage::Consenting, LoginEvent::Consented(token)) => {
                self.adopt(token, "", now, Stage::Validating)
            }
            (
                Stage::Sent { .. } | Stage::Vouching | Stage::AskingNonce,
                LoginEvent::Answered(outcome),
            ) => self.answered(client, outcome, now),
            (Stage::KeepingCookie, LoginEvent::Done) => self.mark(),
            (Stage::TryingNonce | Stage::Validating, event) => self.inquire(client, event),
            (Stage::Marking, LoginEvent::Marked(markers)) => self.marked(client, markers),
            (Stage::Storing, LoginEvent::Stored { store, is_stored }) => {
                let next = self.put_in_force(client, is_stored && store.is(Store::PERSISTENT))?;
                if self.stage == Stage::Over {
                    // Not before: until then the store has the session before this one to remove.
                    client.kept(store, if is_stored { &self.record } else { "" });
                }
                Ok(next)
            }
            (Stage::Removing, LoginEvent::Done) => self.failure.take().map_or(Ok(None), Err),
            _ => Ok(None),
        }
    }

    fn begin(&mut self, client: &Client, now: f64) -> Next {
        if self.is_of_session() {
            // The token in force now is asked about, whatever happens to the session meanwhile.
            let Some(login) = client.machine.login() else { return self.told(false) };
            self.validation = Some(Validation::new(login.server, Some(&client.machine), false));
            self.login = Some(login.clone());
            return self.ask(Stage::Validating, Role::Token);
        }
        self.given.factor = if self.has_code() {
            let factor = self.given.factor.take().or_else(|| client.factor(now).cloned());
            Some(factor.ok_or_else(|| {
                invalid("No login is waiting for a second factor. Call login() with the password first.")
            })?)
        } else {
            None
        };
        if let Some(server) = self.server {
            return self.log_in(server, now);
        }
        self.search()
    }

    /// Finds the server, perhaps once more.
    fn search(&mut self) -> Next {
        self.stage = Stage::Searching;
        next(LoginEffect::Search { for_login: true })
    }

    /// With a key of an app's, a token is one of OAuth 1.0a.
    fn is_adopted(&self) -> bool {
        self.get("token").is_some() && self.get("consumerKey").is_none()
    }

    fn has_code(&self) -> bool {
        self.get("code").is_some() && !self.is_adopted()
    }

    fn log_in(&mut self, server: Server, now: f64) -> Next {
        if self.is_adopted() {
            let [token, refresh_token] =
                ["token", "refreshToken"].map(|name| self.get(name).unwrap_or_default());
            return self.adopt(&token, &refresh_token, now, Stage::Validating);
        }
        let operation = self.takes();
        match server.token_of(operation) {
            Some(Own::Nonce) => {
                self.stage = Stage::FindingNonce;
                next(LoginEffect::FindNonce)
            }
            Some(Own::Consent) => {
                self.stage = Stage::Consenting;
                next(LoginEffect::Consent)
            }
            Some(kind) => {
                let token = self.own_token(kind)?;
                self.adopt(&token, "", now, Stage::Validating)
            }
            None if server.sends_cookies(operation) => {
                self.stage = Stage::FindingCookies;
                next(LoginEffect::FindCookies)
            }
            None => self.send(Stage::Sent { cookies: false, held: false }),
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
        let mut token = base64(&[&*username, ":", &password].concat());
        while !token.len().is_multiple_of(4) {
            token.push('=');
        }
        Ok(token)
    }

    fn send(&mut self, stage: Stage) -> Next {
        self.stage = stage;
        let cookies = matches!(stage, Stage::Sent { cookies: true, .. });
        let is_twin = stage == Stage::Vouching;
        self.role = Role::User { cookies, is_twin };
        next(LoginEffect::Send(self.role))
    }

    fn ask_nonce(&mut self) -> Next {
        (self.login, self.validation) = (None, None);
        self.stage = Stage::AskingNonce;
        self.role = Role::Token;
        next(LoginEffect::Send(self.role))
    }

    fn answered(&mut self, client: &mut Client, outcome: Outcome, now: f64) -> Next {
        let stage = self.stage;
        match outcome {
            Outcome::Granted(mut login) => {
                let cookies = matches!(stage, Stage::Sent { cookies: true, .. });
                if !cookies && login.server.needs_cookie() {
                    login.refresh_token = None;
                }
                if stage == Stage::Vouching {
                    return self.vouched(&login);
                }
                let has_device = login.server.has_device(self.takes());
                self.login = Some(*login);
                match stage {
                    // A server that gets the cookie of an earlier login of the same device may overlook
                    // name and password: a second response, without it, has to vouch for them.
                    Stage::Sent { cookies: true, held: true } if has_device => {
                        self.send(Stage::Vouching)
                    }
                    Stage::Sent { cookies: true, .. } => {
                        self.stage = Stage::KeepingCookie;
                        next(LoginEffect::KeepCookie)
                    }
                    _ => self.mark(),
                }
            }
            Outcome::SecondFactor { token, error } => {
                client.check_logouts(self.given.logouts)?;
                client.factor = Some(Factor { token, until: now + FACTOR_LIFE });
                Err(error)
            }
            // The next search looks again.
            Outcome::OutOfDate | Outcome::Elsewhere => {
                self.login = None;
                self.search()
            }
            Outcome::Failed(error) => match stage {
                // The cookie is another login's, with which this server takes no password.
                Stage::Sent { cookies: true, held } if error.code == Code::SessionExpired => {
                    self.send(Stage::Sent { cookies: false, held })
                }
                _ => Err(error),
            },
        }
    }

    fn vouched(&mut self, second: &Login) -> Next {
        if self.login.as_ref().is_some_and(|login| login.is_same_user(second)) {
            return self.mark();
        }
        let message = "The browser still holds another user's cookie for this site.";
        let mut error = Error::new(Code::UserMismatch, message).sent(Sent::Answered);
        error.hint =
            Some("Delete the cookie `refresh_token` of the WordPress site, then log in again.");
        Err(error)
    }

    /// Takes a token over, if the server accepts it.
    fn adopt(&mut self, token: &str, refresh_token: &str, now: f64, stage: Stage) -> Next {
        let rejected = |message| Error::new(Code::TokenRejected, message);
        let grant =
            self.server.and_then(|server| Some((server, server.read_token(token.into()).ok()?)));
        let Some((server, mut grant)) = grant else {
            return Err(rejected("The token is not a JSON Web Token."));
        };
        if !refresh_token.is_empty() || server.renews_with() == Some("token") {
            grant.refresh_token = Some(Secret::new(refresh_token.into()));
        }
        let login = Login::new(server, grant, now, false, String::new());
        if login.expires_at.is_some_and(|at| at <= now) {
            return Err(rejected("The token has expired."));
        }
        self.login = Some(login);
        self.validation = Some(Validation::new(server, None, self.given.is_approved));
        self.ask(stage, Role::Token)
    }

    fn ask(&mut self, stage: Stage, role: Role) -> Next {
        (self.stage, self.role) = (stage, role);
        next(LoginEffect::Send(role))
    }

    fn inquire(&mut self, client: &mut Client, event: LoginEvent<'_>) -> Next {
        let Some(validation) = &mut self.validation else { return Ok(None) };
        let machine = &mut client.machine;
        let inquiry = match (self.role, event) {
            (Role::Token, LoginEvent::Validated(reading)) => validation.answered(machine, reading),
            (Role::Visitor, LoginEvent::Visited(is_answered)) => {
                validation.visited(machine, is_answered)
            }
            (Role::Somebody, LoginEvent::Known(is_somebody)) => validation.known(is_somebody),
            _ => return Ok(None),
        };
        let stage = self.stage;
        match inquiry {
            Inquiry::Ask => self.ask(stage, Role::Token),
            Inquiry::AskAsVisitor => self.ask(stage, Role::Visitor),
            Inquiry::AskWho => self.ask(stage, Role::Somebody),
            // Nobody is logged in any more.
            Inquiry::Done(_) if self.is_of_session() && client.machine.login().is_none() => {
                self.told(false)
            }
            Inquiry::Done(result) if self.is_of_session() => self.told(result?),
            Inquiry::Done(Ok(true)) => self.mark(),
            // A cache may have kept the page, and the nonce in it.
            Inquiry::Done(Ok(false)) if stage == Stage::TryingNonce => self.ask_nonce(),
            Inquiry::Done(Err(error))
                if stage == Stage::TryingNonce && error.sent == Sent::Answered =>
            {
                self.ask_nonce()
            }
            Inquiry::Done(Ok(false)) => {
                let message = "The server does not accept the token.";
                Err(Error::new(Code::TokenRejected, message).sent(Sent::Answered))
            }
            Inquiry::Done(Err(error)) => Err(error),
        }
    }

    fn told(&mut self, is_accepted: bool) -> Next {
        self.stage = Stage::Over;
        next(LoginEffect::Tell(is_accepted))
    }

    fn mark(&mut self) -> Next {
        self.stage = Stage::Marking;
        next(LoginEffect::ReadMarkers)
    }

    fn marked(&mut self, client: &mut Client, markers: &str) -> Next {
        client.check_logouts(self.given.logouts)?;
        let Some(login) = &mut self.login else { return Ok(None) };
        let markers = Json::parse(markers);
        let marker = markers.and_then(|all| all.get(&login.user_key())?.string());
        login.marker = marker.unwrap_or_default();
        if !self.given.is_kept {
            return self.put_in_force(client, false);
        }
        self.record = client.record_of(login);
        self.stage = Stage::Storing;
        next(LoginEffect::Store)
    }

    /// It was stored, or could not be. A logout meanwhile wins.
    fn put_in_force(&mut self, client: &mut Client, is_persisted: bool) -> Next {
        let Some(login) = self.login.take() else { return Ok(None) };
        if let Err(error) = client.check_logouts(self.given.logouts) {
            self.failure = Some(error);
            self.stage = Stage::Removing;
            return next(LoginEffect::Remove);
        }
        client.machine.begin_login(login, is_persisted);
        client.factor = None;
        self.stage = Stage::Over;
        next(LoginEffect::Begin)
    }
}

fn next(effect: LoginEffect) -> Next {
    Ok(Some(effect))
}

fn invalid(message: &str) -> Box<Error> {
    Error::new(Code::InvalidOption, message)
}

impl Client {
    /// A number that each logout changes. A login keeps it from its beginning.
    pub fn logouts(&self) -> u32 {
        self.logouts
    }

    /// What the code of a second factor is sent with, if a login waits for one.
    pub fn factor(&self, now: f64) -> Option<&Secret> {
        self.factor.as_ref().filter(|factor| factor.until > now).map(|factor| &factor.token)
    }

    /// A login must not undo a logout that was asked for after it.
    fn check_logouts(&self, logouts: u32) -> Result<()> {
        if logouts == self.logouts {
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
        let is_current = self.given.logouts == client.logouts;
        let of = (self.given.credentials.clone(), self.given.factor.is_some());
        (self.stage, self.role, is_current, login, validation, of, self.failure.is_some())
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
