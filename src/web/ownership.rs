//! Tells a session of this tab from the browser's copy of it in a duplicated or opened tab:
//! `pkg/engine/ownership.js` in Rust. Browsers copy only `sessionStorage`.
//!
//! Both tabs have the same name in `sessionStorage`, but the one that logged in, or asked first, knows it
//! for its own. A name is good for one refresh: should the original be frozen and not respond, the tab
//! that comes second finds the name used up, and does not send a refresh token that is of no use.

use alloc::string::String;
use core::cell::RefCell;

use futures_util::future::{self, Either, FutureExt, LocalBoxFuture, Shared};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::{page, state::State, storage::Markers};
use crate::js::operations::Operation;

/// Milliseconds that another tab has to respond.
const PATIENCE: u32 = 300;

#[derive(Default)]
pub(super) struct Ownership {
    own: RefCell<Option<String>>,
    /// Whether another tab has claimed the name, once that was asked.
    asked: RefCell<Option<Shared<LocalBoxFuture<'static, bool>>>>,
    /// Wakes the one who asked.
    claimed: RefCell<Option<Function>>,
}

fn key(state: &State) -> String {
    [&state.key, ":tab"].concat()
}

fn is_used(state: &State, name: &str) -> bool {
    !Markers::used(&state.key).of(name).is_empty()
}

/// Whether browsers copy this client's sessions.
pub(super) fn is_copied(state: &State) -> bool {
    state.store.is_persistent() && !state.store.is_shared()
}

/// The session's name in this tab.
pub(super) fn name(state: &State) -> Option<String> {
    is_copied(state).then(|| state.store.get(&key(state)))?
}

/// The session was begun here.
pub(super) fn take(state: &State) {
    if is_copied(state) {
        let name = page::unique();
        state.store.set(&key(state), &name);
        state.extras.ownership.own.replace(Some(name));
    }
}

/// Before a refresh: any other tab that has the name has a refresh token of no use.
pub(super) fn spend(state: &State) {
    if let Some(name) = name(state) {
        Markers::used(&state.key).leave(&name);
    }
    take(state);
}

/// Whether the session is another tab's.
pub(super) async fn is_copy(state: &State) -> bool {
    let Some(name) = name(state) else { return false };
    let ownership = &state.extras.ownership;
    if ownership.own.borrow().as_ref() == Some(&name) {
        return is_used(state, &name);
    }
    if is_used(state, &name) {
        return true;
    }
    let asked = ownership.asked.borrow().clone();
    let asked = asked.unwrap_or_else(|| ask(state, &name));
    if asked.await || is_used(state, &name) {
        return true;
    }
    ownership.own.replace(Some(name));
    false
}

fn ask(state: &State, name: &str) -> Shared<LocalBoxFuture<'static, bool>> {
    let ownership = &state.extras.ownership;
    let claim = Promise::new(&mut |resolve, _| {
        ownership.claimed.replace(Some(resolve));
    });
    state.say(&["whose:", name].concat());
    let asked = future::select(JsFuture::from(claim), TimeoutFuture::new(PATIENCE))
        .map(|first| matches!(first, Either::Left(_)))
        .boxed_local()
        .shared();
    ownership.asked.replace(Some(asked.clone()));
    asked
}

/// Responds to another tab's question, or hears the response to its own.
pub(super) fn hear(state: &State, message: &str) {
    let ownership = &state.extras.ownership;
    if let Some(own) = ownership.own.borrow().as_ref()
        && message.strip_prefix("whose:") == Some(own)
    {
        state.say(&["mine:", own].concat());
    }
    if let Some(claimed) = message.strip_prefix("mine:")
        && name(state).as_deref() == Some(claimed)
        && let Some(wake) = ownership.claimed.take()
    {
        let _ = wake.call0(&JsValue::NULL);
    }
}

/// A copy of another tab's session lives as long as its token.
pub(super) async fn disown(state: &State) {
    if is_copy(state).await {
        state.tell(Operation::forgetRefreshToken, 0.0, "");
        state.save_in_force();
        state.wake();
    }
}
