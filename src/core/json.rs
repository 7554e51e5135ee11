//! A JSON reader (RFC 8259) that borrows from the text and allocates only for the strings asked for.
//!
//! Why not a library: a token must be refused for duplicate keys and deep nesting, which
//! `JSON.parse` does not see, and `serde_json` alone would double the package (+17 kB brotli).

use alloc::{string::String, vec::Vec};

/// Levels of nesting that are read; the outermost value is level 1. Deeper text is refused.
pub const MAX_DEPTH: u8 = 32;

/// One JSON value, already checked to be well-formed.
#[derive(Clone, Copy, Debug)]
pub struct Json<'a>(&'a str);

impl<'a> Json<'a> {
    /// Reads exactly one value with nothing but white space around it.
    /// Of a key that stands twice in an object the first is taken.
    pub fn parse(text: &'a str) -> Option<Self> {
        Self::read(text, false)
    }

    /// Like [`Json::parse`], but refuses an object with a key that stands twice, at any level,
    /// also when it is spelled with different escapes (RFC 7519 section 4).
    pub fn parse_unique(text: &'a str) -> Option<Self> {
        Self::read(text, true)
    }

    fn read(text: &'a str, unique: bool) -> Option<Self> {
        let mut scanner = Scanner::new(text, unique);
        scanner.space();
        let start = scanner.at;
        scanner.value(1)?;
        let end = scanner.at;
        scanner.space();
        (scanner.at == text.len()).then_some(Self(text.get(start..end)?))
    }

    /// The value's own text.
    pub fn text(self) -> &'a str {
        self.0
    }

    /// Whether it is an object.
    pub fn is_object(self) -> bool {
        self.0.starts_with('{')
    }

    /// The member `key` of an object; of an array the element with that decimal index.
    pub fn get(self, key: &str) -> Option<Json<'a>> {
        let object = self.is_object();
        self.members()
            .enumerate()
            .find(|(index, (name, _))| match name {
                Some(name) => name.string().is_some_and(|name| name == key),
                None => !object && key.parse::<usize>() == Ok(*index),
            })
            .map(|(_, (_, value))| value)
    }

    /// Follows a dotted path such as `data.user.id`.
    pub fn path(self, dotted: &str) -> Option<Json<'a>> {
        dotted.split('.').try_fold(self, |value, key| value.get(key))
    }

    /// The values of an object or array, each with its key where there is one.
    pub fn members(self) -> impl Iterator<Item = (Option<Json<'a>>, Json<'a>)> {
        let mut scanner = Scanner::new(self.0, false);
        let keyed = self.is_object();
        let container = keyed || self.0.starts_with('[');
        scanner.at = 1;
        core::iter::from_fn(move || {
            if !container {
                return None;
            }
            let part = |scanner: &mut Scanner<'a>| {
                scanner.space();
                let start = scanner.at;
                scanner.value(1)?;
                let text = scanner.text.get(start..scanner.at)?;
                scanner.space();
                // The colon, comma or closing bracket.
                scanner.at += 1;
                Some(Json(text))
            };
            let key = if keyed { Some(part(&mut scanner)?) } else { None };
            Some((key, part(&mut scanner)?))
        })
    }

    /// The text of a string; lone surrogates become U+FFFD.
    pub fn string(self) -> Option<String> {
        let inner = self.0.strip_prefix('"')?.strip_suffix('"')?;
        if !inner.contains('\\') {
            return Some(inner.into());
        }
        Some(char::decode_utf16(units(inner)).map(|unit| unit.unwrap_or('\u{FFFD}')).collect())
    }

    /// A number, if it is finite.
    pub fn number(self) -> Option<f64> {
        let digits = self.0.strip_prefix('-').unwrap_or(self.0);
        if !digits.starts_with(|first: char| first.is_ascii_digit()) {
            return None;
        }
        let (mantissa, exponent) = digits.split_once(['e', 'E']).unwrap_or((digits, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        // Good to a few units in the last place, which is enough for times and ids: the exact
        // conversion of the standard library would cost 5 kB (brotli).
        let mut value = 0.0;
        for digit in whole.bytes().chain(fraction.bytes()) {
            value = value * 10.0 + f64::from(digit - b'0');
        }
        let negative = exponent.starts_with('-');
        let mut power = exponent
            .trim_start_matches(['+', '-'])
            .bytes()
            .fold(0i32, |sum, digit| (sum * 10 + i32::from(digit - b'0')).min(100_000));
        power = if negative { -power } else { power } - fraction.len() as i32;
        if value != 0.0 {
            // 10^(±330) already is infinite or zero; more turns would only take time.
            for _ in 0..power.unsigned_abs().min(70_000) {
                value = if power < 0 { value / 10.0 } else { value * 10.0 };
            }
        }
        value.is_finite().then_some(if self.0.starts_with('-') { -value } else { value })
    }
}

/// The UTF-16 code units of a well-formed JSON string's inside.
fn units(inner: &str) -> impl Iterator<Item = u16> {
    let mut rest = inner.chars();
    let mut low = None;
    core::iter::from_fn(move || {
        if let Some(unit) = low.take() {
            return Some(unit);
        }
        let next = rest.next()?;
        if next != '\\' {
            let mut pair = [0; 2];
            let encoded = next.encode_utf16(&mut pair);
            low = encoded.get(1).copied();
            return encoded.first().copied();
        }
        Some(match rest.next()? {
            'b' => 8,
            'f' => 12,
            'n' => 10,
            'r' => 13,
            't' => 9,
            'u' => (0..4)
                .filter_map(|_| rest.next()?.to_digit(16))
                .fold(0, |unit, digit| unit << 4 | digit as u16),
            other => other as u16,
        })
    })
}

/// Keys seen in the objects that are open, kept only where each must be unique.
#[derive(Default)]
struct Keys<'a>(Vec<(u32, &'a str)>);

