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
    /// A text that is known to be one JSON value.
    pub(crate) const fn known(text: &'a str) -> Self {
        Self(text)
    }

    /// Reads exactly one value with nothing but white space around it.
    /// Of a key that stands twice in an object the first is taken.
    pub fn parse(text: &'a str) -> Option<Self> {
        Self::read(Scanner::new(text))
    }

    /// Like [`Json::parse`], but refuses an object with a key that stands twice, at any level,
    /// also when it is spelled with different escapes (RFC 7519 section 4). On the way it shows the
    /// outermost object's members, each with its key as it is written.
    pub fn parse_unique(text: &'a str, member: &mut dyn FnMut(&'a str, Json<'a>)) -> Option<Self> {
        // A key and its value have four characters at least. Most tokens need no allocation, which
        // would take longer than to read them.
        let (mut few, mut many) = ([0; 64], Vec::new());
        let most = text.len() / 4;
        let mut keys = &mut few[..];
        if most > keys.len() {
            many.resize(most, 0);
            keys = &mut many;
        }
        let unique = Some(Unique { keys, count: 0, member });
        Self::read(Scanner { unique, ..Scanner::new(text) })
    }

    /// The object or list that a text begins with, whatever follows.
    pub(crate) fn leading(text: &'a str) -> Option<Self> {
        let mut scanner = Scanner::new(text);
        scanner.space();
        let start = scanner.at;
        scanner.value(1)?;
        let value = text.get(start..scanner.end)?;
        value.starts_with(['{', '[']).then_some(Self(value))
    }

    fn read(mut scanner: Scanner<'a, '_>) -> Option<Self> {
        let text = scanner.text;
        scanner.space();
        let start = scanner.at;
        scanner.value(1)?;
        (scanner.at == text.len()).then_some(Self(text.get(start..scanner.end)?))
    }

    /// The value's own text.
    pub fn text(self) -> &'a str {
        self.0
    }

    /// Whether it is an object.
    pub fn is_object(self) -> bool {
        self.0.as_bytes().first() == Some(&b'{')
    }

    /// The member `key` of an object; of an array the first value, whose key is "0".
    pub fn get(self, key: &str) -> Option<Json<'a>> {
        let mut found = None;
        if !self.is_object() && key != "0" {
            return None;
        }
        // Values of an array come without a key.
        let key = if self.is_object() { key } else { "" };
        self.each(&mut |name, value| {
            let escaped = name.contains('\\');
            if name == key || escaped && unescape(name) == key {
                found = Some(value);
            }
            found.is_none()
        });
        found
    }

    /// Follows a dotted path such as `data.user.id` or `errors.0.message`.
    pub fn path(self, dotted: &str) -> Option<Json<'a>> {
        dotted.split('.').try_fold(self, |value, key| value.get(key))
    }

    /// Hands over the values of an object or array, each with its key as it is written (empty in an
    /// array), until `more` says that it has enough.
    pub fn each(self, more: &mut dyn FnMut(&'a str, Json<'a>) -> bool) {
        if !self.0.starts_with(['{', '[']) {
            return;
        }
        let mut scanner = Scanner::new(self.0);
        loop {
            // Past the opening bracket, or the comma.
            scanner.at += 1;
            scanner.space();
            let key = if self.is_object() { scanner.key() } else { Some("") };
            let start = scanner.at;
            let (Some(key), Some(())) = (key, scanner.value(1)) else { return };
            let Some(text) = self.0.get(start..scanner.end) else { return };
            if !more(key, Json(text)) {
                return;
            }
        }
    }

    /// The text of a string; lone surrogates become U+FFFD.
    pub fn string(self) -> Option<String> {
        self.raw().map(unescape)
    }

    /// A string as it is written, escapes and all.
    pub fn raw(self) -> Option<&'a str> {
        self.0.strip_prefix('"')?.strip_suffix('"')
    }

    /// A number, if it is finite.
    pub fn number(self) -> Option<f64> {
        // Good to a few units in the last place, which is enough for times and ids: the exact
        // conversion of the standard library would cost 5 kB (brotli).
        'whole: {
            // Fast, and exact as long as it fits.
            let mut whole = 0u64;
            for byte in self.0.bytes() {
                let digit = byte.wrapping_sub(b'0');
                if digit > 9 || whole > 1 << 49 {
                    break 'whole;
                }
                whole = whole * 10 + u64::from(digit);
            }
            return Some(whole as f64);
        }
        let (mut value, mut power, mut exponent) = (0.0, 0i32, 0i32);
        let (mut negative, mut shrink, mut fraction, mut scientific) = (false, false, false, false);
        for (at, byte) in self.0.bytes().enumerate() {
            match byte {
                b'-' if at == 0 => negative = true,
                b'-' => shrink = true,
                b'.' => fraction = true,
                b'e' | b'E' if at > 0 => scientific = true,
                b'0'..=b'9' if scientific => {
                    exponent = (exponent * 10 + i32::from(byte - b'0')).min(100_000);
                }
                b'0'..=b'9' => {
                    value = value * 10.0 + f64::from(byte - b'0');
                    power -= i32::from(fraction);
                }
                b'+' => {}
                _ => return None,
            }
        }
        power += if shrink { -exponent } else { exponent };
        if value != 0.0 {
            for _ in 0..power.unsigned_abs() {
                value = if power < 0 { value / 10.0 } else { value * 10.0 };
            }
        }
        value.is_finite().then_some(if negative { -value } else { value })
    }
}

