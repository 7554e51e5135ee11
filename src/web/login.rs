//! Carries out what a login wants (`core::client::LogIn`), and the question whether the server accepts the
//! session's token. It decides nothing.

use alloc::{
    rc::Rc,
    string::{String, ToString},
};

use super::{
    Credentials, Storage, cookie,
    exchange::search,
    nonce, oauth1,
    state::{Begun, State},
    template::{Exchange, invalid},
    transport::Reply,
    way,
};
use crate::{
    core::{
        client::{Effect, Given, LoginEffect, Role},
        error::Result,
        json::Object,
        server::Server,
    },
    js::{engine::STORED, operations::Operation},
};

/// What the app says of a login in addition to the credentials.
#[derive(Clone, Copy)]
pub(super) struct How {
    /// Whether it outlives the tab.
    pub(super) remember: Option<bool>,
    /// Whether it may be stored.
    pub(super) is_kept: bool,
    /// The server, where the site has just issued the credentials.
    pub(super) approved_by: Option<Server>,
}

impl Default for How {
    fn default() -> Self {
        Self { remember: None, is_kept: true, approved_by: None }
    }
}

/// Logs in. A failure, or a caller that gives up, leaves the session as it was.
pub(super) async fn login(state: &Rc<State>, credentials: &Credentials) -> Result<()> {
    let remember = credentials.remember;
    if remember.is_some() && !state.options.place().is_web() {
        return Err(invalid("`remember` is for the storage Session or Local."));
    }
    log_in(state, Some(credentials), How { remember, ..How::default() }).await.map(drop)
}

/// A login on its way, by its number. Given up when it is dropped.
struct Task<'a>(&'a State, usize);

impl Drop for Task<'_> {
    fn drop(&mut self) {
        self.0.give_up(self.1);
    }
}

/// Carries out a login; or, without credentials, asks whether the session's token is accepted.
pub(super) async fn log_in(
    state: &Rc<State>,
    credentials: Option<&Credentials>,
    how: How,
) -> Result<bool> {
    let logouts = state.epoch();
    state.loaded().await?;
    let given = Given {
        credentials: credentials.map(fields).unwrap_or_default(),
        server: how.approved_by,
        is_approved: how.approved_by.is_some(),
        is_kept: how.is_kept,
        factor: None,
        logouts,
    };
    let task = Task(state, state.log_in(given));
    let begun = if credentials.is_some() { Begun::Login(logouts) } else { state.begun() };
    let none = Credentials::none();
    let credentials = credentials.unwrap_or(&none);
    let (mut text, mut body) = (String::new(), String::new());
    let mut is_accepted = false;
    let mut before = state.store.chosen();
    loop {
        let next = state.go_on(task.1, &text, &body)?;
        (text, body) = Default::default();
        match next {
            None => return Ok(is_accepted),
            Some(LoginEffect::Search { for_login }) => search(state, for_login).await?,
            Some(LoginEffect::Send(role)) => {
                let reply = send(state, task.1, credentials, role, begun).await?;
                (text, body) = (reply.meta(|_| {}), reply.body);
            }
            Some(LoginEffect::FindCookies) => text = cookie::facts(state),
            Some(LoginEffect::KeepCookie) => cookie::keep_since(state),
            Some(LoginEffect::FindNonce) => (text, body) = nonce::of_page(state),
            Some(LoginEffect::Consent) => body = oauth1::token_of(state, credentials).await?,
            Some(LoginEffect::ReadMarkers) => body = state.markers.all(),
            Some(LoginEffect::Store) => {
                state.keep_finding();
                before = state.store.chosen();
                state.store.choose(how.remember);
                match store(state, task.1).await {
                    Ok(facts) => text = facts,
                    Err(error) => {
                        state.store.choose_again(before);
                        return Err(error);
                    }
                }
            }
            Some(LoginEffect::Remove) => {
                match state.store.slow() {
                    Some(_) => state.remove_ended().await,
                    None => state.remove_ended_now(),
                }
                state.say("logged_out::");
                state.store.choose_again(before);
            }
            Some(LoginEffect::Begin) => {
                // What this tab had before is replaced. sessionStorage is its own; localStorage is for all tabs,
                // and may have another user's session.
                let chosen = state.store.chosen();
                state.store.remove_other(&state.key, |text| {
                    let is_own = || state.may_clear(text, f64::INFINITY);
                    chosen == Storage::Local || chosen == Storage::Session && is_own()
                });
                state.publish();
                if state.store.is_shared() {
                    state.perform(Effect::SayChanged);
                }
            }
            Some(LoginEffect::Tell(accepted)) => is_accepted = accepted,
        }
    }
}

/// Sends a request of a login: a login's own with what the user gave.
async fn send(
    state: &Rc<State>,
    task: usize,
    credentials: &Credentials,
    role: Role,
    begun: Begun,
) -> Result<Reply> {
    let operation = state.of_login(task, |task| task.operation().to_string());
    let header = state.tell(Operation::header, task as f64, "");
    let mut values = credentials.clone();
    if let Role::User { is_twin, .. } = role {
        let token =
            state.of_login(task, |task| task.factor().map(|token| token.expose().to_string()));
        if let Some(token) = token {
            values = values.with("token", token);
        }
        values.is_twin = is_twin;
    }
    let change = |request: &mut Exchange| {
        request.begun = Some(begun);
        match role {
            Role::Token | Role::Nonce => {}
            Role::Visitor | Role::Somebody => {
                (request.auth, request.rest) = (role == Role::Somebody, false);
            }
            Role::User { cookies, .. } => request.cookies = cookies,
        }
    };
    way::ask(state, &operation, &values, task as f64, header.as_deref(), change).await
}

/// Stores a login: what the rules have to know of that.
async fn store(state: &Rc<State>, task: usize) -> Result<String> {
    let record = state.of_login(task, |task| task.record().to_string());
    let is_stored = state.write(record).await?;
    Ok((state.place().bits() + if is_stored { STORED } else { 0 }).to_string())
}

fn fields(credentials: &Credentials) -> String {
    let mut fields = Object::new();
    for (name, value) in credentials.iter() {
        fields.text(name, Some(value));
    }
    fields.end()
}
