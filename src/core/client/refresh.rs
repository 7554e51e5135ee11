//! The refresh: lock, look at the store, send, look again, store, tell the other tabs.
//!
//! ```text
//! Idle -> Queued (-> Asked) -> Entering (-> Behind) (-> FindingOwner) -> Sent -> Checking (-> Saving) -> Settling -> Idle
//! ```
//!
//! The last effects may take long: a slow store removes a session, or releases a lock of its own. Another
//! refresh begins only after them, because this one still has the lock.

use alloc::{boxed::Box, vec::Vec};
use core::hash::Hash;

use super::{Client, Effect, Event, Message, Store};
use crate::core::{
    error::{Code, Error, Result, Sent},
    secret::Secret,
    server::Grant,
    session::{Machine, Ticket},
};

/// Milliseconds after which a waiting tab asks whether the tab with the lock is still at work.
const PATIENCE: u32 = 4000;

/// Milliseconds in which a tab that is not frozen responds.
const ANSWER: u32 = 300;

/// How often a waiting tab believes that the other one is busy: a request may hang for ever.
const ROUNDS: u8 = 10;

/// Milliseconds after which all tabs see what one tab stored: browsers' processes share it late.
const LINGER: u32 = 150;

/// Milliseconds between two looks for another tab's new session, after a refusal.
const LOOK: u32 = 50;

/// How many such looks: together a second, after which another tab's session can be seen.
const LOOKS: u8 = 20;

/// How far a refresh has come.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Flight {
    stage: Stage,
    store: Store,
    /// The token that was to be renewed.
    known: Ticket,
    /// Whether the lock was granted.
    held: bool,
    /// Whether there was a session before the look at the store.
    had_login: bool,
    /// Whether it only finds out whose the session is, unless somebody comes who waits for it.
    pub(super) only_looks: bool,
    /// How often the tab with the lock may still say that it is at work; how many looks are left.
    left: u8,
    /// The token with which the request was sent; then the one that is being stored.
    ticket: Ticket,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
enum Stage {
    /// There is none.
    #[default]
    Idle,
    /// Waits for the lock.
    Queued,
    /// Waits for the lock, and has asked the tab that has it whether it is at work.
    Asked,
    /// Has the lock, or goes on without, and looks what other tabs did meanwhile.
    Entering,
    /// Another tab has stored a newer session, which this one does not see yet.
    Behind,
    /// Looks whose session it is, and may have asked the other tabs.
    FindingOwner,
    /// The request is on its way.
    Sent,
    /// It was answered. Looks whether another tab was faster.
    Checking,
    /// The new session is being stored.
    Saving,
    /// Its last effects are being carried out.
    Settling,
}

/// [`Event::Answered`], kept for the time of a look.
#[derive(Debug, Clone)]
pub(super) struct Reply {
    result: Result<Box<Grant>>,
    chance: f64,
}

impl Reply {
    pub(super) fn essence(&self) -> impl Eq + Hash + use<'_> {
        let result = match &self.result {
            Ok(grant) => {
                let refresh_token = grant.refresh_token.as_ref().map(Secret::expose);
                Ok((grant.token.expose(), refresh_token, grant.times.exp.map(f64::to_bits)))
            }
            Err(error) => {
                Err((error.code.as_str(), error.ends, error.retry_after.map(f64::to_bits)))
            }
        };
        (result, self.chance.to_bits())
    }
}

impl Flight {
    /// What the future depends on. Generations count up: they are compared, never used.
    pub(super) fn essence(&self, machine: &Machine) -> impl Eq + Hash + use<> {
        let sent = matches!(self.stage, Stage::Sent | Stage::Checking | Stage::Saving);
        let ticket = sent.then(|| (machine.is_current(self.ticket), self.ticket.at_bits()));
        let known = self.is_under_way() && machine.is_current(self.known);
        let is_early = matches!(self.stage, Stage::Entering | Stage::FindingOwner);
        let had_login = self.had_login && is_early;
        let only_looks = self.only_looks && (is_early || self.is_queued());
        (self.stage, self.store, known, self.held, had_login, only_looks, self.left, ticket)
    }

    pub(super) fn is_under_way(&self) -> bool {
        self.stage != Stage::Idle
    }

