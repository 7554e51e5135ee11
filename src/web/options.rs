//! What an app says of its site.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use super::{Credentials, EndReason, prompt::Prompt};
use crate::core::{
    error::{Code, Error, Result},
    json::{Json, Object},
    server::Server,
    session::Refresh,
};

/// Where a session is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Storage {
    /// `sessionStorage`: for one tab and its reloads.
    #[default]
    Session,
    /// `localStorage`: for every tab of the origin, until the token expires or the user logs out.
    Local,
    /// Encrypted in IndexedDB, with a key that can't be exported; for every tab and worker of the origin.
    /// Where that can't be used, calls fail with `storage_unavailable`, before a password is sent.
    Vault,
    /// For this page alone, as everywhere where there is no Web Storage.
    Memory,
}

impl Storage {
    /// Whether it is one of the two that browsers have in every page, between which `remember` chooses.
    pub(super) fn is_web(self) -> bool {
        matches!(self, Self::Session | Self::Local)
    }
}

/// Settings of a [`Client`](super::Client). An address alone is enough: `"https://example.com"`.
#[derive(Debug, Clone)]
pub struct Options {
    pub(super) site: String,
    plugin: String,
    storage: Option<Storage>,
    pub(super) storage_key: Option<String>,
    expiry_margin: f64,
    pub(super) refresh: Refresh,
    allowed_origins: Vec<String>,
    allow_insecure: bool,
    pub(super) header_name: String,
    pub(super) timeout: u32,
    pub(super) via: Option<String>,
    pub(super) prompt: Option<Prompt>,
}

impl Options {
    /// For the site at this address, or with this REST root, in any of the forms WordPress has.
    pub fn new(site: impl Into<String>) -> Self {
        Self {
            site: site.into(),
            plugin: "auto".into(),
            storage: None,
            storage_key: None,
            expiry_margin: 30.0,
            refresh: Refresh::Auto,
            allowed_origins: Vec::new(),
            allow_insecure: false,
            header_name: "Authorization".into(),
            timeout: 30_000,
            via: None,
            prompt: None,
        }
    }

    /// For a backend that keeps the session (`createBackend` of `presskey/server`): its path, or its URL on
    /// the page's own origin. The page never has a token, so [`Client::token`](super::Client::token) is
    /// `None`, and the login plugin, the storage and the times of refreshes are the backend's. Other tabs
    /// follow logins and logouts.
    ///
    /// ```no_run
    /// # use presskey::web::{Client, Options, Result};
    /// # fn make() -> Result<Client> {
    /// let wp = Client::new(Options::via("/api/presskey"))?;
    /// # Ok(wp)
    /// # }
    /// ```
    pub fn via(backend: impl Into<String>) -> Self {
        Self { via: Some(backend.into()), ..Self::new("") }
    }

    /// The site's address. With [`Options::via`] it can be left out: it tells which absolute URLs are
    /// routes of the site.
    #[must_use]
    pub fn site(mut self, site: impl Into<String>) -> Self {
        self.site = site.into();
        self
    }

    /// The auth server's `PluginId`, such as `"jwt-authentication-for-wp-rest-api"`, or a
    /// `PluginSpec` as JSON. `"auto"` (the default) finds it out.
    #[must_use]
    pub fn plugin(mut self, plugin: impl Into<String>) -> Self {
        self.plugin = plugin.into();
        self
    }

    /// Where the session is kept; [`Storage::Session`] unless said, and [`Storage::Memory`] for
    /// servers that get the credentials themselves.
    #[must_use]
    pub fn storage(mut self, storage: Storage) -> Self {
        self.storage = Some(storage);
        self
    }

    /// The key in storage; `"presskey:"` and the site's address unless said. A client of the npm
    /// package with the same key shares the session.
    #[must_use]
    pub fn storage_key(mut self, key: impl Into<String>) -> Self {
        self.storage_key = Some(key.into());
        self
    }

    /// Seconds before its expiry at which a token counts as expired: 30 unless said, and never more
    /// than a quarter of its lifetime.
    #[must_use]
    pub fn expiry_margin(mut self, seconds: f64) -> Self {
        self.expiry_margin = seconds;
        self
    }

    /// When tokens are renewed; [`Refresh::Auto`] unless said.
    #[must_use]
    pub fn refresh(mut self, refresh: Refresh) -> Self {
        self.refresh = refresh;
        self
    }

    /// Another origin that may receive the token, with a path only below that; none unless said.
    #[must_use]
    pub fn allow_origin(mut self, origin: impl Into<String>) -> Self {
        self.allowed_origins.push(origin.into());
        self
    }

    /// Allows `http:` sites other than loopback.
    #[must_use]
    pub fn allow_insecure(mut self) -> Self {
        self.allow_insecure = true;
        self
    }

