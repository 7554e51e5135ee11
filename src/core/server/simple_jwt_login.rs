//! "Simple JWT Login", 3.x and 4.0.
//!
//! 3.x renews with the token itself, even an expired one; 4.0 gives a refresh token, and a
//! revocation there ends every other device's. Elsewhere than on its own routes the token counts
//! only where the site's owner switched that on, and is ignored otherwise. Its refusals end before
//! WordPress adds the CORS headers.

pub(super) const SPEC: &str = r#"{
    "id": "simple-jwt-login",
    "namespace": "simple-jwt-login/v1",
    "login": {
        "path": "auth",
        "body": { "username": "$?login", "email": "$?email", "password": "$password" }
    },
    "secondFactor": {
        "path": "auth/2fa",
        "when": "data.two_factor_required",
        "token": "data.jwt",
        "provider": "data.provider",
        "body": { "JWT": "$token", "code": "$code" }
    },
    "refresh": {
        "path": "auth/refresh",
        "with": "token",
        "mute": true,
        "body": { "JWT": "$token", "refresh_token": "$?refreshToken" }
    },
    "validate": {
        "path": "auth/validate",
        "auth": true,
        "proof": "data.user",
        "user": {
            "id": "data.user.ID",
            "username": "data.user.user_login",
            "email": "data.user.user_email",
            "displayName": "data.user.display_name",
            "nicename": "data.user.user_nicename"
        }
    },
    "revoke": { "path": "auth/revoke", "auth": true, "everywhere": "refreshToken" },
    "silent": true,
    "refusedWith": [400],
    "token": "data.jwt",
    "refreshToken": "data.refresh_token",
    "claims": { "id": "id", "username": "username", "email": "email" },
    "error": { "code": ["data.errorCode", "data.error_code"], "message": "data.message" },
    "hints": { "45": "switched_off", "81": "switched_off", "82": "switched_off", "83": "switched_off" },
    "who": { "path": "/wp/v2/users/me?_fields=id", "method": "GET", "auth": true },
    "errors": {
        "2": "token_rejected:rejected",
        "3": "token_rejected:rejected",
        "4": "token_rejected:rejected",
        "5": "token_rejected:rejected",
        "6": "token_rejected:rejected",
        "7": "token_rejected:rejected",
        "8": "token_rejected:rejected",
        "11": "token_rejected:rejected",
        "12": "token_rejected",
        "13": "token_rejected",
        "14": "token_rejected:expired",
        "23": "authorization_stripped",
        "24": "invalid_credentials:revoked",
        "27": "forbidden",
        "28": "forbidden",
        "30": "token_rejected:rejected",
        "41": "forbidden",
        "45": "server_misconfigured",
        "46": "invalid_credentials",
        "47": "invalid_credentials",
        "48": "invalid_credentials",
        "50": "session_expired:expired",
        "51": "session_expired:revoked",
        "53": "authorization_stripped",
        "54": "token_rejected:revoked",
        "55": "token_rejected:revoked",
        "75": "rest_closed",
        "81": "server_misconfigured:expired",
        "82": "server_misconfigured",
        "83": "server_misconfigured",
        "84": "forbidden",
        "94": "forbidden",
        "105": "server_misconfigured",
        "106": "session_expired",
        "107": "session_expired",
        "108": "rate_limited",
        "109": "invalid_credentials",
        "110": "token_rejected:rejected",
        "113": "forbidden",
        "114": "forbidden",
        "403": "rest_closed"
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
    use crate::core::{json::Json, secret::Secret};
    use serde_json::{Value, json};

    fn server() -> Server {
        super::super::tests::server("simple-jwt-login")
    }

    fn token() -> String {
        jwt(json!({ "iat": 1, "exp": 3601, "id": "7", "username": "editor", "email": "e@e.com" }))
    }

    fn granted(data: Value) -> String {
        json!({ "success": true, "data": data }).to_string()
    }

    /// The same failure of 3.x and of 4.0, which calls the number otherwise.
    fn failures(number: u32) -> [String; 2] {
        ["errorCode", "error_code"].map(|key| {
            json!({ "success": false, "data": { "message": "Why", key: number } }).to_string()
        })
    }

    #[test]
    fn reads_a_login_and_a_refresh() {
        let three = granted(json!({ "jwt": token() }));
        let grant = server().read_login(answer(200, &three), "e@e.com").unwrap();
        assert_eq!(grant.user.id, Some(7.0));
        assert_eq!(grant.user.username.as_deref(), Some("editor"));
        assert_eq!(grant.user.email.as_deref(), Some("e@e.com"));
        // The token renews itself.
        assert_eq!(grant.refresh_token, Some(Secret::new(String::new())));
        let four = granted(json!({ "jwt": token(), "refresh_token": "ab12" }));
        for operation in ["login", "refresh", "secondFactor"] {
            let grant = server().read_grant(answer(200, &four), operation).unwrap();
            assert_eq!(grant.refresh_token, Some(Secret::new("ab12".into())));
        }
        let endless = granted(json!({ "jwt": jwt(json!({ "iat": 1, "email": "e@e.com" })) }));
        let grant = server().read_login(answer(200, &endless), "").unwrap();
        assert_eq!((grant.times.exp, grant.user.id), (None, None));
    }

    #[test]
    fn asks_for_a_second_factor() {
        let interim = granted(json!({
            "jwt": token(), "two_factor_required": true, "provider": "Two_Factor_Totp"
        }));
        let factor = server().second_factor(answer(200, &interim)).unwrap();
        assert_eq!(factor.error.code, SecondFactorRequired);
        assert_eq!(factor.error.second_factor.as_deref(), Some("\"Two_Factor_Totp\""));
        assert_eq!(factor.token.expose(), token());
        assert!(!factor.error.to_json().contains(&token()));
        for other in [
            granted(json!({ "jwt": token(), "two_factor_required": false })),
            granted(json!({ "jwt": token() })),
            granted(json!({ "jwt": "a".repeat(65_537), "two_factor_required": true })),
        ] {
            assert!(server().second_factor(answer(200, &other)).is_none());
        }
        assert!(server().second_factor(answer(400, &interim)).is_none());
    }

    #[test]
    fn reads_every_error() {
        let rows =
            |operation, number, statuses: [u16; 2], wanted: Code, ends: Option<EndReason>| {
                let [three, four] = failures(number);
                [
                    (operation, three, statuses[0], wanted, ends),
                    (operation, four, statuses[1], wanted, ends),
                ]
            };
        let table: [[Row; 2]; 37] = [
            rows("validate", 2, [400, 400], TokenRejected, Some(Rejected)),
            rows("validate", 3, [400, 400], TokenRejected, Some(Rejected)),
            rows("validate", 4, [400, 400], TokenRejected, Some(Rejected)),
            rows("validate", 5, [400, 400], TokenRejected, Some(Rejected)),
            rows("validate", 6, [400, 400], TokenRejected, Some(Rejected)),
            rows("validate", 7, [400, 400], TokenRejected, Some(Rejected)),
            rows("validate", 8, [400, 400], TokenRejected, Some(Rejected)),
            rows("validate", 11, [400, 400], TokenRejected, Some(Rejected)),
            rows("validate", 12, [401, 400], TokenRejected, None),
            rows("validate", 13, [401, 400], TokenRejected, None),
            rows("validate", 14, [401, 400], TokenRejected, Some(Expired)),
            rows("validate", 30, [400, 500], TokenRejected, Some(Rejected)),
            rows("login", 23, [400, 422], AuthorizationStripped, None),
            rows("login", 24, [400, 404], InvalidCredentials, Some(Revoked)),
            rows("login", 27, [400, 401], Forbidden, None),
            rows("login", 28, [400, 403], Forbidden, None),
            rows("login", 41, [400, 403], Forbidden, None),
            rows("login", 45, [400, 403], ServerMisconfigured, None),
            rows("login", 46, [400, 422], InvalidCredentials, None),
            rows("login", 47, [400, 422], InvalidCredentials, None),
            rows("login", 48, [400, 401], InvalidCredentials, None),
            rows("refresh", 50, [400, 401], SessionExpired, Some(Expired)),
            rows("refresh", 51, [400, 422], SessionExpired, Some(Revoked)),
            rows("validate", 53, [400, 422], AuthorizationStripped, None),
            rows("validate", 54, [400, 500], TokenRejected, Some(Revoked)),
            rows("refresh", 55, [401, 401], TokenRejected, Some(Revoked)),
            rows("refresh", 81, [403, 403], ServerMisconfigured, Some(Expired)),
            rows("validate", 82, [403, 403], ServerMisconfigured, None),
            rows("login", 84, [403, 401], Forbidden, None),
            rows("login", 94, [422, 422], Forbidden, None),
            rows("secondFactor", 105, [403, 403], ServerMisconfigured, None),
            rows("secondFactor", 106, [422, 500], SessionExpired, None),
            rows("secondFactor", 107, [500, 500], SessionExpired, None),
            rows("secondFactor", 108, [500, 500], RateLimited, None),
            rows("secondFactor", 109, [422, 500], InvalidCredentials, None),
            rows("validate", 110, [500, 500], TokenRejected, Some(Rejected)),
            rows("login", 113, [422, 422], Forbidden, None),
        ];
        for rows in table {
            check(server(), &rows);
        }
        // 4.0 says 401 for a refresh token that it does not know.
        let [_, unknown] = failures(51);
        check(server(), &[("refresh", unknown, 401, SessionExpired, Some(Revoked))]);
    }

    #[test]
    fn reads_a_validation_of_both() {
        for described in [json!([{ "token": "x" }]), json!({ "token": "x" })] {
            let body = granted(json!({
                "user": {
                    "ID": "7", "user_login": "editor", "user_nicename": "ed", "user_email": "e@e.com"
                },
                "roles": ["editor"], "jwt": described
            }));
            let user = server().read_validation(answer(200, &body), "validate").unwrap();
            assert_eq!(user.id, Some(7.0));
            assert_eq!(user.username.as_deref(), Some("editor"));
            assert_eq!(user.nicename.as_deref(), Some("ed"));
        }
    }

    #[test]
    fn tells_a_refused_token_from_a_closed_route() {
        let of = |number, status| failures(number).map(|body| refused(server(), status, &body));
        assert_eq!(of(55, 401), [Some(Refusal::Explicit(Revoked)); 2]);
        assert_eq!(of(14, 401), [Some(Refusal::Explicit(Expired)); 2]);
        // The middleware of 4.0 says it with 400.
        assert_eq!(of(14, 400), [Some(Refusal::Explicit(Expired)); 2]);
        assert_eq!(of(114, 403), [None; 2]);
        let visitor = core_error("rest_not_logged_in", 401);
        assert_eq!(refused(server(), 401, &visitor), Some(Refusal::Silent));
    }

    #[test]
    fn revokes_no_more_than_was_asked_for() {
        // 3.x ends this token; 4.0, known by its refresh token, ends all.
        assert!(server().can_revoke(Some(""), false));
        assert!(!server().can_revoke(Some("ab12"), false));
        assert!(server().can_revoke(Some("ab12"), true));
    }

    #[test]
    fn moves_with_its_namespace() {
        let spec =
            r#"{"id":"simple-jwt-login","namespace":"door/v2","header":"X-Token","scheme":""}"#;
        let moved = Server::of_spec(Json::parse(spec).unwrap()).unwrap();
        assert_eq!(moved.header("abc"), "abc");
        assert_eq!(moved.text("namespace"), Some("door/v2"));
        assert!(moved.can("secondFactor") && moved.carrier().contains("X-Token"));
    }
}
