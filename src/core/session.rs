//! The session as a state machine without I/O.
//!
//! The web room asks it what to do and tells it what happened; it never waits. A call goes through
//! [`Machine::next`] until that says how to send it, and its answer through [`Machine::answered`].
//! Every token has a generation: a refusal of an older one costs no refresh. Every login and every
//! end begins a new epoch: what was started in another one is discarded when it arrives.

use alloc::{boxed::Box, string::String};

use super::{
    error::{Code, Error, Result, Sent},
    json::Object,
    login::Login,
    secret::Secret,
    server::{Grant, Refusal, User},
};

/// Longest pause between two background refreshes that cannot reach the server, in milliseconds.
const MAX_PAUSE: f64 = 60_000.0;

/// Refreshes that one call waits for: the first, and one more if that was overtaken.
const MAX_REFRESHES: u8 = 2;

/// Shortest time between two background refreshes, in milliseconds: a server whose tokens are
/// expired from the start must not be stormed.
const MIN_PAUSE: f64 = 2_000.0;

/// Why a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndReason {
    /// The user logged out, here or in another tab.
    LoggedOut,
    /// The token expired and could not be renewed.
    Expired,
    /// The server withdrew it.
    Revoked,
    /// The server does not accept the token any more.
    Rejected,
}

impl EndReason {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::LoggedOut, Self::Expired, Self::Revoked, Self::Rejected];

    /// Its stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LoggedOut => "logged_out",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Rejected => "rejected",
        }
    }
}

/// What an app sees of the session.
#[derive(Debug, Clone, PartialEq)]
pub enum Session {
    /// The stored state has not been read yet.
    Loading,
    /// Nobody is logged in.
    Anonymous {
        /// Why the last session ended, if there was one.
        reason: Option<EndReason>,
    },
    /// Somebody is logged in.
    Authenticated {
        /// Who.
        user: User,
        /// When the token expires, in milliseconds since the epoch on the local clock.
        expires_at: Option<f64>,
        /// When it was issued, likewise.
        issued_at: Option<f64>,
        /// The server's `PluginId`.
        plugin: &'static str,
        /// Whether the server can renew the token.
        can_refresh: bool,
        /// Whether the session was stored.
        persisted: bool,
    },
}

impl Session {
    /// The session as JSON, with the names of the package's `Session`.
    pub fn to_json(&self) -> String {
        let mut object = Object::new();
        match self {
            Self::Loading => object.text("status", Some("loading")),
            Self::Anonymous { reason } => {
                object.text("status", Some("anonymous"));
                if let Some(reason) = reason {
                    object.text("reason", Some(reason.as_str()));
                }
            }
            Self::Authenticated { user, expires_at, issued_at, plugin, can_refresh, persisted } => {
                object.text("status", Some("authenticated"));
                object.object("user", user.to_json());
                object.integer("expiresAt", *expires_at);
                object.integer("issuedAt", *issued_at);
                object.text("plugin", Some(plugin));
                object.boolean("canRefresh", *can_refresh);
                object.boolean("persisted", *persisted);
            }
        }
        object.end()
    }
}

/// When tokens are renewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Refresh {
    /// Before they expire, and when a call needs it.
    #[default]
    Auto,
    /// When a call needs it.
    OnDemand,
    /// When the app asks for it.
    Manual,
}

/// Whether a call carries the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Auth {
    /// If there is a session.
    #[default]
    Auto,
    /// Always.
    Required,
    /// Never.
    Omit,
}

/// Settings of a session.
#[derive(Debug, Clone, Copy)]
pub struct Config {
    /// Seconds before its expiry at which a token counts as expired.
    pub margin_s: f64,
    /// When tokens are renewed.
    pub refresh: Refresh,
    /// Whether the app can be asked for credentials (`onLoginRequired`).
    pub can_ask: bool,
}

