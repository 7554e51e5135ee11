//! What this tab and the others leave in the store, and what they say to each other about it.

use alloc::{string::String, vec::Vec};
use core::{hash::Hash, mem::take};

use super::{
    Client, Effect, Heard, Message, Store,
    event::{CHANGED, MINE, WAIT, WHOSE},
};
use crate::core::{
    json::integer,
    login::{self, Login},
    session::{EndReason, Ticket},
    text::hash,
};

/// Milliseconds for which a message of another tab can put off background refreshes. Other scripts of
/// the origin can send such a message as well, with any time.
const LONGEST_WAIT: f64 = 86_400_000.0;

/// What a client knows of the store.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Shelf {
    pub(super) store: Store,
    /// The hash of the session that was last read from the store or written to it.
    stored: u64,
    /// The hash of a session that was stored and is dead. The store may have it still.
    left: u64,
    /// Another tab, or the store, says that the session has ended. The store has to confirm it.
    rumor: Option<EndReason>,
    /// Another tab has stored a session that arrived at this time.
    told: f64,
    /// The revision of the session that was last announced.
    announced: u32,
}

impl Shelf {
    /// What is stored is about to be removed.
    pub(super) fn forget(&mut self) {
        self.left = take(&mut self.stored);
    }

    pub(super) fn essence(&self) -> impl Eq + Hash + use<> {
        (self.store, self.stored, self.left, self.rumor, self.told.to_bits())
    }
}

impl Client {
    /// A stored session, if it is of this client's site and server.
    pub fn read(&self, text: &str) -> Option<Login> {
        login::from_record(text, &self.site, self.server)
    }

    /// The stored form of the session in force.
    pub fn record(&self) -> Option<String> {
        self.machine.login().map(|login| self.record_of(login))
    }

    /// The stored form of a login.
    pub(super) fn record_of(&self, login: &Login) -> String {
        login.to_record(&self.site)
    }

    /// This tab has written `text` to the store; or, if that is empty, could not.
    pub(super) fn kept(&mut self, store: Store, text: &str) {
        let announced = self.shelf.announced;
        self.shelf = Shelf { store, stored: hash(text), announced, ..Shelf::default() };
    }

    /// What the store has now; nothing if it has not been read.
    pub(super) fn looked(&mut self, store: Store, text: Option<&str>, markers: &str, now: f64) {
        self.shelf.store = store;
        self.machine.check_marker(markers);
        let Some(text) = text else { return };
        let Shelf { stored, left, .. } = self.shelf;
        let found = hash(text);
        let is_first = !self.machine.is_loaded();
        if !is_first && (found == stored || !store.is(Store::SHARED.and(Store::SLOW))) {
            return;
        }
        let login = if found == left { None } else { self.read(text) };
        if login.is_some() {
            self.shelf.stored = found;
        }
        if is_first {
            self.ownership.is_read = login.is_some();
            self.machine.load(login, store.is(Store::PERSISTENT), now);
            self.machine.check_marker(markers);
        } else if let Some(login) = login {
            self.machine.adopt(login);
            self.machine.check_marker(markers);
        } else if stored != 0
            && found == 0
            && let Some(reason) = self.shelf.rumor.take()
        {
            self.machine.end(reason);
        }
    }

    /// What another tab said. Whatever it was, there may be something new in the store.
    pub(super) fn heard(&mut self, heard: Heard, now: f64, effects: &mut Vec<Effect>) {
        match heard {
            Heard::Said(Message::AreYouBusy) if self.flight.is_at_work() => {
                effects.push(Effect::Say(Message::Busy));
            }
            Heard::Said(Message::AreYouBusy) => {}
            Heard::Said(Message::Busy) => self.flight.wait_on(effects),
            Heard::Whose(name) => self.asked_owner(name, effects),
            Heard::Mine(name) => self.claimed(name),
            Heard::Changed(time) => self.shelf.told = time.max(self.shelf.told),
            Heard::Ended { reason: EndReason::LoggedOut, user, marker }
                if self.machine.user() == user =>
            {
                // A login that was made after that logout knows its marker.
                if self.machine.marker() != marker {
                    self.machine.end(EndReason::LoggedOut);
                }
            }
            Heard::Ended { reason, .. } => self.shelf.rumor = Some(reason),
            Heard::Wait(until) if until - now < LONGEST_WAIT => self.machine.wait(until),
            Heard::Wait(_) => {}
        }
        effects.push(Effect::Check);
    }

