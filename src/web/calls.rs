//! Sends a call, with the token if it may have it, and repeats it once where that helps.

use alloc::{boxed::Box, rc::Rc, string::String};

use futures_util::future::{FutureExt, LocalBoxFuture, ready};
use wasm_bindgen_futures::spawn_local;
use web_sys::Response;

use super::{
    Request,
    about::About,
    envelope::unwrapped,
    exchange::{is_refusal, search},
    extras::{note_method, overridden},
    prompt,
    refresh::{go_on, settled},
    state::State,
    template::invalid,
    transport::{self, MAX_BODY, REDIRECTED, Reply, UNREACHABLE, is_redirect},
    via,
    way::{self, Asked},
    whose::Whose,
};
use crate::{
    core::{
        client::{Effect, Event, Traits},
        error::{Code, Error, Result, Sent},
        session::{Auth, Verdict},
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

/// Sends a call: its response, and what was sent.
///
/// # Errors
/// Anything that prevents a response.
pub(super) async fn fetch(state: &Rc<State>, request: &Request) -> Result<(Response, About)> {
    if state.via().is_some() {
        return via::fetch(state, request).await;
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
            Some(token) if carrier.signs => Some(request.signed(&token, &url).await?),
            token => token,
        };
        let header = token.as_deref().map(|token| (name, token));
        let about = request.about(state, &url, header);
        let timeout = request.timeout_or(state.options.timeout);
        let sent = transport::send(state, timeout, |signal| {
            request.build(&url, header, &carrier, own, signal)
        });
        let lost = match sent.await? {
            Err(status) => Err(status),
            Ok(response) if (token.is_some() || own) && is_redirect(&response) => Err(REDIRECTED),
            Ok(response) if request.is_enveloped() => Ok(unwrapped(response).await),
            Ok(response) => Ok(response),
        };
        if target.starts_with('/') && is_lost(state, &lost, &mut asked).await {
            first.get_or_insert(lost);
            continue;
        }
        note_method(state, request, lost.as_ref().is_ok_and(|response| !may_be_page(response)));
        let response = lost.map_err(|status| unanswered(state, status, &about))?;
        // Only these can be about the token; every other response passes unread.
        let refused = token.is_some() && carrier.may_refuse(response.status());
        // With a token only a success shows that the token is read there.
        if !asked.tried.is_empty() && !refused && (token.is_none() || response.ok()) {
            state.keep_finding();
        }
        if token.is_none() {
            return Ok((response, about));
        }
        if let Some(name) = &carrier.rotates {
            rotate(state, begun.number, name, &response);
        }
        if refused && begun.is_repeated(&response).await? {
            continue;
        }
        // 401: nobody has read the token, which some plugins do at one form of the address only.
        if response.status() == 401 && way::go_back(state) {
            // An earlier call has found this form, and not seen whether the token is read there.
            let Some(first) = first else { continue };
            return Ok((first.map_err(|status| unanswered(state, status, &about))?, about));
        }
        return Ok((response, about));
    }
}

/// Whether the REST API has not answered, and another way to it was found.
async fn is_lost(
    state: &Rc<State>,
    answer: &core::result::Result<Response, u16>,
    asked: &mut Asked,
) -> bool {
    let reply = match answer {
        Err(status) => Reply::failed(*status, &asked.url),
        Ok(response) => {
            if !may_be_page(response) {
                return false;
            }
            let Ok(copy) = response.clone() else { return false };
            transport::read(&copy, "", MAX_BODY, state.options.timeout).await
        }
    };
    way::detour(state, &reply, asked).await
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
    let traits = Traits { auth, safe: request.is_safe(), replayable: true };
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

    /// Whether the call is to be sent once more.
    async fn is_repeated(&self, response: &Response) -> Result<bool> {
        let Ok(copy) = response.clone() else { return Ok(false) };
        let reply = transport::read(&copy, "", MAX_BODY, self.state.options.timeout).await;
        if reply.status < 100 {
            return Ok(false);
        }
        let mut repeats = false;
        for effect in self.state.call_answered(self.number, &reply) {
            match effect {
                Effect::Judged(verdict) => repeats = verdict == Verdict::Repeat,
                Effect::Refuse => self.state.take_refusal()?,
                effect => self.state.perform(effect),
            }
        }
        Ok(repeats)
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

/// The value in a response; `undefined` for an empty one.
///
/// # Errors
/// What the response means, where it is none of success; `malformed_response` for one that is no
/// JSON.
pub(super) async fn parse(
    state: &State,
    response: &Response,
    about: &About,
) -> Result<wasm_bindgen::JsValue> {
    if state.via().is_some() {
        return via::parse(state, response, about.timeout).await;
    }
    let reply = transport::read(response, "", u32::MAX, about.timeout).await;
    if (200..300).contains(&reply.status) {
        if reply.body.is_empty() {
            return Ok(wasm_bindgen::JsValue::UNDEFINED);
        }
        if let Ok(value) = js_sys::JSON::parse(&reply.body)
            && !is_refusal(state, &reply, about.epoch).await?
        {
            return Ok(value);
        }
    }
    Err(state.explain(&reply, about))
}

/// The error for a value that does not fit the requested type. The value may be a secret, so only the name
/// of a missing field is shown.
pub(super) fn misfit(error: &serde_wasm_bindgen::Error) -> Box<Error> {
    let told = alloc::string::ToString::to_string(error);
    let missing = told.find("missing field").and_then(|at| told.get(at..));
    let message =
        ["The response does not have the expected shape.", " ", missing.unwrap_or_default()];
    let message = message.concat();
    Error::new(Code::MalformedResponse, message.trim_end()).sent(Sent::Answered)
}
