//! What a client wants done. [`super::Client::handle`] returns effects, to be carried out in order.
//! "In force" is what is so when they are returned.

use super::Judgement;
use super::Message;

/// Something to do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Effect {
    /// Take the lock on this session's refresh token. Report [`super::Event::Locked`].
    Lock,
    /// Stop waiting for the lock. Report [`super::Event::Locked`], if that was not reported before.
    GiveUpLock,
    /// Release the lock, after so many milliseconds. Nothing to do if it was not granted. If the
    /// store has a lock of its own, the effects that follow wait until it is released.
    Unlock {
        /// Until other tabs are sure to see what this one stored.
        after: u32,
    },
    /// Read the store. Report [`super::Event::Stored`], then [`super::Event::Looked`], also if reading
    /// failed.
    Look,
    /// Read the store. Report [`super::Event::Stored`], unless reading failed: nothing waits for it.
    Check,
    /// The session has changed: show it to the app.
    Announce,
    /// Report [`super::Event::Woken`] at the time of [`super::Client::wake_at`], which is asked for when this
    /// is carried out. There is one such timer: this replaces the last one, or ends it.
    Wake,
    /// Read the session's name from the store. Report [`super::Event::FoundOwner`].
    FindOwner,
    /// Mark [`super::Client::spent_name`] as used, unless it is 0: a copy of this session must not send
    /// the same refresh token. Give the session a new name in the store. Report [`super::Event::Owned`].
    TakeOwnership,
    /// Send the server's refresh request, with the tokens in force. Report
    /// [`super::Event::Answered`].
    SendRefresh,
    /// Store the session that is in force then, if [`super::Client::may_replace`] says so of what is stored. No
    /// other tab may store a session in between. Else report [`super::Event::Stored`] with what is stored. Report
    /// [`super::Event::Saved`]. Keep the server's cookie alive as well, if the refresh request used one.
    Save,
    /// The same, with a token that a call brought along. Report [`super::Event::RotationSaved`].
    SaveRotated,
    /// Remove a session that has ended, as [`Effect::Save`] stores one. The next effect waits until it is gone.
    Remove,
    /// The user logged out: leave a logout marker for `Machine::user`, and tell the other tabs
    /// [`super::Heard::Ended`] with it.
    LeaveMarker,
    /// Remove what is stored of the session, also from the store of the two that is not in use. If the store
    /// takes its time, [`super::Client::may_clear`] must say so of what is stored; else report
    /// [`super::Event::Stored`] with that. The logout waits until it is gone, the next effect does not.
    Clear,
    /// Send the server the request that ends the session of [`super::Client::take_ended`]. The logout
    /// waits for the response, but not longer than 5 seconds. [`super::deletion`] may tell of one more
    /// request, whose method the first one names.
    Revoke,
    /// Tell the other tabs. [`super::Client::write_message`] has the words of this and the next five.
    Say(Message),
    /// Tell the other tabs [`super::Heard::Ended`], with the reason of `Machine::ended`.
    SayEnded,
    /// Tell the other tabs [`super::Heard::Wait`], with the time of `Machine::retry_at`.
    SayWait,
    /// Tell the other tabs [`super::Heard::Changed`], with the time of the session in force.
    SayChanged,
    /// Tell the other tabs [`super::Heard::Whose`].
    AskOwner,
    /// Tell the other tabs [`super::Heard::Mine`].
    SayMine,
    /// Report [`super::Event::Timer`] in so many milliseconds. There is one timer: this replaces the
    /// last one. One that is late finds another stage, and has no effect.
    Timer(u32),
    /// The refresh is over, for everybody who waits for it. Unless an effect could not be carried out,
    /// or [`super::Client::take_failure`] says why the token was not renewed, the session is as up to
    /// date as it can be, which includes that it has ended. Report [`super::Event::Settled`].
    Settle,
    /// Send the call of this event, with the token in force or as nobody's. Report
    /// [`super::Event::CallAnswered`] unless the response is the app's, and [`super::Event::CallEnded`] at
    /// the end.
    Send {
        /// Whether it carries the token.
        signed: bool,
    },
    /// Find the REST root. Then report [`super::Event::Call`] again.
    Search,
    /// The call waits for [`Effect::Settle`], for as long as for a response. Then report
    /// [`super::Event::Call`] again. The effects that follow may end the refresh.
    AwaitRefresh,
    /// The call waits for [`Effect::SettleLogin`]. Then report [`super::Event::Call`] again.
    AwaitLogin,
    /// The call fails: [`super::Client::take_refusal`] says why.
    Refuse,
    /// What to do with the response of this event.
    Judged(Judgement),
    /// Report [`super::Event::Ask`] when everything that happens at present has happened: all calls of this
    /// moment wait for one login. Later calls may be the app's own, made while it is being asked.
    AskSoon,
    /// Ask the app for credentials (`onLoginRequired`). Report [`super::Event::LoginAsked`].
    AskLogin {
        /// Which time it is.
        ask: u32,
    },
    /// Log in with what the app has just given.
    LogIn,
    /// Calls that wait for a login go on.
    SettleLogin,
}

/// The effects as JavaScript calls them. They travel as letters: the build puts those in the place of the
/// names (`scripts/build/operations.mjs`).
#[derive(Debug, Clone, Copy)]
#[allow(non_camel_case_types, missing_docs, reason = "the names are JavaScript's")]
pub enum Name {
    lock,
    giveUpLock,
    unlock,
    look,
    check,
    announce,
    wake,
    findOwner,
    takeOwnership,
    sendRefresh,
    save,
    remove,
    leaveMarker,
    clear,
    revoke,
    say,
    timer,
    settle,
    send,
    search,
    awaitRefresh,
    awaitLogin,
    refuse,
    judged,
    askSoon,
    askLogin,
    logIn,
    settleLogin,
}

