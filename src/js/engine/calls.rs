//! Calls: where they go, with what, and what their responses mean.

use alloc::{boxed::Box, string::String};

use super::{Engine, Meta, header, href, now};
use crate::core::{
    error::{Code, Error, Result},
    json::Json,
    judge, of_answer,
    secret::Redaction,
    server::Answer,
    session::{Step, Verdict},
    site::{has_user, is_ambiguous},
};

impl Engine {
    /// Goes on with a call that `pkg/front` began, and perhaps sent, for this stored session.
    pub(super) fn resume(&mut self, call: usize, stored: &str, sent: bool) {
        let Some(login) = self.client.read(stored) else { return };
        let Some(call) = self.calls.get_mut(call) else { return };
        self.client.machine.resume(call, &login, sent);
        if sent {
            self.sent_by = Some((login.server, login.can_refresh()));
        }
    }

    pub(super) fn aim(&mut self, call: usize, target: &str) -> Result<Option<String>> {
        let route = target.starts_with('/');
        if route && !self.is_root_known() {
            return Ok(None);
        }
        let url = match self.beside(target) {
            Some(url) => href(&url)?,
            None if route => href(&self.root().url(target))?,
            None => href(target)?,
        };
        // Browsers send no such request, and what they throw looks like a dead network.
        if has_user(&url) {
            let message = "An address must not contain a user name or password.";
            return Err(Error::new(Code::InvalidOption, message));
        }
        if let Some(call) = self.calls.get_mut(call) {
            call.may_carry = self.site.may_receive_token(&url) && !is_ambiguous(target);
        }
        Ok(Some(url))
    }

    pub(super) fn next(&mut self, call: usize) -> Result<Option<String>> {
        let Some(call) = self.calls.get_mut(call) else { return Ok(None) };
        Ok(match self.client.machine.next(call, now()) {
            Step::Send(token) => token.and_then(|_| {
                let login = self.client.machine.login()?;
                self.sent_by = Some((login.server, login.can_refresh()));
                Some(header(login))
            }),
            Step::Refresh => Some("refresh".into()),
            Step::AskLogin(_) => Some("ask".into()),
            Step::Refuse(error) => return Err(error),
        })
    }

    pub(super) fn answered(
        &mut self,
        call: usize,
        meta: &Meta,
        body: &str,
    ) -> Result<Option<String>> {
        let answer = meta.answer(body)?;
        // The session may be over by now: another call's refusal came first.
        let refusal = self
            .sent_by
            .and_then(|(server, renewable)| server.refusal(answer, server.is_silent(renewable)));
        self.client.machine.observe(now());
        let Some(call) = self.calls.get_mut(call) else { return Ok(None) };
        Ok(match self.client.machine.answered(call, refusal) {
            Verdict::Deliver => None,
            Verdict::Repeat => Some("repeat".into()),
            Verdict::NotReplayable => Some("lost".into()),
        })
    }

    /// Looks at a 2xx response before the app gets it.
    pub(super) fn weigh(&self, meta: &Meta, body: &str) -> Result<Option<String>> {
        let answer = meta.answer(body)?;
        let told = meta.text("index");
        let index = told.as_deref().map(|body| Answer {
            status: meta.0.get("indexStatus").and_then(Json::number).unwrap_or_default() as u16,
            body,
            retry_after: None,
        });
        let own = judge(
            answer,
            &meta.text("link").unwrap_or_default(),
            &meta.text("url").unwrap_or_default(),
            index,
        );
        Ok(match own? {
            Some(true) => None,
            Some(false) => Some("refused".into()),
            None => Some(self.root().index("")),
        })
    }

    pub(crate) fn explain(&self, meta: &Meta, body: &str, token_sent: bool) -> Box<Error> {
        let error = match meta.answer(body) {
            Ok(answer) => {
                let begun = self.client.machine.login().map(|login| login.server);
                of_answer(begun.or_else(|| self.current_server()), answer, token_sent)
            }
            Err(error) => error,
        };
        self.without_secrets(error)
    }

    /// A server may echo what it was sent, also with an earlier request.
    pub(crate) fn without_secrets(&self, error: Box<Error>) -> Box<Error> {
        let mut error = error;
        error.redact(&self.secrets());
        error
    }

    /// What the server knows in confidence, whatever it is asked.
    pub(super) fn secrets(&self) -> Redaction {
        let mut secrets = Redaction::default();
        if let Some(login) = self.client.machine.login() {
            login.confide(&mut secrets);
        }
        secrets
    }
}
