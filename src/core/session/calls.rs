//! Calls: whether one is sent, with which token, and what its response means for it and for the
//! session.

use alloc::boxed::Box;

use super::{Auth, Call, EndReason, Machine, Refresh, Spent, State, Step, Verdict};
use crate::core::{
    error::{Code, Error},
    login::Login,
    server::Refusal,
};

/// Refreshes that one call waits for: the first, and one more if that was overtaken.
const MAX_REFRESHES: u8 = 2;

/// Another user is logged in than the app has seen.
pub fn user_mismatch() -> Box<Error> {
    Error::new(Code::UserMismatch, "The user of this request is no longer logged in.")
}

/// The session is over.
pub fn session_expired() -> Box<Error> {
    Error::new(Code::SessionExpired, "The session has ended. Log in again.")
}

impl Call {
    /// Whether it was last sent with a token.
    pub(in crate::core) fn is_signed(&self) -> bool {
        self.sent_generation.is_some()
    }
}

impl Machine {
    /// Begins a call; before anything is awaited, so that its place in time is known.
    pub fn begin(&mut self, auth: Auth, safe: bool, replayable: bool) -> Call {
        self.clock += 1;
        Call {
            auth,
            safe,
            replayable,
            route: true,
            may_carry: true,
            born: self.clock,
            user: None,
            sent_generation: None,
            repeated: false,
            refreshes: 0,
            asked: false,
            sent_by: None,
        }
    }

    /// A call was begun for a login, and perhaps sent with its token, before this machine was there.
    pub fn resume(&mut self, call: &mut Call, login: &Login, sent: bool) {
        // Before any question for a login: nobody is asked while one is in force.
        call.born = 0;
        call.user = Some(Some(login.user_key()));
        call.sent_by = sent.then_some((login.server, login.can_refresh()));
        // A token that is not in force has a generation that never is: 0.
        let in_force = self.login().is_some_and(|own| own.token == login.token);
        call.sent_generation = sent.then_some(if in_force { self.generation } else { 0 });
        if !in_force {
            // It may be over since, and is known for this call only.
            let login = Box::new(login.clone());
            self.spent.push(Spent { login, until: call.born, is_left: true });
        }
    }

    /// What to do with a call now. The stored state must have been read.
    pub fn next(&mut self, call: &mut Call, now: f64) -> Step {
        call.sent_generation = None;
        if call.auth == Auth::Omit {
            return Step::Send(None);
        }
        if !call.may_carry {
            return match call.auth {
                Auth::Required => Step::Refuse(Error::new(
                    Code::OriginNotAllowed,
                    "This URL is not on the site and not in `allowedOrigins`, so it must not receive the token.",
                )),
                _ => Step::Send(None),
            };
        }
        // Whom the call is for counts before the clock is asked: if it finds the session expired, it
        // is not one of a visitor's.
        if call.user.is_none() {
            call.user = Some(self.login().map(Login::user_key));
        }
        self.tick(now);
        match &self.state {
            State::Authenticated(login) => {
                let user = login.user_key();
                match &call.user {
                    Some(Some(begun)) if *begun != user => {
                        return Step::Refuse(user_mismatch());
                    }
                    _ => {}
                }
                if self.remaining(now) > 0.0 {
                    let token = login.token.clone();
                    call.user = Some(Some(user));
                    call.sent_generation = Some(self.generation);
                    call.sent_by = Some((login.server, login.can_refresh()));
                    return Step::Send(Some(token));
                }
                call.user = Some(Some(user));
                if self.config.refresh == Refresh::Manual {
                    return Step::Refuse(Error::new(
                        Code::RefreshFailed,
                        "The token has expired, and `refresh` is \"manual\". Call refresh().",
                    ));
                }
                if now < self.closed_until {
                    let mut error = Error::new(
                        Code::RefreshFailed,
                        "The server refuses to renew the token at the moment.",
                    );
                    error.retry_after = Some(self.closed_until - now);
                    return Step::Refuse(error);
                }
                call.refreshes += 1;
                if call.refreshes > MAX_REFRESHES {
                    return Step::Refuse(Error::new(
                        Code::RefreshFailed,
                        "The server's new token has already expired.",
                    ));
                }
                Step::Refresh
            }
            State::Anonymous(reason) => {
                let reason = *reason;
                let ended = matches!(call.user, Some(Some(_)));
                if !ended && call.auth == Auth::Auto {
                    return Step::Send(None);
                }
                if self.may_ask(call, reason) {
                    return Step::AskLogin(reason);
                }
                if ended && call.auth == Auth::Auto && call.safe && !call.asked {
                    return Step::Send(None);
                }
                Step::Refuse(match reason {
                    None | Some(EndReason::LoggedOut) if !ended => {
                        Error::new(Code::NotAuthenticated, "Nobody is logged in.")
                    }
                    _ => session_expired(),
                })
            }
            State::Loading => Step::Refuse(Error::new(
                Code::StorageUnavailable,
                "The stored session could not be read.",
            )),
        }
    }

    /// A call's response has arrived; `refusal` is what it says of the token.
    pub fn answered(&mut self, call: &mut Call, refusal: Option<Refusal>) -> Verdict {
        let (Some(sent), Some(refusal)) = (call.sent_generation, refusal) else {
            return Verdict::Deliver;
        };
        let Some(Some(user)) = &call.user else { return Verdict::Deliver };
        let same_user = self.login().is_some_and(|login| login.user_key() == *user);
        if same_user && sent == self.generation {
            self.token_refused(refusal, call.repeated);
        }
        let cure = match &self.state {
            State::Authenticated(_) if same_user => {
                sent != self.generation || (self.refused == Some(sent) && self.can_renew())
            }
            State::Anonymous(reason) => {
                self.may_ask(call, *reason) || (call.safe && call.auth == Auth::Auto)
            }
            _ => false,
        };
        if !call.replayable {
            return match refusal {
                Refusal::Silent if !cure => Verdict::Deliver,
                _ => Verdict::NotReplayable,
            };
        }
        if cure && !call.repeated {
            call.repeated = true;
            return Verdict::Repeat;
        }
        Verdict::Deliver
    }

    /// The token in force was refused on a call, or by `validate`.
    pub fn token_refused(&mut self, refusal: Refusal, after_refresh: bool) {
        let can_refresh = self.login().is_some_and(Login::can_refresh);
        match refusal {
            Refusal::Explicit(reason) if !can_refresh || after_refresh => {
                self.end(reason);
            }
            // A token that has expired meanwhile proves nothing.
            Refusal::Silent if after_refresh && self.remaining(self.latest) > 0.0 => {
                self.silent_in_vain = true;
            }
            // Nor does one route that takes no token, where others do and none can be renewed.
            Refusal::Silent if self.silent_in_vain || !can_refresh => {}
            _ => {
                self.refused = Some(self.generation);
                self.suspected = matches!(refusal, Refusal::Silent);
            }
        }
    }

    fn may_ask(&self, call: &Call, reason: Option<EndReason>) -> bool {
        self.config.can_ask
            && !call.asked
            && reason != Some(EndReason::LoggedOut)
            // A call made while `onLoginRequired` runs may come from that callback itself, so it must not wait.
            && self.asking_since.is_none_or(|since| call.born <= since)
    }

    /// The app is about to be asked for credentials.
    pub fn asking(&mut self) {
        self.asking_since = Some(self.clock);
    }

    /// The app has answered.
    pub fn asked(&mut self) {
        self.asking_since = None;
    }

    /// A call has waited for `onLoginRequired`. It waits only once.
    pub fn waited(&self, call: &mut Call) {
        call.asked = true;
    }
}
