//! What can happen to a client. [`super::Client::handle`] takes one event at a time.
//!
//! With [`super::effect`] this is the whole protocol. The code that carries effects out reports back by
//! events, and decides nothing. `docs/protocol-plan.md` lists what it does not cover yet.

use alloc::boxed::Box;

use super::{
    Reading,
    calls::{Answered, Traits},
};
use crate::core::{
    error::{Error, Result},
    json::Json,
    login::Login,
    secret::Secret,
    server::{Grant, Server},
    session::EndReason,
    text::cut,
};

/// Something happened.
#[derive(Debug, Clone)]
pub enum Event<'a> {
    /// What is stored at present: the session of an earlier visit, or another tab has changed it.
    /// Applies it.
    Stored {
        /// Where the session is stored.
        store: Store,
        /// The stored session, empty if there is none. `None` if the store takes its time, and was not
        /// read.
        text: Option<&'a str>,
        /// The logout markers of all users, as a JSON object.
        markers: &'a str,
    },
    /// This tab has written a session to the store.
    Kept {
        /// Where it is stored.
        store: Store,
        /// What was written; empty if that failed.
        text: &'a str,
    },
    /// Something was done that may have changed the session.
    Changed,
    /// Time may have passed.
    Woken {
        /// Whether the page is shown: a hidden one renews nothing in the background.
        shown: bool,
    },
    /// The token must be renewed: for somebody who waits for it (a call, `refresh()`, `getToken()`),
    /// or in the background. Joins the refresh that is under way, if there is one.
    Refresh {
        /// Whether somebody waits for [`super::Effect::Settle`].
        awaited: bool,
    },
    /// Responds to [`super::Effect::Lock`], exactly once. `false`: the lock was not granted, or was
    /// given up.
    Locked(bool),
    /// The last effect could not be carried out, and the refresh cannot go on: the store's own lock
    /// failed, or the server's request lacks something. The code that carries effects out knows why.
    Failed,
    /// Responds to [`super::Effect::Look`]: what other tabs stored has been applied.
    Looked,
    /// Responds to [`super::Effect::FindOwner`].
    FoundOwner {
        /// The session's name in this tab's store: a positive number, or 0 if it has none.
        name: f64,
        /// Whether a tab has used that name up.
        is_used: bool,
    },
    /// Responds to [`super::Effect::TakeOwnership`]: the session's new name.
    Owned(f64),
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
    /// Responds to [`super::Effect::Settle`]: the effects before it have been carried out.
    Settled,
    /// The user logs out. [`Event::Stored`] has said before what all tabs share.
    LogOut {
        /// On the user's other devices as well.
        everywhere: bool,
        /// Whether the stored session has been removed already, before this client was there.
        removed: bool,
        /// Whether the logout marker has been left already.
        marked: bool,
    },
    /// Another tab said this, or the store has noticed a change.
    Heard(Heard<'a>),
    /// The app wants to make a call, or goes on with it after it has waited. [`Event::Stored`] has just
    /// told what is stored.
    Call {
        /// Its number, which no other call of this client has.
        call: u32,
        /// Taken when it begins.
        traits: Traits,
        /// Whether its URL may receive the token; `None` if the REST root must be found first. An
        /// error if it has no URL.
        aim: Result<Option<bool>>,
    },
    /// A call was begun before this client was there, for a stored session.
    Resumed {
        /// Its number.
        call: u32,
        /// As in [`Event::Call`].
        traits: Traits,
        /// The stored session.
        text: &'a str,
        /// Whether it has been sent with that session's token.
        sent: bool,
    },
    /// A call was sent, and what came of it may be about the token or about the way to the REST API. Any
    /// other response is the app's. [`Event::Stored`] has just told what is stored.
    CallAnswered {
        /// Its number.
        call: u32,
        /// Whether it is not known that the REST API has answered, and another way to it can be looked for.
        is_lost: bool,
        /// Whether the call was sent another way than the first time.
        is_detour: bool,
        /// The response; an error if there is none, or none that could be read.
        answered: Result<Answered>,
    },
    /// A call is over: it has its response, or an error, or was given up.
    CallEnded(u32),
    /// The response to a call brought a token along.
    Rotated {
        /// The call's number.
        call: u32,
        /// The token.
        token: &'a str,
    },
    /// Responds to [`super::Effect::SaveRotated`]: whether the session survives a reload.
    RotationSaved(bool),
    /// Responds to [`super::Effect::AskSoon`].
    Ask,
    /// Responds to [`super::Effect::AskLogin`], once with credentials if the app gave some, and once
    /// without when there is nothing more to come: a login with them is then over.
    LoginAsked {
        /// Which time it was.
        ask: u32,
        /// Whether there are credentials.
        given: bool,
    },
}

/// What tabs say to each other, apart from what [`Heard`] adds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Message {
    /// Asks whether the tab with the lock is still at work, and not frozen.
    AreYouBusy,
    /// The reply to it. A tab that begins its work says so, too.
    Busy,
}

impl Message {
    /// As tabs send it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AreYouBusy => "busy?",
            Self::Busy => "busy",
        }
    }
}

