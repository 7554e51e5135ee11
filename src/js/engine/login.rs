//! Logins: the text of responses and requests. `src/core/client/login` decides.

use alloc::{boxed::Box, string::String};

use super::{Engine, Meta, canonical, now};
use crate::core::{
    client::{Given, LogIn, LoginEffect, LoginEvent, Outcome, Reading, Role, Store},
    discovery::{Found, api_root},
    error::{Code, Error, Result},
    json::Json,
    login::Login,
    secret::{Redaction, Secret},
    server::{Answer, Grant, SecondFactor, Server},
};

/// Says of a store that it has the login.
pub(crate) const STORED: u8 = 64;

/// What makes another device of this one's name.
pub(crate) const TWIN: &str = "2";

impl Engine {
    pub(super) fn request(&self, task: usize, operation: &str) -> Result<String> {
        // A session goes on with the server that began it.
        let begun = self.login_or_pending(task).map(|login| login.server);
        let begun = begun.filter(|_| !matches!(operation, "login" | "secondFactor"));
        let server = match begun {
            Some(server) => server,
            None => self.known_server()?,
        };
        server.request(operation, &self.site, &self.found_or_guessed())
    }

    fn known_server(&self) -> Result<Server> {
        self.current_server().ok_or_else(|| {
            let message = "This site has no login plugin that presskey knows.";
            Error::new(Code::PluginMissing, message)
        })
    }

    pub(super) fn found_or_guessed(&self) -> Found {
        self.found.clone().unwrap_or_else(|| Found::at(self.root(), None))
    }

    /// Begins a login, or the question about the session's token: its number.
    pub(crate) fn log_in(&mut self, given: Given) -> usize {
        self.tasks.add(Box::new(LogIn::new(given)))
    }

    /// Goes on with a login after its last effect: the next one, nothing if it is over.
    pub(crate) fn go_on(
        &mut self,
        number: usize,
        text: &str,
        body: &str,
    ) -> Result<Option<LoginEffect>> {
        let Some(mut task) = self.tasks.take(number) else { return Ok(None) };
        let event = self.login_event(&mut task, text, body);
        let next = event.and_then(|event| task.handle(&mut self.client, event, now()));
        self.tasks.put(number, task);
        next
    }

    /// A login is over, or is given up.
    pub(crate) fn give_up(&mut self, number: usize) {
        self.tasks.take(number);
    }

    /// Whether a login, or a question about the session's token, is on its way.
    #[cfg(feature = "web")]
    pub(crate) fn is_logging_in(&self) -> bool {
        !self.tasks.is_empty()
    }

    /// A login on its way.
    #[cfg(feature = "web")]
    pub(crate) fn task(&self, number: usize) -> Option<&LogIn> {
        self.tasks.get(number).map(|task| &**task)
    }

    /// A login's effect as text: a letter, and what it needs.
    pub(super) fn login_line(&self, number: usize, effect: LoginEffect) -> String {
        let mut text = String::from(effect.letter());
        let Some(task) = self.tasks.get(number) else { return text };
        match effect {
            LoginEffect::Search { for_login: true } | LoginEffect::Tell(true) => text.push('1'),
            LoginEffect::Store => text.push_str(task.record()),
            LoginEffect::Send(role) => {
                text.push_str(task.operation());
                text.push_str(match role {
                    Role::Token | Role::Nonce => "\t{}",
                    Role::Visitor => "\t{\"auth\":false,\"rest\":false}",
                    Role::Somebody => "\t{\"auth\":true,\"rest\":false}",
                    Role::User { cookies: true, .. } => "\t{\"cookies\":true}",
                    Role::User { .. } => "\t{\"cookies\":false}",
                });
                text.push('\t');
                if let Role::User { is_twin, .. } = role {
                    text.push_str(if is_twin { TWIN } else { "" });
                    if let Some(token) = task.factor() {
                        text.push('\t');
                        text.push_str(token.expose());
                    }
                }
            }
            _ => {}
        }
        text
    }

