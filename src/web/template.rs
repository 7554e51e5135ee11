//! A server's own request, as its description has it, with what belongs in its places.

use alloc::{
    borrow::ToOwned,
    boxed::Box,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    Credentials,
    state::{Begun, State},
};
use crate::{
    core::{
        error::{Code, Error, Result},
        json::{Json, Object, unescape, write_string},
    },
    js::{engine::TWIN, operations::Operation},
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
    /// What it is sent for: after a logout it is not sent any more.
    pub(super) begun: Option<Begun>,
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
            begun: None,
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
        let body = match request.get("body").filter(|body| body.is_object()) {
            Some(template) => {
                let mut filling = Filling { state, values, named: Vec::new() };
                let mut body = filling.json(template)?.unwrap_or_default();
                if operation == "login" && (is("form") || !is("json")) {
                    body = filling.with_more(&body);
                }
                Some(if is("json") { Body::Json(body) } else { Body::Form(fields_of(&body)) })
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
            begun: None,
        })
    }
}

/// The fields of a form, lists and objects as PHP reads them: `roles[0]`, `address[city]`.
fn fields_of(body: &str) -> Vec<(String, String)> {
    fn add(fields: &mut Vec<(String, String)>, value: Json, name_of: &dyn Fn(&str) -> String) {
        let mut at = 0;
        value.each(&mut |name, value| {
            let index = at.to_string();
            let name = name_of(&if name.is_empty() { index } else { unescape(name) });
            at += 1;
            match value.string() {
                Some(text) => fields.push((name, text)),
                None if value.text().starts_with(['{', '[']) => {
                    add(fields, value, &|inner| [&name, "[", inner, "]"].concat());
                }
                None if value.text() == "null" => {}
                None => fields.push((name, value.text().into())),
            }
            true
        });
    }
    let mut fields = Vec::new();
    if let Some(body) = Json::parse(body) {
        add(&mut fields, body, &|name| name.into());
    }
    fields
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
    /// What the template has named.
    named: Vec<String>,
}

impl Filling<'_> {
    fn value(&self, name: &str) -> Option<String> {
        let username = self.values.get("username");
        match name {
            // Always this browser's, which a renewal names as well. A login of another device has its own.
            "device" => {
                let twin = if self.values.is_twin { TWIN } else { "" };
                Some([&self.state.store.device(&self.state.key), twin].concat())
            }
            // Servers that accept both need to know which one it is.
            "login" => username.filter(|name| !name.contains('@')).map(ToOwned::to_owned),
            "email" => username.filter(|name| name.contains('@')).map(ToOwned::to_owned),
            _ => self.values.get(name).map(ToOwned::to_owned),
        }
    }

    /// JSON with its places filled in; `None` for one that stays out.
    fn json(&mut self, template: Json) -> Result<Option<String>> {
        if let Some(text) = template.string() {
            let Some((name, optional)) = place(&text) else {
                return Ok(Some(template.text().into()));
            };
            self.named.push(name.into());
            return match self.value(name) {
                None if !optional => Err(invalid(&["This server needs `", name, "`."].concat())),
                value => Ok(value.map(|value| {
                    let mut json = String::new();
                    write_string(&mut json, &value);
                    json
                })),
            };
        }
        let is_list = template.text().starts_with('[');
        if !is_list && !template.is_object() {
            return Ok(Some(template.text().into()));
        }
        let mut object = Object::new();
        let mut list = Vec::new();
        let mut failed = None;
        template.each(&mut |name, value| {
            match self.json(value) {
                // What follows in a list keeps its place.
                Ok(filled) if is_list => list.push(filled.unwrap_or_else(|| "null".into())),
                Ok(None) => {}
                Ok(Some(filled)) => object.json(&unescape(name), Json::parse(&filled)),
                Err(error) => failed = Some(error),
            }
            failed.is_none()
        });
        match failed {
            Some(error) => Err(error),
            None if is_list => Ok(Some(["[", &list.join(","), "]"].concat())),
            None => Ok(Some(object.end())),
        }
    }

    /// A body with the fields of the login that the template doesn't name.
    fn with_more(&self, body: &str) -> String {
        let is_more = |(name, _): &(&str, &str)| {
            // The user's name is named otherwise where it is an e-mail address.
            *name != "username" && !self.named.iter().any(|known| known == name)
        };
        let more: Vec<_> = self.values.iter().filter(is_more).collect();
        let mut object = Object::new();
        if let Some(body) = Json::parse(body) {
            body.each(&mut |name, value| {
                let name = unescape(name);
                if !more.iter().any(|(known, _)| *known == name) {
                    object.json(&name, Some(value));
                }
                true
            });
        }
        for (name, value) in more {
            object.text(name, Some(value));
        }
        object.end()
    }
}
