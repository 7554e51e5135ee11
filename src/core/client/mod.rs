//! The protocol of a client, without I/O: events in, effects out.
//!
//! [`Client::handle`] takes an [`Event`] and returns [`Effect`]s. Between an event and its effects
//! nothing waits, so that the exploration can drive this very code through every order of events.
//! Time and random numbers come in with events.

mod calls;
mod effect;
mod event;
mod login;
mod logout;
mod ownership;
mod refresh;
mod store;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
mod validate;

use alloc::{boxed::Box, string::String, vec::Vec};
use core::hash::{Hash, Hasher};

pub use calls::{Answered, Judgement, Traits};
pub use effect::{Effect, LoginEffect, Role};
pub use event::{Event, Heard, LoginEvent, Message, Outcome, Store};
pub use login::{Given, LogIn};
pub use logout::deletion;
pub use validate::Reading;

use super::{
    error::Error,
    login::Login,
    server::Server,
    session::{Config, Machine, Ticket},
};
use calls::Calls;
use login::Factor;
use ownership::Ownership;
use refresh::{Flight, Reply};
use store::Shelf;

/// One client: its session, and what is under way.
///
/// Two clients are equal if every event has the same effects on both, apart from [`Effect::Wake`].
#[derive(Debug, Clone)]
pub struct Client {
    /// The session.
    pub machine: Machine,
    /// The site's id, and the server that the app has named: sessions of others are not read.
    site: String,
    server: Option<Server>,
    shelf: Shelf,
    /// The refresh that is under way. Everybody who needs one shares it.
    flight: Flight,
    /// Whether somebody waits for it; else it is done in the background.
    awaited: bool,
    /// The time of the last [`Effect::Wake`].
    alarm: Option<f64>,
    /// What it was answered, during the look at the store that follows.
    reply: Option<Reply>,
    failure: Option<Box<Error>>,
    /// `logouts` of the machine after the last logout of this client, which wins over every login that was begun
    /// before. That of another tab does not.
    left_at: u32,
    /// A login that waits for its second factor.
    factor: Option<Factor>,
    /// The session that [`Effect::Revoke`] is about.
    ended: Option<Box<Login>>,
    calls: Calls,
    /// The token that a call brought along, while it is being stored.
    rotated: Option<Ticket>,
    ownership: Ownership,
}

impl Client {
    /// A client of the site with this id (`Site::id`), and of this server if the app has named one. Its
    /// stored session has not been read.
    #[inline(always)]
    pub fn new(config: Config, site: String, server: Option<Server>) -> Self {
        Self {
            machine: Machine::new(config),
            site,
            server,
            shelf: Shelf::default(),
            flight: Flight::default(),
            awaited: false,
            alarm: None,
            reply: None,
            failure: None,
            left_at: 0,
            factor: None,
            ended: None,
            calls: Calls::default(),
            rotated: None,
            ownership: Ownership::default(),
        }
    }

    fn essence(&self) -> impl Eq + Hash + use<'_> {
        let reply = self.reply.as_ref().map(Reply::essence);
        let flight = self.flight.essence(&self.machine);
        let calls = self.calls.essence(&self.machine);
        let rotated = self.rotated.map(|ticket| self.machine.is_current(ticket));
        let factor = self.factor.as_ref().map(Factor::essence);
        let session = (self.machine.essence(), self.shelf.essence(), self.ownership.essence());
        (session, flight, self.awaited, reply, calls, rotated, factor)
    }

    /// Whether a refresh is under way.
    pub fn is_refreshing(&self) -> bool {
        self.flight.is_under_way()
    }

    /// Why the refresh failed that [`Effect::Settle`] ends, if it did.
    pub fn take_failure(&mut self) -> Option<Box<Error>> {
        self.failure.take()
    }

    /// When there is something to do next, in milliseconds since the epoch. Not during a refresh.
    pub fn wake_at(&self) -> Option<f64> {
        if self.is_refreshing() { None } else { self.machine.wake_at() }
    }

    /// Takes in what happened at `now` (milliseconds since the epoch). An event that nothing waits
    /// for has no effect.
    pub fn handle(&mut self, event: Event<'_>, now: f64) -> Vec<Effect> {
        let mut effects = Vec::new();
        match event {
            Event::Refresh { awaited } => self.begin_refresh(awaited, &mut effects),
            Event::Stored { store, text, markers } => self.looked(store, text, markers, now),
            Event::Kept { store, text } => self.kept(store, text),
            Event::Heard(heard) => self.heard(heard, now, &mut effects),
            Event::Changed => {}
            Event::Owned(name) => self.ownership.own = name,
            Event::Call { call, traits, aim } => self.call(call, traits, aim, now, &mut effects),
            Event::Resumed { call, traits, text, sent } => {
                let login = self.read(text);
                self.resume(call, traits, login.as_ref(), sent);
            }
            Event::CallAnswered { call, is_lost, is_detour, answered } => {
                self.call_answered(call, [is_lost, is_detour], answered, now, &mut effects)
            }
            Event::CallEnded(call) => {
                // It changes no session: nobody waits for effects.
                self.call_ended(call);
                return effects;
            }
            Event::Rotated { call, token } => self.rotated(call, token, now, &mut effects),
            Event::RotationSaved(persisted) => self.rotation_saved(persisted, &mut effects),
            Event::Ask => self.ask_login(&mut effects),
            Event::LoginAsked { ask, given } => self.login_asked(ask, given, &mut effects),
            Event::Woken { shown } => self.woken(shown, now, &mut effects),
            Event::LogOut { everywhere, removed, marked } => {
                self.log_out(everywhere, removed, marked, now, &mut effects)
            }
            event => self.advance(event, now, &mut effects),
        }
        self.catch_up(&mut effects);
        effects
    }

    /// After everything that may have changed the session.
    fn catch_up(&mut self, effects: &mut Vec<Effect>) {
        self.check_asking(effects);
        self.name_session(effects);
        self.announce(effects);
        self.forget();
        self.check_owner(effects);
        let at = self.wake_at();
        if self.alarm != at {
            self.alarm = at;
            effects.push(Effect::Wake);
        }
    }

    fn woken(&mut self, shown: bool, now: f64, effects: &mut Vec<Effect>) {
        let due = self.machine.tick(now);
        if shown {
            // It may have come early: timers are shorter than the lives of some tokens.
            self.alarm = None;
            if due {
                self.begin_refresh(false, effects);
            }
        }
    }
}

impl PartialEq for Client {
    fn eq(&self, other: &Self) -> bool {
        self.essence() == other.essence()
    }
}

impl Eq for Client {}

impl Hash for Client {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.essence().hash(state);
    }
}
