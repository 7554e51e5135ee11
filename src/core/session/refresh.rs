//! Renewing the token, and what comes of it.

use alloc::boxed::Box;

use super::{EndReason, Machine, Ticket};
use crate::core::{
    error::{Code, Error, Result, Sent},
    login::Login,
    secret::Secret,
    server::Grant,
};

/// Longest pause between two background refreshes that cannot reach the server, in milliseconds.
pub(super) const MAX_PAUSE: f64 = 60_000.0;

/// Shortest time between two background refreshes, in milliseconds: a server whose tokens are
/// expired from the start must not be stormed.
const MIN_PAUSE: f64 = 2_000.0;

impl Machine {
    /// Begins to renew the token.
    ///
    /// # Errors
    /// `not_authenticated` without a session, `refresh_unsupported` without a refresh token.
    pub fn begin_refresh(&self) -> Result<(Ticket, Secret)> {
        let login = self
            .login()
            .ok_or_else(|| Error::new(Code::NotAuthenticated, "Nobody is logged in."))?;
        let token = login.refresh_token.clone().ok_or_else(|| {
            Error::new(
                Code::RefreshUnsupported,
                "This server gives no refresh token; log in again.",
            )
        })?;
        Ok((Ticket { epoch: self.epoch, generation: self.generation }, token))
    }

    /// The server has granted new tokens, or has not. `Ok` means that the session is as up to date
    /// as it can be: renewed, ended because the server refused, or changed by somebody else.
    ///
    /// # Errors
    /// `refresh_failed` and its like when the server could not be asked; the session stays.
    pub fn refreshed(&mut self, ticket: Ticket, result: Result<Grant>, now: f64) -> Result<()> {
        if ticket != (Ticket { epoch: self.epoch, generation: self.generation }) {
            return Ok(());
        }
        let Some(login) = self.login() else { return Ok(()) };
        match result {
            Ok(grant) => {
                let persisted = self.persisted;
                let new = login.renewed(grant, now);
                if login.is_same_user(&new) {
                    self.set_login(new, persisted);
                    self.retry_at = now + MIN_PAUSE;
                } else {
                    self.end(EndReason::Rejected);
                }
                Ok(())
            }
            Err(error) => match refusal_of_refresh(login, &error) {
                Some(reason) => {
                    self.end(reason);
                    Ok(())
                }
                None => {
                    self.pause = (self.pause * 2.0).clamp(MIN_PAUSE, MAX_PAUSE);
                    let pause = error.retry_after.unwrap_or_default().max(self.pause);
                    self.retry_at = now + pause;
                    Err(unreachable_refresh(error))
                }
            },
        }
    }
}

/// Whether the server's answer to a refresh means that the session is over.
fn refusal_of_refresh(login: &Login, error: &Error) -> Option<EndReason> {
    let code = error.wp_code.as_deref()?;
    match (error.code, login.server.meaning(code)) {
        (
            Code::SessionExpired | Code::TokenRejected | Code::IssuerMismatch,
            Some((_, _, reason)),
        ) => *reason,
        _ => None,
    }
}

/// A refresh that failed for a passing reason, as the call that needed it sees it: the call itself
/// was not sent.
fn unreachable_refresh(mut error: Box<Error>) -> Box<Error> {
    let keep = matches!(
        error.code,
        Code::Offline | Code::Unreachable | Code::Timeout | Code::RateLimited | Code::MixedContent
    );
    if !keep {
        error.code = Code::RefreshFailed;
    }
    error.sent(Sent::No)
}
