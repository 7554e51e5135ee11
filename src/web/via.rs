//! The session lives on a backend of `presskey/server`: what `pkg/front/via.js` is for JavaScript. It
//! carries out what `core::via` decides.

use alloc::{
    boxed::Box,
    format,
    rc::{Rc, Weak},
    string::String,
    vec::Vec,
};
use core::cell::{Cell, OnceCell, RefCell};

use futures_util::future::FutureExt;
use gloo_events::EventListener;
use gloo_net::http::{Method, RequestBuilder};
use gloo_timers::{callback::Timeout, future::TimeoutFuture};
use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    BroadcastChannel, PageTransitionEvent, RequestCredentials, RequestRedirect, Response, Url,
};

use super::{
    Credentials, Options, Request, Storage,
    calls::refuse_deep,
    page,
    state::{Flight, LONGEST, State, once},
    storage::web_storage,
    template::invalid,
    transport::{self, Abort, OFFLINE, TIMEOUT, build, headers, is_redirect, uncached},
    whose::Whose,
};
use crate::core::{
    error::{Code, EndReason, Error, Result, Sent},
    json::Object,
    session::Auth,
    via::{
        CHANGED, EXPLANATION, Failed, Granted, Moment, OWN, PATIENCE, USER, Via as Rules, expired,
        failure, is_answer, leaving, told,
    },
};

/// What a client with a backend has in addition.
#[derive(Default)]
pub(super) struct Via {
    rules: OnceCell<RefCell<Rules>>,
    looking: Flight,
    /// The logout that the server has not confirmed.
    leaving: Flight,
    /// It, and those before, if `localStorage` can't be written: it is full, or this is a worker.
    unkept: RefCell<String>,
    asking: Flight,
    /// Whether the app has been asked for a login: its own calls don't wait for that.
    is_asked: Cell<bool>,
    /// Ends the waiting for it.
    over: RefCell<Option<Function>>,
    timer: RefCell<Option<Timeout>>,
    wakes: RefCell<Option<Wakes>>,
}

/// What other tabs say, and a page that comes back.
struct Wakes {
    #[allow(dead_code, reason = "held, not read")]
    listeners: Vec<EventListener>,
    channel: Option<BroadcastChannel>,
}

impl Drop for Wakes {
    fn drop(&mut self) {
        if let Some(channel) = &self.channel {
            channel.close();
        }
    }
}

/// The backend's address, if the app has one.
///
/// # Errors
/// `invalid_option` for one that is not on the page's own origin.
pub(super) fn address_of(options: &Options) -> Result<Option<String>> {
    let Some(via) = &options.via else { return Ok(None) };
    let here = page::global(&["location", "href"]).as_string().unwrap_or_default();
    let address = Url::new_with_base(via, &here).or_else(|_| Url::new(via));
    let address = address.map_err(|_| invalid("`via` must be a path or a URL."))?;
    if page::origin().is_none_or(|origin| origin != address.origin()) {
        return Err(invalid("`via` must be on the page's own origin."));
    }
    Ok(Some([address.origin(), address.pathname()].concat()))
}

impl State {
    /// What the session's backend needs; nothing without a backend.
    pub(super) fn via(&self) -> Option<&RefCell<Rules>> {
        self.extras.via.rules.get()
    }
}

/// Connects to the backend, and asks who is logged in.
pub(super) fn start(state: &Rc<State>, address: &str) {
    let via = &state.extras.via;
    // It is done once.
    let _ = via.rules.set(RefCell::new(Rules::new(address, &state.options.site)));
    via.wakes.replace(Some(Wakes::new(state)));
    wake(&Rc::downgrade(state));
}

impl Wakes {
    fn new(state: &Rc<State>) -> Self {
        // Missing in sandboxed frames.
        let channel = BroadcastChannel::new(&state.key).ok();
        let me = Rc::downgrade(state);
        let heard = channel.as_ref().map(|channel| {
            let me = me.clone();
            EventListener::new(channel, "message", move |_| wake(&me))
        });
        let shown = web_sys::window().map(|window| {
            EventListener::new(&window, "pageshow", move |event| {
                if event.dyn_ref::<PageTransitionEvent>().is_some_and(|event| event.persisted()) {
                    wake(&me);
                }
            })
        });
        Self { listeners: heard.into_iter().chain(shown).collect(), channel }
    }
}

/// Stops timers, and traffic with other tabs.
pub(super) fn close(state: &State) {
    state.extras.via.timer.take();
    state.extras.via.wakes.take();
}

/// Milliseconds until the session is looked up again, if the page's clock is ahead.
const AGAIN: f64 = 60_000.0;

