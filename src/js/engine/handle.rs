//! Events and effects as text. `pkg/engine/protocol.d.ts` has the same as types.

use alloc::{boxed::Box, string::String};

use super::{Engine, Meta, now};
use crate::core::{
    client::{Effect, Event, Rivals, Store, WAIT},
    error::{Code, Error, Result},
    json::integer,
    server::Grant,
};

impl Engine {
    /// Takes an event in: its effects, one a line, each with what it needs behind a space.
    pub(super) fn handle(&mut self, event: Event) -> Option<String> {
        let mut text = String::new();
        let effects = self.client.handle(event, now());
        for effect in effects.iter().copied() {
            text.push_str(effect.name());
            text.push(' ');
            self.write_details(effect, &mut text);
            text.push('\n');
        }
        Some(text)
    }

    fn write_details(&self, effect: Effect, text: &mut String) {
        match effect {
            Effect::Unlock { after } | Effect::Timer(after) => integer(text, after.into()),
            Effect::Say(message) => text.push_str(message.as_str()),
            Effect::SayWait => {
                text.push_str(WAIT);
                integer(text, self.client.machine.retry_at());
            }
            _ => {}
        }
    }

    /// What a refresh was answered.
    pub(crate) fn refresh_grant(&self, answer: &Meta, body: &str) -> Result<Box<Grant>> {
        let answer = answer.answer(body)?;
        match self.client.machine.login() {
            Some(login) => login.server.read_grant(answer, "refresh").map(Box::new),
            // It ended meanwhile: whatever was granted is not taken.
            None => Err(Error::new(Code::NotAuthenticated, "Nobody is logged in.")),
        }
    }
}

/// The words of a store: `tabs` or `requests`, `shared`, `slow`, `copied`.
pub(super) fn store_of(words: &str) -> Store {
    let mut store = Store::default();
    for word in words.split(' ') {
        match word {
            "tabs" => store.rivals = Rivals::Tabs,
            "requests" => store.rivals = Rivals::Requests,
            "shared" => store.shared = true,
            "slow" => store.slow = true,
            "copied" => store.copied = true,
            _ => {}
        }
    }
    store
}
