//! A string that is never shown: passwords, access tokens, refresh tokens.

use alloc::{string::String, vec::Vec};
use core::fmt;

use zeroize::Zeroizing;

use super::{
    spelling::{base64, length_of},
    text::find,
};

/// Characters below which a secret may be a piece of any word.
const SHORT: usize = 4;

/// Bytes from which a secret is also looked for in base64.
const ENCODED: usize = 8;

/// Characters above which no secret is a word that a server's sentence might have.
const LONGEST_WORD: usize = 14;

/// Words that servers' sentences about logins are made of. Where a password is one of them, it is an
/// echo only in quotes and the like.
const COMMON: &str = " password passwort username user name email mail login log in account admin \
    error invalid incorrect wrong unknown token key application provided entered the a an is are was \
    of for to you your not no this that and or ";

fn is_common(secret: &str) -> bool {
    let padded = [" ", secret, " "].concat().to_ascii_lowercase();
    find(COMMON, &padded).is_some()
}

/// Part of a word. Letters beyond ASCII count as such, without the tables of Unicode (2 kB, brotli).
fn is_letter(letter: Option<char>) -> bool {
    letter.is_some_and(|letter| {
        letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '\u{C0}'..)
    })
}

/// Between quotes, brackets or the marks of a form, as an echo stands.
fn is_quoted(before: Option<char>, after: Option<char>) -> bool {
    let mark = |letter: char| !is_letter(Some(letter)) && letter > ' ';
    before.is_some_and(|letter| mark(letter) && letter != '.')
        && after.is_none_or(|letter| mark(letter) && letter != '=')
}

