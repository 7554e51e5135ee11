//! Sentences of the doctor's own, with what they quote.
//!
//! The compiler tells the two apart: only what is written in the source is the doctor's own. All else may
//! be a server's, which may say a secret, or what looks like a line to paste.

use alloc::{string::String, vec::Vec};

#[cfg(any(test, feature = "web"))]
use crate::core::json::Json;
use crate::core::{json::write_string, text::is_control};

/// Characters that are shown of what a sentence quotes.
#[cfg(any(test, feature = "web"))]
const QUOTED: usize = 300;

/// A part of a sentence.
pub(super) enum Piece<'a> {
    Own(&'static str),
    Quoted(&'a str),
    Words(&'a Words),
}

impl From<&'static str> for Piece<'_> {
    fn from(text: &'static str) -> Self {
        Self::Own(text)
    }
}

impl<'a> From<&'a String> for Piece<'a> {
    fn from(text: &'a String) -> Self {
        Self::Quoted(text)
    }
}

impl<'a> From<&'a Words> for Piece<'a> {
    fn from(words: &'a Words) -> Self {
        Self::Words(words)
    }
}

/// Own and quoted texts by turns. The first is an own one.
#[derive(Debug, Default)]
pub(super) struct Words(Vec<String>);

impl Words {
    pub(super) fn of(pieces: &[Piece]) -> Self {
        let mut words = Self::default();
        pieces.iter().for_each(|piece| words.add(piece));
        words
    }

    pub(super) fn add(&mut self, piece: &Piece) {
        match piece {
            Piece::Own(text) => self.push(false, text),
            Piece::Quoted(text) => self.push(true, text),
            Piece::Words(words) => {
                for (at, text) in words.0.iter().enumerate() {
                    self.push(at % 2 == 1, text);
                }
            }
        }
    }

    fn push(&mut self, is_quoted: bool, text: &str) {
        if text.is_empty() {
        } else if (self.0.len() % 2 == 1) == is_quoted {
            self.0.push(text.into());
        } else if let Some(last) = self.0.last_mut() {
            last.push_str(text);
        } else {
            self.0.extend([String::new(), text.into()]);
        }
    }

    /// As JSON, a list.
    pub(super) fn to_json(&self) -> String {
        let mut text = String::from("[");
        for (at, part) in self.0.iter().enumerate() {
            if at > 0 {
                text.push(',');
            }
            write_string(&mut text, part);
        }
        text.push(']');
        text
    }
}

/// A sentence from its parts, as JSON. `redact` takes secrets out of a text. It shows what it quotes only if
/// it `may_quote`.
#[cfg(any(test, feature = "web"))]
pub(crate) fn sentence(parts: Json, may_quote: bool, redact: &dyn Fn(&str) -> String) -> String {
    let mut text = String::new();
    let mut is_quoted = false;
    parts.each(&mut |_, part| {
        let part = part.string().unwrap_or_default();
        if is_quoted && !may_quote {
            text.push('…');
        } else if is_quoted {
            text.extend(printable(&part, true, redact).chars().take(QUOTED));
        } else {
            text.push_str(&part);
        }
        is_quoted = !is_quoted;
        true
    });
    printable(&text, false, redact)
}

/// A text without secrets, and without what a terminal would obey: first the one, then the other, and once
/// more the one, because each may join pieces of a secret. The lines of a hint stay. Of what it
/// quotes no line is left, nor backticks, which mark lines to paste.
pub(crate) fn printable(text: &str, is_quoted: bool, redact: &dyn Fn(&str) -> String) -> String {
    let text = redact(text);
    let pieces = text.chars().filter_map(|piece| match piece {
        '\n' | '\t' | '`' if is_quoted => Some(if piece == '`' { '\'' } else { ' ' }),
        '\n' | '\t' => Some(piece),
        _ => Some(piece).filter(|piece| !is_control(*piece)),
    });
    redact(&pieces.collect::<String>())
}

/// A sentence of pieces: texts of the source, and references to what it quotes.
macro_rules! words {
    ($($piece:expr),* $(,)?) => {
        $crate::core::doctor::words::Words::of(&[$($crate::core::doctor::words::Piece::from($piece)),*])
    };
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    fn shown(words: &Words, secret: &str) -> String {
        let words = words.to_json();
        sentence(Json::parse(&words).unwrap(), true, &|text| text.replace(secret, "***"))
    }

    #[test]
    fn own_and_quoted_texts_take_turns() {
        let (one, two) = (String::from("one"), String::from("two"));
        for (words, json) in [
            (words!["a", "b"], r#"["ab"]"#),
            (words![&one, &two, "a"], r#"["","onetwo","a"]"#),
            (words!["a", &one, &words!["b", &two], &words![&one]], r#"["a","one","b","twoone"]"#),
        ] {
            assert_eq!(words.to_json(), json);
        }
    }

    #[test]
    fn a_quoted_text_is_clean_before_it_is_changed_or_cut() {
        let of = |text: &str| shown(&words!["`x`\n", &String::from(text), "."], "s3`cr\net");
        assert_eq!(of("a s3`cr\net b"), "`x`\na *** b.");
        assert_eq!(of("a s3`\u{9b}cr\net `b`\n"), "`x`\na s3'cr et 'b' .");
        let long = ["x".repeat(QUOTED - 4), "s3`cr\net".into()].concat();
        assert_eq!(of(&long), ["`x`\n", &"x".repeat(QUOTED - 4), "***."].concat());
        let joined = shown(&words![&String::from("a s3\u{9b}cret\u{ad} b")], "s3cret");
        assert_eq!(joined, "a *** b");
    }
}
