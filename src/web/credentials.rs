//! What a user logs in with.

use alloc::{string::String, vec::Vec};
use core::fmt;

use crate::core::secret::Secret;

/// What a user, or a server, logs in with. Never printed.
#[derive(Clone)]
pub struct Credentials {
    fields: Vec<(String, Secret)>,
    pub(super) remember: Option<bool>,
    /// Whether the login is one of another device than this browser.
    pub(super) is_twin: bool,
}

impl Credentials {
    /// A user's name or e-mail address, and the password.
    pub fn password(username: impl Into<String>, password: impl Into<String>) -> Self {
        Self::none().with("username", username).with("password", password)
    }

    /// A token that was obtained elsewhere. It is taken over if the server accepts it.
    pub fn token(token: impl Into<String>) -> Self {
        Self::none().with("token", token)
    }

    /// The refresh token that came with the token.
    #[must_use]
    pub fn refresh_token(self, token: impl Into<String>) -> Self {
        self.with("refreshToken", token)
    }

    /// The response to `second_factor_required`.
    pub fn code(code: impl Into<String>) -> Self {
        Self::none().with("code", code)
    }

    /// An API key.
    pub fn api_key(key: impl Into<String>) -> Self {
        Self::none().with("apiKey", key)
    }

    /// An app's key and secret (OAuth 1.0a). The login leaves for the site's own page, where the user gives
    /// the app access, and never returns but with an error. Where they come back, call
    /// [`Client::complete_authorization`](super::Client::complete_authorization). Signatures are
    /// HMAC-SHA256 unless `with("signatureMethod", "HMAC-SHA1")` says otherwise.
    pub fn oauth1(consumer_key: impl Into<String>, consumer_secret: impl Into<String>) -> Self {
        Self::cookie().with("consumerKey", consumer_key).with("consumerSecret", consumer_secret)
    }

    /// A user's token and its secret, for [`Credentials::oauth1`]: with them the login asks nobody.
    #[must_use]
    pub fn oauth1_token(self, token: impl Into<String>, secret: impl Into<String>) -> Self {
        self.with("token", token).with("tokenSecret", secret)
    }

    /// None: for the user who is signed in to WordPress in this browser (the plugin `cookie`, in pages of the
    /// site itself).
    pub fn cookie() -> Self {
        Self::none()
    }

    /// Whether this login outlives the tab: `true` keeps it as [`Storage::Local`](super::Storage::Local)
    /// does, `false` as [`Storage::Session`](super::Storage::Session) does. The client's own
    /// [`Storage`](super::Storage) counts for logins without it. For a box such as "Stay logged in". With `Storage::Memory` the login fails:
    /// `invalid_option`.
    ///
    /// ```
    /// # use presskey::web::Credentials;
    /// # let (username, password, stay) = ("editor", "secret", true);
    /// let credentials = Credentials::password(username, password).remember(stay);
    /// ```
    #[must_use]
    pub fn remember(mut self, remember: bool) -> Self {
        self.remember = Some(remember);
        self
    }

    /// One more field of the server's login form.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let name = name.into();
        self.fields.retain(|(known, _)| *known != name);
        self.fields.push((name, Secret::new(value.into())));
        self
    }

    /// Fields by name, for a request of the session's own.
    pub(super) fn none() -> Self {
        Self { fields: Vec::new(), remember: None, is_twin: false }
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.expose()).filter(|value| !value.is_empty())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.expose()))
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Credentials(***)")
    }
}
