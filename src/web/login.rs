//! Logs in.

use alloc::{rc::Rc, string::String};

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{
    Credentials, cookie,
    exchange::{SESSION, ask_validity, search},
    nonce, oauth1, ownership,
    state::State,
    template::{Exchange, invalid},
    way,
};
use crate::{
    core::{
        client::Effect,
        error::{Code, Error, Result, Sent},
        json::Object,
    },
    js::operations::{LoginOperation, Operation},
};

/// A login that was granted and is not yet in force. Given up when it is dropped.
pub(super) struct Pending {
    state: Rc<State>,
    number: f64,
}

impl Pending {
    /// From the number that the engine gives.
    pub(super) fn of(state: &Rc<State>, number: &str) -> Self {
        // Without a number none: f64::MAX is none's.
        Self { state: state.clone(), number: number.parse().unwrap_or(f64::MAX) }
    }

    pub(super) fn user(&self) -> Option<String> {
        self.state.tell(LoginOperation::pendingUser, self.number, "")
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.state.tell(LoginOperation::drop, self.number, "");
    }
}

/// Logs in. A failure, or a caller that gives up, leaves the session as it was.
pub(super) async fn login(state: &Rc<State>, credentials: &Credentials) -> Result<()> {
    let remember = credentials.remember;
    if remember.is_some() && !state.options.place().is_web() {
        return Err(invalid("`remember` is for the storage Session or Local."));
    }
    begin(state, grant_for(state, credentials), true, remember).await
}

/// Puts a login in force; `keep` tells whether it may be stored, `remember` whether it outlives the tab.
pub(super) async fn begin(
    state: &Rc<State>,
    grant: impl Future<Output = Result<Pending>>,
    keep: bool,
    remember: Option<bool>,
) -> Result<()> {
    let logouts = state.tell(Operation::logouts, 0.0, "").unwrap_or_default();
    state.loaded().await?;
    let pending = grant.await?;
    let (number, markers) = (pending.number, state.markers.all());
    let record = state.ask(LoginOperation::pendingRecord, number, &markers, &logouts)?;
    state.store.choose(remember);
    let persisted = match record.filter(|_| keep) {
        Some(record) => state.keep(record).await?,
        None => false,
    };
    let stored = if persisted { "stored" } else { "" };
    if let Err(error) = state.ask(LoginOperation::beginLogin, number, stored, &logouts) {
        // The user has logged out while a store took its time.
        let _ = state.clear().await;
        return Err(error);
    }
    drop(pending);
    state.store.remove_other(&state.key);
    ownership::take(state);
    state.publish();
    // Of the vault, browsers tell other tabs nothing.
    if state.store.slow().is_some() {
        state.perform(Effect::SayChanged);
    }
    Ok(())
}

async fn grant_for(state: &Rc<State>, credentials: &Credentials) -> Result<Pending> {
    // With a key of an app's it is one of OAuth 1.0a.
    if let Some(token) =
        credentials.get("token").filter(|_| credentials.get("consumerKey").is_none())
    {
        search(state, true).await?;
        let refresh_token = credentials.get("refreshToken").unwrap_or_default();
        return adopt(state, token, refresh_token, Known::default()).await;
    }
    let Some(code) = credentials.get("code") else {
        return log_in_with(state, "login", credentials).await;
    };
    let factor = state.tell(LoginOperation::factor, 0.0, "");
    let factor = factor.ok_or_else(|| {
        invalid("No login is waiting for a second factor. Call login() with the password first.")
    })?;
    let values = Credentials::code(code).with("token", factor);
    log_in_with(state, "secondFactor", &values).await
}

async fn log_in_with(
    state: &Rc<State>,
    operation: &str,
    credentials: &Credentials,
) -> Result<Pending> {
    loop {
        search(state, true).await?;
        let request = Exchange::fill(state, operation, credentials, -1.0)?;
        if let Some(kind) = &request.credentials {
            return grant(state, kind, credentials).await;
        }
        let pending = if request.cookies && operation == "login" {
            cookie::log_in(state, &request, credentials).await?
        } else {
            send(state, operation, credentials, false).await?
        };
        // Nothing: what was known of the site was out of date.
        if let Some(pending) = pending {
            state.keep_finding();
            return Ok(pending);
        }
    }
}

/// Sends a login, with cookies or without. Nothing if what was known of the site was out of date.
pub(super) async fn send(
    state: &Rc<State>,
    operation: &str,
    credentials: &Credentials,
    cookies: bool,
) -> Result<Option<Pending>> {
    let reply = way::ask_with(state, operation, credentials, SESSION, None, cookies).await?;
    let meta = reply.meta(|meta| {
        meta.text("username", Some(credentials.get("username").unwrap_or_default()));
        meta.object("secrets", secrets_of(credentials));
        meta.boolean("cookies", cookies);
    });
    let number = state.ask(LoginOperation::readLogin, 0.0, &meta, &reply.body)?;
    Ok(number.map(|number| Pending::of(state, &number)))
}

/// What a server's message must not show.
fn secrets_of(credentials: &Credentials) -> Object {
    let mut secrets = Object::new();
    for (name, secret) in credentials.iter().filter(|(name, _)| *name != "username") {
        secrets.text(name, Some(secret));
    }
    secrets
}

/// The pending login of a server to which the credentials themselves are sent.
async fn grant(state: &Rc<State>, kind: &str, credentials: &Credentials) -> Result<Pending> {
    if kind == "nonce" {
        return nonce::grant(state).await;
    }
    let token = match kind {
        "oauth1" => oauth1::token_of(state, credentials).await?,
        kind => token_of(kind, credentials)?,
    };
    let known = Known { username: credentials.get("username"), is_approved: false };
    adopt(state, &token, "", known).await
}

/// The token of a server to which the credentials themselves are sent.
fn token_of(kind: &str, credentials: &Credentials) -> Result<String> {
    match kind {
        "key" => {
            let key = credentials.get("apiKey");
            key.map(Into::into).ok_or_else(|| invalid("This server needs `apiKey`."))
        }
        "basic" => {
            let (Some(username), Some(password)) =
                (credentials.get("username"), credentials.get("password"))
            else {
                return Err(invalid("This server needs `username` and `password`."));
            };
            // RFC 7617 section 2: the first colon ends the name.
            if username.contains(':') {
                return Err(invalid("`username` must not hold a colon."));
            }
            Ok(STANDARD.encode([username, ":", password].concat()))
        }
        _ => Err(invalid("Only the npm package supports this login.")),
    }
}

/// What is known of a token from elsewhere.
#[derive(Clone, Copy, Default)]
pub(super) struct Known<'a> {
    /// What the user typed.
    pub(super) username: Option<&'a str>,
    /// Whether the site itself has just issued it.
    pub(super) is_approved: bool,
}

/// Takes over a token from elsewhere, if the server takes it.
pub(super) async fn adopt(
    state: &Rc<State>,
    token: &str,
    refresh_token: &str,
    known: Known<'_>,
) -> Result<Pending> {
    let number = state.ask(LoginOperation::adoptToken, 0.0, token, refresh_token)?;
    let pending = Pending::of(state, &number.unwrap_or_default());
    if ask_validity(state, pending.number, known).await? {
        return Ok(pending);
    }
    let message = "The server does not accept the token.";
    Err(Error::new(Code::TokenRejected, message).sent(Sent::Answered))
}
