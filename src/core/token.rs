//! JSON Web Tokens: strict decoding, the registered times, expiry.
//!
//! A browser cannot verify an HMAC token without the server's secret. Decoding tells what a token
//! says, not that it is true: the server decides.

use alloc::{string::String, vec::Vec};
use core::cell::Cell;

use zeroize::Zeroizing;

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
    let mut parts = token.splitn(3, '.');
    let mut length = || parts.next().map_or(0, str::len);
    let first = length();
    let dots = (first, first + 1 + length());
    let signature = parts.next().unwrap_or_default();
    let mut copy = Zeroizing::new(Vec::from(token));
    let Objects { header, claims, times, .. } = decode_in_place(&mut copy, dots, false)?;
    Ok(Decoded { header: header.into(), claims: claims.into(), signature, times })
}

/// What [`decode_in_place`] has written.
#[derive(Debug, Clone, Copy)]
pub struct Objects<'a> {
    /// JSON text of header and claims with a comma between them; of the claims alone where the
    /// header is known.
    pub json: &'a str,
    header: &'a str,
    claims: &'a str,
    times: Times,
}

/// As [`decode`], but writes over the token what it says, so that nothing need be allocated. `dots`
/// are the places of the first two. A header that is `known` is passed over: the caller has found one
/// that is spelled alike to be good, as the tokens of a server mostly are.
///
/// # Errors
/// As [`decode`].
pub fn decode_in_place(token: &mut [u8], dots: (usize, usize), known: bool) -> Result<Objects<'_>> {
    read(token, dots, known).map_err(|reason| Error::new(Code::InvalidToken, reason))
}

type Read<T> = core::result::Result<T, &'static str>;

fn read(token: &mut [u8], dots: (usize, usize), known: bool) -> Read<Objects<'_>> {
    if token.len() > MAX_LENGTH {
        return Err("The token is longer than 65536 characters.");
    }
    let (header, length) =
        write_json(Cell::from_mut(&mut *token).as_slice_of_cells(), dots, known)?;
    let json = token.get(..length).and_then(|json| str::from_utf8(json).ok());
    let json = json.ok_or("The token is not UTF-8.")?;
    let (header, mut claims) = json.split_at_checked(header).unwrap_or_default();
    if !known {
        claims = claims.get(1..).unwrap_or_default();
        object(header, &mut |_, _| {})?;
    }
    let mut times = Times::default();
    let mut numbers = true;
    object(claims, &mut |name, value| {
        let plain;
        let mut name = name;
        // Few escape a name that has nothing to escape (`\u0065xp`), but it is the same name.
        if name.len() > 7 && name.contains('\\') {
            plain = unescape(name);
            name = &plain;
        }
        let time = match name.as_bytes() {
            b"exp" => &mut times.exp,
            b"nbf" => &mut times.nbf,
            b"iat" => &mut times.iat,
            _ => return,
        };
        *time = value.number();
        numbers &= time.is_some();
    })?;
    if !numbers {
        return Err("A time in the token is not a number.");
    }
    Ok(Objects { json, header, claims, times })
}

const NOT_THREE_PARTS: &str =
    "The token is not a JSON Web Token: three parts of base64url with dots between them.";

/// Writes `header,claims` or `claims` over the token: what is decoded is shorter than what it is
/// decoded from. Returns where the header ends, and
/// where all does.
fn write_json(token: &[Cell<u8>], dots: (usize, usize), known: bool) -> Read<(usize, usize)> {
    let (first, second) = dots;
    let (Some(header), Some(claims), Some(signature)) = (
        token.get(..first),
        token.get(first.wrapping_add(1)..second),
        token.get(second.wrapping_add(1)..),
    ) else {
        return Err(NOT_THREE_PARTS);
    };
    // Nobody needs its bytes.
    base64url(signature, signature)?;
    let mut end = 0;
    let mut to = token;
    if !known {
        end = base64url(header, token)?;
        if let Some((comma, rest)) = token.get(end..).and_then(<[_]>::split_first) {
            comma.set(b',');
            to = rest;
        }
    }
    let length = token.len() - to.len() + base64url(claims, to)?;
    Ok((end, length))
}

