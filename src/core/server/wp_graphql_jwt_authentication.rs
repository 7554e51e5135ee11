//! "WPGraphQL JWT Authentication": a login as a GraphQL mutation, next to the REST API.
//!
//! Failures come with status 200 and `errors`, whose text is a code up to 0.7.0 and a sentence
//! since. Responses may bring a newer token along in a header. presskey ignores `X-JWT-Refresh`: over https:
//! every response has one, so presskey would have to store it and tell all tabs each time. The one of
//! the login stays valid for a year.

pub(super) const SPEC: &str = r#"{
    "id": "wp-graphql-jwt-authentication",
    "beside": "/graphql",
    "probe": {
        "path": "/graphql?query=%7Bviewer%7BjwtAuthExpiration%7D%7D",
        "when": "data.viewer"
    },
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
    "voice": "errors.0.path",
    "crashed": ["errors.0.message=Internal server error", "errors.0.extensions.category=internal"],
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
        "JWT Auth is not configured correctly. Please contact a site administrator.": "server_misconfigured",
        "Provided key is too short": "server_misconfigured",
        "The JWT token cannot be issued for this user": "forbidden"
    }
}"#;

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::super::{
        Code::*,
        EndReason::*,
        Refusal, Server,
        tests::{answer, check, core_error, jwt, refused},
    };
    use crate::core::{secret::Secret, site::Site};
    use serde_json::{Value, json};

    fn server() -> Server {
        super::super::tests::server("wp-graphql-jwt-authentication")
    }

    fn token(more: Value) -> String {
        jwt(json!({ "iss": "https://e.com", "iat": 1, "exp": 301, "data": { "user": more } }))
    }

    fn data(name: &str, value: Value) -> String {
        json!({ "data": { name: value } }).to_string()
    }

    fn failure(name: &str, message: &str) -> String {
        let error = json!({ "message": message, "path": [name] });
        json!({ "errors": [error], "data": { name: null } }).to_string()
    }

    #[test]
    fn reads_a_login_and_a_refresh() {
        let auth = token(json!({ "id": "7" }));
        let login = data(
            "login",
            json!({
                "authToken": auth,
                "refreshToken": token(json!({ "id": "7", "user_secret": "s" })),
                "user": {
                    "databaseId": 7, "username": "editor", "email": "e@e.com",
                    "name": "Ed", "nicename": "ed"
                }
            }),
        );
        let grant = server().read_login(answer(200, &login), "e@e.com").unwrap();
        assert_eq!(grant.user.id, Some(7.0));
        assert_eq!(grant.user.username.as_deref(), Some("editor"));
        assert_eq!(grant.user.display_name.as_deref(), Some("Ed"));
        assert!(grant.refresh_token.is_some());
        let refresh = data("refreshJwtAuthToken", json!({ "authToken": auth }));
        let grant = server().read_grant(answer(200, &refresh), "refresh").unwrap();
        assert_eq!(grant.token, Secret::new(auth));
        assert_eq!((grant.user.id, grant.refresh_token), (Some(7.0), None));
    }

    #[test]
    fn reads_every_error() {
        let login = |message: &str, wanted| ("login", failure("login", message), 200, wanted, None);
        let refresh = |status| {
            let body = failure("refreshJwtAuthToken", "The provided refresh token is invalid");
            ("refresh", body, status, SessionExpired, Some(Expired))
        };
        let crash = || failure("login", "Internal server error");
        let internal =
            json!({ "message": "x", "extensions": { "category": "internal" }, "path": ["login"] });
        let unknown = json!({ "errors": [{ "message": "Cannot query field \"login\"" }] });
        // In debug mode, in the form of graphql-php before and since version 15.
        let debug = |words: &str| {
            let message = "Internal server error";
            let (old, new) = (
                json!({ "message": message, "debugMessage": words, "path": ["login"] }),
                json!({ "message": message, "extensions": { "debugMessage": words } }),
            );
            [old, new].map(|error| json!({ "errors": [error] }))
        };
        for (words, wanted) in [
            ("You must define the GraphQL JWT Auth secret to use it.", ServerMisconfigured),
            ("Provided key is too short", ServerMisconfigured),
            ("Key may not be empty", ServerMisconfigured),
            ("Undefined array key 3", HttpError),
            ("Call to undefined function get_field()", HttpError),
        ] {
            for body in debug(words) {
                check(server(), &[("login", body.to_string(), 200, wanted, None)]);
                check(server(), &[("refresh", body.to_string(), 200, wanted, None)]);
            }
        }
        check(
            server(),
            &[
                // Up to 0.7.0 WordPress's code, then its message, escaped.
                login("invalid_username", InvalidCredentials),
                login("incorrect_password", InvalidCredentials),
                login("empty_username", InvalidCredentials),
                login(
                    "&lt;strong&gt;Error:&lt;/strong&gt; The password is incorrect.",
                    InvalidCredentials,
                ),
                login("The JWT token cannot be issued for this user", Forbidden),
                login(
                    "JWT Auth is not configured correctly. Please contact a site administrator.",
                    ServerMisconfigured,
                ),
                login("Provided key is too short", ServerMisconfigured),
                refresh(200),
                refresh(401),
                (
                    "validate",
                    failure("viewer", "Internal server error"),
                    401,
                    TokenRejected,
                    Some(Rejected),
                ),
                // Not understood is not "no".
                ("validate", failure("viewer", "Internal server error"), 200, HttpError, None),
                (
                    "refresh",
                    failure("refreshJwtAuthToken", "Internal server error"),
                    200,
                    HttpError,
                    None,
                ),
                ("login", crash(), 200, HttpError, None),
                ("login", json!({ "errors": [internal] }).to_string(), 200, HttpError, None),
                ("login", unknown.to_string(), 200, MalformedResponse, None),
                ("refresh", unknown.to_string(), 200, MalformedResponse, None),
                ("refresh", unknown.to_string(), 401, MalformedResponse, None),
                ("validate", unknown.to_string(), 200, MalformedResponse, None),
                ("validate", r#"{"message":"Access denied"}"#.into(), 200, MalformedResponse, None),
                ("login", "<html>".into(), 404, RestNotFound, None),
                ("refresh", "<html>".into(), 503, MalformedResponse, None),
            ],
        );
    }

    #[test]
    fn a_token_beside_another_fields_error_is_a_login() {
        let user =
            json!({ "message": "Internal server error", "path": ["login", "user", "email"] });
        let auth = token(json!({ "id": "7" }));
        let body =
            json!({ "errors": [user], "data": { "login": { "authToken": auth, "user": null } } });
        let grant = server().read_login(answer(200, &body.to_string()), "editor").unwrap();
        assert_eq!(grant.token, Secret::new(auth));
    }

    #[test]
    fn a_crash_is_told_from_a_refusal_by_what_a_visitor_gets() {
        let crash = failure("viewer", "Internal server error");
        assert!(server().is_unclear(answer(200, &crash)));
        assert!(!server().is_unclear(answer(401, &crash)));
        assert!(
            !server()
                .is_unclear(answer(200, r#"{"errors":[{"message":"Internal server error"}]}"#))
        );
        assert!(server().answers(&data("viewer", Value::Null)));
        assert!(!server().answers(&crash) && !server().answers("<html>"));
    }

    #[test]
    fn reads_a_validation() {
        let body = data("viewer", json!({ "databaseId": 7 }));
        assert!(server().read_validation(answer(200, &body), "validate").is_ok());
        // A visitor's response: the token did not arrive.
        let visitor =
            server().read_validation(answer(200, &data("viewer", Value::Null)), "validate");
        assert_eq!(visitor.unwrap_err().code, AuthorizationStripped);
    }

    #[test]
    fn tells_a_refused_token() {
        let body = failure("viewer", "Internal server error");
        assert_eq!(refused(server(), 401, &body), Some(Refusal::Silent));
        let visitor = core_error("rest_not_logged_in", 401);
        assert_eq!(refused(server(), 401, &visitor), Some(Refusal::Silent));
        assert_eq!(refused(server(), 403, &core_error("rest_forbidden", 403)), None);
    }

    #[test]
    fn stands_beside_the_rest_api() {
        let site = Site::new("https://e.com/blog", false).unwrap();
        let url = |route| server().url_beside(&site, "/wp", route);
        assert_eq!(url("/graphql").as_deref(), Some("https://e.com/blog/graphql"));
        assert_eq!(url("/graphql?query=x").as_deref(), Some("https://e.com/blog/graphql?query=x"));
        assert_eq!(url("/graphqlx"), None);
        assert_eq!(url("/wp/v2/posts"), None);
        let (found, url) = Server::unlisted(&site).unwrap();
        assert_eq!(found.id(), server().id());
        assert!(url.starts_with("https://e.com/blog/graphql?query="));
        assert!(found.shows_in(r#"{"data":{"viewer":null}}"#));
        assert!(!found.shows_in(r#"{"errors":[{"message":"Cannot query field"}]}"#));
        assert!(!found.shows_in("<html>"));
    }
}
