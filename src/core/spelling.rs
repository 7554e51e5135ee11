//! How a server may spell what it was sent, when it quotes it.

use alloc::string::String;

/// How long `secret` is at the beginning of `text`, if it stands there: as it is, percent-encoded
/// (RFC 3986, or as a form has it), or behind the backslashes of JSON and of PHP's `addslashes`,
/// which WordPress adds to all input; without its own backslashes, as after PHP's `stripslashes`.
pub(crate) fn length_of(secret: &str, text: &str) -> Option<usize> {
    if text.starts_with(secret) {
        return Some(secret.len());
    }
    let text = text.as_bytes();
    let length = secret.bytes().try_fold(0, |at, byte| {
        Some(match text.get(at..)? {
            [b'+', ..] if byte == b' ' => at + 1,
            [b'\\', next, ..] if *next == byte => at + 2,
            [b'%', high, low, ..] if hex(*high) << 4 | hex(*low) == u32::from(byte) => at + 3,
            [next, ..] if *next == byte => at + 1,
            _ if byte == b'\\' => at,
            _ => return None,
        })
    });
    length.filter(|length| *length > 0)
}

fn hex(digit: u8) -> u32 {
    char::from(digit).to_digit(16).unwrap_or(u32::MAX)
}

/// Base64 (RFC 4648 section 4) without padding.
pub(crate) fn base64(text: &str) -> String {
    let mut result = String::new();
    for bytes in text.as_bytes().chunks(3) {
        let bits = bytes.iter().fold(0, |bits, byte| bits << 8 | u32::from(*byte));
        let bits = bits << (24 - 8 * bytes.len());
        for at in 0..=bytes.len() {
            let value = (bits >> (18 - 6 * at) & 63) as u8;
            result.push(char::from(match value {
                0..26 => value + b'A',
                26..52 => value - 26 + b'a',
                52..62 => value - 52 + b'0',
                62 => b'+',
                _ => b'/',
            }));
        }
    }
    result
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use alloc::format;
    use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
    use proptest::prelude::*;

    #[test]
    fn finds_what_servers_make_of_a_secret() {
        let secret = "a\"b\\c d/é€😀+%41";
        for spelling in [
            secret,
            "a%22b%5Cc%20d%2F%C3%A9%E2%82%AC%F0%9F%98%80%2B%2541",
            "a%22b%5cc+d%2f%c3%a9%e2%82%ac%f0%9f%98%80%2b%2541",
            r#"a\"b\\c d/é€😀+%41"#,
            r#"a\"b\\c d\/é€😀+%41"#,
            r#"a"bc d/é€😀+%41"#,
        ] {
            let text = [spelling, " is wrong"].concat();
            assert_eq!(length_of(secret, &text), Some(spelling.len()), "{spelling}");
        }
    }

    #[test]
    fn takes_nothing_else_for_it() {
        for (secret, text) in [
            ("abc", "abd"),
            ("abc", "ab"),
            ("é", "%C3"),
            ("é", "%C3%"),
            ("€", "%E2_82_AC"),
            ("z", "%0z"),
            ("é", "%c3é"),
            ("\\", "a"),
        ] {
            assert_eq!(length_of(secret, text), None, "{secret} {text}");
        }
    }

    proptest! {
        #[test]
        fn base64_is_that_of_the_crate(text in ".{0,40}") {
            prop_assert_eq!(base64(&text), STANDARD_NO_PAD.encode(&text));
        }

        #[test]
        fn finds_backslashes_however_many(secret in r#"[\\"u0n%+ a]{1,9}"#) {
            let slashed = secret.replace('\\', r"\\").replace('"', "\\\"");
            for spelling in [&secret, &slashed, &format!("{secret}x"), &format!("{slashed}x")] {
                prop_assert!(length_of(&secret, spelling).is_some(), "{}", spelling);
            }
        }

        #[test]
        fn never_ends_within_a_character(secret in ".{1,9}", text in r"[%\\u0-9a-fé+ ]{0,30}") {
            if let Some(length) = length_of(&secret, &text) {
                prop_assert!(text.is_char_boundary(length));
            }
        }
    }
}
