//! The session's own requests: renew, validate, revoke, and the search for the server.

use alloc::{boxed::Box, rc::Rc, string::String};

use futures_util::future::{self, Either, FutureExt, LocalBoxFuture};
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;

use super::{
    Credentials,
    login::Known,
    refresh::renew,
    state::{State, once},
    template::Exchange,
    transport::{Reply, exchange},
    way,
};
use crate::{
    core::{
        client::Event,
        error::{Code, Error, Result, Sent},
        json::Json,
        session::{EndReason, Refresh},
    },
    js::operations::{LoginOperation, Operation},
};

/// The session itself, where a pending login could stand.
pub(super) const SESSION: f64 = -1.0;

/// Milliseconds that a logout waits for the server at most.
const REVOCATION: u32 = 5000;

/// The access token, good for at least `seconds`; renewed if needed.
pub(super) async fn get_token(state: &Rc<State>, seconds: f64) -> Result<Option<String>> {
    state.load();
    state.sync();
    state.notify(Event::Woken { shown: false });
    if state.user().is_none() {
        return Ok(None);
    }
    if state.tell(Operation::token, seconds, "").is_none() {
        if state.options.refresh == Refresh::Manual {
            return Ok(None);
        }
        match renew(state, true).await {
            // A server that cannot renew has none that is good for so long.
            Err(error) if error.code == Code::RefreshUnsupported => return Ok(None),
            renewed => renewed?,
        }
    }
    Ok(state.tell(Operation::token, 0.0, ""))
}

/// Renews the token now.
pub(super) async fn refresh(state: &Rc<State>) -> Result<()> {
    state.load();
    renew(state, true).await?;
    if state.user().is_some() {
        return Ok(());
    }
    let message = "The session has ended. Log in again.";
    Err(Error::new(Code::SessionExpired, message).sent(Sent::Answered))
}

/// Asks the server about a pending login's token, or the session's.
pub(super) async fn ask_validity(
    state: &Rc<State>,
    pending: f64,
    known: Known<'_>,
) -> Result<bool> {
    let generation = f64::from(state.generation());
    let header = state.tell(Operation::header, pending, "");
    let mut operation = String::from("validate");
    loop {
        let values = Credentials::none();
        let reply = way::ask(state, &operation, &values, pending, header.as_deref()).await?;
        let read = |visitor: Option<&str>| {
            let meta = reply.meta(|meta| {
                meta.integer("generation", Some(generation));
                meta.text("operation", Some(&operation));
                meta.text("username", known.username);
                meta.boolean("approved", known.is_approved);
                if visitor.is_some() {
                    meta.text("visitor", visitor);
                }
            });
            state.ask(LoginOperation::readValidation, pending, &meta, &reply.body)
        };
        let mut valid = read(None)?;
        if valid.as_deref() == Some("again") {
            let mut request = Exchange::fill(state, &operation, &values, pending)?;
            request.auth = false;
            let visitor = exchange(state, &request, None).await?;
            valid = read(Some(&visitor.body))?;
        }
        // Where the route is missing, another one may tell.
        if valid.as_deref() != Some("or") {
            return Ok(valid.is_some());
        }
        operation.push_str(".or");
    }
}

/// Whether the body of a 2xx response contains a refusal. To find that out, it may request the site's
/// index.
///
/// # Errors
/// `malformed_response` where somebody else than WordPress has written it.
pub(super) async fn is_refusal(state: &State, reply: &Reply) -> Result<bool> {
    let mut told = state.ask(Operation::weigh, 0.0, &reply.meta(|_| {}), &reply.body)?;
    if let Some(url) = told.as_deref().filter(|told| *told != "refused") {
        let index = exchange(state, &Exchange::of("GET", url), None).await?;
        let meta = reply.meta(|meta| {
            meta.text("index", Some(&index.body));
            meta.integer("indexStatus", Some(index.status.into()));
        });
        told = state.ask(Operation::weigh, 0.0, &meta, &reply.body)?;
    }
    Ok(told.is_some())
}

/// Asks the server whether it accepts the session's token. False also without a session.
pub(super) async fn validate(state: &Rc<State>) -> Result<bool> {
    // An expired one is renewed, since it is never sent.
    if get_token(state, 0.0).await?.is_none() {
        return Ok(false);
    }
    let valid = ask_validity(state, SESSION, Known::default()).await;
    state.publish();
    valid
}

/// Ends the session here immediately, then at the server as far as that can be done in 5 seconds.
pub(super) fn logout(state: &Rc<State>, everywhere: bool) -> impl Future<Output = ()> + use<> {
    state.load();
    state.logouts.set(state.logouts.get().wrapping_add(1));
    let user = state.user();
    let header = state.tell(Operation::header, SESSION, "");
    let token = state.tell(Operation::token, 0.0, "").unwrap_or_default();
    let request = Exchange::fill(state, "revoke", &Credentials::token(token), SESSION);
    let everywhere = f64::from(u8::from(everywhere));
    let revocable = state.tell(Operation::end, everywhere, EndReason::LoggedOut.as_str());
    if let Some(user) = user {
        state.markers.leave(&user);
        state.store.remove(&state.key);
    }
    state.publish();
    let revocation: LocalBoxFuture<'static, ()> = match (request, revocable) {
        (Ok(request), Some(_)) => {
            let state = state.clone();
            Box::pin(async move {
                let sent = Box::pin(revoke(&state, request, header));
                // Late or failed: the session is still over here.
                if let Either::Left((Err(_), _)) =
                    future::select(sent, TimeoutFuture::new(REVOCATION)).await
                {}
            })
        }
        _ => Box::pin(future::ready(())),
    };
    let revocation = revocation.shared();
    // Also if nobody waits for it.
    spawn_local(revocation.clone());
    revocation
}

async fn revoke(state: &State, mut request: Exchange, header: Option<String>) -> Result<()> {
    let reply = exchange(state, &request, header.as_deref()).await?;
    // An application password must be asked for its name before it can be deleted.
    let uuid = Json::parse(&reply.body).and_then(|json| json.get("uuid")?.string());
    if let (Some(method), Some(uuid)) = (request.then.take(), uuid) {
        let uuid = String::from(js_sys::encode_uri_component(&uuid));
        request.url = request.url.replace("introspect", &uuid);
        request.method = method;
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