/// What can be heard of another tab.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Heard<'a> {
    /// A message without details.
    Said(Message),
    /// The session has ended, and is no longer in the store.
    Ended {
        /// Why.
        reason: EndReason,
        /// Of a logout: who, as `Login::user_key` has it.
        user: &'a str,
        /// Of a logout: the marker that it has left.
        marker: &'a str,
    },
    /// A refresh failed. Background refreshes wait until this time (milliseconds since the epoch).
    Wait(f64),
    /// Another tab has found a session with this name in its store, and asks whose it is.
    Whose(f64),
    /// The session with this name is another tab's.
    Mine(f64),
    /// There is something new in the store: a session that arrived at this time (milliseconds since the
    /// epoch), or later. 0 if the message does not say when.
    Changed(f64),
}

impl<'a> Heard<'a> {
    /// Reads a message: `busy`, or `reason:marker:user` of a session that has ended, or `wait::time`, or
    /// `changed::time`, or `whose::name`, or `mine::name`. Whatever else is heard has a tab look at the store.
    pub fn of(text: &'a str) -> Self {
        let (reason, rest) = cut(text, ":");
        let (marker, what) = cut(rest, ":");
        if let Some(reason) = EndReason::of(reason) {
            return Self::Ended { reason, user: what, marker };
        }
        match (reason, Json::parse(what).and_then(Json::number)) {
            ("busy?", _) => Self::Said(Message::AreYouBusy),
            ("busy", _) => Self::Said(Message::Busy),
            (WHOSE, Some(name)) => Self::Whose(name),
            (MINE, Some(name)) => Self::Mine(name),
            (WAIT, Some(until)) => Self::Wait(until),
            (CHANGED, Some(time)) => Self::Changed(time),
            _ => Self::Changed(0.0),
        }
    }
}

/// How [`Heard::Wait`] begins as a message.
pub(super) const WAIT: &str = "wait";

/// How [`Heard::Whose`] begins as a message.
pub(super) const WHOSE: &str = "whose";

/// How [`Heard::Mine`] begins as a message.
pub(super) const MINE: &str = "mine";

/// How [`Heard::Changed`] begins as a message.
pub(super) const CHANGED: &str = "changed";

/// Where a session is stored, and who else has it: a set of facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Store(u8);

impl Store {
    /// Other tabs read and write the same session (`localStorage`, the vault, most adapters).
    pub const SHARED: Self = Self(1);
    /// It responds later, and the app hears of a failure (the vault, adapters).
    pub const SLOW: Self = Self(2);
    /// What it keeps outlives the page.
    pub const PERSISTENT: Self = Self(4);
    /// It has a lock of its own, which always ends: other requests or servers may renew the token.
    pub const OWN_LOCK: Self = Self(8);
    /// There may be other tabs. One of them may be frozen while it holds the lock.
    pub const TABS: Self = Self(16);
    /// The browser copies it when it duplicates a tab (`sessionStorage`).
    pub const COPIED: Self = Self(32);

    /// From the bits of its facts; further ones don't matter.
    pub const fn of(bits: u8) -> Self {
        Self(bits & 63)
    }

    /// The bits of its facts.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// The facts of both.
    pub const fn and(self, more: Self) -> Self {
        Self(self.0 | more.0)
    }

    /// Whether one of these facts applies.
    pub fn is(self, facts: Self) -> bool {
        self.0 & facts.0 != 0
    }

    /// Whether somebody else must not renew the token at the same time.
    pub fn needs_lock(self) -> bool {
        self.is(Self::OWN_LOCK) || self.is(Self::PERSISTENT) && self.is(Self::TABS)
    }
}

/// What happens to one login ([`super::LogIn`]), and to the question whether a token is accepted.
#[derive(Debug, Clone)]
pub enum LoginEvent<'a> {
    /// It begins, or the last effect was carried out and nothing else responds to it.
    Done,
    /// Responds to [`super::LoginEffect::Search`] for a login: the server that the site has.
    Found(Server),
    /// Responds to [`super::LoginEffect::FindCookies`].
    Cookies {
        /// Whether cookies reach the site from this page.
        travel: bool,
        /// Whether this browser got one by an earlier login here.
        held: bool,
    },
    /// Responds to [`super::LoginEffect::FindNonce`].
    Nonce {
        /// Whether this page is one of the site itself.
        is_own: bool,
        /// The nonce that WordPress printed into it, empty if there is none.
        printed: &'a str,
    },
    /// Responds to [`super::LoginEffect::Consent`]: the token.
    Consented(&'a str),
    /// Responds to [`super::LoginEffect::Send`] of a login.
    Answered(Outcome),
    /// Responds to [`super::LoginEffect::Send`] of a question with the token in doubt.
    Validated(Reading),
    /// The same without a token: whether a visitor is answered.
    Visited(bool),
    /// The same to the server's `who`: whether it is answered as to somebody.
    Known(bool),
    /// Responds to [`super::LoginEffect::ReadMarkers`]: the logout markers of all users, as JSON.
    Marked(&'a str),
    /// Responds to [`super::LoginEffect::Store`].
    Stored {
        /// Where it is stored.
        store: Store,
        /// Whether it is.
        is_stored: bool,
    },
}

/// What a login was answered.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// The server grants it.
    Granted(Box<Login>),
    /// The server wants one more code.
    SecondFactor {
        /// What the code is to be sent with.
        token: Secret,
        /// Why the login fails for now.
        error: Box<Error>,
    },
    /// What an earlier visit knew of the site is no longer so, and has been forgotten.
    OutOfDate,
    /// It is not the server's response, and the site's index has not been read yet.
    Elsewhere,
    /// The server does not grant it.
    Failed(Box<Error>),
}
