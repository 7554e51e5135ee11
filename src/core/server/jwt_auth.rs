//! "JWT Auth" by Useful Team, version 2 and 3.
//!
//! Version 3 keeps its refresh token in a cookie and takes a POST to its login with nothing but
//! that cookie for a renewal; `token/refresh` only renews the cookie. A bad token makes a call a
//! visitor's; version 2 refuses it.

pub(super) const SPEC: &str = r#"{
    "id": "jwt-auth",
    "namespace": "jwt-auth/v1",
    "has": "/jwt-auth/v1/token/refresh",
    "lacks": "/jwt-auth/v1/token/revoke",
    "login": {
        "path": "token",
        "prefix": "",
        "body": { "username": "$username", "password": "$password", "device": "$device" },
        "cookies": true
    },
    "refresh": {
        "path": "token",
        "with": "cookie",
        "body": { "device": "$device" },
        "cookies": true
    },
    "keep": { "path": "token/refresh", "body": { "device": "$device" }, "cookies": true },
    "validate": { "path": "token/validate", "auth": true, "proof": ["statusCode", "data.status"] },
    "voice": "statusCode",
    "silent": true,
    "token": "data.token",
    "user": {
        "id": "data.id",
        "email": "data.email",
        "nicename": "data.nicename",
        "displayName": "data.displayName"
    },
    "claims": { "id": "data.user.id" },
    "errors": {
        "jwt_auth_bad_config": "server_misconfigured",
        "jwt_auth_custom_auth_failed": "invalid_credentials",
        "jwt_auth_missing_credentials": "session_expired:expired",
        "jwt_auth_no_auth_cookie": "session_expired:expired",
        "jwt_auth_invalid_refresh_token": "session_expired:revoked",
        "jwt_auth_obsolete_refresh_token": "session_expired:revoked",
        "jwt_auth_expired_refresh_token": "session_expired:expired",
        "jwt_auth_no_auth_header": "authorization_stripped",
        "jwt_auth_bad_auth_header": "authorization_stripped",
        "jwt_auth_bad_iss": "issuer_mismatch:rejected",
        "jwt_auth_bad_request": "token_rejected:rejected",
        "jwt_auth_invalid_token": "token_rejected:rejected",
        "jwt_auth_user_not_found": "token_rejected:revoked",
        "jwt_auth_obsolete_token": "token_rejected:revoked"
    }
}"#;

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::super::{
        Code::{self, *},
        EndReason::{self, *},
        Refusal, Server,
        tests::{Row, answer, check, core_error, jwt, refused},
    };
    use serde_json::json;

    fn server() -> Server {
        super::super::tests::server("jwt-auth")
    }

    /// Its envelope; the HTTP status may differ from what is in it.
    fn envelope(code: &str, status: u16) -> String {
        let success = status < 400;
        json!({ "success": success, "statusCode": status, "code": code, "message": "Why", "data": [] })
            .to_string()
    }

    fn grant() -> String {
        let device = json!({ "id": 7, "device": "", "pass": "0" });
        let token = jwt(json!({ "iat": 1, "nbf": 1, "exp": 601, "data": { "user": device } }));
        json!({
            "success": true, "statusCode": 200, "code": "jwt_auth_valid_credential",
            "message": "Credential is valid",
            "data": {
                "token": token, "id": 7, "email": "e@e.com", "nicename": "editor",
                "firstName": "Ed", "lastName": "", "displayName": "Ed I. Tor"
            }
        })
        .to_string()
    }

    #[test]
    fn reads_a_login_and_what_the_cookie_gives() {
        let grant = server().read_login(answer(200, &grant()), "Editor").unwrap();
        assert_eq!(grant.user.id, Some(7.0));
        assert_eq!(grant.user.username.as_deref(), Some("Editor"));
        assert_eq!(grant.user.email.as_deref(), Some("e@e.com"));
        assert_eq!(grant.user.nicename.as_deref(), Some("editor"));
        assert_eq!(grant.user.display_name.as_deref(), Some("Ed I. Tor"));
        assert_eq!(grant.times.exp, Some(601.0));
        assert!(grant.refresh_token.is_some_and(|token| token.expose().is_empty()));
        assert!(server().read_grant(answer(200, &self::grant()), "refresh").is_ok());
        // `token/refresh` renews the cookie alone: that is no token.
        let kept = envelope("jwt_auth_valid_token", 200);
        assert!(server().read_grant(answer(200, &kept), "refresh").is_err());
    }

    #[test]
    fn reads_every_error() {
        let row = |operation, code: &str, status, wanted: Code, ends: Option<EndReason>| -> Row {
            (operation, envelope(code, status), status, wanted, ends)
        };
        check(
            server(),
            &[
                row("login", "jwt_auth_bad_config", 500, ServerMisconfigured, None),
                row("validate", "jwt_auth_bad_config", 401, ServerMisconfigured, None),
                row("login", "incorrect_password", 401, InvalidCredentials, None),
                row("login", "invalid_username", 401, InvalidCredentials, None),
                row("login", "invalid_email", 403, InvalidCredentials, None),
                row("login", "empty_username", 401, InvalidCredentials, None),
                row("login", "empty_password", 401, InvalidCredentials, None),
                row("login", "too_many_retries", 401, RateLimited, None),
                row("login", "pending_approval", 401, Forbidden, None),
                row("login", "jwt_auth_custom_auth_failed", 401, InvalidCredentials, None),
                row("refresh", "jwt_auth_missing_credentials", 401, SessionExpired, Some(Expired)),
                // Without a cookie, 3.0.2 takes a renewal for a login.
                row("refresh", "empty_username", 401, SessionExpired, Some(Expired)),
                row("refresh", "jwt_auth_no_auth_cookie", 401, SessionExpired, Some(Expired)),
                row(
                    "refresh",
                    "jwt_auth_invalid_refresh_token",
                    401,
                    SessionExpired,
                    Some(Revoked),
                ),
                row(
                    "refresh",
                    "jwt_auth_obsolete_refresh_token",
                    401,
                    SessionExpired,
                    Some(Revoked),
                ),
                row(
                    "refresh",
                    "jwt_auth_expired_refresh_token",
                    401,
                    SessionExpired,
                    Some(Expired),
                ),
                row("validate", "jwt_auth_no_auth_header", 401, AuthorizationStripped, None),
                row("validate", "jwt_auth_bad_auth_header", 401, AuthorizationStripped, None),
                row("validate", "jwt_auth_bad_iss", 401, IssuerMismatch, Some(Rejected)),
                row("validate", "jwt_auth_bad_request", 401, TokenRejected, Some(Rejected)),
                row("validate", "jwt_auth_invalid_token", 401, TokenRejected, Some(Rejected)),
                row("validate", "jwt_auth_obsolete_token", 401, TokenRejected, Some(Revoked)),
                row("validate", "jwt_auth_user_not_found", 401, TokenRejected, Some(Revoked)),
            ],
        );
    }

    #[test]
    fn reads_failures_of_2_inside_of_a_200() {
        let told = |code| (("validate", envelope(code, 403), 200), AuthorizationStripped);
        for ((operation, body, status), wanted) in
            [told("jwt_auth_no_auth_header"), told("jwt_auth_bad_auth_header")]
        {
            check(server(), &[(operation, body, status, wanted, None)]);
        }
        let wrong = envelope("incorrect_password", 403);
        check(server(), &[("login", wrong, 200, InvalidCredentials, None)]);
    }

    #[test]
    fn takes_an_answer_as_to_a_visitor_for_a_refusal() {
        let visitor = core_error("rest_not_logged_in", 401);
        assert_eq!(refused(server(), 401, &visitor), Some(Refusal::Silent));
        assert_eq!(refused(server(), 403, &core_error("rest_forbidden", 403)), None);
        for code in ["jwt_auth_invalid_token", "jwt_auth_bad_iss", "jwt_auth_bad_request"] {
            let refusal = refused(server(), 403, &envelope(code, 403));
            assert_eq!(refusal, Some(Refusal::Explicit(Rejected)), "{code}");
        }
        let obsolete = refused(server(), 403, &envelope("jwt_auth_obsolete_token", 403));
        assert_eq!(obsolete, Some(Refusal::Explicit(Revoked)));
    }
}
