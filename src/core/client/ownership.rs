//! Whose a session is in a tab that the browser has duplicated or opened: browsers copy `sessionStorage`
//! into it.
//!
//! Both tabs have the same name for their session there, but the one that logged in, or asked first, knows
//! it for its own. A name is good for one refresh: should the original be frozen and not respond, the tab
//! that comes second finds the name used up, and does not send a refresh token that is of no use.
//!
//! A tab looks at it as the first thing of a refresh, with the lock of that name. A tab that has just read
//! its session begins a refresh for that alone.

use alloc::vec::Vec;
use core::{hash::Hash, mem::take};

use super::{Client, Effect, Store};

/// What a tab knows of the name of its session. Names are positive numbers, and 0 is none.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Ownership {
    /// The name by which it knows the session for its own.
    pub(super) own: f64,
    /// The name for which it has asked the other tabs, which it does once.
    pub(super) asked: f64,
    /// Whether one of them has claimed it.
    is_theirs: bool,
    /// A login has begun a session here, which needs a name.
    pub(super) is_new: bool,
    /// The session has just been read from the store.
    pub(super) is_read: bool,
}

impl Ownership {
    pub(super) fn essence(&self) -> impl Eq + Hash + use<> {
        let names = (self.own.to_bits(), self.asked.to_bits());
        (names, self.is_theirs, self.is_new, self.is_read)
    }

    /// Whether the session with this name is another tab's; nothing if those must be asked first.
    pub(super) fn is_copy(&mut self, name: f64, is_used: bool) -> Option<bool> {
        if name == 0.0 || is_used || self.own == name {
            return Some(is_used);
        }
        if self.asked == 0.0 {
            self.asked = name;
            return None;
        }
        if !self.is_theirs {
            self.own = name;
        }
        Some(self.is_theirs)
    }
}

impl Client {
    /// The name that [`Effect::TakeOwnership`] uses up; 0 for a session that has begun here.
    pub fn spent_name(&self) -> f64 {
        self.ownership.own
    }

    /// The name by which this tab knows its session for its own.
    #[cfg(test)]
    pub(crate) fn own_name(&self) -> f64 {
        self.ownership.own
    }

    /// After a login.
    pub(super) fn name_session(&mut self, effects: &mut Vec<Effect>) {
        if take(&mut self.ownership.is_new) && self.shelf.store.is(Store::COPIED) {
            self.ownership.own = 0.0;
            effects.push(Effect::TakeOwnership);
        }
    }

    /// After a session was read from the store: the other tab still uses its refresh token.
    pub(super) fn check_owner(&mut self, effects: &mut Vec<Effect>) {
        if take(&mut self.ownership.is_read) && self.shelf.store.is(Store::COPIED) {
            self.begin_refresh(false, effects);
            self.flight.only_looks = true;
        }
    }

    /// Another tab asks whose the session with this name is.
    pub(super) fn asked_owner(&self, name: f64, effects: &mut Vec<Effect>) {
        if self.ownership.own == name {
            effects.push(Effect::SayMine);
        }
    }

    /// Another tab says that it is its own.
    pub(super) fn claimed(&mut self, name: f64) {
        if self.ownership.asked == name {
            self.ownership.is_theirs = true;
        }
    }
}
