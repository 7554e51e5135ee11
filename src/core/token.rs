//! JSON Web Tokens: strict decoding, the registered times, expiry.
//!
//! A browser cannot verify an HMAC token without the server's secret. Decoding tells what a token
//! says, not that it is true: the server decides.

use alloc::{string::String, vec::Vec};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{
    error::{Code, Error, Result},
    json::{Json, unescape},
};

/// Characters of a token that are read; a longer one is refused.
pub const MAX_LENGTH: usize = 65_536;

/// A decoded token: the JSON text of its two objects, and its signature as it was sent.
#[derive(Debug, Clone)]
pub struct Decoded<'a> {
    /// JSON text of the JOSE header (RFC 7515 section 4).
    pub header: String,
    /// JSON text of the claims (RFC 7519 section 4).
    pub claims: String,
    /// The third part, base64url, possibly empty.
    pub signature: &'a str,
    /// The registered times.
    pub times: Times,
}

/// The registered times of a token (RFC 7519 sections 4.1.4 to 4.1.6), in seconds since the epoch
/// on the server's clock.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Times {
    /// Expiration time.
    pub exp: Option<f64>,
    /// Not before.
    pub nbf: Option<f64>,
    /// Issued at.
    pub iat: Option<f64>,
}

/// Decodes a token, strictly.
///
/// Exactly three parts of unpadded canonical base64url (RFC 7515 section 2), header and payload
/// each a JSON object in UTF-8 without BOM, with unique keys and at most 32 levels of nesting; the
/// registered times finite numbers where present; at most [`MAX_LENGTH`] characters. An empty
/// signature is allowed.
///
/// # Errors
/// `invalid_token`, which never quotes the token.
pub fn decode(token: &str) -> Result<Decoded<'_>> {
    read(token, false).map_err(|reason| Error::new(Code::InvalidToken, reason))
}

/// Like [`decode`], but leaves the header empty: the caller has found one that is spelled alike to
/// be good, as the tokens of a server mostly are.
///
/// # Errors
/// As [`decode`].
pub fn decode_claims(token: &str) -> Result<Decoded<'_>> {
    read(token, true).map_err(|reason| Error::new(Code::InvalidToken, reason))
}

fn read(token: &str, known_header: bool) -> core::result::Result<Decoded<'_>, &'static str> {
    if token.len() > MAX_LENGTH {
        return Err("The token is longer than 65536 characters.");
    }
    let mut parts = token.split('.');
    let (Some(header), Some(claims), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err("A JSON Web Token has three parts.");
    };
    if !is_canonical(signature.as_bytes()) {
        return Err(NOT_BASE64URL);
    }
    let header = if known_header {
        String::new()
    } else {
        let header = utf8(header)?;
        object(&header, &mut |_, _| {})?;
        header
    };
    let claims = utf8(claims)?;
    let mut times = Times::default();
    let mut numbers = true;
    object(&claims, &mut |name, value| {
        // Few escape a name that has nothing to escape, but it is the same name.
        let escaped = if name.contains('\\') { unescape(name) } else { String::new() };
        let time = match if escaped.is_empty() { name } else { &escaped } {
            "exp" => &mut times.exp,
            "nbf" => &mut times.nbf,
            "iat" => &mut times.iat,
            _ => return,
        };
        *time = value.number();
        numbers &= time.is_some();
    })?;
    if !numbers {
        return Err("A time in the token is not a number.");
    }
    Ok(Decoded { header, claims, signature, times })
}

const NOT_BASE64URL: &str = "The token is not base64url.";

/// Whether a part is canonical base64url; for the signature, whose bytes nobody needs.
fn is_canonical(part: &[u8]) -> bool {
    let last = match part.last() {
        Some(b'A'..=b'Z') | None => part.last().map_or(0, |byte| byte - b'A'),
        Some(byte @ b'a'..=b'z') => byte - b'a' + 26,
        Some(byte @ b'0'..=b'9') => byte - b'0' + 52,
        Some(b'-') => 62,
        _ => 63,
    };
    // Bits of the last character that belong to no byte must be zero.
    let rest = match part.len() % 4 {
        0 => 0,
        2 => last & 15,
        3 => last & 3,
        _ => 1,
    };
    rest == 0 && part.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

fn bytes(part: &str) -> core::result::Result<Vec<u8>, &'static str> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| NOT_BASE64URL)
}

fn utf8(part: &str) -> core::result::Result<String, &'static str> {
    String::from_utf8(bytes(part)?).map_err(|_| "The token is not UTF-8.")
}

fn object<'a>(
    text: &'a str,
    member: &mut dyn FnMut(&'a str, Json<'a>),
) -> core::result::Result<(), &'static str> {
    match Json::parse_unique(text, member) {
        Some(json) if json.is_object() => Ok(()),
        _ => Err("A part of the token is not a JSON object with unique keys."),
    }
}

