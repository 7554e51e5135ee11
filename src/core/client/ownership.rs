//! Whose copy of a session a tab has. Browsers copy `sessionStorage` into a duplicated or opened tab.
//!
//! Both tabs have the same name for their session there, but the one that logged in, or asked first,
//! knows it for its own. A name is good for one refresh: should the original be frozen and not respond,
//! the tab that comes second finds the name used up, and does not send a refresh token that is of no use.

use alloc::{string::String, vec::Vec};
use core::hash::Hash;

use super::{Client, Effect};

/// What a tab knows of the name of its session.
#[derive(Debug, Clone, Default)]
pub(super) struct Ownership {
    /// The name by which it knows the session for its own.
    own: String,
    /// The name for which it has asked the other tabs, which it does once.
    asked: String,
    /// Whether one of them has claimed it, or none in time.
    is_claimed: Option<bool>,
}

impl Ownership {
    pub(super) fn essence(&self) -> impl Eq + Hash + use<'_> {
        (self.own.as_str(), self.asked.as_str(), self.is_claimed)
    }
}

impl Client {
    /// The session was begun here, or is about to be renewed.
    pub(super) fn owns(&mut self, name: &str) {
        self.ownership.own = name.into();
    }

    /// The session's name in the store: what follows for the refresh that waits for it, or for a session
    /// that has just been read.
    pub(super) fn found_owner(
        &mut self,
        name: &str,
        is_used: bool,
        now: f64,
        effects: &mut Vec<Effect>,
    ) {
        let Ownership { own, asked, is_claimed } = &mut self.ownership;
        let is_copy = is_used
            || !name.is_empty()
                && own != name
                && match is_claimed {
                    Some(is_claimed) => *is_claimed,
                    None => {
                        if asked.is_empty() {
                            *asked = name.into();
                            effects.push(Effect::AskOwner);
                        }
                        return;
                    }
                };
        if !is_copy {
            *own = name.into();
        }
        self.know_owner(is_copy, now, effects);
    }

    /// Another tab asks whose session this is.
    pub(super) fn asked_owner(&self, name: &str, effects: &mut Vec<Effect>) {
        if !name.is_empty() && self.ownership.own == name {
            effects.push(Effect::SayMine);
        }
    }

    /// It is another tab's, or nobody has claimed it in time.
    pub(super) fn claimed(&mut self, is_claimed: bool, effects: &mut Vec<Effect>) {
        self.ownership.is_claimed.get_or_insert(is_claimed);
        effects.push(Effect::FindOwner);
    }
}
