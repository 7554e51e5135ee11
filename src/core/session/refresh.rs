//! Renewing the token, and what comes of it.

use alloc::boxed::Box;

use super::{Call, EndReason, Machine, Refresh, Ticket, machine::MIN_PAUSE};
use crate::core::{
    error::{Code, Error, Result, Sent},
    hint,
    json::Json,
    login::Login,
    server::Grant,
};

/// Longest pause between two background refreshes that cannot reach the server, in milliseconds.
const MAX_PAUSE: f64 = 60_000.0;

impl Machine {
    /// Begins to renew the token.
    ///
    /// # Errors
    /// `not_authenticated` without a session, `refresh_unsupported` without a refresh token.
    pub fn begin_refresh(&self, now: f64) -> Result<Ticket> {
        let login = self
            .login()
            .ok_or_else(|| Error::new(Code::NotAuthenticated, "Nobody is logged in."))?;
        if !login.can_refresh() {
            let message = "This session can't be renewed. Log in again.";
            let mut error = Error::new(Code::RefreshUnsupported, message);
            error.hint = login.server.needs_cookie().then_some(hint::COOKIE);
            return Err(error);
        }
        Ok(self.ticket(now))
    }

    /// The token in force, as opposed to later ones; `at` is when presskey renews it.
    pub(in crate::core) fn ticket(&self, at: f64) -> Ticket {
        Ticket { generation: self.generation, at }
    }

    /// Whether the token of a ticket is still the one in force.
    pub(in crate::core) fn is_current(&self, ticket: Ticket) -> bool {
        ticket.generation == self.generation
    }

    /// A response to a call brought a token along. It is taken if the call was sent with the token in
    /// force, and if it is the user's and newer than that: responses overtake each other.
    pub fn rotate(&mut self, call: &Call, token: &str, now: f64) -> bool {
        let in_force = call.sent_generation == Some(self.generation);
        let Some(login) = self.login().filter(|_| in_force) else { return false };
        let Ok(grant) = login.server.read_token(token.into()) else { return false };
        let issued = Json::parse(&login.claims).and_then(|claims| claims.get("iat")?.number());
        if grant.times.iat <= issued {
            return false;
        }
        let Some(new) = login.renewed(grant, now) else { return false };
        self.set_login(new, self.persisted);
        true
    }

    /// Whether somebody who needs a token can have the session renewed.
    pub fn can_renew(&self) -> bool {
        self.login().is_some_and(Login::can_refresh) && self.config.refresh != Refresh::Manual
    }

    /// A refusal that the page may not read looks like a failure of the network. Where the site
    /// responds otherwise, the second one in a row is taken for what it is.
    fn unread(&mut self, error: &Error) -> Option<EndReason> {
        let unread = error.code == Code::Unreachable && error.sent == Sent::Answered;
        let before = core::mem::replace(&mut self.unread, unread);
        (unread && before).then_some(EndReason::Expired)
    }

    /// Whether nothing is known against the token: a route treated the request as anonymous, and a cookie
    /// that renews may not have travelled. The token is then good until it expires.
    fn is_suspicion(&self, now: f64) -> bool {
        self.suspected
            && self.refused == Some(self.generation)
            && self.login().is_some_and(|login| {
                login.server.needs_cookie() && login.usable_until(self.config.margin_s) > now
            })
    }

    /// The server has granted new tokens, or has not. `Ok` means that the session is as up to date
    /// as it can be: renewed, ended because the server refused, or changed by somebody else. `chance`
    /// (0 to 1) spreads the pause after a failure, so that many clients do not come back at the same time.
    ///
    /// # Errors
    /// `refresh_failed` and its like when the server could not be asked; the session stays.
    pub fn refreshed(
        &mut self,
        ticket: Ticket,
        result: Result<Grant>,
        now: f64,
        chance: f64,
    ) -> Result<()> {
        if ticket.generation != self.generation {
            return Ok(());
        }
        let Some(login) = self.login() else { return Ok(()) };
        match result {
            Ok(grant) => {
                let persisted = self.persisted;
                // It was made after the question was sent; the response may have taken its time.
                if let Some(new) = login.renewed(grant, ticket.at.min(now)) {
                    self.set_login(new, persisted);
                    self.retry_at = now + MIN_PAUSE;
                } else {
                    self.end(EndReason::Rejected);
                }
                Ok(())
            }
            Err(error) => match error.ends.or_else(|| self.unread(&error)) {
                Some(_) if self.is_suspicion(now) => {
                    self.refused = None;
                    self.silent_in_vain = true;
                    Ok(())
                }
                Some(reason) => {
                    self.end(reason);
                    Ok(())
                }
                None => {
                    // Being offline is found out without a request.
                    let longest = if error.code == Code::Offline { MIN_PAUSE } else { MAX_PAUSE };
                    self.pause = (self.pause * 2.0).clamp(MIN_PAUSE, longest);
                    let wanted = error.retry_after.unwrap_or_default();
                    self.closed_until = now + wanted;
                    self.retry_at = now + wanted + self.pause * (1.0 + chance) / 2.0;
                    Err(unreachable_refresh(error))
                }
            },
        }
    }
}

/// A refresh that failed for a passing reason, as the call that needed it sees it: the call itself
/// was not sent.
fn unreachable_refresh(mut error: Box<Error>) -> Box<Error> {
    let keep = matches!(
        error.code,
        Code::Offline
            | Code::Unreachable
            | Code::Timeout
            | Code::RateLimited
            | Code::RestClosed
            | Code::MixedContent
            | Code::Redirected
    );
    if !keep {
        error.code = Code::RefreshFailed;
    }
    error.sent(Sent::No)
}
