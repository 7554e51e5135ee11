//! Auth servers, as descriptions: routes, bodies, where the responses keep what a session needs,
//! error tables. Adding one means one file and one line in `ALL`.
//!
//! A description is JSON, the same that an app may write for a server of its own (`PluginSpec` in
//! the package's `index.d.ts`, where every member is explained). What only presskey's own use:
//!
//! - `core`: what is `beside` the REST API is one of WordPress's own files, in their folder.
//! - `has`, `lacks`: routes that tell a server from others with the same `namespace` in the index.
//! - `errors`: its codes; `code:reason` where one means that the session is over, and why.
//! - `hints`: what `hint.rs` calls the hints of some of them.
//! - `or`: of `validate`, another request that tells the same where the first one's route is missing.
//! - `unless`: of `validate`, the error that only users who are logged in get with 403.
//! - `who`: a GET that needs a login, to ask about a token where `validate` is switched off.
//! - `refusedWith`: statuses next to 401 and 403 with which it refuses a token.
//! - `rooted`: a login has to know the pretty root, since its cookie belongs there, or since a plugin
//!   that speaks it is deaf elsewhere.
//! - `voice`, `crashed`, `validate.proof`: paths, each perhaps with `=value`, that only its own words
//!   have, only its word for a crash, only its word that a token is valid.
//! - `probe`: a GET that finds a server which no index lists, by what is there only `when` it is.

mod answer;
mod compact;
mod find;
mod request;
mod spec;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tables;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

mod credentials;
mod jwt_auth;
mod jwt_auth_pro_wp_rest_api;
mod jwt_authentication_for_wp_rest_api;
mod simple_jwt_authentication;
mod simple_jwt_login;
mod wp_graphql_jwt_authentication;
mod wp_rest_api_authentication;
mod wp_user;

use super::{
    error::{Code, EndReason},
    json::Json,
};

use compact::compact;

pub use answer::{Answer, Grant, Refusal, SecondFactor, UNSENDABLE, User};
pub use request::{DEVICE, Own};

/// The servers that are built, in the order in which `"auto"` prefers them.
const ALL: &[&str] = &[
    compact!(jwt_auth::SPEC),
    compact!(jwt_authentication_for_wp_rest_api::SPEC),
    compact!(simple_jwt_login::SPEC),
    compact!(jwt_auth_pro_wp_rest_api::SPEC),
    compact!(wp_rest_api_authentication::SPEC),
    compact!(simple_jwt_authentication::SPEC),
    compact!(wp_user::SPEC),
    compact!(wp_graphql_jwt_authentication::SPEC),
    compact!(credentials::APPLICATION_PASSWORDS),
    compact!(credentials::BASIC_AUTH),
    compact!(credentials::API_KEY),
    compact!(credentials::OAUTH1),
    compact!(credentials::COOKIE),
];

/// One auth server: its description, and the one that this refines.
#[derive(Debug, Clone, Copy)]
pub struct Server {
    own: Json<'static>,
    base: Json<'static>,
}

impl Server {
    fn built(spec: &'static str) -> Self {
        Self { own: Json::known(spec), base: Json::known("{}") }
    }

    /// All that are built.
    pub fn all() -> impl Iterator<Item = Server> {
        ALL.iter().map(|spec| Self::built(spec))
    }

    /// The server with this `PluginId`, if it is built.
    pub fn by_id(id: &str) -> Option<Server> {
        Self::all().find(|server| server.id() == id)
    }

    /// Its `PluginId`, or what the app calls its own.
    pub fn id(self) -> &'static str {
        self.text("id").unwrap_or("custom")
    }

    /// A member of the description, by dotted path.
    fn get(self, path: &str) -> Option<Json<'static>> {
        self.own.path(path).or_else(|| self.base.path(path))
    }

    pub(crate) fn text(self, path: &str) -> Option<&'static str> {
        self.get(path)?.raw()
    }

    pub(crate) fn is(self, path: &str) -> bool {
        self.get(path).is_some_and(|value| value.text() == "true")
    }

    /// What one of its own error codes means: the error, and why the session is over where it is.
    pub(crate) fn meaning(self, code: &str) -> Option<Meaning> {
        let of = |spec: Json<'static>| spec.get("errors")?.get(code)?.raw();
        meaning(of(self.own).or_else(|| of(self.base))?)
    }

    /// What a failure means that an operation's response tells in no code that is known.
    pub(crate) fn otherwise(self, operation: &str) -> Option<Meaning> {
        meaning(self.member(operation, "otherwise")?)
    }
}

/// An error's code, and why the session is over where it is.
pub(crate) type Meaning = (Code, Option<EndReason>);

/// Reads `code`, or `code:reason`.
fn meaning(text: &str) -> Option<Meaning> {
    let mut parts = text.split(':');
    let code = Code::of(parts.next()?)?;
    let reason = match parts.next() {
        Some(reason) => Some(EndReason::of(reason)?),
        None => None,
    };
    Some((code, reason))
}
