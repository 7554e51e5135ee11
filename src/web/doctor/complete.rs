//! Completes an error with what the rules of `core::doctor` find out: why there was no response, and the
//! text of a hint that is only named, by a word.

use alloc::{
    rc::Rc,
    string::{String, ToString},
    vec::Vec,
};

use futures_util::future::{self, Either};
use gloo_timers::future::TimeoutFuture;

use super::{
    super::{about::is_loopback, exchange, page, state::State, template::Exchange, transport},
    look::{Look, PATIENCE, look_at_picture, outcome, permission},
    secrets::{clean_address, known, redact},
    site::{Site, variant_of},
};
use crate::{
    core::{
        doctor,
        error::{Code, Error},
        json::{Json, Object},
        secret::Secret,
    },
    js::operations::Operation,
};

/// Milliseconds that all probes for one error may take.
const DEADLINE: f64 = 4000.0;

/// Milliseconds below which no further probe is begun.
const LEAST: f64 = 100.0;

/// Milliseconds for which what was seen is believed.
const FRESH: f64 = 60_000.0;

/// Stands for a token, and is none.
pub(super) const DUMMY: &str = "Presskey-Doctor";

/// What was seen of a site lately, by the probe's name and what it asked for.
pub(super) type Seen = Vec<(String, f64, String)>;

/// Replaces of an error what the rules know better: code, message, hint. `epoch` is the client's when the
/// request began, or before.
pub(in crate::web) async fn complete(
    state: &Rc<State>,
    error: &mut Error,
    epoch: u32,
    about: Option<&str>,
) {
    let mut before = known(state);
    // After a logout the engine no longer knows what was sent before it. A server is quoted only if there
    // was no logout since the request began.
    let mut is_late = epoch != state.epoch();
    for told in [error.request.as_deref(), about].into_iter().flatten() {
        let told = Json::parse(told);
        let began = told.and_then(|told| told.get("epoch")).and_then(Json::number);
        is_late |= began.is_some_and(|began| began != f64::from(epoch));
        if let Some(own) = told.and_then(|told| told.get("own")) {
            own.each(&mut |_, secret| {
                before.add(&Secret::new(secret.string().unwrap_or_default()));
                true
            });
        }
    }
    let until = page::now() + DEADLINE;
    let mut site = Site::of(state);
    let failure = failure_of(error, about);
    let asked = Asked::of(&site, error.status, &failure);
    let local_network = local_network(&site.address).await;
    if is_unread(state, &site.other) {
        site.probes.push(("other", outcome("failed").end()));
    }
    let mut spent = false;
    loop {
        let answer = doctor::explain(&site.seen(|seen| {
            seen.json("failure", Json::parse(&failure));
            seen.text("localNetwork", local_network.as_deref());
            seen.boolean("spent", spent);
            seen.boolean("variant", variant_of(&site.address).is_some());
        }));
        let answer = Json::parse(&answer);
        let text = |name| answer.and_then(|answer| answer.get(name)).and_then(Json::string);
        let Some(name) = text("probe") else {
            if let Some(code) = text("code").and_then(|code| Code::of(&code)) {
                error.code = code;
                error.message = text("message").unwrap_or_default();
            }
            let hint = answer.and_then(|answer| answer.get("hint"));
            error.advice = hint.map(|hint| redact(state, &before, is_late, hint));
            return;
        };
        let left = until - page::now();
        match Asked::NAMES.into_iter().find(|known| *known == name).filter(|_| left >= LEAST) {
            None => spent = true,
            Some(name) => {
                let probe = asked.fresh(state, &site, name, left as u32).await;
                site.probes.push((name, probe));
            }
        }
    }
}

/// Whether the search for another way could not read this index just now.
fn is_unread(state: &State, index: &str) -> bool {
    let (root, _) = index.split_once("_fields").unwrap_or((index, ""));
    let unread = state.extras.doctor.unread.borrow();
    unread.as_ref().is_some_and(|(url, at)| url.starts_with(root) && page::now() - at < FRESH)
}

