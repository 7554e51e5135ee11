//! The door: what `pkg/lib` sees of the core. It converts and forwards, nothing else.
//!
//! Errors leave as JSON, of which `PresskeyError`s are made there.

#[cfg(feature = "doctor")]
mod doctor;
#[cfg(feature = "npm")]
mod engine;
#[cfg(feature = "npm")]
mod operations;
#[cfg(feature = "npm")]
mod slab;

#[cfg(feature = "npm")]
use alloc::{boxed::Box, string::String};

#[cfg(feature = "npm")]
use wasm_bindgen::prelude::*;

#[cfg(feature = "npm")]
use crate::core::{error::Error, token};

#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// Without std nothing formats a message: a panic is a trap, and the instance is given up.
#[cfg(feature = "slim")]
#[panic_handler]
fn panic(_: &::core::panic::PanicInfo<'_>) -> ! {
    ::core::arch::wasm32::unreachable()
}

#[cfg(feature = "npm")]
#[allow(clippy::boxed_local, reason = "errors come boxed")]
fn thrown(error: Box<Error>) -> JsValue {
    JsValue::from_str(&error.to_json())
}

/// Header and claims of a token as the JSON text of one array: `JSON.parse` on the other side makes
/// ordinary objects of it faster than they could be built from here. The claims alone where the
/// header is `known` to be good.
///
/// # Errors
/// `invalid_token`.
#[cfg(feature = "npm")]
#[wasm_bindgen]
pub fn decode(token: &str, known: bool) -> Result<String, JsValue> {
    if known {
        return token::decode_claims(token).map(|decoded| decoded.claims).map_err(thrown);
    }
    let decoded = token::decode(token).map_err(thrown)?;
    Ok(["[", &decoded.header, ",", &decoded.claims, "]"].concat())
}
