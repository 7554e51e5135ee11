//! What an app holds.

use alloc::{
    rc::{Rc, Weak},
    string::String,
};
use core::fmt;

use futures_util::future::FutureExt;
use serde::de::DeserializeOwned;
use wasm_bindgen_futures::spawn_local;

use super::{
    Credentials, Options, Request, Response, calls, exchange,
    explain::{self, told},
    login, page,
    state::State,
    template::invalid,
    via,
};
use crate::{
    core::{
        error::{Code, Error, Result},
        session::Session,
    },
    js::operations::Operation,
};

/// Logs in to a WordPress site, keeps the session alive and makes calls with it.
///
/// Cheap to clone: the clones are one client, whose timers and listeners end with the last of them.
/// A future that is dropped gives its request up; a refresh that has begun goes on.
#[derive(Clone)]
pub struct Client(pub(super) Rc<State>);

impl Client {
    /// A client for a site, by its address or by [`Options`]. Nothing is sent before the first call
    /// that needs it.
    ///
    /// # Errors
    /// `invalid_option`; `insecure_site` for `http:` sites other than loopback;
    /// `storage_unavailable` for `localStorage` in a worker.
    pub fn new(options: impl Into<Options>) -> Result<Self> {
        let options = options.into();
        if options.place() == super::Storage::Local && page::is_worker() {
            return Err(Error::new(Code::StorageUnavailable, "Workers have no localStorage."));
        }
        let state = State::new(options)?;
        if state.via().is_some() {
            return Ok(Self(state));
        }
        #[cfg(feature = "doctor")]
        super::doctor::Doctor::watch(&state);
        let me = Rc::downgrade(&state);
        spawn_local(async move {
            if let Some(state) = me.upgrade() {
                // The next call that needs it reports its failure.
                let _ = state.loaded().await;
            }
        });
        Ok(Self(state))
    }

    /// The session now; [`Session::Loading`] until [`Client::ready`].
    pub fn session(&self) -> Session {
        self.0.session()
    }

    /// Calls `listener` with every new session, for as long as the [`Subscription`] lives; not at
    /// once.
    #[must_use = "the subscription ends when it is dropped"]
    pub fn subscribe(&self, listener: impl Fn(&Session) + 'static) -> Subscription {
        let number = self.0.listen(Rc::new(listener));
        Subscription { state: Rc::downgrade(&self.0), number }
    }

    /// The session, once the stored state has been read. It makes no request, but with
    /// [`Options::via`], to ask the backend.
    ///
    /// # Errors
    /// `storage_unavailable` for [`Storage::Vault`](super::Storage::Vault) where it can't be used;
    /// `unreachable` and others of the backend.
    pub async fn ready(&self) -> Result<Session> {
        match self.0.via() {
            Some(_) => via::ready(&self.0).await?,
            None => self.0.loaded().await?,
        }
        Ok(self.session())
    }

    /// Logs in. A failed login of any kind leaves the previous session as it was; a successful one
    /// replaces it.
    ///
    /// # Errors
    /// `invalid_credentials`, `second_factor_required`, `rate_limited`, `plugin_missing`,
    /// `unreachable` and others.
    pub async fn login(&self, credentials: Credentials) -> Result<Session> {
        if self.0.via().is_some() {
            via::login(&self.0, &credentials).await?;
            return Ok(self.session());
        }
        #[cfg(feature = "doctor")]
        let _typing = self.0.extras.doctor.typing(&credentials);
        told(&self.0, login::login(&self.0, &credentials)).await?;
        Ok(self.session())
    }

    /// Logs out: here before it returns, awaited or not; at the server, where that is possible,
    /// within 5 seconds.
    ///
    /// # Errors
    /// `storage_unavailable` if the session may still be stored: in [`Storage::Vault`](super::Storage::Vault),
    /// or in the store of a backend. `user_mismatch` if another user has logged in in another tab, and this
    /// one doesn't show it yet. Never for a server that doesn't respond.
    pub fn logout(&self) -> impl Future<Output = Result<()>> + use<> {
        self.log_out(false)
    }

