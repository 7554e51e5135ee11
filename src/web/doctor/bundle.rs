//! What to attach to an issue.

use alloc::{collections::VecDeque, string::String, vec::Vec};

use super::{
    super::{Storage, page, state::State},
    Diagnosis,
};
use crate::core::{
    json::{Json, Object},
    session::{Refresh, Session},
};

/// How many events are kept.
const MOST: usize = 20;

/// What happened last: states of the session, codes of errors. Never whose session it was.
#[derive(Default)]
pub(super) struct Trail(VecDeque<(f64, String, Option<&'static str>)>);

impl Trail {
    pub(super) fn note(&mut self, what: &str, why: Option<&'static str>) {
        self.0.push_back((page::now(), what.into(), why));
        if self.0.len() > MOST {
            self.0.pop_front();
        }
    }

    pub(super) fn session(&mut self, session: &Session) {
        let (what, why) = status_of(session);
        self.note(what, why);
    }

    fn to_json(&self) -> String {
        let events: Vec<String> = self
            .0
            .iter()
            .map(|(at, what, why)| {
                let mut event = Object::new();
                event.text("at", Some(&iso(*at)));
                event.text("what", Some(what));
                if why.is_some() {
                    event.text("why", *why);
                }
                event.end()
            })
            .collect();
        ["[", &events.join(","), "]"].concat()
    }
}

fn status_of(session: &Session) -> (&'static str, Option<&'static str>) {
    match session {
        Session::Loading => ("loading", None),
        Session::Anonymous { reason } => ("anonymous", reason.map(|reason| reason.as_str())),
        Session::Authenticated { .. } => ("authenticated", None),
    }
}

/// A time as in ISO 8601.
fn iso(at: f64) -> String {
    js_sys::Date::new(&at.into()).to_iso_string().into()
}

pub(super) fn bundle(state: &State, diagnosis: &Diagnosis) -> String {
    let mut bundle = Object::new();
    bundle.text("presskey", Some(env!("CARGO_PKG_VERSION")));
    bundle.text("client", Some("rust"));
    bundle.text("made", Some(&iso(page::now())));
    bundle.text("runtime", page::global(&["navigator", "userAgent"]).as_string().as_deref());
    bundle.text("page", page::origin().as_deref());
    bundle.text("place", Some(if page::is_worker() { "worker" } else { "page" }));
    bundle.object("options", options(state));
    bundle.object("session", session(state));
    let trail = state.extras.doctor.trail.borrow().to_json();
    bundle.json("trail", Json::parse(&trail));
    let diagnosis = diagnosis.to_json();
    bundle.json("diagnosis", Json::parse(&diagnosis));
    bundle.end()
}

/// The options by their names; of an app's own description of a plugin no more than that there is one.
fn options(state: &State) -> Object {
    let given = &state.options;
    let plugin = given.plugin_name();
    let is_own = plugin.trim_start().starts_with('{');
    let mut options = Object::new();
    options.text("plugin", Some(if is_own { "custom" } else { plugin }));
    options.text(
        "storage",
        Some(match given.place() {
            Storage::Session => "session",
            Storage::Local => "local",
            Storage::Vault => "vault",
            Storage::Memory => "memory",
        }),
    );
    options.text(
        "refresh",
        Some(match given.refresh {
            Refresh::Auto => "auto",
            Refresh::OnDemand => "on-demand",
            Refresh::Manual => "manual",
        }),
    );
    options.integer("timeout", Some(given.timeout.into()));
    options.text("headerName", Some(&given.header_name));
    options
}

fn session(state: &State) -> Object {
    let session = state.session();
    let (status, reason) = status_of(&session);
    let mut object = Object::new();
    object.text("status", Some(status));
    if reason.is_some() {
        object.text("reason", reason);
    }
    if let Session::Authenticated { expires_at, can_refresh, persisted, .. } = session {
        object.integer("expiresAt", expires_at);
        object.boolean("canRefresh", can_refresh);
        object.boolean("persisted", persisted);
    }
    object
}
