//! miniOrange's "REST API Authentication", in its JWT mode.
//!
//! `expires_in` is a time, five years ahead, which the server never checks. Every failure is an
//! response without CORS headers, and five of them within a minute lock the login.

pub(super) const SPEC: &str = r#"{
    "id": "wp-rest-api-authentication",
    "namespace": "api/v1",
    "has": "/api/v1/token-validate",
    "login": {
        "path": "token",
        "body": { "username": "$username", "password": "$password" }
    },
    "validate": { "path": "token-validate", "method": "GET", "auth": true, "proof": "status=TRUE" },
    "silent": true,
    "token": "jwt_token",
    "expiresIn": "expires_in",
    "claims": { "id": "sub", "username": "name" },
    "error": { "code": "error", "message": "error_description" },
    "errors": {
        "INVALID_CREDENTIALS": "invalid_credentials",
        "FORBIDDEN": "invalid_credentials",
        "BAD_REQUEST": "server_misconfigured",
        "MISSING_AUTHORIZATION_HEADER": "authorization_stripped",
        "INVALID_AUTHORIZATION_HEADER_TOKEN_TYPE": "server_misconfigured",
        "SEGMENT_FAULT": "token_rejected:rejected",
        "INVALID_SIGNATURE": "token_rejected:rejected",
        "UNAUTHORIZED": "server_misconfigured",
        "Restricted": "rest_closed",
        "TOO_MANY_REQUESTS": "rate_limited"
    }
}"#;