/// One call on its way.
#[derive(Debug)]
pub struct Call {
    /// Whether it carries the token.
    pub auth: Auth,
    /// GET or HEAD: may be repeated as nobody.
    pub safe: bool,
    /// Whether its body can be sent a second time.
    pub replayable: bool,
    /// Whether its URL may receive the token.
    pub may_carry: bool,
    born: u32,
    /// The login it was begun for; `None` inside for nobody.
    user: Option<Option<String>>,
    sent_generation: Option<u32>,
    repeated: bool,
    refreshes: u8,
    asked: bool,
}

/// What to do with a call now.
#[derive(Debug)]
pub enum Step {
    /// Send it, with the token or as nobody.
    Send(Option<Secret>),
    /// Renew the token, then ask again.
    Refresh,
    /// Ask the app for credentials, then ask again.
    AskLogin(Option<EndReason>),
    /// Do not send it.
    Refuse(Box<Error>),
}

/// What to do with a call's answer.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Hand it to the app.
    Deliver,
    /// Drop it and ask [`Machine::next`] again.
    Repeat,
    /// The token was refused and the body is gone: `body_not_replayable`.
    NotReplayable,
}

/// A refresh that was begun: which token it renews.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket {
    epoch: u32,
    generation: u32,
}

#[derive(Debug)]
enum State {
    Loading,
    Anonymous(Option<EndReason>),
    Authenticated(Box<Login>),
}

/// The session of one client in one page.
#[derive(Debug)]
pub struct Machine {
    config: Config,
    state: State,
    persisted: bool,
    /// Increases with every token.
    generation: u32,
    /// Increases with every login and every end.
    epoch: u32,
    /// Increases whenever [`Machine::session`] changes.
    revision: u32,
    /// Numbers calls, so that one made while the app is being asked can be told from earlier ones.
    clock: u32,
    asking_since: Option<u32>,
    /// The generation that a call found refused.
    refused: Option<u32>,
    /// A silent server answered as to a visitor although the token was new: refreshing is no cure.
    silent_in_vain: bool,
    retry_at: f64,
    pause: f64,
}

impl Machine {
    /// A machine that waits for [`Machine::load`].
    pub fn new(config: Config) -> Self {
        Self {
            config,
            state: State::Loading,
            persisted: false,
            generation: 0,
            epoch: 0,
            revision: 0,
            clock: 0,
            asking_since: None,
            refused: None,
            silent_in_vain: false,
            retry_at: 0.0,
            pause: 0.0,
        }
    }

    /// What the app sees.
    pub fn session(&self) -> Session {
        match &self.state {
            State::Loading => Session::Loading,
            State::Anonymous(reason) => Session::Anonymous { reason: *reason },
            State::Authenticated(login) => Session::Authenticated {
                user: login.user.clone(),
                expires_at: login.expires_at,
                issued_at: login.issued_at,
                plugin: login.server.id,
                can_refresh: login.can_refresh(),
                persisted: self.persisted,
            },
        }
    }

    /// Changes with [`Machine::session`].
    pub fn revision(&self) -> u32 {
        self.revision
    }

    /// Changes with every token.
    pub fn generation(&self) -> u32 {
        self.generation
    }

    /// Whether the stored state has been read.
    pub fn is_loaded(&self) -> bool {
        !matches!(self.state, State::Loading)
    }

    /// The login in force.
    pub fn login(&self) -> Option<&Login> {
        match &self.state {
            State::Authenticated(login) => Some(login),
            _ => None,
        }
    }

    /// The access token, unless it counts as expired or was refused.
    pub fn token(&self, now: f64) -> Option<&Secret> {
        let login = self.login()?;
        (self.remaining(now) > 0.0).then_some(&login.token)
    }

    /// Milliseconds until the token counts as expired; negative afterwards.
    fn remaining(&self, now: f64) -> f64 {
        match self.login() {
            Some(login) if self.refused != Some(self.generation) => {
                login.usable_until(self.config.margin_s) - now
            }
            _ => f64::NEG_INFINITY,
        }
    }

