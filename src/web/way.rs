//! Another way to the REST API, for a request that failed: `pkg/features/way.js`.

use alloc::{
    rc::Rc,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    Credentials, page,
    state::State,
    template::{Body, Exchange},
    transport::{REDIRECTED, Reply, UNREACHABLE, exchange},
};
use crate::{
    core::{
        error::{Error, Result, Sent},
        json::{Json, Object},
        way::way,
    },
    js::operations::Operation,
};

/// Requests that one search may take.
const MOST: usize = 10;

/// Ways that one request may take.
const WAYS: usize = 4;

/// Milliseconds for which no other way is looked for after there was none.
const STUCK: f64 = 60_000.0;

/// A request, as far as `src/core/way.rs` must know it.
#[derive(Default)]
pub(super) struct Asked {
    pub(super) url: String,
    pub(super) own: bool,
    pub(super) login: bool,
    pub(super) safe: bool,
    pub(super) form: bool,
    /// The names of its form's fields.
    pub(super) fields: Vec<String>,
    pub(super) search: bool,
    pub(super) namespace: Option<String>,
    /// What was known of the site when it was sent.
    pub(super) finding: Option<String>,
    /// The roots where it was sent before.
    pub(super) tried: Vec<String>,
}

/// Sends one of the server's own requests, and again where the REST API is elsewhere.
pub(super) async fn ask(
    state: &Rc<State>,
    operation: &str,
    values: &Credentials,
    pending: f64,
    token: Option<&str>,
) -> Result<Reply> {
    ask_with(state, operation, values, pending, token, |_| {}).await
}

/// As [`ask`], with parts of the request replaced.
pub(super) async fn ask_with(
    state: &Rc<State>,
    operation: &str,
    values: &Credentials,
    pending: f64,
    token: Option<&str>,
    change: impl Fn(&mut Exchange),
) -> Result<Reply> {
    let mut asked = Asked {
        own: true,
        login: matches!(operation, "login" | "secondFactor"),
        safe: operation.starts_with("validate"),
        ..Asked::default()
    };
    let mut first: Option<Reply> = None;
    loop {
        asked.finding = state.tell(Operation::finding, 0.0, "");
        let mut request = Exchange::fill(state, operation, values, pending)?;
        change(&mut request);
        let reply = exchange(state, &request, token).await?;
        let is_json = reply.body.trim_start().starts_with(['{', '[']);
        if !request.rest || is_json && !(asked.login && reply.status == 404) {
            if !asked.tried.is_empty() {
                state.keep_finding();
            }
            return Ok(reply);
        }
        asked.form = request.form;
        if let Some(Body::Form(fields)) = &request.body {
            asked.fields = fields.iter().map(|(name, _)| name.clone()).collect();
        }
        asked.namespace.clone_from(&request.namespace);
        asked.url.clone_from(&request.url);
        let found = detour(state, &reply, &mut asked).await;
        if found {
            first = first.or(Some(reply));
            continue;
        }
        // What the first request learnt must survive the others.
        let first = first.filter(|first| !is_json || first.status == REDIRECTED);
        return Ok(first.unwrap_or(reply));
    }
}

/// Whether to send a request again, since another way to the REST API was found.
pub(super) async fn detour(state: &Rc<State>, reply: &Reply, asked: &mut Asked) -> bool {
    let unanswered = matches!(reply.status, UNREACHABLE | REDIRECTED);
    if reply.status < 100 && !unanswered {
        return false;
    }
    let stuck = page::now() < state.stuck_until.get() && !asked.login;
    if !stuck && asked.tried.len() + 1 < WAYS && another(state, reply, asked).await {
        return true;
    }
    go_back(state);
    false
}

/// Forgets a way that led nowhere, and everything that was learnt on it. Whether there was one.
pub(super) fn go_back(state: &State) -> bool {
    let before = state.before.take();
    if let Some(before) = &before {
        state.tell(Operation::recall, 1.0, before);
    }
    state.stuck_until.set(page::now() + STUCK);
    before.is_some()
}

