//! What to send: an operation of a server as a request for `pkg/engine` to fill in.

use crate::core::text::concat;
use alloc::string::String;

use super::{
    super::{
        discovery::Found,
        error::{Code, Error, Result},
        json::Object,
        site::Site,
    },
    Server,
};

/// What the token of a server is that grants none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Own {
    /// The user's name and password.
    Password,
    /// The API key.
    Key,
    /// A nonce of WordPress's own cookie.
    Nonce,
    /// A consumer's credentials and a user's, with which each request is signed.
    Consent,
}

impl Server {
    /// Whether it knows this operation: "login", "refresh", "keep", "validate", "revoke",
    /// "secondFactor".
    pub fn can(self, operation: &str) -> bool {
        self.member(operation, "path").is_some()
    }

    /// What takes the place of a token, if this operation grants none.
    pub fn token_of(self, operation: &str) -> Option<Own> {
        Some(match self.member(operation, "static")? {
            "nonce" => Own::Nonce,
            "oauth1" => Own::Consent,
            "key" => Own::Key,
            _ => Own::Password,
        })
    }

    /// Whether the credentials themselves are the token: they don't expire.
    pub fn is_static(self) -> bool {
        matches!(self.token_of("login"), Some(Own::Key | Own::Password))
    }

    /// Whether an operation sends and takes cookies.
    pub fn sends_cookies(self, operation: &str) -> bool {
        self.is(&concat(&[operation, ".cookies"])) || self.is("cookies")
    }

    /// Whether an operation names the device on which the user logs in.
    pub fn has_device(self, operation: &str) -> bool {
        self.member(operation, "body.device").is_some()
    }

