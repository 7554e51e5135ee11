//! Sends a call, with the token if it may have it, and repeats it once where that helps.

use alloc::{boxed::Box, rc::Rc, string::String};

use futures_util::future::{FutureExt, LocalBoxFuture, ready};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::Response;

use super::{
    Request,
    about::About,
    envelope::unwrapped,
    exchange::search,
    extras::{note_method, overridden},
    lists::malformed,
    prompt,
    refresh::{go_on, settled},
    state::State,
    template::{Exchange, invalid},
    transport::{
        self, MAX_BODY, REDIRECTED, Reply, TIMEOUT, UNREACHABLE, exchange, is_redirect, within,
    },
    via,
    way::{self, Asked},
    whose::Whose,
};
use crate::{
    core::{
        client::{Effect, Event, Judgement, Traits},
        error::{Code, Error, Result, Sent},
        json::is_deeper,
        session::Auth,
    },
    js::operations::Operation,
};

/// A call on its way. Over when it is dropped.
struct Begun<'a> {
    state: &'a Rc<State>,
    number: u32,
    traits: Traits,
}

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        self.state.notify(Event::CallEnded(self.number));
    }
}

/// A response, what was sent for it, and the value in it, if that was wanted.
pub(super) struct Given {
    pub(super) response: Response,
    pub(super) about: About,
    value: Option<Result<JsValue>>,
}

/// What came of sending a call once.
struct Came {
    /// The response, or the status that says why there is none.
    response: core::result::Result<Response, u16>,
    /// As much of it as was read.
    reply: Reply,
    about: About,
}

impl Came {
    /// What the app gets, and what was read of it.
    async fn given(self, state: &State, wants_value: bool) -> Result<(Given, Reply)> {
        let Self { response, reply, about } = self;
        let response = response.map_err(|status| unanswered(state, status, &about))?;
        let value = if wants_value { Some(value_of(state, &reply, &about).await) } else { None };
        Ok((Given { response, about, value }, reply))
    }
}

impl Given {
    /// Whether the site has said why there is no value.
    fn is_refused(&self) -> bool {
        matches!(&self.value, Some(Err(error)) if error.status.is_some())
    }
}

/// Sends a call: its response, and what was sent.
///
/// # Errors
/// Anything that prevents a response.
pub(super) async fn fetch(state: &Rc<State>, request: &Request) -> Result<(Response, About)> {
    let given = send(state, request, false).await?;
    Ok((given.response, given.about))
}

/// Sends a call: its response, what was sent, and the value in the response, or why there is none.
///
/// # Errors
/// Anything that prevents a response.
pub(super) async fn json(
    state: &Rc<State>,
    request: &Request,
) -> Result<(Response, About, Result<JsValue>)> {
    let Given { response, about, value } = send(state, request, true).await?;
    Ok((response, about, value.unwrap_or(Ok(JsValue::UNDEFINED))))
}