    fn is_queued(&self) -> bool {
        matches!(self.stage, Stage::Queued | Stage::Asked)
    }

    /// Has the lock, or goes on without: other tabs should wait.
    pub(super) fn is_at_work(&self) -> bool {
        self.is_under_way() && !self.is_queued()
    }

    /// The tab with the lock is at work. A tab that has asked waits on, unless that has lasted too long.
    pub(super) fn wait_on(&mut self, effects: &mut Vec<Effect>) {
        if self.stage == Stage::Asked && self.left > 0 {
            self.left -= 1;
            self.stage = Stage::Queued;
            effects.push(Effect::Timer(PATIENCE));
        }
    }
}

impl Client {
    pub(super) fn begin_refresh(&mut self, awaited: bool, effects: &mut Vec<Effect>) {
        self.awaited |= awaited;
        if self.is_refreshing() {
            return;
        }
        let store = self.shelf.store;
        let known = self.machine.ticket(0.0);
        self.flight =
            Flight { stage: Stage::Queued, store, known, left: ROUNDS, ..Flight::default() };
        if !store.needs_lock() {
            return self.enter(true, effects);
        }
        effects.push(Effect::Lock);
        if !store.is(Store::OWN_LOCK) {
            effects.push(Effect::Timer(PATIENCE));
        }
    }

    fn enter(&mut self, held: bool, effects: &mut Vec<Effect>) {
        self.flight.stage = Stage::Entering;
        self.flight.held = held;
        self.flight.had_login = self.machine.login().is_some();
        self.flight.left = LOOKS;
        effects.push(Effect::Look);
    }

    /// One step.
    pub(super) fn advance(&mut self, event: Event<'_>, now: f64, effects: &mut Vec<Effect>) {
        let Flight { stage, store, left, ticket, .. } = self.flight;
        match (stage, event) {
            (Stage::Queued, Event::Timer) => {
                self.flight.stage = Stage::Asked;
                effects.push(Effect::Say(Message::AreYouBusy));
                effects.push(Effect::Timer(ANSWER));
            }
            (Stage::Asked, Event::Timer) => effects.push(Effect::GiveUpLock),
            (Stage::Queued | Stage::Asked, Event::Locked(held)) => {
                // Who has asked hears nothing of the tab that had the lock before: its refresh is over.
                effects.push(Effect::Say(Message::Busy));
                self.enter(held, effects);
            }
            (Stage::Entering, Event::Looked)
                if store.is(Store::COPIED) && self.machine.login().is_some() =>
            {
                self.flight.stage = Stage::FindingOwner;
                effects.push(Effect::FindOwner);
            }
            (Stage::Entering, Event::Looked) if self.is_needless(now) => self.settle(None, effects),
            (Stage::Entering, Event::Looked) if left > 0 && self.is_behind() => {
                self.flight.left -= 1;
                self.flight.stage = Stage::Behind;
                effects.push(Effect::Timer(LOOK));
            }
            (Stage::Behind, Event::Timer) => {
                self.flight.stage = Stage::Entering;
                effects.push(Effect::Look);
            }
            (Stage::Entering, Event::Looked) => self.send(now, effects),
            (Stage::FindingOwner, Event::FoundOwner { name, is_used }) => {
                match self.ownership.is_copy(name, is_used) {
                    Some(is_copy) => self.know_owner(is_copy, now, effects),
                    None => {
                        effects.push(Effect::AskOwner);
                        effects.push(Effect::Timer(ANSWER));
                    }
                }
            }
            (Stage::FindingOwner, Event::Timer) => effects.push(Effect::FindOwner),
            (Stage::Sent, Event::Answered { result, chance }) => {
                self.flight.stage = Stage::Checking;
                self.flight.left =
                    if store.is(Store::SHARED) && is_refusal(&result) { LOOKS } else { 0 };
                self.reply = Some(Reply { result, chance });
                effects.push(Effect::Look);
            }
            (Stage::Checking, Event::Looked) => {
                if left == 0 || !self.machine.is_current(ticket) {
                    self.take(now, effects);
                } else {
                    self.flight.left -= 1;
                    effects.push(Effect::Timer(LOOK));
                }
            }
            (Stage::Checking, Event::Timer) => effects.push(Effect::Look),
            (Stage::Saving, Event::Saved(persisted)) => self.saved(persisted, effects),
            (Stage::Settling, Event::Settled) => {
                self.flight = Flight::default();
                self.awaited = false;
            }
            (stage, Event::Failed) if stage != Stage::Idle => self.settle(None, effects),
            // Late, or not for this step.
            _ => {}
        }
    }