/// Whether `now_ms` is at or past `exp` less `margin_s`; false without `exp`.
pub fn is_expired(times: Times, margin_s: f64, now_ms: f64) -> bool {
    times.exp.is_some_and(|exp| now_ms >= (exp - margin_s) * 1000.0)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn token(header: &str, claims: &str, signature: &str) -> String {
        let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
        [encode(header), encode(claims), signature.into()].join(".")
    }

    fn refused(token: &str) -> bool {
        decode(token).is_err_and(|error| error.code == Code::InvalidToken)
    }

    #[test]
    fn reads_the_example_of_rfc_7519() {
        let token = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\
            eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.\
            dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let decoded = decode(token).unwrap();
        assert_eq!(decoded.times.exp, Some(1_300_819_380.0));
        assert!(decoded.claims.contains("\"iss\":\"joe\""));
        assert_eq!(decoded.signature, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    }

    #[test]
    fn reads_what_is_allowed() {
        for claims in [
            "{}",
            " { } ",
            r#"{"exp":1.5}"#,
            r#"{"exp":1e9,"nbf":0,"iat":-1}"#,
            r#"{"__proto__":{"a":1}}"#,
            r#"{"name":"Zoë 😀 \ud83d"}"#,
        ] {
            assert!(decode(&token("{}", claims, "")).is_ok(), "{claims}");
        }
        let deep = ["{\"a\":".repeat(31), "{}".into(), "}".repeat(31)].concat();
        assert!(decode(&token("{}", &deep, "")).is_ok());
    }

    #[test]
    fn refuses_everything_else() {
        let good = token("{}", "{}", "AA");
        let deep = ["{\"a\":".repeat(32), "{}".into(), "}".repeat(32)].concat();
        for bad in [
            String::new(),
            "undefined".into(),
            "e30.e30".into(),
            "e30.e30.AA.AA".into(),
            "e30.e30.AA.AA.AA.AA".into(),
            [&good, "="].concat(),
            [&good, "\n"].concat(),
            [" ", &good].concat(),
            "e30.e30.AB".into(), // trailing bits that are not zero
            "e30.e30.A".into(),
            "e30.e30.A+".into(),
            "e3 0.e30.AA".into(),
            ".e30.AA".into(),
            "e30..AA".into(),
            token("[]", "{}", ""),
            token("{}", "[]", ""),
            token("{}", "null", ""),
            token("{}", "\"admin\"", ""),
            token("{}", "{} {}", ""),
            token("{}", "\u{feff}{}", ""),
            token("{\"alg\":1,\"alg\":2}", "{}", ""),
            token("{}", r#"{"a":1,"\u0061":1}"#, ""),
            token("{}", r#"{"exp":"1"}"#, ""),
            token("{}", r#"{"exp":null}"#, ""),
            token("{}", r#"{"iat":1e400}"#, ""),
            token("{}", r#"{"nbf":[]}"#, ""),
            token("{}", &deep, ""),
            ["e30.", &URL_SAFE_NO_PAD.encode(b"{\"a\":\"\xff\"}"), "."].concat(),
            ["e30.e30.", &"A".repeat(65_536)].concat(),
        ] {
            assert!(refused(&bad), "{}", bad.get(..60).unwrap_or(&bad));
        }
    }

    proptest! {
        #[test]
        fn a_signature_is_checked_as_it_would_be_decoded(part in r"[A-Za-z0-9_\-+/=]{0,7}") {
            let decoded = URL_SAFE_NO_PAD.decode(&part).is_ok();
            prop_assert_eq!(is_canonical(part.as_bytes()), decoded, "{}", part);
        }
    }

    #[test]
    fn times_are_found_however_they_are_spelled() {
        let spelled = token("{}", r#"{"\u0065xp":7,"a":{"iat":"no"}}"#, "");
        assert_eq!(decode(&spelled).unwrap().times, Times { exp: Some(7.0), ..Times::default() });
        assert!(refused(&token("{}", r#"{"\u0065xp":"7"}"#, "")));
    }

    #[test]
    fn the_longest_token_is_65536_characters() {
        let longest = ["e30.e30.", &"A".repeat(65_528)].concat();
        assert_eq!(longest.len(), MAX_LENGTH);
        assert!(decode(&longest).is_ok());
        assert!(refused(&[&longest, "A"].concat()));
    }

    #[test]
    fn expiry_counts_the_margin() {
        let times = Times { exp: Some(1000.0), ..Times::default() };
        assert!(!is_expired(times, 0.0, 999_999.0));
        assert!(is_expired(times, 0.0, 1_000_000.0));
        assert!(is_expired(times, 30.0, 970_000.0));
        assert!(!is_expired(times, 30.0, 969_999.0));
        assert!(!is_expired(Times::default(), 1e9, f64::MAX));
    }

    proptest! {
        #[test]
        fn never_panics(text in r"[A-Za-z0-9_\-.=+é]{0,80}") {
            let _ = decode(&text);
        }

        #[test]
        fn what_was_encoded_comes_back(key in "[a-z]{1,8}", value in ".{0,20}", exp in 0u32..) {
            let claims = serde_json::json!({ "exp": exp, "x": { key: value } }).to_string();
            let token = token(r#"{"alg":"HS256"}"#, &claims, "c2ln");
            let decoded = decode(&token).unwrap();
            prop_assert_eq!(decoded.claims, claims);
            prop_assert_eq!(decoded.times.exp, Some(f64::from(exp)));
        }

        #[test]
        fn no_error_quotes_the_token(text in "[A-Za-z0-9]{9,40}") {
            let error = decode(&text).unwrap_err();
            let shown = format!("{error:?}");
            prop_assert!(!shown.contains(&text));
        }
    }
}