    pub(crate) fn member(self, operation: &str, name: &str) -> Option<&'static str> {
        self.text(&concat(&[operation, ".", name]))
    }

    /// What renewing takes: "refreshToken", "token" or "cookie".
    pub fn renews_with(self) -> Option<&'static str> {
        self.can("refresh").then(|| self.text("refresh.with").unwrap_or("refreshToken"))
    }

    /// Whether it renews by a cookie only.
    pub fn needs_cookie(self) -> bool {
        self.renews_with() == Some("cookie")
    }

    /// The prefix of a token in its header: "Bearer " (RFC 6750 section 2.1) unless the server
    /// wants something else. Some servers ignore "bearer" in lower case.
    pub fn header(self, token: &str) -> String {
        let scheme = self.text("scheme").unwrap_or("Bearer");
        concat(&[scheme, if scheme.is_empty() { "" } else { " " }, token])
    }

    /// How the token travels, as JSON, where that is not in the usual header.
    pub fn carrier(self) -> String {
        let mut object = Object::new();
        for name in ["header", "cookies", "sign", "rotates", "refusedWith"] {
            object.json(name, self.get(name));
        }
        object.end()
    }

    /// Whether an operation sends a form, which some sites take as JSON alone.
    pub fn sends_form(self, operation: &str) -> bool {
        let get = |name| self.get(&concat(&[operation, name]));
        get(".body").is_some() && get(".json").is_none()
    }

    /// Whether the token's header is all that a call needs, and every route is below the root.
    pub fn is_plain(self) -> bool {
        ["cookies", "sign", "rotates", "beside"].iter().all(|name| self.get(name).is_none())
    }

    /// Whether the server can end a session, and no more than was asked for.
    pub fn can_revoke(self, refresh_token: Option<&str>, everywhere: bool) -> bool {
        let needs_one = self.member("revoke", "with").is_some();
        let ends_all = self.is("revoke.everywhere")
            || self.member("revoke", "everywhere").is_some()
                && refresh_token.is_some_and(|token| !token.is_empty());
        self.can("revoke") && (refresh_token.is_some() || !needs_one) && (everywhere || !ends_all)
    }

    /// The URL of a route that is not below the REST root but next to it, such as `/graphql`; of one
    /// of WordPress's own files in their `folder`.
    pub fn url_beside(self, site: &Site, folder: &str, route: &str) -> Option<String> {
        let beside = self.text("beside")?;
        let rest = route.strip_prefix(beside)?;
        let whole = rest.is_empty() || rest.starts_with(['?', '/']);
        let folder = if self.is("core") { folder } else { "" };
        whole.then(|| concat(&[&site.id(), folder, route]))
    }

    /// A request of the server's own, as JSON: `url`, `method`, `body` with `$names` for what is to
    /// be filled in, and whether it is `json`, carries the token (`auth`) or `cookies`. `rest` tells
    /// that it goes to the REST API, `form` that the fields that a login adds belong into its body.
    ///
    /// # Errors
    /// `plugin_missing` for an operation that the server does not know; `origin_not_allowed` where
    /// a description leads out of the site.
    pub fn request(self, operation: &str, site: &Site, found: &Found) -> Result<String> {
        let path = self.member(operation, "path").ok_or_else(|| {
            Error::new(Code::PluginMissing, "This login plugin has no route for this method.")
        })?;
        let beside = self.url_beside(site, &found.folder, path);
        let rest = beside.is_none();
        let url = beside.unwrap_or_else(|| {
            if path.starts_with('/') {
                return found.root.url(path);
            }
            found.root.url(&concat(&["/", self.text("namespace").unwrap_or_default(), "/", path]))
        });
        if !site.may_receive_token(&url) {
            let message = "A route in `plugin` is outside of the site.";
            return Err(Error::new(Code::OriginNotAllowed, message));
        }
        let mut object = Object::new();
        object.text("url", Some(&url));
        object.text("method", Some(self.member(operation, "method").unwrap_or("POST")));
        for name in ["header", "sign", "namespace"] {
            object.json(name, self.get(name));
        }
        for name in ["body", "json", "auth", "cookies", "static", "text", "then", "mute"] {
            let own = self.get(&concat(&[operation, ".", name]));
            object.json(name, own.or_else(|| self.get(name).filter(|_| name == "cookies")));
        }
        object.boolean("rest", rest);
        if self.sends_form(operation) {
            object.boolean("form", true);
            if found.json {
                object.boolean("json", true);
            }
        }
        Ok(object.end())
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::core::json::Json;

    fn server(id: &str) -> Server {
        Server::by_id(id).unwrap()
    }

    fn request(server: Server, operation: &str) -> core::result::Result<Value, Code> {
        let site = Site::new("https://e.com/blog", false).unwrap();
        let found = Found::at(site.pretty_root(), Some(server));
        let request = server.request(operation, &site, &found).map_err(|error| error.code)?;
        Ok(serde_json::from_str(&request).unwrap())
    }

    #[test]
    fn some_servers_name_the_device_of_a_login() {
        assert!(server("jwt-auth").has_device("login"));
        assert!(!server("jwt-auth").has_device("validate"));
    }

    #[test]
    fn the_credentials_of_some_servers_are_the_token() {
        let is_static = |id| server(id).is_static();
        assert!(["basic-auth", "application-passwords", "api-key"].into_iter().all(is_static));
        assert!(!["jwt-auth", "cookie", "oauth1"].into_iter().any(is_static));
    }

    #[test]
    fn every_request_of_a_server_with_cookies_carries_them() {
        assert_eq!(request(server("cookie"), "validate").unwrap()["cookies"], true);
        let spec = json!({
            "login": { "path": "in" }, "token": "t", "opaque": true, "scheme": "Own",
            "validate": { "path": "me", "auth": true }
        });
        let own = Server::of_spec(Json::parse(&spec.to_string()).unwrap()).unwrap();
        let validation = request(own, "validate").unwrap();
        assert_eq!((&validation["auth"], &validation["cookies"]), (&json!(true), &Value::Null));
    }

    #[test]
    fn no_description_leads_out_of_the_site() {
        for path in ["/../../x", "a/../b", "/%2e%2e/x", "a\\..\\..\\b"] {
            let spec = json!({ "login": { "path": path }, "token": "t" }).to_string();
            // Escapes are refused in the description.
            let Ok(own) = Server::of_spec(Json::parse(&spec).unwrap()) else { continue };
            assert_eq!(request(own, "login"), Err(Code::OriginNotAllowed), "{path}");
        }
    }

    #[test]
    fn knows_what_is_a_form_and_what_is_plain() {
        let form = |id, operation| server(id).sends_form(operation);
        assert!(form("jwt-auth", "login"));
        assert!(!form("jwt-auth", "validate"), "without a body");
        assert!(!form("wp-graphql-jwt-authentication", "login"), "JSON");
        for (id, plain) in [
            ("jwt-auth", true),
            ("basic-auth", true),
            ("cookie", false),
            ("oauth1", false),
            ("wp-graphql-jwt-authentication", false),
        ] {
            assert_eq!(server(id).is_plain(), plain, "{id}");
        }
    }

    #[test]
    fn ends_only_the_session_that_was_asked_for() {
        for (id, refresh_token, everywhere, can) in [
            ("jwt-authentication-for-wp-rest-api", Some("r"), false, true),
            ("jwt-authentication-for-wp-rest-api", None, false, false),
            ("simple-jwt-login", None, false, true),
            // With a refresh token it ends all sessions of the user.
            ("simple-jwt-login", Some("r"), false, false),
            ("simple-jwt-login", Some("r"), true, true),
            ("wp-user", Some("r"), true, false),
        ] {
            let ends = server(id).can_revoke(refresh_token, everywhere);
            assert_eq!(ends, can, "{id} {refresh_token:?} {everywhere}");
        }
    }
}