/// Sends a call, with the token if it may have it, and repeats it once where that helps.
async fn send(state: &Rc<State>, request: &Request, wants_value: bool) -> Result<Given> {
    let timeout = request.timeout_or(state.options.timeout);
    if state.via().is_some() {
        let (response, mut abort) = via::fetch(state, request).await?;
        let value = if wants_value {
            Some(via::parse(state, &response, timeout).await)
        } else {
            abort.keep();
            None
        };
        return Ok(Given { response, about: About::default(), value });
    }
    let request = &overridden(state, request);
    let target = request.checked_target()?;
    let own = request.is_own(&state.options.header_name);
    let begun = begin(state, request, own);
    if begun.traits.auth != Auth::Omit {
        state.loaded().await?;
    }
    let mut asked = Asked { safe: request.is_safe(), ..Asked::default() };
    // What the first address gave.
    let mut first = None;
    loop {
        let (url, token) = begun.next(&target).await?;
        if let Some(whose) = request.whose().filter(|_| token.is_some()) {
            whose.set(state.caller(begun.number));
        }
        asked.finding = state.tell(Operation::finding, 0.0, "");
        asked.url.clone_from(&url);
        let carrier = state.carrier();
        let name = carrier.header.as_deref().unwrap_or(&state.options.header_name);
        let token = match token {
            Some(token) if carrier.signs => {
                let begun = state.begun();
                let signed = request.signed(&token, &url).await?;
                // The rules decide again, for the session that there is by now.
                if state.is_over(begun) {
                    continue;
                }
                Some(signed)
            }
            token => token,
        };
        let header = token.as_deref().map(|token| (name, token));
        let about = request.about(state, &url, header);
        let sent = transport::send(state, timeout, |signal| {
            request.build(&url, header, &carrier, own, signal)
        });
        let (sent, mut abort) = sent.await?;
        let mut response = match sent {
            Err(status) => Err(status),
            Ok(response) if (token.is_some() || own) && is_redirect(&response) => Err(REDIRECTED),
            Ok(response) if request.is_enveloped() => {
                within(timeout, unwrapped(response)).await.ok_or(TIMEOUT)
            }
            Ok(response) => Ok(response),
        };
        let is_page = response.as_ref().is_ok_and(may_be_page);
        let may_refuse = response.as_ref().is_ok_and(|response| {
            token.is_some() && state.may_refuse(begun.number, response.status())
        });
        let reply = match &response {
            Err(status) => Reply::failed(*status, &url),
            Ok(response) if wants_value => transport::read(response, &url, u32::MAX, timeout).await,
            Ok(response) if is_page || may_refuse => copied(response, timeout).await,
            Ok(response) => Reply::failed(response.status(), &url),
        };
        if reply.status == TIMEOUT {
            response = Err(TIMEOUT);
        } else {
            abort.keep();
        }
        let (is_answered, is_lost) = (response.is_ok(), response.is_err() || is_page);
        let is_redirected = matches!(response, Err(REDIRECTED));
        let came = Came { response, reply, about };
        let mut verdict = Judgement::Deliver;
        if is_lost {
            verdict = begun.judged(&came.reply, true, &asked)?;
            if verdict == Judgement::Detour {
                if way::detour(state, &came.reply, &mut asked).await {
                    first.get_or_insert(came);
                    continue;
                }
                verdict = if is_answered {
                    begun.judged(&came.reply, false, &asked)?
                } else {
                    Judgement::Deliver
                };
            }
            if verdict == Judgement::Repeat {
                continue;
            }
        }
        if !is_lost {
            state.extras.sure.set(true);
        }
        if !is_redirected {
            note_method(state, request, !is_lost);
        }
        let (given, reply) = came.given(state, wants_value).await?;
        if let Some(name) = carrier.rotates.as_ref().filter(|_| token.is_some()) {
            rotate(state, begun.number, name, &given.response);
        }
        // Any other response is the app's. Its body may say that a 200 is a refusal.
        if !is_lost && (may_refuse || given.is_refused() || !asked.tried.is_empty()) {
            verdict = begun.judged(&reply, false, &asked)?;
        }
        match verdict {
            Judgement::Repeat => {}
            Judgement::GoBack if way::go_back(state) => {
                // An earlier call has found this form, and not seen whether the token is read there.
                let Some(first) = first.take() else { continue };
                return Ok(first.given(state, wants_value).await?.0);
            }
            Judgement::Keep => {
                state.keep_finding();
                return Ok(given);
            }
            _ => return Ok(given),
        }
    }
}

/// What a response says, which the app can still read.
async fn copied(response: &Response, timeout: u32) -> Reply {
    match response.clone() {
        Ok(copy) => transport::read(&copy, "", MAX_BODY, timeout).await,
        Err(_) => Reply::failed(response.status(), ""),
    }
}

/// Whether the web server or a firewall may have responded, and not the REST API.
fn may_be_page(response: &Response) -> bool {
    let kind = response.headers().get("Content-Type").ok().flatten().unwrap_or_default();
    let kind = kind.to_ascii_lowercase();
    kind.contains("html")
        || response.status() >= 400 && (kind.is_empty() || kind.starts_with("text"))
}

fn begin<'a>(state: &'a Rc<State>, request: &Request, own: bool) -> Begun<'a> {
    let auth = if own { Auth::Omit } else { request.auth };
    // Every body can be sent again.
    let (safe, route) = (request.is_safe(), request.is_route());
    let traits = Traits { auth, safe, replayable: true, route };
    let number = state.count_call();
    if let Some(user) = request.whose().and_then(Whose::user) {
        state.begin_for(number, traits, &user);
    }
    Begun { state, number, traits }
}

