//! Logins: what servers grant, hold valid and renew.

use alloc::string::String;

use super::{Engine, Meta, YES, canonical, now, number_text};
use crate::core::{
    discovery::{Found, api_root},
    error::{Code, Error, Result},
    json::Json,
    login::Login,
    secret::Secret,
    server::{Answer, Grant, Refusal, Server},
    session::EndReason,
};

/// Milliseconds for which a login waits for its second factor.
const FACTOR_LIFE: f64 = 600_000.0;

/// What the user typed, as far as it is a name.
fn typed(meta: &Meta) -> Option<String> {
    meta.text("username").filter(|name| !name.is_empty() && !name.contains('@'))
}

impl Engine {
    pub(super) fn request(&self, pending: usize, operation: &str) -> Result<String> {
        // A session goes on with the server that began it.
        let begun = self.login_or_pending(pending).map(|login| login.server);
        let begun = begun.filter(|_| !matches!(operation, "login" | "secondFactor"));
        let server = begun.or_else(|| self.current_server()).ok_or_else(|| {
            let message = "This site has no login plugin that presskey knows.";
            Error::new(Code::PluginMissing, message)
        })?;
        let found = self.found.clone().unwrap_or_else(|| Found::at(self.root(), None));
        server.request(operation, &self.site, &found)
    }

    pub(super) fn read_login(&mut self, meta: &Meta, body: &str) -> Result<Option<String>> {
        let Some(server) = self.current_server() else { return Ok(None) };
        let username = meta.text("username").unwrap_or_default();
        let grant = meta.answer(body).and_then(|answer| self.read_grant(server, answer, &username));
        match grant.and_then(|(server, grant)| Ok((server, grant.unexpired(now())?))) {
            Ok((server, mut grant)) => {
                if self.found.is_none() {
                    // A login's response names the root as every REST response does.
                    let root = api_root(&meta.text("link").unwrap_or_default()).and_then(canonical);
                    let root = root.and_then(|root| self.site.adopt(&root));
                    self.found = root.map(|root| Found::at(root, Some(server)));
                }
                let cookies = meta.0.get("cookies").is_some_and(|cookies| cookies.text() == "true");
                if !cookies && server.needs_cookie() {
                    grant.refresh_token = None;
                }
                Ok(self.hold(server, grant))
            }
            Err(mut error) => {
                let lost = matches!(
                    error.code,
                    Code::PluginMissing | Code::RestNotFound | Code::MalformedResponse
                );
                if lost && self.found_is_old {
                    self.found = None;
                    self.found_is_old = false;
                    return Ok(None);
                }
                let mut sent = self.secrets();
                if let Some(secrets) = meta.0.get("secrets") {
                    secrets.each(&mut |_, secret| {
                        let secret = Secret::new(secret.string().unwrap_or_default());
                        sent.add_credential(&username, &secret);
                        true
                    });
                }
                error.redact(&sent);
                Err(error)
            }
        }
    }

    pub(super) fn read_grant(
        &mut self,
        server: Server,
        answer: Answer,
        username: &str,
    ) -> Result<(Server, Grant)> {
        if let Some(factor) = server.second_factor(answer) {
            self.factor = Some((factor.token, now() + FACTOR_LIFE));
            return Err(factor.error);
        }
        let error = match server.read_login(answer, username) {
            Ok(grant) => return Ok((server, grant)),
            Err(error) => error,
        };
        // The index may not tell servers of one namespace apart; their responses do.
        let guessed = self.server.is_none();
        let other = server
            .neighbours()
            .filter(|_| guessed)
            .find_map(|other| other.read_login(answer, username).ok().map(|grant| (other, grant)));
        // One that renews by cookie was asked without, and is the next time: it is an older version.
        if let (Some((other, _)), Some(found)) = (&other, &mut self.found)
            && !other.needs_cookie()
        {
            found.server = Some(*other);
        }
        other.ok_or(error)
    }