/// Looks for the REST API where the engine's own search does not; whether it is there.
pub(super) async fn search_on(state: &Rc<State>, error: &Error) -> bool {
    let status = error.status.unwrap_or_default();
    if error.sent != Sent::Answered || status == 0 || status == 429 {
        return false;
    }
    let mut asked = Asked { search: true, ..Asked::default() };
    another(state, &Reply::failed(status, ""), &mut asked).await
}

async fn another(state: &Rc<State>, failed: &Reply, asked: &mut Asked) -> bool {
    let before = state.tell(Operation::finding, 0.0, "");
    let mut answers: Vec<String> = Vec::new();
    while answers.len() < MOST {
        let next = way(&seen(state, failed, asked, before.as_deref(), &answers));
        let Some(next) = Json::parse(&next) else { return false };
        let text = |name| next.get(name).and_then(Json::string);
        let (look, form, post) = (text("look"), text("form"), text("post"));
        let looks = look.is_some();
        // A login without credentials, which no lockout plugin counts.
        let empty = match (&form, &post) {
            (Some(_), _) => Some(Body::Form(
                asked.fields.iter().map(|name| (name.clone(), String::new())).collect(),
            )),
            (None, Some(_)) => Some(Body::Json("{}".into())),
            (None, None) => None,
        };
        if let Some(url) = text("get").or(look).or(form).or(post) {
            let mut request = Exchange::of(if empty.is_some() { "POST" } else { "GET" }, &url);
            request.look = looks;
            request.body = empty;
            let Ok(reply) = exchange(state, &request, None).await else { return false };
            answers.push(reply.meta(|meta| meta.text("body", Some(&reply.body))));
            #[cfg(feature = "doctor")]
            state.extras.doctor.searched(failed.status, &answers, false);
            continue;
        }
        if text("root").is_none() {
            #[cfg(feature = "doctor")]
            state.extras.doctor.searched(failed.status, &answers, true);
            return false;
        }
        asked.tried.extend(text("from"));
        state.tell(Operation::recall, 1.0, &merged(before.as_deref(), next));
        let mut kept = state.before.borrow_mut();
        if kept.is_none() {
            *kept = Some(before.unwrap_or_default());
        }
        return true;
    }
    false
}

/// Everything that was seen, as `src/core/way.rs` takes it.
fn seen(
    state: &State,
    reply: &Reply,
    asked: &Asked,
    finding: Option<&str>,
    answers: &[String],
) -> String {
    let mut request = Object::new();
    request.integer("status", Some(reply.status.into()));
    request.text("body", Some(&reply.body));
    request.text("url", Some(&asked.url));
    request.text("namespace", asked.namespace.as_deref());
    for (name, value) in [
        ("own", asked.own),
        ("login", asked.login),
        ("safe", asked.safe),
        ("form", asked.form),
        ("search", asked.search),
        ("again", !asked.tried.is_empty()),
        ("sure", true),
    ] {
        request.boolean(name, value);
    }
    let mut seen = Object::new();
    seen.text("site", page::canonical(&state.options.site).as_deref());
    seen.json("finding", Json::parse(finding.unwrap_or("{}")));
    seen.boolean("moved", !asked.search && finding != asked.finding.as_deref());
    seen.object("request", request);
    let list = ["[", &answers.join(","), "]"].concat();
    seen.json("answers", Json::parse(&list));
    let mut tried = Object::new();
    for (at, root) in asked.tried.iter().enumerate() {
        tried.text(&at.to_string(), Some(root));
    }
    seen.object("tried", tried);
    seen.end()
}

/// What was known of the site, and over it what has just been found.
fn merged(before: Option<&str>, found: Json) -> String {
    let mut object = Object::new();
    found.each(&mut |name, value| {
        object.json(name, Some(value));
        true
    });
    if let Some(before) = before.and_then(Json::parse) {
        before.each(&mut |name, value| {
            if found.get(name).is_none() {
                object.json(name, Some(value));
            }
            true
        });
    }
    object.end()
}
