//! What this tab and the others keep of a session's name: `core::client::ownership` says what it is for.

use alloc::string::{String, ToString};

use super::{state::State, storage::Markers};
use crate::core::client::Event;

/// The largest name.
const LARGEST: f64 = 4_503_599_627_370_496.0;

fn key(state: &State) -> String {
    [&state.key, ":tab"].concat()
}

/// Whether browsers copy this client's sessions: only `sessionStorage`.
pub(super) fn is_copied(state: &State) -> bool {
    state.store.is_persistent() && !state.store.is_shared()
}

/// The session's name in this tab: a positive number, or 0 if it has none.
pub(super) fn name(state: &State) -> f64 {
    let name = state.store.get(&key(state)).filter(|_| is_copied(state));
    name.and_then(|name| name.parse().ok()).unwrap_or_default()
}

/// The event that tells of it.
pub(super) fn found(state: &State) -> Event<'static> {
    let name = name(state);
    let is_used = !Markers::used(&state.key).of(&name.to_string()).is_empty();
    Event::FoundOwner { name, is_used }
}

/// Gives the session a new name, which it returns. `spent` is good for no other refresh, or 0.
pub(super) fn rename(state: &State, spent: f64) -> f64 {
    if spent > 0.0 {
        Markers::used(&state.key).leave(&spent.to_string());
    }
    let name = (js_sys::Math::random() * LARGEST).ceil();
    state.store.set(&key(state), &name.to_string());
    name
}
