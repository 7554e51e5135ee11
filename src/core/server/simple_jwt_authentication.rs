//! "Simple JWT Authentication" by Jonathan de Jong, which grew out of the plugin of Tmeister.
//!
//! It renews a token that is still valid, and refuses a bad one on every route.

pub(super) const SPEC: &str = r#"{
    "id": "simple-jwt-authentication",
    "namespace": "simple-jwt-authentication/v1",
    "login": {
        "path": "token",
        "prefix": "[jwt_auth] ",
        "body": { "username": "$username", "password": "$password" }
    },
    "refresh": { "path": "token/refresh", "with": "token", "auth": true },
    "validate": { "path": "token/validate", "auth": true, "proof": "data.status" },
    "revoke": { "path": "token/revoke", "auth": true },
    "token": "token",
    "expiresIn": "token_expires",
    "user": {
        "id": "user_id",
        "email": "user_email",
        "nicename": "user_nicename",
        "displayName": "user_display_name"
    },
    "claims": { "id": "data.user.id" },
    "errors": {
        "jwt_auth_bad_config": "server_misconfigured",
        "jwt_auth_failed": "invalid_credentials",
        "jwt_auth_no_auth_header": "authorization_stripped",
        "jwt_auth_bad_auth_header": "authorization_stripped",
        "jwt_auth_invalid_token": "token_rejected:rejected",
        "jwt_auth_bad_request": "token_rejected:rejected",
        "jwt_auth_bad_iss": "issuer_mismatch:rejected",
        "jwt_auth_token_revoked": "token_rejected:revoked",
        "jwt_auth_user_not_found": "session_expired:revoked"
    }
}"#;
