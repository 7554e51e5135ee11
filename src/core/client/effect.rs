//! What a client wants done. [`super::Client::handle`] returns effects, to be carried out in order.
//! "In force" is what is so when they are returned.

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
    /// Find out whether the session is another tab's. Report [`super::Event::FoundOwner`].
    FindOwner,
    /// Mark the session's name as used, and take a new one: a copy of this session must not send the
    /// same refresh token.
    TakeOwnership,
    /// Send the server's refresh request, with the tokens in force. Report
    /// [`super::Event::Answered`].
    SendRefresh,
    /// Store the session in force. Report [`super::Event::Saved`]. Keep the server's cookie alive as well,
    /// if the refresh request used one.
    Save,
    /// Remove what is stored of the session. The next effect waits until it is gone.
    Remove,
    /// The user logged out: leave a logout marker for `Machine::user`, and tell the other tabs
    /// [`super::Heard::Ended`] with it.
    LeaveMarker,
    /// Remove what is stored of the session, also from the store of the two that is not in use. The logout
    /// waits until it is gone, the next effect does not.
    Clear,
    /// Send the server the request that ends the session of [`super::Client::take_ended`]. The logout
    /// waits for the response, but not longer than 5 seconds. [`super::deletion`] may tell of one more
    /// request, whose method the first one names.
    Revoke,
    /// Tell the other tabs.
    Say(Message),
    /// Tell the other tabs [`super::Heard::Ended`], with the reason of `Machine::ended`.
    SayEnded,
    /// Tell the other tabs [`super::Heard::Wait`], with the time of `Machine::retry_at`.
    SayWait,
    /// Report [`super::Event::Timer`] in so many milliseconds. There is one timer: this replaces the
    /// last one. One that is late finds another stage, and has no effect.
    Timer(u32),
    /// The refresh is over, for everybody who waits for it. Unless an effect could not be carried out,
    /// or [`super::Client::take_failure`] says why the token was not renewed, the session is as up to
    /// date as it can be, which includes that it has ended.
    Settle,
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
}

impl Name {
    /// The letter by which it travels.
    pub fn letter(self) -> char {
        char::from(b'a' + self as u8)
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
            Self::Save => Name::save,
            Self::Remove => Name::remove,
            Self::LeaveMarker => Name::leaveMarker,
            Self::Clear => Name::clear,
            Self::Revoke => Name::revoke,
            Self::Say(_) | Self::SayEnded | Self::SayWait => Name::say,
            Self::Timer(_) => Name::timer,
            Self::Settle => Name::settle,
        }
    }
}
