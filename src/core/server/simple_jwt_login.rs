//! "Simple JWT Login", 3.x and 4.0.
//!
//! 3.x renews with the token itself, even an expired one; 4.0 gives a refresh token, and a
//! revocation there ends every other device's. Elsewhere than on its own routes the token counts
//! only where the site's owner switched that on, and is ignored otherwise.

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
        "body": { "JWT": "$token", "refresh_token": "$?refreshToken" }
    },
    "validate": {
        "path": "auth/validate",
        "auth": true,
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
    "token": "data.jwt",
    "refreshToken": "data.refresh_token",
    "claims": { "id": "id", "username": "username", "email": "email" },
    "error": { "code": ["data.errorCode", "data.error_code"], "message": "data.message" },
    "errors": {
        "2": "token_rejected:rejected",
        "3": "token_rejected:rejected",
        "4": "token_rejected:rejected",
        "5": "token_rejected:rejected",
        "7": "token_rejected:rejected",
        "8": "token_rejected:rejected",
        "11": "token_rejected:rejected",
        "12": "token_rejected:rejected",
        "13": "token_rejected:rejected",
        "14": "token_rejected:expired",
        "23": "authorization_stripped",
        "24": "invalid_credentials:revoked",
        "27": "forbidden",
        "28": "forbidden",
        "45": "server_misconfigured",
        "46": "invalid_credentials",
        "47": "invalid_credentials",
        "48": "invalid_credentials",
        "50": "session_expired:expired",
        "51": "session_expired:revoked",
        "53": "authorization_stripped",
        "54": "token_rejected:revoked",
        "55": "token_rejected:revoked",
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
        "114": "forbidden"
    }
}"#;
