//! Says what an error means: an error as an app gets it has the text of its hint, not the word that
//! names it in the rules.

use alloc::{boxed::Box, rc::Rc, vec::Vec};

use wasm_bindgen::JsValue;
use web_sys::Response;

use super::{Client, Request, about::About, calls, state::State, transport, via};
use crate::core::{
    error::{Error, Result},
    json::Json,
};

/// Completes an error. `epoch` is the client's when the request began, or before; `about` is the request that
/// was answered, as JSON.
#[cfg_attr(not(feature = "doctor"), allow(unused_variables, clippy::unused_async))]
pub(super) async fn explained(
    state: &Rc<State>,
    mut error: Box<Error>,
    epoch: u32,
    about: Option<&str>,
) -> Box<Error> {
    #[cfg(feature = "doctor")]
    {
        use futures_util::future::select;
        use gloo_timers::future::TimeoutFuture;

        state.extras.doctor.note(error.code.as_str());
        if error.request.is_some() || error.names_hint() {
            let late = TimeoutFuture::new(PATIENCE);
            let complete = super::doctor::complete(state, &mut error, epoch, about);
            select(core::pin::pin!(complete), late).await;
        }
    }
    if error.names_hint() {
        error.hint = None;
    }
    error.request = None;
    error
}

/// Milliseconds that an error may wait for its explanation.
#[cfg(feature = "doctor")]
const PATIENCE: u32 = 5000;

/// The result of some work, whose error is completed.
pub(super) async fn told<T>(state: &Rc<State>, work: impl Future<Output = Result<T>>) -> Result<T> {
    let epoch = state.epoch();
    match work.await {
        Ok(value) => Ok(value),
        Err(error) => Err(explained(state, error, epoch, None).await),
    }
}

/// Sends a call: its response, and what was sent.
///
/// # Errors
/// Anything that prevents a response.
pub(super) async fn fetch(state: &Rc<State>, request: &Request) -> Result<(Response, About)> {
    told(state, calls::fetch(state, request)).await
}

/// Sends a call: its response, and the value in it, or why there is none.
///
/// # Errors
/// Anything that prevents a response.
pub(super) async fn json(
    state: &Rc<State>,
    request: &Request,
) -> Result<(Response, Result<JsValue>)> {
    let (response, about, value) = told(state, calls::json(state, request)).await?;
    let value =
        settled(state, value, about.epoch, || about.answered(&response, &state.site())).await;
    Ok((response, value))
}

async fn settled<T>(
    state: &Rc<State>,
    result: Result<T>,
    epoch: u32,
    about: impl FnOnce() -> String,
) -> Result<T> {
    match result {
        Ok(value) => Ok(value),
        Err(error) => Err(explained(state, error, epoch, Some(&about())).await),
    }
}

impl Client {
    /// Returns the response as it is if it is one of success, still unread. Otherwise the error is the one
    /// that [`Client::json`] would have returned for it, as a function that only has responses needs it.
    ///
    /// # Errors
    /// What the response means; `malformed_response` for one that is no JSON.
    ///
    /// ```no_run
    /// # use presskey::web::{Client, Result};
    /// # async fn read(wp: Client) -> Result<()> {
    /// let response = wp.explain(wp.fetch("/wp/v2/posts").await?).await?;
    /// println!("{} pages", response.headers().get("X-WP-TotalPages").unwrap_or_default());
    /// # Ok(())
    /// # }
    /// ```
    pub async fn explain(&self, response: super::Response) -> Result<super::Response> {
        let response = Response::from(response);
        if self.0.via().is_some() {
            let failed = || via::explain(&self.0, &response);
            return if response.ok() { Ok(response.into()) } else { Err(failed()) };
        }
        let about = self.0.extras.sent_for(&response).unwrap_or_default();
        let member = |name| Json::parse(&about).and_then(|about| about.get(name));
        let token = member("token").is_some_and(|token| token.text() == "true");
        // Nothing is known of a response that the app has made or copied: it may be older than any logout.
        let epoch = member("epoch").and_then(Json::number).unwrap_or_default() as u32;
        let url = member("url").and_then(Json::string).unwrap_or_default();
        let method = member("method").and_then(Json::string).unwrap_or_default();
        let mut own = Vec::new();
        if let Some(headers) = member("own") {
            headers.each(&mut |name, value| {
                own.push((name.into(), value.string().unwrap_or_default()));
                true
            });
        }
        let asked = About { token, epoch, url, method, own, ..About::default() };
        let status = response.status();
        let parsed = match response.clone() {
            Ok(copy) => {
                let reply = transport::read(&copy, "", u32::MAX, self.0.options.timeout).await;
                calls::value_of(&self.0, &reply, &asked).await.map(drop)
            }
            // Somebody has read it: only its status is left.
            Err(_) if response.ok() => Ok(()),
            Err(_) => Err(calls::unread(&self.0, status, &asked)),
        };
        settled(&self.0, parsed, epoch, || about).await?;
        Ok(response.into())
    }
}
