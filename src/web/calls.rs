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
        client::{Effect, Event, Judgement, Traits},
        error::{Code, Error, Result, Sent},
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
        let came = match sent.await? {
            Err(status) => Err(status),
            Ok(response) if (token.is_some() || own) && is_redirect(&response) => Err(REDIRECTED),
            Ok(response) if request.is_enveloped() => Ok(unwrapped(response).await),
            Ok(response) => Ok(response),
        };
        let is_page = came.as_ref().is_ok_and(may_be_page);
        let may_refuse = came
            .as_ref()
            .is_ok_and(|response| token.is_some() && carrier.may_refuse(response.status()));
        // Any other response is the app's.
        let mut verdict = Judgement::Deliver;
        // Only below the REST root there is another way.
        let is_lost = (came.is_err() || is_page) && target.starts_with('/');
        if is_lost || came.is_ok() && (is_page || may_refuse || !asked.tried.is_empty()) {
            let reply = match &came {
                Err(status) => Reply::failed(*status, &url),
                Ok(response) => copied(response, state.options.timeout).await,
            };
            verdict = begun.judged(&reply, is_lost, &asked)?;
            if verdict == Judgement::Detour {
                if way::detour(state, &reply, &mut asked).await {
                    first.get_or_insert(came);
                    continue;
                }
                verdict = match came {
                    Ok(_) => begun.judged(&reply, false, &asked)?,
                    Err(_) => Judgement::Deliver,
                };
            }
        }
        match verdict {
            Judgement::Repeat => continue,
            Judgement::Keep => state.keep_finding(),
            _ => {}
        }
        note_method(state, request, came.is_ok() && !is_page);
        let response = came.map_err(|status| unanswered(state, status, &about))?;
        if let Some(name) = carrier.rotates.as_ref().filter(|_| token.is_some()) {
            rotate(state, begun.number, name, &response);
        }
        if verdict == Judgement::GoBack && way::go_back(state) {
            // An earlier call has found this form, and not seen whether the token is read there.
            let Some(first) = first else { continue };
            return Ok((first.map_err(|status| unanswered(state, status, &about))?, about));
        }
        return Ok((response, about));
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
