//! A client for Rust frontends, in the browser: what `pkg/engine` is for JavaScript.
//!
//! It drives the same engine by the same operations as the npm package, with the same names and
//! rules; only what takes effect is here: requests, storage, timers. Nothing borrows the engine
//! while it waits, or while a listener runs.

mod about;
mod authorize;
mod batch;
mod calls;
mod client;
mod cookie;
mod credentials;
#[cfg(feature = "doctor")]
mod doctor;
mod envelope;
mod exchange;
mod explain;
mod extras;
mod lease;
mod lists;
mod lock;
mod login;
mod nonce;
mod oauth1;
mod options;
mod ownership;
pub(crate) mod page;
mod prompt;
mod refresh;
mod request;
mod slow;
mod state;
mod storage;
mod template;
mod transport;
mod upload;
mod vault;
mod via;
mod wake;
mod way;
mod whose;
mod xhr;

pub use authorize::Authorize;
pub use batch::{BatchError, BatchRequest, BatchResult};
pub use client::{Client, Subscription};
pub use credentials::Credentials;
#[cfg(feature = "doctor")]
pub use doctor::{Diagnosis, Finding, Status};
pub use gloo_net::http::Response;
pub use lists::{Page, Pages, Paginated};
pub use options::{Options, Storage};
pub use request::Request;
pub use upload::{Progress, Upload};

pub use crate::core::{
    error::{Code, Error, Result, Sent},
    server::User,
    session::{Auth, EndReason, Refresh, Session},
};
