//! What the rules need of a long response. Each question brings all probes, and most rules read a whole body.
//! So a long one is shortened once, when it arrives.

use alloc::string::String;

use super::page::marks;
use crate::core::{
    evidence,
    json::{Json, Object, write_string},
    text::find,
};

/// Bytes up to which a body stays as it is.
const LONGEST: usize = 16_384;

/// Bytes that are kept of the beginning of a page, and of its end, where PHP writes a fatal error.
const SIDE: usize = LONGEST / 2;

/// Bytes up to which a page is searched, as in the page of a failed call.
const SEARCHED: usize = 1 << 16;

/// Bytes up to which one value stays as it is.
const LONGEST_VALUE: usize = LONGEST / 4;

/// Members of JSON that rules read, at any level.
const KEPT: &[&str] = &[
    "code",
    "message",
    "error",
    "data",
    "status",
    "statusCode",
    "id",
    "url",
    "home",
    "namespaces",
    "routes",
    "authentication",
    "application-passwords",
];

/// Levels of JSON in which a rule reads a member: `data.status`.
const LEVELS: u8 = 3;

/// A body from which the rules conclude the same as from the whole.
pub fn brief(body: &str) -> String {
    if body.len() <= LONGEST {
        return body.into();
    }
    let mut text = String::new();
    if let Some(json) = Json::parse(body).filter(|json| json.raw().is_none()) {
        write(&mut text, json, LEVELS);
        // Short JSON may be a refusal in a sentence. The whole body is too long for that.
        while text.len() <= evidence::LONGEST {
            text.push(' ');
        }
    } else if let Some(json) = Json::leading(body) {
        write(&mut text, json, LEVELS);
        let (_, rest) = body.split_at(end_of(body, json));
        excerpt(&mut text, rest, SIDE);
    } else if let Some(at) = start_of_json(body) {
        let (before, rest) = body.split_at(at);
        excerpt(&mut text, before, SIDE);
        if let Some(json) = Json::parse(rest) {
            write(&mut text, json, LEVELS);
        }
    } else {
        excerpt(&mut text, body, SIDE);
    }
    text
}

/// The same for a body as a JSON string, as which it is returned.
pub fn brief_json(body: &str) -> String {
    let body = Json::parse(body).and_then(Json::string).unwrap_or_default();
    let mut text = String::new();
    write_string(&mut text, &brief(&body));
    text
}

/// Where JSON ends that begins a text.
fn end_of(body: &str, json: Json) -> usize {
    body.len() - body.trim_ascii_start().len() + json.text().len()
}

/// Where JSON begins that ends a text, as after PHP's messages.
fn start_of_json(body: &str) -> Option<usize> {
    if !body.trim_end().ends_with(['}', ']']) {
        return None;
    }
    let starts = body.char_indices().take_while(|(at, _)| *at < SEARCHED);
    let mut starts = starts.filter(|(_, letter)| matches!(letter, '{' | '['));
    starts.find(|(at, _)| body.get(*at..).and_then(Json::parse).is_some()).map(|(at, _)| at)
}

/// Writes a value with those members alone that rules read.
fn write(text: &mut String, json: Json, levels: u8) {
    if json.text().len() <= LONGEST_VALUE {
        return text.push_str(json.text());
    }
    if json.is_object() {
        let mut object = Object::new();
        json.each(&mut |name, value| {
            if levels > 0 && KEPT.contains(&name) {
                let mut inner = String::new();
                write(&mut inner, value, levels - 1);
                object.json(name, Some(Json::known(&inner)));
            }
            true
        });
        return text.push_str(&object.end());
    }
    if let Some(words) = json.string() {
        let mut inner = String::new();
        excerpt(&mut inner, &words, LONGEST_VALUE);
        return write_string(text, &inner);
    }
    // Of a list, rules read the first value, or search all names, which are short.
    let end = text.len() + SIDE;
    let mut before = '[';
    json.each(&mut |_, value| {
        if before == '[' || value.text().len() < 200 {
            text.push(before);
            write(text, value, levels.saturating_sub(1));
            before = ',';
        }
        text.len() < end
    });
    if before == '[' {
        text.push(before);
    }
    text.push(']');
}

