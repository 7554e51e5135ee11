//! Looks at everything that can be seen of a site.

use alloc::{borrow::ToOwned, rc::Rc, vec::Vec};

use futures_util::future::join;

use super::{
    super::{
        exchange::{SESSION, search},
        page,
        state::State,
        template::Exchange,
    },
    Diagnosis,
    complete::DUMMY,
    look::{Look, look_at_picture},
    secrets::{known, redact},
    site::Site,
};
use crate::{
    core::{doctor, json::Json, session::Session},
    js::operations::Operation,
};

/// Milliseconds that one probe may take: a person has asked for it.
const PATIENCE: u32 = 8000;

pub(super) async fn diagnose(state: &Rc<State>) -> Diagnosis {
    let before = known(state);
    // What is known of the site, as a login would find it. Why not, the probes tell.
    let _ = search(state, true).await;
    let mut looks = Looks { state, site: Site::of(state) };
    let skew = looks.all().await;
    let seen = looks.site.seen(|seen| seen.integer("skew", skew));
    Diagnosis::of(&doctor::diagnose(&seen), |parts| redact(state, &before, false, parts))
}

struct Looks<'a> {
    state: &'a Rc<State>,
    site: Site,
}

impl Looks<'_> {
    /// Makes a probe, and again if it gets no response: one request that gets lost fails as one does that
    /// the browser or the server refuses. The index between them shows whether the connection was gone.
    async fn is_silent(&mut self, index: &str, name: &'static str, look: Look<'_>) -> bool {
        let is_silent = |looks: &Self| looks.is(name, "failed") || looks.is(name, "late");
        self.probe(name, look.clone()).await;
        if is_silent(self) {
            self.probe("still", Look::at(index)).await;
            self.probe(name, look).await;
        }
        is_silent(self)
    }

    /// Makes a probe and writes it down.
    async fn probe(&mut self, name: &'static str, look: Look<'_>) {
        let probe = look.make(self.state, self.patience()).await;
        self.site.probes.retain(|(known, _)| *known != name);
        self.site.probes.push((name, probe));
    }

    /// Milliseconds that one probe may take: no longer than the app's own calls.
    fn patience(&self) -> u32 {
        match self.state.options.timeout {
            0 => PATIENCE,
            timeout => timeout.min(PATIENCE),
        }
    }

    fn is(&self, name: &str, outcome: &str) -> bool {
        self.site.outcome_of(name) == outcome
    }

    /// All probes; seconds by which the server's clock is ahead.
    async fn all(&mut self) -> Option<f64> {
        let (query, pretty) = (self.site.query.clone(), self.site.pretty.clone());
        let (index, other) = (Look::at(&query), Look::at(&pretty));
        let patience = self.patience();
        let made = join(index.make(self.state, patience), other.make(self.state, patience)).await;
        self.site.probes.extend([("index", made.0), ("pretty", made.1)]);
        if self.is("index", "redirect") {
            self.probe("followed", Look { follow: true, ..Look::at(&query) }).await;
        }
        if self.is("index", "failed") {
            self.probe("direct", Look::hidden(&query)).await;
            let picture = look_at_picture(&self.site.picture, super::look::PATIENCE).await;
            self.site.probes.push(("picture", picture));
            // The connection may have come back meanwhile. A response that the browser hides stays hidden.
            if self.is("direct", "opaque") {
                self.probe("index", Look::at(&query)).await;
            }
        }
        let readable = match () {
            () if self.is("index", "answer") => query,
            () if self.is("pretty", "answer") => pretty,
            () => return None,
        };
        let skew = self.skew();
        // Refusals, of which too many would lock the login.
        let counts = doctor::counts(&self.site.seen(|_| {}));
        let counts = Json::parse(&counts).and_then(|counts| counts.get("counts"));
        let counts = counts.is_some_and(|counts| counts.text() == "true");
        if !counts {
            self.send_headers(&readable).await;
        }
        self.look_at_plugin(&readable, counts).await;
        skew
    }

    /// What a page can learn of preflights: whether calls with these headers come through.
    async fn send_headers(&mut self, index: &str) {
        let token = ("Authorization", DUMMY);
        let typed = ("Content-Type", "application/json");
        let both = Look::at(index).with([token, typed].into());
        if self.is_silent(index, "preflighted", both).await {
            self.probe("typed", Look::at(index).with([typed].into())).await;
            self.probe("others", Look::at(index).with([token].into())).await;
        }
    }

    /// The login plugin's own routes: without credentials, and with the session's token.
    async fn look_at_plugin(&mut self, index: &str, counts: bool) {
        let request = |operation| request_of(self.state, operation);
        let (login, validate) = (request("login"), request("validate"));
        if let Some(login) = login.filter(|login| !counts && login.method == "POST" && !login.auth)
        {
            self.is_silent(index, "login", empty(&login, Vec::new())).await;
        }
        // Only what a bearer token is asked about tells whether the header arrives.
        let Some(validate) = validate.filter(|validate| validate.auth && !validate.sign) else {
            return;
        };
        let name = validate.header.as_deref().unwrap_or(&self.state.options.header_name).to_owned();
        let dummy = ["Bearer ", DUMMY].concat();
        if !counts {
            self.probe("bare", empty(&validate, Vec::new())).await;
            self.probe("header", empty(&validate, [(name.as_str(), dummy.as_str())].into())).await;
        }
        let begun = self.state.begun();
        let Some(header) = self.state.tell(Operation::header, SESSION, "") else { return };
        if self.state.is_over(begun) {
            return;
        }
        let with = || Vec::from([(name.as_str(), header.as_str())]);
        self.probe("validated", empty(&validate, with())).await;
        let me = self.site.route("/wp/v2/users/me");
        // A logout meanwhile, here or in another tab.
        if !self.state.is_over(begun) {
            self.probe("mine", Look::at(&me).with(with())).await;
        }
        if !counts {
            self.probe("nobodys", Look { visitor: true, ..Look::at(&me) }).await;
        }
    }

    /// Seconds by which the server's clock is ahead: by its `Date`, or by the token it issued.
    fn skew(&self) -> Option<f64> {
        let date = self.site.member_of("index", "headers.date").unwrap_or_default();
        let date = js_sys::Date::parse(&date);
        if date.is_finite() {
            let ms = self.site.number_of("index", "ms").unwrap_or_default();
            return Some(((date - page::now() + ms / 2.0) / 1000.0).round());
        }
        let Session::Authenticated { issued_at, .. } = self.state.session() else { return None };
        let claims = self.state.tell(Operation::claims, 0.0, "")?;
        let iat = Json::parse(&claims)?.get("iat")?.number()?;
        Some((iat - issued_at? / 1000.0).round())
    }
}

/// One of the plugin's own requests, without its body, if the plugin is known and has it. A login with
/// credentials that are the token themselves has no route of its own.
fn request_of(state: &State, operation: &str) -> Option<Exchange> {
    let text = state.tell(Operation::request, SESSION, operation)?;
    let request = Json::parse(&text)?;
    let string = |name| request.get(name).and_then(Json::string);
    if string("static").is_some() {
        return None;
    }
    let is = |name| request.get(name).is_some_and(|value| value.text() == "true");
    Some(Exchange {
        auth: is("auth"),
        sign: is("sign"),
        header: string("header"),
        ..Exchange::of(&string("method")?, &string("url")?)
    })
}

/// The same request with nothing of a user's in it.
fn empty<'a>(request: &'a Exchange, mut headers: Vec<(&'a str, &'a str)>) -> Look<'a> {
    let body = (request.method != "GET").then_some("");
    if body.is_some() {
        headers.push(("Content-Type", "application/x-www-form-urlencoded"));
    }
    Look { method: &request.method, body, ..Look::at(&request.url).with(headers) }
}
