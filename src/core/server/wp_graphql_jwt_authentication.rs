//! "WPGraphQL JWT Authentication": a login as a GraphQL mutation, beside the REST API.
//!
//! Failures come with status 200 and `errors`, whose text is a code up to 0.7.0 and a sentence
//! since. Answers may bring a newer token along in a header.

pub(super) const SPEC: &str = r#"{
    "id": "wp-graphql-jwt-authentication",
    "beside": "/graphql",
    "login": {
        "path": "/graphql",
        "json": true,
        "otherwise": "invalid_credentials",
        "body": {
            "query": "mutation Login($username: String!, $password: String!) { login(input: { username: $username, password: $password }) { authToken refreshToken user { databaseId username email name nicename } } }",
            "variables": { "username": "$username", "password": "$password" }
        }
    },
    "refresh": {
        "path": "/graphql",
        "json": true,
        "otherwise": "session_expired:expired",
        "body": {
            "query": "mutation Refresh($token: String!) { refreshJwtAuthToken(input: { jwtRefreshToken: $token }) { authToken } }",
            "variables": { "token": "$refreshToken" }
        }
    },
    "validate": {
        "path": "/graphql",
        "json": true,
        "auth": true,
        "otherwise": "token_rejected:rejected",
        "when": "data.viewer.databaseId",
        "body": { "query": "{ viewer { databaseId } }" }
    },
    "silent": true,
    "rotates": "X-JWT-Auth",
    "token": ["data.login.authToken", "data.refreshJwtAuthToken.authToken"],
    "refreshToken": "data.login.refreshToken",
    "user": {
        "id": "data.login.user.databaseId",
        "username": "data.login.user.username",
        "email": "data.login.user.email",
        "displayName": "data.login.user.name",
        "nicename": "data.login.user.nicename"
    },
    "claims": { "id": "data.user.id" },
    "error": { "code": "errors.0.message", "message": "errors.0.message" },
    "errors": {
        "invalid_username": "invalid_credentials",
        "incorrect_password": "invalid_credentials",
        "JWT is not configured properly": "server_misconfigured"
    }
}"#;
