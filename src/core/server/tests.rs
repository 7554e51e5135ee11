//! What the tests of all servers share, and what holds for every one of them.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

use super::{ALL, Answer, Code, EndReason, Refusal, Server, User, compact};
use crate::core::{
    error::{Error, Sent},
    json::Json,
    secret::{Redaction, Secret},
    token::MAX_LENGTH,
};

pub(super) fn server(id: &str) -> Server {
    Server::by_id(id).unwrap()
}

pub(super) fn jwt(claims: Value) -> String {
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    [part(json!({"typ": "JWT", "alg": "HS256"})), part(claims), "c2ln".into()].join(".")
}

pub(super) fn answer(status: u16, body: &str) -> Answer<'_> {
    Answer { status, body, retry_after: None }
}

/// WordPress's own form of an error.
pub(super) fn core_error(code: &str, status: u16) -> String {
    json!({ "code": code, "message": "<b>Why</b>", "data": { "status": status } }).to_string()
}

/// Why an operation failed, as an app sees it.
pub(super) fn failed(server: Server, operation: &str, status: u16, body: &str) -> Box<Error> {
    let answer = answer(status, body);
    let error = match operation {
        "login" => server.read_login(answer, "editor").unwrap_err(),
        "validate" => server.read_validation(answer, "validate").unwrap_err(),
        _ => server.read_grant(answer, operation).unwrap_err(),
    };
    let error = error.shown();
    assert_eq!(error.sent, Sent::Answered, "{body}");
    // In a 200 the body may say which status is meant.
    assert!(error.status == Some(status) || status == 200, "{body}");
    assert!(!error.message.is_empty() && !error.message.contains(['<', '>']), "{}", error.message);
    error
}

/// What a response with this body says of the token of a call.
pub(super) fn refused(server: Server, status: u16, body: &str) -> Option<Refusal> {
    server.refusal(answer(status, body), server.is_silent(true))
}

/// A row of a table: operation, body, status, the error, why the session is over.
pub(super) type Row<'a> = (&'a str, String, u16, Code, Option<EndReason>);

pub(super) fn check(server: Server, rows: &[Row]) {
    for (operation, body, status, code, ends) in rows {
        let error = failed(server, operation, *status, body);
        assert_eq!((error.code, error.ends), (*code, *ends), "{operation} {status} {body}");
    }
}

/// Puts a value where a dotted path leads.
fn put(into: &mut Value, path: &str, value: &Value) {
    let (key, rest) = path.split_once('.').unwrap_or((path, ""));
    let slot = match key.parse::<usize>() {
        Ok(index) => {
            if !into.is_array() {
                *into = Value::Array(vec![Value::Null; index + 1]);
            }
            &mut into.as_array_mut().unwrap()[index]
        }
        Err(_) => {
            if !into.is_object() {
                *into = Value::Object(Map::new());
            }
            into.as_object_mut().unwrap().entry(key).or_insert(Value::Null)
        }
    };
    if rest.is_empty() { *slot = value.clone() } else { put(slot, rest, value) }
}

/// The places that a description names, one or several.
fn places(spec: &Value, member: &str) -> Vec<String> {
    match spec.pointer(&["/", &member.replace('.', "/")].concat()) {
        Some(Value::String(place)) => vec![place.clone()],
        Some(Value::Array(places)) => {
            places.iter().map(|place| place.as_str().unwrap().into()).collect()
        }
        _ => Vec::new(),
    }
}

fn specs() -> impl Iterator<Item = (Server, Value)> {
    ALL.iter().map(|text| {
        let spec: Value = serde_json::from_str(text).unwrap();
        (server(spec["id"].as_str().unwrap()), spec)
    })
}

/// Responses with a token, in the form that a description gives.
fn grants(spec: &Value) -> Vec<(String, Value)> {
    let claims =
        json!({ "iat": 1, "exp": 2, "id": "7", "sub": "7", "data": { "user": { "id": 7 } } });
    let token = json!(jwt(claims));
    let made = |place: String| {
        let mut body = Value::Null;
        put(&mut body, &place, &token);
        for (member, value) in [("refreshToken", json!("r")), ("user.id", json!(7))] {
            for place in places(spec, member) {
                put(&mut body, &place, &value);
            }
        }
        (place, body)
    };
    places(spec, "token").into_iter().map(made).collect()
}

