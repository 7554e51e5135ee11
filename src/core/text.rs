//! Text: small searches, and HTML messages made plain.
//!
//! The searches of the standard library cost 2 kB (brotli), for texts much longer than ours.

use alloc::string::String;

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

/// Tags stripped, entities decoded, white space folded, tokens made `…`. HTML that was escaped once
/// more comes in entities alone.
pub(crate) fn plain(html: &str) -> String {
    let text = stripped(html);
    let escaped = find(html, "<").is_none() && find(&text, "</").is_some();
    if escaped { stripped(&text) } else { text }
}

fn stripped(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(next) = rest.chars().next() {
        let (piece, length) = match next {
            '<' if tag_length(rest) > 0 => (' ', tag_length(rest)),
            '&' => entity(rest).unwrap_or(('&', 1)),
            'e' if token_length(rest) > SHORTEST => ('…', token_length(rest) + TOKEN.len()),
            other => (other, other.len_utf8()),
        };
        rest = rest.get(length..).unwrap_or_default();
        let blank = matches!(piece, ' ' | '\t' | '\n' | '\r' | '\u{A0}');
        let after_blank = text.as_bytes().last().is_none_or(|last| *last == b' ');
        if blank && after_blank || is_control(piece) && !blank {
            continue;
        }
        // Tags became spaces, which do not belong before punctuation.
        if after_blank && matches!(piece, '.' | ',' | ':' | '!' | '?') {
            text.pop();
        }
        text.push(if blank { ' ' } else { piece });
    }
    if text.as_bytes().last() == Some(&b' ') {
        text.pop();
    }
    text
}

/// What a terminal obeys, and what turns the direction of the text around.
pub(crate) fn is_control(piece: char) -> bool {
    matches!(piece, '\0'..' ' | '\u{7F}'..'\u{A0}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Length of the tag or comment that `text` begins with, 0 for a bare `<`. Of `script` and `style`
/// the content goes too.
fn tag_length(text: &str) -> usize {
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
const SHORTEST: usize = 16;

/// Length of the token that `text` begins with, as far as it goes. A server may echo any that it was
/// sent, also one that was renewed since or whose session is over.
fn token_length(text: &str) -> usize {
    let of_token = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    text.strip_prefix(TOKEN).map_or(0, |rest| rest.bytes().take_while(of_token).count())
}

/// Entities by name. WordPress writes most as numbers.
const ENTITIES: &str =
    "amp&lt<gt>quot\"apos'nbsp hellip…ndash–mdash—laquo«raquo»lsquo‘rsquo’ldquo“rdquo”euro€";

/// The character that an entity stands for, and the entity's length.
pub(crate) fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(12).position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let piece = match name.as_bytes() {
        [b'#', b'x' | b'X', ..] => char::from_u32(number(name.get(2..)?, 16)?)?,
        [b'#', ..] => char::from_u32(number(name.get(1..)?, 10)?)?,
        [] => return None,
        _ => ENTITIES.get(find(ENTITIES, name)? + name.len()..)?.chars().next()?,
    };
    // Part of a longer name.
    (!piece.is_ascii_alphabetic() || name.starts_with('#')).then_some((piece, end + 1))
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

    #[test]
    fn reads_what_wordpress_sends() {
        let html = "<strong>Error:</strong> The password you entered for the username \
            <strong>editor</strong> is incorrect. \
            <a href=\"http://x.test/wp-login.php?action=lostpassword\">Lost your password?</a>";
        assert_eq!(
            plain(html),
            "Error: The password you entered for the username editor is incorrect. Lost your password?"
        );
    }

    #[test]
    fn decodes_entities_once() {
        let html = "a &amp;lt; b &#8217;&#x27;&#39; &hellip;&rdquo; &unknown; &a; &;&";
        assert_eq!(plain(html), "a &lt; b ’'' …” &unknown; &a; &;&");
        assert_eq!(plain("1 < 2"), "1 < 2");
        assert_eq!(plain("&lt;b&gt;Error:&lt;/b&gt; No &amp;amp; no"), "Error: No & no");
        assert_eq!(plain("<i>a</i> &lt;b&gt;"), "a <b>");
        assert_eq!(plain("<p>Hi</p><script>alert(1)</script>\n\n there <b>!</b>"), "Hi there!");
        assert_eq!(plain("&#1114112;&#xD800;&#99999999999;"), "&#1114112;&#xD800;&#99999999999;");
    }

    #[test]
    fn hides_tokens_and_what_is_left_of_them() {
        let token = "eyJhbGciOiJIUzI1NiJ9.eyJpZCI6N30.dBjftJeZ4CVP-mB92K27_bUJU1p1r";
        let text = ["No: Bearer ", token, ", \"", &token[..20], "\" keyJson ", token].concat();
        assert_eq!(plain(&text), "No: Bearer …, \"…\" keyJson …");
    }

    #[test]
    fn a_token_is_longer_than_a_word() {
        let begun = |length| [TOKEN, &"a".repeat(length)].concat();
        assert_eq!(plain(&begun(SHORTEST)), begun(SHORTEST));
        assert_eq!(plain(&begun(SHORTEST + 1)), "…");
    }

    #[test]
    fn control_characters_are_left_out_and_white_space_is_folded() {
        assert_eq!(plain("a\u{7}b\tc\r\nd\u{a0} e"), "ab c d e");
        assert_eq!(plain("a\u{7f}\u{9b}b &#x9b;&#8238;\u{202a}\u{2066}\u{2069}c"), "ab c");
        assert_eq!(plain("<style>p > b { color: red }</style>x"), "x");
    }

    proptest! {
        #[test]
        fn never_panics_and_never_shows_a_tag(html in r"[<>/a-c&#;x0-9é ]{0,40}") {
            let _ = plain(&html);
            let clean = plain(&["x<b>", &html.replace(['<', '&'], ""), "</b>"].concat());
            prop_assert!(!clean.contains("<b>"));
        }

        #[test]
        fn searches_as_the_standard_library_does(text in "[abé]{0,12}", needle in "[abé]{1,3}") {
            prop_assert_eq!(find(&text, &needle), text.find(&needle));
            prop_assert_eq!(replace(&text, &needle, "-"), text.replace(&needle, "-"));
            prop_assert_eq!(cut(&text, &needle), text.split_once(&needle).unwrap_or((&text, "")));
        }
    }
}
