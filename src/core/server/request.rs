//! What to send: an operation of a server as a request.

use crate::core::text::{concat, cut, find};
use alloc::string::String;

use super::{
    super::{
        discovery::Found,
        error::{Code, Error, Result},
        json::{Json, Object},
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

    /// A request of the server's own, as JSON: `url`, `method`, `body`, and whether it is `json`, carries the
    /// token (`auth`) or `cookies`. `rest` tells that it goes to the REST API, `form` that its body is a form
    /// that could be JSON. `replaced` has other flags than the description.
    ///
    /// The first of the `values` that has a name fills in the body's `$name`; `$?name` may be missing. Without
    /// values it stays a template. A login's further credentials become fields of its form. Nothing if the name
    /// of this device is missing ([`DEVICE`]).
    ///
    /// # Errors
    /// `plugin_missing` for an operation that the server does not know; `origin_not_allowed` where
    /// a description leads out of the site; `invalid_option` for a value that is missing.
    pub fn request(
        self,
        operation: &str,
        site: &Site,
        found: &Found,
        replaced: &dyn Fn(&str) -> Option<bool>,
        values: &[Json],
    ) -> Result<Option<String>> {
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
            if let Some(flag) = replaced(name) {
                object.boolean(name, flag);
            } else if let (Some(body), "body", true) = (own, name, !values.is_empty()) {
                let more = values.last().copied();
                let more = more.filter(|_| operation == "login" && !self.is("login.json"));
                match fill(body.text(), values, more) {
                    Ok(text) => object.json(name, Some(Json::known(&text))),
                    Err("device") => return Ok(None),
                    Err(name) => {
                        let message = concat(&["This server needs `", name, "`."]);
                        return Err(Error::new(Code::InvalidOption, &message));
                    }
                }
            } else {
                object.json(name, own.or_else(|| self.get(name).filter(|_| name == "cookies")));
            }
        }
        object.boolean("rest", replaced("rest").unwrap_or(rest));
        if self.sends_form(operation) {
            object.boolean("form", true);
            if found.json {
                object.boolean("json", true);
            }
        }
        Ok(Some(object.end()))
    }
}

/// The value that has this device's name. No field of a form that the app has is meant by it.
pub const DEVICE: &str = "$device";

/// Fills in a body's `$names`, and adds to it `more` values that it does not name.
///
/// # Errors
/// The name of a value that is missing.
fn fill(
    body: &'static str,
    values: &[Json],
    more: Option<Json>,
) -> core::result::Result<String, &'static str> {
    let mut text = String::new();
    let mut rest = body;
    while find(rest, MARK).is_some() {
        let (before, place) = cut(rest, MARK);
        let (name, behind) = cut(place, "\"");
        let (name, is_optional) = name.strip_prefix('?').map_or((name, false), |name| (name, true));
        rest = behind;
        text.push_str(before);
        // What is no name, or stands within a text, is no place.
        if name.is_empty() || before.ends_with('\\') || !name.bytes().all(is_word) {
            text.push_str(MARK);
            rest = place;
        } else if let Some(value) = value_of(values, name) {
            text.push_str(value.text());
        } else if is_optional {
            // Takes the member back.
            while let Some(last) = text.pop() {
                if last == '{' || last == '[' {
                    text.push(last);
                    rest = cut_comma(rest);
                }
                if matches!(last, '{' | '[' | ',') {
                    break;
                }
            }
        } else {
            return Err(name);
        }
    }
    text.push_str(rest);
    // Of a field that stands twice, the last counts.
    if let Some(more) = more.filter(|_| text.pop() == Some('}')) {
        more.each(&mut |name, value| {
            let is_named = [MARK, "\"$?"]
                .iter()
                .any(|mark| find(body, &concat(&[mark, name, "\""])).is_some());
            // The user's name is named otherwise where it is an e-mail address.
            if !matches!(name, "username" | DEVICE) && !is_named {
                text.push_str(if text.ends_with('{') { "\"" } else { ",\"" });
                text.push_str(name);
                text.push_str("\":");
                text.push_str(value.text());
            }
            true
        });
        text.push('}');
    }
    Ok(text)
}

