//! No secret that was sent survives in an error, however the server spells it.
//!
//! Lines: the secret, the username, a digit string that chooses spellings, the text around.
//!
//! Holds P3 of SECURITY.md.

use super::line;
use base64::{Engine, engine::general_purpose::STANDARD};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use presskey::core::{
    of_answer,
    secret::{Redaction, Secret},
    server::{Answer, Server},
};

pub fn run(text: &str) {
    let (secret, rest) = line(text);
    let (username, rest) = line(rest);
    let (choice, around) = line(rest);
    // Shorter ones, and words, are replaced only where they stand as a word: src/core/secret.rs.
    let marked = secret.bytes().any(|byte| byte.is_ascii_digit());
    // What decodes to nothing becomes U+FFFD here.
    let plain = secret.chars().all(|letter| letter > ' ' && !"\u{a0}\u{fffd}".contains(letter));
    if secret.chars().count() < 8 || !marked || !plain || around.contains(secret) {
        return;
    }
    let mut spelled = String::from(around);
    for kind in choice.bytes().take(4) {
        spelled.push(' ');
        spelled.push_str(&spell(secret, username, kind));
        spelled.push_str(around);
    }
    let message = serde_json::to_string(&spelled).unwrap();
    let body = format!(r#"{{"code":"c","message":{message},"data":{{"status":403}}}}"#);
    let server = Server::by_id("jwt-authentication-for-wp-rest-api");
    for body in [&body, &spelled] {
        let mut error = of_answer(server, Answer { status: 403, body, retry_after: None }, true);
        let mut sent = Redaction::default();
        sent.add_credential(username, &Secret::new(secret.into()));
        error.redact(&sent);
        // The excerpt of a page is for the doctor, which never shows it.
        error.request = None;
        assert_gone(secret, username, &error.to_json());
        assert_gone(secret, username, &format!("{:?}", error.server_message));
    }
}

/// One of the ways in which servers quote what they were sent.
fn spell(secret: &str, username: &str, kind: u8) -> String {
    let again = |first, second| spell(&spell(secret, username, first), username, second);
    let percent = || utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string();
    match kind {
        b'0' => secret.into(),
        b'1' => percent(),
        b'2' => percent().to_lowercase().replace("%20", "+"),
        b'3' => secret.replace('\\', r"\\").replace('"', r#"\""#).replace('\'', r"\'"),
        b'4' => serde_json::to_string(secret).unwrap().replace('/', r"\/"),
        b'5' => secret.chars().map(|letter| format!("&#{};", u32::from(letter))).collect(),
        b'6' => secret.chars().map(|letter| format!("&#x{:X};", u32::from(letter))).collect(),
        b'7' => secret
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;")
            .replace('\'', "&#039;"),
        b'8' => STANDARD.encode(secret),
        b'9' => STANDARD.encode([username, ":", secret].concat()),
        b'a' => secret
            .encode_utf16()
            .map(|unit| {
                if unit < 128 {
                    char::from(unit as u8).to_string()
                } else {
                    format!("\\u{unit:04x}")
                }
            })
            .collect(),
        b'b' => secret.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect(),
        b'c' => percent().replace('%', "%25"),
        b'd' => secret.chars().map(|letter| format!("&amp;#{};", u32::from(letter))).collect(),
        b'e' => again(b'3', b'1'),
        b'f' => again(b'3', b'4'),
        b'g' => again(b'4', b'4'),
        b'h' => again(b'c', b'1'),
        b'i' => again(b'a', b'1'),
        _ => secret.bytes().map(|byte| format!("%{byte:02X}")).collect(),
    }
}

fn assert_gone(secret: &str, username: &str, shown: &str) {
    let json = serde_json::from_str::<serde_json::Value>(shown).ok();
    let message = json.and_then(|json| json.get("serverMessage")?.as_str().map(String::from));
    let texts = [Some(shown.to_string()), message];
    for text in texts.into_iter().flatten() {
        let mut read = text.clone();
        for _ in 0..4 {
            let bare = read.replace('\\', "");
            let wanted = secret.replace('\\', "");
            assert!(!read.contains(secret), "{secret:?} in {shown}");
            assert!(wanted.len() < 8 || !bare.contains(&wanted), "{secret:?} in {shown}");
            read = percent_decode_str(&read).decode_utf8_lossy().into_owned();
        }
        for encoded in [STANDARD.encode(secret), STANDARD.encode([username, ":", secret].concat())]
        {
            assert!(!text.contains(encoded.trim_end_matches('=')), "base64 of {secret:?}: {shown}");
        }
    }
}