    /// Whether the token will still be good in `seconds`; with 0, whether it is now.
    pub fn is_valid_for(&self, seconds: f64, now: f64) -> bool {
        let expires_at = self.login().and_then(|login| login.expires_at).unwrap_or(f64::INFINITY);
        self.remaining(now) > 0.0 && expires_at - now >= seconds * 1000.0
    }

    // ---- What happened ----

    /// What was stored has been read. Too late when a login was faster.
    pub fn load(&mut self, stored: Option<Login>, persisted: bool, now: f64) {
        if self.is_loaded() {
            return;
        }
        match stored {
            Some(login) => self.begin_login(login, persisted),
            None => self.become_anonymous(None),
        }
        self.tick(now);
    }

    /// A login succeeded, and was stored or not.
    pub fn begin_login(&mut self, login: Login, persisted: bool) {
        self.epoch += 1;
        self.set_login(login, persisted);
    }

    fn set_login(&mut self, login: Login, persisted: bool) {
        self.generation += 1;
        self.revision += 1;
        self.persisted = persisted;
        self.refused = None;
        self.silent_in_vain = false;
        self.retry_at = 0.0;
        self.pause = 0.0;
        self.state = State::Authenticated(Box::new(login));
    }

    /// Another tab stored a login: take it over, unless it is the one in force.
    pub fn adopt(&mut self, login: Login) {
        match self.login() {
            Some(own) if own.token == login.token => {}
            Some(own) if own.is_same_user(&login) => self.set_login(login, true),
            _ => self.begin_login(login, true),
        }
    }

    /// The refresh token belongs to another tab: this one has a copy, and must not use it up.
    pub fn forget_refresh_token(&mut self) {
        if let State::Authenticated(login) = &mut self.state
            && login.refresh_token.take().is_some()
        {
            self.revision += 1;
        }
    }

    /// The session could not be stored after all, or could again.
    pub fn set_persisted(&mut self, persisted: bool) {
        if self.persisted != persisted {
            self.persisted = persisted;
            self.revision += 1;
        }
    }

    /// The session is over. Returns the login that ended.
    pub fn end(&mut self, reason: EndReason) -> Option<Box<Login>> {
        let before = core::mem::replace(&mut self.state, State::Anonymous(None));
        match before {
            State::Authenticated(login) => {
                self.become_anonymous(Some(reason));
                Some(login)
            }
            // A logout without a session is one all the same: nobody is to be asked to log in.
            State::Loading | State::Anonymous(_) if reason == EndReason::LoggedOut => {
                self.become_anonymous(Some(reason));
                None
            }
            before => {
                self.state = before;
                None
            }
        }
    }

    fn become_anonymous(&mut self, reason: Option<EndReason>) {
        self.epoch += 1;
        self.revision += 1;
        self.persisted = false;
        self.state = State::Anonymous(reason);
    }

    /// Time has passed. True when a refresh is due.
    pub fn tick(&mut self, now: f64) -> bool {
        let Some(login) = self.login() else { return false };
        if now < login.usable_until(self.config.margin_s) {
            return false;
        }
        if !login.can_refresh() {
            self.end(EndReason::Expired);
            return false;
        }
        self.config.refresh == Refresh::Auto && now >= self.retry_at
    }

    /// When [`Machine::tick`] has something to do next, in milliseconds since the epoch.
    pub fn wake_at(&self) -> Option<f64> {
        let login = self.login()?;
        let at = login.usable_until(self.config.margin_s);
        let needed = !login.can_refresh() || self.config.refresh == Refresh::Auto;
        (needed && at.is_finite()).then_some(at.max(self.retry_at))
    }

    // ---- Calls ----

    /// Begins a call; before anything is awaited, so that its place in time is known.
    pub fn begin(&mut self, auth: Auth, safe: bool, replayable: bool) -> Call {
        self.clock += 1;
        Call {
            auth,
            safe,
            replayable,
            may_carry: true,
            born: self.clock,
            user: None,
            sent_generation: None,
            repeated: false,
            refreshes: 0,
            asked: false,
        }
    }

