//! Where looking does harm.

use alloc::string::String;

use super::{observation::Seen, plugin::Plugin};
use crate::core::json::Object;

/// Whether the site counts what it refuses a visitor, and locks the login in the end: the member
/// `counts` of an object, as JSON. Such a server closes the index with an error of its own.
pub fn counts(observations: &str) -> String {
    let counts = Seen::parse(observations).is_some_and(|seen| {
        let mut errors = ["index", "pretty"].into_iter().map(|name| seen.probe(name).error());
        errors.any(|error| Plugin::closing(&error).is_some_and(|plugin| plugin.counts))
    });
    let mut object = Object::new();
    object.boolean("counts", counts);
    object.end()
}
