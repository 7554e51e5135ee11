//! How a server may spell what it was sent, when it quotes it.

use alloc::{string::String, vec::Vec};

use super::text::{UNKNOWN, entity, number, replace};

/// Backslashes that PHP's `addslashes` and two levels of JSON make of one, and put before a quote.
const ESCAPES: usize = 8;

/// Bytes that are compared as they are, before the rest costs effort.
const CHEAP: usize = 1000;

/// How long `secret` is at the beginning of `text`, if it is there, in any spelling of its
/// letters: see [`spelled`]. A blank may be between two of them. Each that fits after the
/// first takes one off `effort`, unless it is one of the first [`CHEAP`] and spelled the same: at 0 it
/// is not known whether the secret is there. Its own backslashes may be there or not, because PHP's `stripslashes`
/// removes them.
pub(crate) fn length_of(secret: &str, text: &str, effort: &mut usize) -> Option<usize> {
    if text.starts_with(secret) {
        return Some(secret.len());
    }
    // Longer rows of backslashes are not looked at: that would cost time.
    let own = secret.len() - secret.trim_start_matches('\\').len();
    let most = |at| ESCAPES * if at == 0 { own + 1 } else { secret.len() };
    // What is spelled in one way only is compared once: a hostile text repeats most of a long token.
    let is_same = |(one, other): &(u8, u8)| one == other && one.is_ascii_alphanumeric();
    let same = secret.bytes().zip(text.bytes()).take(CHEAP).take_while(is_same).count();
    // Encoded once, or again within another address, or in two.
    ["%", "%25", "%2525"].iter().find_map(|percent| {
        let length = secret.get(same..)?.chars().try_fold(same, |at, letter| {
            // A tag between two letters has become a blank.
            let rest = text.get(at..)?;
            *effort = effort.checked_sub(usize::from(at > 0))?;
            if at > 0
                && !matches!(letter, ' ' | '\\')
                && let Some(rest) = rest.strip_prefix(' ')
            {
                return Some(at + 1 + escaped(letter, rest, percent, most(at))?);
            }
            Some(at + escaped(letter, text.get(at..)?, percent, most(at))?)
        });
        length.filter(|length| *length > 0)
    })
}

/// How long a letter is at the beginning of `text`, behind the backslashes of JSON and of PHP's
/// `addslashes`, which WordPress adds to all input. They may be spelled as well. A backslash is as long
/// as all of them.
fn escaped(letter: char, text: &str, percent: &str, most: usize) -> Option<usize> {
    let backslash = text.get(..spelled('\\', text, percent).unwrap_or_default())?;
    let mut rest = text;
    for _ in 0..=most {
        let found = if letter == '\\' { None } else { spelled(letter, rest, percent) };
        if let Some(length) = found.or_else(|| unicode_length(letter, rest, percent)) {
            return Some(text.len() - rest.len() + length);
        }
        match rest.strip_prefix(backslash).filter(|_| !backslash.is_empty()) {
            Some(after) => rest = after,
            None => break,
        }
    }
    (letter == '\\').then_some(text.len() - rest.len())
}

/// How long a letter is at the beginning of `text`: as it is, percent-encoded (RFC 3986, or as a form
/// has it) behind this sign, or as an entity of HTML.
fn spelled(letter: char, text: &str, percent: &str) -> Option<usize> {
    let mut buffer = [0; 4];
    let encoded = &*letter.encode_utf8(&mut buffer);
    match text.as_bytes() {
        [b'+', ..] if letter == ' ' => return Some(1),
        [b'%', ..] => {
            if let Some(length) = percent_length(encoded, text, percent) {
                return Some(length);
            }
        }
        [b'&', ..] => {
            if let Some((piece, length)) = entity(text)
                && (piece == letter
                    || piece == UNKNOWN && !letter.is_ascii_alphanumeric() && letter != '&')
            {
                return Some(length);
            }
        }
        _ => {}
    }
    text.starts_with(letter).then_some(encoded.len())
}

/// Each byte as two digits behind `mark`.
fn percent_length(letter: &str, text: &str, mark: &str) -> Option<usize> {
    letter.bytes().try_fold(0, |at, byte| {
        let digits = text.get(at..)?.strip_prefix(mark)?.get(..2)?;
        (number(digits, 16)? == u32::from(byte)).then_some(at + mark.len() + 2)
    })
}

