//! Why calls fail, and what to change: observations come in as JSON, findings and hints go out.
//!
//! This part loads on demand, when the first call has failed: its texts are as large as all other rules
//! together. It sends nothing. If it needs to know more it names a probe, and `pkg/features/doctor` or
//! the command sends it.
//!
//! - [`explain`] says why one call failed, after as few probes as can tell
//! - [`diagnose`] says everything that can be seen of a site
//! - [`counts`] says whether looking on does harm
//! - [`brief`] keeps of a response what the other questions need
//!
//! Both end in a cause, which has one fix wherever it was found.

#[macro_use]
mod words;

mod brief;
mod cached;
mod cause;
mod checks;
mod cors;
mod cors_checks;
mod cure;
mod failure;
mod findings;
mod login_checks;
mod observation;
mod page;
mod plugin;
mod redact;
mod redirect;
mod restraint;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

pub use brief::{brief, brief_json};
pub use failure::explain;
pub use findings::diagnose;
#[cfg(feature = "web")]
pub(crate) use redact::MAX_CHARS;
pub use redact::redact;
pub use restraint::counts;
#[cfg(feature = "web")]
pub(crate) use words::sentence;
