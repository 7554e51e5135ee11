//! A string that is never shown: passwords, access tokens, refresh tokens.

use alloc::{string::String, vec::Vec};
use core::fmt;

use zeroize::Zeroizing;

use super::{
    spelling::{base64, length_of},
    text::{
        SHORTEST, TOKEN, UNKNOWN, concat, entity, find, is_control, replace, tag_length,
        token_length,
    },
};

/// Characters below which a secret may be a piece of any word.
const SHORT: usize = 4;

/// Bytes from which a secret is also looked for in base64.
const ENCODED: usize = 8;

/// Characters above which no secret is a word that a server's sentence might have.
const LONGEST_WORD: usize = 14;

/// Bytes from which a secret that is a word is also looked for in names such as `no_sunshine-1`: few words of
/// a sentence are that long, and begin or end another one so.
const LONG_WORD: usize = 8;

/// Letters of secrets that are compared in all spellings for one text, next to the first of each place. A
/// hostile text repeats the beginning of a secret, at each of its places.
const EFFORT: usize = 100_000;

/// Characters and tags of HTML that are read for each character that is shown.
const MARKUP: usize = 9;

/// Words that servers' sentences about logins are made of. Where a password is one of them, it is an
/// echo only in quotes and the like.
const COMMON: &str = " password passwort username user name email mail login log in account admin \
    error invalid incorrect wrong unknown token key application provided entered the a an is are was \
    of for to you your not no this that and or ";

fn is_common(secret: &str) -> bool {
    let padded = concat(&[" ", secret, " "]).to_ascii_lowercase();
    find(COMMON, &padded).is_some()
}

/// A letter beyond ASCII, by the blocks of Unicode, whose tables would be 2 kB (brotli). The blocks left
/// out have punctuation, such as typographic quotes, and symbols.
fn is_foreign(letter: char) -> bool {
    matches!(letter, '\u{C0}'..'\u{2000}' | '\u{3040}'..'\u{FF00}')
}

