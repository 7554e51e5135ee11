//! Asks the server whether it accepts a token: the session's, or that of a login that is not yet in force.

use crate::core::text::concat;
use alloc::{boxed::Box, string::String};

use super::Role;
use crate::core::{
    error::{Code, Error, Result},
    server::{Refusal, Server},
    session::{EndReason, Machine, Ticket},
};

/// One question to the server, from its first request to the reply.
#[derive(Debug, Clone)]
pub(super) struct Validation {
    server: Server,
    /// The session's token; nothing for that of a login that is not yet in force.
    session: Option<Ticket>,
    /// Whether the site itself has just issued the token.
    approved: bool,
    /// The operation of the server's that is asked for: "validate", then "validate.or".
    operation: String,
    /// The first response, while another one has to tell what it means.
    doubt: Option<Box<Error>>,
}

/// What a response to the server's `validate` says.
#[derive(Debug, Clone)]
pub struct Reading {
    /// There is no such route.
    pub is_missing: bool,
    /// The site may have crashed, whatever the token.
    pub is_unclear: bool,
    /// Whether it accepts the token, or why not.
    pub result: Result<()>,
}

/// What to do next.
#[derive(Debug)]
pub(super) enum Inquiry {
    /// Ask as [`Role::Token`] (report [`Validation::answered`]), as [`Role::Visitor`] (report
    /// [`Validation::visited`]) or as [`Role::Somebody`] (report [`Validation::known`]).
    Ask(Role),
    /// Whether the server accepts the token.
    Done(Result<bool>),
}

impl Validation {
    /// Begins with [`Role::Token`]. The session's token is the one in force of this machine.
    pub fn new(server: Server, session: Option<&Machine>, approved: bool) -> Self {
        let session = session.map(|machine| machine.ticket(0.0));
        Self { server, session, approved, operation: "validate".into(), doubt: None }
    }

    /// The operation of the server's that is asked for.
    pub fn operation(&self) -> &str {
        &self.operation
    }

    /// The server has answered.
    pub fn answered(&mut self, machine: &mut Machine, reading: Reading) -> Inquiry {
        // Where the route is missing, another one may tell.
        let other = concat(&[&self.operation, ".or"]);
        if reading.is_missing && self.server.can(&other) {
            self.operation = other;
            return Inquiry::Ask(Role::Token);
        }
        match reading.result {
            Ok(()) => Inquiry::Done(Ok(true)),
            Err(error) if reading.is_unclear => {
                self.doubt = Some(error);
                Inquiry::Ask(Role::Visitor)
            }
            Err(error) => self.refused(machine, error),
        }
    }

    /// Whether a visitor gets what the token did not.
    pub fn visited(&mut self, machine: &mut Machine, is_answered: bool) -> Inquiry {
        match self.doubt.take() {
            Some(error) if !is_answered => self.refused(machine, error),
            // It is the token.
            _ => self.ends(machine, EndReason::Rejected),
        }
    }

    /// Whether `who` is answered as to somebody.
    pub fn known(&mut self, is_somebody: bool) -> Inquiry {
        let error = self.doubt.take().filter(|_| !is_somebody);
        Inquiry::Done(error.map_or(Ok(true), Err))
    }

    fn refused(&mut self, machine: &mut Machine, mut error: Box<Error>) -> Inquiry {
        let is_new = self.session.is_none();
        // Credentials that are sent as they are were mistyped rather than withdrawn.
        let is_mistyped = is_new && error.code == Code::InvalidCredentials;
        if is_mistyped {
            self.server.doubt(&mut error, self.approved);
        }
        // A token of another site is no bad one.
        let is_told = is_mistyped || is_new && error.code == Code::IssuerMismatch;
        if let Some(reason) = error.ends.filter(|_| !is_told) {
            return self.ends(machine, reason);
        }
        // A route that needs a login says yes as well; its no may have another reason.
        if error.hint == Some("switched_off") && self.server.can("who") {
            self.doubt = Some(error);
            return Inquiry::Ask(Role::Somebody);
        }
        Inquiry::Done(Err(error))
    }

