//! In a browser: the engine over a real URL parser, as `pkg/engine` drives it.

use alloc::string::ToString;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use js_sys::{Function, Reflect, global};
use wasm_bindgen_test::{wasm_bindgen_test as test, wasm_bindgen_test_configure};

use super::*;
use crate::core::client::Effect;

wasm_bindgen_test_configure!(run_in_browser);

/// An engine for a site, with the function that the package's glue provides.
fn engine(site: &str) -> core::result::Result<Engine, String> {
    let canonical =
        Function::new_with_args("address", "try { return new URL(address).href } catch {}");
    Reflect::set(&global(), &"canonical".into(), &canonical).unwrap();
    let plugin = "jwt-authentication-for-wp-rest-api";
    let options = [
        r#"{"site":""#,
        site,
        r#"","plugin":""#,
        plugin,
        r#"","expiryMargin":30,"allowedOrigins":["https://api.example.org"]}"#,
    ];
    Engine::new(&options.concat()).map_err(|thrown| thrown.as_string().unwrap())
}

fn ask(
    engine: &mut Engine,
    operation: Operation,
    number: f64,
    text: &str,
    body: &str,
) -> Option<String> {
    engine.call(operation as usize, number, text, body).unwrap()
}

/// A login's response for user 7, with a token that lives from now for `seconds`.
fn answer(seconds: f64) -> String {
    let iat = (now() / 1000.0).floor();
    let claims = [
        r#"{"iat":"#,
        &iat.to_string(),
        r#","exp":"#,
        &(iat + seconds).to_string(),
        r#","data":{"user":{"id":"7"}}}"#,
    ];
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let token = [part(r#"{"alg":"HS256"}"#), part(&claims.concat()), "c2ln".into()].join(".");
    [r#"{"token":""#, &token, r#"","user_email":"e@example.org"}"#].concat()
}

fn log_in(engine: &mut Engine, seconds: f64) {
    let meta = r#"{"status":200,"link":"<https://example.org/blog/wp-json/>; rel=\"https://api.w.org/\""}"#;
    ask(engine, Operation::stored, 64.0, "", "");
    let begin = LoginOperation::logIn as usize;
    let task = engine.enter(begin, 2.0, r#"{"username":"editor"}"#, "").unwrap().unwrap();
    let go_on = LoginOperation::goOn as usize;
    let granted = answer(seconds);
    for (text, body) in [("", ""), ("", ""), (meta, &*granted), ("", "{}"), ("64", "")] {
        assert!(engine.enter(go_on, task.parse().unwrap(), text, body).unwrap().is_some());
    }
}

fn step(engine: &mut Engine, target: &str) -> (Option<String>, Option<String>) {
    let number = 4096.0 + 128.0 + 256.0;
    let told = ["{}\n", target].concat();
    let effects = ask(engine, Operation::call, number, "", &told).unwrap();
    ask(engine, Operation::callEnded, number, "", "");
    let sends = Effect::Send { signed: true }.name().letter();
    let details = effects.lines().find_map(|line| line.strip_prefix(sends));
    let mut parts = details.unwrap_or_default().split('\t').map(String::from);
    let url = parts.next().filter(|url| !url.is_empty());
    (url, parts.nth(1))
}

#[test]
fn sites_are_what_the_browser_makes_of_them() {
    let id =
        |site| engine(site).map(|mut engine| ask(&mut engine, Operation::id, 0.0, "", "").unwrap());
    assert_eq!(id("HTTPS://Example.ORG:443/blog/../blog/").unwrap(), "https://example.org/blog");
    assert_eq!(id("http://localhost:8080").unwrap(), "http://localhost:8080");
    for (site, code) in [
        ("nope", "invalid_option"),
        ("ftp://example.org", "invalid_option"),
        ("https://u:p@example.org", "invalid_option"),
        ("http://example.org", "insecure_site"),
    ] {
        assert!(id(site).unwrap_err().contains(code), "{site}");
    }
}

#[test]
fn a_login_leads_to_calls_with_its_token() {
    let mut engine = engine("https://example.org/blog").unwrap();
    log_in(&mut engine, 600.0);
    let session = ask(&mut engine, Operation::session, 0.0, "", "").unwrap();
    assert!(session.contains(r#""status":"authenticated""#), "{session}");
    assert!(!session.contains(&ask(&mut engine, Operation::token, 0.0, "", "").unwrap()));
    let (url, header) = step(&mut engine, "/wp/v2/posts?page=2");
    assert_eq!(url.as_deref(), Some("https://example.org/blog/wp-json/wp/v2/posts?page=2"));
    assert!(header.is_some_and(|header| header.starts_with("Bearer ")));
    assert!(step(&mut engine, "https://api.example.org/x").1.is_some());
}

#[test]
fn the_token_goes_nowhere_else() {
    let mut engine = engine("https://example.org/blog").unwrap();
    log_in(&mut engine, 600.0);
    for elsewhere in [
        "https://evil.example/blog/wp-json/",
        "https://example.org/other",
        "https://example.org/blog/../x",
        "https://example.org/blog/%2e%2e/x",
        "https://example.org/blog/%2E%2E%2fx",
        "https://example.org\\@evil.example/blog/",
        "/../../x",
        "/wp/v2/%5C..",
    ] {
        assert_eq!(step(&mut engine, elsewhere).1, None, "{elsewhere}");
    }
    let (url, header) = step(&mut engine, "//evil.example/x");
    assert_eq!(url.as_deref(), Some("https://example.org/blog/wp-json//evil.example/x"));
    assert!(header.is_some());
}

#[test]
fn an_expired_token_stays_here() {
    let mut engine = engine("https://example.org/blog").unwrap();
    log_in(&mut engine, 0.001);
    let later = now() + 5.0;
    while now() < later {}
    assert_eq!(step(&mut engine, "/wp/v2/posts").1, None);
    let session = ask(&mut engine, Operation::session, 0.0, "", "").unwrap();
    assert_eq!(session, r#"{"status":"anonymous","reason":"expired"}"#);
}

#[test]
fn a_token_is_overwritten_by_what_it_says() {
    let decode = |token: &str, known| {
        let mut buffer = token.as_bytes().to_vec();
        buffer.resize(200, 0);
        let dots = (token.find('.').unwrap(), token.rfind('.').unwrap());
        let length = crate::js::decode::overwrite(&mut buffer, token.len(), dots, known);
        buffer.truncate(length.unsigned_abs());
        (length > 0, String::from_utf8(buffer).unwrap())
    };
    let token = "eyJhbGciOiJub25lIn0.eyJhIjoxfQ.";
    assert_eq!(decode(token, false), (true, r#"{"alg":"none"},{"a":1}"#.into()));
    assert_eq!(decode(token, true), (true, r#"{"a":1}"#.into()));
    let (good, error) = decode("a.b", false);
    assert!(!good && error.contains("invalid_token"), "{error}");
}
