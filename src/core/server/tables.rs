//! The responses of servers that have no tests elsewhere (docs/wire-facts.md), one row for each.

use serde_json::json;

use super::{
    Answer,
    Code::{self, *},
    EndReason::{self, *},
    Refusal, Server,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// Operation, body and status of a response; what they mean.
type Row<'a> = (&'a str, String, u16, Code, Option<EndReason>);

fn server(id: &str) -> Server {
    Server::by_id(id).unwrap()
}

fn jwt(claims: serde_json::Value) -> String {
    ["e30", &URL_SAFE_NO_PAD.encode(claims.to_string()), "c2ln"].join(".")
}

fn answer(status: u16, body: &str) -> Answer<'_> {
    Answer { status, body, retry_after: None }
}

fn core_error(code: &str, status: u16) -> String {
    json!({ "code": code, "message": "<b>Why</b>", "data": { "status": status } }).to_string()
}

/// A row for an error in WordPress's own form.
fn wp<'a>(
    operation: &'a str,
    code: &str,
    status: u16,
    meaning: Code,
    ends: Option<EndReason>,
) -> Row<'a> {
    (operation, core_error(code, status), status, meaning, ends)
}

fn check(server: Server, rows: &[Row]) {
    for (operation, body, status, code, ends) in rows {
        let answer = answer(*status, body);
        let error = match *operation {
            "validate" => server.read_validation(answer, "validate").unwrap_err(),
            operation => server.read_grant(answer, operation).unwrap_err(),
        };
        assert_eq!((error.code, error.ends), (*code, *ends), "{operation} {status} {body}");
    }
}

mod simple_jwt_authentication {
    use super::*;

    fn this() -> Server {
        server("simple-jwt-authentication")
    }

    #[test]
    fn reads_a_login() {
        let claims =
            json!({ "uuid": "u", "iat": 1, "exp": 604_801, "data": { "user": { "id": "7" } } });
        let body = json!({
            "token": jwt(claims), "user_id": "7", "user_email": "e@e.com",
            "user_nicename": "editor", "user_display_name": "Ed", "token_expires": 604_801
        });
        for operation in ["login", "refresh"] {
            let grant = this().read_grant(answer(200, &body.to_string()), operation).unwrap();
            assert_eq!(grant.user.id, Some(7.0));
            assert_eq!(grant.user.display_name.as_deref(), Some("Ed"));
            assert_eq!(grant.times.exp, Some(604_801.0));
            assert!(grant.refresh_token.is_some(), "renewed by the token itself");
        }
    }

    /// Every response of its routes.
    #[test]
    fn reads_every_error() {
        let rows: &[Row] = &[
            wp("login", "[jwt_auth] incorrect_password", 403, InvalidCredentials, None),
            wp("login", "[jwt_auth] invalid_username", 403, InvalidCredentials, None),
            wp("login", "[jwt_auth] invalid_email", 403, InvalidCredentials, None),
            wp("login", "[jwt_auth] empty_username", 403, InvalidCredentials, None),
            wp("login", "[jwt_auth] empty_password", 403, InvalidCredentials, None),
            wp("login", "[jwt_auth] pending_approval", 403, Forbidden, None),
            wp("login", "jwt_auth_bad_config", 403, ServerMisconfigured, None),
            wp("login", "rest_no_route", 404, PluginMissing, None),
            wp("validate", "jwt_auth_no_auth_header", 403, AuthorizationStripped, None),
            wp("validate", "jwt_auth_bad_auth_header", 403, AuthorizationStripped, None),
            wp("validate", "jwt_auth_invalid_token", 403, TokenRejected, Some(Rejected)),
            wp("validate", "jwt_auth_bad_iss", 403, IssuerMismatch, Some(Rejected)),
            wp("validate", "jwt_auth_bad_request", 403, TokenRejected, Some(Rejected)),
            wp("validate", "jwt_auth_token_revoked", 403, TokenRejected, Some(Revoked)),
            wp("refresh", "jwt_auth_no_auth_header", 403, AuthorizationStripped, None),
            wp("refresh", "jwt_auth_invalid_token", 403, TokenRejected, Some(Rejected)),
            wp("refresh", "jwt_auth_token_revoked", 403, TokenRejected, Some(Revoked)),
        ];
        check(this(), rows);
    }
}

mod jwt_auth_pro_wp_rest_api {
    use super::*;

    fn this() -> Server {
        server("jwt-auth-pro-wp-rest-api")
    }