/// Whether JSON nests deeper than so many levels. It allocates nothing, and does not recurse.
#[cfg(any(test, feature = "web"))]
pub(crate) fn is_deeper(text: &str, levels: usize) -> bool {
    let (mut depth, mut is_string, mut is_escaped) = (0usize, false, false);
    text.bytes().any(|byte| {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => is_string = !is_string,
            b'[' | b'{' if !is_string => depth += 1,
            b']' | b'}' if !is_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > levels
    })
}

/// The text that the inside of a JSON string stands for.
pub(crate) fn unescape(inner: &str) -> String {
    let mut text = String::new();
    let mut rest = inner.chars();
    let mut high: Option<u32> = None;
    while let Some(next) = rest.next() {
        let mut piece = next;
        if next == '\\' {
            piece = match rest.next() {
                Some('b') => '\u{8}',
                Some('f') => '\u{C}',
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some('u') => {
                    let unit = (0..4).fold(0, |unit, _| {
                        unit << 4
                            | rest.next().and_then(|digit| digit.to_digit(16)).unwrap_or_default()
                    });
                    // Characters beyond 16 bits are written as two surrogates.
                    match (high.take(), unit) {
                        (Some(high), 0xDC00..=0xDFFF) => {
                            text.pop();
                            let code = 0x1_0000 + (high << 10) + (unit - 0xDC00);
                            char::from_u32(code).unwrap_or('\u{FFFD}')
                        }
                        (_, 0xD800..=0xDBFF) => {
                            high = Some(unit - 0xD800);
                            text.push('\u{FFFD}');
                            continue;
                        }
                        _ => char::from_u32(unit).unwrap_or('\u{FFFD}'),
                    }
                }
                other => other.unwrap_or_default(),
            };
        }
        high = None;
        text.push(piece);
    }
    text
}

/// Writes `text` as a JSON string.
pub(crate) fn write_string(json: &mut String, text: &str) {
    json.push('"');
    for piece in text.chars() {
        if piece < ' ' || matches!(piece, '"' | '\\') {
            json.push_str("\\u00");
            for shift in [4, 0] {
                json.push(char::from_digit(piece as u32 >> shift & 15, 16).unwrap_or_default());
            }
        } else {
            json.push(piece);
        }
    }
    json.push('"');
}

/// Writes a flat JSON object, member by member.
#[derive(Debug, Default)]
pub struct Object(String);

impl Object {
    /// An object without members.
    pub fn new() -> Self {
        Self::default()
    }

    fn key(&mut self, name: &str) {
        self.0.push(if self.0.is_empty() { '{' } else { ',' });
        write_string(&mut self.0, name);
        self.0.push(':');
    }

    /// Adds a value as it is written, or null.
    pub fn json(&mut self, name: &str, value: Option<Json>) {
        self.key(name);
        self.0.push_str(value.map_or("null", Json::text));
    }

    /// Adds a string, or null.
    pub fn text(&mut self, name: &str, value: Option<&str>) {
        self.key(name);
        match value {
            Some(text) => write_string(&mut self.0, text),
            None => self.0.push_str("null"),
        }
    }

    /// Adds a number, rounded to an integer; null also for one that is not finite.
    pub fn integer(&mut self, name: &str, value: Option<f64>) {
        self.key(name);
        match value {
            Some(number) if number.is_finite() => integer(&mut self.0, number),
            _ => self.0.push_str("null"),
        }
    }

    /// Adds a boolean.
    pub fn boolean(&mut self, name: &str, value: bool) {
        self.key(name);
        self.0.push_str(if value { "true" } else { "false" });
    }

    /// Adds an object.
    pub fn object(&mut self, name: &str, value: Object) {
        self.key(name);
        self.0.push_str(&value.end());
    }

    /// The whole text.
    pub fn end(mut self) -> String {
        self.0.push_str(if self.0.is_empty() { "{}" } else { "}" });
        self.0
    }
}