/// Looks at the session, and has nobody wait for that.
fn wake(state: &Weak<State>) {
    let state = state.clone();
    spawn_local(async move {
        if let Some(state) = state.upgrade() {
            // The next call that needs it reports its failure.
            let _ = look(&state).await;
        }
    });
}

/// Shows the session to the app, and looks again when it ends.
fn publish(state: &Rc<State>, rules: &RefCell<Rules>) {
    let (session, at) = {
        let rules = rules.borrow();
        (rules.session().clone(), rules.wake_at())
    };
    let me = Rc::downgrade(state);
    let timer = at.filter(|_| !state.extras.closed.get()).map(|at| {
        let left = at - page::now();
        // What is over by this clock alone has a clock that is ahead.
        let pause = if left > 0.0 { left.min(LONGEST) } else { AGAIN };
        Timeout::new(pause as u32, move || wake(&me))
    });
    state.extras.via.timer.replace(timer);
    state.show(session);
}

/// Tells the other tabs that there is a session to look up.
fn announce(state: &State) {
    if let Some(channel) =
        state.extras.via.wakes.borrow().as_ref().and_then(|on| on.channel.as_ref())
    {
        // Best effort: a call of the other tab learns it from the backend.
        let _ = channel.post_message(&"changed".into());
    }
}

fn rules(state: &State) -> Result<&RefCell<Rules>> {
    state.via().ok_or_else(|| invalid("This client has no backend."))
}

/// Asks the backend to change something, for the user whom the page shows.
async fn ask_shown(state: &State, path: &str, body: String) -> Result<String> {
    let user = rules(state)?.borrow().user().map(String::from);
    ask(state, path, Some((body, user.as_deref())), state.options.timeout).await
}

/// Calls an endpoint of the backend; what its JSON holds. With a body it changes something, for nobody
/// else than the user whom that names.
async fn ask(
    state: &State,
    path: &str,
    body: Option<(String, Option<&str>)>,
    timeout: u32,
) -> Result<String> {
    let url = rules(state)?.borrow().endpoint(path);
    let (body, user) = body.unzip();
    let user = user.flatten();
    let answered = transport::send(state, timeout, |signal| {
        let kind = body.is_some().then_some(("Content-Type", "application/json"));
        let kind = kind.into_iter().chain(user.map(|user| (USER, user)));
        let builder = uncached(RequestBuilder::new(&url))
            .method(if body.is_some() { Method::POST } else { Method::GET })
            .credentials(RequestCredentials::SameOrigin)
            .redirect(RequestRedirect::Manual)
            .abort_signal(Some(signal));
        build(builder, headers(kind)?, body.as_deref().map(JsValue::from_str)).map(Into::into)
    });
    let (answered, _abort) = answered.await?;
    let response = own(answered, false, timeout).await?;
    let reply = transport::read(&response, &url, u32::MAX, timeout).await;
    if response.ok() && is_answer(&reply.body) {
        return Ok(reply.body);
    }
    Err(rules(state)?.borrow().no_backend(Some(response.status())))
}

/// A response that is not an error of the backend's own. `is_foreign`: anybody but the backend sent it.
///
/// # Errors
/// That error, or why there is no response.
async fn own(
    answered: core::result::Result<Response, u16>,
    is_foreign: bool,
    timeout: u32,
) -> Result<Response> {
    let response = answered.map_err(|status| {
        let (code, message) = match status {
            TIMEOUT => (Code::Timeout, "The server did not respond in time."),
            OFFLINE => (Code::Offline, "There is no connection."),
            _ => (Code::Unreachable, "The server could not be reached."),
        };
        failure(code, message, Sent::Maybe)
    })?;
    if is_redirect(&response) {
        let message = "The server redirects instead of responding.";
        return Err(failure(Code::Redirected, message, Sent::Answered));
    }
    if is_foreign || header(&response, OWN).is_none() {
        return Ok(response);
    }
    Err(told(&transport::read(&response, "", u32::MAX, timeout).await.body))
}

fn header(response: &Response, name: &str) -> Option<String> {
    response.headers().get(name).ok().flatten().filter(|value| !value.is_empty())
}

/// The session, once it is known who is logged in.
pub(super) async fn ready(state: &Rc<State>) -> Result<()> {
    if rules(state)?.borrow().is_loading() { look(state).await } else { Ok(()) }
}