    #[test]
    fn reads_a_login_and_a_refresh() {
        let token = jwt(json!({ "iss": "wp-rest-auth-jwt", "sub": "7", "iat": 1, "exp": 3601 }));
        let mut body = json!({ "success": true, "message": "x", "data": {
            "access_token": token, "token_type": "Bearer", "expires_in": 3600,
            "user": { "id": 7, "username": "editor", "email": "e@e.com", "display_name": "Ed" }
        } });
        let login = this().read_login(answer(200, &body.to_string()), "e@e.com").unwrap();
        assert_eq!(login.user.username.as_deref(), Some("editor"));
        assert_eq!(login.expires_in, Some(3600.0));
        body["data"]["user"] = json!(null);
        let refresh = this().read_grant(answer(200, &body.to_string()), "refresh").unwrap();
        assert_eq!(refresh.user.id, Some(7.0), "by the token's claims");
    }

    /// Every response of its routes.
    #[test]
    fn reads_every_error() {
        let rows: &[Row] = &[
            wp("login", "rest_missing_callback_param", 400, HttpError, None),
            wp("login", "missing_credentials", 400, InvalidCredentials, None),
            wp("login", "invalid_credentials", 403, InvalidCredentials, None),
            wp("login", "jwt_secret_missing", 500, ServerMisconfigured, None),
            wp("login", "configuration_error", 500, ServerMisconfigured, None),
            wp("refresh", "missing_refresh_token", 401, SessionExpired, Some(Expired)),
            wp("refresh", "invalid_refresh_token", 401, SessionExpired, Some(Revoked)),
            wp("refresh", "invalid_user", 401, SessionExpired, Some(Revoked)),
            wp("validate", "not_authenticated", 401, AuthorizationStripped, None),
            wp("validate", "invalid_token", 401, TokenRejected, Some(Rejected)),
            wp("validate", "invalid_token_subject", 401, TokenRejected, Some(Rejected)),
            wp("validate", "invalid_token_user", 401, TokenRejected, Some(Revoked)),
        ];
        check(this(), rows);
    }
}

mod wp_rest_api_authentication {
    use super::*;

    fn this() -> Server {
        server("wp-rest-api-authentication")
    }

    fn refusal(error: &str, status: u16) -> String {
        json!({
            "status": "error", "error": error, "code": status.to_string(),
            "error_description": "Why"
        })
        .to_string()
    }

    #[test]
    fn reads_a_login_whose_duration_is_a_time() {
        let token = jwt(json!({ "sub": 7, "name": "editor", "iat": 1, "exp": 1_900_000_000_u32 }));
        let body = json!({
            "token_type": "Bearer", "iat": 1, "expires_in": 1_900_000_000_u32, "jwt_token": token
        });
        let grant = this().read_login(answer(200, &body.to_string()), "editor").unwrap();
        assert_eq!(grant.user.id, Some(7.0));
        assert_eq!(grant.user.username.as_deref(), Some("editor"));
        assert_eq!(Server::end_of(1_900_000_000.0, 5.0), 1_900_000_000_000.0);
    }

    /// Every response of its routes.
    #[test]
    fn reads_every_error() {
        let rows: &[Row] = &[
            ("login", refusal("INVALID_CREDENTIALS", 400), 400, InvalidCredentials, None),
            ("login", refusal("FORBIDDEN", 403), 403, InvalidCredentials, None),
            ("login", refusal("BAD_REQUEST", 401), 401, ServerMisconfigured, None),
            ("login", refusal("TOO_MANY_REQUESTS", 429), 429, RateLimited, None),
            ("login", refusal("Restricted", 403), 403, RestClosed, None),
            (
                "validate",
                refusal("MISSING_AUTHORIZATION_HEADER", 401),
                401,
                AuthorizationStripped,
                None,
            ),
            (
                "validate",
                refusal("INVALID_AUTHORIZATION_HEADER_TOKEN_TYPE", 401),
                401,
                ServerMisconfigured,
                None,
            ),
            ("validate", refusal("SEGMENT_FAULT", 401), 401, TokenRejected, Some(Rejected)),
            ("validate", refusal("INVALID_SIGNATURE", 401), 401, TokenRejected, Some(Rejected)),
            ("validate", refusal("UNAUTHORIZED", 200), 200, ServerMisconfigured, None),
            ("validate", refusal("UNAUTHORIZED", 401), 401, ServerMisconfigured, None),
            ("validate", refusal("TOO_MANY_REQUESTS", 429), 429, RateLimited, None),
        ];
        check(this(), rows);
    }

    #[test]
    fn reads_a_validation() {
        let valid = r#"{"status":"TRUE","message":"VALID_TOKEN","code":"200"}"#;
        assert!(this().read_validation(answer(200, valid), "validate").is_ok());
    }
}

mod wp_user {
    use super::*;

    fn this() -> Server {
        server("wp-user")
    }

    #[test]
    fn reads_a_login() {
        let token = jwt(json!({ "iat": 1, "exp": 2, "data": { "user": { "id": 7 } } }));
        let body =
            json!({ "status": "success", "message": "x", "token": token, "user_detils": {} });
        let grant = this().read_login(answer(200, &body.to_string()), "editor").unwrap();
        assert_eq!(grant.user.id, Some(7.0));
    }