/// Everything that a description's table of errors knows, as a description says that it looks.
fn errors(spec: &Value) -> Vec<Value> {
    let place = |member: &str, name: &str| {
        places(spec, member).first().cloned().unwrap_or_else(|| name.into())
    };
    let (code, message) = (place("error.code", "code"), place("error.message", "message"));
    let made = |known: &String| {
        let mut body = Value::Null;
        put(&mut body, &message, &json!("No."));
        put(&mut body, &code, &json!(known));
        body
    };
    spec["errors"].as_object().unwrap().keys().map(made).collect()
}

#[test]
fn a_described_lifetime_holds_where_the_answer_tells_none() {
    let spec = r#"{ "login": { "path": "in" }, "token": "t", "opaque": true, "expiresIn": "e", "lifetime": 77 }"#;
    let server = Server::of_spec(Json::parse(spec).unwrap()).unwrap();
    for (body, wanted) in
        [(r#"{"t":"x"}"#, 77.0), (r#"{"t":"x","e":5}"#, 5.0), (r#"{"t":"x","e":"90"}"#, 90.0)]
    {
        let grant = server.read_login(answer(200, body), "").unwrap();
        assert_eq!(grant.expires_in, Some(wanted), "{body}");
    }
}

#[test]
fn no_token_is_longer_than_is_searched_for() {
    let spec = r#"{ "login": { "path": "in" }, "token": "t", "opaque": true }"#;
    let server = Server::of_spec(Json::parse(spec).unwrap()).unwrap();
    for (length, granted) in [(MAX_LENGTH, true), (MAX_LENGTH + 1, false)] {
        let body = ["{\"t\":\"", &"a".repeat(length), "\"}"].concat();
        assert_eq!(server.read_login(answer(200, &body), "").is_ok(), granted, "{length}");
    }
}

#[test]
fn a_failure_is_one_however_it_is_told() {
    let spec =
        r#"{ "login": { "path": "in" }, "token": "token", "opaque": true, "refreshToken": "r" }"#;
    let server = Server::of_spec(Json::parse(spec).unwrap()).unwrap();
    for (told, status, granted) in [
        (r#""success":true,"statusCode":200,"data":{"status":200},"status":"ok""#, 201, true),
        (r#""success":false"#, 200, false),
        (r#""statusCode":400"#, 200, false),
        (r#""data":{"status":400}"#, 200, false),
        (r#""status":"error""#, 200, false),
        (r#""errors":[]"#, 200, false),
        (r#""success":true"#, 300, false),
    ] {
        let body = ["{\"token\":\"t\",", told, "}"].concat();
        assert_eq!(server.read_login(answer(status, &body), "").is_ok(), granted, "{body}");
    }
    assert!(server.read_login(answer(200, r#"{"token":""}"#), "").is_err());
    let grant = server.read_login(answer(200, r#"{"token":"t","r":"r"}"#), "").unwrap();
    assert!(grant.refresh_token.is_none(), "there is no route to renew it");
}

#[test]
fn another_answer_adds_to_a_user_and_takes_nothing() {
    let text = |text: &str| Some(text.into());
    let mut user = User { id: Some(7.0), username: text("a"), email: text("b"), ..User::default() };
    user.take(User { username: text("c"), display_name: text("d"), ..User::default() });
    let wanted = User {
        id: Some(7.0),
        username: text("c"),
        email: text("b"),
        display_name: text("d"),
        nicename: None,
    };
    assert_eq!(user, wanted);
    user.take(User { id: Some(8.0), ..User::default() });
    assert_eq!(user, User { id: Some(8.0), ..wanted });
}

#[test]
fn reads_its_own_grants_and_no_other_servers() {
    for (_, from) in specs() {
        for (place, body) in grants(&from) {
            for (reader, own) in specs() {
                let known = places(&own, "token").contains(&place);
                let body = body.to_string();
                for operation in ["login", "refresh"] {
                    let grant = reader.read_grant(answer(200, &body), operation);
                    assert_eq!(grant.is_ok(), known, "{} {body}", reader.id());
                }
                assert!(reader.second_factor(answer(200, &body)).is_none());
                if !known {
                    failed(reader, "login", 200, &body);
                }
            }
        }
    }
}

#[test]
fn no_servers_failure_is_a_session() {
    for (_, from) in specs() {
        for body in errors(&from) {
            let body = body.to_string();
            for (reader, _) in specs() {
                for status in [200, 401, 500] {
                    for operation in ["login", "refresh", "secondFactor"] {
                        failed(reader, operation, status, &body);
                    }
                    if status >= 400 {
                        failed(reader, "validate", status, &body);
                    }
                    assert!(reader.second_factor(answer(status, &body)).is_none());
                }
            }
        }
    }
}

#[test]
fn a_token_beside_a_failure_is_none() {
    for (reader, spec) in specs() {
        for (_, body) in grants(&spec) {
            failed(reader, "login", 403, &body.to_string());
        }
    }
}

#[test]
fn every_description_passes_the_check_of_an_apps() {
    for (own, spec) in specs() {
        for (code, meaning) in spec["errors"].as_object().unwrap() {
            assert!(own.meaning(code).is_some(), "{} {code} {meaning}", own.id());
        }
    }
}

#[test]
fn another_route_proves_a_password_where_users_me_is_gone() {
    let server = server("application-passwords");
    let third = "validate.or.or";
    assert!(server.can("validate.or") && server.can(third) && !server.can("validate.or.or.or"));
    let forbidden = core_error("rest_forbidden_context", 403);
    assert!(server.read_validation(answer(403, &forbidden), third).is_ok());
    assert!(server.read_validation(answer(200, "[]"), third).is_ok());
    // Some close the REST API to everybody in the same status.
    for (status, code) in [(401, "rest_forbidden_context"), (403, "rest_forbidden"), (403, "x")] {
        assert!(server.read_validation(answer(status, &core_error(code, status)), third).is_err());
    }
    assert!(server.read_validation(answer(200, "[]"), "validate").is_err());
}

#[test]
fn a_token_that_is_too_early_ends_no_session() {
    for wording in ["prior to", "with nbf prior to", "with iat prior to"] {
        let message = ["Cannot handle token ", wording, " 2026-11-28T10:00:00+0000"].concat();
        let body = json!({ "code": "jwt_auth_invalid_token", "message": message }).to_string();
        let server = server("jwt-authentication-for-wp-rest-api");
        assert_eq!(refused(server, 403, &body), None, "{wording}");
        let error = failed(server, "validate", 403, &body);
        assert_eq!(
            (error.code, error.ends, error.hint),
            (Code::TokenRejected, None, Some("early"))
        );
    }
}

#[test]
fn credentials_that_were_ignored_are_wrong_or_were_dropped() {
    let server = server("application-passwords");
    let ignored = |approved| {
        let body = core_error("rest_not_logged_in", 401);
        let mut error = server.read_validation(answer(401, &body), "validate").unwrap_err();
        server.doubt(&mut error, approved);
        (error.code, error.hint)
    };
    assert_eq!(ignored(false), (Code::InvalidCredentials, Some("ignored")));
    assert_eq!(ignored(true).0, Code::AuthorizationStripped);
    // In its own words the server has read the header.
    let body = core_error("incorrect_password", 401);
    let mut error = server.read_validation(answer(401, &body), "validate").unwrap_err();
    server.doubt(&mut error, true);
    assert_eq!((error.code, error.hint), (Code::InvalidCredentials, None));
}

#[test]
fn a_token_that_has_expired_when_it_is_made_is_no_login() {
    let server = server("jwt-authentication-for-wp-rest-api");
    let granted = |claims: Value| {
        let grant = server.read_token(jwt(claims)).unwrap();
        grant.unexpired(5_000_000.0).map_err(|error| (error.code, error.hint))
    };
    let refused = Err((Code::ServerMisconfigured, Some("expiry")));
    for claims in [
        json!({ "iat": 5000, "exp": 600 }),
        json!({ "iat": 5000, "exp": 5000 }),
        json!({ "exp": 600 }),
    ] {
        assert_eq!(granted(claims.clone()).map(drop), refused, "{claims}");
    }
    // By the clock of the server that made it.
    assert!(granted(json!({ "iat": 100, "exp": 700 })).is_ok());
    assert!(granted(json!({ "iat": 5000 })).is_ok());
}

#[test]
fn descriptions_lose_white_space_outside_of_strings_only() {
    let text = compact!("{\n  \"a b\": [1, \"c \\\" d\"],\n  \"e\": { } }");
    assert_eq!(text, r#"{"a b":[1,"c \" d"],"e":{}}"#);
    for text in ALL {
        let value: Value = serde_json::from_str(text).unwrap();
        assert_eq!(value.to_string().len(), text.len(), "{text}");
    }
}

#[test]
fn a_server_is_silent_always_or_if_it_can_renew() {
    for (id, always, renewable) in [
        ("jwt-auth", true, true),
        ("jwt-authentication-for-wp-rest-api", false, true),
        ("application-passwords", false, false),
    ] {
        let server = server(id);
        assert_eq!((server.is_silent(false), server.is_silent(true)), (always, renewable), "{id}");
    }
}

#[test]
fn neighbours_share_a_namespace() {
    let neighbours = |id| server(id).neighbours().map(Server::id).collect::<Vec<_>>();
    assert_eq!(neighbours("jwt-auth"), ["jwt-authentication-for-wp-rest-api"]);
    assert!(neighbours("wp-user").is_empty());
    assert!(neighbours("application-passwords").is_empty());
}

#[test]
fn a_lifetime_counts_from_now_unless_it_is_a_time() {
    assert_eq!(Server::end_of(60.0, 5.0), 60_005.0);
    assert_eq!(Server::end_of(1e9, 5.0), 1e12 + 5.0);
    assert_eq!(Server::end_of(1.9e9, 5.0), 1.9e12);
}

#[test]
fn a_token_that_was_never_good_is_the_sites_fault() {
    let grant = |iat| {
        let mut grant = crate::core::login::tests::grant(7, 1, false);
        (grant.times.iat, grant.times.exp) = (iat, Some(100.0));
        grant
    };
    assert!(grant(None).unexpired(99_000.0).is_ok());
    assert_eq!(grant(None).unexpired(100_000.0).unwrap_err().code, Code::ServerMisconfigured);
    assert!(grant(Some(99.0)).unexpired(500_000.0).is_ok(), "only its own clock counts");
    assert!(grant(Some(100.0)).unexpired(0.0).is_err());
}

#[test]
fn a_user_has_all_members_in_its_json() {
    let user = User {
        id: Some(7.0),
        username: Some("ada".into()),
        email: Some("a@e.com".into()),
        display_name: None,
        nicename: Some("ada-l".into()),
    };
    let wanted =
        r#"{"id":7,"username":"ada","email":"a@e.com","displayName":null,"nicename":"ada-l"}"#;
    assert_eq!(user.to_json().end(), wanted);
}

#[test]
fn an_address_that_was_typed_is_no_username() {
    let body = json!({ "token": jwt(json!({ "data": { "user": { "id": 7 } } })) }).to_string();
    let read = |typed| {
        let server = server("jwt-authentication-for-wp-rest-api");
        server.read_login(answer(200, &body), typed).unwrap().user.username
    };
    assert_eq!(read("ada").as_deref(), Some("ada"));
    assert_eq!(read("a@e.com"), None);
    assert_eq!(read(""), None);
}

fn described(spec: &str) -> Server {
    Server::of_spec(Json::parse(spec).unwrap()).unwrap()
}

/// The code of what `validate` reads in a 200; `None` if the token is good.
fn validated(server: Server, body: &str) -> Option<Code> {
    server.read_validation(answer(200, body), "validate").err().map(|error| error.code)
}

#[test]
fn nobody_in_the_place_of_a_user_means_that_the_token_never_arrived() {
    let spec = |when| {
        described(
            &json!({
                "login": { "path": "/own/v1/login" },
                "token": "token",
                "validate": { "path": "/own/v1/me", "when": when }
            })
            .to_string(),
        )
    };
    let (inside, outside) = (spec("who.user.id"), spec("id"));
    assert_eq!(validated(inside, r#"{"who":{"user":{"id":7}}}"#), None);
    assert_eq!(validated(inside, r#"{"who":{"user":{"x":7}}}"#), Some(Code::AuthorizationStripped));
    // Without the place itself it is another response.
    assert_eq!(validated(inside, r#"{"who":{"x":7}}"#), Some(Code::MalformedResponse));
    assert_eq!(validated(inside, r#"{"x":7}"#), Some(Code::MalformedResponse));
    assert_eq!(validated(outside, r#"{"id":7}"#), None);
    assert_eq!(validated(outside, r#"{"x":7}"#), Some(Code::AuthorizationStripped));
    assert_eq!(validated(outside, r#"{"message":"Access denied"}"#), Some(Code::MalformedResponse));
    assert_eq!(validated(spec("message"), r#"{"message":"Access denied"}"#), None);
}

#[test]
fn a_missing_nonce_says_nothing_of_the_token() {
    let server = server("wp-graphql-jwt-authentication");
    assert_eq!(refused(server, 401, &core_error("acme_missing_nonce", 401)), None);
    assert_eq!(refused(server, 401, &core_error("acme", 401)), Some(Refusal::Silent));
}

#[test]
fn only_a_servers_own_word_proves_a_token_on_its_own_route() {
    let built = server("jwt-auth");
    let moved = described(r#"{"id":"jwt-auth","validate":{"path":"/own/v1/check"}}"#);
    let plain = described(
        r#"{"login":{"path":"/own/v1/login"},"token":"token","validate":{"path":"/own/v1/me"}}"#,
    );
    let (proof, data, guard) =
        (r#"{"statusCode":200,"code":"x"}"#, r#"{"id":7}"#, r#"{"message":"Access denied"}"#);
    for (server, body, wanted) in [
        (built, proof, None),
        (built, data, Some(Code::MalformedResponse)),
        (built, guard, Some(Code::MalformedResponse)),
        (moved, data, None),
        (moved, guard, Some(Code::MalformedResponse)),
        (plain, data, None),
        (plain, guard, Some(Code::MalformedResponse)),
    ] {
        assert_eq!(validated(server, body), wanted, "{} {body}", server.id());
    }
}

#[test]
fn a_server_with_a_form_of_its_own_says_nothing_else() {
    let (own, other) = (r#"{"statusCode":200,"code":"x"}"#, r#"{"code":"x","message":"y"}"#);
    for (id, of_other) in [("jwt-auth", false), ("jwt-authentication-for-wp-rest-api", true)] {
        let says = |body| server(id).can_say(Json::parse(body).unwrap());
        assert_eq!((says(own), says(other)), (true, of_other), "{id}");
    }
}

#[test]
fn a_firewalls_words_are_not_those_of_a_described_server() {
    let spec = r#"{ "login": { "path": "in" }, "token": "token", "opaque": true }"#;
    let own = Server::of_spec(Json::parse(spec).unwrap()).unwrap();
    let code = |body| failed(own, "login", 403, body).code;
    assert_eq!(code(r#"{"message":"Not today"}"#), Code::Forbidden);
    assert_eq!(code(r#"{"message":"Access denied by a firewall"}"#), Code::HttpError);
}

#[test]
fn names_that_contain_a_secret_are_left_out() {
    let mut secrets = Redaction::default();
    secrets.add(&Secret::new("hunter-2".into()));
    let left = |name: String, typed| {
        let name = Some(name);
        let mut user = User { username: name.clone(), nicename: name, ..User::default() };
        user.redact(&secrets, typed);
        assert_eq!(user.username, user.nicename);
        user.username.is_some()
    };
    assert!(left("anna".into(), ""));
    assert!(!left("anna hunter-2".into(), ""));
    // It is the password as well.
    assert!(left("hunter-2".into(), "hunter-2"));
    assert!(left("a".repeat(1000), ""));
    assert!(!left("a".repeat(1001), ""));
}
