//! Whether a cache served a response, by what caches write into its headers.

use alloc::string::String;

use crate::core::{json::Json, text::concat};

/// The header that says so, as `name: value`.
pub(super) fn served(headers: Option<Json>) -> Option<String> {
    let mut found = None;
    headers?.each(&mut |name, value| {
        let value = value.string().unwrap_or_default();
        if is_hit(name, &value) {
            found = Some(concat(&[name, ": ", &value]));
        }
        found.is_none()
    });
    found
}

/// `Age` and `Cache-Status` are standards (RFC 9111 section 5.1, RFC 9211). Other caches add a header
/// of their own, whose name ends in the same way: `X-Cache`, `CF-Cache-Status`, `X-LiteSpeed-Cache`.
fn is_hit(name: &str, value: &str) -> bool {
    match name {
        "age" => value.trim().parse().is_ok_and(|seconds: u32| seconds > 0),
        // The request's number, and that of the request whose response was stored.
        "x-varnish" => value.split_whitespace().count() == 2,
        // What PHP keeps of the database is no response.
        "x-object-cache" => false,
        _ if name.ends_with("-cache") || name.ends_with("cache-status") => value
            .split(|letter: char| !letter.is_ascii_alphanumeric())
            .any(|word| ["hit", "stale"].iter().any(|hit| word.eq_ignore_ascii_case(hit))),
        _ => false,
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    #[test]
    fn tells_a_hit_from_a_miss() {
        for (name, value, hit) in [
            ("x-cache", "HIT", true),
            ("x-cache", "Hit from cloudfront", true),
            ("x-cache", "MISS, HIT", true),
            ("x-cache", "TCP_HIT from proxy", true),
            ("x-cache", "Error from cloudfront", false),
            ("x-cache", "MISS", false),
            ("cf-cache-status", "HIT", true),
            ("cf-cache-status", "DYNAMIC", false),
            ("cf-cache-status", "BYPASS", false),
            ("x-litespeed-cache", "hit,private", true),
            ("x-acme-cache-status", "STALE", true),
            ("cache-status", "Acme; hit; ttl=30", true),
            ("cache-status", "Acme; fwd=miss", false),
            ("cache-control", "stale-while-revalidate=60", false),
            ("x-litespeed-cache-control", "hit", false),
            // Squid found it, and still asked the server.
            ("x-cache-lookup", "HIT from proxy", false),
            ("x-object-cache", "HIT", false),
            ("x-varnish", "32770 12", true),
            ("x-varnish", "32770", false),
            ("age", "120", true),
            ("age", "0", false),
            ("age", "", false),
            ("server", "hit", false),
        ] {
            assert_eq!(is_hit(name, value), hit, "{name}: {value}");
        }
    }
}
