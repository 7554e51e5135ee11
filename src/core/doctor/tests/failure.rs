//! Why a call failed: the probes that it takes, the code, and the hint.

use serde_json::{Value, json};

use super::super::{cause::Cause, failure::of_network};
use super::{CLOSED, FORBIDDEN, INDEX, SITE, answer, only, run};

/// The failure, what else is known, what probes show; which of them are made, the code if it is
/// another, and a part of the hint, which is missing if this is empty.
type Row =
    (Value, Value, Vec<(&'static str, Value)>, &'static [&'static str], &'static str, &'static str);

fn tell(rows: Vec<Row>) {
    for (failure, known, probes, made, code, part) in rows {
        let shown = json!([failure, known, probes]).to_string();
        let (asked, told) = run(failure, known, &probes);
        let text = |name: &str| told[name].as_str().unwrap_or_default().to_string();
        assert_eq!(asked, made, "{shown}\n{told}");
        assert_eq!(told.get("code").is_some(), !code.is_empty(), "{shown}\n{told}");
        assert_eq!(told.get("message").is_some(), !code.is_empty(), "{shown}\n{told}");
        assert_eq!(text("code"), code, "{shown}");
        assert!(text("hint").contains(part), "{shown}\n{}", text("hint"));
        assert_eq!(told.get("hint").is_some(), !part.is_empty(), "{shown}\n{}", text("hint"));
    }
}

/// A response that was read.
fn page(status: u16, method: &str, body: &str) -> Value {
    json!({ "code": "malformed_response", "hint": "page", "status": status, "method": method, "body": body })
}

fn at(url: &str, body: &str) -> Value {
    json!({ "outcome": "answer", "status": 200, "url": url, "body": body })
}

const UNCLEAR: &str = "The browser does not say why.";
const BROKEN: &str = "a firewall closed the connection. Look into the web server's error log.";
const WITHOUT_CORS: &str = "Other routes of the site have CORS headers";
const NO_ANSWER: &str = "there is no response at all";
const FIREWALL: &str = "A firewall or a bot protection responds instead of WordPress.";

fn open() -> (&'static str, Value) {
    ("index", answer(200, INDEX))
}

#[test]
fn the_first_part_names_causes() {
    let named = |key: &str, plugin: &str, code, hint| -> Row {
        let failure = json!({ "code": "http_error", "hint": key });
        (failure, json!({ "plugin": plugin }), vec![], &[], code, hint)
    };
    let jwt = "jwt-authentication-for-wp-rest-api";
    tell(vec![
        named("authorization_stripped", jwt, "authorization_stripped", "CGIPassAuth"),
        named("issuer_mismatch", jwt, "issuer_mismatch", "issued for another address"),
        named("rest_closed", jwt, "rest_closed", "rest_authentication_errors"),
        named("rest_not_found", jwt, "rest_not_found", "No WordPress REST API responds here."),
        named("server_misconfigured", jwt, "server_misconfigured", "JWT_AUTH_SECRET_KEY"),
        named("server_misconfigured", "basic-auth", "server_misconfigured", ""),
        named("user_mismatch", jwt, "user_mismatch", "Send the request again"),
        named("expiry", jwt, "server_misconfigured", "jwt_auth_expire"),
        named("early", jwt, "token_rejected", "different clocks"),
        named("empty", jwt, "malformed_response", "The response is empty"),
        named("login_refused", jwt, "forbidden", "refuses this login"),
        named("locked_out", jwt, "rate_limited", "locked this address or this account out"),
        named("me_refused", jwt, "forbidden", "presskey requests /wp/v2/users/me"),
        named("wrapped", jwt, "malformed_response", "jwt_auth_token_before_dispatch"),
        named(
            "wrapped",
            "jwt-auth",
            "malformed_response",
            "One of these: `plugin` names another plugin;",
        ),
        named("crashed", jwt, "", "PHP crashed"),
        named("switched_off", "simple-jwt-login", "server_misconfigured", "Refresh Token"),
        named("died", jwt, "", "WordPress itself stopped"),
        named("nonce", jwt, "not_authenticated", "Cart-Token"),
        named("nonce_refused", jwt, "", "X-WP-Nonce"),
        named("x", jwt, "", ""),
        // The app has this code already, or it says what becomes of the session.
        (
            json!({ "code": "rest_closed", "hint": "rest_closed" }),
            json!({}),
            vec![],
            &[],
            "",
            "Allow",
        ),
        (
            json!({ "code": "refresh_failed", "hint": "early" }),
            json!({}),
            vec![],
            &[],
            "",
            "clocks",
        ),
    ]);
}

#[test]
fn each_plugin_has_its_own_settings() {
    let hint = |plugin: &str, failure: Value| {
        let (_, told) = run(failure, json!({ "plugin": plugin }), &[]);
        told["hint"].as_str().unwrap_or_default().to_string()
    };
    let other = "Fix the filter or the setting of the plugin that changes it.";
    for (plugin, secret, expiry, claims) in [
        (
            "jwt-authentication-for-wp-rest-api",
            "JWT_AUTH_SECRET_KEY",
            "`jwt_auth_expire`",
            "`jwt_auth_token_before_sign`",
        ),
        ("jwt-auth", "JWT_AUTH_SECRET_KEY", "`jwt_auth_expire`", "`jwt_auth_payload`"),
        ("simple-jwt-login", "a decryption key", "in minutes", ""),
        ("wp-rest-api-authentication", "choose the JWT method", other, ""),
        (
            "wp-graphql-jwt-authentication",
            "GRAPHQL_JWT_AUTH_SECRET_KEY",
            "`graphql_jwt_auth_expire`",
            "`graphql_jwt_auth_token_before_sign`",
        ),
        ("simple-jwt-authentication", "SIMPLE_JWT_AUTHENTICATION_SECRET_KEY", other, ""),
        ("jwt-auth-pro-wp-rest-api", "settings page in the dashboard", other, ""),
        ("wp-user", "", other, ""),
    ] {
        let of = |key: &str| hint(plugin, json!({ "code": "x", "hint": key }));
        assert_eq!(of("server_misconfigured").is_empty(), secret.is_empty(), "{plugin}");
        assert!(of("server_misconfigured").contains(secret), "{plugin}");
        assert!(of("expiry").contains(expiry), "{plugin}: {}", of("expiry"));
        let mut large = page(431, "GET", "<h1>");
        large["weight"] = json!(9000);
        let told = hint(plugin, large);
        assert!(told.contains(claims), "{plugin}: {told}");
        assert_eq!(told.contains("sets its content"), !claims.is_empty(), "{plugin}: {told}");
    }
}

#[test]
fn a_page_is_told_by_its_status_and_its_words() {
    let told = |status: u16, method: &str, body: &str, code, hint| -> Row {
        (page(status, method, body), json!({}), vec![], &[], code, hint)
    };
    let frontend_of = |body: &str| -> Row { told(200, "GET", body, "", "your frontend") };
    let cookie = |length: usize| {
        let page = "<script>document.cookie='a=1';location.href='/'</script>";
        [page, &" ".repeat(length - page.len())].concat()
    };
    let weighs = |status: u16, weight: f64, body: &str| {
        let mut failure = page(status, "GET", body);
        failure["weight"] = json!(weight);
        failure
    };
    let heavy = |status: u16, weight: f64, body: &str| -> Row {
        (weighs(status, weight, body), json!({}), vec![], &[], "", "The header with the token has")
    };
    let light = |status: u16, weight: f64, body: &str| -> Row {
        (
            weighs(status, weight, body),
            json!({}),
            vec![open()],
            &["index"],
            "",
            "before its route responds",
        )
    };
    tell(vec![
        told(406, "GET", "<h1>Nein</h1>", "", FIREWALL),
        told(429, "GET", "<h1>Slow</h1>", "", "One of these: a maintenance notice"),
        told(300, "GET", "<h1>Where?</h1>", "", "One of these: a maintenance notice"),
        told(400, "GET", super::PHP_HTML, "http_error", "PHP crashed"),
        told(399, "GET", super::PHP_HTML, "", "PHP crashed"),
        told(403, "GET", "<p>You have been locked out</p>", "rate_limited", "locked this address"),
        frontend_of("<p>You have been locked out</p>"),
        frontend_of("<p>function f() { x }"),
        frontend_of("<p>Hi {\"a\":1}</p>"),
        frontend_of("<h1>Fatal error: the story</h1>"),
        frontend_of("<h1>A fatal error of mine on line 3</h1>"),
        frontend_of("<script>location.href='/a'</script>"),
        frontend_of(&cookie(3000)),
        told(200, "GET", &cookie(2999), "", FIREWALL),
        // No hint can be shown for what has no body in any case.
        told(500, "HEAD", "", "", ""),
        told(404, "HEAD", "<h1>", "", ""),
        // The header with the token
        heavy(400, 3501.0, "Request Header Or Cookie Too Large"),
        heavy(400, 7001.0, "<h1>"),
        heavy(494, 7001.0, "<h1>"),
        light(400, 3500.0, "Request Header Or Cookie Too Large"),
        light(400, 3501.0, "<h1>"),
        light(400, 5000.0, "<h1>"),
        light(400, 7000.0, "<h1>"),
        light(402, 9000.0, "<h1>"),
    ]);
}

#[test]
fn a_page_that_says_no_more_is_compared_with_the_index() {
    let not_found = |status: u16, body: &str| json!({ "code": "rest_not_found", "hint": "page", "status": status, "method": "GET", "body": body });
    let password = "<form><input type='password'></form>";
    let refuses = "<p>Method Not Allowed";
    let nothing = "No WordPress REST API responds here.";
    let whole = "The REST API's index fails in the same way";
    let fails = |index: Value, made, hint| -> Row {
        (page(500, "GET", "<h1>Oops"), json!({}), vec![("index", index)], made, "", hint)
    };
    tell(vec![
        (not_found(404, "<h1>"), json!({}), vec![], &[], "", nothing),
        (not_found(200, "<h1>"), json!({}), vec![("index", only("redirect"))], &[], "", nothing),
        (not_found(200, password), json!({}), vec![open()], &["index"], "", nothing),
        (
            page(200, "GET", password),
            json!({}),
            vec![("index", only("redirect"))],
            &[],
            "",
            "your frontend",
        ),
        (
            page(403, "GET", refuses),
            json!({}),
            vec![open()],
            &["index", "refusal"],
            "",
            "One of these",
        ),
        (
            page(403, "", refuses),
            json!({}),
            vec![open()],
            &["index"],
            "",
            "The page says that POST is not allowed",
        ),
        fails(answer(500, "<h1>Oops"), &["index"], whole),
        fails(answer(500, r#"{"a":1}"#), &["index"], "page with status 500. The error log"),
        fails(answer(404, "<h1>Oops"), &["index"], "page with status 500. The error log"),
        (
            page(403, "DELETE", FORBIDDEN),
            json!({}),
            vec![("methodOnly", answer(403, r#"{"name":"app"}"#))],
            &["methodOnly"],
            "",
            "One of these: the web server or a firewall refuses the method DELETE",
        ),
        // A login: one of both addresses is a page that does not exist.
        (
            page(200, "", "<h1>My blog"),
            json!({}),
            vec![("index", answer(200, "<h1>My blog")), ("other", answer(404, r#"{"a":1}"#))],
            &["index", "other"],
            "",
            "your frontend",
        ),
    ]);
}

#[test]
fn json_of_another_form_is_judged_by_its_status() {
    let of = |code: &str, status: u16, body: &str| {
        json!({
            "code": code, "hint": "foreign", "status": status, "body": body,
            "url": "https://example.org/wp-json/acme/v1/x"
        })
    };
    let odd = |body: &str| of("malformed_response", 200, body);
    let guard = r#"{"message":"Access denied by a firewall"}"#;
    let unsure = "The response is JSON, but not in the format of WordPress's errors.";
    tell(vec![
        (odd(guard), json!({}), vec![], &[], "", FIREWALL),
        (odd(r#"{"ok":1}"#), json!({}), vec![open()], &["index"], "", unsure),
        (
            odd(r#"{"ok":1}"#),
            json!({}),
            vec![("index", answer(403, "<title>Just a moment...</title>"))],
            &["index"],
            "",
            FIREWALL,
        ),
        (
            odd(r#"{"ok":1}"#),
            json!({}),
            vec![("index", answer(200, r#"{"items":[1]}"#))],
            &["index"],
            "rest_not_found",
            "No WordPress REST API",
        ),
        (
            odd(r#"{"ok":1}"#),
            json!({}),
            vec![("index", answer(200, r#"{"message":"Hello there"}"#))],
            &["index"],
            "",
            unsure,
        ),
        (of("http_error", 200, guard), json!({}), vec![], &[], "malformed_response", FIREWALL),
        (of("http_error", 403, guard), json!({}), vec![], &[], "", FIREWALL),
        (of("http_error", 200, r#"{"id":1}"#), json!({}), vec![], &[], "", unsure),
    ]);
}

#[test]
fn a_refusal_is_compared_with_the_index() {
    let refused = |hint: &str, code: &str, wp_code: &str| json!({ "code": code, "hint": hint, "wpCode": wp_code });
    let on = |plugin: &str| json!({ "plugin": plugin });
    let died = r#"{"code":"wp_die","message":"No database","data":{"status":500}}"#;
    let passwords = INDEX.replacen('{', r#"{"authentication":[],"#, 1);
    let indexed =
        |plugin: &str| json!({ "plugin": plugin, "probes": { "index": answer(200, &passwords) } });
    tell(vec![
        (
            refused("me_refused", "x", "rest_x"),
            on("basic-auth"),
            vec![],
            &[],
            "forbidden",
            "users/me",
        ),
        (
            refused("me_refused", "x", "jwt_auth_x"),
            on("jwt-auth"),
            vec![],
            &[],
            "forbidden",
            "users/me",
        ),
        (
            refused("me_refused", "x", "jwt_auth_x"),
            on("basic-auth"),
            vec![],
            &[],
            "",
            "deactivate it",
        ),
        (
            refused("login_closed", "forbidden", ""),
            json!({}),
            vec![open()],
            &["index"],
            "",
            "refuses this login",
        ),
        (refused("login_closed", "http_error", ""), json!({}), vec![open()], &["index"], "", ""),
        (
            refused("login_died", "http_error", ""),
            json!({}),
            vec![open()],
            &["index"],
            "forbidden",
            "refuses this login",
        ),
        (
            refused("login_died", "http_error", ""),
            json!({}),
            vec![("index", answer(500, died))],
            &["index"],
            "",
            "WordPress itself stopped this request",
        ),
        (
            refused("refused", "http_error", ""),
            json!({}),
            vec![("index", only("late"))],
            &["index"],
            "",
            "",
        ),
        (
            refused("plugin_missing", "plugin_missing", ""),
            on("basic-auth"),
            vec![],
            &[],
            "",
            "\"Basic Auth\"",
        ),
        // What the index says of application passwords concerns those alone.
        (
            refused("ignored", "invalid_credentials", ""),
            indexed("basic-auth"),
            vec![],
            &[],
            "",
            "One of these",
        ),
        (
            refused("ignored", "invalid_credentials", ""),
            indexed("application-passwords"),
            vec![],
            &[],
            "server_misconfigured",
            "ignores every application password",
        ),
    ]);
}

#[test]
fn no_more_is_asked_than_tells() {
    let token = json!({ "headers": "authorization", "token": true });
    let write = json!({ "headers": "authorization,content-type", "method": "POST", "token": true });
    let delete = json!({ "headers": "authorization", "method": "DELETE", "token": true });
    let login = json!({ "method": "POST", "login": true });
    let none = || json!({});
    let own = || json!({ "origin": SITE });
    let (direct, passes) = (("direct", only("opaque")), ("preflighted", only("answer")));
    let page = || answer(404, "<html>");
    let counting = json!({ "plugin": "simple-jwt-login" });
    tell(vec![
        // The site
        (
            none(),
            none(),
            vec![("direct", only("blocked"))],
            &["index", "direct"],
            "",
            "connect-src",
        ),
        (none(), none(), vec![("direct", only("redirect"))], &["index", "direct"], "", UNCLEAR),
        (none(), json!({ "spent": true }), vec![], &[], "", UNCLEAR),
        (none(), json!({ "spent": true, "origin": SITE }), vec![], &[], "", UNCLEAR),
        (none(), own(), vec![], &["index"], "", NO_ANSWER),
        (none(), json!({ "page": false }), vec![], &["index"], "", NO_ANSWER),
        (
            none(),
            none(),
            vec![direct.clone(), ("other", page())],
            &["index", "direct", "indexAgain", "other", "picture"],
            "cors_blocked",
            "this is the address of the frontend",
        ),
        (
            none(),
            none(),
            vec![direct.clone(), ("picture", only("answer"))],
            &["index", "direct", "indexAgain", "other", "picture"],
            "cors_blocked",
            "One of these blocks the responses for",
        ),
        (
            none(),
            json!({ "variant": true }),
            vec![direct.clone(), ("picture", only("answer"))],
            &["index", "direct", "indexAgain", "other", "variant", "picture"],
            "cors_blocked",
            "One of these blocks the responses for",
        ),
        // With "www." it calls itself what it was called.
        (
            none(),
            json!({ "variant": true, "plugin": "" }),
            vec![direct.clone(), ("variant", answer(200, INDEX))],
            &["index", "direct", "indexAgain", "other", "variant", "picture"],
            "cors_blocked",
            "this is the address of the frontend",
        ),
        (
            none(),
            counting.clone(),
            vec![direct.clone(), ("other", answer(200, INDEX))],
            &["index", "direct"],
            "cors_blocked",
            "this is the address of the frontend",
        ),
        // A call with a token
        (
            token.clone(),
            none(),
            vec![open()],
            &["index", "preflighted", "typed", "preflightedAgain", "indexAgain"],
            "cors_blocked",
            "preflight",
        ),
        (
            token.clone(),
            none(),
            vec![open(), ("typed", only("late"))],
            &["index", "preflighted", "typed"],
            "",
            UNCLEAR,
        ),
        (
            write.clone(),
            none(),
            vec![open()],
            &["index", "preflighted", "typed", "others", "preflightedAgain", "indexAgain"],
            "cors_blocked",
            "the browser sends OPTIONS",
        ),
        (
            json!({ "headers": "content-type", "method": "POST" }),
            none(),
            vec![open()],
            &["index", "preflighted", "preflightedAgain", "indexAgain"],
            "cors_blocked",
            "the browser sends OPTIONS",
        ),
        (
            token.clone(),
            none(),
            vec![open(), ("preflighted", only("late"))],
            &["index", "preflighted"],
            "",
            UNCLEAR,
        ),
        (
            token.clone(),
            none(),
            vec![open(), ("preflighted", only("redirect"))],
            &["index", "preflighted", "route", "routeDirect"],
            "",
            BROKEN,
        ),
        (
            delete.clone(),
            none(),
            vec![open(), passes.clone()],
            &["index", "preflighted", "method", "methodAgain", "indexAgain"],
            "cors_blocked",
            "blocks DELETE",
        ),
        (
            delete.clone(),
            none(),
            vec![open(), passes.clone(), ("method", only("answer"))],
            &["index", "preflighted", "method"],
            "",
            UNCLEAR,
        ),
        (write, none(), vec![open(), passes], &["index", "preflighted"], "", UNCLEAR),
        // A route
        (none(), none(), vec![open()], &["index", "route", "routeDirect"], "", BROKEN),
        (
            json!({ "method": "HEAD" }),
            none(),
            vec![open()],
            &["index", "route", "routeDirect"],
            "",
            BROKEN,
        ),
        (
            none(),
            own(),
            vec![open(), ("routeDirect", only("opaque"))],
            &["index", "route"],
            "",
            BROKEN,
        ),
        (
            none(),
            none(),
            vec![open(), ("routeDirect", only("opaque"))],
            &["index", "route", "routeDirect", "routeAgain"],
            "cors_blocked",
            WITHOUT_CORS,
        ),
        (
            none(),
            none(),
            vec![open(), ("routeDirect", only("late"))],
            &["index", "route", "routeDirect"],
            "",
            UNCLEAR,
        ),
        (none(), none(), vec![open(), ("route", only("answer"))], &["index", "route"], "", UNCLEAR),
        (
            json!({ "include": true, "token": true }),
            none(),
            vec![open(), ("route", only("answer"))],
            &["index", "route"],
            "",
            UNCLEAR,
        ),
        (
            none(),
            none(),
            vec![open(), ("route", only("redirect"))],
            &["index", "route"],
            "redirected",
            "The site redirects",
        ),
        // A login
        (login.clone(), none(), vec![open()], &["index", "post"], "", BROKEN),
        (
            login.clone(),
            none(),
            vec![open(), ("post", only("opaque"))],
            &["index", "post", "postRead"],
            "cors_blocked",
            WITHOUT_CORS,
        ),
        (
            login.clone(),
            none(),
            vec![open(), ("post", only("answer"))],
            &["index", "post"],
            "",
            UNCLEAR,
        ),
        (login.clone(), own(), vec![open()], &["index"], "", UNCLEAR),
        (
            login,
            json!({ "plugin": "wp-user" }),
            vec![open()],
            &["index", "postRead"],
            "cors_blocked",
            "rest_send_cors_headers",
        ),
        (
            json!({ "method": "POST" }),
            json!({ "plugin": "wp-user" }),
            vec![open()],
            &["index"],
            "",
            UNCLEAR,
        ),
        // Elsewhere
        (
            json!({ "elsewhere": true, "url": "https://api.example/x" }),
            none(),
            vec![("routeDirect", only("blocked"))],
            &["routeDirect"],
            "",
            "connect-src 'self' https://api.example`",
        ),
        (
            json!({ "elsewhere": true, "url": "https://api.example/x" }),
            none(),
            vec![("routeDirect", only("failed"))],
            &["routeDirect"],
            "",
            "Open https://api.example in a browser",
        ),
        (
            json!({ "elsewhere": true, "url": "https://api.example/x", "network": "ENOTFOUND" }),
            json!({ "page": false }),
            vec![],
            &[],
            "",
            "Check the spelling of https://api.example, and its DNS record.",
        ),
        (
            json!({ "elsewhere": true, "url": "https://api.example/x" }),
            json!({ "page": false }),
            vec![],
            &[],
            "",
            "Open https://api.example in a browser",
        ),
        (
            json!({ "code": "redirected", "hint": "redirected", "elsewhere": true, "url": "https://api.example/x" }),
            none(),
            vec![],
            &[],
            "",
            "",
        ),
        (
            json!({ "elsewhere": true }),
            none(),
            vec![("routeDirect", only("late"))],
            &["routeDirect"],
            "",
            UNCLEAR,
        ),
    ]);
}

#[test]
fn redirects_are_told_apart() {
    let url = "https://example.org/wp-json/jwt-auth/v1/token";
    let of = |url: &str, location: &str, login: bool| json!({ "code": "redirected", "hint": "redirected", "url": url, "location": location, "login": login });
    let followed = |url: &str, body: &str| ("followed", at(url, body));
    let here = || followed("https://example.org/wp-json/?_fields=name", INDEX);
    let refused = || ("route", answer(401, CLOSED));
    let form = "<input type='password'>";
    let (open, private) =
        ("The site redirects the REST API. Open", "https://example.org/private/?a#b");
    let slash = "redirects to a URL with a slash at its end";
    let hidden = ("followed", only("failed"));
    let variant = |url: &str, body: &str| ("variant", at(url, body));
    let (www, known) = ("https://www.example.org/wp-json/", || json!({ "variant": true }));
    let server = || json!({ "page": false });
    let located = |location: &str| {
        ("index", json!({ "outcome": "redirect", "headers": { "location": location } }))
    };
    tell(vec![
        (of(url, &[url, "/"].concat(), true), json!({}), vec![], &[], "", slash),
        // The same path of another host
        (
            of(url, "https://evil.example/wp-json/jwt-auth/v1/token/", true),
            json!({}),
            vec![here(), refused()],
            &["followed"],
            "",
            "redirected to https://evil.example/wp-json/jwt-auth/v1/token/.",
        ),
        (
            of(url, "https://evil.example/x?y", true),
            json!({}),
            vec![here(), refused()],
            &["followed"],
            "",
            "redirected to https://evil.example/x.",
        ),
        (
            of(url, "/x", true),
            json!({}),
            vec![here(), refused()],
            &["followed", "route"],
            "",
            "wp_login_failed",
        ),
        (
            of(url, "/x", false),
            json!({}),
            vec![here(), refused()],
            &["followed"],
            "",
            "redirected to /x.",
        ),
        // The index leads to a page.
        (
            of(url, "/x", true),
            json!({}),
            vec![followed(private, "<h1>")],
            &["followed"],
            "",
            "https://example.org/private/. A plugin",
        ),
        (
            of(url, "/x", true),
            json!({}),
            vec![followed(private, form)],
            &["followed"],
            "",
            "https://example.org/private/, which asks for a password. A plugin",
        ),
        (
            of("", "", true),
            json!({}),
            vec![followed(private, "<h1>")],
            &["followed"],
            "",
            "private/. A plugin",
        ),
        (of(url, "/x", true), json!({}), vec![followed("", "<h1>")], &["followed"], "", open),
        (of("", "", true), json!({}), vec![here()], &["followed"], "", open),
        (
            of(url, "/x", true),
            json!({}),
            vec![followed("https://example.org/en/wp-json/", INDEX)],
            &["followed"],
            "",
            open,
        ),
        // It cannot be read where it leads.
        (
            of(url, "", true),
            known(),
            vec![hidden.clone(), variant(www, INDEX)],
            &["followed", "variant"],
            "",
            "Pass the final address to `createClient`: https://www.example.org.",
        ),
        (
            of(url, "", true),
            known(),
            vec![hidden.clone(), variant(www, "<h1>")],
            &["followed", "variant", "direct"],
            "",
            "the server they lead to doesn't respond",
        ),
        (
            of(url, "", true),
            known(),
            vec![
                hidden.clone(),
                variant("https://example.org/wp-json/", INDEX),
                ("direct", only("opaque")),
            ],
            &["followed", "variant", "direct"],
            "",
            open,
        ),
        (
            of(url, "", true),
            server(),
            vec![located("/x"), hidden.clone()],
            &["followed", "index"],
            "",
            open,
        ),
        (
            of(url, "", true),
            server(),
            vec![located("https://example.org/x"), hidden],
            &["followed", "index"],
            "",
            "in a circle",
        ),
    ]);
}

#[test]
fn the_words_of_servers_for_a_lost_connection_are_known() {
    for (code, cause) in [
        ("CERT_HAS_EXPIRED", Cause::BadCertificate),
        ("UNABLE_TO_VERIFY_LEAF_SIGNATURE", Cause::BadCertificate),
        ("ERR_SSL_WRONG_VERSION_NUMBER", Cause::NoTls),
        ("ERR_SSL_PACKET_LENGTH_TOO_LONG", Cause::NoTls),
        ("ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE", Cause::BadCertificate),
        ("EPIPE", Cause::ConnectionBroken),
        ("EPROTO", Cause::NoAnswer),
    ] {
        assert!(of_network(code) == cause, "{code}");
    }
}

#[test]
fn a_request_that_got_lost_is_no_proof_of_cors() {
    let token = json!({ "headers": "authorization", "token": true });
    let write = json!({ "headers": "authorization,content-type", "method": "POST", "token": true });
    let delete = json!({ "headers": "authorization", "method": "DELETE", "token": true });
    let login = json!({ "method": "POST", "login": true });
    let include = json!({ "include": true });
    let elsewhere = |method: &str| json!({ "elsewhere": true, "url": "https://api.example/x", "method": method });
    let (none, lost) = (|| json!({}), || only("failed"));
    let passes = |name: &'static str| (name, only("answer"));
    let gone = || ("indexAgain", only("failed"));
    let (post, hidden) = (("post", only("opaque")), ("routeDirect", only("opaque")));
    for (failure, plugin, probes) in [
        // The call and the first look got lost, and the second look arrives.
        (none(), "", vec![("index", lost()), ("direct", only("opaque")), passes("indexAgain")]),
        (
            none(),
            "",
            vec![("index", lost()), ("direct", only("opaque")), ("indexAgain", only("late"))],
        ),
        (token.clone(), "", vec![open(), passes("typed"), passes("preflightedAgain")]),
        (write.clone(), "", vec![open(), passes("others"), passes("preflightedAgain")]),
        (write, "", vec![open(), passes("preflightedAgain")]),
        (delete.clone(), "", vec![open(), passes("preflighted"), passes("methodAgain")]),
        (none(), "", vec![open(), hidden.clone(), passes("routeAgain")]),
        (include, "", vec![open(), passes("route"), passes("routeIncluded")]),
        (login.clone(), "", vec![open(), post, passes("postRead")]),
        (login.clone(), "wp-user", vec![open(), passes("postRead")]),
        // The plugin would count the second look.
        (login, "simple-jwt-login", vec![open()]),
        // The connection is gone by now.
        (token, "", vec![open(), gone()]),
        (delete, "", vec![open(), passes("preflighted"), gone()]),
        // Another server
        (elsewhere("GET"), "", vec![hidden.clone(), passes("route")]),
        (elsewhere("POST"), "", vec![hidden]),
    ] {
        let shown = json!([failure, probes]).to_string();
        let (_, told) = run(failure, json!({ "plugin": plugin }), &probes);
        assert!(told.get("code").is_none(), "{shown}\n{told}");
    }
}
