//! Calls: where they go, with what, and what their responses mean.

use alloc::{boxed::Box, string::String};

use super::{Engine, Meta, href};
use crate::core::{
    client::{Answered, Event, Store, Traits},
    error::{Code, Error, Result},
    json::Json,
    judge, of_answer, of_elsewhere,
    secret::{Redaction, Secret},
    server::Answer,
    session::Auth,
    site::{has_user, is_ambiguous},
    text::cut,
};

/// A call by its number, its traits, and what a store's event has: in one number, of which
/// `pkg/engine/calls.js` has the same bits.
#[derive(Clone, Copy)]
pub(super) struct Packed(u64);

impl Packed {
    pub(super) fn of(number: f64) -> Self {
        Self(number as u64)
    }

    pub(super) fn call(self) -> u32 {
        (self.0 >> 12) as u32
    }

    pub(super) fn is(self, bit: u64) -> bool {
        self.0 & bit != 0
    }

    pub(super) fn traits(self) -> Traits {
        let auth = if self.is(1024) {
            Auth::Omit
        } else if self.is(512) {
            Auth::Required
        } else {
            Auth::Auto
        };
        Traits { auth, safe: self.is(128), replayable: self.is(256), route: self.is(2048) }
    }
}

/// What is known of a call whose response is weighed.
pub(crate) const SIGNED: usize = 1;
pub(crate) const LATE: usize = 2;
pub(crate) const VALUE: usize = 4;
pub(crate) const GET: usize = 8;

/// What is secret in the header of the token and in `Authorization`, if the app itself has set them: an array
/// in `aboutOf()` of `pkg/engine/calls.js`.
pub(crate) const OWN: [&str; 2] = ["0", "1"];

impl Engine {
    /// A call wants to be sent: the effects of what is stored, then what to do with it. `told` has the
    /// logout markers, and behind a line break the call's target.
    pub(super) fn next(&mut self, packed: Packed, stored: &str, told: &str) -> Option<String> {
        let (markers, target) = cut(told, "\n");
        let mut text = String::new();
        let traits = packed.traits();
        // A call without the token needs no session.
        if traits.auth != Auth::Omit {
            self.client.begin_call(packed.call(), traits);
            let read = Some(stored).filter(|_| packed.is(64));
            let store = Store::of(packed.0 as u8);
            self.tell(Event::Stored { store, text: read, markers }, "", &mut text);
        }
        let (aim, url) = self.aim(target);
        self.tell(Event::Call { call: packed.call(), traits, aim }, &url, &mut text);
        Some(text)
    }

    /// Where a call goes, if that is known, and whether it may carry the token.
    pub(crate) fn aim(&self, target: &str) -> (Result<Option<bool>>, String) {
        match self.url_of(target) {
            Ok(Some(url)) => {
                let may_carry = self.site.may_receive_token(&url) && !is_ambiguous(target);
                (Ok(Some(may_carry)), url)
            }
            Ok(None) => (Ok(None), String::new()),
            Err(error) => (Err(error), String::new()),
        }
    }

    /// The URL that a call goes to; nothing if the root must be found first.
    fn url_of(&self, target: &str) -> Result<Option<String>> {
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
        Ok(Some(url))
    }

    /// What a response says of the token that a call was sent with. The session may be over by now:
    /// another call's refusal came first.
    pub(crate) fn answered(&mut self, call: u32, meta: &Meta, body: &str) -> Result<Answered> {
        let answer = meta.answer(body)?;
        let sender = self.client.sender(call);
        let refusal = sender
            .and_then(|(server, renewable)| server.refusal(answer, server.is_silent(renewable)));
        Ok(Answered { status: answer.status, refusal })
    }

    /// Looks at a response before the app gets its value: nothing if the app may have it, the URL of the index
    /// if that has to tell. `number` as for [`super::Operation::weigh`].
    ///
    /// # Errors
    /// What the response means instead.
    pub(crate) fn weigh(&self, meta: &Meta, body: &str, number: usize) -> Result<Option<String>> {
        let is = |bit| number & bit != 0;
        let is_late = is(LATE);
        if let Ok(answer) = meta.answer(body)
            && is(VALUE)
        {
            let told = meta.text("index");
            let index = told.as_deref().map(|body| Answer {
                status: meta.0.get("indexStatus").and_then(Json::number).unwrap_or_default() as u16,
                body,
                retry_after: None,
            });
            let judged = judge(
                answer,
                is(GET),
                &meta.text("link").unwrap_or_default(),
                &meta.text("url").unwrap_or_default(),
                index,
            );
            match judged.map_err(|error| self.told(error, meta, is_late))? {
                Some(true) => return Ok(None),
                Some(false) => {}
                None => return Ok(Some(self.root().index(""))),
            }
        }
        Err(self.explain(meta, body, is(SIGNED), is_late))
    }

    /// `is_late`: the request was sent before the last logout, which has removed what the server knows
    /// in confidence. Without that an echo is not found, so that no word of the server is shown.
    pub(crate) fn explain(
        &self,
        meta: &Meta,
        body: &str,
        token_sent: bool,
        is_late: bool,
    ) -> Box<Error> {
        let error = match meta.answer(body) {
            Ok(answer) if self.is_elsewhere(meta) => of_elsewhere(answer),
            Ok(answer) => {
                let begun = self.client.machine.login().map(|login| login.server);
                of_answer(begun.or_else(|| self.current_server()), answer, token_sent)
            }
            Err(error) => error,
        };
        self.told(error, meta, is_late)
    }

    /// Whether another server than the site's was asked. Of a response that the app has made nobody knows.
    fn is_elsewhere(&self, meta: &Meta) -> bool {
        meta.text("asked").is_some_and(|url| !self.site.may_receive_token(&url))
    }

    fn told(&self, mut error: Box<Error>, meta: &Meta, is_late: bool) -> Box<Error> {
        if is_late {
            error.forget_words();
        }
        let mut secrets = self.secrets();
        for own in OWN {
            secrets.add(&Secret::new(meta.text(own).unwrap_or_default()));
        }
        error.redact(&secrets);
        error
    }

    /// A server may echo what it was sent, also with an earlier request.
    pub(crate) fn without_secrets(&self, error: Box<Error>) -> Box<Error> {
        let mut error = error;
        error.redact(&self.secrets());
        error
    }

    /// What the server knows in confidence, whatever it is asked: of the session, of calls on their way,
    /// and of logins that are not complete.
    pub(crate) fn secrets(&self) -> Redaction {
        let mut secrets = Redaction::default();
        self.client.machine.confide(&mut secrets);
        self.tasks.each(|task| task.confide(&mut secrets));
        // However old it is.
        self.client
            .factor(0.0)
            .into_iter()
            .chain(&self.confided)
            .for_each(|token| secrets.add(token));
        secrets
    }
}
