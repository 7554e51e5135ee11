//! The rules against tables of what can be seen, and against everything else.

use alloc::{collections::BTreeMap, string::ToString, vec::Vec};

use proptest::prelude::*;
use serde_json::{Value, json};

mod checks;
mod failure;

use super::{
    cause::Cause,
    counts,
    cure::{Patient, hint},
    diagnose, explain,
    plugin::Plugin,
    words::sentence,
};
use crate::core::json::Json;

const SITE: &str = "https://example.org";
const INDEX: &str =
    r#"{"name":"S","home":"https://example.org","namespaces":["wp/v2","jwt-auth/v1"]}"#;
const CLOSED: &str = r#"{"code":"rest_cannot_access","message":"No","data":{"status":401}}"#;

fn answer(status: u16, body: &str) -> Value {
    json!({ "outcome": "answer", "status": status, "body": body, "url": "https://example.org/wp-json/", "ms": 3 })
}

fn only(outcome: &str) -> Value {
    json!({ "outcome": outcome })
}

fn as_text(words: &str) -> String {
    sentence(Json::parse(words).unwrap(), true, &|text| text.into())
}

/// What the rules say, with every sentence as one text.
fn rendered(told: &str) -> Value {
    let mut told: Value = serde_json::from_str(told).unwrap();
    let join = |each: &mut Value, name: &str| {
        if let Some(words) = each.get(name).map(Value::to_string) {
            each[name] = as_text(&words).into();
        }
    };
    join(&mut told, "hint");
    for finding in told.get_mut("findings").and_then(Value::as_array_mut).into_iter().flatten() {
        for name in ["detail", "fix"] {
            join(finding, name);
        }
    }
    told
}

/// Serves probes from a list until the rules conclude. Returns the probes made and the conclusion.
fn run(failure: Value, known: Value, probes: &[(&str, Value)]) -> (Vec<String>, Value) {
    let mut seen = json!({
        "site": SITE, "root": "https://example.org/wp-json", "page": true,
        "origin": "https://app.example", "plugin": "jwt-authentication-for-wp-rest-api",
        "failure": { "code": "unreachable", "url": "https://example.org/wp-json/wp/v2/posts", "method": "GET", "headers": "" },
        "probes": {}
    });
    for (name, value) in failure.as_object().unwrap() {
        seen["failure"][name] = value.clone();
    }
    for (name, value) in known.as_object().unwrap() {
        seen[name] = value.clone();
    }
    let answers: BTreeMap<_, _> = probes.iter().cloned().collect();
    let mut made = Vec::new();
    loop {
        let told: Value = rendered(&explain(&seen.to_string()));
        let Some(probe) = told["probe"].as_str() else { return (made, told) };
        assert!(made.len() < 6, "{made:?}");
        made.push(probe.to_string());
        let failed = only("failed");
        // What was asked before comes out the same again.
        let again = || answers.get(probe.trim_end_matches("Again"));
        seen["probes"][probe] = answers.get(probe).or_else(again).unwrap_or(&failed).clone();
    }
}

/// The code that a failure ends with, and its hint.
fn told(failure: Value, known: Value, probes: &[(&str, Value)]) -> (String, String) {
    let (_, told) = run(failure, known, probes);
    let text = |name: &str| told[name].as_str().unwrap_or_default().to_string();
    let code = text("code");
    (if code.is_empty() { "unreachable".into() } else { code }, text("hint"))
}