/// Writes a number in decimal digits, rounded.
pub(crate) fn integer(text: &mut String, number: f64) {
    // `core`'s formatting would cost 1 kB (brotli). The casts saturate.
    let mut rest = (if number < 0.0 { 0.5 - number } else { number + 0.5 }) as u64;
    let mut digits = [0u8; 20];
    let mut length = 0;
    for digit in &mut digits {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
        length += 1;
        if rest == 0 {
            break;
        }
    }
    if number <= -0.5 {
        text.push('-');
    }
    text.extend(digits.iter().take(length).rev().map(|digit| char::from(*digit)));
}

/// What reading with unique keys needs.
struct Unique<'a, 'm> {
    /// Hashes of the keys seen in the objects that are open, and how many those are.
    keys: &'m mut [u64],
    count: usize,
    /// Is shown the outermost object's members.
    member: &'m mut dyn FnMut(&'a str, Json<'a>),
}

impl Unique<'_, '_> {
    /// Notes a key of the object whose keys start at `from`, unless it is there already.
    fn insert(&mut self, from: usize, key: &str) -> Option<()> {
        let (mut hash, escaped) = hash_of(key);
        if escaped {
            hash = hash_of(&unescape(key)).0;
        }
        let (seen, room) = self.keys.split_at_mut_checked(self.count)?;
        if seen.get(from..)?.contains(&hash) {
            return None;
        }
        *room.first_mut()? = hash;
        self.count += 1;
        Some(())
    }
}

/// FNV-1a in 64 bits, which no two keys of a token share by chance; and whether there are escapes.
#[inline(always)]
fn hash_of(key: &str) -> (u64, bool) {
    let (mut hash, mut escaped) = (0xcbf2_9ce4_8422_2325, false);
    for byte in key.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        escaped |= byte == b'\\';
    }
    (hash, escaped)
}

struct Scanner<'a, 'm> {
    text: &'a str,
    at: usize,
    /// Where the last value ended.
    end: usize,
    unique: Option<Unique<'a, 'm>>,
}

impl<'a> Scanner<'a, '_> {
    fn new(text: &'a str) -> Self {
        Self { text, at: 0, end: 0, unique: None }
    }

    #[inline(always)]
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[inline(always)]
    fn take(&mut self, wanted: u8) -> Option<()> {
        (self.peek()? == wanted).then(|| self.at += 1)
    }

    #[inline(always)]
    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    /// Passes over a value and the white space behind it.
    fn value(&mut self, depth: u8) -> Option<()> {
        let first = self.peek()?;
        match first {
            b'"' => self.string(),
            b'{' | b'[' => self.container(depth, first + 2),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' => self.word("null"),
            _ => self.number(),
        }?;
        self.end = self.at;
        self.space();
        Some(())
    }

    fn word(&mut self, word: &str) -> Option<()> {
        let rest = self.text.as_bytes().get(self.at..)?;
        rest.starts_with(word.as_bytes()).then(|| self.at += word.len())
    }

    #[inline(always)]
    fn container(&mut self, depth: u8, close: u8) -> Option<()> {
        if depth > MAX_DEPTH {
            return None;
        }
        let from = self.unique.as_ref().map_or(0, |unique| unique.count);
        self.at += 1;
        self.space();
        if self.take(close).is_some() {
            return Some(());
        }
        loop {
            let mut key = "";
            if close == b'}' {
                key = self.key()?;
                if let Some(unique) = &mut self.unique {
                    unique.insert(from, key)?;
                }
            }
            let start = self.at;
            self.value(depth + 1)?;
            if depth == 1
                && let Some(unique) = &mut self.unique
            {
                (unique.member)(key, Json(self.text.get(start..self.end)?));
            }
            if self.take(b',').is_none() {
                if let Some(unique) = &mut self.unique {
                    unique.count = from;
                }
                return self.take(close);
            }
            self.space();
        }
    }

    /// Passes over a key and the colon behind it. Returns its inside, escapes and all.
    fn key(&mut self) -> Option<&'a str> {
        if self.peek()? != b'"' {
            return None;
        }
        let start = self.at + 1;
        self.string()?;
        let key = self.text.get(start..self.at - 1);
        self.space();
        self.take(b':')?;
        self.space();
        key
    }

    #[inline(always)]
    fn string(&mut self) -> Option<()> {
        let mut at = self.at;
        loop {
            at += 1;
            match *self.text.as_bytes().get(at)? {
                b']'.. => {}
                b'"' => break,
                b'\\' => {
                    at += 1;
                    match *self.text.as_bytes().get(at)? {
                        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
                        b'u' => {
                            let digits = self.text.as_bytes().get(at + 1..at + 5)?;
                            digits.iter().all(u8::is_ascii_hexdigit).then(|| at += 4)?;
                        }
                        _ => return None,
                    }
                }
                0..=0x1F => return None,
                _ => {}
            }
        }
        self.at = at + 1;
        Some(())
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

    #[inline(always)]
    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        let mut at = start;
        while self.text.as_bytes().get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        self.at = at;
        (at > start).then_some(())
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
