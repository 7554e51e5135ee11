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
    /// Read the store and the logout markers, and apply what other tabs changed there. Report
    /// [`super::Event::Looked`].
    Look,
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
    /// Remove what is stored of the session.
    Remove,
    /// Tell the other tabs.
    Say(Message),
    /// Tell the other tabs [`super::Event::Wait`], with the time of `Machine::retry_at`.
    SayWait,
    /// Report [`super::Event::Timer`] in so many milliseconds. There is one timer: this replaces the
    /// last one. One that is late finds another stage, and has no effect.
    Timer(u32),
    /// The refresh is over, for everybody who waits for it. Unless an effect could not be carried out,
    /// or [`super::Client::take_failure`] says why the token was not renewed, the session is as up to
    /// date as it can be, which includes that it has ended.
    Settle,
}

impl Effect {
    /// Its name for performers that are not written in Rust.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lock => "lock",
            Self::GiveUpLock => "giveUpLock",
            Self::Unlock { .. } => "unlock",
            Self::Look => "look",
            Self::FindOwner => "findOwner",
            Self::TakeOwnership => "takeOwnership",
            Self::SendRefresh => "sendRefresh",
            Self::Save => "save",
            Self::Remove => "remove",
            Self::Say(_) | Self::SayWait => "say",
            Self::Timer(_) => "timer",
            Self::Settle => "settle",
        }
    }
}