/// Each unit of UTF-16 as four digits, as in `\u00e9` (PHP's `json_encode` writes all letters beyond
/// ASCII so).
fn unicode_length(letter: char, text: &str, percent: &str) -> Option<usize> {
    let mut buffer = [0; 2];
    letter.encode_utf16(&mut buffer).iter().try_fold(0, |at, unit| {
        let at = at + spelled('\\', text.get(at..)?, percent)?;
        let digits = text.get(at..)?.strip_prefix('u')?.get(..4)?;
        (number(digits, 16)? == u32::from(*unit)).then_some(at + 5)
    })
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

/// What was written in [`base64`], as far as it goes; nothing if that is no text.
pub(crate) fn from_base64(text: &str) -> String {
    let (mut bits, mut count) = (0_u32, 0);
    let mut bytes = Vec::new();
    for letter in text.bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => break,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    String::from_utf8(bytes).unwrap_or_default()
}

/// Undoes one percent-encoding, with this in place of an encoded slash.
pub(crate) fn from_percent(text: &[u8], slash: u8) -> Vec<u8> {
    let mut result = Vec::new();
    let mut rest = text;
    while let [first, after @ ..] = rest {
        let (byte, after) = match rest {
            [b'%', high, low, after @ ..] if is_hex(high) && is_hex(low) => {
                let value = digit(high) << 4 | digit(low);
                (if value == b'/' { slash } else { value }, after)
            }
            _ => (*first, after),
        };
        result.push(byte);
        rest = after;
    }
    result
}

pub(crate) fn is_hex(byte: &u8) -> bool {
    byte.is_ascii_hexdigit()
}

/// The value of a hexadecimal digit.
fn digit(byte: &u8) -> u8 {
    (byte & 15) + if *byte > b'9' { 9 } else { 0 }
}

/// The value of a form's field (WHATWG URL, section 5.1); nothing if that is no text.
pub(crate) fn from_form(text: &str) -> String {
    let bytes = from_percent(replace(text, "+", " ").as_bytes(), b'/');
    String::from_utf8(bytes).unwrap_or_default()
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    fn length_of(secret: &str, text: &str) -> Option<usize> {
        super::length_of(secret, text, &mut 1000)
    }
    use alloc::format;
    use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
    use proptest::prelude::*;

    #[test]
    fn base64_is_read_with_all_its_letters() {
        assert_eq!(from_base64("fn5+Pz8/"), "~~~???");
    }

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
            r#"a\"b\\c d\/\u00e9\u20AC\ud83d\ude00+%41"#,
            "a%2522b%255Cc%2520d/%25C3%25A9%25E2%2582%25AC😀%252B%252541",
            "a&quot;b&#92;c d/&#233;&euro;&#x1F600;+%41",
            r#"a\\\"b\\\\c d\/é€😀+%41"#,
            "a%5C%22b%5C%5Cc%20d%2F%5Cu00e9%5cu20ac%5Cud83d%5Cude00%2B%2541",
            "a&quot;b&bsol;c d&sol;&eacute;&euro;😀&plus;&percnt;41",
            "a%252522b%25255Cc%252520d%25252F%2525C3%2525A9%2525E2%252582%2525AC😀%25252B%25252541",
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
            ("é", "\\u00e8"),
            ("é", "\\u+0e9"),
            ("z", "%+7"),
            ("a", "&lti;"),
            ("a", "+"),
        ] {
            assert_eq!(length_of(secret, text), None, "{secret} {text}");
        }
    }

    #[test]
    fn a_secret_may_look_like_an_entity() {
        assert_eq!(length_of("a&b;\"", "a&b;\\\""), Some(6));
    }

    #[test]
    fn looks_at_eight_backslashes_for_each_character() {
        let row = |count| "\\".repeat(count);
        for (text, length) in [
            ([&row(8), "\"ab"].concat(), Some(11)),
            // Found from the second one on.
            ([&row(9), "\"ab"].concat(), None),
            (["\"a", &row(24), "b"].concat(), Some(27)),
            (["\"a", &row(25), "b"].concat(), None),
        ] {
            assert_eq!(length_of("\"ab", &text), length, "{text}");
        }
    }

    #[test]
    fn reads_a_value_of_a_form() {
        for (form, value) in [
            ("a", "a"),
            ("a+b%20c", "a b c"),
            ("%2B%C3%A9%", "+é%"),
            ("%zz%4", "%zz%4"),
            ("%ff", ""),
        ] {
            assert_eq!(from_form(form), value);
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
