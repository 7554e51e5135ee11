//! Events and effects as text. `pkg/engine/protocol.d.ts` has the same as types.

use alloc::{boxed::Box, string::String};

use super::{Engine, Meta, header, now};
use crate::core::{
    client::{Effect, Event},
    discovery::Found,
    error::{Code, Error, Result},
    json::{Json, Object, integer, write_string},
    server::Grant,
    session::EndReason,
};

impl Engine {
    /// Takes an event in: its effects, one a line: a letter, and what it needs.
    pub(super) fn handle(&mut self, event: Event<'_>) -> Option<String> {
        let mut text = String::new();
        self.tell(event, "", &mut text);
        Some(text)
    }

    /// The same behind other effects. `url` is the one of the call that the event tells of.
    pub(super) fn tell(&mut self, event: Event<'_>, url: &str, text: &mut String) {
        let effects = self.client.handle(event, now());
        for effect in effects.iter().copied() {
            text.push(effect.name().letter());
            self.write_details(effect, url, text);
            text.push('\n');
        }
    }

    fn write_details(&mut self, effect: Effect, url: &str, text: &mut String) {
        match effect {
            // A name may contain a line break.
            Effect::LeaveMarker => write_string(text, self.client.machine.user()),
            Effect::TakeOwnership => integer(text, self.client.spent_name()),
            Effect::Revoke => text.push_str(&self.revocation().unwrap_or_default()),
            Effect::Unlock { after } | Effect::Timer(after) => integer(text, after.into()),
            Effect::Send { signed } => {
                text.push_str(url);
                text.push('\t');
                text.push_str(&self.found.as_ref().map(Found::to_record).unwrap_or_default());
                if let Some(login) = self.client.machine.login().filter(|_| signed) {
                    text.push('\t');
                    // It has no line break, or each line would be an effect: `Server::read_token` takes
                    // no such token, and a description no such scheme.
                    text.push_str(&header(login));
                }
            }
            Effect::Refuse | Effect::Settle => {
                let client = &mut self.client;
                let is_settled = effect == Effect::Settle;
                let error = if is_settled { client.take_failure() } else { client.take_refusal() };
                if let Some(error) = error {
                    text.push_str(&self.without_secrets(error).to_json());
                }
            }
            Effect::SaveRotated => text.push('2'),
            Effect::Judged(verdict) => text.push_str(verdict.as_str()),
            Effect::AskLogin { ask } => {
                integer(text, ask.into());
                text.push(' ');
                let reason = self.client.machine.ended();
                text.push_str(reason.map_or("not_authenticated", EndReason::as_str));
            }
            effect => self.client.write_message(effect, text),
        }
    }

    /// What [`Effect::Revoke`] sends: a request, and its token's header.
    pub(crate) fn revocation(&mut self) -> Option<String> {
        let login = self.client.take_ended()?;
        let found = self.found_or_guessed();
        let mut values = Object::new();
        values.text("token", Some(login.token.expose()));
        let values = values.end();
        let values = [Json::known(&values)];
        let request = login.server.request("revoke", &self.site, &found, &|_| None, &values);
        let mut object = Object::new();
        object.text("header", Some(&header(&login)));
        object.json("request", Json::parse(&request.ok()??));
        Some(object.end())
    }

    /// What a refresh was answered.
    pub(crate) fn refresh_grant(&self, answer: &Meta, body: &str) -> Result<Box<Grant>> {
        let answer = answer.answer(body)?;
        let grant = match self.client.machine.login() {
            Some(login) => login.server.read_grant(answer, "refresh").map(Box::new),
            // It ended meanwhile: whatever was granted is not taken.
            None => Err(Error::new(Code::NotAuthenticated, "Nobody is logged in.")),
        };
        // Now, because the tokens that were sent may be forgotten when somebody asks for the error.
        grant.map_err(|error| self.without_secrets(error))
    }
}