    /// The token is refused for good. A newer one may be in force by now.
    fn ends(&self, machine: &mut Machine, reason: EndReason) -> Inquiry {
        if self.session.is_some_and(|ticket| machine.is_current(ticket)) {
            machine.token_refused(Refusal::Explicit(reason), false);
        }
        Inquiry::Done(Ok(false))
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
impl Validation {
    /// What its future depends on.
    pub(super) fn essence(&self, machine: &Machine) -> impl Eq + core::hash::Hash + use<> {
        let is_current = self.session.map(|ticket| machine.is_current(ticket));
        (is_current, self.operation.clone(), self.doubt.is_some())
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::{
        super::{
            Client,
            tests::{NOW, expired, good},
        },
        *,
    };
    use crate::core::{error::Sent, hint};

    fn server(id: &str) -> Server {
        Server::by_id(id).unwrap()
    }

    fn refusal(code: Code, ends: Option<EndReason>) -> Box<Error> {
        let mut error = Error::new(code, "x").sent(Sent::Answered);
        error.ends = ends;
        error
    }

    fn says(result: Result<()>) -> Reading {
        Reading { is_missing: false, is_unclear: false, result }
    }

    fn rejected() -> Reading {
        says(Err(refusal(Code::TokenRejected, Some(EndReason::Revoked))))
    }

    /// What to do next, in short.
    fn short(inquiry: Inquiry) -> String {
        match inquiry {
            Inquiry::Done(Err(error)) => error.code.as_str().into(),
            Inquiry::Done(Ok(accepted)) => accepted.to_string(),
            other => format!("{other:?}"),
        }
    }

    fn of_session(client: &Client) -> Validation {
        Validation::new(server("jwt-auth"), Some(&client.machine), false)
    }

    /// The token was refused, so that a session without refresh token is over.
    fn is_over(client: &Client) -> bool {
        client.machine.token(NOW).is_none()
    }

    #[test]
    fn an_accepted_token_stays() {
        let mut client = good();
        let mut asked = of_session(&client);
        assert_eq!(asked.operation(), "validate");
        assert_eq!(short(asked.answered(&mut client.machine, says(Ok(())))), "true");
        assert!(!is_over(&client));
    }

    #[test]
    fn a_refusal_ends_the_token_that_was_asked_about_and_no_newer_one() {
        let mut client = good();
        let mut asked = of_session(&client);
        let mut late = asked.clone();
        assert_eq!(short(asked.answered(&mut client.machine, rejected())), "false");
        assert!(is_over(&client));
        client.machine.adopt(expired().machine.login().unwrap().clone());
        client.machine.adopt(good().machine.login().unwrap().clone());
        assert_eq!(short(late.answered(&mut client.machine, rejected())), "false");
        assert!(!is_over(&client), "the newer token was not asked about");
    }

    #[test]
    fn what_says_nothing_about_the_token_is_told_and_ends_nothing() {
        let mut client = good();
        let failed = says(Err(refusal(Code::Unreachable, None)));
        assert_eq!(short(of_session(&client).answered(&mut client.machine, failed)), "unreachable");
        assert!(!is_over(&client));
    }

    #[test]
    fn a_missing_route_leads_to_the_servers_other_one() {
        let mut machine = good().machine;
        let missing = || Reading {
            is_missing: true,
            ..says(Err(refusal(Code::RestNotFound, Some(EndReason::Rejected))))
        };
        let mut asked = Validation::new(server("application-passwords"), Some(&machine), false);
        assert_eq!(short(asked.answered(&mut machine, missing())), "Ask(Token)");
        assert_eq!(asked.operation(), "validate.or");
        assert_eq!(short(asked.answered(&mut machine, missing())), "Ask(Token)");
        assert_eq!(asked.operation(), "validate.or.or");
        assert_eq!(short(asked.answered(&mut machine, missing())), "false", "there is no more");
    }

    #[test]
    fn a_crash_is_the_token_s_only_if_a_visitor_is_answered() {
        for (is_answered, expected) in [(true, "false"), (false, "malformed_response")] {
            let mut client = good();
            let mut asked = of_session(&client);
            let crashed =
                Reading { is_unclear: true, ..says(Err(refusal(Code::MalformedResponse, None))) };
            assert_eq!(short(asked.answered(&mut client.machine, crashed)), "Ask(Visitor)");
            assert!(!is_over(&client), "nothing is known yet");
            assert_eq!(short(asked.visited(&mut client.machine, is_answered)), expected);
            assert_eq!(is_over(&client), is_answered);
        }
    }

    #[test]
    fn where_validation_is_switched_off_who_is_asked() {
        let off = || {
            let mut error = refusal(Code::ServerMisconfigured, None);
            error.hint = Some("switched_off");
            says(Err(error))
        };
        for (is_somebody, expected) in [(true, "true"), (false, "server_misconfigured")] {
            let mut machine = good().machine;
            let mut asked = Validation::new(server("simple-jwt-login"), Some(&machine), false);
            assert_eq!(short(asked.answered(&mut machine, off())), "Ask(Somebody)");
            assert_eq!(short(asked.known(is_somebody)), expected);
        }
        let mut machine = good().machine;
        let failed = says(Err(refusal(Code::ServerMisconfigured, None)));
        let mut asked = Validation::new(server("simple-jwt-login"), Some(&machine), false);
        let told = short(asked.answered(&mut machine, failed));
        assert_eq!(told, "server_misconfigured", "nothing is switched off");
        let mut client = good();
        let mut other = of_session(&client);
        let told = short(other.answered(&mut client.machine, off()));
        assert_eq!(told, "server_misconfigured", "a server without such a route");
    }

    #[test]
    fn mistyped_credentials_and_another_sites_token_are_told_of_a_new_login_alone() {
        let wrong = || says(Err(refusal(Code::InvalidCredentials, Some(EndReason::Rejected))));
        let other = || says(Err(refusal(Code::IssuerMismatch, Some(EndReason::Rejected))));
        let mut machine = good().machine;
        let basic = server("basic-auth");
        let new = || Validation::new(basic, None, false);
        assert_eq!(short(new().answered(&mut machine, wrong())), "invalid_credentials");
        assert_eq!(short(new().answered(&mut machine, other())), "issuer_mismatch");
        assert_eq!(short(new().answered(&mut machine, rejected())), "false");
        let own = || Validation::new(basic, Some(&good().machine), false);
        assert_eq!(short(own().answered(&mut machine, wrong())), "false");
        assert_eq!(short(own().answered(&mut machine, other())), "false");
        match new().answered(&mut machine, wrong()) {
            Inquiry::Done(Err(error)) => assert_eq!(error.hint, Some(hint::IGNORED)),
            other => panic!("{other:?}"),
        }
        let approved = Validation::new(basic, None, true).answered(&mut machine, wrong());
        assert_eq!(short(approved), "authorization_stripped", "the site has just issued it");
    }
}
