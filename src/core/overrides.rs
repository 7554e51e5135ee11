//! Methods that a web server refuses, and that WordPress also takes as `_method` of a POST
//! (`WP_REST_Server::serve_request()`). `pkg/engine/override.js` follows the same rules.

use alloc::{borrow::ToOwned, string::String, vec::Vec};

/// What was seen of a site's methods.
#[derive(Debug, Clone, Default)]
pub struct Overrides(Vec<(String, bool)>);

/// Whether a method can travel as a POST.
pub fn is_overridable(method: &str) -> bool {
    matches!(method, "PUT" | "PATCH" | "DELETE")
}

/// The method that an address names for WordPress in place of its own.
pub fn method_in(target: &str) -> Option<&str> {
    const NAME: &str = "_method=";
    let (_, query) = target.split_once('?')?;
    query.split(['&', '#']).find_map(|pair| pair.strip_prefix(NAME))
}

impl Overrides {
    /// Whether a method has to travel as a POST: it was refused, and the POST was seen to work.
    pub fn applies(&self, method: &str) -> bool {
        self.0.iter().any(|(known, works)| known == method && *works)
    }

    /// Remembers the result of a request. `answered`: WordPress did, and not the web server or a
    /// firewall. An override counts only where the method was refused before.
    pub fn note(&mut self, method: &str, overridden: bool, answered: bool) {
        let known = self.0.iter_mut().find(|(known, _)| known == method);
        match (known, overridden) {
            (Some((_, works)), true) => *works = answered,
            (None, false) if !answered && is_overridable(method) => {
                self.0.push((method.to_owned(), false));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    #[test]
    fn an_override_counts_only_after_a_refusal() {
        let mut seen = Overrides::default();
        seen.note("PUT", true, true);
        assert!(!seen.applies("PUT"));
        seen.note("PUT", false, false);
        assert!(!seen.applies("PUT"));
        seen.note("PUT", true, true);
        assert!(seen.applies("PUT") && !seen.applies("DELETE"));
    }

    #[test]
    fn an_address_names_a_method_in_its_query() {
        for (target, method) in [
            ("/x?_method=PUT", Some("PUT")),
            ("/x?a=1&_method=DELETE#b", Some("DELETE")),
            ("/x?a_method=PUT", None),
            ("/x&_method=PUT", None),
            ("/x", None),
        ] {
            assert_eq!(method_in(target), method, "{target}");
        }
    }

    #[test]
    fn an_override_that_fails_ends() {
        let mut seen = Overrides::default();
        seen.note("DELETE", false, false);
        seen.note("DELETE", true, true);
        seen.note("DELETE", true, false);
        assert!(!seen.applies("DELETE"));
    }

    #[test]
    fn other_methods_are_not_remembered() {
        let mut seen = Overrides::default();
        seen.note("GET", false, false);
        seen.note("GET", true, true);
        assert!(!seen.applies("GET"));
        // One that was answered works.
        seen.note("PATCH", false, true);
        seen.note("PATCH", true, true);
        assert!(!seen.applies("PATCH"));
    }
}
