//! Why calls fail, and what to change: observations come in as JSON, findings and hints go out.
//!
//! It is a part of its own, loaded when the first call has failed: its texts weigh as much as all
//! other rules together. It sends nothing. Where it needs to know more it names a probe, and anybody who
//! holds the network makes it (`pkg/features/doctor`).
//!
//! - [`explain`] says why one call failed, after as few probes as can tell
//! - [`diagnose`] says everything that can be seen of a site
//! - [`counts`] says whether looking on does harm
//!
//! Both end in a cause, which has one fix wherever it was found.

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
mod redirect;
mod restraint;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

pub use failure::explain;
pub use findings::diagnose;
pub use restraint::counts;
