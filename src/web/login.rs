//! Logs in.

use alloc::{boxed::Box, rc::Rc, string::String};

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{
    Credentials,
    exchange::{ask_validity, search},
    page,
    state::State,
    template::{Exchange, invalid},
    transport::exchange,
};
use crate::{
    core::{
        error::{Code, Error, Result, Sent},
        json::Object,
    },
    js::operations::Operation,
};

/// A login that was granted and is not yet in force. Given up when it is dropped.
struct Pending {
    state: Rc<State>,
    number: f64,
    /// It may be another user's than was asked for.
    doubtful: bool,
}

impl Pending {
    /// From the number that the engine gives, with a "?" where it is doubtful.
    fn of(state: &Rc<State>, number: &str) -> Self {
        let (digits, doubtful) =
            number.strip_suffix('?').map_or((number, false), |digits| (digits, true));
        // Without a number none: f64::MAX is none's.
        let number = digits.parse().unwrap_or(f64::MAX);
        Self { state: state.clone(), number, doubtful }
    }

    fn user(&self) -> Option<String> {
        self.state.tell(Operation::pendingUser, self.number, "")
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.state.tell(Operation::drop, self.number, "");
    }
}

/// Logs in. A failure, or a caller that gives up, leaves the session as it was.
pub(super) async fn login(state: &Rc<State>, credentials: &Credentials) -> Result<()> {
    let logouts = state.logouts.get();
    state.load();
    let pending = grant_for(state, credentials).await?;
    // A login must not undo a logout that was asked for after it.
    if state.logouts.get() != logouts {
        let message = "Logged out before the login was complete.";
        return Err(Error::new(Code::NotAuthenticated, message).sent(Sent::Answered));
    }
    let marker = state.markers.of(&pending.user().unwrap_or_default());
    let record = state.tell(Operation::pendingRecord, pending.number, &marker);
    let persisted = record.is_some_and(|record| state.save(record));
    state.tell(Operation::beginLogin, pending.number, if persisted { "stored" } else { "" });
    drop(pending);
    state.publish();
    Ok(())
}

async fn grant_for(state: &Rc<State>, credentials: &Credentials) -> Result<Pending> {
    if let Some(token) = credentials.get("token") {
        search(state, true).await?;
        let refresh_token = credentials.get("refreshToken").unwrap_or_default();
        return adopt(state, token, refresh_token).await;
    }
    let Some(code) = credentials.get("code") else {
        return log_in_with(state, "login", credentials).await;
    };
    let factor = state.tell(Operation::factor, 0.0, "");
    let factor = factor.ok_or_else(|| invalid("No second factor was asked for."))?;
    let values = Credentials::code(code).with("token", factor);
    log_in_with(state, "secondFactor", &values).await
}

async fn log_in_with(
    state: &Rc<State>,
    operation: &str,
    credentials: &Credentials,
) -> Result<Pending> {
    loop {
        search(state, true).await?;
        let mut request = Exchange::fill(state, operation, credentials, -1.0)?;
        if let Some(kind) = &request.credentials {
            let token = token_of(kind, credentials)?;
            return adopt(state, &token, "").await;
        }
        let pending = if request.cookies {
            with_cookie(state, &mut request, credentials).await?
        } else {
            send(state, &request, credentials).await?
        };
        // Nothing: what was known of the site was out of date.
        if let Some(pending) = pending {
            state.keep_finding();
            return Ok(pending);
        }
    }
}

async fn send(
    state: &Rc<State>,
    request: &Exchange,
    credentials: &Credentials,
) -> Result<Option<Pending>> {
    let reply = exchange(state, request, None).await?;
    let meta = reply.meta(|meta| {
        meta.text("username", Some(credentials.get("username").unwrap_or_default()));
        meta.object("secrets", secrets_of(credentials));
        meta.boolean("cookies", request.cookies);
    });
    let number = state.ask(Operation::readLogin, 0.0, &meta, &reply.body)?;
    Ok(number.map(|number| Pending::of(state, &number)))
}