    /// What to do with a call now. The stored state must have been read.
    pub fn next(&mut self, call: &mut Call, now: f64) -> Step {
        call.sent_generation = None;
        if call.auth == Auth::Omit {
            return Step::Send(None);
        }
        if !call.may_carry {
            return match call.auth {
                Auth::Required => Step::Refuse(Error::new(
                    Code::OriginNotAllowed,
                    "This URL is not the site's own and must not receive the token.",
                )),
                _ => Step::Send(None),
            };
        }
        // Whom the call is for counts before the clock is asked: if it finds the session expired, it
        // is not one of a visitor's.
        if call.user.is_none() {
            call.user = Some(self.login().map(Login::user_key));
        }
        self.tick(now);
        match &self.state {
            State::Authenticated(login) => {
                let user = login.user_key();
                match &call.user {
                    Some(Some(begun)) if *begun != user => {
                        return Step::Refuse(Error::new(
                            Code::UserMismatch,
                            "The call was made for a user who is not logged in any more.",
                        ));
                    }
                    _ => {}
                }
                if self.remaining(now) > 0.0 {
                    let token = login.token.clone();
                    call.user = Some(Some(user));
                    call.sent_generation = Some(self.generation);
                    return Step::Send(Some(token));
                }
                call.user = Some(Some(user));
                if self.config.refresh == Refresh::Manual {
                    return Step::Refuse(Error::new(
                        Code::RefreshFailed,
                        "The token is expired, and `refresh` is \"manual\": call refresh().",
                    ));
                }
                call.refreshes += 1;
                if call.refreshes > MAX_REFRESHES {
                    return Step::Refuse(Error::new(
                        Code::RefreshFailed,
                        "The server's new token counts as expired already.",
                    ));
                }
                Step::Refresh
            }
            State::Anonymous(reason) => {
                let reason = *reason;
                let ended = matches!(call.user, Some(Some(_)));
                if !ended {
                    call.user = Some(None);
                    if call.auth == Auth::Auto {
                        return Step::Send(None);
                    }
                }
                if self.may_ask(call, reason) {
                    return Step::AskLogin(reason);
                }
                let asked = core::mem::replace(&mut call.asked, false);
                if ended && call.auth == Auth::Auto && call.safe && !asked {
                    return Step::Send(None);
                }
                Step::Refuse(match reason {
                    None | Some(EndReason::LoggedOut) if !ended => {
                        Error::new(Code::NotAuthenticated, "Nobody is logged in.")
                    }
                    _ => Error::new(Code::SessionExpired, "The session is over; log in again."),
                })
            }
            State::Loading => Step::Refuse(Error::new(
                Code::StorageUnavailable,
                "The stored session has not been read.",
            )),
        }
    }

    /// A call's answer has arrived; `refusal` is what it says of the token.
    pub fn answered(&mut self, call: &mut Call, refusal: Option<Refusal>) -> Verdict {
        let (Some(sent), Some(refusal)) = (call.sent_generation, refusal) else {
            return Verdict::Deliver;
        };
        let Some(Some(user)) = &call.user else { return Verdict::Deliver };
        let same_user = self.login().is_some_and(|login| login.user_key() == *user);
        if same_user && sent == self.generation {
            self.token_refused(refusal, call.repeated);
        }
        let cure = match &self.state {
            State::Authenticated(login) if same_user => {
                sent != self.generation
                    || (self.refused == Some(sent)
                        && login.can_refresh()
                        && self.config.refresh != Refresh::Manual)
            }
            State::Anonymous(reason) => {
                self.may_ask(call, *reason) || (call.safe && call.auth == Auth::Auto)
            }
            _ => false,
        };
        if !call.replayable {
            return match refusal {
                Refusal::Silent if !cure => Verdict::Deliver,
                _ => Verdict::NotReplayable,
            };
        }
        if cure && !call.repeated {
            call.repeated = true;
            return Verdict::Repeat;
        }
        Verdict::Deliver
    }

