//! Carries out what the protocol (`core::client`) wants of a refresh. It decides nothing.

use alloc::{boxed::Box, format, rc::Rc, string::String, vec::Vec};

use futures_util::future::{self, Either, FutureExt};
use gloo_timers::future::TimeoutFuture;

use super::{
    Credentials, cookie,
    exchange::SESSION,
    lock::Lock,
    ownership, page,
    state::{State, Work, once},
    template::Exchange,
    way,
};
use crate::{
    core::{
        client::{Effect, Event},
        error::{Code, Error, Result},
        server::Grant,
    },
    js::operations::Operation,
};

/// Milliseconds between two looks at a timer that is not set.
const IDLE: f64 = 1000.0;

/// Renews the token, once for everybody who needs it, in all tabs that share the session. `awaited`
/// says that a call needs it now.
pub(super) async fn renew(state: &Rc<State>, awaited: bool) -> Result<()> {
    settled(state, go_on(state, state.handle(Event::Refresh { awaited }))).await
}

/// The end of a refresh. Who needs it waits as long as for any response. The request itself may take
/// longer: a server that rotates refresh tokens must not be asked again while the response is on its way.
pub(super) async fn settled(state: &State, renewed: Work) -> Result<()> {
    let timeout = state.options.timeout;
    if timeout == 0 {
        return renewed.await;
    }
    match future::select(renewed, TimeoutFuture::new(timeout)).await {
        Either::Left((result, _)) => result,
        Either::Right(_) => {
            Err(Error::new(Code::Timeout, "The server did not renew the token in time."))
        }
    }
}

/// Carries out a refresh that has begun with these effects, or joins the one that is under way. That
/// begins immediately: who joins it before it has begun would carry out nothing.
pub(super) fn go_on(state: &Rc<State>, mut effects: Vec<Effect>) -> Work {
    if state.renewing.borrow().is_some() {
        for effect in core::mem::take(&mut effects) {
            state.perform(effect);
        }
    }
    let owner = state.clone();
    once(state, |state| &state.renewing, async move { run(&owner, effects).await })
}

async fn run(state: &Rc<State>, mut effects: Vec<Effect>) -> Result<()> {
    let mut lock: Option<Lock> = None;
    let mut cause = None;
    loop {
        let mut next = None;
        let mut over = None;
        for effect in core::mem::take(&mut effects) {
            match effect {
                Effect::Lock => lock = Some(Lock::request(&lock_of(state))),
                Effect::GiveUpLock => {
                    if let Some(lock) = &lock {
                        lock.give_up();
                    }
                }
                Effect::Unlock { after } => {
                    if let Some(lock) = lock.take() {
                        lock.release(after);
                    }
                }
                Effect::Look => {
                    state.look().await;
                    next = Some(Event::Looked);
                }
                Effect::FindOwner => next = Some(ownership::found(state)),
                Effect::SendRefresh => {
                    next = Some(match send(state).await {
                        Ok(answered) => answered,
                        Err(error) => {
                            cause = Some(error);
                            Event::Failed
                        }
                    });
                }
                Effect::Save => {
                    let begun = state.begun();
                    let persisted = state.keep_in_force().await;
                    cookie::keep(state, begun).await;
                    next = Some(Event::Saved(persisted));
                }
                Effect::Settle => {
                    let failure = cause.take().or_else(|| state.take_failure());
                    over = Some(failure.map_or(Ok(()), Err));
                }
                // The next effect waits until it is gone.
                Effect::Remove if state.store.slow().is_some() => state.remove_ended().await,
                effect => state.perform(effect),
            }
        }
        if let Some(result) = over {
            state.notify(Event::Settled);
            return result;
        }
        let event = match next {
            Some(event) => event,
            None => wait(state, lock.as_ref()).await,
        };
        effects = state.handle(event);
    }
}

/// Copies of a session share its name, and have a lock of their own.
fn lock_of(state: &State) -> String {
    let name = ownership::name(state);
    let suffix = if name > 0.0 { format!(":{name}") } else { String::new() };
    [&state.key, ":refresh", &suffix].concat()
}

/// Waits for the lock, or for the timer, which a message of another tab may restart.
async fn wait(state: &State, lock: Option<&Lock>) -> Event<'static> {
    loop {
        let now = page::now();
        let at = state.refresh_at.get().unwrap_or(now + IDLE);
        let timer = TimeoutFuture::new((at - now).max(0.0) as u32);
        let granted = match lock.filter(|lock| lock.is_waiting()) {
            Some(lock) => lock.granted().left_future(),
            None => future::pending().right_future(),
        };
        if let Either::Left((held, _)) = future::select(Box::pin(granted), timer).await {
            return Event::Locked(held);
        }
        if state.refresh_at.get().is_some_and(|at| at <= page::now()) {
            state.refresh_at.set(None);
            return Event::Timer;
        }
    }
}

/// # Errors
/// Where the request lacks something.
async fn send(state: &Rc<State>) -> Result<Event<'static>> {
    let login = state.tokens();
    let mut values = Credentials::none();
    for (name, value) in ["token", "refreshToken"].into_iter().zip(login) {
        values = values.with(name, value);
    }
    let header = state.tell(Operation::header, SESSION, "");
    let begun = state.begun();
    let change = |request: &mut Exchange| request.begun = Some(begun);
    let asked = way::ask(state, "refresh", &values, SESSION, header.as_deref(), change);
    let reply = asked.await?;
    let result: Result<Box<Grant>> = state.read_grant(&reply);
    Ok(Event::Answered { result, chance: js_sys::Math::random() })
}
