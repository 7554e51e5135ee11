//! Many writing requests in a few.

use alloc::{boxed::Box, collections::BTreeMap, rc::Rc, string::String, vec::Vec};
use core::fmt;

use js_sys::Reflect;
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue};

use super::{Client, Request, calls, explain, lists::malformed, state::State, whose::Whose};
use crate::core::{
    batch::{Answered, LIMIT, is_too_many, limit_in, responses, route},
    error::{Error, Result},
    json::{Json, Object},
};

const ROUTE: &str = "/batch/v1";

/// One request of a [`Client::batch`].
///
/// ```
/// use presskey::web::BatchRequest;
///
/// let deletions: Vec<_> =
///     [7, 8].map(|id| BatchRequest::new("DELETE", format!("/wp/v2/posts/{id}"))).into();
/// ```
#[derive(Debug, Clone)]
pub struct BatchRequest {
    method: String,
    path: String,
    /// Its body as JSON, or why there is none.
    body: Result<Option<String>>,
}

impl BatchRequest {
    /// A request with the method POST, PUT, PATCH or DELETE to a route, such as
    /// `/wp/v2/posts/1?force=true`.
    pub fn new(method: impl Into<String>, path: impl Into<String>) -> Self {
        Self { method: method.into().to_uppercase(), path: path.into(), body: Ok(None) }
    }

    /// A POST.
    pub fn post(path: impl Into<String>) -> Self {
        Self::new("POST", path)
    }

    /// A DELETE.
    pub fn delete(path: impl Into<String>) -> Self {
        Self::new("DELETE", path)
    }

    /// The fields that it sends. A value that JSON can't represent fails the batch:
    /// `invalid_option`.
    #[must_use]
    pub fn json<T: Serialize + ?Sized>(mut self, value: &T) -> Self {
        self.body = super::request::json_text(value).map(Some);
        self
    }

    fn to_object(&self, index: usize) -> Result<Object> {
        let mut object = Object::new();
        object.text("path", Some(route(&self.method, &self.path, index)?));
        object.text("method", Some(&self.method));
        let body = self.body.as_ref().map_err(Clone::clone)?;
        if let Some(body) = body.as_deref() {
            // Not parsed: a value of the app's may nest more deeply than our reader goes.
            object.json("body", Some(Json::known(body)));
        }
        Ok(object)
    }
}

/// The server's response to one request of a [`Client::batch`].
#[derive(Clone, PartialEq)]
pub struct BatchResult {
    /// The HTTP status.
    pub status: u16,
    /// The headers, with names as the server writes them.
    pub headers: BTreeMap<String, String>,
    body: String,
}

impl BatchResult {
    /// Whether the status is 2xx.
    pub fn ok(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The body. That of a failed request is WordPress's error, with `code` and `message`.
    ///
    /// # Errors
    /// `malformed_response` if it doesn't fit `T`.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        let value = js_sys::JSON::parse(&self.body).unwrap_or_default();
        serde_wasm_bindgen::from_value(value).map_err(|error| calls::misfit(&error))
    }
}

impl fmt::Debug for BatchResult {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("BatchResult").field("status", &self.status).finish_non_exhaustive()
    }
}

/// Why a batch failed, and the responses to the parts before.
#[derive(Debug)]
pub struct BatchError {
    /// Why the part that failed did so.
    pub error: Box<Error>,
    /// The responses to the requests before that part, in their order. These were carried out.
    pub results: Vec<BatchResult>,
}

impl fmt::Display for BatchError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(formatter)
    }
}

impl core::error::Error for BatchError {}

impl From<BatchError> for Box<Error> {
    fn from(failed: BatchError) -> Self {
        failed.error
    }
}

