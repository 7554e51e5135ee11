//! What is fuzzed. A target takes any bytes and panics when a promise is broken.
//!
//! Inputs are texts of lines, so that a corpus can be read and written by hand.

pub mod targets;

/// Runs one input.
pub type Target = fn(&str);

/// All targets, by name.
pub const TARGETS: &[(&str, Target)] = &[
    ("token", targets::token::run),
    ("guard", targets::guard::run),
    ("discovery", targets::discovery::run),
    ("answer", targets::answer::run),
    ("record", targets::record::run),
    ("spec", targets::spec::run),
    ("session", targets::session::run),
    ("client", targets::client::run),
    ("redaction", targets::redaction::run),
];

/// The target of this name.
pub fn target(name: &str) -> Option<Target> {
    TARGETS.iter().find(|(known, _)| *known == name).map(|(_, run)| *run)
}

/// Runs one input of any bytes: what is no UTF-8 is read as a browser reads it.
pub fn run(target: Target, data: &[u8]) {
    target(&String::from_utf8_lossy(data));
}