/// A password, access token or refresh token.
///
/// It has no `Display`, its `Debug` prints a placeholder, it cannot be serialised, and its memory
/// is wiped when it is dropped. [`Secret::expose`] is the only way to the text, so that every
/// place where one leaves is found by searching for that word.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the text over; the caller keeps no copy.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text itself, for a request's header or body or for storage, never for a person.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Replaces every occurrence in `text`, also escaped or percent-encoded, so that a server that
    /// echoes what it was sent cannot put a secret into a message. A secret that could be a word
    /// of the language is replaced only where it is a word of its own.
    pub fn redact(&self, text: &mut String) {
        self.replace_in(text, self.is_word());
    }

    /// As [`Secret::redact`], for an encoding of a secret: it is no word, even if it looks like one.
    pub fn redact_encoded(&self, text: &mut String) {
        self.replace_in(text, false);
    }

    fn replace_in(&self, text: &mut String, is_word: bool) {
        if self.0.is_empty() {
            return;
        }
        let is_common = is_word && is_common(&self.0);
        let mut shown = String::new();
        let mut rest = text.as_str();
        let mut before = None;
        while let Some(next) = rest.chars().next() {
            let found = length_of(self.expose(), rest).filter(|length| {
                let after = rest.get(*length..).and_then(|rest| rest.chars().next());
                match is_word {
                    false => true,
                    _ if is_common => is_quoted(before, after),
                    _ => !is_letter(before) && !is_letter(after),
                }
            });
            match found {
                Some(_) => shown.push_str("***"),
                None => shown.push(next),
            }
            before = Some(next);
            rest = rest.get(found.unwrap_or(next.len_utf8())..).unwrap_or_default();
        }
        *text = shown;
    }

    /// What base64 and base64url (RFC 4648) make of this inside of a longer text: three spellings of
    /// each, by where it begins. None of a short secret, of which little would be left.
    pub fn encoded(&self) -> Vec<Secret> {
        let mut all = Vec::new();
        if self.0.len() < ENCODED {
            return all;
        }
        // Characters that also hold bits of what is before or after are left out.
        for (before, first) in [("", 0), ("\0", 2), ("\0\0", 3)] {
            let text = Zeroizing::new(base64(&[before, self.expose()].concat()));
            let whole = (before.len() + self.0.len()) * 8 / 6;
            let part = text.get(first..whole).unwrap_or_default();
            if part.contains(['+', '/']) {
                all.push(Secret::new(part.replace('+', "-").replace('/', "_")));
            }
            all.push(Secret::new(part.into()));
        }
        all
    }

    /// Whether this may be a word of a sentence, or a piece of one: then nothing tells an echo of the
    /// secret from that.
    fn is_word(&self) -> bool {
        let (mut length, mut word) = (0, true);
        for letter in self.0.chars() {
            length += 1;
            word &= letter.is_ascii_alphabetic() || letter >= '\u{C0}';
        }
        length < SHORT || length <= LONGEST_WORD && word
    }

    /// Whether `code` holds the secret. A code is never rewritten: it is one of a server's program, or
    /// nothing to show. So a password such as "incorrect" or "invalid_username" is no reason.
    pub fn is_in(&self, code: &str) -> bool {
        let of_code = |letter: char| letter.is_ascii_lowercase() || letter == '_';
        if self.is_word() || self.0.chars().all(of_code) {
            return code == self.0.as_str() && find(code, "_").is_none();
        }
        (0..code.len())
            .any(|at| code.get(at..).is_some_and(|rest| length_of(self.expose(), rest).is_some()))
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(***)")
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn never_printed(text in "[a-zA-Z0-9.]{8,40}") {
            let shown = format!("{:?}", Secret::new(text.clone()));
            prop_assert!(!shown.contains(&text));
        }

        #[test]
        fn redacted_wherever_it_stands(secret in "[a-z0-9]{3,11}[0-9]", before in "[A-Z ]{0,9}", after in "[A-Z ]{0,9}") {
            let mut text = [before.as_str(), &secret, &after, &secret].concat();
            Secret::new(secret.clone()).redact(&mut text);
            prop_assert!(!text.contains(&secret));
        }
    }

    #[test]
    fn a_common_or_short_secret_does_not_destroy_the_sentence() {
        let sentence = "The provided password is an invalid application password.";
        for (secret, text, wanted) in [
            ("password", sentence, sentence),
            ("a", sentence, sentence),
            ("pro", sentence, sentence),
            ("invalid", sentence, sentence),
            ("password", "Wrong: \"password\"!", "Wrong: \"***\"!"),
            ("password", "login=x&password=password", "login=x&password=***"),
            ("sunshine", "sunshine is wrong, sunshine.", "*** is wrong, ***."),
            ("sunshine", "No (sunshine) sunshines", "No (***) sunshines"),
            ("sun", "The password sun of sunday is wrong", "The password *** of sunday is wrong"),
            ("123", "The password 123 is wrong, see 1234", "The password *** is wrong, see 1234"),
            ("a1", "Not a1", "Not ***"),
            ("hunter2", "xhunter2x", "x***x"),
            ("pass word", "a pass word, a pass%20word", "a ***, a ***"),
        ] {
            let mut shown = String::from(text);
            Secret::new(secret.into()).redact(&mut shown);
            assert_eq!(shown, wanted, "{secret}");
        }
    }

    #[test]
    fn a_code_is_shown_or_not() {
        for (secret, code, hidden) in [
            ("password", "[jwt_auth] incorrect_password", false),
            ("incorrect_password", "incorrect_password", false),
            ("a", "rest_a", false),
            ("s3cret", "s3cret", true),
            ("s3cret", "bad_s3cret", true),
            ("sunshine", "sunshine", true),
            ("Tr0ub4dor&3", "no_Tr0ub4dor%263", true),
        ] {
            assert_eq!(Secret::new(secret.into()).is_in(code), hidden, "{secret} {code}");
        }
    }

    #[test]
    fn an_empty_secret_redacts_nothing() {
        let mut text = String::from("abc");
        Secret::new(String::new()).redact(&mut text);
        assert_eq!(text, "abc");
    }
}