    /// The header that carries the token; `Authorization` unless said.
    #[must_use]
    pub fn header_name(mut self, name: impl Into<String>) -> Self {
        self.header_name = name.into();
        self
    }

    /// Milliseconds from sending to the response's headers; 30,000 unless said, 0 for no limit.
    #[must_use]
    pub fn timeout(mut self, milliseconds: u32) -> Self {
        self.timeout = milliseconds;
        self
    }

    /// Called when a request needs a login: one with [`Auth::Required`](super::Auth::Required) without a
    /// session, or one that finds that the session has ended. The request waits until the future ends,
    /// then goes on as the user that logged in. Nobody else is asked meanwhile.
    ///
    /// It gets the reason why the session ended, or `None` if there was no session. It is never called
    /// after a logout, nor for a refresh in the background. With `None` for credentials the waiting
    /// requests fail with `not_authenticated` or `session_expired`. A `login` meanwhile ends the waiting,
    /// too.
    ///
    /// Don't move the client into it: the two would keep each other alive.
    ///
    /// ```no_run
    /// # use presskey::web::{Client, Credentials, Options, Result};
    /// # async fn ask_the_user() -> Option<(String, String)> { None }
    /// # fn make() -> Result<Client> {
    /// let options = Options::new("https://example.com").on_login_required(|_reason| async {
    ///     let (username, password) = ask_the_user().await?;
    ///     Some(Credentials::password(username, password))
    /// });
    /// let wp = Client::new(options)?;
    /// # Ok(wp)
    /// # }
    /// ```
    #[must_use]
    pub fn on_login_required<F>(mut self, ask: impl Fn(Option<EndReason>) -> F + 'static) -> Self
    where
        F: Future<Output = Option<Credentials>> + 'static,
    {
        self.prompt = Some(Prompt::new(ask));
        self
    }

    /// The plugin's id, "auto", or its description as JSON.
    #[cfg(feature = "doctor")]
    pub(super) fn plugin_name(&self) -> &str {
        &self.plugin
    }

    pub(super) fn is_plugin(&self, id: &str) -> bool {
        self.plugin == id
    }

    /// Whether the app wants even credentials to be stored.
    pub(super) fn keeps_static(&self) -> bool {
        self.storage.is_some()
    }

    /// The plugin's description, if it is one of the app's.
    fn spec(&self) -> Option<Json<'_>> {
        Json::parse(&self.plugin).filter(|spec| spec.is_object())
    }

    pub(super) fn place(&self) -> Storage {
        let server = match self.spec() {
            Some(spec) => Server::of_spec(spec).ok(),
            None => Server::by_id(&self.plugin),
        };
        let is_static = server.is_some_and(Server::is_static);
        self.storage.unwrap_or(if is_static { Storage::Memory } else { Storage::Session })
    }

    /// As the engine takes them. With a backend, that is its site.
    pub(super) fn to_json(&self, backend: Option<&str>) -> Result<String> {
        let invalid = |message| Err(Error::new(Code::InvalidOption, message));
        if !(self.expiry_margin >= 0.0 && self.expiry_margin.is_finite()) {
            return invalid("`expiry_margin` is a number of seconds, 0 or more.");
        }
        if self.timeout > i32::MAX as u32 {
            return invalid("`timeout` is in milliseconds: too long.");
        }
        // A token of RFC 9110 section 5.6.2.
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+.^_`|~-".contains(&byte);
        let own = self.spec().and_then(|spec| spec.get("header")?.string());
        let header = own.as_ref().unwrap_or(&self.header_name);
        if header.is_empty() || !header.bytes().all(fits) {
            return invalid("`header_name` is not the name of a header.");
        }
        let mut object = Object::new();
        object.text("site", Some(backend.unwrap_or(&self.site)));
        match self.spec() {
            Some(spec) => object.json("plugin", Some(spec)),
            None => object.text("plugin", Some(&self.plugin)),
        }
        let margin = self.expiry_margin.to_string();
        object.json("expiryMargin", Json::parse(&margin));
        object.text(
            "refresh",
            Some(match self.refresh {
                Refresh::Auto => "auto",
                Refresh::OnDemand => "on-demand",
                Refresh::Manual => "manual",
            }),
        );
        object.boolean("canAsk", self.prompt.is_some());
        object.boolean("allowInsecure", self.allow_insecure || backend.is_some());
        let mut origins = Object::new();
        for origin in &self.allowed_origins {
            origins.text("", Some(origin));
        }
        object.object("allowedOrigins", origins);
        Ok(object.end())
    }
}

impl From<&str> for Options {
    fn from(site: &str) -> Self {
        Self::new(site)
    }
}

impl From<String> for Options {
    fn from(site: String) -> Self {
        Self::new(site)
    }
}
