//! What happens to a session next to calls and refreshes.

use alloc::{boxed::Box, string::String, vec::Vec};

use super::{Call, Config, EndReason, Machine, Refresh, Session, Spent, State};
use crate::core::{
    json::Json,
    login::Login,
    secret::{Redaction, Secret},
};

/// How many earlier logins are kept that no call needs: a page may stay open for weeks.
const MAX_SPENT: usize = 8;

/// Milliseconds by which clocks are corrected all the time.
const JITTER: f64 = 1000.0;

/// Shortest time between two background refreshes of all tabs, in milliseconds: a server whose tokens
/// are expired from the start must not be stormed.
pub(super) const MIN_PAUSE: f64 = 2_000.0;

/// The marker of this user's last logout, of those of all users as a JSON object. As it is written there: markers
/// are compared alone.
pub fn marker_of<'a>(markers: &'a str, user: &str) -> Option<&'a str> {
    Json::parse(markers)?.get(user)?.raw()
}

impl Machine {
    /// A machine that waits for [`Machine::load`].
    pub fn new(config: Config) -> Self {
        Self {
            config,
            state: State::Loading,
            persisted: false,
            generation: 0,
            revision: 0,
            logouts: 0,
            clock: 0,
            asking_since: None,
            refused: None,
            silent_in_vain: false,
            suspected: false,
            unread: false,
            retry_at: 0.0,
            pause: 0.0,
            closed_until: 0.0,
            latest: 0.0,
            user: String::new(),
            marker: String::new(),
            spent: Vec::new(),
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
                plugin: login.server.id(),
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

    /// When the login in force arrived; infinite if nobody is logged in.
    pub fn received_at(&self) -> f64 {
        self.login().map_or(f64::INFINITY, |login| login.received_at)
    }

    /// The access token, unless it counts as expired or was refused.
    pub fn token(&self, now: f64) -> Option<&Secret> {
        let login = self.login()?;
        (self.remaining(now) > 0.0).then_some(&login.token)
    }

    /// From when on the token counts as expired; infinite for one without expiry.
    pub fn usable_until(&self) -> Option<f64> {
        self.login().map(|login| login.usable_until(self.config.margin_s))
    }

    /// Milliseconds until the token counts as expired; negative afterwards.
    pub(super) fn remaining(&self, now: f64) -> f64 {
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
        // The clock may have been set back since.
        self.latest = login.received_at;
        self.set_login(login, persisted);
    }

    pub(super) fn set_login(&mut self, login: Login, persisted: bool) {
        self.spend();
        self.generation += 1;
        self.revision += 1;
        self.remember(&login);
        self.persisted = persisted;
        self.refused = None;
        self.silent_in_vain = false;
        self.suspected = false;
        self.unread = false;
        self.retry_at = login.received_at + MIN_PAUSE;
        self.pause = 0.0;
        self.closed_until = 0.0;
        self.state = State::Authenticated(Box::new(login));
    }

    /// Another tab stored a login: take it over, unless it is the one in force. Two access tokens of the
    /// same second can be equal, and only the refresh token tells which of the two is the newer one.
    pub fn adopt(&mut self, login: Login) {
        let is_other =
            |own: &Login| own.token != login.token || own.refresh_token != login.refresh_token;
        if self.login().is_none_or(is_other) {
            self.begin_login(login, true);
        }
    }

    /// The refresh token belongs to another tab: this one has a copy, and must not use it up.
    pub fn forget_refresh_token(&mut self) {
        if self.login().is_some_and(Login::can_refresh) {
            self.spend();
        }
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
        // The marker of a logout stays and is met again before every call: that changes nothing.
        if matches!(self.state, State::Anonymous(Some(EndReason::LoggedOut))) {
            return None;
        }
        self.spend();
        let before = core::mem::replace(&mut self.state, State::Anonymous(None));
        match before {
            State::Authenticated(login) => {
                self.become_anonymous(Some(reason));
                Some(login)
            }
            // A logout without a session is still one: nobody should be asked to log in.
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

    /// Who is logged in, or was last, as markers and messages to other tabs name them.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The logout marker that stood when they logged in.
    pub fn marker(&self) -> &str {
        &self.marker
    }

    /// Why the last session ended, if nobody is logged in.
    pub fn ended(&self) -> Option<EndReason> {
        match self.state {
            State::Anonymous(reason) => reason,
            _ => None,
        }
    }

    /// Before the stored session is read: this page has shown this login, and perhaps sent its token. Another
    /// tab may have replaced or removed it since.
    pub fn seen(&mut self, login: Login) {
        self.remember(&login);
        self.spent.push(Spent { login: Box::new(login), until: self.clock, is_left: false });
    }

    fn remember(&mut self, login: &Login) {
        self.user = login.user_key();
        self.marker.clone_from(&login.marker);
    }

    /// A logout in another tab holds here too, even if this one was frozen. `markers` are those of all
    /// users, as JSON.
    pub fn check_marker(&mut self, markers: &str) {
        if marker_of(markers, &self.user).is_some_and(|marker| marker != self.marker) {
            self.end(EndReason::LoggedOut);
        }
    }

    /// The login in force is about to be replaced, or to end.
    fn spend(&mut self) {
        if let State::Authenticated(login) = &self.state {
            self.spent.push(Spent { login: login.clone(), until: self.clock, is_left: false });
        }
    }

    /// Forgets earlier logins: those before the last logout, and all but the newest, unless one of these
    /// calls may have been sent with them.
    pub fn forget<'a>(&mut self, calls: impl Iterator<Item = &'a Call>) {
        let oldest = calls.fold(u32::MAX, |oldest, call| oldest.min(call.born));
        let mut newer = self.spent.len();
        for spent in core::mem::take(&mut self.spent) {
            newer -= 1;
            if oldest <= spent.until || !spent.is_left && newer < MAX_SPENT {
                self.spent.push(spent);
            }
        }
    }

    /// Adds what the server knows in confidence: of the login in force, and of earlier ones.
    pub fn confide(&self, secrets: &mut Redaction) {
        if let Some(login) = self.login() {
            login.confide(secrets);
        }
        for spent in &self.spent {
            spent.login.confide(secrets);
        }
    }

    fn become_anonymous(&mut self, reason: Option<EndReason>) {
        if reason == Some(EndReason::LoggedOut) {
            // Nothing of a session is left after a logout, but for the calls on their way.
            self.spent.iter_mut().for_each(|spent| spent.is_left = true);
            self.logouts += 1;
        }
        self.revision += 1;
        self.persisted = false;
        self.state = State::Anonymous(reason);
    }

    /// What time it is. Moves all times along with a clock that was set back; how far the token has
    /// come in its life stays. A clock that is ahead of what was expected looks like a sleep.
    pub fn observe(&mut self, now: f64) {
        let back = self.latest - now;
        if back < JITTER {
            self.latest = self.latest.max(now);
            return;
        }
        self.latest = now;
        for time in [&mut self.retry_at, &mut self.closed_until] {
            *time -= back;
        }
        if let State::Authenticated(login) = &mut self.state {
            login.move_back(back);
            self.revision += 1;
        }
    }

    /// Time has passed. True when a refresh is due.
    pub fn tick(&mut self, now: f64) -> bool {
        self.observe(now);
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

    /// Another tab has failed to renew the session's token: no background refresh before `until`.
    pub fn wait(&mut self, until: f64) {
        self.retry_at = self.retry_at.max(until);
    }

    /// When the next background refresh may be.
    pub fn retry_at(&self) -> f64 {
        self.retry_at
    }

    /// When [`Machine::tick`] has something to do next, in milliseconds since the epoch.
    pub fn wake_at(&self) -> Option<f64> {
        let login = self.login()?;
        let at = login.usable_until(self.config.margin_s);
        let needed = !login.can_refresh() || self.config.refresh == Refresh::Auto;
        (needed && at.is_finite()).then_some(at.max(self.retry_at))
    }
}
