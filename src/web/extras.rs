//! What a client remembers in addition to its session.

use alloc::vec::Vec;
use core::cell::{Cell, OnceCell, RefCell};

use js_sys::{Function, WeakMap};
use web_sys::Response;

use super::{
    Request,
    state::{Flight, State, Work},
    via::Via,
};
use crate::core::overrides::Overrides;

#[derive(Default)]
pub(super) struct Extras {
    /// CORS hides the headers of the site's lists; the envelope has them.
    pub(super) hides_totals: Cell<bool>,
    /// How many requests the site takes in one batch, once it was asked.
    pub(super) batch_limit: Cell<Option<usize>>,
    /// Whether the app has closed the client.
    pub(super) closed: Cell<bool>,
    /// Counts calls: each has a number.
    pub(super) calls: Cell<u32>,
    /// Whether the REST API has answered at the root that is known.
    pub(super) sure: Cell<bool>,
    /// Wake the calls that wait for a login.
    pub(super) askers: RefCell<Vec<Function>>,
    /// Reads a store that takes its time.
    pub(super) loading: Flight,
    /// Until when a session must have arrived that a logout removes from a store which takes its time.
    pub(super) left_at: Cell<f64>,
    /// The removal of what a logout ended, from a store that takes its time.
    pub(super) removal: RefCell<Option<Work>>,
    pub(super) via: Via,
    /// What was sent for the responses that the app holds, as JSON.
    sent: OnceCell<WeakMap>,
    #[cfg(feature = "doctor")]
    pub(super) doctor: super::doctor::Doctor,
    overrides: RefCell<Overrides>,
}

impl Extras {
    fn sent(&self) -> &WeakMap {
        self.sent.get_or_init(WeakMap::new)
    }

    /// Remembers what was sent for a response, for as long as the app holds it.
    pub(super) fn keep_sent(&self, response: &Response, about: &str) {
        self.sent().set(response, &about.into());
    }

    /// What was sent for a response; nothing is known of one from elsewhere.
    pub(super) fn sent_for(&self, response: &Response) -> Option<String> {
        self.sent().get(response).as_string()
    }
}

/// A request as it has to travel on this site.
pub(super) fn overridden(state: &State, request: &Request) -> Request {
    let mut request = request.clone();
    let known = state.extras.overrides.borrow();
    if !request.names_method() && request.is_route() && known.applies(request.method()) {
        request = request.method_override();
    }
    request
}

/// Remembers the result of a request; `answered` as [`Overrides::note`] takes it.
pub(super) fn note_method(state: &State, request: &Request, answered: bool) {
    let mut known = state.extras.overrides.borrow_mut();
    match request.method_named() {
        Some(method) => known.note(method, true, answered),
        None => known.note(request.method(), false, answered),
    }
}