/// What a text begins with that has a name in its place.
const MARK: &str = "\"$";

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn cut_comma(text: &'static str) -> &'static str {
    text.strip_prefix(',').unwrap_or(text)
}

/// The first of the values that has a name.
fn value_of<'a>(values: &[Json<'a>], name: &str) -> Option<Json<'a>> {
    // Servers that accept both need to know which one it is.
    let (known, is_email) = match name {
        "login" => ("username", Some(false)),
        "email" => ("username", Some(true)),
        "device" => (DEVICE, None),
        name => (name, None),
    };
    let value = values.iter().find_map(|values| values.get(known))?;
    let is_right = is_email.is_none_or(|is_email| is_email == value.text().contains('@'));
    (is_right && !matches!(value.text(), "null" | "\"\"")).then_some(value)
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
        let request = server.request(operation, &site, &found, &|_| None, &[]);
        Ok(serde_json::from_str(&request.map_err(|error| error.code)?.unwrap()).unwrap())
    }

    #[test]
    fn some_servers_name_the_device_of_a_login() {
        assert!(server("jwt-auth").has_device("login"));
        assert!(!server("jwt-auth").has_device("validate"));
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

    /// The body of an operation that is described in this way, filled in.
    fn filled(operation: &str, described: Value, values: Value) -> Result<Option<Value>> {
        let mut spec = json!({ "login": { "path": "in" }, "token": "t" });
        let mut request = json!({ "path": "in" });
        request.as_object_mut().unwrap().extend(described.as_object().unwrap().clone());
        spec[operation] = request;
        let own = Server::of_spec(Json::parse(&spec.to_string()).unwrap()).unwrap();
        let site = Site::new("https://e.com/blog", false).unwrap();
        let found = Found::at(site.pretty_root(), Some(own));
        let values = values.to_string();
        let values = [Json::parse("{}").unwrap(), Json::parse(&values).unwrap()];
        let request = own.request(operation, &site, &found, &|_| None, &values)?;
        let body =
            |request: String| serde_json::from_str::<Value>(&request).unwrap()["body"].take();
        Ok(request.map(body))
    }

    fn body(operation: &str, described: Value, values: Value) -> Value {
        filled(operation, described, values).unwrap().unwrap()
    }

    #[test]
    fn fills_in_what_is_named_and_adds_to_a_form_what_is_not() {
        let form = json!({ "body": { "user": "$username", "pass": "$password", "code": 1 } });
        let values =
            json!({ "username": "b\"ob", "password": "p", "code": "123", "r": { "s": [1] } });
        let wanted = json!({ "user": "b\"ob", "pass": "p", "code": "123", "r": { "s": [1] } });
        assert_eq!(body("login", form.clone(), values.clone()), wanted);
        let named = json!({ "user": "b\"ob", "pass": "p", "code": 1 });
        assert_eq!(body("refresh", form.clone(), values.clone()), named);
        let mut json = form;
        json["json"] = true.into();
        assert_eq!(body("login", json, values.clone()), named);
        assert_eq!(body("login", json!({ "body": {} }), json!({ "a": "b" })), json!({ "a": "b" }));
        assert_eq!(body("login", json!({}), values), Value::Null);
        let deep =
            json!({ "body": { "a": [{ "t": "$token" }, "$?x", []], "b": {} }, "json": true });
        let token = json!({ "token": { "a": 1 } });
        let wanted = json!({ "a": [{ "t": { "a": 1 } }, []], "b": {} });
        assert_eq!(body("validate", deep, token), wanted);
    }

    #[test]
    fn asks_for_what_is_missing_unless_it_may_be() {
        for values in [json!({}), json!({ "token": "" }), json!({ "token": null })] {
            let error = filled("refresh", json!({ "body": { "t": "$token" } }), values.clone());
            let error = error.unwrap_err();
            assert_eq!(error.code, Code::InvalidOption);
            assert_eq!(error.message, "This server needs `token`.");
            let optional = json!({ "body": { "t": "$?token", "a": "b" } });
            assert_eq!(body("refresh", optional, values), json!({ "a": "b" }));
        }
        let no_names = json!({ "a": "x$token", "b": "$", "c": "$a-b", "d": 1 });
        assert_eq!(body("refresh", json!({ "body": no_names }), json!({})), no_names);
    }

    #[test]
    fn tells_an_address_from_a_name() {
        let both = json!({ "body": { "login": "$?login", "email": "$?email" } });
        let of = |values| body("login", both.clone(), values);
        assert_eq!(of(json!({ "username": "bob" })), json!({ "login": "bob" }));
        assert_eq!(of(json!({ "username": "b@e.com" })), json!({ "email": "b@e.com" }));
        assert_eq!(of(json!({})), json!({}));
    }

    #[test]
    fn needs_the_name_of_the_device_where_one_is_sent() {
        let form = json!({ "body": { "d": "$device" } });
        let own = json!({ "device": "the app's" });
        assert_eq!(filled("login", form.clone(), own).unwrap(), None);
        let given = json!({ "$device": "x", "device": "the app's" });
        assert_eq!(body("login", form, given), json!({ "d": "x" }));
        assert_eq!(body("login", json!({ "body": {} }), json!({ "$device": "x" })), json!({}));
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