/// Asks who is logged in, and again if that has changed meanwhile.
async fn look(state: &Rc<State>) -> Result<()> {
    let owner = state.clone();
    once(state, |state| &state.extras.via.looking, async move {
        loop {
            complete_logout(&owner).await?;
            let rules = rules(&owner)?;
            let asked = rules.borrow().moment();
            let text = ask(&owner, "/session?claims=1", None, owner.options.timeout).await?;
            let is_shown = rules.borrow_mut().looked(asked, &text)?;
            if is_shown {
                show(&owner, rules);
                return Ok(());
            }
        }
    })
    .await
}

/// Asks the backend to change the session, and shows the new one.
async fn change(
    state: &Rc<State>,
    path: &str,
    body: String,
    is_login: bool,
    begun: Moment,
) -> Result<()> {
    let rules = rules(state)?;
    let text = ask_shown(state, path, body).await?;
    let granted = rules.borrow_mut().granted(begun, is_login, &text)?;
    match granted {
        Granted::Shown => {
            if is_login {
                forget(state);
            }
            show(state, rules);
            announce(state);
            return Ok(());
        }
        Granted::Overtaken => look(state).await?,
        Granted::LoggedOut(user) => leave(state, false, Some(user)).await?,
    }
    Err(expired(Sent::No))
}

/// A logout that the server has not confirmed is kept. Only the server can remove the cookie, so the next
/// visit asks again before it asks who is logged in.
fn kept(state: &State) -> Option<(web_sys::Storage, String)> {
    Some((web_storage(Storage::Local)?, [&state.key, ":leaving"].concat()))
}

fn pending(state: &State) -> Option<String> {
    let unkept = state.extras.via.unkept.borrow().clone();
    if !unkept.is_empty() {
        return Some(unkept);
    }
    let (storage, key) = kept(state)?;
    let kept = storage.get_item(&key).ok().flatten()?;
    // The backend reads no long bodies.
    Some(kept.chars().take(9999).collect())
}

fn forget(state: &State) {
    state.extras.via.leaving.take();
    state.extras.via.unkept.take();
    if let Some((storage, key)) = kept(state) {
        let _ = storage.remove_item(&key);
    }
}

/// Whether the browser still has the cookie of a user who has left.
fn is_leaving(state: &State) -> bool {
    state.extras.via.leaving.borrow().is_some() || pending(state).is_some()
}

async fn complete_logout(state: &Rc<State>) -> Result<()> {
    // This page's own logout is on its way.
    let leaving = state.extras.via.leaving.borrow().clone();
    if let Some(leaving) = leaving {
        // It reports its failure itself.
        let _ = leaving.await;
    }
    let Some(kept) = pending(state) else { return Ok(()) };
    let asked = ask_to_leave(state, &kept, state.options.timeout).await;
    let Err(error) = asked else { return Ok(()) };
    // The next session is there already.
    if is_other(&error) {
        return Ok(());
    }
    is_over(state, rules(state)?);
    Err(error)
}

/// Ends the session if a tab has logged its user out, and the server may not know it yet. Every request with
/// the session asks this last.
fn is_over(state: &Rc<State>, rules: &RefCell<Rules>) -> bool {
    let is_over = pending(state).is_some_and(|kept| rules.borrow_mut().is_left(&kept));
    if is_over {
        publish(state, rules);
    }
    is_over
}

/// Shows what the backend has responded, if no tab has logged that user out meanwhile.
fn show(state: &Rc<State>, rules: &RefCell<Rules>) {
    if !is_over(state, rules) {
        publish(state, rules);
    }
}

/// It is done with if the server has confirmed it, or if the cookie is another user's by now.
async fn ask_to_leave(state: &State, kept: &str, timeout: u32) -> Result<()> {
    let body = Some((leaving(kept, page::now()), None));
    let result = ask(state, "/logout", body, timeout).await.map(drop);
    if result.as_ref().err().is_none_or(|error| is_other(error)) {
        forget(state);
    }
    result
}

/// The cookie is another user's than the page shows.
fn is_other(error: &Error) -> bool {
    error.code == Code::UserMismatch
}

/// Logs in.
pub(super) async fn login(state: &Rc<State>, credentials: &Credentials) -> Result<()> {
    if credentials.get("token").is_some() {
        return Err(invalid("With `via`, login() takes no token."));
    }
    let begun = rules(state)?.borrow().moment();
    // If the login fails, the browser still has the cookie of the user who has left.
    let _ = complete_logout(state).await;
    let path = match credentials.remember {
        Some(remember) => format!("/login?claims=1&remember={remember}"),
        None => "/login?claims=1".into(),
    };
    let mut body = Object::new();
    for (name, value) in credentials.iter() {
        body.text(name, Some(value));
    }
    change(state, &path, body.end(), true, begun).await?;
    end(state.extras.via.over.borrow().as_ref());
    Ok(())
}

