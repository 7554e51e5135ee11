//! "JWT Auth Pro WP REST API" by juanma-wp, with its refresh token in a cookie.
//!
//! In production that cookie belongs to the path /wp-json/ and never leaves its own site.

pub(super) const SPEC: &str = r#"{
    "id": "jwt-auth-pro-wp-rest-api",
    "namespace": "jwt/v1",
    "rooted": true,
    "has": "/jwt/v1/verify",
    "login": {
        "path": "token",
        "body": { "username": "$username", "password": "$password" },
        "cookies": true
    },
    "refresh": { "path": "refresh", "with": "cookie", "cookies": true },
    "validate": { "path": "verify", "method": "GET", "auth": true, "proof": ["data.valid", "data.user"] },
    "revoke": { "path": "logout", "with": "refreshToken", "cookies": true },
    "token": "data.access_token",
    "expiresIn": "data.expires_in",
    "user": {
        "id": "data.user.id",
        "username": "data.user.username",
        "email": "data.user.email",
        "displayName": "data.user.display_name"
    },
    "claims": { "id": "sub" },
    "errors": {
        "missing_credentials": "invalid_credentials",
        "invalid_credentials": "invalid_credentials",
        "missing_refresh_token": "session_expired:expired",
        "invalid_refresh_token": "session_expired:revoked",
        "invalid_user": "session_expired:revoked",
        "not_authenticated": "authorization_stripped",
        "invalid_token": "token_rejected:rejected",
        "invalid_token_subject": "token_rejected:rejected",
        "invalid_token_user": "token_rejected:revoked",
        "jwt_secret_missing": "server_misconfigured",
        "configuration_error": "server_misconfigured"
    }
}"#;
