//! Tokens: the strict decoder against `base64` and `serde_json`.
//!
//! Two lines are a header and a payload as JSON, which are encoded first; one line is a token.
//!
//! Holds P8 of SECURITY.md.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use presskey::core::{error::Code, token};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::{collections::HashSet, fmt};

pub fn run(text: &str) {
    let encoded = text.split_once('\n').map(|(header, claims)| {
        [URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims), "c2ln".into()].join(".")
    });
    let text = encoded.as_deref().unwrap_or(text);
    match token::decode(text) {
        Ok(decoded) => {
            let (header, claims) = expected(text).expect("a wrong token was decoded");
            assert_eq!((&decoded.header, &decoded.claims), (&header, &claims));
            assert_eq!(Some(decoded.signature), text.split('.').nth(2));
            for time in [decoded.times.exp, decoded.times.nbf, decoded.times.iat] {
                assert!(time.is_none_or(f64::is_finite));
            }
        }
        Err(error) => {
            assert_eq!(error.code, Code::InvalidToken);
            assert!(text.len() < 9 || !format!("{error:?}").contains(text), "quotes the token");
            assert!(expected(text).is_none(), "a right token was refused");
        }
    }
}

/// Header and claims as JSON, if the token is one.
fn expected(token: &str) -> Option<(String, String)> {
    let parts: Vec<_> = token.split('.').collect();
    let [header, claims, signature] = parts.as_slice() else { return None };
    if token.len() > token::MAX_LENGTH {
        return None;
    }
    URL_SAFE_NO_PAD.decode(signature).ok()?;
    let text = |part| String::from_utf8(URL_SAFE_NO_PAD.decode(part).ok()?).ok();
    let (header, claims) = (text(header)?, text(claims)?);
    let names = is_object(&header).then(|| is_object(&claims)).filter(|is| *is);
    names?;
    let value: serde_json::Value = serde_json::from_str(&without_lone(&claims)).ok()?;
    for name in ["exp", "nbf", "iat"] {
        let number = value.get(name).map(|value| value.as_number().map(ToString::to_string));
        if number.is_some_and(|number| !number.is_some_and(|text| finite(&text))) {
            return None;
        }
    }
    Some((header, claims))
}

fn finite(number: &str) -> bool {
    number.parse::<f64>().is_ok_and(f64::is_finite)
}

fn is_object(json: &str) -> bool {
    let json = without_lone(json);
    json.trim_start_matches([' ', '\t', '\n', '\r']).starts_with('{')
        && depth(&json) <= 32
        && serde_json::from_str::<Unique>(&json).is_ok()
}

/// JSON.parse takes half a surrogate pair, and serde_json does not. Each becomes a text of its own,
/// so that names that differ still differ.
fn without_lone(json: &str) -> String {
    let mut out = String::new();
    let mut rest = json;
    let unit = |text: &str| {
        let digits = text.strip_prefix("\\u")?.get(..4)?;
        let hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        hex.then(|| u32::from_str_radix(digits, 16).ok())?
    };
    while let Some(next) = rest.chars().next() {
        let mut length = next.len_utf8();
        match unit(rest) {
            Some(0xD800..0xDC00)
                if matches!(rest.get(6..).and_then(unit), Some(0xDC00..0xE000)) =>
            {
                length = 12;
                out.push_str(&rest[..length]);
            }
            Some(half @ 0xD800..0xE000) => {
                length = 6;
                out.push_str(&format!("\u{10FFFD}half {half}\u{10FFFD}"));
            }
            Some(_) => {
                length = 6;
                out.push_str(&rest[..length]);
            }
            None if next == '\\' => {
                length += rest[1..].chars().next().map_or(0, char::len_utf8);
                out.push_str(&rest[..length]);
            }
            None => out.push(next),
        }
        rest = &rest[length..];
    }
    out
}

/// Levels of nesting outside of strings.
fn depth(json: &str) -> usize {
    let (mut now, mut most, mut inside, mut escaped) = (0_usize, 0, false, false);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if inside => escaped = true,
            b'"' => inside = !inside,
            b'{' | b'[' if !inside => {
                now += 1;
                most = most.max(now);
            }
            b'}' | b']' if !inside => now = now.saturating_sub(1),
            _ => {}
        }
    }
    most
}

/// Any JSON in which no object has a key twice.
struct Unique;

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Unique;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Unique, A::Error> {
        let mut seen = HashSet::new();
        while let Some(key) = map.next_key::<String>()? {
            // How serde_json passes on the text of a number.
            if key == "$serde_json::private::Number" {
                map.next_value::<String>()?;
                continue;
            }
            if !seen.insert(key) {
                return Err(A::Error::custom("a key is there twice"));
            }
            map.next_value::<Unique>()?;
        }
        Ok(Unique)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Unique, A::Error> {
        while list.next_element::<Unique>()?.is_some() {}
        Ok(Unique)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Unique, E> {
        Ok(Unique)
    }
    fn visit_i64<E>(self, _: i64) -> Result<Unique, E> {
        Ok(Unique)
    }
    fn visit_u64<E>(self, _: u64) -> Result<Unique, E> {
        Ok(Unique)
    }
    fn visit_f64<E>(self, _: f64) -> Result<Unique, E> {
        Ok(Unique)
    }
    fn visit_str<E>(self, _: &str) -> Result<Unique, E> {
        Ok(Unique)
    }
    fn visit_unit<E>(self) -> Result<Unique, E> {
        Ok(Unique)
    }
}
