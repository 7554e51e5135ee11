//! Asks the app for credentials when a call needs a login.

use alloc::{boxed::Box, rc::Rc};
use core::fmt;

use futures_util::future::LocalBoxFuture;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::{
    Credentials, EndReason, Session, login,
    state::{State, once},
};
use crate::js::operations::Operation;

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
}

impl fmt::Debug for Prompt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Prompt")
    }
}

/// Asks the app, once for everybody who needs a login. Over when it has answered, or when somebody
/// has logged in meanwhile.
pub(super) async fn ask(state: &Rc<State>) {
    let owner = state.clone();
    let work = async move {
        let mut over = None;
        let end = Promise::new(&mut |resolve, _| over = Some(resolve));
        if let Some(over) = over {
            owner.extras.prompt.replace(Some(over.clone()));
            let asked = owner.clone();
            // The app's own future goes on when a login ends the waiting: it may have a form to close.
            spawn_local(async move {
                answer(&asked, &over).await;
                end_with(&over);
            });
            let _ = JsFuture::from(end).await;
        }
        owner.extras.prompt.take();
        owner.tell(Operation::asking, 0.0, "");
        Ok(())
    };
    // It cannot fail.
    let _ = once(state, |state| &state.extras.prompting, work).await;
}

/// Somebody has logged in: nobody needs to be asked any more.
pub(super) fn logged_in(state: &State) {
    if let Some(over) = &*state.extras.prompt.borrow() {
        end_with(over);
    }
}

fn end_with(over: &Function) {
    let _ = over.call0(&JsValue::NULL);
}

async fn answer(state: &Rc<State>, over: &Function) {
    // All calls of this moment wait: later ones may be the app's own, made inside.
    TimeoutFuture::new(0).await;
    let is_over = || state.extras.prompt.borrow().as_ref() != Some(over);
    let reason = match state.session() {
        Session::Anonymous { reason } => reason,
        _ => return,
    };
    let Some(prompt) = state.options.prompt.clone() else { return };
    if is_over() || reason == Some(EndReason::LoggedOut) {
        return;
    }
    state.tell(Operation::asking, 1.0, "");
    let credentials = (prompt.0)(reason).await;
    // Too late when somebody has logged in meanwhile.
    if let Some(credentials) = credentials.filter(|_| !is_over()) {
        // The calls that wait tell of its failure.
        let _ = login::login(state, &credentials).await;
    }
}
