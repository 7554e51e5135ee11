//! Log in to any WordPress from any frontend, stay logged in, and never wonder why a call failed.
//!
//! - [`core`] holds the rules and touches nothing: tokens, sites, servers, the session, failures.
//! - `js` has the engine over them, and the door to it: what the npm package's JavaScript (`pkg/engine`)
//!   sees.
//! - `web` (feature `web`) is a client for Rust frontends in the browser, over the same engine.
//!
//! A call goes `pkg/engine` or `web` (converts) → [`core::session`] (decides) → `pkg/engine` or `web`
//! (sends) → [`core::server`] (reads the response) → [`core::session`] (decides again) → back. What
//! takes time happens outside of the engine, so nothing in it ever waits: a trap strands no promise,
//! and the npm package needs no executor.
#![cfg_attr(feature = "web", doc = include_str!("web/guide.md"))]
#![cfg_attr(all(target_arch = "wasm32", feature = "slim", not(feature = "web")), no_std)]

extern crate alloc;

pub mod core;
#[cfg(any(feature = "web", all(target_arch = "wasm32", any(feature = "npm", feature = "slim"))))]
mod js;
#[cfg(feature = "web")]
pub mod web;
