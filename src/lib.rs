//! Log in to any WordPress from any frontend, stay logged in, and never wonder why a call failed.
//!
//! - [`core`] holds the rules and touches nothing: tokens, sites, servers, the session, failures.
//! - `js` is the door: what the npm package's JavaScript (`pkg/lib`) sees of them.
//!
//! A call goes `pkg/lib` (converts) → [`core::session`] (decides) → `pkg/lib` (sends) →
//! [`core::server`] (reads the answer) → [`core::session`] (decides again) → `pkg/lib`. What takes
//! time happens in JavaScript, so nothing in wasm ever waits: a trap strands no promise, and the
//! module needs no executor.

#![cfg_attr(all(target_arch = "wasm32", feature = "slim", not(feature = "web")), no_std)]

extern crate alloc;

pub mod core;
#[cfg(any(feature = "web", all(target_arch = "wasm32", any(feature = "npm", feature = "slim"))))]
mod js;
#[cfg(feature = "web")]
pub mod web;
