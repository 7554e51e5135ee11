//! What each check says: a healthy site, with one difference in each row.

use serde_json::{Value, json};

use super::{CLOSED, INDEX, SITE, answer, findings, healthy, only, set};

/// What is different; how the status and the detail begin; a part of the fix, which is missing if
/// this is empty.
type Row = (Vec<(&'static str, Value)>, &'static str, &'static str);

fn tell(id: &str, rows: Vec<Row>) {
    for (changes, begins, fix) in rows {
        let mut seen = healthy();
        for (path, value) in &changes {
            set(&mut seen, path, value.clone());
        }
        let all = findings(&seen);
        let found = all.iter().find(|finding| finding["id"] == id).unwrap();
        let text = |name: &str| found[name].as_str().unwrap_or_default().to_string();
        let told = [text("status"), text("detail")].join(": ");
        assert!(told.starts_with(begins), "{changes:?}\n{told}\nnot {begins}");
        assert!(text("fix").contains(fix), "{changes:?}\n{}", text("fix"));
        assert_eq!(text("fix").is_empty(), fix.is_empty(), "{changes:?}\n{}", text("fix"));
    }
}

const UNSEEN: &str = "skip: Skipped, because it depends on a check above.";
const LOG_IN: &str = "skip: Log in to check this.";

fn failed(error: &str) -> Value {
    json!({ "outcome": "failed", "error": error })
}

/// A redirect whose place is known.
fn to(location: &str) -> Value {
    json!({ "outcome": "redirect", "headers": { "location": location } })
}

/// An index that a plugin or a snippet closes.
fn closed(path: &'static str) -> (&'static str, Value) {
    (path, answer(401, CLOSED))
}

/// Neither address of the index is open.
fn shut() -> Vec<(&'static str, Value)> {
    vec![closed("/probes/index"), closed("/probes/pretty")]
}

fn code(code: &str) -> Value {
    json!(json!({ "code": code }).to_string())
}

const BLOG: &str = "<!doctype html><h1>My blog</h1>";

fn blog(path: &'static str) -> (&'static str, Value) {
    (path, answer(404, BLOG))
}

/// JSON that is not WordPress's.
fn other(path: &'static str) -> (&'static str, Value) {
    (path, answer(200, r#"{"a":1}"#))
}

#[test]
fn reachable() {
    let http = ("/site", json!("http://example.org"));
    let (index, direct) = ("/probes/index", "/probes/direct");
    let (page, loopback, offline) =
        (("/page", json!(true)), ("/loopback", json!(true)), ("/offline", json!(true)));
    let without_tls = "warn: http://example.org responds without TLS.";
    let no_tls_here = "fail: A page on https: can't send requests to an http: site.";
    tell(
        "reachable",
        vec![
            (vec![], "pass: https://example.org responds in 3 ms.", ""),
            (vec![(index, to("/x"))], "pass: https://example.org responds in 0 ms.", ""),
            (vec![http.clone()], without_tls, "https:"),
            (vec![http.clone(), (index, to("/x"))], without_tls, "https:"),
            (vec![http.clone(), loopback.clone()], "pass: http://example.org responds in", ""),
            (vec![http.clone(), page.clone()], no_tls_here, "https:"),
            (
                vec![http.clone(), page.clone(), loopback],
                "pass: http://example.org responds in",
                "",
            ),
            (
                vec![http, page.clone(), ("/origin", json!("http://app.example"))],
                without_tls,
                "https:",
            ),
            (vec![page], "pass: https://example.org responds in", ""),
            (vec![offline.clone()], "pass: https://example.org responds in", ""),
            (vec![offline.clone(), (index, to("/x"))], "pass: https://example.org responds in", ""),
            (
                vec![offline.clone(), (index, failed(""))],
                "fail: There is no connection.",
                "connection",
            ),
            (vec![offline, (index, only("late"))], "fail: There is no connection.", "connection"),
            (vec![(index, only("blocked"))], "fail: This page's security policy", "connect-src"),
            (vec![(index, only("late"))], "fail: The server did not respond in time.", "`timeout`"),
            (
                vec![(index, failed("")), (direct, only("opaque"))],
                "pass: A server responds at https://example.org.",
                "",
            ),
            (
                vec![(index, failed("ENOTFOUND")), (direct, failed(""))],
                "fail: There is no server with this name. ENOTFOUND",
                "DNS",
            ),
        ],
    );
}

#[test]
fn redirects() {
    let (index, pretty, login) = ("/probes/index", "/probes/pretty", "/probes/login");
    let below = "https://example.org/wp-json/?a=1";
    let hidden = "fail: The site redirects the request.";
    tell(
        "redirects",
        vec![
            (vec![], "pass: No redirects.", ""),
            (vec![(index, failed(""))], UNSEEN, ""),
            (
                vec![(index, to(below))],
                "pass: Only `?rest_route=` is redirected, to https://example.org/wp-json/.",
                "",
            ),
            // There is no other address that works, or it is not this one that is redirected.
            (vec![(index, to(below)), blog(pretty)], hidden, "Open https://example.org"),
            (vec![(pretty, to(below))], hidden, "Open https://example.org"),
            (
                vec![(login, to("/welcome?x"))],
                "fail: The site redirects the request. The redirect leads to /welcome.",
                "Open https://example.org",
            ),
            (
                vec![(index, to("https://www.example.org/x?y"))],
                "fail: The site redirects the request. The redirect leads to https://www.example.org/x.",
                "Pass the final address to `createClient`: https://www.example.org.",
            ),
            (
                vec![(index, only("redirect")), ("/probes/followed", answer(200, INDEX))],
                "pass: Only `?rest_route=` is redirected, to https://example.org/wp-json/.",
                "",
            ),
            (vec![(index, only("redirect"))], hidden, "Open https://example.org"),
        ],
    );
    let mut seen = healthy();
    set(&mut seen, index, only("redirect"));
    let told = findings(&seen)[1]["detail"].to_string();
    assert!(!told.contains("leads to"), "{told}");
}

#[test]
fn rest() {
    let (index, pretty, root) = ("/probes/index", "/probes/pretty", "/root");
    let plain = || (root, json!("https://example.org/?rest_route="));
    let elsewhere = "warn: The REST API does not respond at its address.";
    let with_text = |text: &str| {
        let mut probe = answer(200, &[text, INDEX].concat());
        probe["headers"] = json!({});
        probe
    };
    let with_routes = INDEX.replacen('{', r#"{"routes":{"/":{}},"#, 1);
    let restricted = || answer(403, r#"{"error":"Restricted"}"#);
    let on_api = || ("/plugin", json!("wp-rest-api-authentication"));
    let died = r#"{"code":"wp_die","message":"No database","data":{"status":500}}"#;
    let here = "pass: The REST API responds at https://example.org/wp-json.";
    const NONE: &str = "fail: There is no REST API at this address.";
    const GATE: &str = "fail: The web server asks for a password of its own. Status 401.";
    let asks = |scheme: &str| {
        json!({
            "outcome": "answer", "status": 401, "body": "<h1>",
            "headers": { "www-authenticate": scheme }
        })
    };
    tell(
        "rest",
        vec![
            (vec![], here, ""),
            // One of both addresses is enough.
            (vec![blog(index)], elsewhere, "Pass the REST root"),
            (vec![other(index)], elsewhere, "Pass the REST root"),
            (vec![(index, failed(""))], elsewhere, "Pass the REST root"),
            (vec![(index, failed("")), (pretty, failed(""))], UNSEEN, ""),
            (vec![blog(index), closed(pretty)], elsewhere, "Pass the REST root"),
            (vec![blog(index), (pretty, with_text("Notice: x "))], elsewhere, "Pass the REST root"),
            (
                vec![blog(index), (pretty, answer(200, &[INDEX, "<!-- -->"].concat()))],
                elsewhere,
                "Pass the REST root",
            ),
            (vec![blog(index), (pretty, to("/"))], "fail: There is no REST API", "frontend"),
            // Closed
            (
                vec![(index, restricted()), (pretty, restricted()), on_api()],
                "pass: The REST API responds at https://example.org/wp-json. The login plugin closes its index",
                "",
            ),
            (
                shut(),
                "fail: The REST API is closed to visitors. The plugin or snippet that closes it sends \
             the code rest_cannot_access. Search",
                "rest_authentication_errors",
            ),
            (
                [&shut()[..], &[("/plugin", json!("jwt-auth"))]].concat(),
                "fail: The REST API is closed to visitors.",
                "/jwt-auth/v1/*",
            ),
            // Something else
            (
                vec![blog(index), blog(pretty)],
                "fail: There is no REST API at this address. Status 404.",
                "frontend",
            ),
            (
                vec![other(index), other(pretty)],
                "fail: There is no REST API at this address.",
                "frontend",
            ),
            (
                vec![(index, with_text("Notice: x ")), blog(pretty)],
                "fail: The response has extra text at its beginning. Status 200.",
                "display_errors",
            ),
            (
                vec![(index, answer(500, died)), blog(pretty)],
                "fail: WordPress stopped before",
                "wp_die",
            ),
            (
                vec![(index, answer(429, r#"{"code":"x"}"#)), blog(pretty)],
                "fail: Too many requests. Try again later. Status 429.",
                "",
            ),
            (
                vec![(index, answer(503, r#"{"code":"x"}"#)), blog(pretty)],
                "fail: The site is under maintenance. Status 503.",
                ".maintenance",
            ),
            (vec![(index, answer(503, r#"{"a":1}"#)), blog(pretty)], NONE, "frontend"),
            (vec![(index, answer(400, r#"{"a":1}"#)), blog(pretty)], NONE, "frontend"),
            (
                vec![
                    (index, answer(500, &died.replace("wp_die", "internal_server_error"))),
                    blog(pretty),
                ],
                "fail: The site's code crashed. Status 500.",
                "PHP crashed",
            ),
            (
                vec![
                    (index, answer(403, r#"{"message":"Access denied by a firewall"}"#)),
                    blog(pretty),
                ],
                "fail: A firewall responds instead of the site. Status 403.",
                "firewall",
            ),
            (vec![(index, answer(200, "\"Hello\"")), blog(pretty)], NONE, "frontend"),
            (
                vec![(index, answer(200, "")), blog(pretty)],
                "fail: The response is empty. Status 200.",
                "empty",
            ),
            (vec![(index, asks("Basic realm=x")), blog(pretty)], GATE, "password"),
            (vec![(index, answer(401, "<h1>")), blog(pretty)], GATE, "password"),
            (
                vec![(index, asks("Bearer")), blog(pretty)],
                "fail: The response is a web page",
                "One of",
            ),
            // The addresses differ.
            (vec![(pretty, answer(200, &with_routes))], "fail: The query string is lost", "$args"),
            (
                vec![(index, answer(200, &with_routes)), (pretty, answer(200, &with_routes))],
                here,
                "",
            ),
            (
                vec![plain(), (pretty, answer(200, r#"{"routes":{}}"#))],
                "pass: The REST API responds at https://example.org/?rest_route=, but not at /wp-json/.",
                "Permalinks",
            ),
            (vec![blog(pretty)], "fail: The REST API does not respond at /wp-json/.", "try_files"),
            (
                vec![(pretty, failed(""))],
                "fail: The REST API does not respond at /wp-json/.",
                "try_files",
            ),
            (
                vec![plain(), blog(pretty)],
                "pass: The REST API responds at https://example.org/?rest_route=, but not at /wp-json/.",
                "any setting except \"Plain\"",
            ),
            (
                vec![plain(), (pretty, failed(""))],
                "pass: The REST API responds at https://example.org/?rest_route=.",
                "",
            ),
            (vec![plain()], "pass: The REST API responds at https://example.org/?rest_route=.", ""),
        ],
    );
}

#[test]
fn guards() {
    let server = |name: &str| ("/probes/index/headers/server", json!(name));
    let lists = |name: &str| ("/probes/index/body", json!(INDEX.replace("wp/v2", name)));
    tell(
        "guards",
        vec![
            (vec![], "pass: None found.", ""),
            (vec![server("nginx")], "pass: None found.", ""),
            (vec![server("cloudflare")], "warn: Cloudflare filters requests.", ""),
            (vec![server("Sucuri/Cloudproxy")], "warn: Sucuri filters requests.", ""),
            (vec![lists("wordfence/v1")], "warn: Wordfence filters requests.", ""),
            (vec![lists("secupress/v1")], "warn: SecuPress filters requests.", ""),
            (shut(), UNSEEN, ""),
            // The address that works is looked at.
            (
                vec![blog("/probes/index"), ("/probes/pretty/headers/server", json!("cloudflare"))],
                "warn: Cloudflare",
                "",
            ),
        ],
    );
}

#[test]
fn address() {
    let index = |changes: Value| {
        let mut index: Value = serde_json::from_str(INDEX).unwrap();
        for (name, value) in changes.as_object().unwrap() {
            index[name] = value.clone();
        }
        vec![("/probes/index/body", json!(index.to_string()))]
    };
    let frontend = "https://front.example";
    let headless = "pass: WordPress is at this address. Its Site Address (https://front.example)";
    tell(
        "address",
        vec![
            (vec![], "pass: The Site Address is https://example.org.", ""),
            (
                index(json!({ "home": "https://example.org/" })),
                "pass: The Site Address is https://example.org/.",
                "",
            ),
            (
                [&index(json!({}))[..], &[("/site", json!("https://example.org/"))]].concat(),
                "pass: The Site Address is https://example.org.",
                "",
            ),
            (index(json!({ "home": null })), UNSEEN, ""),
            (shut(), UNSEEN, ""),
            (
                // An error of another plugin, with members like the index's.
                vec![
                    (
                        "/probes/index",
                        answer(
                            401,
                            r#"{"code":"rest_cannot_access","message":"","data":{"status":401},"home":"https://x.example"}"#,
                        ),
                    ),
                    closed("/probes/pretty"),
                ],
                UNSEEN,
                "",
            ),
            (index(json!({ "home": frontend, "url": "https://example.org/wp" })), headless, ""),
            (
                index(json!({ "home": frontend, "url": "https://other.example" })),
                "warn: The Site Address is https://front.example.",
                ", https://front.example, then",
            ),
            (
                index(json!({ "home": "https://example.org/blog", "url": "https://example.org" })),
                "warn: The Site Address is https://example.org/blog.",
                ", https://example.org/blog, then",
            ),
            (index(json!({ "home": frontend })), "warn: The Site Address is", frontend),
        ],
    );
}

#[test]
fn cache() {
    let (mine, nobodys, me, validated) =
        ("/probes/mine", "/probes/nobodys", "/probes/me", "/probes/validated");
    let with = |status: u16, headers: Value| json!({ "outcome": "answer", "status": status, "body": "{}", "headers": headers });
    let fresh = "pass: The response to a request with an Authorization header did not come from";
    let cached = "fail: Responses for logged-in users come from a cache. ";
    tell(
        "cache",
        vec![
            (vec![], fresh, ""),
            (shut(), UNSEEN, ""),
            (vec![(me, failed(""))], LOG_IN, ""),
            (
                vec![(me, with(401, json!({ "age": "9" })))],
                &[cached, "age: 9"].concat().leak()[..],
                "Exclude",
            ),
            // What was asked with a token tells more.
            (vec![(me, with(401, json!({ "age": "9" }))), (mine, with(200, json!({})))], fresh, ""),
            (
                vec![(mine, with(200, json!({ "x-cache": "HIT" })))],
                "fail: Responses for logged-in",
                "Exclude",
            ),
            (
                vec![(mine, with(200, json!({}))), (nobodys, with(200, json!({})))],
                "fail: Responses for logged-in users come from a cache. A request without a token got",
                "Exclude",
            ),
            (vec![(mine, with(200, json!({}))), (nobodys, with(401, json!({})))], fresh, ""),
            (
                vec![(mine, with(401, json!({}))), (validated, with(200, json!({})))],
                "warn: The plugin accepts the token, but WordPress treats requests with it as anonymous.",
                "One of these",
            ),
            (vec![(mine, with(401, json!({}))), (validated, with(403, json!({})))], fresh, ""),
            (vec![(mine, with(200, json!({}))), (validated, with(200, json!({})))], fresh, ""),
        ],
    );
}

#[test]
fn clock() {
    let skew = |seconds: f64| vec![("/skew", json!(seconds))];
    let none = || ("/skew", Value::Null);
    tell(
        "clock",
        vec![
            (skew(0.9), "pass: The server's clock is right.", ""),
            (skew(-0.9), "pass: The server's clock is right.", ""),
            (skew(1.0), "pass: The server's clock is 1 s ahead.", ""),
            (skew(-1.0), "pass: The server's clock is 1 s behind.", ""),
            (skew(119.0), "pass: The server's clock is 119 s ahead.", ""),
            (skew(-119.0), "pass: The server's clock is 119 s behind.", ""),
            (skew(120.0), "warn: The server's clock is 120 s ahead. presskey corrects it.", "NTP"),
            (
                skew(-120.0),
                "warn: The server's clock is 120 s behind. presskey corrects it.",
                "NTP",
            ),
            (vec![none()], LOG_IN, ""),
            (
                vec![none(), ("/probes/index", failed("")), ("/probes/pretty", failed(""))],
                UNSEEN,
                "",
            ),
        ],
    );
}

#[test]
fn login_plugin() {
    let on = |plugin: &str| ("/plugin", json!(plugin));
    let no_plugin = || ("/probes/index/body", json!(INDEX.replace("jwt-auth", "x")));
    let jwt = "JWT Authentication for WP REST API";
    let pass = [&["pass: ", jwt, " responds at /jwt-auth/v1."].concat()[..]].concat();
    tell(
        "plugin",
        vec![
            (vec![], pass.leak(), ""),
            (vec![on("jwt-auth")], "pass: JWT Auth responds at /jwt-auth/v1.", ""),
            (
                vec![on("simple-jwt-login")],
                "fail: This site has no login plugin for frontends. There is no /simple-jwt-login/v1.",
                "\"Simple JWT Login\"",
            ),
            (vec![on("basic-auth")], "skip: Basic Auth, not confirmed.", ""),
            ([&shut()[..], &[on("jwt-auth")]].concat(), "skip: JWT Auth, not confirmed.", ""),
            (shut(), UNSEEN, ""),
            (
                vec![no_plugin()],
                "fail: This site has no login plugin for frontends.",
                "authorize()",
            ),
        ],
    );
}

#[test]
fn secret() {
    let probes = ["header", "login", "validated"];
    let at = |name: &str| ["/probes/", name].concat().leak() as &'static str;
    let said = |name: &str, what: &str| (at(name), answer(403, code(what).as_str().unwrap()));
    let missing = "fail: The login plugin is not configured.";
    let line = "JWT_AUTH_SECRET_KEY";
    let mut rows = vec![];
    for name in probes {
        for word in ["jwt_auth_bad_config", "x_secret_missing", "x_configuration_error"] {
            rows.push((vec![said(name, word)], missing, line));
        }
        rows.push((
            vec![said(name, "jwt_auth_unsupported_algorithm")],
            "fail: The login plugin is not configured. The plugin doesn't support its algorithm.",
            line,
        ));
    }
    let silent = || said("header", "x");
    let mut refused = answer(403, code("jwt_auth_bad_config").as_str().unwrap());
    refused["outcome"] = json!("failed");
    rows.extend([
        (vec![], "pass: The plugin checks signatures.", ""),
        (vec![silent()], LOG_IN, ""),
        (vec![silent(), said("validated", "x")], LOG_IN, ""),
        (vec![silent(), (at("validated"), answer(200, "{}"))], "pass: The plugin checks", ""),
        ([&shut()[..], &[silent()]].concat(), UNSEEN, ""),
        // It was not readable.
        (vec![("/probes/header", refused)], LOG_IN, ""),
    ]);
    tell("secret", rows);
}

#[test]
fn login_route() {
    let login = "/probes/login";
    let body = |text: &str| ("/probes/login/body", json!(text));
    let hidden = || ("/probes/login/headers", json!({}));
    let origin = |origin: &str| ("/origin", json!(origin));
    let pass = "pass: The login route responds, and the page can read it.";
    tell(
        "login",
        vec![
            (vec![], pass, ""),
            (shut(), UNSEEN, ""),
            (vec![(login, Value::Null)], UNSEEN, ""),
            (vec![(login, to("/x"))], UNSEEN, ""),
            (vec![hidden()], "fail: The response of this route has no CORS headers.", "PHP ended"),
            (vec![hidden(), ("/probes/index/headers", json!({}))], UNSEEN, ""),
            (
                vec![(login, failed("")), ("/page", json!(true))],
                "fail: The response of this route has no CORS",
                "PHP ended",
            ),
            (
                vec![(login, failed("")), ("/page", json!(true)), ("/probes/still", failed(""))],
                "skip: The connection was lost meanwhile.",
                "",
            ),
            (vec![(login, failed(""))], "fail: The server closed the connection", "error log"),
            (
                vec![(login, only("late")), ("/plugin", json!("wp-user"))],
                "fail: The server did not respond in time.",
                "`timeout`",
            ),
            (
                vec![(
                    "/probes/login/headers/access-control-allow-origin",
                    json!("https://x.example"),
                )],
                "fail: The response allows another origin only.",
                "another origin",
            ),
            (
                vec![hidden(), ("/plugin", json!("wp-user"))],
                "fail: The login plugin sends no CORS headers.",
                "rest_send_cors_headers",
            ),
            // Nobody asks about CORS.
            (vec![hidden(), origin("")], "pass: The login route responds.", ""),
            (vec![hidden(), origin(SITE)], "pass: The login route responds.", ""),
            (vec![hidden(), ("/page", json!(true))], pass, ""),
            (
                vec![(login, failed("")), origin("")],
                "fail: The server closed the connection during this request.",
                "error log",
            ),
            (vec![body("")], "fail: The response is empty.", "empty"),
            (
                vec![body("<h1>")],
                "fail: The response is a web page, not data from the REST API. Status 403.",
                "page",
            ),
        ],
    );
}

#[test]
fn authorization() {
    let (header, bare, validated) = ("/probes/header", "/probes/bare", "/probes/validated");
    let said = |status: u16, what: &str| answer(status, code(what).as_str().unwrap());
    let stripped = "fail: The web server drops the Authorization header.";
    let untested = "skip: The doctor can't test this header with the site's login plugin.";
    tell(
        "authorization",
        vec![
            (vec![], "pass: The header reaches the plugin.", ""),
            (vec![(validated, said(403, "jwt_auth_no_auth_header"))], stripped, "CGIPassAuth"),
            (vec![(validated, answer(200, "{}"))], "pass: The plugin accepts the token.", ""),
            (vec![(validated, said(429, "x"))], "skip: The site limits requests.", ""),
            (
                vec![(validated, said(403, "jwt_auth_invalid_token"))],
                "warn: The plugin does not accept the token: jwt_auth_invalid_token.",
                "",
            ),
            (
                [&shut()[..], &[(validated, answer(200, "{}"))]].concat(),
                "pass: The plugin accepts",
                "",
            ),
            (shut(), UNSEEN, ""),
            (vec![(header, said(403, "jwt_auth_no_auth_header"))], stripped, "CGIPassAuth"),
            (
                vec![(header, said(403, "jwt_auth_bad_config"))],
                "skip: Set the plugin's secret first.",
                "",
            ),
            (vec![(header, failed(""))], untested, ""),
            (vec![(bare, answer(403, "{}"))], untested, ""),
            (vec![(header, failed("")), (bare, answer(403, "{}"))], untested, ""),
            (
                vec![(header, said(403, "x")), (bare, said(403, "x"))],
                "skip: The plugin's response is the same with and without the header.",
                "",
            ),
        ],
    );
}

#[test]
fn cookies() {
    let on = || ("/plugin", json!("jwt-auth"));
    let between =
        |page: &str, site: &str| vec![on(), ("/origin", json!(page)), ("/site", json!(site))];
    let sent = "pass: Browsers send the plugin's cookie";
    let kept = "warn: The plugin renews with a cookie, which browsers don't send";
    let domain = "own domain";
    tell(
        "cookies",
        vec![
            (vec![], "pass: This plugin needs no cookies.", ""),
            (shut(), UNSEEN, ""),
            (vec![on(), ("/origin", json!(""))], "skip: No origin given (--origin).", ""),
            (
                vec![on()],
                "warn: The plugin renews with a cookie, which browsers don't send from app.example to \
             example.org.",
                domain,
            ),
            (between("https://app.example.org", "https://example.org"), sent, ""),
            (between("https://example.org", "https://wp.example.org/blog"), sent, ""),
            (between("https://a.b.example.org", "https://c.example.org"), sent, ""),
            (between("https://app.example.org:8443", "https://example.org"), sent, ""),
            (between("http://localhost:3000", "http://localhost:8080"), sent, ""),
            (between("http://app.example.org", "https://example.org"), kept, domain),
            (between("https://example.org", "https://example.com"), kept, domain),
            (between("https://notexample.org", "https://example.org"), kept, domain),
            (between("https://app.example.org", "https://app.example.com"), kept, domain),
            (between("http://10.0.0.1", "http://10.0.0.1:81"), sent, ""),
            (between("http://10.1.0.1", "http://10.0.0.1"), kept, domain),
        ],
    );
}

#[test]
fn cors() {
    let (index, pretty, direct, picture) =
        ("/probes/index", "/probes/pretty", "/probes/direct", "/probes/picture");
    let page = || ("/page", json!(true));
    let hidden = || vec![(index, failed("")), (pretty, failed("")), (direct, only("opaque"))];
    let with = |more: &[(&'static str, Value)]| [&hidden()[..], more].concat();
    let allow = |value: &str| ("/probes/index/headers/access-control-allow-origin", json!(value));
    let origin = |origin: &str| ("/origin", json!(origin));
    let pass = "pass: Pages of https://app.example can read anonymous responses.";
    let no_origin = "skip: No origin given (--origin).";
    let own = "pass: Pages of the site's own origin need no CORS.";
    let not_rest = "skip: The response is not from the REST API";
    let closing = || answer(403, r#"{"error":"Restricted"}"#);
    tell(
        "cors",
        vec![
            (vec![], pass, ""),
            (vec![allow("*")], pass, ""),
            (vec![allow(" * ")], pass, ""),
            (vec![(direct, only("opaque"))], pass, ""),
            (vec![origin("")], no_origin, ""),
            (vec![origin(SITE)], own, ""),
            (vec![(index, failed("")), (pretty, failed(""))], UNSEEN, ""),
            (vec![(index, failed("")), (pretty, failed("")), (direct, failed(""))], UNSEEN, ""),
            (
                vec![(index, only("late")), (pretty, failed("")), (direct, only("opaque"))],
                UNSEEN,
                "",
            ),
            (vec![blog(index), blog(pretty)], not_rest, ""),
            (vec![blog(index), blog(pretty), page()], pass, ""),
            (hidden(), not_rest, ""),
            (
                with(&[page()]),
                "fail: The server responds, but the browser blocks the response",
                "this is the address of the frontend",
            ),
            (
                with(&[page(), (picture, only("answer"))]),
                "fail: The site responds, but the browser blocks the response",
                "is there twice or names another",
            ),
            (
                with(&[page(), (picture, only("opaque"))]),
                "fail: The server responds, but the browser blocks the response",
                "this is the address of the frontend",
            ),
            (with(&[page(), origin("")]), no_origin, ""),
            (
                vec![
                    (index, closing()),
                    (pretty, closing()),
                    ("/plugin", json!("wp-rest-api-authentication")),
                ],
                "fail: The login plugin sends no CORS headers.",
                "rest_send_cors_headers",
            ),
            (
                vec![origin("tauri://localhost"), allow("")],
                "fail: WordPress does not allow this app's origin. Access-Control-Allow-Origin: ",
                "kses_allowed_protocols",
            ),
            (
                vec![allow("https://x.example")],
                "fail: The response allows another origin only. Access-Control-Allow-Origin: https://x.example",
                "another origin",
            ),
            (
                vec![allow("https://app.example, https://x.example")],
                "fail: The response has two Access-Control-Allow-Origin headers.",
                "add_header",
            ),
            (
                vec![("/probes/index/headers", json!({}))],
                "fail: The response has no Access-Control-Allow-Origin header.",
                "stops PHP",
            ),
        ],
    );
}

#[test]
fn preflight() {
    let page = || ("/page", json!(true));
    let (preflighted, typed, others) = ("/probes/preflighted", "/probes/typed", "/probes/others");
    let at = |path: &str| ["/probes/", path].concat().leak() as &'static str;
    let allows = |probe: &str, what: &str, value: &str| {
        (at(&[probe, "/headers/access-control-allow-", what].concat()), json!(value))
    };
    let pass = "pass: Pages of https://app.example can read and write with a token.";
    let header = "fail: The server does not allow pages to send one of the headers.";
    let refused = "fail: The server refuses the browser's preflight.";
    let (still, lost) = ("/probes/still", "skip: The connection was lost meanwhile.");
    let mut rows = vec![
        (vec![], pass, ""),
        (shut(), UNSEEN, ""),
        (vec![("/origin", json!(""))], "skip: No origin given (--origin).", ""),
        (vec![("/origin", json!(SITE))], "pass: Pages of the site's own origin", ""),
        // In a page
        (vec![page(), (preflighted, only("answer"))], pass, ""),
        (vec![page()], UNSEEN, ""),
        (vec![page(), (preflighted, only("late"))], UNSEEN, ""),
        (vec![page(), (preflighted, failed(""))], refused, "OPTIONS"),
        (
            vec![page(), (preflighted, failed("")), (typed, only("answer"))],
            header,
            "The header Authorization",
        ),
        (
            vec![page(), (preflighted, failed("")), (others, only("answer"))],
            header,
            "The header Content-Type",
        ),
        (vec![page(), (preflighted, failed("")), (typed, failed(""))], refused, "OPTIONS"),
        // The connection is gone.
        (vec![page(), (preflighted, failed("")), (still, failed(""))], lost, ""),
        (vec![page(), (preflighted, only("answer")), (still, failed(""))], pass, ""),
        (vec![("/probes/preflightGet", failed("")), (still, only("late"))], lost, ""),
        // The check of reading has failed already.
        (vec![allows("index", "origin", "https://x.example")], UNSEEN, ""),
        (vec![allows("preflightPost", "headers", "Authorization,Content-Type")], pass, ""),
        (vec![allows("preflightPost", "headers", "authorization , *")], pass, ""),
        (
            vec![allows("preflightPost", "headers", "authorization")],
            "fail: The server does not allow pages to send one of the headers. OPTIONS for POST: \
             status 200. Access-Control-Allow-Origin: https://app.example",
            "The header content-type",
        ),
        (vec![allows("preflightGet", "headers", "*")], header, "The header authorization"),
    ];
    for (probe, real, method) in [("preflightGet", "me", "GET"), ("preflightPost", "write", "POST")]
    {
        let status = |status: u16| (at(&[probe, "/status"].concat()), json!(status));
        let says = |status: &str| {
            [
                "fail: The server refuses the browser's preflight. OPTIONS for ",
                method,
                ": status ",
                status,
                ".",
            ]
            .concat()
            .leak() as &'static str
        };
        rows.extend([
            (vec![(at(probe), Value::Null)], UNSEEN, ""),
            (
                vec![(at(probe), to("/x"))],
                "fail: The server redirects the browser's preflight.",
                "redirects",
            ),
            (vec![(at(probe), failed(""))], says("0"), "OPTIONS"),
            (vec![status(405)], says("405"), "OPTIONS"),
            (vec![status(300)], says("300"), "OPTIONS"),
            (vec![status(199)], says("199"), "OPTIONS"),
            (vec![status(204)], pass, ""),
            (
                vec![allows(probe, "origin", "https://x.example")],
                "fail: The response allows another origin only. OPTIONS for",
                "another origin",
            ),
            (
                vec![(at(&[real, "/headers"].concat()), json!({}))],
                [
                    "fail: The response has no Access-Control-Allow-Origin header. Response to ",
                    method,
                    ".",
                ]
                .concat()
                .leak(),
                "stops PHP",
            ),
            // It says nothing of CORS.
            (vec![(at(real), failed(""))], pass, ""),
        ]);
    }
    tell("preflight", rows);
}
