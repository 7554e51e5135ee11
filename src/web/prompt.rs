//! Asks the app for credentials when a call needs a login.

use alloc::{boxed::Box, rc::Rc};
use core::fmt;

use futures_util::future::{FutureExt, LocalBoxFuture};
use gloo_timers::future::TimeoutFuture;
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::{Credentials, EndReason, login, state::State};
use crate::core::{
    client::{Effect, Event},
    error::Result,
};

/// What the app does when a login is required.
#[derive(Clone)]
pub(super) struct Prompt(
    Rc<dyn Fn(Option<EndReason>) -> LocalBoxFuture<'static, Option<Credentials>>>,
);

impl Prompt {
    pub(super) fn new<F>(ask: impl Fn(Option<EndReason>) -> F + 'static) -> Self
    where
        F: Future<Output = Option<Credentials>> + 'static,
    {
        Self(Rc::new(move |reason| Box::pin(ask(reason))))
    }

    pub(super) fn ask(
        &self,
        reason: Option<EndReason>,
    ) -> LocalBoxFuture<'static, Option<Credentials>> {
        (self.0)(reason)
    }
}

impl fmt::Debug for Prompt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Prompt")
    }
}

/// Waits until the app has answered, or somebody has logged in.
pub(super) fn wait(state: &Rc<State>) -> impl Future<Output = Result<()>> + use<> {
    let over = Promise::new(&mut |resolve, _| state.extras.askers.borrow_mut().push(resolve));
    JsFuture::from(over).map(|_| Ok(()))
}

/// Does what the protocol wants of the asking.
pub(super) fn perform(state: &Rc<State>, effect: Effect) {
    let state = state.clone();
    match effect {
        Effect::AskSoon => spawn_local(async move {
            TimeoutFuture::new(0).await;
            state.notify(Event::Ask);
        }),
        Effect::AskLogin { ask } => spawn_local(async move {
            let reason = state.ended();
            if let Some(prompt) = state.options.prompt.clone()
                && let Some(credentials) = prompt.ask(reason).await
            {
                log_in(&state, ask, &credentials).await;
            }
            state.notify(Event::LoginAsked { ask, given: false });
        }),
        _ => {
            let askers = state.extras.askers.take();
            for asker in askers {
                let _ = asker.call0(&JsValue::NULL);
            }
        }
    }
}

/// Logs in with what the app gave, if that is still wanted.
async fn log_in(state: &Rc<State>, ask: u32, credentials: &Credentials) {
    for effect in state.handle(Event::LoginAsked { ask, given: true }) {
        if effect == Effect::LogIn {
            #[cfg(feature = "doctor")]
            let _typing = state.extras.doctor.typing(credentials);
            // The calls that wait tell of its failure.
            let _ = login::login(state, credentials).await;
        } else {
            state.perform(effect);
        }
    }
}