impl Begun<'_> {
    /// Waits until the call can be sent: where to, and the value of its token's header, or nothing for
    /// a visitor's.
    async fn next(&self, target: &str) -> Result<(String, Option<String>)> {
        let state = self.state;
        loop {
            let (effects, url, header) = state.call(self.number, self.traits, target);
            let mut effects = effects.into_iter();
            let mut step: Option<LocalBoxFuture<'_, Result<()>>> = None;
            let mut is_sent = false;
            while let Some(effect) = effects.next() {
                match effect {
                    Effect::Send { .. } => is_sent = true,
                    Effect::Search => step = Some(Box::pin(search(state, false))),
                    // Those that follow begin the refresh.
                    Effect::AwaitRefresh => {
                        let renewed = go_on(state, effects.by_ref().collect());
                        step = Some(Box::pin(settled(state, renewed)));
                    }
                    Effect::AwaitLogin => step = Some(Box::pin(prompt::wait(state))),
                    Effect::Refuse => step = Some(Box::pin(ready(state.take_refusal()))),
                    effect => state.perform(effect),
                }
            }
            if is_sent {
                return Ok((url, header));
            }
            match step {
                Some(step) => step.await?,
                None => return Err(invalid("The call was given up.")),
            }
        }
    }

    /// What to do with what came of sending it.
    fn judged(&self, reply: &Reply, is_lost: bool, asked: &Asked) -> Result<Judgement> {
        let state = self.state;
        let mut judgement = Judgement::Deliver;
        let is_detour = !asked.tried.is_empty();
        for effect in state.call_answered(self.number, reply, is_lost, is_detour) {
            match effect {
                Effect::Judged(told) => judgement = told,
                Effect::Refuse => state.take_refusal()?,
                effect => state.perform(effect),
            }
        }
        Ok(judgement)
    }
}

/// Takes over the newer token that a response to a call brought.
fn rotate(state: &Rc<State>, call: u32, name: &str, response: &Response) {
    let token = response.headers().get(name).ok().flatten();
    let Some(token) = token.filter(|token| !token.is_empty()) else { return };
    for effect in state.handle(Event::Rotated { call, token: &token }) {
        if effect == Effect::SaveRotated {
            let state = state.clone();
            let kept = async move {
                let persisted = state.keep_in_force().await;
                state.notify(Event::RotationSaved(persisted));
            };
            // Only a store that takes its time is waited for.
            let mut kept = kept.boxed_local();
            if kept.as_mut().now_or_never().is_none() {
                spawn_local(kept);
            }
        } else {
            state.perform(effect);
        }
    }
}

fn unanswered(state: &State, status: u16, about: &About) -> Box<Error> {
    let mut error = state.explain(&Reply::failed(status, ""), about);
    // Nobody knows why: what helps to find out.
    if matches!(status, UNREACHABLE | REDIRECTED) {
        error.request = Some(about.to_json(&state.site()));
    }
    error
}

/// The error for a response whose body somebody has read.
pub(super) fn unread(state: &State, status: u16, about: &About) -> Box<Error> {
    let mut reply = Reply::failed(status, "");
    reply.body.push_str("{}");
    state.explain(&reply, about)
}

/// The value in a response that has been read; `undefined` for an empty one. To find out whether it is one, it
/// may request the site's index.
///
/// # Errors
/// What the response means, where it is none of success; `malformed_response` for one that is no
/// JSON, or nests too deeply.
pub(super) async fn value_of(state: &State, reply: &Reply, about: &About) -> Result<JsValue> {
    let value = js_sys::JSON::parse(&reply.body).ok();
    let has_value = value.is_some();
    if let Some(url) = state.weigh(reply, about, has_value, None)? {
        let index = exchange(state, &Exchange::of("GET", &url), None).await?;
        state.weigh(reply, about, has_value, Some(&index))?;
    }
    refuse_deep(&reply.body, reply.status)?;
    Ok(value.unwrap_or_default())
}

/// Levels of nesting in a response, as `serde_json` reads them.
const MAX_LEVELS: usize = 128;

/// Refuses JSON that would overflow the stack: `serde_wasm_bindgen::from_value()` recurses into each level
/// of a type that contains itself, and an overflow crashes the tab.
///
/// # Errors
/// `malformed_response`.
pub(super) fn refuse_deep(json: &str, status: u16) -> Result<()> {
    if is_deeper(json, MAX_LEVELS) {
        return Err(malformed("The response is nested more than 128 levels deep.", status));
    }
    Ok(())
}

/// The error for a value that does not fit the requested type. The value may be a secret, so only the name
/// of a missing field is shown.
pub(super) fn misfit(error: &serde_wasm_bindgen::Error) -> Box<Error> {
    let told = alloc::string::ToString::to_string(error);
    // Behind these words serde writes a name of the type's. Behind others it quotes the response.
    let field = told.strip_prefix("Error: missing field `").and_then(|rest| rest.split('`').next());
    let missing = field.map_or(String::new(), |field| [" missing field `", field, "`"].concat());
    let message = ["The response does not have the expected shape.", &missing].concat();
    Error::new(Code::MalformedResponse, &message).sent(Sent::Answered)
}
