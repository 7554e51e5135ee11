//! What can happen to a client. [`super::Client::handle`] takes one event at a time.
//!
//! With [`super::effect`] this is the whole protocol. The code that carries effects out reports back by
//! events, and decides nothing. So far the protocol covers the refresh (`docs/protocol-plan.md`).

use alloc::boxed::Box;

use crate::core::{error::Result, server::Grant};

/// Something happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// The token must be renewed: for somebody who waits for it (a call, `refresh()`, `getToken()`),
    /// or in the background. Joins the refresh that is under way, if there is one.
    Refresh {
        /// Whether somebody waits for [`super::Effect::Settle`].
        awaited: bool,
        /// Where the session is stored at present.
        store: Store,
    },
    /// Responds to [`super::Effect::Lock`], exactly once. `false`: the lock was not granted, or was
    /// given up.
    Locked(bool),
    /// The last effect could not be carried out, and the refresh cannot go on: the store's own lock
    /// failed, or the server's request lacks something. The code that carries effects out knows why.
    Failed,
    /// Responds to [`super::Effect::Look`]: what other tabs stored has been applied.
    Looked,
    /// Responds to [`super::Effect::FindOwner`]: whether this tab has a copy of another tab's session.
    FoundOwner {
        /// True if the session is another tab's, or if its refresh token was used elsewhere.
        copied: bool,
    },
    /// Responds to [`super::Effect::SendRefresh`].
    Answered {
        /// What the server granted, or why not.
        result: Result<Box<Grant>>,
        /// A random number from 0 to 1. It spreads the next attempt after a failure.
        chance: f64,
    },
    /// Responds to [`super::Effect::Save`]: whether the session survives a reload.
    Saved(bool),
    /// The time of the last [`super::Effect::Timer`] has passed.
    Timer,
    /// Another tab said this.
    Heard(Message),
    /// A refresh failed in another tab. Background refreshes wait until this time (milliseconds since
    /// the epoch).
    Wait(f64),
}

/// What tabs say to each other about a refresh, in addition to [`Event::Wait`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Message {
    /// Asks whether the tab with the lock is still at work, and not frozen.
    AreYouBusy,
    /// The reply to it.
    Busy,
    /// There is a new session in the store.
    Changed,
}

impl Message {
    /// As tabs send it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AreYouBusy => "busy?",
            Self::Busy => "busy",
            Self::Changed => "changed",
        }
    }

    /// The message of this text; other messages are not about a refresh.
    pub fn of(text: &str) -> Option<Self> {
        [Self::AreYouBusy, Self::Busy, Self::Changed].into_iter().find(|one| one.as_str() == text)
    }
}

/// How [`Event::Wait`] begins as a message: reason, marker and user, as in messages of a session's
/// end; here the last is a time.
pub const WAIT: &str = "wait::";

/// Where a session is stored, and who else has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Store {
    /// Who must not renew the token at the same time.
    pub rivals: Rivals,
    /// Other tabs read and write the same session (`localStorage`, the vault, most adapters).
    pub shared: bool,
    /// It responds later, and the app hears of a failure (the vault, adapters).
    pub slow: bool,
    /// The browser copies it when it duplicates a tab (`sessionStorage`).
    pub copied: bool,
}

/// Who must not renew the token at the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Rivals {
    /// Nobody has this session but this client: no lock is needed.
    #[default]
    Nobody,
    /// Other tabs of the browser. One of them may be frozen while it holds the lock.
    Tabs,
    /// Other requests or servers, behind a lock of the store's own. It always ends.
    Requests,
}
