//! The protocol of a client, without I/O: events in, effects out.
//!
//! [`Client::handle`] takes an [`Event`] and returns [`Effect`]s. Between an event and its effects
//! nothing waits, so that the exploration can drive this very code through every order of events.
//! Time and random numbers come in with events.

mod effect;
mod event;
mod refresh;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

use alloc::{boxed::Box, vec::Vec};
use core::hash::{Hash, Hasher};

pub use effect::Effect;
pub use event::{Event, Message, Rivals, Store, WAIT};

use super::{
    error::Error,
    session::{Config, Machine},
};
use refresh::{Flight, Reply};

/// Milliseconds for which a message of another tab can put off background refreshes. Other scripts of
/// the origin can send such a message as well, with any time.
const LONGEST_WAIT: f64 = 86_400_000.0;

/// One client: its session, and what is under way.
///
/// Two clients are equal if every event has the same effects on both.
#[derive(Debug, Clone)]
pub struct Client {
    /// The session.
    pub machine: Machine,
    /// The refresh that is under way. Everybody who needs one shares it.
    flight: Flight,
    /// Whether somebody waits for it; else it is done in the background.
    awaited: bool,
    /// What it was answered, during the look at the store that follows.
    reply: Option<Reply>,
    failure: Option<Box<Error>>,
}

impl Client {
    /// A client whose stored session has not been read.
    pub fn new(config: Config) -> Self {
        Self {
            machine: Machine::new(config),
            flight: Flight::default(),
            awaited: false,
            reply: None,
            failure: None,
        }
    }

    fn essence(&self) -> impl Eq + Hash + use<'_> {
        let reply = self.reply.as_ref().map(Reply::essence);
        (self.machine.essence(), self.flight.essence(&self.machine), self.awaited, reply)
    }

    /// Whether a refresh is under way.
    pub fn is_refreshing(&self) -> bool {
        self.flight.is_under_way()
    }

    /// Why the refresh failed that [`Effect::Settle`] has ended, if it did.
    pub fn take_failure(&mut self) -> Option<Box<Error>> {
        self.failure.take()
    }

    /// When there is something to do next, in milliseconds since the epoch. Not during a refresh.
    pub fn wake_at(&self) -> Option<f64> {
        if self.is_refreshing() { None } else { self.machine.wake_at() }
    }

    /// Takes in what happened at `now` (milliseconds since the epoch). An event that nothing waits
    /// for has no effect.
    pub fn handle(&mut self, event: Event, now: f64) -> Vec<Effect> {
        let mut effects = Vec::new();
        match event {
            Event::Refresh { awaited, store } => self.begin_refresh(awaited, store, &mut effects),
            Event::Wait(until) if until - now < LONGEST_WAIT => self.machine.wait(until),
            Event::Heard(message) => self.hear(message, &mut effects),
            event => self.advance(event, now, &mut effects),
        }
        effects
    }

    fn hear(&mut self, message: Message, effects: &mut Vec<Effect>) {
        match message {
            Message::AreYouBusy => {
                if self.flight.is_at_work() {
                    effects.push(Effect::Say(Message::Busy));
                }
            }
            Message::Busy => self.flight.wait_on(effects),
            Message::Changed => {}
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
