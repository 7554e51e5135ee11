//! Text: small searches, and what HTML messages are made of.
//!
//! The searches of the standard library cost 2 kB (brotli), for texts much longer than ours.

use alloc::string::String;

/// FNV-1a, begun with 0: no text has 0. Enough to see that a text is another one.
pub(crate) fn hash(text: &str) -> u64 {
    text.bytes().fold(0, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3))
}

/// Where `needle` begins in `text`.
pub(crate) fn find(text: &str, needle: &str) -> Option<usize> {
    let (text, needle) = (text.as_bytes(), needle.as_bytes());
    (0..=text.len().checked_sub(needle.len())?)
        .find(|at| text.get(*at..*at + needle.len()) == Some(needle))
}

/// The text before and after the first `needle`; without one the whole text and nothing.
pub(crate) fn cut<'a>(text: &'a str, needle: &str) -> (&'a str, &'a str) {
    match find(text, needle) {
        Some(at) => {
            (text.get(..at).unwrap_or_default(), text.get(at + needle.len()..).unwrap_or_default())
        }
        None => (text, ""),
    }
}

/// The parts in one text, which never moves while it is written: it may be a secret.
pub(crate) fn concat(parts: &[&str]) -> String {
    let mut text = String::with_capacity(parts.iter().map(|part| part.len()).sum());
    text.extend(parts.iter().copied());
    text
}

/// The text with every `from` made `to`; `from` must not be empty.
pub(crate) fn replace(text: &str, from: &str, to: &str) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some(at) = find(rest, from) {
        result.push_str(rest.get(..at).unwrap_or_default());
        result.push_str(to);
        rest = rest.get(at + from.len()..).unwrap_or_default();
    }
    result.push_str(rest);
    result
}

/// What a terminal obeys, what turns the direction of the text around, and what nobody sees. Those that
/// join letters of Persian or an emoji stay.
pub(crate) fn is_control(piece: char) -> bool {
    matches!(
        piece,
        '\0'..' '
            | '\u{7F}'..'\u{A0}'
            | '\u{AD}'
            | '\u{200B}'
            | '\u{200E}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}'
    )
}

/// Length of the tag or comment that `text` begins with, 0 for a bare `<`. Of `script` and `style`
/// the content goes too.
pub(crate) fn tag_length(text: &str) -> usize {
    let end = match text.as_bytes() {
        [_, b's', b'c', b'r', ..] => "</script>",
        [_, b's', b't', b'y', ..] => "</style>",
        [_, b'a'..=b'z' | b'A'..=b'Z' | b'/' | b'!', ..] => ">",
        _ => return 0,
    };
    find(text, end).map_or(text.len(), |at| at + end.len())
}

/// What every JSON Web Token begins with: `{"` in base64url.
pub(crate) const TOKEN: &str = "eyJ";

/// Characters up to which what begins like a token may be a word.
pub(crate) const SHORTEST: usize = 16;

/// Length of the token that `text` begins with, as far as it goes. A server may echo any that it was
/// sent, also one that was renewed since or whose session is over.
pub(crate) fn token_length(text: &str) -> usize {
    let of_token = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    text.strip_prefix(TOKEN).map_or(0, |rest| rest.bytes().take_while(of_token).count())
}

/// Entities by name. WordPress writes most as numbers.
const ENTITIES: &str =
    "amp&lt<gt>quot\"apos'nbsp hellip…ndash–mdash—laquo«raquo»lsquo‘rsquo’ldquo“rdquo”euro€";

/// What an entity stands for whose name is not in the list: PHP's `htmlentities` knows 1,500.
pub(crate) const UNKNOWN: char = '\0';

/// The character that an entity stands for, or [`UNKNOWN`], and the entity's length.
pub(crate) fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(12).position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let piece = match name.as_bytes() {
        [b'#', b'x' | b'X', ..] => char::from_u32(number(name.get(2..)?, 16)?)?,
        [b'#', ..] => char::from_u32(number(name.get(1..)?, 10)?)?,
        [] => return None,
        _ => {
            let after =
                find(ENTITIES, name).and_then(|at| ENTITIES.get(at + name.len()..)?.chars().next());
            // A letter belongs to a longer name.
            after.filter(|piece| !piece.is_ascii_alphabetic()).unwrap_or(UNKNOWN)
        }
    };
    Some((piece, end + 1))
}

/// A number of digits alone.
pub(crate) fn number(digits: &str, radix: u32) -> Option<u32> {
    let add = |sum: u32, digit: char| sum.checked_mul(radix)?.checked_add(digit.to_digit(radix)?);
    digits.chars().try_fold(0, add)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn searches_as_the_standard_library_does(text in "[abé]{0,12}", needle in "[abé]{1,3}") {
            prop_assert_eq!(find(&text, &needle), text.find(&needle));
            prop_assert_eq!(replace(&text, &needle, "-"), text.replace(&needle, "-"));
            prop_assert_eq!(cut(&text, &needle), text.split_once(&needle).unwrap_or((&text, "")));
        }
    }
}
