//! Sends a call, with the token if it may have it, and repeats it once where that helps.

use alloc::{boxed::Box, rc::Rc, string::String};

use web_sys::Response;

use super::{
    Request,
    about::About,
    envelope::unwrapped,
    exchange::{is_refusal, search},
    extras::{note_method, overridden},
    prompt,
    refresh::renew,
    state::State,
    template::invalid,
    transport::{self, MAX_BODY, REDIRECTED, Reply, UNREACHABLE, is_redirect},
    way::{self, Asked},
};
use crate::{
    core::{
        error::{Code, Error, Result, Sent},
        session::Auth,
    },
    js::operations::Operation,
};

/// A call on its way, by the number that the engine gave it. Over when it is dropped.
struct Begun<'a> {
    state: &'a Rc<State>,
    number: f64,
    auth: Auth,
}

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        self.state.tell(Operation::finish, self.number, "");
    }
}

/// Sends a call: its response, and what was sent.
///
/// # Errors
/// Anything that prevents a response.
pub(super) async fn fetch(state: &Rc<State>, request: &Request) -> Result<(Response, About)> {
    let request = &overridden(state, request);
    let target = request.checked_target()?;
    let own = request.is_own(&state.options.header_name);
    let begun = begin(state, request, own)?;
    if begun.auth != Auth::Omit {
        state.load();
    }
    let mut url = begun.aim(&target).await?;
    let mut asked = Asked { safe: request.is_safe(), ..Asked::default() };
    // What the first address gave.
    let mut first = None;
    loop {
        asked.finding = state.tell(Operation::finding, 0.0, "");
        asked.url.clone_from(&url);
        let token = begun.next().await?;
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
            url = begun.aim(&target).await?;
            first.get_or_insert(lost);
            continue;
        }
        note_method(state, request, lost.as_ref().is_ok_and(|response| !may_be_page(response)));
        let response = lost.map_err(|status| unanswered(state, status, &about))?;
        // Only these can be about the token; every other response passes unread.
        let refused = token.is_some() && matches!(response.status(), 401 | 403);
        if !asked.tried.is_empty() && !refused {
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
        if response.status() == 401 && first.is_some() && way::go_back(state) {
            let first = first.unwrap_or(Ok(response));
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
            transport::read(&copy, "", MAX_BODY).await
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

fn begin<'a>(state: &'a Rc<State>, request: &Request, own: bool) -> Result<Begun<'a>> {
    let auth = if own { Auth::Omit } else { request.auth };
    // Every body can be sent again.
    let traits = f64::from(u8::from(request.is_safe()) + 2);
    let name = match auth {
        Auth::Auto => "auto",
        Auth::Required => "required",
        Auth::Omit => "omit",
    };
    let number = state.ask(Operation::begin, traits, name, "")?;
    let number = number.and_then(|number| number.parse().ok());
    let number = number.ok_or_else(|| invalid("The call has no number."))?;
    Ok(Begun { state, number, auth })
}

impl Begun<'_> {
    /// The URL that the call goes to.
    async fn aim(&self, target: &str) -> Result<String> {
        let aim = || self.state.ask(Operation::aim, self.number, target, "");
        let mut url = aim()?;
        if url.is_none() {
            // A call that is refused anyway is not worth a search.
            self.next().await?;
        }
        loop {
            if let Some(url) = url {
                return Ok(url);
            }
            search(self.state, false).await?;
            url = aim()?;
        }
    }

    /// Waits until the call can be sent; the value of its token's header, or nothing for a
    /// visitor's.
    async fn next(&self) -> Result<Option<String>> {
        loop {
            if self.auth != Auth::Omit {
                self.state.sync();
            }
            let step = self.state.ask(Operation::next, self.number, "", "");
            self.state.publish();
            match step? {
                Some(step) if step == "refresh" => renew(self.state, true).await?,
                Some(step) if step == "ask" => {
                    prompt::ask(self.state).await;
                    self.state.tell(Operation::waited, self.number, "");
                }
                step => return Ok(step),
            }
        }
    }

    /// Whether the call is to be sent once more.
    async fn is_repeated(&self, response: &Response) -> Result<bool> {
        let Ok(copy) = response.clone() else { return Ok(false) };
        let reply = transport::read(&copy, "", MAX_BODY).await;
        if reply.status < 100 {
            return Ok(false);
        }
        self.state.sync();
        let meta = reply.meta(|_| {});
        let verdict = self.state.ask(Operation::answered, self.number, &meta, &reply.body);
        self.state.publish();
        Ok(verdict?.is_some())
    }
}

/// Takes over the newer token that a response to a call brought.
fn rotate(state: &State, call: f64, name: &str, response: &Response) {
    let token = response.headers().get(name).ok().flatten();
    let Some(token) = token.filter(|token| !token.is_empty()) else { return };
    if state.tell(Operation::rotate, call, &token).is_some() {
        state.save_current();
        state.publish();
    }
}

fn unanswered(state: &State, status: u16, about: &About) -> Box<Error> {
    let mut error = state.explain(&Reply::failed(status, ""), false);
    // Nobody knows why: what helps to find out.
    if matches!(status, UNREACHABLE | REDIRECTED) {
        error.request = Some(about.to_json(&state.site()));
    }
    error
}

/// The error for a response whose body somebody has read.
pub(super) fn unread(state: &State, status: u16, token_sent: bool) -> Box<Error> {
    let mut reply = Reply::failed(status, "");
    reply.body.push_str("{}");
    state.explain(&reply, token_sent)
}

/// The value in a response; `undefined` for an empty one.
///
/// # Errors
/// What the response means, where it is none of success; `malformed_response` for one that is no
/// JSON.
pub(super) async fn parse(
    state: &State,
    response: &Response,
    token_sent: bool,
) -> Result<wasm_bindgen::JsValue> {
    let reply = transport::read(response, "", u32::MAX).await;
    if (200..300).contains(&reply.status) {
        if reply.body.is_empty() {
            return Ok(wasm_bindgen::JsValue::UNDEFINED);
        }
        if let Ok(value) = js_sys::JSON::parse(&reply.body)
            && !is_refusal(state, &reply).await?
        {
            return Ok(value);
        }
    }
    Err(state.explain(&reply, token_sent))
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