impl<'a> Keys<'a> {
    /// Notes a key of the object whose keys start at `from`; false when it stands there already.
    fn insert(&mut self, from: usize, key: &'a str) -> bool {
        // FNV-1a over the unescaped text, so that most comparisons are of two numbers.
        let hash = if key.contains('\\') {
            units(key).fold(0x811c_9dc5, mix)
        } else {
            key.encode_utf16().fold(0x811c_9dc5, mix)
        };
        let seen = self.0.get(from..).unwrap_or_default();
        if seen.iter().any(|(other, text)| *other == hash && units(text).eq(units(key))) {
            return false;
        }
        self.0.push((hash, key));
        true
    }
}

fn mix(hash: u32, unit: u16) -> u32 {
    (hash ^ u32::from(unit)).wrapping_mul(0x0100_0193)
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    keys: Option<Keys<'a>>,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str, unique: bool) -> Self {
        Self { text, at: 0, keys: unique.then(Keys::default) }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, wanted: u8) -> Option<()> {
        (self.peek()? == wanted).then(|| self.at += 1)
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn value(&mut self, depth: u8) -> Option<()> {
        match self.peek()? {
            b'"' => self.string().map(drop),
            b'{' => self.container(depth, b'}'),
            b'[' => self.container(depth, b']'),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' => self.word("null"),
            _ => self.number(),
        }
    }

    fn word(&mut self, word: &str) -> Option<()> {
        self.text.get(self.at..)?.starts_with(word).then(|| self.at += word.len())
    }

    fn container(&mut self, depth: u8, close: u8) -> Option<()> {
        if depth > MAX_DEPTH {
            return None;
        }
        let from = self.keys.as_ref().map_or(0, |keys| keys.0.len());
        self.at += 1;
        self.space();
        if self.take(close).is_some() {
            return Some(());
        }
        loop {
            self.space();
            if close == b'}' {
                let key = self.string()?;
                if let Some(keys) = &mut self.keys
                    && !keys.insert(from, key)
                {
                    return None;
                }
                self.space();
                self.take(b':')?;
                self.space();
            }
            self.value(depth + 1)?;
            self.space();
            if self.take(b',').is_none() {
                if let Some(keys) = &mut self.keys {
                    keys.0.truncate(from);
                }
                return self.take(close);
            }
        }
    }

    /// Passes over a string and returns its inside, escapes and all.
    fn string(&mut self) -> Option<&'a str> {
        self.take(b'"')?;
        let start = self.at;
        loop {
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b'"' => return self.text.get(start..self.at - 1),
                b'\\' => {
                    let escape = self.peek()?;
                    self.at += 1;
                    match escape {
                        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
                        b'u' => {
                            for _ in 0..4 {
                                self.peek()?.is_ascii_hexdigit().then(|| self.at += 1)?;
                            }
                        }
                        _ => return None,
                    }
                }
                0..=0x1F => return None,
                _ => {}
            }
        }
    }

    fn number(&mut self) -> Option<()> {
        self.take(b'-');
        if self.take(b'0').is_none() {
            self.digits()?;
        }
        if self.take(b'.').is_some() {
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        Some(())
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            (-1_000_000_000i64..9_000_000_000).prop_map(Value::from),
            ".{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::btree_map(".{0,6}", inner, 0..5)
                    .prop_map(|map| Value::from_iter(map)),
            ]
        })
    }

    /// What serde_json makes of the same value.
    fn same(json: Json, value: &Value) -> bool {
        match value {
            Value::String(text) => json.string().as_ref() == Some(text),
            Value::Number(number) => json.number() == number.as_f64(),
            Value::Array(items) => {
                json.members().count() == items.len()
                    && json.members().zip(items).all(|((_, json), item)| same(json, item))
            }
            Value::Object(map) => {
                map.iter().all(|(key, item)| json.get(key).is_some_and(|json| same(json, item)))
            }
            other => json.text() == other.to_string(),
        }
    }

    proptest! {
        #[test]
        fn agrees_with_serde_json_on_what_it_wrote(value in value()) {
            for text in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
                let json = Json::parse_unique(&text);
                prop_assert!(json.is_some_and(|json| same(json, &value)), "{text}");
            }
        }

        #[test]
        fn agrees_with_serde_json_on_what_is_json(text in r#"[\[\]{}",:\\ue0-9.+\-tfn a\n]{0,24}"#) {
            let reference = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
            prop_assert_eq!(Json::parse(&text).is_some(), reference, "{}", text);
        }

        #[test]
        fn never_panics(text in ".{0,64}") {
            if let Some(json) = Json::parse(&text) {
                let _ = (json.string(), json.number(), json.get("a"), json.members().count());
            }
        }

        #[test]
        fn numbers_are_close(value in prop::num::f64::NORMAL) {
            let text = serde_json::to_string(&value).unwrap();
            let read = Json::parse(&text).and_then(Json::number).unwrap_or(f64::INFINITY);
            prop_assert!(((read - value) / value).abs() < 1e-12 || value.abs() > 1e307, "{} {}", text, read);
        }
    }

    #[test]
    fn finds_keys_that_stand_twice() {
        for text in [
            r#"{"a":1,"a":2}"#,
            r#"{"a":1,"\u0061":2}"#,
            r#"{"b":[{"x":{"é":1,"\u00e9":1}}]}"#,
            r#"{"\ud83d\ude00":1,"😀":2}"#,
        ] {
            assert!(Json::parse_unique(text).is_none(), "{text}");
            assert!(Json::parse(text).is_some(), "{text}");
        }
        for text in [r#"{"a":{"a":1},"b":{"a":1}}"#, r#"[{"a":1},{"a":1}]"#, r#"{"a":1,"A":2}"#] {
            assert!(Json::parse_unique(text).is_some(), "{text}");
        }
    }

    #[test]
    fn counts_levels_from_one() {
        let nested = |levels: usize| ["[".repeat(levels), "]".repeat(levels)].concat();
        assert!(Json::parse(&nested(32)).is_some());
        assert!(Json::parse(&nested(33)).is_none());
        assert!(Json::parse(&nested(100_000)).is_none());
    }

    #[test]
    fn numbers_that_are_not_finite_are_none() {
        assert_eq!(Json::parse("1e400").and_then(Json::number), None);
        assert_eq!(Json::parse("-1e999999999").and_then(Json::number), None);
        assert_eq!(Json::parse("0e999999999").and_then(Json::number), Some(0.0));
        assert_eq!(Json::parse("1e-999999999").and_then(Json::number), Some(0.0));
        assert_eq!(Json::parse("1.7e9").and_then(Json::number), Some(1_700_000_000.0));
        assert_eq!(Json::parse("true").and_then(Json::number), None);
    }

    #[test]
    fn follows_paths() {
        let json = Json::parse(r#"{"data":{"user":{"id":"7"}},"list":[1,"two"]}"#);
        let text = |path: &str| json.and_then(|json| json.path(path)).and_then(Json::string);
        assert_eq!(text("data.user.id").as_deref(), Some("7"));
        assert_eq!(text("list.1").as_deref(), Some("two"));
        assert_eq!(text("data.nobody.id"), None);
    }
}
