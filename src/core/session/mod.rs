//! The session as a state machine without I/O.
//!
//! `pkg/engine` asks it what to do and tells it what happened; it never waits. A call goes through
//! [`Machine::next`] until that says how to send it, and its response through [`Machine::answered`].
//! Every token has a generation: a refusal of an older one costs no refresh, and a refresh of an older
//! one is discarded when it arrives.

mod calls;
pub use calls::{session_expired, user_mismatch};
mod essence;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod exploration;
mod machine;
mod refresh;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
pub(super) mod tests;

use alloc::{boxed::Box, string::String, vec::Vec};

pub use super::error::EndReason;
use super::{
    error::Error,
    json::Object,
    login::Login,
    secret::Secret,
    server::{Server, User},
};
pub use machine::marker_of;

/// What an app sees of the session.
#[derive(Debug, Clone, PartialEq)]
pub enum Session {
    /// The stored state has not been read yet.
    Loading,
    /// Nobody is logged in.
    Anonymous {
        /// Why the last session ended, if there was one.
        reason: Option<EndReason>,
    },
    /// Somebody is logged in.
    Authenticated {
        /// Who.
        user: User,
        /// When the token expires, in milliseconds since the epoch on the local clock.
        expires_at: Option<f64>,
        /// When it was issued, the same.
        issued_at: Option<f64>,
        /// The server's `PluginId`.
        plugin: &'static str,
        /// Whether the server can renew the token.
        can_refresh: bool,
        /// Whether the session was stored.
        persisted: bool,
    },
}

impl Session {
    /// The session as it is when it is read from the store.
    pub fn stored(mut self) -> Self {
        if let Self::Authenticated { persisted, .. } = &mut self {
            *persisted = true;
        }
        self
    }

    /// The session as JSON, with the names of the package's `Session`.
    pub fn to_json(&self) -> String {
        let mut object = Object::new();
        match self {
            Self::Loading => object.text("status", Some("loading")),
            Self::Anonymous { reason } => {
                object.text("status", Some("anonymous"));
                if let Some(reason) = reason {
                    object.text("reason", Some(reason.as_str()));
                }
            }
            Self::Authenticated { user, expires_at, issued_at, plugin, can_refresh, persisted } => {
                object.text("status", Some("authenticated"));
                object.object("user", user.to_json());
                object.integer("expiresAt", *expires_at);
                object.integer("issuedAt", *issued_at);
                object.text("plugin", Some(plugin));
                object.boolean("canRefresh", *can_refresh);
                object.boolean("persisted", *persisted);
            }
        }
        object.end()
    }
}

/// When tokens are renewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Refresh {
    /// Before they expire, and when a call needs it.
    #[default]
    Auto,
    /// When a call needs it.
    OnDemand,
    /// When the app asks for it.
    Manual,
}

/// Whether a call carries the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Auth {
    /// If there is a session.
    #[default]
    Auto,
    /// Always.
    Required,
    /// Never.
    Omit,
}

/// Settings of a session.
#[derive(Debug, Clone, Copy)]
pub struct Config {
    /// Seconds before its expiry at which a token counts as expired.
    pub margin_s: f64,
    /// When tokens are renewed.
    pub refresh: Refresh,
    /// Whether the app can be asked for credentials (`onLoginRequired`).
    pub can_ask: bool,
}

/// One call on its way.
#[derive(Debug, Clone)]
pub struct Call {
    /// Whether it carries the token.
    pub auth: Auth,
    /// GET or HEAD: may be repeated as nobody.
    pub safe: bool,
    /// Whether its body can be sent a second time.
    pub replayable: bool,
    /// Whether it goes to a route.
    pub route: bool,
    /// Whether its URL may receive the token.
    pub may_carry: bool,
    born: u32,
    /// The login it was begun for; `None` inside for nobody.
    pub(super) user: Option<Option<String>>,
    sent_generation: Option<u32>,
    repeated: bool,
    refreshes: u8,
    asked: bool,
    /// Whose token it was last sent with, and whether that could be renewed.
    pub(super) sent_by: Option<(Server, bool)>,
}

/// What to do with a call now.
#[derive(Debug)]
pub enum Step {
    /// Send it, with the token or as nobody.
    Send(Option<Secret>),
    /// Renew the token, then ask again.
    Refresh,
    /// Ask the app for credentials, then ask again.
    AskLogin(Option<EndReason>),
    /// Do not send it.
    Refuse(Box<Error>),
}

/// What to do with a call's response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Hand it to the app.
    Deliver,
    /// Drop it and ask [`Machine::next`] again.
    Repeat,
    /// The token was refused and the body is gone: `body_not_replayable`.
    NotReplayable,
}

/// A refresh that was begun: which token it renews, and when.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ticket {
    generation: u32,
    at: f64,
}

#[derive(Debug, Clone)]
enum State {
    Loading,
    Anonymous(Option<EndReason>),
    Authenticated(Box<Login>),
}

/// A login that is not in force any more. A server may still echo its secrets.
#[derive(Debug, Clone)]
struct Spent {
    login: Box<Login>,
    /// Calls that were born until then may have been sent with it.
    until: u32,
    /// Whether its user has logged out since.
    is_left: bool,
}

/// The session of one client in one page.
#[derive(Debug, Clone)]
pub struct Machine {
    config: Config,
    state: State,
    persisted: bool,
    /// Increases with every token.
    generation: u32,
    /// Increases whenever [`Machine::session`] changes.
    revision: u32,
    /// Increases with every logout, in this tab or another. [`Machine::session`] may never show it: the next
    /// session can begin with the same event.
    pub(in crate::core) logouts: u32,
    /// Numbers calls, so that one made while the app is being asked can be distinguished from earlier ones.
    clock: u32,
    asking_since: Option<u32>,
    /// The generation that a call found refused.
    refused: Option<u32>,
    /// A silent server treated the request as anonymous although the token was new: a refresh does not help.
    silent_in_vain: bool,
    /// The token in `refused` was not refused in words: a route treated the request as anonymous.
    suspected: bool,
    /// The last refresh was answered, but the page may not read how.
    unread: bool,
    retry_at: f64,
    pause: f64,
    /// Until when the server wants to be left alone (`Retry-After`).
    closed_until: f64,
    /// The latest time that was seen: a clock that shows an earlier one has been set back.
    latest: f64,
    /// Who is logged in, or was last, and the logout marker that stood at that login.
    user: String,
    marker: String,
    /// The logins before the one in force.
    spent: Vec<Spent>,
}