#[test]
fn tells_that_the_query_is_lost_behind_pretty_addresses() {
    let with_routes = INDEX.replacen('{', r#"{"routes":{"/":{}},"#, 1);
    let rest = |plain: &str, pretty: &str| {
        let probes = json!({ "index": answer(200, plain), "pretty": answer(200, pretty) });
        let seen = json!({ "site": SITE, "root": "https://example.org/wp-json", "probes": probes });
        let told: Value = rendered(&diagnose(&seen.to_string()));
        let finding = |each: &&Value| each["id"] == "rest";
        told["findings"].as_array().unwrap().iter().find(finding).unwrap().clone()
    };
    let lost = rest(INDEX, &with_routes);
    assert_eq!(lost["status"], "fail");
    assert!(lost["fix"].as_str().unwrap().contains("/index.php?$args;"));
    // WordPress before 4.9 knows no `_fields`, in neither form.
    for (plain, pretty) in [(INDEX, INDEX), (&*with_routes, &*with_routes), (&*with_routes, INDEX)]
    {
        assert_eq!(rest(plain, pretty)["status"], "pass");
    }
}

#[test]
fn tells_why_there_was_no_answer() {
    let (nothing, index) = (json!({}), ("index", answer(200, INDEX)));
    let token = json!({ "headers": "authorization", "token": true });
    let write = json!({ "headers": "authorization,content-type", "method": "POST", "token": true });
    let custom = json!({ "headers": "authorization,x-thing", "token": true });
    let delete = json!({ "headers": "authorization", "method": "DELETE", "token": true });
    let login = json!({ "method": "POST", "login": true });
    let opaque = only("opaque");
    let on = |plugin: &str| json!({ "plugin": plugin });
    for (failure, known, probes, code, cause) in [
        (nothing.clone(), json!({ "offline": true }), vec![], "offline", "connection"),
        (json!({ "url": "http://example.org/x" }), json!({}), vec![], "mixed_content", "https:"),
        (nothing.clone(), json!({}), vec![], "unreachable", "no response at all"),
        (
            nothing.clone(),
            json!({}),
            vec![("index", only("blocked"))],
            "unreachable",
            "connect-src 'self' https://example.org`",
        ),
        (nothing.clone(), json!({}), vec![("direct", only("late"))], "timeout", "`timeout`"),
        (
            nothing.clone(),
            json!({}),
            vec![("direct", opaque.clone())],
            "cors_blocked",
            "Access-Control-Allow-Origin",
        ),
        (
            nothing.clone(),
            json!({}),
            vec![("direct", opaque.clone()), ("picture", only("answer"))],
            "cors_blocked",
            "twice",
        ),
        (
            nothing.clone(),
            json!({}),
            vec![("direct", opaque.clone()), ("other", answer(200, INDEX))],
            "rest_not_found",
            "permalinks",
        ),
        (
            nothing.clone(),
            json!({ "root": "https://example.org/?rest_route=" }),
            vec![("direct", opaque.clone()), ("other", answer(401, CLOSED))],
            "rest_not_found",
            "/wp-json",
        ),
        (
            nothing.clone(),
            json!({ "variant": true }),
            vec![
                ("direct", opaque.clone()),
                ("variant", answer(200, &INDEX.replace("//", "//www."))),
            ],
            "redirected",
            "https://www.example.org",
        ),
        (nothing.clone(), json!({}), vec![("index", only("redirect"))], "redirected", "One of"),
        (
            nothing.clone(),
            json!({}),
            vec![("index", only("redirect")), ("direct", opaque.clone())],
            "redirected",
            "www.",
        ),
        (
            nothing.clone(),
            json!({}),
            vec![
                ("index", only("redirect")),
                ("followed", json!({ "outcome": "answer", "url": "https://new.example/wp-json/" })),
            ],
            "redirected",
            "https://new.example.",
        ),
        // Something is different about this call
        (
            token.clone(),
            json!({}),
            vec![("index", answer(401, CLOSED))],
            "rest_closed",
            "/jwt-auth/v1/",
        ),
        (
            token.clone(),
            on("simple-jwt-authentication"),
            vec![("index", answer(401, CLOSED))],
            "rest_closed",
            "/simple-jwt-authentication/v1/",
        ),
        (token.clone(), json!({}), vec![index.clone()], "cors_blocked", "preflight"),
        (write.clone(), json!({}), vec![index.clone()], "cors_blocked", "preflight"),
        (
            write.clone(),
            json!({}),
            vec![index.clone(), ("typed", only("answer"))],
            "cors_blocked",
            "header authorization",
        ),
        (
            write.clone(),
            json!({}),
            vec![index.clone(), ("others", only("answer"))],
            "cors_blocked",
            "header Content-Type",
        ),
        (
            custom,
            json!({}),
            vec![index.clone(), ("typed", only("answer"))],
            "cors_blocked",
            "header x-thing",
        ),
        (
            delete.clone(),
            json!({}),
            vec![index.clone(), ("preflighted", only("answer"))],
            "cors_blocked",
            "blocks DELETE",
        ),
        (
            delete,
            json!({}),
            vec![index.clone(), ("preflighted", only("answer")), ("method", only("answer"))],
            "unreachable",
            "One of these",
        ),
        (
            token,
            json!({}),
            vec![index.clone(), ("preflighted", only("answer")), ("routeDirect", opaque.clone())],
            "cors_blocked",
            "PHP",
        ),
        (
            nothing.clone(),
            json!({}),
            vec![index.clone(), ("routeDirect", opaque.clone())],
            "cors_blocked",
            "PHP",
        ),
        (nothing.clone(), json!({}), vec![index.clone()], "unreachable", "error log"),
        (
            nothing.clone(),
            json!({}),
            vec![index.clone(), ("route", only("answer"))],
            "unreachable",
            "One of these",
        ),
        (
            nothing.clone(),
            json!({}),
            vec![index.clone(), ("route", only("redirect"))],
            "redirected",
            "",
        ),
        (
            json!({ "include": true }),
            json!({}),
            vec![index.clone(), ("route", only("answer"))],
            "cors_blocked",
            "`*`",
        ),
        (
            login.clone(),
            json!({}),
            vec![index.clone(), ("post", opaque.clone())],
            "cors_blocked",
            "PHP",
        ),
        (login.clone(), json!({}), vec![index.clone()], "unreachable", "error log"),
        (
            login.clone(),
            on("wp-rest-api-authentication"),
            vec![("direct", opaque.clone())],
            "cors_blocked",
            "rest_send_cors_headers",
        ),
        (
            login.clone(),
            on("wp-rest-api-authentication"),
            vec![],
            "unreachable",
            "no response at all",
        ),
        (
            login,
            on("simple-jwt-login"),
            vec![index.clone()],
            "unreachable",
            "Simple JWT Login > CORS",
        ),
        (
            json!({ "method": "POST" }),
            json!({}),
            vec![index.clone()],
            "unreachable",
            "One of these",
        ),
        // Elsewhere
        (
            json!({ "elsewhere": true, "url": "https://api.example/x" }),
            json!({}),
            vec![("routeDirect", opaque)],
            "cors_blocked",
            "https://api.example ",
        ),
        (
            json!({ "elsewhere": true, "url": "https://api.example/x" }),
            json!({}),
            vec![],
            "unreachable",
            "Open https://api.example in",
        ),
        // Same origin
        (nothing.clone(), json!({ "origin": SITE }), vec![], "unreachable", "no response at all"),
        (nothing, json!({ "origin": SITE }), vec![index], "unreachable", "error log"),
    ] {
        let shown = json!([failure, known, probes]).to_string();
        let (found, hint) = told(failure, known, &probes);
        assert_eq!(found, code, "{shown}");
        assert!(hint.contains(cause), "{shown}\n{hint}");
    }
}

#[test]
fn servers_say_why() {
    for (network, code, cause) in [
        ("ENOTFOUND", "unreachable", "DNS"),
        ("ECONNREFUSED", "unreachable", "port"),
        ("ECONNRESET", "unreachable", "error log"),
        ("UND_ERR_CONNECT_TIMEOUT", "timeout", "`timeout`"),
        ("CERT_HAS_EXPIRED", "unreachable", "certificate"),
        ("DEPTH_ZERO_SELF_SIGNED_CERT", "unreachable", "certificate"),
        ("ERR_TLS_CERT_ALTNAME_INVALID", "unreachable", "certificate"),
        ("ERR_SSL_WRONG_VERSION_NUMBER", "unreachable", "http: address"),
    ] {
        let (made, _) = run(json!({ "network": network }), json!({ "page": false }), &[]);
        assert!(made.is_empty(), "what is known needs no probe");
        let (found, hint) = told(json!({ "network": network }), json!({ "page": false }), &[]);
        assert_eq!(found, code, "{network}");
        assert!(hint.contains(cause), "{network}: {hint}");
    }
}

#[test]
fn where_failures_are_counted_one_probe_must_do() {
    for plugin in ["simple-jwt-login", "wp-rest-api-authentication"] {
        let failure = json!({ "headers": "authorization" });
        let (made, _) = run(failure, json!({ "plugin": plugin }), &[("index", answer(200, INDEX))]);
        assert_eq!(made, ["index"]);
    }
}

#[test]
fn hints_that_the_first_part_only_names_have_a_text() {
    for key in [
        "authorization_stripped",
        "issuer_mismatch",
        "plugin_missing",
        "rest_closed",
        "rest_not_found",
        "server_misconfigured",
        "user_mismatch",
        "empty",
        "page",
        "foreign",
        "crashed",
        "wrapped",
        "login_refused",
        "me_refused",
    ] {
        let (made, told) = run(json!({ "code": "http_error", "hint": key }), json!({}), &[]);
        // Whether the plugin is there the index tells.
        assert_eq!(made.len(), usize::from(key == "plugin_missing"));
        assert!(told["hint"].as_str().unwrap().len() > 40, "{key}");
    }
}

#[test]
fn a_token_that_did_not_arrive_is_told_from_one_that_was_not_honoured() {
    let failure = json!({ "code": "not_authenticated", "hint": "not_honoured" });
    let lost = json!({ "outcome": "answer", "code": "authorization_stripped" });
    let (code, hint) = told(failure.clone(), json!({}), &[("validate", lost)]);
    assert_eq!(code, "authorization_stripped");
    assert!(hint.contains("CGIPassAuth"));
    let (_, hint) = told(
        failure.clone(),
        json!({ "plugin": "simple-jwt-login" }),
        &[("validate", only("answer"))],
    );
    assert!(hint.contains("All WordPress endpoints"), "{hint}");
    let (made, told) = run(failure, json!({}), &[("validate", only("answer"))]);
    assert_eq!(made, ["validate", "me"]);
    assert!(told.get("code").is_none());
    assert!(told["hint"].as_str().unwrap().contains("cache"));
}

#[test]
fn a_token_that_other_routes_know_is_told_from_one_that_none_knows() {
    let of = |method: &str, root: &str, me: u16| {
        let failure =
            json!({ "code": "not_authenticated", "hint": "not_honoured", "method": method });
        let probes = [("validate", only("answer")), ("me", answer(me, ""))];
        let (made, told) = run(failure, json!({ "root": root }), &probes);
        assert!(told.get("code").is_none());
        // Never the call itself.
        assert_eq!(made, ["validate", "me"]);
        told["hint"].as_str().unwrap().to_string()
    };
    let (pretty, plain) = ("https://x.example/wp-json", "https://x.example/index.php?rest_route=");
    let hint = of("GET", pretty, 200);
    assert!(hint.starts_with("The token works") && hint.contains("cache"), "{hint}");
    let hint = of("POST", pretty, 200);
    assert!(hint.contains("This route alone refuses") && !hint.contains("cache"), "{hint}");
    for (method, root, has) in [
        ("GET", pretty, [true, false]),
        ("GET", plain, [true, true]),
        ("POST", pretty, [false, false]),
        ("POST", plain, [false, true]),
    ] {
        let hint = of(method, root, 401);
        assert!(hint.contains("One of these") && !hint.contains("role"), "{hint}");
        assert_eq!([hint.contains("CDN"), hint.contains("permalinks")], has, "{hint}");
    }
    assert!(of("GET", pretty, 500).contains("role"));
}

#[test]
fn every_cause_has_a_cure_that_names_no_placeholder() {
    let patient = Patient {
        site: SITE.into(),
        target: "https://x.example".into(),
        detail: "DELETE".into(),
        ..Patient::default()
    };
    for cause in Cause::ALL {
        assert!(cause.message().ends_with('.'));
        let cure = hint(*cause, &patient);
        let none = matches!(
            cause,
            Cause::PluginHides
                | Cause::PluginMayHide
                | Cause::NoSecret
                | Cause::RateLimited
                | Cause::Guarded
                | Cause::SwitchedOff
                | Cause::BesideRefused
        );
        assert_eq!(cure.is_none(), none, "{cause:?}");
        let text = cure.unwrap_or_default();
        let text = as_text(&text.to_json());
        assert!(!text.contains("  ") && text.matches('`').count().is_multiple_of(2), "{text}");
    }
}

/// A healthy site as the command sees it.
fn healthy() -> Value {
    let cors = json!({
        "access-control-allow-origin": "https://app.example",
        "access-control-allow-methods": "OPTIONS, GET, POST, PUT, PATCH, DELETE",
        "access-control-allow-headers": "Authorization, X-WP-Nonce, Content-Disposition, Content-MD5, Content-Type",
    });
    let with = |status: u16, body: &str| {
        let mut probe = answer(status, body);
        probe["headers"] = cors.clone();
        probe
    };
    let code = |code: &str| with(403, &json!({ "code": code }).to_string());
    json!({
        "site": SITE, "root": "https://example.org/wp-json", "page": false,
        "origin": "https://app.example", "skew": 1,
        "probes": {
            "index": with(200, INDEX), "pretty": with(200, INDEX),
            "preflightGet": with(200, "[]"), "preflightPost": with(200, "[]"),
            "me": code("rest_not_logged_in"), "write": code("rest_cannot_create"),
            "login": code("[jwt_auth] empty_username"), "still": with(200, INDEX),
            "bare": code("jwt_auth_no_auth_header"), "header": code("jwt_auth_invalid_token"),
        }
    })
}

fn findings(seen: &Value) -> Vec<Value> {
    let told: Value = rendered(&diagnose(&seen.to_string()));
    let findings = told["findings"].as_array().unwrap().clone();
    let failed = findings.iter().any(|finding| finding["status"] == "fail");
    assert_eq!(told["ok"], !failed);
    findings
}

fn with_status(findings: &[Value], status: &str) -> Vec<String> {
    let fits = findings.iter().filter(|finding| finding["status"] == status);
    fits.map(|finding| finding["id"].as_str().unwrap().into()).collect()
}

#[test]
fn a_healthy_site_passes() {
    let found = findings(&healthy());
    assert_eq!(with_status(&found, "pass").len(), found.len(), "{found:#?}");
}

#[test]
fn of_one_fault_one_finding_fails() {
    let page = |status: u16, body: &str| answer(status, body);
    let code = |code: &str| json!(json!({ "code": code }).to_string());
    for (changes, id, cause) in [
        (
            vec![
                ("/offline", json!(true)),
                ("/probes", json!({ "index": { "outcome": "failed", "error": "" } })),
            ],
            "reachable",
            "connection",
        ),
        (
            vec![("/probes", json!({ "index": { "outcome": "failed", "error": "ENOTFOUND" } }))],
            "reachable",
            "DNS",
        ),
        (
            vec![(
                "/probes",
                json!({ "index": { "outcome": "redirect", "headers": { "location": "https://www.example.org/x" } } }),
            )],
            "redirects",
            "https://www.example.org.",
        ),
        (
            vec![("/probes/index/headers", json!({})), ("/probes/pretty/headers", json!({}))],
            "cors",
            "before that",
        ),
        (
            vec![(
                "/probes/index/headers/access-control-allow-origin",
                json!("*, https://app.example"),
            )],
            "cors",
            "add_header",
        ),
        (
            vec![(
                "/probes/index/headers/access-control-allow-origin",
                json!("https://other.example"),
            )],
            "cors",
            "another origin",
        ),
        (
            vec![
                ("/probes/index/body", json!(CLOSED)),
                ("/probes/index/status", json!(401)),
                ("/probes/pretty/body", json!(CLOSED)),
                ("/probes/pretty/status", json!(401)),
            ],
            "rest",
            "rest_authentication_errors",
        ),
        (
            vec![
                ("/probes/index/body", json!("<b>Notice</b>: x {\"namespaces\":[]}")),
                ("/probes/pretty", page(404, "<html>")),
            ],
            "rest",
            "display_errors",
        ),
        (
            vec![
                ("/probes/index/body", json!("<title>Just a moment...</title>")),
                ("/probes/pretty", page(404, "<html>")),
            ],
            "rest",
            "firewall",
        ),
        (
            vec![
                ("/probes/index/body", json!("<html>My app</html>")),
                ("/probes/pretty", page(200, "<html>")),
            ],
            "rest",
            "frontend",
        ),
        (
            vec![("/probes/index/body", json!(INDEX.replace("jwt-auth/v1", "x/v1")))],
            "plugin",
            "activate",
        ),
        (
            vec![
                ("/probes/header/body", code("jwt_auth_bad_config")),
                ("/probes/login/body", code("jwt_auth_bad_config")),
            ],
            "secret",
            "JWT_AUTH_SECRET_KEY",
        ),
        (
            vec![("/probes/header/body", code("jwt_auth_no_auth_header"))],
            "authorization",
            "SetEnvIf",
        ),
        (vec![("/probes/login/headers", json!({}))], "login", "PHP"),
        (vec![("/probes/login/body", json!(""))], "login", "empty"),
        (vec![("/probes/preflightGet/status", json!(405))], "preflight", "OPTIONS"),
        (
            vec![(
                "/probes/preflightPost/headers/access-control-allow-headers",
                json!("Authorization"),
            )],
            "preflight",
            "header content-type",
        ),
        (
            vec![("/probes/preflightGet/headers/access-control-allow-headers", json!("*"))],
            "preflight",
            "header authorization",
        ),
        (vec![("/probes/me/headers/age", json!("60"))], "cache", "cache"),
    ] {
        let mut seen = healthy();
        for (path, value) in &changes {
            set(&mut seen, path, value.clone());
        }
        let found = findings(&seen);
        assert_eq!(with_status(&found, "fail"), [id], "{changes:?} {found:#?}");
        let fix = found.iter().find(|finding| finding["id"] == id).unwrap()["fix"].to_string();
        assert!(fix.contains(cause), "{id}: {fix}");
    }
}

fn set(seen: &mut Value, path: &str, value: Value) {
    let (parent, name) = path.rsplit_once('/').unwrap();
    seen.pointer_mut(parent).unwrap()[name] = value;
}

#[test]
fn some_faults_are_a_warning() {
    for (path, value, id) in [
        ("/skew", json!(600), "clock"),
        ("/probes/index/body", json!(INDEX.replace("example.org", "old.example")), "address"),
        ("/plugin", json!("jwt-auth"), "cookies"),
        ("/probes/index/headers/server", json!("cloudflare"), "guards"),
    ] {
        let mut seen = healthy();
        set(&mut seen, path, value);
        let found = findings(&seen);
        assert_eq!(with_status(&found, "warn"), [id], "{found:#?}");
        assert!(with_status(&found, "fail").is_empty());
    }
}

#[test]
fn a_cookie_that_stays_behind_is_told_for_plugins_that_have_one() {
    for (plugin, wanted) in [
        ("jwt-auth", "warn"),
        ("jwt-auth-pro-wp-rest-api", "warn"),
        ("cookie", "warn"),
        ("jwt-authentication-for-wp-rest-api", "pass"),
    ] {
        let mut seen = healthy();
        set(&mut seen, "/plugin", json!(plugin));
        let found = findings(&seen);
        let cookies = found.iter().find(|finding| finding["id"] == "cookies").unwrap();
        assert_eq!(cookies["status"], wanted, "{plugin}");
    }
}

fn probe() -> impl Strategy<Value = Value> {
    let body =
        prop_oneof![Just(INDEX.to_string()), Just(CLOSED.to_string()), r#"[<{}"a-c:,é ]{0,12}"#];
    let outcome = prop::sample::select(vec![
        "answer", "opaque", "redirect", "failed", "late", "blocked", "?",
    ]);
    (outcome, 0u16..600, body, "[a-z:/.]{0,20}").prop_map(|(outcome, status, body, url)| {
        json!({ "outcome": outcome, "status": status, "body": body, "url": url, "headers": { "location": url, "age": body } })
    })
}

const PROBES: &[&str] = &[
    "index",
    "pretty",
    "direct",
    "other",
    "variant",
    "picture",
    "followed",
    "preflighted",
    "typed",
    "others",
    "method",
    "methodOnly",
    "route",
    "routeDirect",
    "post",
    "validate",
    "login",
    "bare",
    "header",
    "validated",
    "mine",
    "nobodys",
    "me",
    "write",
    "preflightGet",
    "preflightPost",
    "still",
    "indexAgain",
    "preflightedAgain",
    "methodAgain",
    "routeAgain",
    "routeIncluded",
    "postRead",
];

proptest! {
    #[test]
    fn ends_after_six_probes_whatever_they_show(
        probes in prop::collection::vec(probe(), PROBES.len()),
        headers in "(authorization|content-type|x-a|,){0,3}",
        flags in prop::collection::vec(any::<bool>(), 6),
        method in "GET|POST|DELETE",
    ) {
        let failure = json!({ "headers": headers, "method": method, "login": flags[0], "elsewhere": flags[1], "include": flags[2] });
        let known = json!({ "page": flags[3], "variant": flags[4], "plugin": if flags[5] { "jwt-auth" } else { "" } });
        let all: Vec<_> = PROBES.iter().copied().zip(probes).collect();
        let (made, told) = run(failure, known.clone(), &all);
        prop_assert!(made.len() <= 6);
        prop_assert!(told["hint"].as_str().is_some_and(|hint| !hint.is_empty()));
        let mut seen = known;
        seen["site"] = SITE.into();
        seen["origin"] = "https://app.example".into();
        seen["probes"] = Value::Object(all.into_iter().map(|(name, probe)| (name.to_string(), probe)).collect());
        for finding in findings(&seen) {
            prop_assert!(finding["detail"].as_str().is_some_and(|detail| !detail.is_empty()));
        }
    }

    #[test]
    fn never_panics(text in r#"[{}\[\]":a-z, \\é]{0,60}"#) {
        let _ = (explain(&text), diagnose(&text));
    }
}

#[test]
fn looks_no_further_where_refusals_are_counted() {
    let told = |probe: Value| counts(&json!({ "probes": { "pretty": probe } }).to_string());
    let refused = |body: Value| json!({ "status": 403, "body": body.to_string() });
    assert_eq!(told(refused(json!({ "error": "Restricted" }))), r#"{"counts":true}"#);
    assert_eq!(told(refused(json!({ "code": "rest_forbidden" }))), r#"{"counts":false}"#);
    assert_eq!(told(refused(json!("Restricted"))), r#"{"counts":false}"#);
    assert_eq!(counts("rubbish"), r#"{"counts":false}"#);
}

/// The hint for a response that was read, and the code that it ends with.
fn read(failure: Value, probes: &[(&str, Value)]) -> (Vec<String>, String, String) {
    let mut failure = failure;
    for (name, value) in [("code", json!("malformed_response")), ("hint", json!("page"))] {
        if failure.get(name).is_none() {
            failure[name] = value;
        }
    }
    let (made, told) = run(failure, json!({}), probes);
    let text = |name: &str| told[name].as_str().unwrap_or_default().to_string();
    (made, text("code"), text("hint"))
}

#[test]
fn a_page_is_told_by_what_is_in_it() {
    let long = json!(9000);
    for (failure, code, cause) in [
        (json!({ "status": 413, "size": 3_000_000, "body": "<h1>413</h1>" }), "", "has 2.9 MB"),
        (json!({ "status": 413, "body": "<h1>413</h1>" }), "", "client_max_body_size"),
        (
            json!({ "status": 400, "weight": long, "body": "Request Header Or Cookie Too Large" }),
            "",
            "9000 characters",
        ),
        (
            json!({ "status": 431, "weight": long, "body": "<h1>" }),
            "",
            "jwt_auth_token_before_sign",
        ),
        (json!({ "status": 405, "method": "PUT", "body": "<h1>" }), "", "methodOverride"),
        (
            json!({ "status": 414, "body": "<h1>414 Request-URI Too Large" }),
            "",
            "has 39 characters",
        ),
        (json!({ "status": 414, "method": "DELETE", "body": "" }), "", "LimitRequestLine"),
        (json!({ "status": 414, "url": "", "body": "<h1>" }), "", "length of a URL. Ask"),
        (json!({ "status": 501, "method": "PATCH", "body": "<h1>" }), "", "methodOverride"),
        (json!({ "status": 200, "body": "[{\"id\":1}]\n<!-- cached -->" }), "", "after the JSON"),
        (
            json!({ "status": 200, "body": "<b>Notice</b>: x in a.php on line <b>7</b>\n{\"id\":1}" }),
            "",
            "display_errors",
        ),
        (
            json!({ "status": 200, "body": "<br />\n<b>Notice</b>: Undefined\n{\"id\":1}" }),
            "",
            "display_errors",
        ),
        (
            json!({ "status": 200, "body": "\nWarning: x in a.php on line 7\n{\"id\":1}" }),
            "",
            "display_errors",
        ),
        (json!({ "status": 200, "body": "<script>a()</script>{\"id\":1}" }), "", "an `echo`"),
        (json!({ "status": 404, "code": "http_error", "body": "Hi\n{\"id\":1}" }), "", "an `echo`"),
        (json!({ "status": 202, "body": "" }), "", "firewall"),
        (json!({ "status": 202, "body": "<meta http-equiv=refresh>" }), "", "firewall"),
        (json!({ "status": 403, "body": "<title>Just a moment...</title>" }), "", "firewall"),
        (json!({ "status": 406, "body": "<h1>Not Acceptable</h1>" }), "", "firewall"),
        (json!({ "status": 503, "body": "<h1>Maintenance</h1>" }), "", ".maintenance"),
        (json!({ "status": 522, "body": "<h1>Timed out</h1>" }), "", "CDN"),
        (json!({ "status": 500, "body": "There has been a critical error" }), "http_error", "log"),
        (json!({ "status": 200, "body": "<h1>My blog</h1>" }), "", "frontend"),
        (
            json!({ "status": 200, "body": "<script>document.cookie='a=1';location.href='/?i=1'</script>" }),
            "",
            "firewall",
        ),
        (
            json!({ "status": 200, "body": "<script>document.cookie='a=1'</script>" }),
            "",
            "frontend",
        ),
        (json!({ "status": 500, "body": "<div class='wp-die-message'>No" }), "", "wp_die"),
        (
            json!({ "status": 503, "body": "<div class='wp-die-message'>Wartung" }),
            "",
            ".maintenance",
        ),
        // PHP's errors have one form, whatever the status
        (json!({ "status": 200, "body": PHP_HTML }), "", "PHP crashed"),
        (json!({ "status": 500, "body": PHP_HTML }), "http_error", "PHP crashed"),
        (
            json!({ "status": 200, "body": (["[{\"id\":1},{\"ti", PHP_HTML].concat()) }),
            "",
            "PHP crashed",
        ),
        (json!({ "status": 200, "body": (["{\"id\":1}", PHP_HTML].concat()) }), "", "PHP crashed"),
        (json!({ "status": 200, "body": PHP_TEXT }), "", "PHP crashed"),
        (json!({ "status": 200, "body": XDEBUG }), "", "PHP crashed"),
        (
            json!({ "status": 200, "body": (["<html><body><h1>My blog", PHP_TEXT].concat()) }),
            "",
            "frontend",
        ),
        (json!({ "status": 200, "body": "<h1>A fatal error of mine</h1>" }), "", "frontend"),
        // Proxies
        (json!({ "status": 503, "body": "<h1>503 Backend fetch failed</h1>" }), "", "proxy"),
        (json!({ "status": 503, "body": "upstream connect error" }), "", "proxy"),
        (
            json!({ "status": 503, "body": "<p>unable to service your request due to maintenance downtime or capacity problems" }),
            "",
            "proxy",
        ),
        (json!({ "status": 500, "body": "<h1>Proxy Error</h1>" }), "", "proxy"),
        (json!({ "status": 530, "body": "<h1>Error 1016</h1>" }), "", "proxy"),
        // Limits
        (json!({ "status": 508, "body": "<h1>Resource Limit Is Reached</h1>" }), "", "its plan"),
        (json!({ "status": 509, "body": "<h1>509</h1>" }), "", "its plan"),
        (json!({ "status": 529, "body": "<h1>Site is overloaded</h1>" }), "", "its plan"),
        (json!({ "status": 503, "body": "<h1>Bandwidth Limit Exceeded</h1>" }), "", "its plan"),
        (json!({ "status": 451, "body": "<h1>Nicht verfügbar</h1>" }), "", "country"),
        // Nothing at all
        (json!({ "status": 405, "method": "POST", "body": "" }), "", "in front"),
        (json!({ "status": 403, "body": "" }), "", "in front"),
        (json!({ "status": 502, "body": "" }), "", "CDN"),
        (
            json!({ "status": 405, "body": "", "headers": { "x-amzn-waf-action": "captcha" } }),
            "",
            "bot protection",
        ),
        (json!({ "status": 200, "body": "\u{feff}\n<!doctype html>" }), "", "frontend"),
        (json!({ "status": 200, "body": "Notice: x<html>" }), "", "frontend"),
        (json!({ "status": 201, "body": "a,b" }), "", "such as CSV"),
        (json!({ "status": 200, "body": "\n\n" }), "", "such as CSV"),
        // Nobody kept the body.
        (json!({ "status": 200 }), "", "neither JSON"),
    ] {
        let shown = failure.to_string();
        let (made, told, hint) = read(failure, &[]);
        assert!(made.is_empty(), "{shown}");
        assert_eq!(told, code, "{shown}");
        assert!(hint.contains(cause), "{shown}\n{hint}");
    }
}

const PHP_HTML: &str =
    "<br />\n<b>Fatal error</b>:  Uncaught Error: x in <b>/a/b.php</b> on line <b>3</b><br />\n";
const PHP_TEXT: &str =
    "PHP Parse error:  syntax error, unexpected token in C:\\www\\wp-config.php on line 90\n";
const XDEBUG: &str = "<font size='1'><table class='xdebug-error xe-fatal-error'><tr><th><span>( ! )</span> \
    Fatal error: Uncaught Error in C:\\www\\a.php on line <i>12</i></th></tr></table>";

#[test]
fn the_index_tells_whom_an_error_concerns() {
    let of = |failure: Value, index: Value| read(failure, &[("index", index)]);
    let page = "<h1>Oops</h1>";
    let open = || answer(200, INDEX);
    let failure =
        |status: u16, method: &str| json!({ "status": status, "method": method, "body": page });
    for status in [500, 503, 507, 508, 599] {
        let (made, _, hint) = of(failure(status, "GET"), open());
        assert_eq!(made, ["index"]);
        assert!(hint.contains("only this request fails") && hint.contains(&status.to_string()));
        let (_, _, hint) = of(failure(status, "GET"), answer(status, page));
        assert!(hint.contains("the whole site"), "{hint}");
        let (_, _, hint) = of(failure(status, "GET"), only("failed"));
        assert!(!hint.contains("One of these") && !hint.contains("index"), "{hint}");
    }
    for status in [400, 402, 405, 409, 410, 418, 423, 499] {
        let (_, _, hint) = of(failure(status, "POST"), open());
        assert!(hint.contains("before its route responds"), "{status} {hint}");
        let (_, _, hint) = of(failure(status, "POST"), answer(status, page));
        assert!(hint.contains("Every request gets this page"), "{status} {hint}");
        let (_, _, hint) = of(failure(status, "POST"), only("failed"));
        assert!(hint.contains("One of these"), "{status} {hint}");
    }
    for body in
        ["the HTTP request method that was used", "HTTP Verb not allowed", "Method Not Allowed"]
    {
        let failure = json!({ "status": 403, "method": "POST", "body": (["<p>", body].concat()) });
        let (_, _, hint) = of(failure.clone(), open());
        assert!(hint.contains("POST is not allowed"), "{hint}");
        assert!(!of(failure, answer(403, page)).2.contains("POST is not allowed"));
    }
}

#[test]
fn what_a_refusal_names_narrows_the_hint() {
    let of = |key: &str, code: &str, message: &str, plugin: &str| {
        let failure = json!({ "code": "x", "hint": key, "wpCode": code, "serverMessage": message });
        told(failure, json!({ "plugin": plugin }), &[]).1
    };
    let token = |code: &str, message: &str| of("not_honoured", code, message, "jwt-auth");
    for (code, message) in [
        ("woocommerce_rest_authentication_error", "Consumer key is invalid."),
        (
            "woocommerce_rest_authentication_error",
            "Invalid signature - provided signature does not match.",
        ),
        ("acme_unauthorized", "Missing API key"),
        ("edd_invalid_license", "No"),
    ] {
        assert!(token(code, message).contains("credentials of its own"), "{code}");
    }
    // What WooCommerce says to visitors: the token did not count.
    let view = token("woocommerce_rest_cannot_view", "Sorry, you cannot list resources.");
    assert!(view.contains("anonymous"), "{view}");
    let other = |plugin| of("me_refused", "jwt_auth_bad_auth_header", "malformed", plugin);
    assert!(other("application-passwords").contains("jwt_auth_bad_auth_header"));
    assert!(other("basic-auth").contains("deactivate"));
    assert!(!other("jwt-auth").contains("deactivate"));
}

#[test]
fn data_with_the_status_of_an_error_is_no_refusal() {
    let of = |body: &str| {
        let failure =
            json!({ "code": "http_error", "hint": "foreign", "status": 500, "body": body });
        told(failure, json!({}), &[("index", answer(200, INDEX))])
    };
    for body in [r#"[{"id":1,"title":{}}]"#, r#"{"id":7,"slug":"a"}"#, INDEX] {
        let (code, hint) = of(body);
        assert!(code != "malformed_response" && hint.contains("the route's data"), "{hint}");
    }
    for body in [
        r#"{"errors":[{"id":"x","detail":"No"}]}"#,
        r#"[{"id":"x","message":"No"}]"#,
        r#"{"id":"req_1","error":"No"}"#,
        "[]",
        r#""No""#,
    ] {
        assert!(!of(body).1.contains("the route's data"), "{body}");
    }
}

#[test]
fn a_page_with_a_password_is_told_only_where_the_index_is_redirected_to_it() {
    let body = "<form><input type='password'></form>";
    let failure = || json!({ "code": "rest_not_found", "status": 200, "body": body });
    for (index, told) in [(only("redirect"), true), (answer(200, body), false)] {
        let (_, code, hint) = read(failure(), &[("index", index)]);
        assert_eq!((&*code, hint.contains("a field for a password")), ("", told), "{hint}");
    }
}

#[test]
fn a_password_of_the_web_server_stands_before_the_index_too() {
    let failure = || json!({ "status": 401, "body": "<h1>401 Unauthorized</h1>" });
    let gate = "asks for its own password";
    for (index, gated) in [
        (answer(200, INDEX), false),
        (answer(401, CLOSED), false),
        (answer(401, "<h1>401 Unauthorized</h1>"), true),
        (only("failed"), true),
    ] {
        let (made, _, hint) = read(failure(), &[("index", index)]);
        assert_eq!((made[0].as_str(), hint.contains(gate)), ("index", gated), "{hint}");
    }
}

const NO: &str = r#"{"code":"rest_x","message":"No","data":{"status":403}}"#;
const FORBIDDEN: &str = "<h1>403 Forbidden</h1>";

#[test]
fn a_refusal_of_wordpress_tells_whose_page_it_is() {
    let (open, unsure) = (answer(200, INDEX), "One of these");
    for (status, index, refusal, wanted) in [
        (403, open.clone(), answer(403, NO), "before its route responds"),
        (401, open.clone(), answer(401, NO), "before its route responds"),
        (403, open.clone(), answer(403, FORBIDDEN), "its own page"),
        (401, open.clone(), answer(401, FORBIDDEN), "its own page"),
        // It was not refused, or otherwise: that tells nothing.
        (403, open.clone(), answer(200, INDEX), unsure),
        (403, open.clone(), answer(401, NO), unsure),
        (403, open.clone(), answer(404, FORBIDDEN), unsure),
        (403, open.clone(), answer(403, r#"{"error":"No"}"#), unsure),
        (403, open.clone(), only("failed"), unsure),
        // Everything is refused.
        (403, answer(403, FORBIDDEN), answer(403, FORBIDDEN), "Every request"),
        (404, open.clone(), answer(403, FORBIDDEN), unsure),
    ] {
        let failure = json!({ "status": status, "method": "POST", "body": "<h1>No</h1>" });
        let (_, _, hint) = read(failure, &[("index", index), ("refusal", refusal.clone())]);
        assert!(hint.contains(wanted), "{status} {refusal}\n{hint}");
        assert_eq!(hint.contains(unsure), wanted == unsure, "{hint}");
    }
}

#[test]
fn the_same_method_elsewhere_tells_whether_it_is_refused() {
    let failure = || json!({ "status": 403, "method": "DELETE", "body": FORBIDDEN });
    let named = || json!({ "status": 403, "method": "PUT", "body": "<h1>Acme Firewall</h1>" });
    let no_route = answer(404, r#"{"code":"rest_no_route","message":"No","data":{"status":404}}"#);
    let open = [("index", answer(200, INDEX)), ("refusal", answer(403, NO))];
    for (failure, method, wanted) in [
        (failure(), answer(403, FORBIDDEN), "Send these requests as POST"),
        (failure(), no_route.clone(), "before its route responds"),
        (named(), no_route, "A firewall or a bot protection"),
        (failure(), answer(500, FORBIDDEN), "One of these"),
        (failure(), answer(200, r#"{"name":"app"}"#), "One of these"),
        (failure(), only("failed"), "One of these"),
    ] {
        let probes = [&open[..], &[("methodOnly", method.clone())]].concat();
        let (_, _, hint) = read(failure, &probes);
        assert!(hint.contains(wanted), "{method}\n{hint}");
    }
}

#[test]
fn phps_limits_are_told_by_its_own_messages() {
    for (text, wanted, not) in [
        ("Allowed memory size of 134217728 bytes exhausted", "memory_limit", "debug.log"),
        ("Out of memory (allocated 2097152)", "memory_limit", "debug.log"),
        ("Maximum execution time of 30 seconds exceeded", "max_execution_time", "debug.log"),
        ("Uncaught Error: Call to undefined function f()", "debug.log", "memory_limit"),
    ] {
        let body = ["<b>Fatal error</b>: ", text, " in a.php on line <b>7</b>"].concat();
        for status in [200, 500] {
            let (_, _, hint) = read(json!({ "status": status, "body": body }), &[]);
            assert!(hint.contains(wanted) && !hint.contains(not), "{text}\n{hint}");
        }
    }
}

#[test]
fn a_site_without_a_rest_api_has_pages_at_both_addresses_of_its_index() {
    const BLOG: &str = "<!doctype html><h1>My blog</h1>";
    let login = || json!({ "status": 200, "method": "", "body": BLOG });
    let of = |failure, index: Value, other: Value| {
        let (_, code, _) = read(failure, &[("index", index), ("other", other)]);
        code
    };
    let blog = |status| answer(status, BLOG);
    assert_eq!(of(login(), blog(200), blog(404)), "rest_not_found");
    // Also a bot test says nothing but "200" to everybody.
    assert_eq!(of(login(), blog(200), blog(200)), "");
    // One of them is the REST API, a firewall responds, or nobody does.
    for other in [answer(200, INDEX), answer(403, BLOG), answer(503, BLOG), only("failed")] {
        assert_eq!(of(login(), blog(200), other.clone()), "", "{other}");
        assert_eq!(of(login(), other, blog(404)), "");
    }
    // A call of a session that this site has given.
    let call = json!({ "status": 200, "method": "GET", "body": BLOG });
    assert_eq!(of(call, blog(200), blog(404)), "");
}

#[test]
fn a_login_beside_the_rest_api_needs_that_address_as_well() {
    let of = |plugin: &str, method: &str, index: Value| {
        let failure = json!({ "code": "malformed_response", "hint": "page", "status": 403, "method": method, "body": FORBIDDEN });
        let (_, told) = run(
            failure,
            json!({ "plugin": plugin }),
            &[("index", index), ("refusal", answer(403, NO))],
        );
        told["hint"].to_string().contains("admin-ajax.php")
    };
    assert!(of("cookie", "", answer(200, INDEX)));
    assert!(!of("cookie", "", answer(403, FORBIDDEN)), "the whole site refuses");
    assert!(!of("cookie", "GET", answer(200, INDEX)), "a call of the app's");
    assert!(!of("jwt-auth", "", answer(200, INDEX)));
}

#[test]
fn a_cache_says_what_it_served() {
    let page = |status: u16, cache: Value| json!({ "status": status, "method": "GET", "body": FORBIDDEN, "cache": cache });
    let refused = |cache: Value| json!({ "code": "not_authenticated", "hint": "not_honoured", "token": true, "cache": cache });
    let (hit, miss) = (json!({ "x-cache": "HIT" }), json!({ "x-cache": "MISS", "age": "0" }));
    for failure in [page(403, hit.clone()), refused(hit.clone()), refused(json!({ "age": "9" }))] {
        let (made, code, hint) = read(failure, &[]);
        assert!(made.is_empty(), "{made:?}");
        // The server's own status says what it is.
        assert!(code.is_empty() && hint.contains("A cache served"), "{code} {hint}");
    }
    // A firewall's page that a cache kept is the firewall's.
    let mut challenge = page(403, hit.clone());
    challenge["headers"] = json!({ "cf-mitigated": "challenge" });
    assert!(read(challenge, &[]).2.contains("bot protection"));
    for failure in [page(403, miss.clone()), refused(miss), refused(json!({})), page(200, hit)] {
        assert!(read(failure, &[]).2.contains("One of these"));
    }
}

#[test]
fn the_index_tells_whether_application_passwords_count() {
    let of = |plugin: &str, index: Value| {
        let failure = json!({ "code": "invalid_credentials", "hint": "ignored" });
        let (made, told) = run(failure, json!({ "plugin": plugin }), &[("index", index)]);
        (made.len(), told["hint"].as_str().unwrap().to_string())
    };
    let with = |ways: &str| {
        answer(200, &INDEX.replacen('{', &[r#"{"authentication":"#, ways, ","].concat(), 1))
    };
    let (made, hint) = of("application-passwords", with("[]"));
    assert!(made == 1 && hint.contains("ignores every application password"), "{hint}");
    let (_, hint) = of("application-passwords", with(r#"{"application-passwords":{}}"#));
    assert!(hint.contains("One of these") && !hint.contains("switched off"), "{hint}");
    for unknown in [answer(200, INDEX), answer(401, CLOSED), only("failed")] {
        let (_, hint) = of("application-passwords", unknown);
        assert!(hint.contains("One of these") && hint.contains("switched off"), "{hint}");
    }
    // Other servers don't depend on it.
    let (made, hint) = of("basic-auth", with("[]"));
    assert!(made == 0 && hint.contains("One of these"), "{hint}");
}

#[test]
fn json_of_another_form_is_a_guards_only_where_no_route_says_so() {
    let of = |url: &str, body: &str, index: Value| {
        let failure = json!({ "code": "http_error", "hint": "foreign", "status": 403, "body": body, "url": url });
        read(failure, &[("index", index)]).2
    };
    let (core, own) =
        ("https://example.org/wp-json/wp/v2/posts", "https://example.org/wp-json/acme/v1/x");
    let guard = r#"{"message":"Access denied by a firewall"}"#;
    let refused = r#"{"error":"Not allowed"}"#;
    let (firewall, unsure) = ("A firewall or a bot protection", "One of these");
    // Its status says that the request is refused, which needs no other code.
    let refusal = json!({ "code": "http_error", "hint": "foreign", "status": 403, "body": guard });
    assert_eq!(read(refusal, &[]).1, "");
    for (url, body, index, wanted) in [
        (own, guard, answer(200, INDEX), firewall),
        (core, refused, answer(200, INDEX), firewall),
        (own, refused, answer(200, INDEX), unsure),
        (own, refused, answer(403, refused), firewall),
        (own, refused, only("failed"), unsure),
        (core, r#"{"message":"Unauthorized"}"#, answer(200, INDEX), unsure),
        (core, r#"{"id":1,"message":"Access denied by a firewall"}"#, answer(200, INDEX), unsure),
    ] {
        let hint = of(url, body, index);
        assert!(hint.contains(wanted), "{url} {body}\n{hint}");
    }
}

#[test]
fn the_index_tells_whether_a_site_is_closed() {
    let closed = |status: u16| {
        let body = json!({ "code": "acme_closed", "message": "No", "data": { "status": status } });
        ("index", answer(status, &body.to_string()))
    };
    let login = |code: &str| json!({ "code": code, "hint": "login_closed" });
    let call = json!({ "code": "not_authenticated", "hint": "refused" });
    for status in [400, 401, 403, 410, 500, 501] {
        let (_, code, hint) = read(login("http_error"), &[closed(status)]);
        assert_eq!(code, "rest_closed", "{status}");
        assert!(hint.contains("rest_authentication_errors"));
        assert_eq!(read(call.clone(), &[closed(status)]).1, "rest_closed", "{status}");
    }
    // Alone refused: the site is open.
    let open = ("index", answer(200, INDEX));
    let (_, code, hint) = read(login("rest_closed"), core::slice::from_ref(&open));
    assert_eq!(code, "forbidden");
    assert!(hint.contains("captcha"));
    assert_eq!(read(call.clone(), &[open]), (vec!["index".into()], String::new(), String::new()));
    for broken in [
        answer(503, r#"{"code":"wp_die","message":"x","data":{"status":503}}"#),
        answer(500, r#"{"code":"internal_server_error","message":"x","data":{"status":500}}"#),
        answer(
            500,
            r#"{"code":"wp_die","message":"Error establishing a database connection","data":{"status":500}}"#,
        ),
        answer(404, r#"{"code":"NOT_FOUND","message":"x","data":null}"#),
        answer(403, "<html>"),
        only("failed"),
    ] {
        let (_, code, _) = read(call.clone(), &[("index", broken.clone())]);
        assert_eq!(code, "", "{broken}");
    }
}

#[test]
fn a_redirect_of_one_route_is_told_from_one_of_the_site() {
    let url = "https://example.org/wp-json/jwt-auth/v1/token";
    let mut here = answer(200, INDEX);
    here["url"] = json!("https://example.org/wp-json/?_fields=name");
    let followed = ("followed", here);
    let failure = |location: &str, login: bool| json!({ "code": "redirected", "hint": "redirected", "url": url, "location": location, "login": login });
    let of = |failure, route: Option<Value>| {
        let mut probes = vec![followed.clone()];
        probes.extend(route.map(|route| ("route", route)));
        read(failure, &probes)
    };
    let no_route = answer(404, r#"{"code":"rest_no_route"}"#);
    let login = "https://example.org/login/?failed";
    let (made, _, hint) = of(failure(login, true), Some(no_route));
    assert_eq!(made, ["followed", "route"]);
    assert!(hint.contains("REST_REQUEST") && !hint.contains("One of these"), "{hint}");
    let (_, _, hint) = of(failure(login, true), Some(only("redirect")));
    assert!(hint.contains("https://example.org/login/."), "{hint}");
    // A browser does not say where it leads.
    let (made, _, hint) = of(failure("", true), None);
    assert_eq!(made, ["followed"]);
    assert!(hint.contains("One of these") && hint.contains("wp_login"), "{hint}");
    assert!(of(failure("", false), None).2.contains("adds a slash"));
    let (made, _, hint) = of(failure(&[url, "/"].concat(), true), None);
    assert!(made.is_empty() && hint.contains("slash"), "{hint}");
    let hidden = [("followed", only("failed")), ("direct", only("opaque"))];
    let (_, _, hint) = read(failure("", true), &hidden);
    assert!(hint.contains("www."), "{hint}");
    // Another host is not within the site, however it is written.
    let (_, _, hint) = of(failure("//evil.example/x", true), Some(answer(404, "{}")));
    assert!(hint.contains("//evil.example/x.") && !hint.contains("wp_login"), "{hint}");
}

#[test]
fn only_the_sites_own_host_is_advised() {
    for (site, place, own) in [
        ("https://example.org", "https://www.example.org/wp-json/", true),
        ("https://www.example.org", "https://example.org/wp-json/", true),
        ("http://example.org", "https://example.org/wp-json/", true),
        ("http://example.org", "https://www.Example.org/", true),
        ("https://example.org", "https://login.example.org/", false),
        ("https://example.org", "https://example.org.evil.example/", false),
        ("https://example.org", "https://example.org@evil.example/", false),
        ("https://example.org", "https://evil.example/example.org/", false),
        ("https://example.org", "https://example.com/", false),
        ("https://example.org", "http://www.example.org/", false),
        ("https://example.org", "https://example.org:8443/", false),
        ("http://localhost:8080", "http://localhost:9090/", false),
        ("https://a.github.example", "https://b.github.example/", false),
    ] {
        let failure = json!({ "code": "redirected", "hint": "redirected", "url": site });
        let known = json!({ "site": site, "root": site });
        // Whether that can be read, or is known by the location alone.
        let mut page = answer(200, "<html>");
        page["url"] = json!(place);
        let mut lost = known.clone();
        lost["page"] = json!(false);
        let mut located = failure.clone();
        located["location"] = json!(place);
        let refused = json!({ "outcome": "failed", "error": "ECONNREFUSED" });
        for (failure, known, followed) in [(failure, known, page), (located, lost, refused)] {
            let (code, hint) = told(failure, known, &[("followed", followed)]);
            assert!(["redirected", "unreachable"].contains(&&*code), "{code}");
            assert_eq!(hint.contains("Pass the final address"), own, "{site} {place}: {hint}");
            assert_eq!(hint.contains("presskey sent no password"), !own, "{site} {place}: {hint}");
        }
        let mut index = only("redirect");
        index["headers"] = json!({ "location": place });
        let seen = json!({ "site": site, "root": site, "probes": { "index": index } });
        let found = findings(&seen);
        let fix = found.iter().find(|finding| finding["id"] == "redirects").unwrap();
        assert_eq!(fix["status"], "fail");
        let fix = fix["fix"].as_str().unwrap();
        assert_eq!(fix.contains("Pass the final address"), own, "{site} {place}: {fix}");
    }
    // What the site with "www." calls itself is no proof either.
    let index = INDEX.replace("example.org", "evil.example");
    let probes = [("direct", only("opaque")), ("variant", answer(200, &index))];
    let (_, hint) = told(json!({}), json!({ "variant": true }), &probes);
    assert!(!hint.contains("evil.example"), "{hint}");
}

#[test]
fn redirects_without_an_end_are_told() {
    let server = json!({ "page": false });
    let index =
        json!({ "outcome": "redirect", "headers": { "location": "https://example.org/x" } });
    let of = |error: &str| {
        let followed = json!({ "outcome": "failed", "error": error });
        told(json!({}), server.clone(), &[("index", index.clone()), ("followed", followed)])
    };
    for error in ["", "TooManyRedirects"] {
        let (code, hint) = of(error);
        assert!(code == "redirected" && hint.contains("circle"), "{hint}");
    }
    let (_, hint) = of("ENOTFOUND");
    assert!(!hint.contains("circle"), "{hint}");
    // Nothing is there at all.
    let (code, hint) = told(json!({}), server.clone(), &[("index", only("failed"))]);
    assert!(code == "unreachable" && hint.contains("no response at all"), "{hint}");
}

#[test]
fn a_missing_route_is_no_missing_plugin() {
    let failure = || json!({ "code": "plugin_missing", "hint": "plugin_missing" });
    let (_, _, hint) = read(failure(), &[("index", answer(200, INDEX))]);
    assert!(hint.contains("rest_endpoints"), "{hint}");
    let none = INDEX.replace("jwt-auth/v1", "x/v1");
    for index in [answer(200, &none), answer(401, CLOSED), only("failed")] {
        assert!(read(failure(), &[("index", index)]).2.contains("Install and activate"));
    }
}

#[test]
fn apps_have_origins_that_wordpress_does_not_know() {
    for (origin, more) in [
        ("capacitor://localhost", "androidScheme"),
        ("ionic://localhost", "'ionic'"),
        ("tauri://localhost", "Tauri"),
        ("chrome-extension://abc", "host_permissions"),
        ("app://-", "kses_allowed_protocols"),
    ] {
        let known = json!({ "origin": origin });
        let (code, hint) = told(json!({}), known, &[("direct", only("opaque"))]);
        assert_eq!(code, "cors_blocked");
        assert!(hint.contains("kses_allowed_protocols") && hint.contains(more), "{hint}");
        assert_eq!(hint.contains("host_permissions"), origin.starts_with("chrome"), "{hint}");
        let mut seen = healthy();
        seen["origin"] = json!(origin);
        set(&mut seen, "/probes/index/headers/access-control-allow-origin", json!(""));
        let found = findings(&seen);
        let cors = found.iter().find(|finding| finding["id"] == "cors").unwrap();
        assert_eq!(cors["status"], "fail");
        assert!(cors["fix"].as_str().unwrap().contains("kses_allowed_protocols"));
    }
}

#[test]
fn an_index_that_was_not_readable_is_not_asked_again_where_that_counts() {
    let known = |plugin: &str| json!({ "plugin": plugin, "probes": { "other": only("failed") } });
    let direct = [("direct", only("opaque"))];
    let (made, told) = run(json!({}), known("wp-rest-api-authentication"), &direct);
    assert_eq!((made, told["code"].as_str()), (vec!["direct".into()], Some("cors_blocked")));
    let (made, _) = run(json!({}), known("jwt-auth"), &direct);
    assert_eq!(made, ["index", "direct", "indexAgain", "picture"]);
}

#[test]
fn a_denied_permission_is_named() {
    for (site, is_local) in [
        ("http://localhost:8080", true),
        ("http://127.0.0.1", true),
        ("http://[::1]:80", true),
        ("https://[fd00::1]", true),
        ("https://[fe80::1]", true),
        ("https://[fd::1]", false),
        ("https://[::1:1]", false),
        ("https://100.64.0.1", true),
        ("https://100.63.0.1", false),
        ("https://shop.local", true),
        ("https://10.0.0.7", true),
        ("https://172.31.0.1", true),
        ("https://192.168.1.2:8443", true),
        ("https://example.org", false),
        ("https://172.32.0.1", false),
        ("https://10.example.org", false),
        ("https://10.0.example.org", false),
        ("https://fd.example.org", false),
    ] {
        let known = json!({ "localNetwork": "denied", "site": site });
        let (_, hint) = told(json!({ "url": site, "loopback": true }), known, &[]);
        assert_eq!(hint.contains("Local network access"), is_local, "{site}: {hint}");
    }
    let (_, hint) = told(json!({}), json!({ "localNetwork": "granted" }), &[]);
    assert!(!hint.contains("Local network access"), "{hint}");
}

/// What a hint names, as an example for its cause. The plugin is the first that has a hint for it.
fn example(cause: Cause) -> Option<String> {
    let detail = match cause {
        Cause::TooLarge => "12.0",
        Cause::TokenTooLarge | Cause::UrlTooLong => "9000",
        Cause::HeaderNotAllowed => "X-Shop",
        Cause::FromCache => "x-cache: HIT",
        Cause::ServerFails | Cause::SiteRefuses => "503",
        Cause::SentToPage => ", which asks for a password",
        Cause::OtherPlugin => "jwt_auth_bad_auth_header",
        _ => "PUT",
    };
    let target = match cause {
        Cause::SentElsewhere => "https://login.example.net",
        Cause::SentToPage => "https://example.com/private/",
        Cause::ServerFails => "The REST API's index responds, so only this request fails. ",
        _ => "https://www.example.com",
    };
    let origin = match cause {
        Cause::AppOrigin => "capacitor://localhost",
        _ => "https://app.example.com",
    };
    ["jwt-authentication-for-wp-rest-api", "wp-user", "simple-jwt-login", "cookie"]
        .map(Plugin::by_id)
        .into_iter()
        .find_map(|plugin| {
            let patient = Patient {
                site: "https://example.com".into(),
                origin: origin.into(),
                target: target.into(),
                detail: detail.into(),
                plugin,
                ..Patient::default()
            };
            Some(as_text(&hint(cause, &patient)?.to_json()))
        })
}

/// docs/messages.md shows all texts together, to be read by a person. `PRESSKEY_WRITE=1` writes the
/// first part of it; `scripts/prose/messages.mjs` writes the second.
#[test]
fn messages_and_hints_are_listed() {
    const SECOND: &str = "\n## Other messages";
    let mut text = String::from(
        "# Messages and hints\n\nGenerated. Do not edit it: change the texts in `src` and `pkg`, then \
        run `PRESSKEY_WRITE=1 cargo test --lib messages` and `node scripts/prose/messages.mjs \
        --write`.\n\n## Why a request failed\n\nThe texts of `src/core/doctor`. The site is \
        https://example.com and the page is https://app.example.com.\n\n\
        | Code | Message | Hint |\n| --- | --- | --- |\n",
    );
    for cause in Cause::ALL {
        let hint = example(*cause).unwrap_or_default().replace('|', "\\|");
        let code = match cause.code() {
            "" => String::from("(doctor)"),
            code => ["`", code, "`"].concat(),
        };
        text.push_str(&["| ", &code, " | ", cause.message(), " | ", &hint, " |\n"].concat());
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/messages.md");
    let file = std::fs::read_to_string(path).unwrap_or_default();
    let (first, second) = file.split_once(SECOND).unwrap_or((&file, ""));
    if std::env::var_os("PRESSKEY_WRITE").is_some() {
        std::fs::write(path, [&text, SECOND, second].concat()).unwrap();
    } else {
        assert!(first == text, "docs/messages.md is old: PRESSKEY_WRITE=1 writes it.");
    }
}