/// The value of each character of base64url (RFC 4648 section 5); -1 is none.
#[allow(clippy::indexing_slicing, reason = "at compile time")]
static SEXTETS: [i8; 256] = {
    let mut sextets = [-1; 256];
    let mut value = 0;
    while value < 64 {
        let character = match value {
            0..26 => value + b'A',
            26..52 => value - 26 + b'a',
            52..62 => value - 52 + b'0',
            62 => b'-',
            _ => b'_',
        };
        sextets[character as usize] = value as i8;
        value += 1;
    }
    sextets
};

/// The bits of four characters; all are set where one is none of base64url.
#[inline(always)]
fn bits(a: &Cell<u8>, b: &Cell<u8>, c: &Cell<u8>, d: &Cell<u8>) -> i32 {
    let sextet = |cell: &Cell<u8>| {
        SEXTETS.get(usize::from(cell.get())).map_or(-1, |&value| i32::from(value))
    };
    sextet(a) << 18 | sextet(b) << 12 | sextet(c) << 6 | sextet(d)
}

/// Decodes canonical, unpadded base64url to where `to` is: the same memory or before it. Returns
/// how many bytes that are.
///
/// Why not the crate of that name, which the tests compare it with: it needs a second place to write
/// to, and 800 bytes (brotli) more.
fn base64url(part: &[Cell<u8>], to: &[Cell<u8>]) -> Read<usize> {
    let (fours, last) = part.as_chunks::<4>();
    let (threes, _) = to.as_chunks::<3>();
    let mut all = 0;
    for ([a, b, c, d], [x, y, z]) in fours.iter().zip(threes) {
        let bits = bits(a, b, c, d);
        all |= bits;
        x.set((bits >> 16) as u8);
        y.set((bits >> 8) as u8);
        z.set(bits as u8);
    }
    let zero = &Cell::new(b'A');
    let length = part.len() * 3 / 4;
    // Bits that belong to no byte must be zero.
    match *last {
        [] => {}
        [ref a, ref b] => {
            let bits = bits(a, b, zero, zero);
            all |= bits | (bits & 0xFFFF) << 16;
            if let Some(x) = to.get(length - 1) {
                x.set((bits >> 16) as u8);
            }
        }
        [ref a, ref b, ref c] => {
            let bits = bits(a, b, c, zero);
            all |= bits | (bits & 0xFF) << 24;
            if let Some([x, y]) = to.get(length - 2..length) {
                x.set((bits >> 16) as u8);
                y.set((bits >> 8) as u8);
            }
        }
        _ => all = -1,
    }
    if all >> 24 == 0 { Ok(length) } else { Err(NOT_THREE_PARTS) }
}

fn object<'a>(text: &'a str, member: &mut dyn FnMut(&'a str, Json<'a>)) -> Read<()> {
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
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
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
            "e30.e30.++AA".into(),
            "e30.e30.A++A".into(),
            "e30.e30.AA++".into(),
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
        fn base64url_is_that_of_the_crate(part in r"[A-Za-z0-9_\-]{0,9}[AQgw+/=.é]?") {
            let wanted = URL_SAFE_NO_PAD.decode(&part).ok();
            let mut bytes = part.clone().into_bytes();
            let cells = Cell::from_mut(bytes.as_mut_slice()).as_slice_of_cells();
            let ours = base64url(cells, cells).ok().map(|length| bytes[..length].to_vec());
            prop_assert_eq!(ours, wanted, "{}", part);
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
            prop_assert_eq!(&decoded.claims, &claims);
            prop_assert_eq!(decoded.times.exp, Some(f64::from(exp)));
            let dots = (token.find('.').unwrap(), token.rfind('.').unwrap());
            let mut bytes = token.into_bytes();
            prop_assert_eq!(decode_in_place(&mut bytes, dots, true).unwrap().json, claims);
        }

        #[test]
        fn no_error_quotes_the_token(text in "[A-Za-z0-9]{9,40}") {
            let error = decode(&text).unwrap_err();
            let shown = format!("{error:?}");
            prop_assert!(!shown.contains(&text));
        }
    }
}
