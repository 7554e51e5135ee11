//! What is JSON, what is not, and what is read of it.

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
            prop::collection::btree_map(".{0,6}", inner, 0..5).prop_map(Value::from_iter),
        ]
    })
}

/// What serde_json makes of the same value.
fn same(json: Json, value: &Value) -> bool {
    match value {
        Value::String(text) => json.string().as_ref() == Some(text),
        Value::Number(number) => json.number() == number.as_f64(),
        Value::Array(items) => {
            let mut found = Vec::new();
            json.each(&mut |_, json| {
                found.push(json);
                true
            });
            found.len() == items.len()
                && found.iter().zip(items).all(|(json, item)| same(*json, item))
        }
        Value::Object(map) => {
            map.iter().all(|(key, item)| json.get(key).is_some_and(|json| same(json, item)))
        }
        other => *json.text() == *other.to_string(),
    }
}

proptest! {
    #[test]
    fn agrees_with_serde_json_on_what_it_wrote(value in value()) {
        for text in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
            let json = Json::parse_unique(&text, &mut |_, _| {});
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
            let _ = (json.string(), json.number(), json.get("a"));
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
        r#"{"\\":1,"\u005c":2}"#,
    ] {
        assert!(Json::parse_unique(text, &mut |_, _| {}).is_none(), "{text}");
        assert!(Json::parse(text).is_some(), "{text}");
    }
    for text in [r#"{"a":{"a":1},"b":{"a":1}}"#, r#"[{"a":1},{"a":1}]"#, r#"{"a":1,"A":2}"#] {
        assert!(Json::parse_unique(text, &mut |_, _| {}).is_some(), "{text}");
    }
}

#[test]
fn any_number_of_keys_may_be_there() {
    for count in [64, 65, 66, 1000] {
        let keys: Vec<_> = (0..count).map(|key| format!("\"{key}\":0")).collect();
        let twice = |key| format!("{{{},\"{key}\":1}}", keys.join(","));
        let unique = |text: &str| Json::parse_unique(text, &mut |_, _| {}).is_some();
        assert!(unique(&twice(count)), "{count}");
        assert!(!unique(&twice(0)), "{count}");
        assert!(!unique(&twice(count - 1)), "{count}");
    }
    // As many as fit into so many characters.
    let shortest: Vec<_> =
        ('\u{80}'..'\u{800}').map(|key| format!("\"{key}\":0")).take(70).collect();
    let text = format!("{{\"\":0,{}}}", shortest.join(","));
    assert!(Json::parse_unique(&text, &mut |_, _| {}).is_some());
}

#[test]
fn control_characters_have_to_be_escaped() {
    for control in ["\0", "\n", "\t", "\u{1f}"] {
        assert!(Json::parse(&["\"a", control, "b\""].concat()).is_none(), "{control:?}");
    }
    assert!(Json::parse("\"a\u{7f}b\"").is_some());
}

#[test]
fn counts_levels_from_one() {
    let nested = |levels: usize| ["[".repeat(levels), "]".repeat(levels)].concat();
    assert!(Json::parse(&nested(32)).is_some());
    assert!(Json::parse(&nested(33)).is_none());
    assert!(Json::parse(&nested(100_000)).is_none());
}

#[test]
fn tells_deep_json_from_text_with_brackets() {
    let nested = |levels: usize| [r#"{"a":["#.repeat(levels), "]}".repeat(levels)].concat();
    for levels in [1, 64, 50_000] {
        assert!(!is_deeper(&nested(levels), 2 * levels), "{levels}");
        assert!(is_deeper(&nested(levels), 2 * levels - 1), "{levels}");
    }
    for flat in [r#"["[[[","]"]"#, r#"["\"[[["]"#, r#"["\\",[],{}]"#, "[[],[],{}]", "7", ""] {
        assert!(!is_deeper(flat, 2), "{flat}");
    }
    assert!(is_deeper(r#"["\\",[[]]]"#, 2));
}

proptest! {
    #[test]
    fn agrees_with_the_reader_on_what_is_deep(value in value(), levels in 0usize..6) {
        fn depth(value: &Value) -> usize {
            match value {
                Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
                Value::Object(map) => 1 + map.values().map(depth).max().unwrap_or(0),
                _ => 0,
            }
        }
        prop_assert_eq!(is_deeper(&value.to_string(), levels), depth(&value) > levels);
    }
}

#[test]
fn numbers_that_are_not_finite_are_none() {
    assert_eq!(Json::parse("1e400").and_then(Json::number), None);
    assert_eq!(Json::parse("-1e999999999").and_then(Json::number), None);
    assert_eq!(Json::parse("0e999999999").and_then(Json::number), Some(0.0));
    assert_eq!(Json::parse("1e-999999999").and_then(Json::number), Some(0.0));
    assert_eq!(Json::parse("1.7e9").and_then(Json::number), Some(1_700_000_000.0));
    assert_eq!(Json::parse("true").and_then(Json::number), None);
    let long = Json::parse("123456789012345678901234567890").and_then(Json::number);
    assert!(long.is_some_and(|number| (number / 1.234_567_890_123_456_8e29 - 1.0).abs() < 1e-12));
}

proptest! {
    #[test]
    fn what_is_written_is_read(text in ".{0,20}", number in -4_503_599_627_370_495i64..4_503_599_627_370_495) {
        let mut inner = Object::new();
        inner.integer(&text, Some(number as f64));
        let mut object = Object::new();
        object.text("text", Some(&text));
        object.text("none", None);
        object.object("inner", inner);
        object.boolean("yes", true);
        let written = object.end();
        let value: Value = serde_json::from_str(&written).unwrap();
        prop_assert_eq!(value, serde_json::json!({ "text": text, "none": null, "inner": { &text: number }, "yes": true }));
    }
}

#[test]
fn numbers_are_written_as_integers() {
    for (number, text) in
        [(0.4, "0"), (-0.4, "0"), (1.5, "2"), (-1.5, "-2"), (1e30, "18446744073709551615")]
    {
        let mut written = String::new();
        integer(&mut written, number);
        assert_eq!(written, text);
    }
    assert_eq!(Object::new().end(), "{}");
    let mut object = Object::new();
    object.integer("a", Some(f64::NAN));
    object.integer("b", Some(f64::INFINITY));
    assert_eq!(object.end(), r#"{"a":null,"b":null}"#);
}

#[test]
fn follows_paths() {
    let json = Json::parse(r#"{"data":{"us\u0065r":{"id":"7"}},"list":[1,"two"]}"#);
    let text = |path: &str| json.and_then(|json| json.path(path)).and_then(Json::string);
    assert_eq!(text("data.user.id").as_deref(), Some("7"));
    assert_eq!(text("list.1"), None);
    assert_eq!(text("data.nobody.id"), None);
}
