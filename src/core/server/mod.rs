//! Auth servers, as descriptions: paths, field names, error tables. Adding one means one file and
//! one line in [`ALL`].

mod jwt_authentication_for_wp_rest_api;

use alloc::string::String;

use super::{
    error::{Code, Result, Sent},
    failure,
    json::{Json, Object},
    secret::Secret,
    session::EndReason,
    token::{self, Times},
};

/// The servers that are built, in the order in which `"auto"` prefers them.
pub static ALL: &[Server] = &[jwt_authentication_for_wp_rest_api::SERVER];

/// How one auth server talks. Every request is a POST to a REST route.
#[derive(Debug)]
pub struct Server {
    /// The plugin's slug: its `PluginId`.
    pub id: &'static str,
    /// Its namespace in the REST index.
    pub namespace: &'static str,
    /// Route that takes `username` and `password`, form-encoded so that no preflight is needed.
    pub login: &'static str,
    /// Route that says whether a bearer token is accepted.
    pub validate: &'static str,
    /// Route that takes `refresh_token` and answers with a new pair.
    pub refresh: &'static str,
    /// Route that ends the bearer token, and no other session of the user.
    pub revoke: &'static str,
    /// Where the answers keep what a session needs.
    pub fields: Fields,
    /// Whether the edition that gives refresh tokens ignores a bad token, answering as to a visitor,
    /// instead of refusing it.
    pub silent_with_refresh: bool,
    /// What stands before WordPress's own code in a failed login, if anything.
    pub login_prefix: &'static str,
    /// Its own error codes: what each means, and why the session is over where it is.
    pub errors: &'static [(&'static str, Code, Option<EndReason>)],
}

/// Dotted paths into the JSON of a login's or refresh's answer, and into the claims.
#[derive(Debug)]
pub struct Fields {
    /// The access token; the first that is there.
    pub token: &'static [&'static str],
    /// The refresh token, on servers or editions that give one.
    pub refresh_token: &'static str,
    /// Lifetime in seconds, for tokens without `exp`.
    pub expires_in: &'static str,
    /// User's e-mail address.
    pub email: &'static str,
    /// User's slug (`user_nicename`).
    pub nicename: &'static str,
    /// User's display name.
    pub display_name: &'static str,
    /// User's id among the claims.
    pub id_claim: &'static str,
}

/// An answer, as much of it as the rules look at.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// HTTP status.
    pub status: u16,
    /// The whole body.
    pub body: &'a str,
    /// `Retry-After` in milliseconds, where it could be read.
    pub retry_after: Option<f64>,
}

/// The user of a session, as far as the server told.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct User {
    /// WordPress user id.
    pub id: Option<f64>,
    /// `user_login`, when the user typed it.
    pub username: Option<String>,
    /// `user_email`.
    pub email: Option<String>,
    /// `display_name`.
    pub display_name: Option<String>,
    /// `user_nicename`, the slug in author URLs.
    pub nicename: Option<String>,
}

impl User {
    /// Its form in sessions and storage.
    pub fn to_json(&self) -> Object {
        let mut object = Object::new();
        object.integer("id", self.id);
        object.text("username", self.username.as_deref());
        object.text("email", self.email.as_deref());
        object.text("displayName", self.display_name.as_deref());
        object.text("nicename", self.nicename.as_deref());
        object
    }
}

/// What a login or a refresh gave.
#[derive(Debug, Clone)]
pub struct Grant {
    /// The access token.
    pub token: Secret,
    /// Its registered times.
    pub times: Times,
    /// Its claims, as JSON text.
    pub claims: String,
    /// The refresh token, where there is one.
    pub refresh_token: Option<Secret>,
    /// Lifetime in seconds that the answer names beside the token.
    pub expires_in: Option<f64>,
    /// Who it was issued to.
    pub user: User,
}

/// Why a token was not taken on a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The server said so.
    Explicit(EndReason),
    /// The server answered as to a visitor: the token is dead, or never arrived.
    Silent,
}

