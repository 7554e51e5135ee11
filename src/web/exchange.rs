//! The session's own requests: renew, validate, revoke, and the search for the server.

use alloc::{boxed::Box, rc::Rc, string::String, vec::Vec};

use futures_util::future::{self, FutureExt};
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;

use super::{
    Credentials,
    login::{How, log_in},
    refresh::renew,
    slow::unavailable,
    state::{State, once},
    template::Exchange,
    transport::exchange,
    way,
};
use crate::{
    core::{
        client::{Effect, Event, deletion},
        error::{Result, Sent},
        json::Json,
    },
    js::operations::{LoginOperation, Operation},
};

/// The session itself, where a pending login could stand.
pub(super) const SESSION: f64 = -1.0;

/// Milliseconds that a logout waits for the server at most.
const REVOCATION: u32 = 5000;

/// Names no user.
const NOBODY: &str = "\n";

/// # Errors
/// `user_mismatch` if another user is logged in than `seen`, whom the app has seen. `session_expired` if
/// nobody is who must be.
fn check_user(state: &State, seen: Option<String>, must_be: bool) -> Result<()> {
    let must_be = f64::from(u8::from(must_be));
    state.ask(Operation::user, must_be, &seen.unwrap_or_default(), "").map(drop)
}

/// The access token, good for at least `seconds`; renewed if needed.
pub(super) async fn get_token(state: &Rc<State>, seconds: f64) -> Result<Option<String>> {
    let user = state.user();
    state.loaded().await?;
    state.sync();
    state.notify(Event::Woken { shown: false });
    if state.tell(Operation::token, seconds, "").is_none() {
        // There is none that is good for so long.
        if state.tell(Operation::canRenew, 0.0, "").is_none() {
            return Ok(None);
        }
        renew(state, true).await?;
    }
    // The caller uses it for whom the app shows.
    check_user(state, user, false)?;
    Ok(state.tell(Operation::token, 0.0, ""))
}

/// Renews the token now.
pub(super) async fn refresh(state: &Rc<State>) -> Result<()> {
    let user = state.user();
    state.loaded().await?;
    renew(state, true).await?;
    check_user(state, user, true)
}

/// Asks the server whether it accepts the session's token. False also without a session.
pub(super) async fn validate(state: &Rc<State>) -> Result<bool> {
    let user = state.user();
    // An expired one is renewed, since it is never sent.
    if get_token(state, 0.0).await?.is_none() {
        return Ok(false);
    }
    let valid = log_in(state, None, How::default()).await;
    state.publish();
    check_user(state, user, false)?;
    valid
}

/// Ends the session here immediately, then at the server as far as that can be done in 5 seconds.
pub(super) fn logout(
    state: &Rc<State>,
    everywhere: bool,
) -> impl Future<Output = Result<()>> + use<> {
    // A page that shows nobody ends no session that another tab has stored since.
    let is_empty = state.shows_nobody();
    state.extras.left_at.set(if is_empty { 0.0 } else { f64::INFINITY });
    let user = if is_empty { Some(NOBODY.into()) } else { state.user() };
    state.load();
    // What ends is the session that all tabs share by now, unless the app has not seen its user.
    state.sync();
    let checked = check_user(state, user, false);
    let mut revocation = None;
    let event = Event::LogOut { everywhere, removed: false, marked: false };
    for effect in if checked.is_ok() { state.handle(event) } else { Vec::new() } {
        match effect {
            Effect::Revoke => revocation = state.revocation(),
            effect => state.perform(effect),
        }
    }
    let removal = state.extras.removal.take();
    let owner = state.clone();
    let work = async move {
        checked?;
        let removed = removal.clone();
        let work = Box::pin(async move {
            let revoked = async {
                if let Some(details) = revocation {
                    // Failed: the session is still over here.
                    let _ = revoke(&owner, &details).await;
                }
            };
            future::join(revoked, future::OptionFuture::from(removed)).await;
        });
        drop(future::select(work, TimeoutFuture::new(REVOCATION)).await);
        match removal {
            // A store that takes its time may still be at work.
            Some(removal) => removal.peek().cloned().unwrap_or(Err(unavailable(Sent::Answered))),
            None => Ok(()),
        }
    };
    let work = work.boxed_local().shared();
    // Also if nobody waits for it.
    spawn_local(work.clone().map(drop));
    work
}

async fn revoke(state: &State, details: &str) -> Result<()> {
    let details = Json::parse(details);
    let member = |name| details.and_then(|details| details.get(name));
    let [token, header] = ["token", "header"].map(|name| member(name).and_then(Json::string));
    let values = Credentials::token(token.unwrap_or_default());
    let request = member("request").map_or("", Json::text);
    let mut request = Exchange::of_text(state, request, "revoke", &values)?;
    let reply = exchange(state, &request, header.as_deref()).await?;
    if let Some(method) = request.then.take()
        && let Some(url) = deletion(&request.url, &reply.body)
    {
        (request.url, request.method) = (url, method);
        exchange(state, &request, header.as_deref()).await?;
    }
    Ok(())
}

/// Finds what is not known yet of the site: the root for calls, for a login the server.
pub(super) async fn search(state: &Rc<State>, for_login: bool) -> Result<()> {
    let mut next = None;
    if state.searching.borrow().is_none() {
        next = state.ask(LoginOperation::search, f64::from(u8::from(for_login)), "", "")?;
        if next.is_none() {
            return Ok(());
        }
    }
    let owner = state.clone();
    once(state, |state| &state.searching, async move {
        if let Err(error) = follow(&owner, next).await {
            if !way::search_on(&owner, &error).await {
                return Err(error);
            }
            let next = owner.ask(LoginOperation::search, f64::from(u8::from(for_login)), "", "")?;
            follow(&owner, next).await?;
        }
        owner.extras.sure.set(true);
        owner.keep_finding();
        Ok(())
    })
    .await
}

async fn follow(state: &State, first: Option<String>) -> Result<()> {
    let mut next = first;
    while let Some(line) = next {
        let (method, url) = line.split_once(' ').unwrap_or(("GET", &line));
        let reply = exchange(state, &Exchange::of(method, url), None).await?;
        next = state.ask(LoginOperation::searched, 0.0, &reply.meta(|_| {}), &reply.body)?;
    }
    Ok(())
}