    /// What has happened to a login, from the text of it.
    fn login_event<'a>(
        &mut self,
        task: &mut LogIn,
        text: &'a str,
        body: &'a str,
    ) -> Result<LoginEvent<'a>> {
        let bits = Json::parse(text).and_then(Json::number).unwrap_or_default() as u8;
        let Some(effect) = task.doing() else { return Ok(LoginEvent::Done) };
        Ok(match effect {
            LoginEffect::Search { for_login: true } => LoginEvent::Found(self.known_server()?),
            LoginEffect::FindCookies => {
                LoginEvent::Cookies { travel: bits & 1 != 0, held: bits & 2 != 0 }
            }
            LoginEffect::FindNonce => LoginEvent::Nonce { is_own: bits & 1 != 0, printed: body },
            LoginEffect::Consent => LoginEvent::Consented(body),
            LoginEffect::ReadMarkers => LoginEvent::Marked(body),
            LoginEffect::Store => {
                LoginEvent::Stored { store: Store::of(bits), is_stored: bits & STORED != 0 }
            }
            LoginEffect::Send(Role::Nonce) if !body.starts_with('{') && !self.is_root_known() => {
                LoginEvent::Answered(Outcome::Elsewhere)
            }
            LoginEffect::Send(role) => {
                let meta = Meta::of(text)?;
                match role {
                    Role::Nonce | Role::User { .. } => {
                        LoginEvent::Answered(self.read_login(task, &meta, body))
                    }
                    _ => self.read_validation(task, role, &meta, body),
                }
            }
            _ => LoginEvent::Done,
        })
    }

    fn read_login(&mut self, task: &LogIn, meta: &Meta, body: &str) -> Outcome {
        let Some(server) = self.current_server() else { return Outcome::OutOfDate };
        let granted = meta.answer(body).and_then(|answer| match server.second_factor(answer) {
            Some(factor) => Ok(Err(factor)),
            None => self.grant_of(server, answer, task).map(Ok),
        });
        let mut error = match granted {
            Ok(Ok((server, grant))) => {
                if self.found.is_none() {
                    // A login's response names the root as every REST response does.
                    let root = api_root(&meta.text("link").unwrap_or_default()).and_then(canonical);
                    let root = root.and_then(|root| self.site.adopt(&root));
                    self.found = root.map(|root| Found::at(root, Some(server)));
                }
                let mut login = Login::new(server, grant, now(), true, String::new());
                let mut secrets = self.secrets_of(task);
                login.confide(&mut secrets);
                login.user.redact(&secrets, &task.typed_name().unwrap_or_default());
                return Outcome::Granted(Box::new(login));
            }
            Ok(Err(SecondFactor { token, mut error })) => {
                let mut secrets = self.secrets_of(task);
                secrets.add(&token);
                error.redact_provider(&secrets);
                return Outcome::SecondFactor { token, error };
            }
            Err(error) => error,
        };
        let lost = matches!(
            error.code,
            Code::PluginMissing | Code::RestNotFound | Code::MalformedResponse
        );
        if lost && self.found_is_old {
            self.found = None;
            self.found_is_old = false;
            return Outcome::OutOfDate;
        }
        error.redact(&self.secrets_of(task));
        Outcome::Failed(error)
    }

    /// The session's secrets, what the user gave, and what a code is sent with.
    fn secrets_of(&self, task: &LogIn) -> Redaction {
        let mut sent = self.secrets();
        let username = task.get("username").unwrap_or_default();
        task.confide(&mut sent);
        if let Some(credentials) = Json::parse(task.credentials()) {
            credentials.each(&mut |name, secret| {
                if name != "username" {
                    let secret = Secret::new(secret.string().unwrap_or_default());
                    sent.add_credential(&username, &secret);
                }
                true
            });
        }
        sent
    }

    fn grant_of(
        &mut self,
        server: Server,
        answer: Answer,
        task: &LogIn,
    ) -> Result<(Server, Grant)> {
        let username = task.get("username").unwrap_or_default();
        let error = match server.read_login(answer, &username) {
            Ok(grant) => return Ok((server, grant.unexpired(now())?)),
            Err(error) => error,
        };
        // The index may not tell servers of one namespace apart; their responses do.
        let guessed = self.server.is_none();
        let other = server
            .neighbours()
            .filter(|_| guessed)
            .find_map(|other| other.read_login(answer, &username).ok().map(|grant| (other, grant)));
        // One that renews by cookie was asked without, and is the next time: it is an older version.
        if let (Some((other, _)), Some(found)) = (&other, &mut self.found)
            && !other.needs_cookie()
        {
            found.server = Some(*other);
        }
        let (other, grant) = other.ok_or(error)?;
        Ok((other, grant.unexpired(now())?))
    }

    /// What the server says of a token, as an event.
    fn read_validation(
        &mut self,
        task: &mut LogIn,
        role: Role,
        meta: &Meta,
        body: &str,
    ) -> LoginEvent<'static> {
        let mut sent = self.secrets();
        task.confide(&mut sent);
        let (typed, operation) = (task.typed_name(), String::from(task.operation()));
        let Some(login) = task.login_mut() else { return LoginEvent::Done };
        let server = login.server;
        let answer = meta.answer(body);
        match role {
            Role::Visitor => LoginEvent::Visited(server.answers(body)),
            Role::Somebody => {
                let id = Json::parse(body).and_then(|user| user.get("id")?.number());
                let is_somebody = answer.is_ok_and(|answer| answer.status == 200)
                    && id.is_some_and(|id| id > 0.0);
                LoginEvent::Known(is_somebody)
            }
            _ => {
                let is_missing =
                    answer.as_ref().is_ok_and(|answer| answer.has_code("rest_no_route"));
                let is_unclear = answer.as_ref().is_ok_and(|answer| server.is_unclear(*answer));
                let result = answer.and_then(|answer| server.read_validation(answer, &operation));
                let result = result.map_err(|mut error| {
                    error.redact(&sent);
                    error
                });
                let result = result.map(|mut user| {
                    user.redact(&sent, typed.as_deref().unwrap_or_default());
                    user.username = user.username.or(typed);
                    login.user.take(user);
                });
                LoginEvent::Validated(Reading { is_missing, is_unclear, result })
            }
        }
    }
}
