//! Servers that renew a session by a cookie of their own, set by the response to a login.

use alloc::string::{String, ToString};

use super::{
    Credentials, Storage,
    exchange::SESSION,
    page,
    state::{Begun, State},
    storage::Store,
    template::Exchange,
    transport::exchange,
};

/// Milliseconds after which a cookie is exchanged for a new one; it lives for 30 days.
const AGE: f64 = 7.0 * 86_400_000.0;

/// Whether the cookie that a login sets reaches the site from this page (1), and whether this browser has
/// one (2).
pub(super) fn facts(state: &State) -> String {
    let travel = u8::from(travels(&state.options.site));
    (travel + 2 * u8::from(since(state) != 0.0)).to_string()
}

/// Exchanges a cookie that has grown old for a new one, if the session is renewed by one and the server
/// can. Best effort.
pub(super) async fn keep(state: &State, begun: Begun) {
    let [token, refresh_token] = state.tokens();
    let values = Credentials::token(token).refresh_token(refresh_token);
    if !Exchange::fill(state, "refresh", &values, SESSION).is_ok_and(|request| request.cookies) {
        return;
    }
    if page::now() - since(state) < AGE {
        return;
    }
    let request = Exchange::fill(state, "keep", &Credentials::none(), SESSION);
    let Ok(mut request) = request else { return };
    request.begun = Some(begun);
    if exchange(state, &request, None).await.is_ok_and(|reply| reply.status == 200) {
        keep_since(state);
    }
}

fn key(state: &State) -> String {
    [&state.key, ":cookie"].concat()
}

/// When the cookie was set that this browser got by logging in here; 0 without one. Scripts cannot
/// see it.
fn since(state: &State) -> f64 {
    let kept = Store::new(Storage::Local).get(&key(state));
    kept.and_then(|text| text.parse().ok()).unwrap_or_default()
}

pub(super) fn keep_since(state: &State) {
    Store::new(Storage::Local).set(&key(state), &page::now().to_string());
}

/// Whether cookies without SameSite reach the site from this page: those of the same site do.
fn travels(site: &str) -> bool {
    let Ok(there) = web_sys::Url::new(site) else { return false };
    let Some((protocol, host)) = page::location().filter(|(_, host)| !host.is_empty()) else {
        return false;
    };
    protocol == there.protocol() && domain(&host) == domain(&there.hostname())
}

/// The last two names of a host; an address as it is.
fn domain(host: &str) -> &str {
    if !host.ends_with(|last: char| last.is_ascii_alphabetic()) {
        return host;
    }
    let start = host.rmatch_indices('.').nth(1).map_or(0, |(at, _)| at + 1);
    host.get(start..).unwrap_or(host)
}
