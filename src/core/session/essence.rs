//! When two sessions are the same to whatever comes.

use core::hash::Hash;

use super::{Call, Machine, State, Ticket};
use crate::core::{login::Login, secret::Secret};

impl Machine {
    /// What the future depends on. Numbers that count up are compared, never used; times that have
    /// passed are all alike.
    pub(in crate::core) fn essence(&self) -> impl Eq + Hash + use<'_> {
        let (kind, reason, login) = match &self.state {
            State::Loading => (0, None, None),
            State::Anonymous(reason) => (1, *reason, None),
            State::Authenticated(login) => (2, None, Some(login_essence(login))),
        };
        let bits = |time: f64| time.max(self.latest).to_bits();
        let config = (self.config.margin_s.to_bits(), self.config.refresh, self.config.can_ask);
        (
            (config, kind, reason, login, self.persisted),
            self.asking_since.is_some(),
            (self.refused_essence(), self.silent_in_vain, self.unread),
            (bits(self.retry_at), bits(self.closed_until), self.latest.to_bits()),
            (self.pause.to_bits(), self.user.as_str(), self.marker.as_str()),
        )
    }

    /// Whether the token in force was refused, and in words.
    fn refused_essence(&self) -> Option<bool> {
        (self.refused == Some(self.generation)).then_some(self.suspected)
    }

    /// The same of a call. When it was begun matters to those who are being asked for a login.
    pub(in crate::core) fn call_essence(&self, call: &Call) -> impl Eq + Hash + use<> {
        (
            (call.auth, call.safe, call.replayable, call.route, call.may_carry),
            self.asking_since.is_some_and(|since| call.born > since),
            call.user.clone(),
            call.sent_generation.map(|sent| sent == self.generation),
            (call.repeated, call.refreshes, call.asked),
        )
    }
}

fn login_essence(login: &Login) -> impl Eq + Hash + use<'_> {
    let times = [Some(login.received_at), login.issued_at, login.expires_at];
    (
        login.token.expose(),
        login.refresh_token.as_ref().map(Secret::expose),
        (login.user.id.map(f64::to_bits), login.user.username.as_deref()),
        (login.server.id(), login.marker.as_str()),
        times.map(|time| time.map(f64::to_bits)),
    )
}

impl Ticket {
    pub(in crate::core) fn at_bits(self) -> u64 {
        self.at.to_bits()
    }
}
