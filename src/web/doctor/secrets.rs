//! Findings and hints quote what servers say: addresses, codes, names. A hostile one may say a secret.

use alloc::{string::String, vec::Vec};

use super::super::{Credentials, state::State};
use crate::core::{
    doctor::{MAX_CHARS, sentence},
    json::Json,
    secret::{Redaction, Secret},
};

/// What is being typed in, which the client's engine does not know.
#[derive(Default)]
pub(super) struct Secrets {
    typed: Vec<Secret>,
}

impl Secrets {
    /// Remembers what a login sends, until [`Secrets::forget`].
    pub(super) fn type_in(&mut self, credentials: &Credentials) {
        let all = credentials.iter().filter(|(name, _)| *name != "username");
        self.typed.extend(all.map(|(_, value)| Secret::new(value.into())));
    }

    pub(super) fn forget(&mut self, credentials: &Credentials) {
        for (_, value) in credentials.iter().filter(|(name, _)| *name != "username") {
            // Another login may have sent the same.
            let at = self.typed.iter().position(|typed| typed.expose() == value);
            at.map(|at| self.typed.swap_remove(at));
        }
    }
}

/// What the server knows in confidence now. A logout removes it: so it is asked for before requests
/// whose responses are quoted.
pub(super) fn known(state: &State) -> Redaction {
    let mut redaction = state.redaction();
    for secret in &state.extras.doctor.secrets.borrow().typed {
        redaction.add(secret);
    }
    redaction
}

/// An address without that, before the rules cut it: half a secret is none.
pub(super) fn clean_address(state: &State, address: &str) -> String {
    known(state).apply(address, MAX_CHARS)
}

/// A sentence that may quote a server, without that, and without what it has learnt since.
pub(super) fn redact(state: &State, before: &Redaction, parts: Json) -> String {
    let known = known(state);
    sentence(parts, &|text| known.apply(&before.apply(text, MAX_CHARS), MAX_CHARS))
}
