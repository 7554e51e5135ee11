mod asking;
mod calls;
mod effects;
mod equality;
mod ownership;
mod refresh;
mod store;
mod tabs;
mod wake;

use super::*;
use crate::core::{
    error::{Code, Error, Sent},
    login::tests::{grant, login},
    server::Refusal,
    session::{Auth, EndReason, Refresh, tests::refused_refresh},
};

pub(super) const TABS: Store = Store::SHARED.and(Store::PERSISTENT).and(Store::TABS);

pub(super) const SITE: &str = "https://example.org";

/// A client that has not read its store.
fn unread(can_ask: bool) -> Client {
    let config = Config { margin_s: 30.0, refresh: Refresh::Auto, can_ask };
    Client::new(config, SITE.into(), None)
}

/// A client whose token has expired.
pub(super) fn expired() -> Client {
    let mut client = unread(false);
    let mut granted = grant(7, 1, true);
    (granted.times.iat, granted.times.exp) = (Some(0.0), Some(60.0));
    let text = login(granted, 0.0).to_record(SITE);
    client.handle(Event::Stored { store: TABS, text: Some(&text), markers: "" }, 0.0);
    client
}

/// A client whose token is good for another hour.
pub(super) fn good() -> Client {
    let mut client = expired();
    let mut granted = grant(7, 2, true);
    (granted.times.iat, granted.times.exp) = (Some(100.0), Some(3700.0));
    let text = login(granted, NOW).to_record(SITE);
    told(&mut client, [Event::Stored { store: TABS, text: Some(&text), markers: "" }]);
    client
}

pub(super) const NOW: f64 = 100_000.0;

/// Tells several events; the effects of the last one, as text. A refresh that they end is over.
pub(super) fn told<'a>(client: &mut Client, events: impl IntoIterator<Item = Event<'a>>) -> String {
    let mut effects = Vec::new();
    for event in events {
        effects = client.handle(event, NOW);
        if effects.contains(&Effect::Settle) {
            client.handle(Event::Settled, NOW);
        }
    }
    // When it wakes up has tests of its own.
    effects.retain(|effect| !matches!(effect, Effect::Wake));
    format!("{effects:?}")
}

fn refresh(awaited: bool) -> Event<'static> {
    Event::Refresh { awaited }
}

/// What tells a client where its session is stored.
pub(super) fn in_store(store: Store) -> Event<'static> {
    Event::Stored { store, text: None, markers: "" }
}

fn granted() -> Event<'static> {
    let mut grant = grant(7, 2, true);
    (grant.times.iat, grant.times.exp) = (Some(100.0), Some(3700.0));
    Event::Answered { result: Ok(grant.into()), chance: 0.0 }
}

fn failed(error: Box<Error>) -> Event<'static> {
    Event::Answered { result: Err(error), chance: 1.0 }
}

fn anonymous(can_ask: bool) -> Client {
    let mut client = unread(can_ask);
    client.handle(Event::Stored { store: TABS, text: Some(""), markers: "" }, 0.0);
    client
}

fn call(number: u32, auth: Auth) -> Event<'static> {
    let traits = Traits { auth, safe: true, replayable: true, route: true };
    Event::Call { call: number, traits, aim: Ok(Some(true)) }
}

fn log_in(client: &mut Client) {
    let mut granted = grant(7, 3, true);
    (granted.times.iat, granted.times.exp) = (Some(100.0), Some(3700.0));
    client.machine.begin_login(login(granted, NOW), true);
}

/// The response to call 1 says this of the token.
fn refused(refusal: Refusal) -> Event<'static> {
    let answered = Ok(Answered { status: 403, refusal: Some(refusal) });
    Event::CallAnswered { call: 1, is_lost: false, is_detour: false, answered }
}