/// Part of a word.
fn is_letter(letter: Option<char>) -> bool {
    letter.is_some_and(|letter| {
        letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-') || is_foreign(letter)
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

    /// What base64 and base64url (RFC 4648) make of this inside of a longer text: three spellings of
    /// each, by where it begins. None of a short secret, of which little would be left.
    fn encoded(&self) -> Vec<Secret> {
        let mut all = Vec::new();
        if self.0.len() < ENCODED {
            return all;
        }
        // Characters that also hold bits of what is before or after are left out.
        for (before, first) in [("", 0), ("\0", 2), ("\0\0", 3)] {
            let text = Zeroizing::new(base64(&concat(&[before, self.expose()])));
            let whole = (before.len() + self.0.len()) * 8 / 6;
            let part = text.get(first..whole).unwrap_or_default();
            if part.contains(['+', '/']) {
                all.push(Secret::new(replace(&replace(part, "+", "-"), "/", "_")));
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
            word &= letter.is_ascii_alphabetic() || is_foreign(letter);
        }
        length < SHORT || length <= LONGEST_WORD && word
    }
}

/// How surely a text that reads like a secret is that secret.
#[derive(Clone, Copy)]
enum Certainty {
    /// Wherever it stands.
    Anywhere,
    /// It could be a word of the language, or a piece of one: where it is a word of its own.
    Word,
    /// It is a word of most messages about logins: in quotes and the like.
    Quoted,
}

/// Secrets that are removed from a text together, in every spelling, so that a server that echoes what
/// it was sent cannot put one into a message.
///
/// All in one pass over the whole text, which ends when enough of it is clean: cut before, a text could
/// end in half a secret, and cut afterwards, a megabyte would be searched for each of them.
#[derive(Default)]
pub struct Redaction(Vec<(Secret, Certainty)>);

impl Redaction {
    /// Adds a secret, also in base64, and as it is read in HTML: [`Redaction::plain`].
    pub fn add(&mut self, secret: &Secret) {
        self.0.extend(secret.encoded().into_iter().map(|encoded| (encoded, Certainty::Anywhere)));
        let read = Secret::new(read(secret.expose(), usize::MAX, &Self::default()));
        for secret in [secret, &read] {
            let certainty = match secret.is_word() {
                false => Certainty::Anywhere,
                true if is_common(secret.expose()) => Certainty::Quoted,
                true => Certainty::Word,
            };
            self.0.push((secret.clone(), certainty));
        }
    }

    /// Adds what a login sends, also in base64 as a whole: alone and as in Basic credentials
    /// (RFC 7617).
    pub fn add_credential(&mut self, username: &str, secret: &Secret) {
        let basic = Secret::new(concat(&[username, ":", secret.expose()]));
        for text in [secret, &basic] {
            self.0.push((Secret::new(base64(text.expose())), Certainty::Anywhere));
        }
        self.add(secret);
    }

    /// The beginning of a text, `most` characters or a few more, with each secret made `***`.
    pub fn apply(&self, text: &str, most: usize) -> String {
        shown(text, most, self, false)
    }

    /// What HTML of a server says, as plain text of `most` characters or a few more. Secrets are looked for
    /// in what the server sent, because reading it changes them, and in what is left of it, because that
    /// joins their pieces.
    pub fn plain(&self, html: &str, most: usize) -> String {
        self.apply(&read(html, MARKUP * most, self), most)
    }

    /// How long the longest secret is at the beginning of `rest`; 0 without one.
    fn length_at(&self, before: Option<char>, rest: &str, effort: &mut usize) -> usize {
        let lengths = self.0.iter().filter(|(secret, _)| !secret.0.is_empty());
        let lengths = lengths.filter_map(|(secret, certainty)| {
            let length = length_of(secret.expose(), rest, effort)?;
            let after = rest.get(length..)?.chars().next();
            let is_echo = match certainty {
                Certainty::Anywhere => true,
                Certainty::Word => {
                    let is_long = secret.0.len() >= LONG_WORD;
                    [before, after].into_iter().all(|letter| {
                        !is_letter(letter)
                            || is_long && matches!(letter, Some('0'..='9' | '-' | '_'))
                    })
                }
                Certainty::Quoted => is_quoted(before, after),
            };
            is_echo.then_some(length)
        });
        lengths.max().unwrap_or_default()
    }

    /// Whether one of them is in a `code`, which is shown as it is or not at all.
    pub fn is_in(&self, code: &str) -> bool {
        self.apply(code, usize::MAX) != code
    }
}

/// Tags stripped, entities decoded, white space folded, tokens made `…`. HTML that was escaped once
/// more comes in entities alone.
fn read(html: &str, most: usize, secrets: &Redaction) -> String {
    let text = shown(html, most, secrets, true);
    let escaped = find(html, "<").is_none() && find(&text, "</").is_some();
    if escaped { shown(&text, most, secrets, true) } else { text }
}

/// The beginning of a text, `most` characters and tags or a few more, with each secret made `***`. It is
/// looked for before HTML is read, which would change it.
fn shown(text: &str, most: usize, secrets: &Redaction, is_html: bool) -> String {
    let mut shown = String::new();
    let (mut rest, mut before, mut left, mut effort) = (text, None, most, EFFORT);
    while let Some(next) = rest.chars().next().filter(|_| left > 0) {
        left -= 1;
        let secret = secrets.length_at(before, rest, &mut effort);
        // What could not be searched is not shown.
        if effort == 0 {
            break;
        }
        let (piece, length) = match next {
            _ if secret > 0 => {
                shown.push_str("**");
                left = left.saturating_sub(2);
                ('*', secret)
            }
            '<' if is_html && tag_length(rest) > 0 => (' ', tag_length(rest)),
            '&' if is_html => {
                entity(rest).filter(|(piece, _)| *piece != UNKNOWN).unwrap_or(('&', 1))
            }
            'e' if token_length(rest) > SHORTEST => ('…', token_length(rest) + TOKEN.len()),
            other => (other, other.len_utf8()),
        };
        let (read, more) = rest.split_at_checked(length).unwrap_or_default();
        before = read.chars().next_back();
        rest = more;
        if is_html {
            let blank = matches!(piece, ' ' | '\t' | '\n' | '\r' | '\u{A0}');
            let after_blank = shown.as_bytes().last().is_none_or(|last| *last == b' ');
            if blank && after_blank || is_control(piece) && !blank {
                continue;
            }
            // Tags became spaces, which do not belong before punctuation.
            if after_blank && matches!(piece, '.' | ',' | ':' | '!' | '?') {
                shown.pop();
            }
            shown.push(if blank { ' ' } else { piece });
        } else {
            shown.push(piece);
        }
    }
    if is_html && shown.as_bytes().last() == Some(&b' ') {
        shown.pop();
    }
    shown
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

    fn plain(html: &str) -> String {
        read(html, usize::MAX, &Redaction::default())
    }

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
    fn finds_a_secret_with_tags_between_its_letters() {
        let mut secrets = Redaction::default();
        secrets.add(&Secret::new("S3cr et-1".into()));
        for html in [
            "S3<b>cr</b> et-1",
            "S3cr<i></i> et<br>-1",
            "S3&nbsp;cr <u>et</u>-1",
            "<b>S3</b>cr et-1",
        ] {
            assert_eq!(secrets.plain(&["No ", html, "x."].concat(), 500), "No ***x.", "{html}");
        }
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
    fn hides_tokens_that_reading_joins_and_those_in_no_html() {
        let token = "eyJhbGciOiJIUzI1NiJ9.eyJpZCI6N30.dBjftJeZ4CVP-mB92K27_bUJU1p1r";
        let secrets = Redaction::default();
        for first in ["&#101;", "e\u{200B}", "e&#8203;"] {
            let text = ["Bad ", &token.replace('e', first), "."].concat();
            assert_eq!(secrets.plain(&text, 500), "Bad …", "{first}");
        }
        assert_eq!(secrets.apply(&["to /sso/", token, "/x"].concat(), 500), "to /sso/…/x");
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

    #[test]
    fn is_in_a_code_that_holds_it_and_in_no_other() {
        let mut secrets = Redaction::default();
        secrets.add(&Secret::new("s3cret".into()));
        assert!(secrets.is_in("acme_s3cret"));
        assert!(!secrets.is_in("incorrect_password"));
    }

    #[test]
    fn the_shortest_secret_that_is_hidden_in_base64() {
        let secret = "s3cret-8";
        assert_eq!(secret.len(), ENCODED);
        let echo = base64(&["user:", secret].concat());
        assert_ne!(without(secret, &echo), echo);
        let shorter = base64("user:s3cret7");
        assert_eq!(without("s3cret7", &shorter), shorter);
    }

    /// A text without a secret.
    fn without(secret: &str, text: &str) -> String {
        let mut redaction = Redaction::default();
        redaction.add(&Secret::new(secret.into()));
        redaction.apply(text, usize::MAX)
    }

    proptest! {
        #[test]
        fn never_panics_and_never_shows_a_tag(html in r"[<>/a-c&#;x0-9é ]{0,40}") {
            let _ = plain(&html);
            let clean = plain(&["x<b>", &html.replace(['<', '&'], ""), "</b>"].concat());
            prop_assert!(!clean.contains("<b>"));
        }

        #[test]
        fn never_printed(text in "[a-zA-Z0-9.]{8,40}") {
            let shown = format!("{:?}", Secret::new(text.clone()));
            prop_assert!(!shown.contains(&text));
        }

        #[test]
        fn redacted_wherever_it_stands(secret in "[a-z0-9]{3,11}[0-9]", before in "[A-Z ]{0,9}", after in "[A-Z ]{0,9}") {
            let text = [before.as_str(), &secret, &after, &secret].concat();
            prop_assert!(!without(&secret, &text).contains(&secret));
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
            ("sunshine", "no_sunshine, sunshine-1 2sunshine", "no_***, ***-1 2***"),
            ("sunshine", "sunshine\u{E9} sunshiner", "sunshine\u{E9} sunshiner"),
            ("sunsets", "no_sunsets, sunsets-1", "no_sunsets, sunsets-1"),
            ("password", "no_password, password-1", "no_password, password-1"),
            ("sun", "The password sun of sunday is wrong", "The password *** of sunday is wrong"),
            ("123", "The password 123 is wrong, see 1234", "The password *** is wrong, see 1234"),
            ("a1", "Not a1", "Not ***"),
            ("hunter2", "xhunter2x", "x***x"),
            ("pass word", "a pass word, a pass%20word", "a ***, a ***"),
            ("S3cr et-1", "No S3 cr et- 1 S3cr   et-1", "No *** S3cr   et-1"),
            ("S3cret", "S3cr et s S3cret", "*** s ***"),
        ] {
            assert_eq!(without(secret, text), wanted, "{secret}");
        }
    }

    #[test]
    fn a_word_in_typographic_quotes_is_an_echo() {
        for secret in ["sunshine", "password", "sonne"] {
            for (before, after) in [
                ("“", "”"),
                ("„", "“"),
                ("‘", "’"),
                ("「", "」"),
                ("›", "‹"),
                ("—", "…"),
                ("（", "）"),
            ] {
                let text = ["It is ", before, secret, after, "."].concat();
                let clean = ["It is ", before, "***", after, "."].concat();
                assert_eq!(without(secret, &text), clean);
            }
        }
        // A piece of a word is none.
        assert_eq!(without("sonne", "sonnenüber übersonne"), "sonnenüber übersonne");
    }

    #[test]
    fn a_code_is_shown_or_not() {
        for (secret, code, hidden) in [
            ("password", "[jwt_auth] incorrect_password", false),
            ("incorrect_password", "incorrect_password", true),
            ("correct_horse", "no_correct_horse", true),
            ("a", "rest_a", false),
            ("s3cret", "s3cret", true),
            ("s3cret", "bad_s3cret", true),
            ("sunshine", "sunshine", true),
            ("sunshine", "bad_sunshine", true),
            ("sunset", "bad_sunset", false),
            ("incorrect", "incorrect_password", false),
            ("Tr0ub4dor&3", "no_Tr0ub4dor%263", true),
        ] {
            let mut secrets = Redaction::default();
            secrets.add(&Secret::new(secret.into()));
            assert_eq!(secrets.is_in(code), hidden, "{secret} {code}");
        }
    }

    #[test]
    fn an_empty_secret_redacts_nothing() {
        assert_eq!(without("", "abc"), "abc");
    }

    #[test]
    fn no_half_of_a_secret_is_left_where_a_text_is_cut() {
        let secret = "s3cret-0123456789";
        let mut redaction = Redaction::default();
        redaction.add_credential("editor", &Secret::new(secret.into()));
        for spelled in [secret.to_string(), base64(secret), secret.replace('-', "%2D")] {
            for before in 80..=120 {
                let text = ["x".repeat(before), spelled.repeat(9)].concat();
                let shown = redaction.apply(&text, 100);
                let left = shown.trim_start_matches('x').trim_start_matches('*');
                assert_eq!(left, "", "{shown}");
                assert!(shown.len() <= 102, "{}", shown.len());
            }
        }
    }

    #[test]
    fn the_longest_of_several_goes() {
        let mut redaction = Redaction::default();
        for secret in ["abcd1", "abcd12345", "c/d/1"] {
            redaction.add(&Secret::new(secret.into()));
        }
        assert_eq!(redaction.apply("-abcd12345-abcd1-c%2Fd%2f1-", usize::MAX), "-***-***-***-");
    }

    #[test]
    fn stops_where_a_text_repeats_the_beginning_of_a_secret() {
        // Each place of these texts costs as much as the secret is long: that would take days.
        for letter in ["a", "ab", "-", "\\", "%", "&", "é", " ", "a "] {
            let mut redaction = Redaction::default();
            let long = Secret::new([&letter.repeat(60_000), "1"].concat());
            redaction.add(&long);
            let text = letter.repeat(1 << 19);
            assert!(redaction.apply(&text, usize::MAX).len() < 120, "{letter}");
            assert!(redaction.plain(&text, 500).len() < 120, "{letter}");
        }
    }

    #[test]
    fn a_long_text_with_nothing_in_it_is_shown_to_its_end() {
        let mut redaction = Redaction::default();
        redaction.add(&Secret::new("hunter-2".into()));
        let text = "no word of it ".repeat(EFFORT / 10);
        assert_eq!(redaction.apply(&text, usize::MAX), text);
        // The markup may be many times as long as the words.
        let marked = ["<b></b>".repeat(100).as_str(), "words"].concat();
        assert_eq!(redaction.plain(&marked, 100), "words");
        // Only HTML has entities.
        assert_eq!(redaction.apply("&lt;", 100), "&lt;");
    }

    #[test]
    fn no_more_is_searched_than_is_shown() {
        // Each place of a text of `a` costs as much as the secret is long: a megabyte would take seconds.
        let mut redaction = Redaction::default();
        redaction.add(&Secret::new(["a".repeat(900), "1".into()].concat()));
        let shown = redaction.apply(&"a".repeat(1 << 20), 500);
        assert_eq!(shown.len(), 500);
    }
}
