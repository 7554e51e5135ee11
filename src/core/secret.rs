//! A string that is never shown: passwords, access tokens, refresh tokens.

use alloc::string::String;
use core::fmt;

use zeroize::Zeroizing;

use super::spelling::length_of;

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
    /// echoes what it was sent cannot put a secret into a message.
    pub fn redact(&self, text: &mut String) {
        if self.0.is_empty() {
            return;
        }
        let mut shown = String::new();
        let mut rest = text.as_str();
        while let Some(next) = rest.chars().next() {
            let found = length_of(self.expose(), rest);
            match found {
                Some(_) => shown.push_str("***"),
                None => shown.push(next),
            }
            rest = rest.get(found.unwrap_or(next.len_utf8())..).unwrap_or_default();
        }
        *text = shown;
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
        fn redacted_wherever_it_stands(secret in "[a-z0-9]{4,12}", before in "[A-Z ]{0,9}", after in "[A-Z ]{0,9}") {
            let mut text = [before.as_str(), &secret, &after, &secret].concat();
            Secret::new(secret.clone()).redact(&mut text);
            prop_assert!(!text.contains(&secret));
        }
    }

    #[test]
    fn an_empty_secret_redacts_nothing() {
        let mut text = String::from("abc");
        Secret::new(String::new()).redact(&mut text);
        assert_eq!(text, "abc");
    }
}
