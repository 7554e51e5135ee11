//! Logins: what servers grant.

use alloc::string::String;

use super::{Engine, Meta, canonical, now, number_text};
use crate::core::{
    discovery::{Found, api_root},
    error::{Code, Error, Result},
    login::Login,
    secret::Secret,
    server::{Answer, Grant, Server, UNSENDABLE},
};

/// Milliseconds for which a login waits for its second factor.
const FACTOR_LIFE: f64 = 600_000.0;

/// What the user typed, as far as it is a name.
pub(super) fn typed(meta: &Meta) -> Option<String> {
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
        server.request(operation, &self.site, &self.found_or_guessed())
    }

    pub(super) fn found_or_guessed(&self) -> Found {
        self.found.clone().unwrap_or_else(|| Found::at(self.root(), None))
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
                error.redact_provider(&sent);
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
        let grant = server.map(|server| server.read_token(token.into()));
        let (Some(server), Some(Ok(mut grant))) = (server, grant) else {
            let is_opaque = server.is_some_and(|server| server.is("opaque"));
            let message = if is_opaque { UNSENDABLE } else { "The token is not a JSON Web Token." };
            return Err(rejected(message));
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
}