/// Renews the session now.
pub(super) async fn refresh(state: &Rc<State>) -> Result<()> {
    let rules = rules(state)?;
    if is_over(state, rules) {
        return Err(expired(Sent::No));
    }
    let begun = rules.borrow().moment();
    let result = change(state, "/refresh?claims=1", "{}".into(), false, begun).await;
    look_if_other(state, result).await
}

/// Whether the site accepts the session's token.
pub(super) async fn validate(state: &Rc<State>) -> Result<bool> {
    if is_over(state, rules(state)?) {
        return Err(expired(Sent::No));
    }
    let result = ask_shown(state, "/validate", "{}".into()).await;
    Ok(look_if_other(state, result).await? == "true")
}

/// Shows the user of the cookie, if it is another one's.
async fn look_if_other<T>(state: &Rc<State>, result: Result<T>) -> Result<T> {
    if result.as_ref().err().is_some_and(|error| is_other(error)) {
        let _ = look(state).await;
    }
    result
}

/// Ends the session here immediately, then on the server. It fails if the server's store keeps the
/// session: a copy of the cookie still works then. And if the cookie is another user's by now.
pub(super) fn logout(
    state: &Rc<State>,
    everywhere: bool,
) -> impl Future<Output = Result<()>> + use<> {
    leave(state, everywhere, None)
}

/// As [`logout`], for `user` or else the one whom the page shows.
fn leave(
    state: &Rc<State>,
    everywhere: bool,
    user: Option<String>,
) -> impl Future<Output = Result<()>> + use<> {
    let mut text = String::new();
    if let Some(rules) = state.via() {
        let before = pending(state);
        text =
            rules.borrow_mut().log_out(everywhere, user.as_deref(), before.as_deref(), page::now());
        let is_kept =
            kept(state).is_some_and(|(storage, key)| storage.set_item(&key, &text).is_ok());
        state.extras.via.unkept.replace(if is_kept { String::new() } else { text.clone() });
        publish(state, rules);
    }
    let owner = state.clone();
    let asked = async move { ask_to_leave(&owner, &text, PATIENCE).await };
    let asked = asked.boxed_local().shared();
    state.extras.via.leaving.replace(Some(asked.clone()));
    let owner = state.clone();
    let left = async move {
        let result = look_if_other(&owner, asked.await).await;
        announce(&owner);
        match result {
            Err(error) if is_other(&error) || error.code == Code::StorageUnavailable => Err(error),
            _ => Ok(()),
        }
    };
    let left = left.boxed_local().shared();
    // Also if nobody waits for it.
    spawn_local(left.clone().map(drop));
    left
}

/// The claims of the session's token, as JSON.
pub(super) fn claims(rules: &RefCell<Rules>) -> Option<String> {
    rules.borrow().claims().map(Into::into)
}

/// Sends a call. If its user has changed or the session has ended, the page learns it.
pub(super) async fn fetch(state: &Rc<State>, request: &Request) -> Result<(Response, Abort)> {
    let request = &request.bare();
    // What is begun for one user does not go on for another.
    let whose = &request.whose().cloned().unwrap_or_default();
    if whose.user().is_none() {
        whose.set(rules(state)?.borrow().user().map(Into::into));
    }
    let error = match transfer(state, request, whose).await {
        Err(error) => error,
        answered => return answered,
    };
    let next = Rules::failed(&error, state.options.prompt.is_some());
    if next != Failed::Now {
        let _ = look(state).await;
    }
    if next != Failed::AfterLogin {
        return Err(error);
    }
    need_login(state).await?;
    transfer(state, request, whose).await
}

async fn transfer(
    state: &Rc<State>,
    request: &Request,
    whose: &Whose,
) -> Result<(Response, Abort)> {
    let rules = rules(state)?;
    let target = request.checked_target()?;
    let is_own = request.is_own(&state.options.header_name);
    let url = rules.borrow().aim(&target, request.auth, is_own, page::canonical)?;
    let is_required = request.auth == Auth::Required;
    // A write is made by the user whom the page shows, and so are all requests of a list.
    let is_one_of_many = request.whose().is_some();
    if is_required || url.is_some() && (is_one_of_many || !request.is_safe()) {
        ready(state).await?;
    }
    // No channel may have told of a logout in another tab.
    if is_over(state, rules) {
        wake(&Rc::downgrade(state));
    }
    if is_required {
        need_login(state).await?;
    }
    let (mut travel, sent) = {
        let rules = rules.borrow();
        (rules.travel(request.auth, url.is_some(), is_leaving(state)), rules.moment())
    };
    if request.auth != Auth::Omit {
        whose.keep(&mut travel);
    }
    let timeout = request.timeout_or(state.options.timeout);
    let to = url.as_deref().unwrap_or(&target);
    let answered =
        transport::send(state, timeout, |signal| request.build_over(to, &travel, is_own, signal));
    let (answered, abort) = answered.await?;
    let response = own(answered, url.is_none(), timeout).await?;
    let changed = header(&response, CHANGED).is_some();
    let outdated = rules.borrow().is_outdated(sent, &travel, response.status(), changed);
    if outdated {
        let _ = look(state).await;
        announce(state);
    }
    Ok((response, abort))
}