/// What the search for another way has just asked.
fn followed(state: &State, answer: &str) -> String {
    let json = Json::parse(answer);
    let member = |name| json.and_then(|json| json.get(name));
    let status = member("status").and_then(Json::number).unwrap_or_default();
    let mut probe = outcome(if status < 100.0 { "failed" } else { "answer" });
    let url = member("url").and_then(Json::string).unwrap_or_default();
    probe.text("url", Some(&clean_address(state, &url)));
    probe.json("status", member("status"));
    let body = member("body").and_then(Json::string).unwrap_or_default();
    probe.text("body", Some(&doctor::brief(&body)));
    probe.end()
}

/// The request that failed and how, as the rules take it.
fn failure_of(error: &Error, about: Option<&str>) -> String {
    let mut failure = Object::new();
    failure.text("code", Some(error.code.as_str()));
    failure.text("hint", error.hint);
    failure.integer("status", error.status.map(f64::from));
    failure.text("wpCode", error.wp_code.as_deref());
    failure.text("serverMessage", error.server_message.as_deref());
    for told in [error.request.as_deref(), about].into_iter().flatten() {
        if let Some(told) = Json::parse(told) {
            told.each(&mut |name, value| {
                if name != "own" {
                    failure.json(name, Some(value));
                }
                true
            });
        }
    }
    failure.end()
}

/// Chrome's permission for pages of public addresses to reach private ones (since 142), by its newer
/// names where the browser knows them.
async fn local_network(address: &str) -> Option<String> {
    let name = if is_loopback(address) { "loopback-network" } else { "local-network" };
    match permission(name).await {
        None => permission("local-network-access").await,
        state => state,
    }
}

/// The request that failed, as far as probes repeat a part of it.
struct Asked {
    url: String,
    method: String,
    headers: Vec<String>,
    user: Option<String>,
    /// A route that WordPress refuses a visitor with the same status, where nothing happens.
    refusal: String,
}

impl Asked {
    /// The probes that the rules can ask for.
    const NAMES: [&'static str; 22] = [
        "index",
        "other",
        "variant",
        "followed",
        "direct",
        "preflighted",
        "typed",
        "others",
        "method",
        "methodOnly",
        "route",
        "routeDirect",
        "refusal",
        "post",
        "validate",
        "me",
        "picture",
        "indexAgain",
        "preflightedAgain",
        "methodAgain",
        "routeAgain",
        "postRead",
    ];

    fn of(site: &Site, status: Option<u16>, failure: &str) -> Self {
        let failure = Json::parse(failure);
        let text = |name| failure.and_then(|failure| failure.get(name)).and_then(Json::string);
        let headers = text("headers").unwrap_or_default();
        Self {
            url: text("url").unwrap_or_default(),
            method: text("method")
                .filter(|method| !method.is_empty())
                .unwrap_or_else(|| "GET".into()),
            headers: headers.split(',').filter(|name| !name.is_empty()).map(Into::into).collect(),
            user: text("user"),
            refusal: match status {
                Some(401) => site.route("/wp/v2/users/me"),
                _ => [&site.index, "&_wpnonce=presskey"].concat(),
            },
        }
    }

    /// The probe of this name. Of each kind one is made in a minute.
    async fn fresh(&self, state: &Rc<State>, site: &Site, name: &'static str, left: u32) -> String {
        let user = state.user().unwrap_or_default();
        let headers = self.headers.join(",");
        // What a server said before a logout may have secrets that nobody knows any more.
        let epoch = state.epoch().to_string();
        let of_request = [name, &self.url, &self.method, &headers, &self.refusal].join(" ");
        let key = [&of_request, site.index.as_str(), &user, &epoch].join(" ");
        let now = page::now();
        let known = state.extras.doctor.seen.borrow().iter().find_map(|(known, at, probe)| {
            (*known == key && now - at < FRESH).then(|| probe.clone())
        });
        if let Some(probe) = known {
            return probe;
        }
        let probe = self.probe(state, site, name, left.min(PATIENCE)).await;
        let mut seen = state.extras.doctor.seen.borrow_mut();
        seen.retain(|(known, at, _)| *known != key && now - at < FRESH);
        seen.push((key, now, probe.clone()));
        probe
    }

