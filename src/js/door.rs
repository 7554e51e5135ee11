//! What leaves for JavaScript. Errors leave as JSON, of which `PresskeyError`s are made there.

use alloc::{boxed::Box, string::String};

use wasm_bindgen::prelude::*;

use super::{
    engine::Engine,
    operations::{LoginOperation, Operation},
};
use crate::core::error::Error;

#[allow(clippy::boxed_local, reason = "errors come boxed")]
fn thrown(error: Box<Error>) -> JsValue {
    JsValue::from_str(&error.to_json())
}

#[cfg(not(feature = "web"))]
#[wasm_bindgen]
extern "C" {
    /// An address as the browser's URL parser writes it (WHATWG URL), or nothing.
    pub(super) fn canonical(address: &str) -> Option<String>;

    #[wasm_bindgen(js_namespace = Date)]
    pub(super) fn now() -> f64;
}

#[wasm_bindgen]
impl Engine {
    /// A client's engine, from its options as JSON.
    ///
    /// # Errors
    /// `invalid_option`, `insecure_site`.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &str) -> ::core::result::Result<Engine, JsValue> {
        Self::create(options).map_err(thrown)
    }

    /// Carries out an operation, by its position in `src/js/operations.rs`. One function for all of them:
    /// wasm-bindgen spends 300 bytes on each that it exports.
    ///
    /// # Errors
    /// The fields of a `PresskeyError`, as JSON.
    pub fn call(
        &mut self,
        operation: usize,
        number: f64,
        text: &str,
        body: &str,
    ) -> ::core::result::Result<Option<String>, JsValue> {
        match Operation::ALL.get(operation) {
            Some(operation) => {
                let result = self.run(*operation, number, text, body);
                result.map_err(|error| thrown(self.without_secrets(error)))
            }
            None => Ok(None),
        }
    }

    /// The same for a [`LoginOperation`]. What only this function reaches is a module of its own
    /// (`scripts/build/split-module.mjs`).
    ///
    /// # Errors
    /// As [`Engine::call`].
    pub fn enter(
        &mut self,
        operation: usize,
        number: f64,
        text: &str,
        body: &str,
    ) -> ::core::result::Result<Option<String>, JsValue> {
        match LoginOperation::ALL.get(operation) {
            Some(operation) => {
                let result = self.run_login(*operation, number, text, body);
                result.map_err(|error| thrown(self.without_secrets(error)))
            }
            None => Ok(None),
        }
    }
}
