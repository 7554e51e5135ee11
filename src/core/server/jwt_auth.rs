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
    "validate": { "path": "token/validate", "auth": true },
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
