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
        error::{Error, Result},
        json::{Json, Object},
        way::way,
    },
    js::operations::Operation,
};

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
    pub(super) namespace: Option<String>,
    /// What was known of the site when it was sent.
    pub(super) finding: Option<String>,
    /// The roots where it was sent before.
    pub(super) tried: Vec<String>,
}

/// Sends one of the server's own requests, with parts of it replaced, and again where the REST API is
/// elsewhere.
pub(super) async fn ask(
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
    let mut request = Object::new();
    request.integer("status", Some(reply.status.into()));
    request.text("body", Some(&reply.body));
    request.text("url", Some(&asked.url));
    request.text("namespace", asked.namespace.as_deref());
    for (name, value) in
        [("own", asked.own), ("login", asked.login), ("safe", asked.safe), ("form", asked.form)]
    {
        request.boolean(name, value);
    }
    request.boolean("sure", state.extras.sure.get());
    another(state, reply.status, request, asked).await
}

/// Forgets a way that led nowhere, and everything that was learnt on it. Whether there was one.
pub(super) fn go_back(state: &State) -> bool {
    let next = way(&seen(state, &Object::new().end(), &Asked::default(), &[]));
    Json::parse(&next).is_some_and(|next| turn_back(state, next))
}

/// Looks for the REST API where the engine's own search does not; whether it is there.
pub(super) async fn search_on(state: &Rc<State>, error: &Error) -> bool {
    let mut request = Object::new();
    request.boolean("search", true);
    request.text("sent", Some(error.sent.as_str()));
    request.text("code", Some(error.code.as_str()));
    request.integer("status", error.status.map(f64::from));
    another(state, error.status.unwrap_or_default(), request, &mut Asked::default()).await
}

/// Looks for another way, and takes it; whether there is one.
async fn another(
    state: &Rc<State>,
    #[cfg_attr(not(feature = "doctor"), expect(unused_variables))] status: u16,
    request: Object,
    asked: &mut Asked,
) -> bool {
    let request = request.end();
    #[cfg(feature = "doctor")]
    let epoch = state.epoch();
    let before = state.tell(Operation::finding, 0.0, "");
    let mut answers: Vec<String> = Vec::new();
    loop {
        let next = way(&seen(state, &request, asked, &answers));
        let Some(next) = Json::parse(&next) else { return false };
        let text = |name| next.get(name).and_then(Json::string);
        if let Some(finding) = next.get("finding") {
            asked.tried.extend(text("from"));
            state.tell(Operation::recall, 1.0, finding.text());
            let mut kept = state.before.borrow_mut();
            if kept.is_none() {
                *kept = Some(before.unwrap_or_default());
            }
            return true;
        }
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
        let url = text("get").or(look).or(form).or(post);
        let Some(url) = url else {
            #[cfg(feature = "doctor")]
            state.extras.doctor.searched(epoch, status, &answers, true);
            turn_back(state, next);
            return false;
        };
        let mut request = Exchange::of(if empty.is_some() { "POST" } else { "GET" }, &url);
        request.look = looks;
        request.body = empty;
        let Ok(reply) = exchange(state, &request, None).await else { return false };
        answers.push(reply.meta(|meta| meta.text("body", Some(&reply.body))));
        #[cfg(feature = "doctor")]
        state.extras.doctor.searched(epoch, status, &answers, false);
    }
}

/// Returns to what was known before, if that is the way. Whether something was.
fn turn_back(state: &State, next: Json) -> bool {
    let Some(until) = next.get("stuckUntil").and_then(Json::number) else { return false };
    state.stuck_until.set(until);
    let before = state.before.take();
    if let Some(before) = &before {
        state.tell(Operation::recall, 1.0, before);
    }
    before.is_some()
}

/// Everything that was seen, as `src/core/way.rs` takes it.
fn seen(state: &State, request: &str, asked: &Asked, answers: &[String]) -> String {
    let finding = state.tell(Operation::finding, 0.0, "");
    let known = |finding: Option<&str>| finding.unwrap_or("{}").into();
    let [was, finding]: [String; 2] = [known(asked.finding.as_deref()), known(finding.as_deref())];
    let mut seen = Object::new();
    seen.text("site", page::canonical(&state.options.site).as_deref());
    seen.json("finding", Json::parse(&finding));
    seen.json("was", Json::parse(&was));
    seen.integer("now", Some(page::now()));
    seen.integer("stuckUntil", Some(state.stuck_until.get()));
    seen.json("request", Json::parse(request));
    let list = ["[", &answers.join(","), "]"].concat();
    seen.json("answers", Json::parse(&list));
    let mut tried = Object::new();
    for (at, root) in asked.tried.iter().enumerate() {
        tried.text(&at.to_string(), Some(root));
    }
    seen.object("tried", tried);
    seen.end()
}