/// Writes a page's beginning and end, and what rules search for in between.
fn excerpt(text: &mut String, page: &str, side: usize) {
    if page.len() <= 2 * side {
        return text.push_str(page);
    }
    let near = |mut at: usize| {
        while !page.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (head, tail) = (near(side), near(page.len() - side));
    let searched = near(SEARCHED.min(tail));
    text.push_str(page.get(..head).unwrap_or_default());
    text.push('\n');
    // A mark may begin in the part before.
    let between = page.get(near(head.saturating_sub(100))..searched).unwrap_or_default();
    let between = between.to_ascii_lowercase();
    for mark in marks().filter(|mark| find(&between, mark).is_some()) {
        text.push_str(mark);
        text.push('\n');
    }
    text.push_str(page.get(tail..).unwrap_or_default());
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use alloc::{format, vec::Vec};

    use serde_json::json;

    use super::*;
    use crate::core::doctor::{counts, diagnose, explain, observation::Probe, page};

    const WORDS: &str = "<p>Some words of a page, and {braces} [in it].</p>\n";

    /// What the rules say if every probe and the call itself are answered so.
    fn conclude(status: u16, body: &str) -> [String; 3] {
        let probe = json!({ "outcome": "answer", "status": status, "body": body, "ms": 3 });
        let names = ["index", "pretty", "other", "variant", "refusal", "login", "validated", "me"];
        let probes: serde_json::Map<_, _> =
            names.into_iter().map(|name| (name.into(), probe.clone())).collect();
        let seen = |code: &str| {
            json!({
                "site": "https://example.org", "root": "https://example.org/wp-json", "page": true,
                "origin": "https://app.example", "variant": true, "probes": probes,
                "failure": { "code": code, "url": "https://example.org/wp-json/acme/v1/x",
                    "method": "GET", "headers": "", "status": status, "body": "{}" },
            })
            .to_string()
        };
        let codes = ["unreachable", "malformed_response", "rest_not_found", "forbidden"];
        let explained: Vec<_> = codes.iter().map(|code| explain(&seen(code))).collect();
        [counts(&seen("")), diagnose(&seen("")), explained.join("\n")]
    }

    fn long_bodies() -> Vec<String> {
        let routes = |count: usize| {
            let route = |at| format!(r#""/acme/v1/{at}":{{"methods":["GET"],"code":"x"}}"#);
            (0..count).map(route).collect::<Vec<_>>().join(",")
        };
        let (words, few) = (WORDS.repeat(400), WORDS.repeat(170));
        let index = format!(
            r#"{{"routes":{{{}}},"name":"S","url":"https://example.org","home":"https://www.example.org",
            "namespaces":["wp/v2","jwt-auth/v1","wordfence/v1"],
            "authentication":{{"application-passwords":{{"x":{{}}}}}}}}"#,
            routes(500)
        );
        let quoted = |text: &str| json!(text).to_string();
        let names: Vec<_> = (0..1500).map(|at| format!("\"acme-{at}/v1\"")).collect();
        let mut all = Vec::from([
            format!(r#"{{"namespaces":["jwt-auth/v1",{}]}}"#, names.join(",")),
            format!(r#"{{"code":"rest_no","message":{},"data":{{"status":401}}}}"#, quoted(&words)),
            format!(
                r#"{{"code":"rest_no","message":"No","data":{{"status":401,"x":[{}]}}}}"#,
                names.join(",")
            ),
            format!(r#"{{"message":"Access denied by a firewall","x":{}}}"#, quoted(&words)),
            format!(r#"{{"error":"MISSING_AUTHORIZATION_HEADER","x":{}}}"#, quoted(&words)),
            format!(
                r#"{{"code":"wp_die","message":{}}}"#,
                quoted(&["<!DOCTYPE html>", &words].concat())
            ),
            format!("[{}]", names.join(",")),
            format!(r#"[{{"code":"x","message":"y","x":{}}}]"#, quoted(&words)),
            quoted(&words),
            quoted(&["<html>Just a moment", &words].concat()),
            format!("{}\n{index}", "Warning: x in y.php on line 1 [z]\n".repeat(300)),
            format!("{index}\n{few}"),
            format!(" {index}<!-- cached -->"),
            [r#"{"id":1,"children":["#.repeat(2000), "]}".repeat(2000)].concat(),
            [&words, "<b>Fatal error</b>: Uncaught x in y.php on line 7"].concat(),
            ["<b>Fatal error</b>: Uncaught x in y.php on line 7", &words].concat(),
            ["é".repeat(40_000), words.clone()].concat(),
            index,
        ]);
        all.push(words);
        all
    }

    #[test]
    fn the_rules_conclude_the_same_from_less() {
        for body in long_bodies() {
            let less = brief(&body);
            let start: String = body.chars().take(100).collect();
            assert!(body.len() > LONGEST, "{start}: {}", body.len());
            assert!(less.len() < 3 * LONGEST, "{start}: {} of {}", less.len(), body.len());
            for status in [200, 401, 503] {
                assert_eq!(conclude(status, &less), conclude(status, &body), "{status} {start}");
            }
        }
    }

    #[test]
    fn a_mark_of_a_page_is_found_wherever_it_stands() {
        let (words, few) = (WORDS.repeat(400), WORDS.repeat(170));
        for mark in page::marks() {
            for body in [
                [mark, "\n", &words].concat(),
                [few.as_str(), mark, &few, &few, &few].concat(),
                [&words, *mark].concat(),
            ] {
                let less = brief(&body);
                assert!(less.contains(mark) && less.len() < body.len(), "{mark}");
                for status in [200, 401, 403, 404, 429, 500, 502, 503] {
                    let kind = |body: &str| {
                        let probe = json!({ "status": status, "body": body }).to_string();
                        page::kind(Probe(Json::parse(&probe)))
                    };
                    assert_eq!(kind(&less), kind(&body), "{status} {mark}");
                }
            }
        }
    }

    #[test]
    fn a_short_body_stays_as_it_is() {
        for body in ["", "{}", "<p>", &"x".repeat(LONGEST), &"é".repeat(LONGEST / 2)] {
            assert_eq!(brief(body), body);
            assert_eq!(brief_json(&json!(body).to_string()), json!(body).to_string());
        }
    }
}
