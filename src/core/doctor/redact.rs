//! Findings and hints quote what servers say: addresses, codes, names. A hostile one may say a secret.

use alloc::string::String;

use super::words::printable;
use crate::core::{
    json::{Json, Object},
    secret::{Redaction, Secret},
};

/// Characters of one text that are shown: a server can have a name of any length.
pub(crate) const MAX_CHARS: usize = 5000;

/// `text` of the observations without any of `secrets`, nor of what logins send (`typed`), in whatever
/// encoding, as JSON. `quoted` says that a sentence quotes it.
pub fn redact(observations: &str) -> String {
    let mut object = Object::new();
    if let Some(json) = Json::parse(observations) {
        let text = json.get("text").and_then(Json::string).unwrap_or_default();
        let mut redaction = Redaction::default();
        if let Some(secrets) = json.get("secrets") {
            secrets.each(&mut |_, value| {
                redaction.add(&Secret::new(value.string().unwrap_or_default()));
                true
            });
        }
        if let Some(typed) = json.get("typed") {
            typed.each(&mut |_, credentials| {
                let username = credentials.get("username").and_then(Json::string);
                credentials.each(&mut |name, value| {
                    let secret = value.string().filter(|_| name != "username").map(Secret::new);
                    secret.iter().for_each(|secret| {
                        redaction.add_credential(username.as_deref().unwrap_or_default(), secret);
                    });
                    true
                });
                true
            });
        }
        let is_quoted = json.get("quoted").is_some_and(|quoted| quoted.text() == "true");
        let clean = printable(&text, is_quoted, &|text| redaction.apply(text, MAX_CHARS));
        object.text("text", Some(&clean));
    }
    object.end()
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_server_repeats_of_a_secret_is_left_out() {
        let of = |text: &str, secrets: &[&str]| {
            redact(&json!({ "text": text, "secrets": secrets }).to_string())
        };
        let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOjF9.c2lnbmF0dXJl";
        let told = of(&["redirected to https://evil.example/", token].concat(), &["other", token]);
        assert!(!told.contains(token) && told.contains("https://evil.example/"), "{told}");
        let told = of("redirected to https://x.example/p%C3%A4ss%20w0rd", &["päss w0rd"]);
        assert!(!told.contains("w0rd"), "{told}");
        assert_eq!(of("Nothing in it.", &[""]), r#"{"text":"Nothing in it."}"#);
        assert_eq!(redact("no JSON"), "{}");
        let told = of("a\u{1b}]52;c;x\u{7} b\u{9b}31m\u{202e}\n\tc\u{2066}é", &[]);
        assert_eq!(told, r#"{"text":"a]52;c;x b31m\u000a\u0009cé"}"#);
        assert!(of(&token.repeat(20_000), &[token]).len() < 5100);
    }

    #[test]
    fn only_what_is_quoted_is_put_on_one_line() {
        for (quoted, wanted) in [(true, "a 'b'"), (false, "a\n`b`")] {
            let seen = json!({ "text": "a\n`b`", "quoted": quoted });
            let told: serde_json::Value = serde_json::from_str(&redact(&seen.to_string())).unwrap();
            assert_eq!(told["text"], wanted);
        }
    }
}
