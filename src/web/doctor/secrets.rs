//! Findings and hints quote what servers say: addresses, codes, names. A hostile one may say a secret.

use alloc::{rc::Rc, string::String, vec::Vec};

use super::super::{Credentials, state::State};
use crate::core::{
    doctor::MAX_CHARS,
    secret::{Redaction, Secret},
};

/// How many sessions back a server may echo a token.
const OLDER: usize = 6;

/// What must not be quoted: tokens of this session and of those before it, and what is being typed in.
#[derive(Default)]
pub(super) struct Secrets {
    tokens: Vec<Secret>,
    typed: Vec<Secret>,
}

impl Secrets {
    /// Remembers the tokens in force, before they are replaced.
    pub(super) fn note(&mut self, tokens: [String; 2]) {
        for token in tokens.into_iter().filter(|token| !token.is_empty()) {
            let token = Secret::new(token);
            if !self.tokens.contains(&token) {
                self.tokens.push(token);
            }
        }
        let excess = self.tokens.len().saturating_sub(2 * OLDER);
        self.tokens.drain(..excess);
    }

    /// Remembers what a login sends, until [`Secrets::forget`].
    pub(super) fn type_in(&mut self, credentials: &Credentials) {
        let all = credentials.iter().filter(|(name, _)| *name != "username");
        self.typed.extend(all.map(|(_, value)| Secret::new(value.into())));
    }

    pub(super) fn forget(&mut self, credentials: &Credentials) {
        self.typed.retain(|typed| !credentials.iter().any(|(_, value)| value == typed.expose()));
    }
}

/// A text that may quote a server, without anything that the server knew in confidence.
pub(super) fn redact(state: &Rc<State>, text: &str) -> String {
    let mut secrets = state.extras.doctor.secrets.borrow_mut();
    secrets.note(state.tokens());
    let mut redaction = Redaction::default();
    for secret in secrets.tokens.iter().chain(&secrets.typed) {
        redaction.add(secret);
    }
    redaction.apply(text, MAX_CHARS)
}