    /// The token in force was refused on a call, or by `validate`.
    pub fn token_refused(&mut self, refusal: Refusal, after_refresh: bool) {
        let can_refresh = self.login().is_some_and(Login::can_refresh);
        match refusal {
            Refusal::Explicit(reason) if !can_refresh || after_refresh => {
                self.end(reason);
            }
            Refusal::Silent if after_refresh => self.silent_in_vain = true,
            Refusal::Silent if self.silent_in_vain => {}
            _ => self.refused = Some(self.generation),
        }
    }

    // ---- Asking the app to log in ----

    fn may_ask(&self, call: &Call, reason: Option<EndReason>) -> bool {
        self.config.can_ask
            && !call.asked
            && reason != Some(EndReason::LoggedOut)
            // A call made while the app is being asked may be the answer's own: it must not wait.
            && self.asking_since.is_none_or(|since| call.born <= since)
    }

    /// The app is about to be asked for credentials.
    pub fn asking(&mut self) {
        self.asking_since = Some(self.clock);
    }

    /// The app has answered.
    pub fn asked(&mut self) {
        self.asking_since = None;
    }

    /// A call has waited for the app's answer; it does so once.
    pub fn waited(&self, call: &mut Call) {
        call.asked = true;
    }

    // ---- Refreshing ----

    /// Begins to renew the token.
    ///
    /// # Errors
    /// `not_authenticated` without a session, `refresh_unsupported` without a refresh token.
    pub fn begin_refresh(&self) -> Result<(Ticket, Secret)> {
        let login = self
            .login()
            .ok_or_else(|| Error::new(Code::NotAuthenticated, "Nobody is logged in."))?;
        let token = login.refresh_token.clone().ok_or_else(|| {
            Error::new(
                Code::RefreshUnsupported,
                "This server gives no refresh token; log in again.",
            )
        })?;
        Ok((Ticket { epoch: self.epoch, generation: self.generation }, token))
    }

    /// The server has granted new tokens, or has not. `Ok` means that the session is as up to date
    /// as it can be: renewed, ended because the server refused, or changed by somebody else.
    ///
    /// # Errors
    /// `refresh_failed` and its like when the server could not be asked; the session stays.
    pub fn refreshed(&mut self, ticket: Ticket, result: Result<Grant>, now: f64) -> Result<()> {
        if ticket != (Ticket { epoch: self.epoch, generation: self.generation }) {
            return Ok(());
        }
        let Some(login) = self.login() else { return Ok(()) };
        match result {
            Ok(grant) => {
                let persisted = self.persisted;
                let new = login.renewed(grant, now);
                if login.is_same_user(&new) {
                    self.set_login(new, persisted);
                    self.retry_at = now + MIN_PAUSE;
                } else {
                    self.end(EndReason::Rejected);
                }
                Ok(())
            }
            Err(error) => match refusal_of_refresh(login, &error) {
                Some(reason) => {
                    self.end(reason);
                    Ok(())
                }
                None => {
                    self.pause = (self.pause * 2.0).clamp(MIN_PAUSE, MAX_PAUSE);
                    let pause = error.retry_after.unwrap_or_default().max(self.pause);
                    self.retry_at = now + pause;
                    Err(unreachable_refresh(error))
                }
            },
        }
    }
}

/// Whether the server's answer to a refresh means that the session is over.
fn refusal_of_refresh(login: &Login, error: &Error) -> Option<EndReason> {
    let code = error.wp_code.as_deref()?;
    match (error.code, login.server.meaning(code)) {
        (
            Code::SessionExpired | Code::TokenRejected | Code::IssuerMismatch,
            Some((_, _, reason)),
        ) => *reason,
        _ => None,
    }
}

/// A refresh that failed for a passing reason, as the call that needed it sees it: the call itself
/// was not sent.
fn unreachable_refresh(mut error: Box<Error>) -> Box<Error> {
    let keep = matches!(
        error.code,
        Code::Offline | Code::Unreachable | Code::Timeout | Code::RateLimited | Code::MixedContent
    );
    if !keep {
        error.code = Code::RefreshFailed;
    }
    error.sent(Sent::No)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
#[path = "session_tests.rs"]
mod tests;
