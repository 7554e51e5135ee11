//! Options and credentials of the npm package's client, in Rust.

use js_sys::{Array, Function, Object, Promise, Reflect};
use presskey::web::{Credentials, Options, Refresh, Storage};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// A member of an object.
pub fn member(object: &JsValue, name: &str) -> Option<JsValue> {
    let value = Reflect::get(object, &name.into()).ok()?;
    (!value.is_undefined() && !value.is_null()).then_some(value)
}

/// A text.
pub fn text(object: &JsValue, name: &str) -> Option<String> {
    member(object, name)?.as_string()
}

/// A number.
pub fn number(object: &JsValue, name: &str) -> Option<f64> {
    member(object, name)?.as_f64()
}

pub fn options_of(given: &JsValue) -> Options {
    let site = text(given, "site").unwrap_or_default();
    let mut options = match text(given, "via") {
        Some(backend) => Options::via(backend).site(site),
        None => Options::new(site),
    };
    if let Some(plugin) = member(given, "plugin") {
        let json = || js_sys::JSON::stringify(&plugin).ok().and_then(|json| json.as_string());
        options = options.plugin(plugin.as_string().or_else(json).unwrap_or_default());
    }
    options = match text(given, "storage").as_deref() {
        Some("local") => options.storage(Storage::Local),
        Some("vault") => options.storage(Storage::Vault),
        Some("memory") => options.storage(Storage::Memory),
        Some("session") => options.storage(Storage::Session),
        _ => options,
    };
    options = match text(given, "refresh").as_deref() {
        Some("manual") => options.refresh(Refresh::Manual),
        Some("on-demand") => options.refresh(Refresh::OnDemand),
        _ => options,
    };
    if let Some(key) = text(given, "storageKey") {
        options = options.storage_key(key);
    }
    if let Some(seconds) = number(given, "expiryMargin") {
        options = options.expiry_margin(seconds);
    }
    if let Some(milliseconds) = number(given, "timeout") {
        options = options.timeout(milliseconds as u32);
    }
    if let Some(name) = text(given, "headerName") {
        options = options.header_name(name);
    }
    if member(given, "allowInsecure").is_some_and(|value| value.is_truthy()) {
        options = options.allow_insecure();
    }
    if let Some(origins) = member(given, "allowedOrigins") {
        for origin in Array::from(&origins).iter().filter_map(|origin| origin.as_string()) {
            options = options.allow_origin(origin);
        }
    }
    if let Some(ask) = member(given, "onLoginRequired") {
        let ask: Function = ask.unchecked_into();
        options = options.on_login_required(move |reason| {
            let reason = reason.map_or("not_authenticated", |reason| reason.as_str());
            let asked = ask.call1(&JsValue::NULL, &reason.into());
            async move {
                let answer = JsFuture::from(Promise::from(asked.ok()?)).await.ok()?;
                answer.is_object().then(|| credentials_of(&answer))
            }
        });
    }
    options
}

pub fn credentials_of(given: &JsValue) -> Credentials {
    let of = |name| text(given, name).unwrap_or_default();
    let credentials = if member(given, "code").is_some() {
        Credentials::code(of("code"))
    } else if member(given, "consumerKey").is_some() {
        Credentials::oauth1(of("consumerKey"), of("consumerSecret"))
    } else if member(given, "token").is_some() {
        Credentials::token(of("token"))
    } else if member(given, "apiKey").is_some() {
        Credentials::api_key(of("apiKey"))
    } else if Object::keys(given.unchecked_ref::<Object>()).length() == 0 {
        Credentials::cookie()
    } else {
        Credentials::password(of("username"), of("password"))
    };
    let names = Object::keys(given.unchecked_ref::<Object>());
    names.iter().filter_map(|name| name.as_string()).fold(credentials, |credentials, name| {
        let value = text(given, &name).unwrap_or_default();
        credentials.with(name, value)
    })
}
