//! The requests of the npm package's client, in Rust.

use js_sys::{Array, Object};
use presskey::web::{Auth, Request};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use wasm_bindgen::{JsCast, JsValue};

use crate::options::{member, number, text};

#[derive(Deserialize)]
pub struct Item {
    pub id: u32,
}

/// A type that contains itself, as comments with their replies do.
#[derive(Deserialize)]
pub struct Node {
    #[serde(default)]
    pub children: Vec<Node>,
}

/// Any JSON value.
pub struct Any(pub JsValue);

impl<'de> Deserialize<'de> for Any {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde_wasm_bindgen::preserve::deserialize(deserializer).map(Self)
    }
}

impl Serialize for Any {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_wasm_bindgen::preserve::serialize(&self.0, serializer)
    }
}

/// `{ target, method, headers, query, json, body, auth, timeout }`, where `headers` and `query` are
/// lists of pairs, and `json` is a text.
pub fn request_of(given: &JsValue) -> Request {
    let method = text(given, "method").unwrap_or_else(|| "GET".into());
    let mut request = Request::new(method, text(given, "target").unwrap_or_default());
    for (name, value) in pairs(given, "query") {
        request = request.query(name, value);
    }
    for (name, value) in pairs(given, "headers") {
        request = request.header(name, value);
    }
    if let Some(json) = text(given, "json") {
        request = request.header("Content-Type", "application/json").body(json);
    }
    if let Some(body) = member(given, "body") {
        request = request.body(body);
    }
    if let Some(milliseconds) = number(given, "timeout") {
        request = request.timeout(milliseconds as u32);
    }
    if member(given, "envelope").is_some_and(|value| value.is_truthy()) {
        request = request.envelope();
    }
    if member(given, "methodOverride").is_some_and(|value| value.is_truthy()) {
        request = request.method_override();
    }
    if let Some(page) = number(given, "page") {
        request = request.page(page as u32);
    }
    if let Some(items) = number(given, "perPage") {
        request = request.per_page(items as u32);
    }
    request.auth(match text(given, "auth").as_deref() {
        Some("required") => Auth::Required,
        Some("omit") => Auth::Omit,
        _ => Auth::Auto,
    })
}

fn pairs(given: &JsValue, name: &str) -> Vec<(String, String)> {
    let Some(list) = member(given, name) else { return Vec::new() };
    let list: Array = list.unchecked_into();
    list.iter()
        .filter_map(|pair| {
            let pair: Array = pair.dyn_into::<Object>().ok()?.unchecked_into();
            Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
        })
        .collect()
}
