//! Asks the server whether it accepts a token: the text of its responses, and what to send next.

use alloc::string::String;

use super::{Engine, Meta, YES, login::typed, number_text};
use crate::core::{
    client::{Inquiry, Reading, Validation},
    error::Result,
    json::Json,
    login::Login,
    session::Machine,
};

/// A question to the server, and the pending login whose token it is about.
pub(super) struct Asked {
    validation: Validation,
    pending: usize,
    /// The login that it is about, which may be over by the time of the response.
    login: Login,
}

impl Engine {
    pub(super) fn validate(&mut self, pending: usize, is_approved: bool) -> Option<String> {
        let login = self.login_or_pending(pending)?.clone();
        let machine = Some(&self.client.machine).filter(|_| pending == usize::MAX);
        let validation = Validation::new(login.server, machine, is_approved);
        number_text(self.asked.add(Asked { validation, pending, login }) as f64)
    }

    pub(super) fn read_validation(
        &mut self,
        number: usize,
        meta: &Meta,
        body: &str,
    ) -> Result<Option<String>> {
        let Some(Asked { pending, validation, login }) = self.asked.get(number) else {
            return Ok(None);
        };
        let (pending, operation) = (*pending, String::from(validation.operation()));
        if self.login_or_pending(pending).is_none() {
            return Ok(None);
        }
        let server = login.server;
        let answer = meta.answer(body);
        let role = meta.text("as");
        let inquiry = match role.as_deref() {
            Some("visitor") => {
                let is_answered = server.answers(body);
                self.ask(number, |asked, machine| asked.visited(machine, is_answered))
            }
            Some("who") => {
                let id = Json::parse(body).and_then(|user| user.get("id")?.number());
                let is_somebody = answer.is_ok_and(|answer| answer.status == 200)
                    && id.is_some_and(|id| id > 0.0);
                self.ask(number, |asked, _| asked.known(is_somebody))
            }
            _ => {
                let is_missing =
                    answer.as_ref().is_ok_and(|answer| answer.has_code("rest_no_route"));
                let is_unclear = answer.as_ref().is_ok_and(|answer| server.is_unclear(*answer));
                let mut sent = self.secrets();
                login.confide(&mut sent);
                let result = answer.and_then(|answer| server.read_validation(answer, &operation));
                let result = result.map_err(|mut error| {
                    error.redact(&sent);
                    error
                });
                let result = result.map(|mut user| {
                    user.username = user.username.or_else(|| typed(meta));
                    if let Some(login) = self.pending.get_mut(pending) {
                        login.user.take(user);
                    }
                });
                let reading = Reading { is_missing, is_unclear, result };
                self.ask(number, |asked, machine| asked.answered(machine, reading))
            }
        };
        let operation = self.asked.get(number).map_or("", |asked| asked.validation.operation());
        let (role, operation) = match inquiry {
            Some(Inquiry::Ask) => ("again", operation),
            Some(Inquiry::AskAsVisitor) => ("visitor", operation),
            Some(Inquiry::AskWho) => ("who", "who"),
            Some(Inquiry::Done(accepted)) => return Ok(if accepted? { YES } else { None }),
            None => return Ok(None),
        };
        Ok(Some([role, " ", operation].concat()))
    }

    fn ask(
        &mut self,
        number: usize,
        next: impl FnOnce(&mut Validation, &mut Machine) -> Inquiry,
    ) -> Option<Inquiry> {
        let asked = self.asked.get_mut(number)?;
        Some(next(&mut asked.validation, &mut self.client.machine))
    }
}
