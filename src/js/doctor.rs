//! The door of the doctor's own module, loaded when the first call has failed.

use alloc::string::String;

use wasm_bindgen::prelude::*;

use crate::core::{doctor, way::way};

/// Handles `question`, "explain", "diagnose", "brief", "redact", "counts", "way" or "version", from
/// observations as JSON. Returns JSON.
///
/// # Errors
/// For another question.
#[wasm_bindgen]
pub fn consult(question: &str, observations: &str) -> Result<String, JsValue> {
    match question {
        "explain" => Ok(doctor::explain(observations)),
        "diagnose" => Ok(doctor::diagnose(observations)),
        "brief" => Ok(doctor::brief_json(observations)),
        "redact" => Ok(doctor::redact(observations)),
        "way" => Ok(way(observations)),
        "counts" => Ok(doctor::counts(observations)),
        "version" => Ok(concat!(r#"{"version":""#, env!("CARGO_PKG_VERSION"), r#""}"#).into()),
        other => Err(JsValue::from_str(other)),
    }
}