    pub(super) fn adopt_token(&mut self, token: &str, refresh_token: &str) -> Result<String> {
        let rejected = |message| Error::new(Code::TokenRejected, message);
        let server = self.assumed.take().or_else(|| self.current_server());
        let grant = server.and_then(|server| server.read_token(token.into()).ok());
        let (Some(server), Some(mut grant)) = (server, grant) else {
            return Err(rejected("The token is not a JSON Web Token."));
        };
        if !refresh_token.is_empty() {
            grant.refresh_token = Some(Secret::new(refresh_token.into()));
        }
        if server.renews_with() == Some("token") && grant.refresh_token.is_none() {
            grant.refresh_token = Some(Secret::new(String::new()));
        }
        let login = Login::new(server, grant, now(), false, String::new());
        if login.expires_at.is_some_and(|at| at <= now()) {
            return Err(rejected("The token has expired."));
        }
        Ok(number_text(self.pending.add(login) as f64).unwrap_or_default())
    }

    pub(super) fn hold(&mut self, server: Server, grant: Grant) -> Option<String> {
        number_text(self.pending.add(Login::new(server, grant, now(), true, String::new())) as f64)
    }

    pub(super) fn read_validation(
        &mut self,
        pending: usize,
        meta: &Meta,
        body: &str,
    ) -> Result<Option<String>> {
        let Some(login) = self.login_or_pending(pending) else { return Ok(None) };
        let server = login.server;
        let answer = meta.answer(body);
        let operation = meta.text("operation").unwrap_or_else(|| "validate".into());
        // Where the route is missing, another one may tell.
        let other = [&operation, ".or"].concat();
        if let Ok(answer) = &answer
            && answer.has_code("rest_no_route")
            && server.can(&other)
        {
            return Ok(Some("or".into()));
        }
        let unclear = answer.as_ref().is_ok_and(|answer| server.is_unclear(*answer));
        let visitor = meta.text("visitor");
        if unclear && visitor.is_none() {
            return Ok(Some("again".into()));
        }
        let valid = answer.and_then(|answer| server.read_validation(answer, &operation));
        let ends = match valid {
            Ok(mut user) => {
                user.username = user.username.or_else(|| typed(meta));
                if let Some(login) = self.pending.get_mut(pending) {
                    login.user.take(user);
                }
                return Ok(YES);
            }
            // A visitor is answered: it is the token.
            Err(_) if unclear && visitor.is_some_and(|body| server.answers(&body)) => {
                EndReason::Rejected
            }
            Err(mut error) => {
                let mut sent = self.secrets();
                login.confide(&mut sent);
                error.redact(&sent);
                let adopted = pending != usize::MAX;
                // Credentials that are sent as they are were mistyped rather than withdrawn.
                let mistyped = adopted && error.code == Code::InvalidCredentials;
                if mistyped {
                    server.doubt(&mut error, meta.is("approved"));
                }
                // A token of another site is no bad one.
                let told = mistyped || adopted && error.code == Code::IssuerMismatch;
                error.ends.filter(|_| !told).ok_or(error)?
            }
        };
        let sent = meta.0.get("generation").and_then(Json::number);
        if pending == usize::MAX && sent == Some(self.client.machine.generation().into()) {
            self.client.machine.token_refused(Refusal::Explicit(ends), false);
        }
        Ok(None)
    }

    /// Whether the session that ends can be revoked at the server, `everywhere` or here.
    pub(super) fn end(&mut self, reason: &str, everywhere: bool) -> bool {
        let ended = EndReason::of(reason).and_then(|reason| self.client.machine.end(reason));
        self.factor = None;
        // An expired token the server would refuse.
        ended.is_some_and(|login| {
            let refresh_token = login.refresh_token.as_ref().map(Secret::expose);
            login.server.can_revoke(refresh_token, everywhere) && login.usable_until(0.0) > now()
        })
    }
}
