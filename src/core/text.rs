//! Turns the HTML that WordPress puts into messages into plain text.

use alloc::string::String;

/// Characters of a message that are kept; a server's page of prose helps nobody.
const MAX_CHARS: usize = 500;

/// Tags stripped, entities decoded, white space folded.
pub fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(next) = rest.chars().next() {
        let (piece, length) = match next {
            '<' if tag_length(rest) > 0 => (' ', tag_length(rest)),
            '&' => entity(rest).unwrap_or(('&', 1)),
            other => (other, other.len_utf8()),
        };
        rest = rest.get(length..).unwrap_or_default();
        push_folded(&mut text, piece);
    }
    // Tags became spaces, which do not belong before punctuation.
    for mark in [" .", " ,", " :", " !", " ?"] {
        text = text.replace(mark, mark.trim_start());
    }
    let end = text.char_indices().nth(MAX_CHARS).map_or(text.len(), |(at, _)| at);
    text.truncate(end);
    text.truncate(text.trim_end().len());
    text
}

fn push_folded(text: &mut String, piece: char) {
    let blank = piece.is_ascii_whitespace() || piece == '\u{A0}';
    if blank && (text.is_empty() || text.ends_with(' ')) {
        return;
    }
    if !piece.is_ascii_control() || blank {
        text.push(if blank { ' ' } else { piece });
    }
}

/// Length of the tag or comment that `text` begins with, 0 for a bare `<`. Of `script` and `style`
/// the content goes too.
fn tag_length(text: &str) -> usize {
    let inner = text.get(1..).unwrap_or_default();
    if !inner.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!') {
        return 0;
    }
    let past = |needle: &str| text.find(needle).map_or(text.len(), |at| at + needle.len());
    match inner.get(..5).unwrap_or_default() {
        "scrip" => past("</script>"),
        "style" => past("</style>"),
        _ => past(">"),
    }
}

/// The character that an entity stands for, and the entity's length.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(12).position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let piece = if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        char::from_u32(code.ok()?)?
    } else {
        match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            "nbsp" => ' ',
            "hellip" => '…',
            "ndash" => '–',
            "mdash" => '—',
            "laquo" => '«',
            "raquo" => '»',
            "lsquo" => '‘',
            "rsquo" => '’',
            "ldquo" => '“',
            "rdquo" => '”',
            _ => return None,
        }
    };
    Some((piece, end + 1))
}

#[cfg(test)]
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
        assert_eq!(
            plain("a &amp;lt; b &#8217;&#x27; &hellip; &unknown; &"),
            "a &lt; b ’' … &unknown; &"
        );
        assert_eq!(plain("1 < 2"), "1 < 2");
        assert_eq!(plain("<p>Hi</p><script>alert(1)</script>\n\n there"), "Hi there");
    }

    proptest! {
        #[test]
        fn never_panics_and_never_shows_a_tag(html in r"[<>/a-c&#;x0-9é ]{0,40}") {
            let _ = plain(&html);
            let clean = plain(&["x<b>", &html.replace(['<', '&'], ""), "</b>"].concat());
            prop_assert!(!clean.contains("<b>"));
        }

        #[test]
        fn is_bounded(html in ".{0,3000}") {
            prop_assert!(plain(&html).chars().count() <= MAX_CHARS);
        }
    }
}
