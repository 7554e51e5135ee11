//! "WP User": every response has status 200, and none has CORS headers.

pub(super) const SPEC: &str = r#"{
    "id": "wp-user",
    "namespace": "wpuser/v1",
    "login": {
        "path": "token/generate",
        "otherwise": "invalid_credentials",
        "body": {
            "wp_user_email_name": "$username",
            "wp_user_password": "$password",
            "wp_user_otp": "$?otp"
        }
    },
    "validate": { "path": "token/validate", "auth": true, "proof": "data.status" },
    "voice": "status=warning",
    "silent": true,
    "token": "token",
    "claims": { "id": "data.user.id" },
    "errors": {
        "jwt_auth_bad_config": "server_misconfigured",
        "jwt_auth_no_auth_header": "authorization_stripped",
        "jwt_auth_bad_auth_header": "authorization_stripped",
        "jwt_auth_invalid_token": "token_rejected:rejected",
        "jwt_auth_bad_request": "token_rejected:rejected",
        "jwt_auth_bad_iss": "issuer_mismatch:rejected"
    }
}"#;