    #[test]
    fn reads_a_warning_with_status_200() {
        let body = json!({ "status": "warning", "message": "Access denied for 10 minuts" });
        let error = this().read_login(answer(200, &body.to_string()), "editor").unwrap_err();
        let error = error.shown();
        assert_eq!(error.code, InvalidCredentials);
        assert_eq!(error.server_message.as_deref(), Some("Access denied for 10 minuts"));
    }

    /// Every response of its routes.
    #[test]
    fn reads_every_error() {
        let rows: &[Row] = &[
            wp("login", "rest_no_route", 404, PluginMissing, None),
            wp("login", "jwt_auth_bad_config", 403, ServerMisconfigured, None),
            wp("validate", "jwt_auth_no_auth_header", 403, AuthorizationStripped, None),
            wp("validate", "jwt_auth_bad_auth_header", 403, AuthorizationStripped, None),
            wp("validate", "jwt_auth_invalid_token", 403, TokenRejected, Some(Rejected)),
            wp("validate", "jwt_auth_bad_iss", 403, IssuerMismatch, Some(Rejected)),
            wp("validate", "jwt_auth_bad_request", 403, TokenRejected, Some(Rejected)),
            wp("validate", "jwt_auth_bad_config", 403, ServerMisconfigured, None),
        ];
        check(this(), rows);
    }
}

mod credentials {
    use super::*;

    fn validation(server: Server, status: u16, body: &str) -> (Code, bool) {
        let error = server.read_validation(answer(status, body), "validate").unwrap_err();
        (error.code, error.ends == Some(Rejected))
    }

    #[test]
    fn tells_wrong_credentials() {
        let coded = |code: &str| json!({ "code": code, "message": "x", "data": null }).to_string();
        let mini = |error: &str| json!({ "status": "error", "error": error, "code": "400" });
        for (id, status, body) in [
            ("application-passwords", 401, coded("incorrect_password")),
            ("application-passwords", 401, coded("invalid_username")),
            ("application-passwords", 401, coded("invalid_email")),
            ("application-passwords", 401, coded("rest_not_logged_in")),
            ("basic-auth", 500, coded("incorrect_password")),
            ("basic-auth", 500, coded("invalid_username")),
            ("basic-auth", 500, coded("invalid_email")),
            ("basic-auth", 400, mini("INVALID_PASSWORD").to_string()),
            ("basic-auth", 400, mini("INVALID_USERNAME").to_string()),
            ("basic-auth", 400, mini("INVALID_CLIENT_CREDENTIALS").to_string()),
            ("api-key", 401, coded("rest_invalid_api_key")),
            ("api-key", 401, mini("INVALID_API_KEY").to_string()),
            ("oauth1", 401, coded("json_oauth1_signature_mismatch")),
            ("oauth1", 401, coded("json_oauth1_consumer_mismatch")),
        ] {
            assert_eq!(validation(server(id), status, &body), (InvalidCredentials, true), "{body}");
            if !body.contains("rest_not_logged_in") {
                let refusal = server(id).refusal(answer(status, &body), false);
                assert_eq!(refusal, Some(Refusal::Explicit(Rejected)), "{id} {body}");
            }
        }
    }

    #[test]
    fn a_failure_of_the_server_says_nothing_of_them() {
        for id in ["application-passwords", "basic-auth", "api-key", "oauth1", "cookie"] {
            for (status, body) in
                [(500, core_error("internal_server_error", 500)), (503, "<html>".into())]
            {
                let error =
                    server(id).read_validation(answer(status, &body), "validate").unwrap_err();
                assert!(error.ends.is_none() && error.code != InvalidCredentials, "{id} {body}");
                assert_eq!(server(id).refusal(answer(status, &body), false), None);
            }
        }
    }

    #[test]
    fn tells_whose_they_are() {
        let me = r#"{"id":7,"username":"editor","email":"e@e.com","name":"Ed","slug":"editor"}"#;
        let user =
            server("application-passwords").read_validation(answer(200, me), "validate").unwrap();
        assert_eq!((user.id, user.username.as_deref()), (Some(7.0), Some("editor")));
        assert_eq!(user.display_name.as_deref(), Some("Ed"));
    }

    #[test]
    fn a_nonce_comes_with_whose_it_is() {
        let body = r#"{"token":"0123456789","user":{"id":7,"username":"editor"}}"#;
        for operation in ["login", "refresh"] {
            let grant = server("cookie").read_grant(answer(200, body), operation).unwrap();
            assert_eq!(grant.user.id, Some(7.0));
        }
        let nobody = answer(400, r#"{"nobody":true,"message":"Nobody"}"#);
        let error = |operation| server("cookie").read_grant(nobody, operation).unwrap_err().code;
        assert_eq!((error("login"), error("refresh")), (NotAuthenticated, SessionExpired));
    }
}