    /// Logs out, also on the user's other devices.
    ///
    /// # Errors
    /// As [`Client::logout`].
    pub fn logout_everywhere(&self) -> impl Future<Output = Result<()>> + use<> {
        self.log_out(true)
    }

    fn log_out(&self, everywhere: bool) -> impl Future<Output = Result<()>> + use<> {
        match self.0.via() {
            Some(_) => via::logout(&self.0, everywhere).left_future(),
            None => exchange::logout(&self.0, everywhere).right_future(),
        }
    }

    /// Renews the token now.
    ///
    /// # Errors
    /// `refresh_unsupported` where the server cannot, `not_authenticated`, `session_expired`,
    /// `refresh_failed`, `offline` and their like.
    pub async fn refresh(&self) -> Result<Session> {
        match self.0.via() {
            Some(_) => via::refresh(&self.0).await?,
            None => told(&self.0, exchange::refresh(&self.0)).await?,
        }
        Ok(self.session())
    }

    /// Asks the server whether it accepts the session's token. False also without a session.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn validate(&self) -> Result<bool> {
        match self.0.via() {
            Some(_) => via::validate(&self.0).await,
            None => told(&self.0, exchange::validate(&self.0)).await,
        }
    }

    /// Sends a request and returns the server's response, whatever its status. The token goes to the site
    /// itself alone and follows no redirect; an expired one is renewed first, once for all calls.
    ///
    /// # Errors
    /// When there is no response, or [`Auth::Required`](super::Auth) cannot be met.
    pub async fn fetch(&self, request: impl Into<Request>) -> Result<Response> {
        let (response, about) = explain::fetch(&self.0, &request.into()).await?;
        let about = about.answered(&response, &self.0.site());
        self.0.extras.keep_sent(&response, &about);
        Ok(response.into())
    }

    /// Sends a request and parses the JSON of its response. An empty one is `None` or `()`.
    ///
    /// # Errors
    /// As [`Client::fetch`]; what a failed response means; `malformed_response` for one that is no
    /// JSON, does not fit `T`, or is nested more than 128 levels deep.
    pub async fn json<T: DeserializeOwned>(&self, request: impl Into<Request>) -> Result<T> {
        let (_, value) = explain::json(&self.0, &request.into()).await?;
        serde_wasm_bindgen::from_value(value?).map_err(|error| calls::misfit(&error))
    }

    /// Stops timers and traffic with other tabs. Calls still work. When the last clone is dropped, this
    /// happens automatically.
    pub fn close(&self) {
        self.0.close();
    }

    /// The access token now; `None` when there is none or it is expired.
    pub fn token(&self) -> Option<String> {
        self.0.tell(Operation::token, 0.0, "")
    }

    /// The access token, good for at least so many seconds; renewed if needed.
    ///
    /// # Errors
    /// As [`Client::refresh`].
    pub async fn get_token(&self, min_validity: f64) -> Result<Option<String>> {
        if min_validity.is_nan() || min_validity < 0.0 {
            return Err(invalid("`min_validity` is a number of seconds, 0 or more."));
        }
        match self.0.via() {
            Some(_) => Ok(None),
            None => told(&self.0, exchange::get_token(&self.0, min_validity)).await,
        }
    }

    /// The claims of the session's token; `None` without a session, or if they do not fit `T`.
    pub fn claims<T: DeserializeOwned>(&self) -> Option<T> {
        let claims = match self.0.via() {
            Some(rules) => via::claims(rules),
            None => self.0.tell(Operation::claims, 0.0, ""),
        }?;
        serde_wasm_bindgen::from_value(js_sys::JSON::parse(&claims).ok()?).ok()
    }
}

/// Two are equal if they are one client: for props and contexts that compare.
impl PartialEq for Client {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Client").field("session", &self.session()).finish_non_exhaustive()
    }
}

/// Ends with its drop, or with the client.
#[derive(Debug)]
pub struct Subscription {
    state: Weak<State>,
    number: u32,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Some(state) = self.state.upgrade() {
            state.unlisten(self.number);
        }
    }
}