impl Client {
    /// Sends many writing requests in one (`POST /batch/v1`, WordPress 5.6), and returns the response to
    /// each, in the same order. If one fails, the others still run. If there are more than the site
    /// allows (25, or its own limit), it sends them in parts, one after the other. The route must
    /// allow batches (`allow_batch`), as posts, terms and comments do; otherwise its response is 400
    /// `rest_batch_not_allowed`.
    ///
    /// # Errors
    /// `invalid_option`, before anything is sent, for a method that reads and for a path that is no
    /// route; those of [`Client::json`] if a whole part fails. The error holds the responses to the
    /// parts before it.
    ///
    /// ```no_run
    /// # use presskey::web::{BatchRequest, Client, Result};
    /// # async fn clean(wp: Client, ids: Vec<u64>) -> Result<()> {
    /// let requests = ids.iter().map(|id| BatchRequest::delete(format!("/wp/v2/posts/{id}")));
    /// let results = wp.batch(requests).await?;
    /// let failed = results.iter().filter(|result| !result.ok()).count();
    /// # Ok(())
    /// # }
    /// ```
    pub async fn batch(
        &self,
        requests: impl IntoIterator<Item = BatchRequest>,
    ) -> core::result::Result<Vec<BatchResult>, BatchError> {
        let mut results = Vec::new();
        match send_all(&self.0, requests, &mut results).await {
            Ok(()) => Ok(results),
            Err(error) => Err(BatchError { error, results }),
        }
    }
}

async fn send_all(
    state: &Rc<State>,
    requests: impl IntoIterator<Item = BatchRequest>,
    results: &mut Vec<BatchResult>,
) -> Result<()> {
    let requests = requests.into_iter().enumerate();
    let waiting: Vec<String> = requests
        .map(|(index, request)| request.to_object(index).map(Object::end))
        .collect::<Result<_>>()?;
    let whose = &Whose::default();
    let mut limit = state.extras.batch_limit.get().unwrap_or(LIMIT);
    if waiting.len() > limit {
        limit = limit_of(state, whose).await?;
    }
    let mut rest = waiting.as_slice();
    while !rest.is_empty() {
        let (some, later) = rest.split_at(limit.min(rest.len()));
        match send(state, whose, some).await {
            Ok(answered) => {
                results.extend(answered);
                rest = later;
            }
            Err(error) => {
                let too_many = is_too_many(&error);
                let told = if too_many { limit_of(state, whose).await? } else { limit };
                // A refusal that the limit does not explain stays one.
                if told >= some.len() {
                    return Err(error);
                }
                limit = told;
            }
        }
    }
    Ok(())
}

async fn send(state: &Rc<State>, whose: &Whose, requests: &[String]) -> Result<Vec<BatchResult>> {
    let body = [r#"{"requests":["#, &requests.join(","), "]}"].concat();
    let request = Request::post(ROUTE).header("Content-Type", "application/json").body(body);
    let (response, value) = explain::json(state, &request.of(whose)).await?;
    let (status, value) = (response.status(), value?);
    write_bodies(&value);
    let text = text_of(&value);
    let answered = responses(&text, requests.len()).ok_or_else(|| {
        let message = "The response does not contain one result for each request of the batch.";
        malformed(message, status)
    })?;
    let result = |Answered { status, body, headers }| BatchResult { status, headers, body };
    Ok(answered.into_iter().map(result).collect())
}

/// Replaces the body in each part of a batch's response by its JSON, as [`responses`] takes it.
fn write_bodies(value: &JsValue) {
    let list = Reflect::get(value, &"responses".into()).ok();
    let Some(list) = list.and_then(|list| list.dyn_into::<js_sys::Array>().ok()) else { return };
    for part in list.iter().filter(JsValue::is_object) {
        let name = "body".into();
        let body = Reflect::get(&part, &name).unwrap_or(JsValue::UNDEFINED);
        let _ = Reflect::set(&part, &name, &text_of(&body).into());
    }
}

/// A value as JSON; nothing for `undefined`.
fn text_of(value: &JsValue) -> String {
    let text = js_sys::JSON::stringify(value).ok().and_then(|text| text.as_string());
    text.unwrap_or_default()
}

/// The limit that the site names, asked for once.
async fn limit_of(state: &Rc<State>, whose: &Whose) -> Result<usize> {
    if let Some(limit) = state.extras.batch_limit.get() {
        return Ok(limit);
    }
    let request = Request::new("OPTIONS", ROUTE).of(whose);
    let (_, description) = explain::json(state, &request).await?;
    let limit = limit_in(&text_of(&description?)).unwrap_or(LIMIT);
    state.extras.batch_limit.set(Some(limit));
    Ok(limit)
}
