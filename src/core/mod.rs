//! The rules, without any effect: no browser, no clock, no randomness, no I/O. Time, responses and
//! stored text come in as values; what to send and what to keep goes out as values.

#[cfg(any(test, feature = "web"))]
pub mod approval;
#[cfg(any(test, feature = "web"))]
pub mod batch;
pub mod client;
pub mod discovery;
#[cfg(feature = "doctor")]
pub mod doctor;
pub mod error;
mod evidence;
mod failure;
mod hint;
pub mod json;
#[cfg(any(test, feature = "web"))]
pub mod list;
pub mod login;
#[cfg(any(test, feature = "web"))]
pub mod media;
#[cfg(any(test, feature = "web"))]
pub mod oauth1;
pub mod overrides;
pub mod secret;
pub mod server;
pub mod session;
pub mod site;
mod spelling;
pub(crate) mod text;
pub mod token;
#[cfg(any(test, feature = "web"))]
pub mod via;
#[cfg(any(feature = "doctor", feature = "web"))]
pub mod way;

pub use failure::{judge, of_answer, of_elsewhere};
