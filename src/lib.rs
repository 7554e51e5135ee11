//! Log in to any WordPress from any frontend, stay logged in, and never wonder why a call failed.
//!
//! Two rooms and a door:
//!
//! - [`core`] holds the rules and touches nothing: tokens, sites, servers, the session, failures.
//! - `web` holds the effects: fetch, storage, timers, other tabs. It asks `core` what to do.
//! - `js` is the door: what JavaScript sees of the two, in the npm package.
//!
//! A call goes `js` (converts) → [`core::session`] (decides) → `web` (sends) → [`core::server`]
//! (reads the answer) → [`core::session`] (decides again) → `js`.

extern crate alloc;

pub mod core;
#[cfg(all(target_arch = "wasm32", feature = "npm"))]
mod js;
#[cfg(target_arch = "wasm32")]
pub mod web;