    async fn probe(&self, state: &Rc<State>, site: &Site, name: &str, patience: u32) -> String {
        match name {
            "validate" => return self.validated(state, patience).await,
            "me" => return self.as_user(state, site, patience).await,
            "followed" => {
                // What a server said before a logout may have secrets that nobody knows any more.
                let answer = state.extras.doctor.followed.take();
                if let Some((_, answer)) = answer.filter(|(epoch, _)| *epoch == state.epoch()) {
                    return followed(state, &answer);
                }
            }
            "picture" => return look_at_picture(&site.picture, patience).await,
            _ => {}
        }
        let index = site.index.as_str();
        let json = ("content-type", "application/json");
        let headers: Vec<_> = self
            .headers
            .iter()
            .map(|name| if name == json.0 { json } else { (name.as_str(), DUMMY) })
            .collect();
        let mut plain = headers.clone();
        plain.retain(|(name, _)| *name != json.0);
        plain.push((json.0, "text/plain"));
        let variant = variant_of(index).unwrap_or_default();
        // Of a call that did something its server is asked, not the call itself.
        let is_safe = matches!(self.method.as_str(), "GET" | "HEAD");
        let server = if is_safe { None } else { page::origin_of(&self.url) };
        let look = match name.strip_suffix("Again").unwrap_or(name) {
            "index" => Look::at(index),
            "other" => Look::at(&site.other),
            "variant" => Look::at(&variant),
            "followed" => Look { follow: true, ..Look::at(index) },
            "direct" => Look::hidden(index),
            "preflighted" => Look::at(index).with(headers),
            "typed" => Look::at(index).with([json].into()),
            "others" => Look::at(index).with(plain),
            "method" => Look { method: &self.method, ..Look::at(index).with(headers) },
            "methodOnly" => Look { method: &self.method, ..Look::at(index) },
            "route" => Look::at(&self.url),
            "routeDirect" => Look::hidden(server.as_deref().unwrap_or(&self.url)),
            "refusal" => Look::at(&self.refusal),
            // A login without credentials, whose response is not read.
            "post" => Look { method: "POST", ..Look::hidden(&self.url) },
            "postRead" => Look { method: "POST", ..Look::at(&self.url) },
            _ => return outcome("failed").end(),
        };
        look.make(state, patience).await
    }

    /// Asks whether the token arrives. Never for another user's call.
    async fn validated(&self, state: &Rc<State>, patience: u32) -> String {
        if self.user != state.user() {
            return outcome("failed").end();
        }
        let asked = exchange::validate(state);
        match future::select(core::pin::pin!(asked), TimeoutFuture::new(patience)).await {
            Either::Left((Ok(_), _)) => outcome("answer").end(),
            Either::Left((Err(error), _)) => {
                let mut probe = outcome("answer");
                probe.text("code", Some(error.code.as_str()));
                probe.end()
            }
            Either::Right(_) => outcome("late").end(),
        }
    }

    /// Asks with the token who its user is, at an address that no cache has seen. Never for another user's
    /// call. What a response says of a user stays out of what is looked at.
    async fn as_user(&self, state: &Rc<State>, site: &Site, patience: u32) -> String {
        let header = state.tell(Operation::header, exchange::SESSION, "");
        if header.is_none() || self.user != state.user() {
            return outcome("failed").end();
        }
        let route = site.route("/wp/v2/users/me");
        let mark = if route.contains('?') { "&" } else { "?" };
        let carrier = state.carrier();
        let request = Exchange {
            auth: true,
            header: carrier.header,
            cookies: carrier.cookies,
            sign: carrier.signs,
            begun: Some(state.begun()),
            ..Exchange::of("GET", &[&route, mark, "_presskey=", &page::unique()].concat())
        };
        let asked = core::pin::pin!(transport::exchange(state, &request, header.as_deref()));
        let status = match future::select(asked, TimeoutFuture::new(patience)).await {
            Either::Left((Ok(reply), _)) => reply.status,
            _ => 0,
        };
        let mut probe = outcome(if status < 100 { "failed" } else { "answer" });
        probe.integer("status", Some(status.into()));
        probe.end()
    }
}
