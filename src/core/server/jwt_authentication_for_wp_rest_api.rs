//! "JWT Authentication for WP REST API" by Enrique Chavez (Tmeister), free and PRO.
//!
//! The free edition refuses a bad token with 403 on every route, public ones and the login
//! included, so an expired token is never sent. PRO ignores a bad token: a 401 `rest_*` although
//! one was sent is its only sign.

pub(super) const SPEC: &str = r#"{
    "id": "jwt-authentication-for-wp-rest-api",
    "namespace": "jwt-auth/v1",
    "login": {
        "path": "token",
        "prefix": "[jwt_auth] ",
        "body": { "username": "$username", "password": "$password" }
    },
    "validate": { "path": "token/validate", "auth": true, "proof": "data.status" },
    "refresh": { "path": "token/refresh", "body": { "refresh_token": "$refreshToken" } },
    "revoke": { "path": "token/revoke", "auth": true, "with": "refreshToken" },
    "silent": "refreshToken",
    "token": ["token", "access_token"],
    "refreshToken": "refresh_token",
    "expiresIn": "expires_in",
    "user": {
        "email": "user_email",
        "nicename": "user_nicename",
        "displayName": "user_display_name"
    },
    "claims": { "id": "data.user.id" },
    "errors": {
        "jwt_auth_bad_config": "server_misconfigured",
        "jwt_auth_unsupported_algorithm": "server_misconfigured",
        "jwt_auth_encode_failed": "server_misconfigured",
        "jwt_auth_failed": "invalid_credentials",
        "rest_missing_callback_param": "invalid_credentials",
        "jwt_auth_no_auth_header": "authorization_stripped",
        "jwt_auth_bad_auth_header": "authorization_stripped",
        "jwt_auth_invalid_token": "token_rejected:rejected",
        "jwt_auth_bad_request": "token_rejected:rejected",
        "jwt_auth_bad_iss": "issuer_mismatch:rejected",
        "jwt_auth_revoked_token": "token_rejected:revoked",
        "jwt_auth_token_already_revoked": "token_rejected:revoked",
        "jwt_auth_token_not_found": "token_rejected:revoked",
        "jwt_auth_invalid_refresh_token": "session_expired:revoked",
        "jwt_auth_expired_refresh_token": "session_expired:expired",
        "jwt_auth_user_not_found": "session_expired:revoked",
        "jwt_auth_rate_limited": "rate_limited"
    }
}"#;

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::super::{
        Code::*,
        EndReason, Refusal, Server,
        tests::{answer, core_error, jwt},
    };
    use crate::core::{error::Sent, json::Json, secret::Secret};
    use serde_json::{Value, json};

    fn server() -> Server {
        super::super::tests::server("jwt-authentication-for-wp-rest-api")
    }

    fn claims() -> Value {
        json!({
            "iss": "https://e.com", "iat": 1_700_000_000, "nbf": 1_700_000_000,
            "exp": 1_700_604_800, "data": { "user": { "id": "7" } }
        })
    }

    #[test]
    fn reads_a_login() {
        let body = json!({
            "token": jwt(claims()), "user_email": "e@e.com", "user_nicename": "editor",
            "user_display_name": "Ed I. Tor", "added_by_a_filter": [1]
        });
        let grant = server().read_login(answer(200, &body.to_string()), "Editor").unwrap();
        assert_eq!(grant.user.id, Some(7.0));
        assert_eq!(grant.user.username.as_deref(), Some("Editor"));
        assert_eq!(grant.user.email.as_deref(), Some("e@e.com"));
        assert_eq!(grant.user.nicename.as_deref(), Some("editor"));
        assert_eq!(grant.user.display_name.as_deref(), Some("Ed I. Tor"));
        assert_eq!(grant.times.exp, Some(1_700_604_800.0));
        assert!(grant.refresh_token.is_none());
    }

    #[test]
    fn reads_a_login_and_a_refresh_of_pro() {
        let login = json!({ "token": jwt(claims()), "user_id": 7, "refresh_token": "opaque-1" });
        let grant = server().read_login(answer(200, &login.to_string()), "e@e.com").unwrap();
        assert_eq!(grant.refresh_token, Some(Secret::new("opaque-1".into())));
        assert_eq!(grant.user.username, None, "an e-mail address is no username");
        let refresh = json!({
            "access_token": jwt(claims()), "expires_in": 600, "token_type": "Bearer",
            "refresh_token": "opaque-2"
        });
        let grant = server().read_grant(answer(200, &refresh.to_string()), "refresh").unwrap();
        assert_eq!(grant.refresh_token, Some(Secret::new("opaque-2".into())));
        assert_eq!(grant.expires_in, Some(600.0));
    }

    /// Every error of the token routes (docs/wire-facts.md).
    #[test]
    fn reads_every_error() {
        for (code, status, wanted) in [
            ("jwt_auth_bad_config", 403, ServerMisconfigured),
            ("jwt_auth_unsupported_algorithm", 403, ServerMisconfigured),
            ("jwt_auth_encode_failed", 403, ServerMisconfigured),
            ("[jwt_auth] incorrect_password", 403, InvalidCredentials),
            ("[jwt_auth] invalid_username", 403, InvalidCredentials),
            ("[jwt_auth] invalid_email", 403, InvalidCredentials),
            ("[jwt_auth] empty_username", 403, InvalidCredentials),
            ("[jwt_auth] empty_password", 403, InvalidCredentials),
            ("[jwt_auth] authentication_failed", 403, InvalidCredentials),
            ("[jwt_auth] too_many_retries", 403, RateLimited),
            ("[jwt_auth] pending_approval", 403, Forbidden),
            ("[jwt_auth] spammer_account", 403, Forbidden),
            ("jwt_auth_failed", 403, InvalidCredentials),
            ("rest_missing_callback_param", 400, InvalidCredentials),
            ("rest_forbidden", 403, Forbidden),
            ("rest_forbidden", 401, RestClosed),
            ("jwt_auth_invalid_refresh_token", 403, SessionExpired),
            ("jwt_auth_expired_refresh_token", 403, SessionExpired),
            ("jwt_auth_user_not_found", 403, SessionExpired),
            ("jwt_auth_no_auth_header", 403, AuthorizationStripped),
            ("jwt_auth_bad_auth_header", 403, AuthorizationStripped),
            ("jwt_auth_invalid_token", 403, TokenRejected),
            ("jwt_auth_revoked_token", 403, TokenRejected),
            ("jwt_auth_token_not_found", 404, TokenRejected),
            ("jwt_auth_token_already_revoked", 403, TokenRejected),
            ("jwt_auth_bad_iss", 403, IssuerMismatch),
            ("jwt_auth_bad_request", 403, TokenRejected),
            ("jwt_auth_rate_limited", 429, RateLimited),
            ("rest_no_route", 404, PluginMissing),
            ("rest_cannot_access", 401, RestClosed),
            ("rest_login_required", 401, RestClosed),
            ("rest_not_logged_in", 401, RestClosed),
            ("internal_server_error", 500, HttpError),
        ] {
            let body = core_error(code, status);
            for body in [body.clone(), ["[", &body, "]"].concat()] {
                let error =
                    server().read_login(answer(status, &body), "editor").unwrap_err().shown();
                assert_eq!(error.code, wanted, "{code}");
                assert_eq!(error.status, Some(status));
                assert_eq!(error.sent, Sent::Answered);
                assert_eq!(error.server_message.as_deref(), Some("Why"));
                assert_eq!(error.wp_code.as_deref(), Some(code));
            }
        }
    }

    #[test]
    fn bad_answers_are_errors() {
        let token = jwt(claims());
        let truncated = ["{\"token\":\"", &token].concat();
        let noticed = ["<br />Warning: x in y\n{\"token\":\"", &token, "\"}"].concat();
        for (status, body, wanted) in [
            (200, "", MalformedResponse),
            (200, "<!doctype html><title>x</title>", MalformedResponse),
            (200, "null", MalformedResponse),
            (200, "[]", MalformedResponse),
            (200, "{}", MalformedResponse),
            (200, r#"{"token":7}"#, MalformedResponse),
            (200, r#"{"token":"undefined"}"#, MalformedResponse),
            (200, r#"{"token":""}"#, MalformedResponse),
            (200, truncated.as_str(), MalformedResponse),
            (200, noticed.as_str(), MalformedResponse),
            (200, r#"{"code":"jwt_auth_failed","message":"x"}"#, InvalidCredentials),
            (
                200,
                r#"{"success":false,"statusCode":403,"code":"incorrect_password"}"#,
                InvalidCredentials,
            ),
            (404, "<html>", RestNotFound),
            (503, "<html>", MalformedResponse),
            (429, "<html>", RateLimited),
            (500, "", HttpError),
        ] {
            let error = server().read_login(answer(status, body), "editor").unwrap_err().shown();
            assert_eq!(error.code, wanted, "{status} {body}");
            assert!(!error.message.contains(&token));
        }
    }

    #[test]
    fn tells_a_refused_token_from_a_lack_of_rights() {
        let refusal = |code: &str, status, silent| {
            server().refusal(answer(status, &core_error(code, status)), silent)
        };
        for code in ["jwt_auth_invalid_token", "jwt_auth_bad_iss", "jwt_auth_bad_request"] {
            assert_eq!(refusal(code, 403, false), Some(Refusal::Explicit(EndReason::Rejected)));
        }
        assert_eq!(
            refusal("jwt_auth_revoked_token", 403, true),
            Some(Refusal::Explicit(EndReason::Revoked))
        );
        for silent in [true, false] {
            assert_eq!(refusal("rest_forbidden", 403, silent), None);
            assert_eq!(refusal("jwt_auth_bad_config", 403, silent), None);
            assert_eq!(refusal("jwt_auth_invalid_token", 200, silent), None);
            assert_eq!(server().refusal(answer(403, "<html>"), silent), None);
        }
        assert_eq!(refusal("rest_not_logged_in", 401, true), Some(Refusal::Silent));
        assert_eq!(refusal("rest_not_logged_in", 401, false), None);
    }

    #[test]
    fn reads_a_validation() {
        let valid = r#"{"code":"jwt_auth_valid_token","data":{"status":200}}"#;
        assert!(server().read_validation(answer(200, valid), "validate").is_ok());
        let error = |status, body: &str| {
            server().read_validation(answer(status, body), "validate").unwrap_err()
        };
        let dead = core_error("jwt_auth_invalid_token", 403);
        assert_eq!(error(403, &dead).ends, Some(EndReason::Rejected));
        let stripped = core_error("jwt_auth_no_auth_header", 403);
        assert_eq!(error(403, &stripped).code, AuthorizationStripped);
        assert_eq!(error(403, &stripped).ends, None);
        assert_eq!(error(200, "<html>").code, MalformedResponse);
    }

    #[test]
    fn is_found_in_an_index() {
        let index = r#"{"namespaces":["oembed/1.0","jwt-auth/v1","wp/v2"]}"#;
        assert_eq!(
            Json::parse(index).and_then(Server::in_index).map(Server::id),
            Some(server().id())
        );
        for other in [r#"{"namespaces":["wp/v2"]}"#, r#"{"namespaces":"jwt-auth/v1"}"#, "{}", "[]"]
        {
            assert!(Json::parse(other).and_then(Server::in_index).is_none());
        }
    }
}