/// The value in a response; `undefined` for an empty one.
///
/// # Errors
/// As [`super::calls::value_of`].
pub(super) async fn parse(state: &State, response: &Response, timeout: u32) -> Result<JsValue> {
    if !response.ok() {
        return Err(explain(state, response));
    }
    let reply = transport::read(response, "", u32::MAX, timeout).await;
    if reply.status == TIMEOUT {
        let message = "The server did not respond in time.";
        return Err(failure(Code::Timeout, message, Sent::Answered));
    }
    if reply.status < 100 {
        let message = "The connection closed before the response ended.";
        return Err(failure(Code::Unreachable, message, Sent::Answered));
    }
    if reply.body.is_empty() {
        return Ok(JsValue::UNDEFINED);
    }
    let value = js_sys::JSON::parse(&reply.body).map_err(|_| explain(state, response))?;
    refuse_deep(&reply.body, reply.status)?;
    Ok(value)
}

/// The error that `json` returns for a response: the backend explains it in a header.
pub(super) fn explain(state: &State, response: &Response) -> Box<Error> {
    let is_foreign = state.via().is_some_and(|rules| rules.borrow().is_foreign(&response.url()));
    let fields = header(response, EXPLANATION).filter(|_| !is_foreign);
    let fields = fields.and_then(|fields| js_sys::decode_uri_component(&fields).ok());
    if let Some(fields) = fields {
        return told(&String::from(fields));
    }
    let mut error = failure(Code::MalformedResponse, "The response is not JSON.", Sent::Answered);
    error.status = Some(response.status());
    error
}

/// Methods that need a token in the page.
pub(super) fn not_here() -> Box<Error> {
    invalid("With `via`, call this on your server.")
}

/// Asks the app for a login, if it may be asked.
///
/// # Errors
/// `not_authenticated`, `session_expired` if nobody is logged in after that.
async fn need_login(state: &Rc<State>) -> Result<()> {
    let rules = rules(state)?;
    if rules.borrow().is_signed_in() {
        return Ok(());
    }
    let reason = rules.borrow().reason_to_ask();
    if let Some(reason) = reason.filter(|_| !state.extras.via.is_asked.get())
        && state.options.prompt.is_some()
    {
        ask_for_login(state, reason).await;
    }
    let rules = rules.borrow();
    if rules.is_signed_in() { Ok(()) } else { Err(rules.not_signed_in()) }
}

/// Asks the app for credentials, once for all calls of the moment.
async fn ask_for_login(state: &Rc<State>, reason: Option<EndReason>) {
    let owner = state.clone();
    let work = async move {
        let via = &owner.extras.via;
        let mut over = None;
        let ended = Promise::new(&mut |resolve, _| over = Some(resolve));
        via.over.replace(over.clone());
        let asked = owner.clone();
        // The app's own future goes on when a login ends the waiting: it may have a form to close.
        spawn_local(async move {
            answer(&asked, reason, over.as_ref()).await;
            end(over.as_ref());
        });
        let _ = JsFuture::from(ended).await;
        via.over.take();
        via.is_asked.set(false);
        Ok(())
    };
    // It cannot fail.
    let _ = once(state, |state| &state.extras.via.asking, work).await;
}

async fn answer(state: &Rc<State>, reason: Option<EndReason>, over: Option<&Function>) {
    // All calls of this moment wait: later ones may be the app's own, made inside.
    TimeoutFuture::new(0).await;
    let Some(prompt) = &state.options.prompt else { return };
    // Somebody has logged in meanwhile.
    if state.extras.via.over.borrow().as_ref() != over {
        return;
    }
    state.extras.via.is_asked.set(true);
    let credentials = prompt.ask(reason).await;
    let is_signed_in = || state.via().is_some_and(|rules| rules.borrow().is_signed_in());
    if let Some(credentials) = credentials.filter(|_| !is_signed_in()) {
        // The calls that wait tell of its failure.
        let _ = login(state, &credentials).await;
    }
}

fn end(over: Option<&Function>) {
    if let Some(over) = over {
        let _ = over.call0(&JsValue::NULL);
    }
}
