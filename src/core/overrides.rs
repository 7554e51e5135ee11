//! Methods that a web server refuses, and that WordPress also takes as `_method` of a POST
//! (`WP_REST_Server::serve_request()`).

/// What was seen of a site's methods, as bits: of PUT, PATCH and DELETE whether it was refused, and three bits
/// above whether the POST was seen to work.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Overrides(pub u8);

/// The bit of a method; 0 if it can't travel as a POST.
fn bit_of(method: &str) -> u8 {
    match method {
        "PUT" => 1,
        "PATCH" => 2,
        "DELETE" => 4,
        _ => 0,
    }
}

/// Whether a method can travel as a POST.
#[cfg(feature = "web")]
pub fn is_overridable(method: &str) -> bool {
    bit_of(method) > 0
}

impl Overrides {
    /// Whether a method has to travel as a POST: it was refused, and the POST was seen to work.
    pub fn applies(self, method: &str) -> bool {
        self.0 & bit_of(method) << 3 > 0
    }

    /// Remembers the result of a request, which was a POST in place of this method if `overridden`.
    /// `answered`: WordPress did, and not the web server or a firewall. An override counts only where the
    /// method was refused before.
    pub fn note(&mut self, method: &str, overridden: bool, answered: bool) {
        let bit = bit_of(method);
        match (overridden, answered) {
            (true, true) => self.0 |= (self.0 & bit) << 3,
            (true, false) => self.0 &= !(bit << 3),
            (false, false) => self.0 |= bit,
            (false, true) => {}
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
