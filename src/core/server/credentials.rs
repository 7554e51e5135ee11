//! Servers to which the credentials themselves are sent with every call: WordPress's application
//! passwords, the old "JSON Basic Authentication", API keys.
//!
//! There is nothing to log in to: `/users/me` tells whether they are right, and whose they are.
//! Sites that hide their users remove it: then other routes tell, which only users may read.
//! WordPress alone ignores wrong ones (it has asked for errors before it asks who calls), so that
//! treating the request as anonymous means the same.

macro_rules! me {
    ($or:expr) => {
        concat!(
            r#"{
        "path": "/wp/v2/users/me?context=edit&_fields=id,username,email,name,slug",
        "method": "GET",
        "auth": true,
        "proof": "id",
        "otherwise": "invalid_credentials:rejected",
        "user": {
            "id": "id",
            "username": "username",
            "email": "email",
            "displayName": "name",
            "nicename": "slug"
        },
        "or": "#,
            $or,
            "}"
        )
    };
    () => {
        me!(posts!())
    };
}

/// Drafts may not be read by visitors; a user who may not read them either gets another error.
macro_rules! posts {
    () => {
        r#"{
            "path": "/wp/v2/posts?context=edit&per_page=1&_fields=id",
            "method": "GET",
            "auth": true,
            "otherwise": "invalid_credentials:rejected",
            "unless": "rest_forbidden_context"
        }"#
    };
}

/// Tells about the application password that it is asked with.
macro_rules! introspect {
    () => {
        concat!(
            r#"{
            "path": "/wp/v2/users/me/application-passwords/introspect",
            "method": "GET",
            "auth": true,
            "otherwise": "invalid_credentials:rejected",
            "or": "#,
            posts!(),
            "}"
        )
    };
}

pub(super) const APPLICATION_PASSWORDS: &str = concat!(
    r#"{
    "id": "application-passwords",
    "opaque": true,
    "scheme": "Basic",
    "login": { "path": "/", "static": "basic" },
    "revoke": {
        "path": "/wp/v2/users/me/application-passwords/introspect",
        "method": "GET",
        "auth": true,
        "then": "DELETE"
    },
    "errors": {
        "incorrect_password": "invalid_credentials:rejected",
        "invalid_username": "invalid_credentials:rejected",
        "invalid_email": "invalid_credentials:rejected",
        "application_passwords_disabled": "server_misconfigured",
        "application_passwords_disabled_for_user": "forbidden"
    },
    "validate": "#,
    me!(introspect!()),
    "}"
);

pub(super) const BASIC_AUTH: &str = concat!(
    r#"{
    "id": "basic-auth",
    "opaque": true,
    "rooted": true,
    "refusedWith": [400, 500],
    "scheme": "Basic",
    "login": { "path": "/", "static": "basic" },
    "errors": {
        "incorrect_password": "invalid_credentials:rejected",
        "invalid_username": "invalid_credentials:rejected",
        "invalid_email": "invalid_credentials:rejected",
        "INVALID_TOKEN_FORMAT": "invalid_credentials:rejected",
        "INVALID_PASSWORD": "invalid_credentials:rejected",
        "INVALID_USERNAME": "invalid_credentials:rejected",
        "INVALID_CLIENT_CREDENTIALS": "invalid_credentials:rejected"
    },
    "error": { "code": "error", "message": "error_description" },
    "voice": "status=error",
    "validate": "#,
    me!(),
    "}"
);

pub(super) const API_KEY: &str = concat!(
    r#"{
    "id": "api-key",
    "opaque": true,
    "rooted": true,
    "login": { "path": "/", "static": "key" },
    "errors": {
        "rest_invalid_api_key": "invalid_credentials:rejected",
        "INVALID_API_KEY": "invalid_credentials:rejected"
    },
    "error": { "code": "error", "message": "error_description" },
    "voice": "status=error",
    "validate": "#,
    me!(),
    "}"
);

/// OAuth 1.0a (RFC 5849). The token is both pairs of credentials; every call is signed with them.
pub(super) const OAUTH1: &str = concat!(
    r#"{
    "id": "oauth1",
    "opaque": true,
    "scheme": "",
    "sign": true,
    "login": { "path": "/", "static": "oauth1" },
    "errors": {
        "json_oauth1_missing_parameter": "authorization_stripped",
        "json_oauth1_consumer_mismatch": "invalid_credentials:rejected",
        "json_oauth1_signature_mismatch": "invalid_credentials:rejected",
        "json_oauth1_invalid_token": "token_rejected:revoked",
        "json_oauth1_expired_token": "token_rejected:expired",
        "json_oauth1_unauthorized_token": "token_rejected:rejected",
        "json_oauth1_invalid_timestamp": "token_rejected",
        "json_oauth1_nonce_already_used": "token_rejected"
    },
    "validate": "#,
    me!(),
    "}"
);

/// WordPress's own cookie, with its nonce for a token. It is renewed where WordPress's scripts do.
pub(super) const COOKIE: &str = concat!(
    r#"{
    "id": "cookie",
    "opaque": true,
    "scheme": "",
    "header": "X-WP-Nonce",
    "cookies": true,
    "voice": "nobody",
    "beside": "/wp-admin",
    "core": true,
    "login": { "path": "/", "static": "nonce", "otherwise": "not_authenticated" },
    "refresh": {
        "path": "/wp-admin/admin-ajax.php?action=rest-nonce",
        "method": "GET",
        "with": "token",
        "cookies": true,
        "text": true,
        "otherwise": "session_expired:expired"
    },
    "token": "token",
    "user": {
        "id": "user.id",
        "username": "user.username",
        "email": "user.email",
        "displayName": "user.name",
        "nicename": "user.slug"
    },
    "errors": { "rest_cookie_invalid_nonce": "token_rejected:rejected" },
    "validate": "#,
    me!(),
    "}"
);