impl Server {
    /// The server with this `PluginId`, if it is built.
    pub fn by_id(id: &str) -> Option<&'static Server> {
        ALL.iter().find(|server| server.id == id)
    }

    /// The first server whose namespace the index lists (wire facts, section 13).
    pub fn in_index(index: Json) -> Option<&'static Server> {
        let mut found = None;
        index.get("namespaces")?.each(&mut |_, name| {
            let name = name.string();
            found = ALL.iter().find(|server| name.as_deref() == Some(server.namespace)).or(found);
            true
        });
        found
    }

    /// Reads the answer to a login.
    ///
    /// # Errors
    /// The failure that the answer tells; `malformed_response` for one that holds no valid token.
    pub fn read_login(&self, answer: Answer, username: &str) -> Result<Grant> {
        let mut grant = self.read_grant(answer)?;
        // What was typed may have been the e-mail address, which WordPress takes as well.
        grant.user.username = (!username.contains('@')).then(|| username.into());
        Ok(grant)
    }

    /// Reads the answer to a refresh. The user is whom the new token names.
    ///
    /// # Errors
    /// As [`Server::read_login`].
    pub fn read_grant(&self, answer: Answer) -> Result<Grant> {
        let json = Json::parse(answer.body);
        let field = |path: &str| json.and_then(|json| json.path(path)).and_then(Json::string);
        let token = self.fields.token.iter().find_map(|path| field(path));
        let token = match token {
            Some(token) if (200..300).contains(&answer.status) => token,
            _ => return Err(failure::of_exchange(self, answer)),
        };
        let mut grant = self.read_token(token).map_err(|mut error| {
            error.code = Code::MalformedResponse;
            error.status = Some(answer.status);
            error.sent(Sent::Answered)
        })?;
        grant.refresh_token = field(self.fields.refresh_token).map(Secret::new);
        grant.expires_in =
            json.and_then(|json| json.path(self.fields.expires_in)).and_then(Json::number);
        grant.user.email = field(self.fields.email);
        grant.user.nicename = field(self.fields.nicename);
        grant.user.display_name = field(self.fields.display_name);
        Ok(grant)
    }

    /// Reads a token that the app brought along.
    ///
    /// # Errors
    /// `invalid_token`.
    pub fn read_token(&self, token: String) -> Result<Grant> {
        let decoded = token::decode(&token)?;
        let (times, claims) = (decoded.times, decoded.claims);
        let id = Json::parse(&claims).and_then(|json| json.path(self.fields.id_claim));
        // Some servers send the id as a number, some as a decimal string.
        let id = id.and_then(|id| {
            id.number().or_else(|| Json::parse(&id.string()?).and_then(Json::number))
        });
        Ok(Grant {
            token: Secret::new(token),
            times,
            claims,
            refresh_token: None,
            expires_in: None,
            user: User { id, ..User::default() },
        })
    }

    /// Reads the answer to `validate`: accepted, or why not.
    ///
    /// # Errors
    /// The failure when the answer says nothing about the token.
    pub fn read_validation(&self, answer: Answer) -> Result<Option<EndReason>> {
        if (200..300).contains(&answer.status)
            && Json::parse(answer.body).is_some_and(Json::is_object)
        {
            return Ok(None);
        }
        match self.refusal(answer, false) {
            Some(Refusal::Explicit(reason)) => Ok(Some(reason)),
            _ => Err(failure::of_exchange(self, answer)),
        }
    }

    /// Whether an answer to a call with a token says that the token was refused. `silent` servers
    /// do not say it: they answer as to a visitor.
    pub fn refusal(&self, answer: Answer, silent: bool) -> Option<Refusal> {
        if !matches!(answer.status, 401 | 403) {
            return None;
        }
        let code = failure::wp_code(answer)?;
        if let Some((_, _, Some(reason))) = self.meaning(&code) {
            return Some(Refusal::Explicit(*reason));
        }
        (silent && answer.status == 401 && code.starts_with("rest_")).then_some(Refusal::Silent)
    }

    /// What one of its own error codes means.
    pub(crate) fn meaning(
        &self,
        code: &str,
    ) -> Option<&'static (&'static str, Code, Option<EndReason>)> {
        self.errors.iter().find(|(name, ..)| *name == code)
    }
}