/// What a server's message must not show, in the spellings in which it may have got it.
fn secrets_of(credentials: &Credentials) -> Object {
    let mut secrets = Object::new();
    let hidden =
        credentials.iter().filter(|(name, value)| *name != "username" && !value.is_empty());
    for (_, secret) in hidden {
        secrets.text("", Some(secret));
        secrets.text("", Some(&String::from(js_sys::encode_uri_component(secret))));
        if let Ok(form) = web_sys::UrlSearchParams::new() {
            form.append("", secret);
            secrets.text("", String::from(form.to_string()).strip_prefix('='));
        }
    }
    secrets
}

/// A login whose answer sets a cookie that renews it. A server that still gets the cookie of
/// somebody else may overlook the password: then it is asked again without.
async fn with_cookie(
    state: &Rc<State>,
    request: &mut Exchange,
    credentials: &Credentials,
) -> Result<Option<Pending>> {
    request.cookies = travels(&state.options.site);
    let first = match send(state, request, credentials).await {
        Err(error) if request.cookies && error.code == Code::SessionExpired => None,
        answer => answer?,
    };
    if !request.cookies || first.as_ref().is_some_and(|pending| !pending.doubtful) {
        return Ok(first);
    }
    request.cookies = false;
    let sure = send(state, request, credentials).await?;
    match (first, sure) {
        (Some(first), Some(sure)) if first.user() == sure.user() => Ok(Some(first)),
        (Some(_), Some(_)) => Err(somebody_elses_cookie()),
        (_, sure) => Ok(sure),
    }
}

fn somebody_elses_cookie() -> Box<Error> {
    let message = "The browser still holds another user's cookie for this site.";
    let mut error = Error::new(Code::UserMismatch, message).sent(Sent::Answered);
    error.hint =
        Some("Delete the cookie `refresh_token` of the WordPress site, then log in again.");
    error
}

/// Whether cookies without SameSite reach the site from this page: those of the same site do.
fn travels(site: &str) -> bool {
    let (Some((protocol, host)), Ok(there)) = (page::location(), web_sys::Url::new(site)) else {
        return false;
    };
    let is_same = domain(&host) == domain(&there.hostname());
    !host.is_empty() && protocol == there.protocol() && is_same
}

/// The last two labels of a name; an address as it is.
fn domain(host: &str) -> &str {
    if !host.ends_with(|last: char| last.is_ascii_lowercase()) {
        return host;
    }
    let dot = host.rmatch_indices('.').nth(1);
    dot.and_then(|(at, _)| host.get(at + 1..)).unwrap_or(host)
}

/// The token of a server to which the credentials themselves are sent.
fn token_of(kind: &str, credentials: &Credentials) -> Result<String> {
    match kind {
        "key" => {
            let key = credentials.get("apiKey");
            key.map(Into::into).ok_or_else(|| invalid("This server needs `apiKey`."))
        }
        "basic" => {
            let (Some(username), Some(password)) =
                (credentials.get("username"), credentials.get("password"))
            else {
                return Err(invalid("This server needs `username` and `password`."));
            };
            // RFC 7617 section 2: the first colon ends the name.
            if username.contains(':') {
                return Err(invalid("`username` must not hold a colon."));
            }
            Ok(STANDARD.encode([username, ":", password].concat()))
        }
        _ => Err(invalid("This login is in the npm package alone.")),
    }
}

/// Takes over a token from elsewhere, if the server takes it.
async fn adopt(state: &Rc<State>, token: &str, refresh_token: &str) -> Result<Pending> {
    let number = state.ask(Operation::adoptToken, 0.0, token, refresh_token)?;
    let pending = Pending::of(state, &number.unwrap_or_default());
    if ask_validity(state, pending.number).await? {
        return Ok(pending);
    }
    let message = "The server does not accept the token.";
    Err(Error::new(Code::TokenRejected, message).sent(Sent::Answered))
}