    /// Whether there is nothing left to renew, after a look at what other tabs did.
    fn is_needless(&mut self, now: f64) -> bool {
        let Flight { known, had_login, .. } = self.flight;
        // It ended meanwhile, in another tab or request.
        let ended = had_login && self.machine.login().is_none();
        // Another tab was faster.
        let renewed = !self.machine.is_current(known) && self.machine.token(now).is_some();
        // Nobody waits for it, and it is not due (any more): another tab's failure has moved it.
        ended || renewed || !self.awaited && (self.flight.only_looks || !self.machine.tick(now))
    }

    fn know_owner(&mut self, is_copy: bool, now: f64, effects: &mut Vec<Effect>) {
        if is_copy {
            // It lives as long as its token.
            self.machine.forget_refresh_token();
            self.machine.tick(now);
            if self.machine.login().is_some() {
                // Nothing waits for what is reported of it.
                self.announce(effects);
                effects.push(Effect::Save);
            }
        }
        if self.is_needless(now) {
            self.settle(None, effects);
        } else {
            self.send(now, effects);
        }
    }

    fn send(&mut self, now: f64, effects: &mut Vec<Effect>) {
        self.stop_waiting();
        match self.machine.begin_refresh(now) {
            Ok(ticket) => {
                self.flight.stage = Stage::Sent;
                self.flight.ticket = ticket;
                if self.flight.store.is(Store::COPIED) {
                    effects.push(Effect::TakeOwnership);
                }
                effects.push(Effect::SendRefresh);
            }
            Err(error) => self.settle(Some(error), effects),
        }
    }

    /// Takes the server's response, unless another tab was faster.
    fn take(&mut self, now: f64, effects: &mut Vec<Effect>) {
        let Flight { store, held, ticket, .. } = self.flight;
        let Some(Reply { mut result, chance }) = self.reply.take() else { return };
        // Without the lock a refusal proves nothing: a frozen tab may have received the new token.
        if !held && is_refusal(&result) {
            let error = Error::new(Code::Timeout, "The server did not respond in time.");
            result = Err(error.sent(Sent::Maybe));
        }
        let overtaken = !self.machine.is_current(ticket);
        let result = result.map(|grant| *grant);
        if let Err(error) = self.machine.refreshed(ticket, result, now, chance) {
            if store.is(Store::SHARED) {
                effects.push(Effect::SayWait);
            }
            return self.settle(Some(error), effects);
        }
        // The token is still the one of before unless it was renewed: also of a session that has ended.
        if overtaken || self.machine.is_current(ticket) {
            return self.settle(None, effects);
        }
        self.flight.stage = Stage::Saving;
        self.flight.ticket = self.machine.ticket(now);
        self.announce(effects);
        effects.push(Effect::Save);
    }

    /// A refresh token that was used is dead: losing the new one would lose the session.
    fn saved(&mut self, persisted: bool, effects: &mut Vec<Effect>) {
        let Flight { store, ticket, .. } = self.flight;
        self.tell_saved(ticket, persisted, !persisted && store.is(Store::SLOW), effects);
        self.settle(None, effects);
    }

    /// The refresh is over, once these effects have been carried out.
    fn settle(&mut self, failure: Option<Box<Error>>, effects: &mut Vec<Effect>) {
        // Callers that wait for it see the session as it is now.
        self.announce(effects);
        let store = self.flight.store;
        if store.needs_lock() {
            let after = if store.is(Store::SHARED) { LINGER } else { 0 };
            effects.push(Effect::Unlock { after });
        }
        self.flight.stage = Stage::Settling;
        self.reply = None;
        self.failure = failure;
        effects.push(Effect::Settle);
    }
}

/// The server answered, and granted nothing.
fn is_refusal(result: &Result<Box<Grant>>) -> bool {
    result.as_ref().is_err_and(|error| error.sent == Sent::Answered)
}