impl Name {
    /// The letter by which it travels.
    pub fn letter(self) -> char {
        char::from(b'A' + self as u8)
    }
}

impl Effect {
    /// Its name, for code that is not written in Rust.
    pub fn name(self) -> Name {
        match self {
            Self::Lock => Name::lock,
            Self::GiveUpLock => Name::giveUpLock,
            Self::Unlock { .. } => Name::unlock,
            Self::Look => Name::look,
            Self::Check => Name::check,
            Self::Announce => Name::announce,
            Self::Wake => Name::wake,
            Self::FindOwner => Name::findOwner,
            Self::TakeOwnership => Name::takeOwnership,
            Self::SendRefresh => Name::sendRefresh,
            Self::Save | Self::SaveRotated => Name::save,
            Self::Remove => Name::remove,
            Self::LeaveMarker => Name::leaveMarker,
            Self::Clear => Name::clear,
            Self::Revoke => Name::revoke,
            Self::Say(_)
            | Self::SayEnded
            | Self::SayWait
            | Self::SayChanged
            | Self::AskOwner
            | Self::SayMine => Name::say,
            Self::Timer(_) => Name::timer,
            Self::Settle => Name::settle,
            Self::Send { .. } => Name::send,
            Self::Search => Name::search,
            Self::AwaitRefresh => Name::awaitRefresh,
            Self::AwaitLogin => Name::awaitLogin,
            Self::Refuse => Name::refuse,
            Self::Judged(_) => Name::judged,
            Self::AskSoon => Name::askSoon,
            Self::AskLogin { .. } => Name::askLogin,
            Self::LogIn => Name::logIn,
            Self::SettleLogin => Name::settleLogin,
        }
    }
}

/// What a login wants done, one after the other. [`super::LogIn::handle`] takes the response to each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LoginEffect {
    /// Find what is not known yet of the site: for a login the server (report [`super::LoginEvent::Found`]), else
    /// the REST root (report [`super::LoginEvent::Done`]).
    Search {
        /// Whether the server is needed.
        for_login: bool,
    },
    /// Send the server's request for [`super::LogIn::operation`], as this user. The role says what to report.
    Send(Role),
    /// Report [`super::LoginEvent::Cookies`].
    FindCookies,
    /// Remember that this browser has a cookie of the server's. Report [`super::LoginEvent::Done`].
    KeepCookie,
    /// Report [`super::LoginEvent::Nonce`].
    FindNonce,
    /// Get a token of OAuth 1.0a for the user. Report [`super::LoginEvent::Consented`], if the page is still there.
    Consent,
    /// Report [`super::LoginEvent::Marked`].
    ReadMarkers,
    /// Store [`super::LogIn::record`], where the app wants it, whatever is stored there. Not while a tab
    /// carries out [`Effect::Save`] or [`Effect::Remove`]. Report [`super::LoginEvent::Stored`].
    Store,
    /// As [`Effect::Remove`]. Tell the other tabs, which may have read it, [`super::Heard::Ended`] with
    /// [`crate::core::session::EndReason::LoggedOut`] alone. Report [`super::LoginEvent::Done`].
    Remove,
    /// The login is in force: remove the session from the store of the two that is not in use, take a new
    /// name for it, show it to the app and tell the other tabs.
    Begin,
    /// Whether the token is accepted.
    Tell(bool),
}

/// As whom a request of a login is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// As the operation has it, with the token in doubt where it takes one. Report
    /// [`super::LoginEvent::Validated`].
    Token,
    /// Without a token. Report [`super::LoginEvent::Visited`].
    Visitor,
    /// With the token in doubt. Report [`super::LoginEvent::Known`].
    Somebody,
    /// As the user who is logged in to the site in this browser: the response is a nonce. Report
    /// [`super::LoginEvent::Answered`].
    Nonce,
    /// With what the user gave. Report [`super::LoginEvent::Answered`].
    User {
        /// With the server's cookies.
        cookies: bool,
        /// As another device of the same user.
        is_twin: bool,
    },
}

/// The effects of a login as JavaScript calls them, as [`Name`].
#[derive(Debug, Clone, Copy)]
#[allow(non_camel_case_types, missing_docs, reason = "the names are JavaScript's")]
pub enum LoginName {
    search,
    send,
    findCookies,
    keepCookie,
    findNonce,
    consent,
    readMarkers,
    store,
    remove,
    begin,
    tell,
}

impl LoginEffect {
    /// Its letter, for code that is not written in Rust.
    pub fn letter(self) -> char {
        let name = match self {
            Self::Search { .. } => LoginName::search,
            Self::Send(_) => LoginName::send,
            Self::FindCookies => LoginName::findCookies,
            Self::KeepCookie => LoginName::keepCookie,
            Self::FindNonce => LoginName::findNonce,
            Self::Consent => LoginName::consent,
            Self::ReadMarkers => LoginName::readMarkers,
            Self::Store => LoginName::store,
            Self::Remove => LoginName::remove,
            Self::Begin => LoginName::begin,
            Self::Tell(_) => LoginName::tell,
        };
        char::from(b'A' + name as u8)
    }
}
