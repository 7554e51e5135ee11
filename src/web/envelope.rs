//! The response inside of WordPress's `_envelope`, as if it had come bare.

use alloc::string::ToString;

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, Response, ResponseInit};

/// A response that is no envelope comes back as it is.
pub(super) async fn unwrapped(response: Response) -> Response {
    let text = match response.clone().and_then(|copy| copy.text()) {
        Ok(text) => JsFuture::from(text).await.ok(),
        Err(_) => None,
    };
    let inner = text.and_then(|text| text.as_string()).and_then(|text| inner_of(&text));
    inner.unwrap_or(response)
}

fn inner_of(text: &str) -> Option<Response> {
    let envelope = js_sys::JSON::parse(text).ok()?;
    let member = |name: &str| js_sys::Reflect::get(&envelope, &name.into()).ok();
    let status = member("status")?.as_f64()? as u16;
    let init = ResponseInit::new();
    init.set_status(status);
    init.set_headers(&headers_in(&member("headers")?)?.into());
    let body = member("body").unwrap_or(JsValue::NULL);
    let body = js_sys::JSON::stringify(&body).ok()?.as_string();
    let body = body.filter(|_| !matches!(status, 204 | 205 | 304));
    // Throws for a status that HTTP does not have.
    Response::new_with_opt_str_and_init(body.as_deref(), &init).ok()
}

/// JSON can have header values that a response can't, such as letters outside Latin-1.
fn headers_in(values: &JsValue) -> Option<Headers> {
    let headers = Headers::new().ok()?;
    headers.set("Content-Type", "application/json").ok()?;
    // PHP writes an empty object as a list.
    let Some(values) = values.dyn_ref::<js_sys::Object>() else { return Some(headers) };
    for entry in js_sys::Object::entries(values) {
        let entry: js_sys::Array = entry.unchecked_into();
        let value = entry.get(1);
        let value = value.as_string().or_else(|| value.as_f64().map(|number| number.to_string()));
        if let (Some(name), Some(value)) = (entry.get(0).as_string(), value) {
            let _ = headers.set(&name, &value);
        }
    }
    Some(headers)
}