    /// Whether another tab has stored a newer session, which this tab does not see yet: browsers share
    /// `localStorage` between processes late.
    pub(super) fn is_behind(&self) -> bool {
        let Shelf { store, told, .. } = self.shelf;
        store.is(Store::SHARED) && self.machine.received_at() < told
    }

    /// It does not come: goes on with what there is.
    pub(super) fn stop_waiting(&mut self) {
        self.shelf.told = 0.0;
    }

    /// What [`Effect::Say`] and its like tell the other tabs. [`Heard::of`] reads it.
    pub fn write_message(&self, effect: Effect, text: &mut String) {
        let (kind, number) = match effect {
            Effect::Say(message) => return text.push_str(message.as_str()),
            Effect::AskOwner => (WHOSE, self.ownership.asked),
            Effect::SayMine => (MINE, self.ownership.own),
            Effect::SayEnded => (self.machine.ended().map_or("", EndReason::as_str), f64::NAN),
            Effect::SayWait => (WAIT, self.machine.retry_at()),
            Effect::SayChanged => (CHANGED, self.machine.received_at()),
            _ => return,
        };
        text.push_str(kind);
        text.push_str("::");
        if !number.is_nan() {
            integer(text, number);
        }
    }

    /// After everything that may have changed the session: tells the store and the app.
    pub(super) fn announce(&mut self, effects: &mut Vec<Effect>) {
        let revision = self.machine.revision();
        if revision == self.shelf.announced {
            return;
        }
        self.shelf.announced = revision;
        // The app does not wait for a store that takes its time.
        effects.push(Effect::Announce);
        if self.machine.login().is_none() {
            self.leave(effects);
        }
    }

    /// Removes what is stored, if anything, because that session has ended.
    pub(super) fn leave(&mut self, effects: &mut Vec<Effect>) {
        if self.shelf.stored == 0 {
            return;
        }
        self.shelf.forget();
        effects.push(Effect::Remove);
        // A logout is announced where it happens.
        let is_told = self.machine.ended() != Some(EndReason::LoggedOut);
        if is_told && self.shelf.store.is(Store::SHARED) {
            effects.push(Effect::SayEnded);
        }
    }

    /// After [`Effect::Save`] of the session with this token. `is_dead`: it could not replace the session that is
    /// stored, which is of no use any more.
    pub(super) fn tell_saved(
        &mut self,
        ticket: Ticket,
        persisted: bool,
        is_dead: bool,
        effects: &mut Vec<Effect>,
    ) {
        if self.machine.login().is_none() {
            // A logout meanwhile removed what was stored then.
            self.leave(effects);
        } else if self.machine.is_current(ticket) {
            if is_dead {
                self.shelf.left = self.shelf.stored;
                effects.push(Effect::Remove);
            }
            self.machine.set_persisted(persisted);
            if self.shelf.store.is(Store::SHARED) {
                effects.push(Effect::SayChanged);
            }
        }
    }

    /// Whether [`Effect::Save`], or [`Effect::Remove`], may replace this text, which is stored: not a session that
    /// another tab has stored, and that this one has not read.
    pub fn may_replace(&self, is_removal: bool, text: &str) -> bool {
        let Shelf { store, stored, left, .. } = self.shelf;
        let found = hash(text);
        !store.is(Store::SHARED) || found == left || !is_removal && [stored, 0].contains(&found)
    }
}
