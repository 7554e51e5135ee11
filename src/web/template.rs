//! A server's own request, as its description has it, with what belongs in its places.

use alloc::{
    borrow::ToOwned,
    boxed::Box,
    string::{String, ToString},
    vec::Vec,
};

use super::{Credentials, state::State};
use crate::{
    core::{
        error::{Code, Error, Result},
        json::{Json, Object, unescape},
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

    /// One of the server's, with `$names` in its body filled in; `$?names` may be missing. Credentials
    /// that a login's form does not name are sent unchanged.
    pub(super) fn fill(
        state: &State,
        operation: &str,
        values: &Credentials,
        pending: f64,
    ) -> Result<Self> {
        let text = state.ask(Operation::request, pending, operation, "")?.unwrap_or_default();
        Self::of_text(state, &text, operation, values)
    }

    /// One that the engine has written.
    pub(super) fn of_text(
        state: &State,
        text: &str,
        operation: &str,
        values: &Credentials,
    ) -> Result<Self> {
        let request = Json::parse(text)
            .ok_or_else(|| invalid("The description of the plugin is not JSON."))?;
        let string = |name| request.get(name).and_then(Json::string);
        let is = |name| request.get(name).is_some_and(|value| value.text() == "true");
        let filling = Filling { state, values };
        let body = match request.get("body").filter(|body| body.is_object()) {
            Some(body) if is("json") && !is("form") => {
                Some(Body::Json(filling.object(body)?.end()))
            }
            Some(body) => {
                let fields = filling.form(body, operation == "login")?;
                Some(if is("json") { as_json(&fields) } else { Body::Form(fields) })
            }
            None => None,
        };
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
            limits: if operation == "refresh" { 2 } else { 1 },
        })
    }
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

/// The name in `$name` or `$?name`, and whether it may be missing.
fn place(text: &str) -> Option<(&str, bool)> {
    let name = text.strip_prefix('$')?;
    let (name, optional) = name.strip_prefix('?').map_or((name, false), |name| (name, true));
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    (!name.is_empty() && name.bytes().all(is_word)).then_some((name, optional))
}

struct Filling<'a> {
    state: &'a State,
    values: &'a Credentials,
}

impl Filling<'_> {
    fn value(&self, name: &str) -> Option<String> {
        let username = self.values.get("username");
        match name {
            // A login of another device is given its name.
            "device" if self.values.get(name).is_none() => {
                Some(self.state.store.device(&self.state.key))
            }
            // Servers that accept both need to know which one it is.
            "login" => username.filter(|name| !name.contains('@')).map(ToOwned::to_owned),
            "email" => username.filter(|name| name.contains('@')).map(ToOwned::to_owned),
            _ => self.values.get(name).map(ToOwned::to_owned),
        }
    }

    /// The text that belongs in a place; `None` for one that stays out.
    fn text(&self, text: String) -> Result<Option<String>> {
        let Some((name, optional)) = place(&text) else { return Ok(Some(text)) };
        match self.value(name) {
            None if !optional => Err(invalid(&["This server needs `", name, "`."].concat())),
            value => Ok(value),
        }
    }

    fn object(&self, template: Json) -> Result<Object> {
        let mut object = Object::new();
        let mut failed = None;
        template.each(&mut |name, value| {
            let name = &unescape(name);
            let result = match value.string() {
                _ if value.is_object() => {
                    self.object(value).map(|inner| object.object(name, inner))
                }
                Some(text) => self.text(text).map(|text| {
                    if text.is_some() {
                        object.text(name, text.as_deref());
                    }
                }),
                None => {
                    object.json(name, Some(value));
                    Ok(())
                }
            };
            failed = result.err();
            failed.is_none()
        });
        failed.map_or(Ok(object), Err)
    }

    fn form(&self, template: Json, takes_more: bool) -> Result<Vec<(String, String)>> {
        let mut fields = Vec::new();
        let mut named = Vec::new();
        let mut failed = None;
        template.each(&mut |name, value| {
            let text = value.string().unwrap_or_else(|| value.text().into());
            named.extend(place(&text).map(|(name, _)| name.to_owned()));
            match self.text(text) {
                Ok(Some(text)) => fields.push((unescape(name), text)),
                Ok(None) => {}
                Err(error) => failed = Some(error),
            }
            failed.is_none()
        });
        if let Some(error) = failed {
            return Err(error);
        }
        for (name, value) in self.values.iter().filter(|_| takes_more) {
            // The user's name is named otherwise where it is an e-mail address.
            if name == "username" || named.iter().any(|known| known == name) {
                continue;
            }
            fields.retain(|(known, _)| known != name);
            fields.push((name.to_owned(), value.to_owned()));
        }
        Ok(fields)
    }
}
