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
    typed: Vec<(u32, Credentials)>,
    count: u32,
}

impl Secrets {
    /// The number of a login, whose credentials are known until [`Secrets::forget`].
    pub(super) fn begin(&mut self) -> u32 {
        self.count += 1;
        self.count
    }

    pub(super) fn add(&mut self, number: u32, credentials: &Credentials) {
        self.typed.push((number, credentials.clone()));
    }

    pub(super) fn forget(&mut self, number: u32) {
        self.typed.retain(|(typed, _)| *typed != number);
    }
}

/// What the server knows in confidence now. A logout removes it: so it is asked for before requests
/// whose responses are quoted.
pub(super) fn known(state: &State) -> Redaction {
    let mut redaction = state.redaction();
    for (_, credentials) in &state.extras.doctor.secrets.borrow().typed {
        let username = credentials.get("username").unwrap_or_default();
        for (_, value) in credentials.iter().filter(|(name, _)| *name != "username") {
            redaction.add_credential(username, &Secret::new(value.into()));
        }
    }
    redaction
}

/// An address without that, before the rules cut it: half a secret is none.
pub(super) fn clean_address(state: &State, address: &str) -> String {
    known(state).apply(address, MAX_CHARS)
}

/// A sentence that may quote a server, without that, and without what it has learnt since. `is_late` says
/// that a server may know more in confidence than anybody here still does: it is not quoted then.
pub(super) fn redact(state: &State, before: &Redaction, is_late: bool, parts: Json) -> String {
    let known = known(state);
    sentence(parts, !is_late, &|text| known.apply(&before.apply(text, MAX_CHARS), MAX_CHARS))
}
