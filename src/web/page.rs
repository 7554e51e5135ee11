//! Where we run: what the browser knows, asked for so that nothing traps where it is missing.

use alloc::{format, string::String};

use wasm_bindgen::{JsCast, JsValue};

/// An address as the browser's URL parser writes it (WHATWG URL), or nothing.
pub(crate) fn canonical(address: &str) -> Option<String> {
    web_sys::Url::new(address).ok().map(|url| url.href())
}

/// Milliseconds since the epoch.
pub(crate) fn now() -> f64 {
    js_sys::Date::now()
}

/// A global's member, such as `navigator.onLine`; `undefined` where there is none.
pub(super) fn global(path: &[&str]) -> JsValue {
    path.iter().fold(js_sys::global().into(), |object, name| {
        js_sys::Reflect::get(&object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
    })
}

/// Whether the browser says that there is no connection.
pub(super) fn is_offline() -> bool {
    global(&["navigator", "onLine"]).as_bool() == Some(false)
}

/// Whether the browser shows another page.
pub(super) fn is_hidden() -> bool {
    global(&["document", "visibilityState"]).as_string().as_deref() == Some("hidden")
}

/// Whether a request may say how it uses a cache.
pub(super) fn has_request_cache() -> bool {
    let request = global(&["Request", "prototype"]);
    request.is_object() && js_sys::Reflect::has(&request, &"cache".into()).unwrap_or(false)
}

/// The page's protocol and host name; nothing outside of pages and workers.
pub(super) fn location() -> Option<(String, String)> {
    let text = |name| global(&["location", name]).as_string();
    Some((text("protocol")?, text("hostname")?))
}

/// The page's origin; nothing outside of pages and workers.
pub(super) fn origin() -> Option<String> {
    global(&["location", "origin"]).as_string()
}

/// The page's address; nothing in workers and outside of browsers.
pub(super) fn href() -> Option<String> {
    web_sys::window()?.location().href().ok()
}

/// Leaves for another page.
pub(super) fn leave_for(url: &str) {
    if let Some(window) = web_sys::window() {
        // It throws only for what is no URL.
        let _ = window.location().assign(url);
    }
}

/// Replaces the address in the page's history.
pub(super) fn replace(url: &str) {
    if let Some(history) = web_sys::window().and_then(|window| window.history().ok()) {
        let state = history.state().unwrap_or(JsValue::NULL);
        let _ = history.replace_state_with_url(&state, "", Some(url));
    }
}

/// The page that the user came from.
pub(super) fn referrer() -> Option<String> {
    Some(web_sys::window()?.document()?.referrer())
}

/// A name for an app that has told none. WordPress takes each name once.
pub(super) fn app_name() -> String {
    let title = web_sys::window().and_then(|window| window.document()).map(|page| page.title());
    let title = title.filter(|title| !title.is_empty());
    let name = title.or_else(|| location().map(|(_, host)| host)).unwrap_or_default();
    format!("{name}, {}", String::from(js_sys::Date::new_0().to_iso_string()))
}

/// The browser's cryptography.
pub(super) fn crypto() -> Option<web_sys::Crypto> {
    let crypto = global(&["crypto"]);
    crypto.is_object().then(|| crypto.unchecked_into())
}

/// A text that nobody can guess.
pub(super) fn random() -> String {
    let mut bytes = [0; 16];
    if let Some(crypto) = crypto() {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The nonce that WordPress printed into its page.
pub(super) fn printed_nonce() -> Option<String> {
    let printed = global(&["wpApiSettings", "nonce"]).as_string();
    printed
        .or_else(|| global(&["wp", "apiFetch", "nonceMiddleware", "nonce"]).as_string())
        .filter(|nonce| !nonce.is_empty())
}

/// Browsers have `importScripts` in every kind of worker, servers in none.
pub(super) fn is_worker() -> bool {
    web_sys::window().is_none() && global(&["importScripts"]).is_function()
}

/// A text that nobody else has, for markers; it guards nothing.
pub(super) fn unique() -> String {
    format!("{:x}", (js_sys::Math::random() * 9_007_199_254_740_992.0) as u64)
}

/// The host name of an address.
pub(super) fn host_of(address: &str) -> Option<String> {
    web_sys::Url::new(address).ok().map(|url| url.hostname())
}

/// The root of the server of an address.
#[cfg(feature = "doctor")]
pub(super) fn origin_of(address: &str) -> Option<String> {
    web_sys::Url::new(address).ok().map(|url| url.origin() + "/")
}
