//! Servers that renew a session by a cookie of their own, set by the response to a login.
//!
//! One that gets the cookie of an earlier login with the same `device` may overlook name and password, so
//! a second response, without cookie and for another device, has to vouch for them.

use alloc::{
    rc::Rc,
    string::{String, ToString},
};

use super::{
    Credentials, Storage,
    exchange::SESSION,
    login::{Pending, send as send_login},
    page,
    state::State,
    storage::Store,
    template::Exchange,
    transport::exchange,
};
use crate::core::error::{Code, Error, Result, Sent};

/// Milliseconds after which a cookie is exchanged for a new one; it lives for 30 days.
const AGE: f64 = 7.0 * 86_400_000.0;

/// Sends a login. Nothing if what was known of the site was out of date.
pub(super) async fn log_in(
    state: &Rc<State>,
    request: &Exchange,
    credentials: &Credentials,
) -> Result<Option<Pending>> {
    let send = |cookies| send_login(state, "login", credentials, cookies);
    if !travels(&state.options.site) {
        return send(false).await;
    }
    let pending = match send(true).await {
        Ok(Some(pending)) => pending,
        Ok(None) => return Ok(None),
        // One of another login, with which this server takes no password.
        Err(error) if error.code == Code::SessionExpired => return send(false).await,
        Err(error) => return Err(error),
    };
    if !request.has_field("device") || since(state) == 0.0 {
        keep_since(state);
        return Ok(Some(pending));
    }
    let device = [&state.store.device(&state.key), "2"].concat();
    let other = credentials.clone().with("device", device);
    let sure = send_login(state, "login", &other, false).await?;
    if sure.is_some_and(|sure| sure.user() == pending.user()) {
        return Ok(Some(pending));
    }
    let message = "The browser still holds another user's cookie for this site.";
    let mut error = Error::new(Code::UserMismatch, message).sent(Sent::Answered);
    error.hint =
        Some("Delete the cookie `refresh_token` of the WordPress site, then log in again.");
    Err(error)
}

/// Exchanges a cookie that has grown old for a new one, if the session is renewed by one and the server
/// can. Best effort.
pub(super) async fn keep(state: &State) {
    let [token, refresh_token] = state.tokens();
    let values = Credentials::token(token).refresh_token(refresh_token);
    if !Exchange::fill(state, "refresh", &values, SESSION).is_ok_and(|request| request.cookies) {
        return;
    }
    if page::now() - since(state) < AGE {
        return;
    }
    let request = Exchange::fill(state, "keep", &Credentials::none(), SESSION);
    let Ok(request) = request else { return };
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

fn keep_since(state: &State) {
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
