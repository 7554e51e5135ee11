//! A server's own request.

use alloc::{
    boxed::Box,
    string::{String, ToString},
    vec::Vec,
};

use super::{Credentials, state::State};
use crate::{
    core::{
        error::{Code, Error, Result},
        json::{Json, Object, unescape},
        server::DEVICE,
    },
    js::operations::Operation,
};

/// A request of the session's own.
pub(super) struct Exchange {
    pub(super) url: String,
    pub(super) method: String,
    pub(super) body: Option<Body>,
    /// Whether it carries the token.
    pub(super) auth: bool,
    pub(super) cookies: bool,
    /// Whether the token signs it.
    pub(super) sign: bool,
    /// Whether its response is a nonce.
    pub(super) text: bool,
    /// The header that the token travels in, where that is not the usual one.
    pub(super) header: Option<String>,
    /// The method of a second request, to what the first one names.
    pub(super) then: Option<String>,
    /// Whether it goes to the REST API, and the namespace of its route there.
    pub(super) rest: bool,
    pub(super) namespace: Option<String>,
    /// Whether a refusal of it can't be read.
    pub(super) mute: bool,
    /// Whether it is a form that could be JSON.
    pub(super) form: bool,
    /// Whether it follows no redirect although it carries nothing.
    pub(super) look: bool,
    /// How many times `timeout` it may take.
    pub(super) limits: u32,
}

pub(super) enum Body {
    Json(String),
    Form(Vec<(String, String)>),
}

impl Exchange {
    /// An anonymous one.
    pub(super) fn of(method: &str, url: &str) -> Self {
        Self {
            url: url.into(),
            method: method.into(),
            body: None,
            auth: false,
            cookies: false,
            sign: false,
            text: false,
            header: None,
            then: None,
            rest: false,
            namespace: None,
            mute: false,
            form: false,
            look: false,
            limits: 1,
        }
    }

    /// One of the server's, filled in with these values. `pending` is the number of a login, or of the session.
    pub(super) fn fill(
        state: &State,
        operation: &str,
        values: &Credentials,
        pending: f64,
    ) -> Result<Self> {
        let ask = |values: &Credentials| {
            state.ask(Operation::request, pending, operation, &values.to_json())
        };
        let text = match ask(values)? {
            Some(text) => text,
            None => {
                let device = state.store.device(&state.key);
                ask(&values.clone().with(DEVICE, device))?.unwrap_or_default()
            }
        };
        let limits = if operation == "refresh" { 2 } else { 1 };
        Ok(Self { limits, ..Self::of_text(&text)? })
    }

    /// One that the engine has written.
    pub(super) fn of_text(text: &str) -> Result<Self> {
        let request = Json::parse(text)
            .ok_or_else(|| invalid("The description of the plugin is not JSON."))?;
        let string = |name| request.get(name).and_then(Json::string);
        let is = |name| request.get(name).is_some_and(|value| value.text() == "true");
        let body = request.get("body").filter(|body| body.is_object()).map(|body| {
            match (is("json"), is("form")) {
                (true, false) => Body::Json(body.text().into()),
                (true, true) => as_json(&fields_of(body)),
                _ => Body::Form(fields_of(body)),
            }
        });
        Ok(Self {
            url: string("url").unwrap_or_default(),
            method: string("method").unwrap_or_else(|| "POST".to_string()),
            body,
            auth: is("auth"),
            cookies: is("cookies"),
            sign: is("sign"),
            text: is("text"),
            header: string("header"),
            then: string("then"),
            rest: is("rest"),
            namespace: string("namespace"),
            mute: is("mute"),
            form: is("form") && !is("json"),
            look: false,
            limits: 1,
        })
    }
}

/// The fields of a form. Of one that stands twice, the last counts.
fn fields_of(body: Json) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    body.each(&mut |name, value| {
        let name = unescape(name);
        fields.retain(|(known, _)| *known != name);
        fields.push((name, value.string().unwrap_or_else(|| value.text().into())));
        true
    });
    fields
}

fn as_json(fields: &[(String, String)]) -> Body {
    let mut object = Object::new();
    for (name, value) in fields {
        object.text(name, Some(value));
    }
    Body::Json(object.end())
}

pub(super) fn invalid(message: &str) -> Box<Error> {
    Error::new(Code::InvalidOption, message)
}
