//! Why calls fail, and what to change: what `pkg/features/doctor` is for JavaScript. The rules and their
//! texts are in `core::doctor`; this module makes the requests that they ask for.

mod bundle;
mod complete;
mod diagnose;
mod look;
mod secrets;
mod site;

use alloc::{
    rc::{Rc, Weak},
    string::String,
    vec::Vec,
};
use core::cell::RefCell;

pub(in crate::web) use complete::complete;

use super::{
    Client, Credentials, page,
    state::State,
    transport::{REDIRECTED, UNREACHABLE},
};
use crate::core::json::{Json, Object};

/// What is remembered for errors to come.
#[derive(Default)]
pub(super) struct Doctor {
    seen: RefCell<complete::Seen>,
    secrets: RefCell<secrets::Secrets>,
    trail: RefCell<bundle::Trail>,
    /// What the search for another way was answered after a redirect, as JSON, and in which `epoch`.
    followed: RefCell<Option<(u32, String)>>,
    /// What it could not read last, and when. Some plugins count anonymous requests, and lock the login.
    unread: RefCell<Option<(String, f64)>>,
}

impl Doctor {
    /// Listens to a client's session from now on.
    pub(super) fn watch(state: &Rc<State>) {
        let me: Weak<State> = Rc::downgrade(state);
        state.listen(Rc::new(move |session| {
            let Some(state) = me.upgrade() else { return };
            let doctor = &state.extras.doctor;
            // What the site said before a logout may contain a token.
            doctor.seen.take();
            doctor.followed.take();
            doctor.trail.borrow_mut().session(session);
        }));
    }

    /// Remembers what the search for another way has learnt, so that no probe asks it again. `status` is
    /// that of the request that failed, `epoch` the client's when the search began.
    pub(super) fn searched(&self, epoch: u32, status: u16, answers: &[String], is_over: bool) {
        let Some(first) = answers.first() else { return };
        if status == REDIRECTED {
            self.followed.borrow_mut().get_or_insert_with(|| (epoch, first.clone()));
        }
        let json = Json::parse(first);
        let status = json.and_then(|json| json.get("status")).and_then(Json::number);
        if is_over && status == Some(f64::from(UNREACHABLE)) {
            let url = json.and_then(|json| json.get("url")).and_then(Json::string);
            self.unread.replace(url.map(|url| (url, page::now())));
        }
    }

    pub(super) fn note(&self, code: &str) {
        self.trail.borrow_mut().note(code, None);
    }

    /// Keeps what a login sends out of hints for as long as the result lives: these credentials, and those
    /// that are added.
    pub(super) fn typing(&self, credentials: &Credentials) -> Typing<'_> {
        let number = self.secrets.borrow_mut().begin();
        let typing = Typing(self, number);
        typing.add(credentials);
        typing
    }
}

/// A login that is being sent, by its number.
pub(super) struct Typing<'a>(&'a Doctor, u32);

impl Typing<'_> {
    pub(super) fn add(&self, credentials: &Credentials) {
        self.0.secrets.borrow_mut().add(self.1, credentials);
    }
}

impl Drop for Typing<'_> {
    fn drop(&mut self) {
        self.0.secrets.borrow_mut().forget(self.1);
    }
}

/// How a check of a [`Diagnosis`] ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Nothing is wrong.
    Pass,
    /// Something may become wrong, or is wrong for some apps.
    Warn,
    /// Calls or logins fail because of this.
    Fail,
    /// There is not enough evidence.
    Skip,
}

impl Status {
    const ALL: [(Self, &'static str); 4] =
        [(Self::Pass, "pass"), (Self::Warn, "warn"), (Self::Fail, "fail"), (Self::Skip, "skip")];

    /// Its stable name: `"pass"`, `"warn"`, `"fail"` or `"skip"`.
    pub fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(status, _)| *status == self).map_or("", |(_, name)| name)
    }
}

/// The result of one check of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Its stable name, such as `"cors"` or `"authorization"`.
    pub id: String,
    /// How the check ended.
    pub status: Status,
    /// The question, for a heading.
    pub title: String,
    /// What was seen.
    pub detail: String,
    /// What to change and where, with the exact lines for the server, where that is sure.
    pub fix: Option<String>,
}

/// Everything that a page can see of a site: [`Client::diagnose`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// The site's address.
    pub site: String,
    /// The `PluginId` of the login plugin, if it is known.
    pub plugin: Option<String>,
    /// One for each question, in the order in which to read them.
    pub findings: Vec<Finding>,
    /// Whether no finding fails.
    pub ok: bool,
}

impl Diagnosis {
    /// From what the rules say, as JSON; `redact` takes secrets out of its sentences.
    fn of(text: &str, redact: impl Fn(Json) -> String) -> Self {
        let json = Json::parse(text);
        let member = |name| json.and_then(|json| json.get(name));
        let mut findings = Vec::new();
        if let Some(list) = member("findings") {
            list.each(&mut |_, finding| {
                let text = |name| finding.get(name).and_then(Json::string);
                let sentence = |name| finding.get(name).map(&redact);
                let named = text("status").unwrap_or_default();
                let status = Status::ALL.into_iter().find(|(_, name)| *name == named);
                findings.push(Finding {
                    id: text("id").unwrap_or_default(),
                    status: status.map_or(Status::Skip, |(status, _)| status),
                    title: text("title").unwrap_or_default(),
                    detail: sentence("detail").unwrap_or_default(),
                    fix: sentence("fix"),
                });
                true
            });
        }
        Self {
            site: member("site").and_then(Json::string).unwrap_or_default(),
            plugin: member("plugin").and_then(Json::string),
            ok: member("ok").is_some_and(|ok| ok.text() == "true"),
            findings,
        }
    }

    /// The page doesn't talk to the site.
    fn over_backend(state: &State) -> Self {
        let finding = Finding {
            id: "via".into(),
            status: Status::Fail,
            title: "Can this page reach the site?".into(),
            detail:
                "A backend keeps the session, and only the backend sends requests to WordPress."
                    .into(),
            fix: Some("Run `npx presskey doctor SITE` on your server.".into()),
        };
        let site = state.options.site.clone();
        Self { site, plugin: None, findings: Vec::from([finding]), ok: false }
    }

    /// As JSON, in the form of the npm package's `Diagnosis`.
    pub fn to_json(&self) -> String {
        let findings: Vec<String> = self.findings.iter().map(Finding::to_json).collect();
        let findings = ["[", &findings.join(","), "]"].concat();
        let mut object = Object::new();
        object.text("site", Some(&self.site));
        object.text("plugin", self.plugin.as_deref());
        object.boolean("ok", self.ok);
        object.json("findings", Json::parse(&findings));
        object.end()
    }
}

impl Finding {
    fn to_json(&self) -> String {
        let mut object = Object::new();
        object.text("id", Some(&self.id));
        object.text("status", Some(self.status.as_str()));
        object.text("title", Some(&self.title));
        object.text("detail", Some(&self.detail));
        if self.fix.is_some() {
            object.text("fix", self.fix.as_deref());
        }
        object.end()
    }
}

impl Client {
    /// Looks at everything that can be seen of the site: the REST API, CORS, the login plugin, whether the
    /// token arrives, caches, clocks. It sends ten requests or so, none of which does anything, and never
    /// fails: if the site can't be reached, a finding says why. `npx presskey doctor SITE` sees more,
    /// since CORS hides nothing from it. With [`Options::via`](super::Options::via) the page sees nothing of
    /// the site, and the only finding says so.
    ///
    /// ```no_run
    /// # async fn look(wp: presskey::web::Client) {
    /// use presskey::web::Status;
    ///
    /// for finding in wp.diagnose().await.findings {
    ///     if finding.status == Status::Fail {
    ///         println!("{}: {}", finding.title, finding.fix.unwrap_or(finding.detail));
    ///     }
    /// }
    /// # }
    /// ```
    pub async fn diagnose(&self) -> Diagnosis {
        if self.0.via().is_some() {
            return Diagnosis::over_backend(&self.0);
        }
        // Its failure is not the site's.
        let _ = self.0.loaded().await;
        diagnose::diagnose(&self.0).await
    }

    /// What helps somebody else to find a fault, as JSON for an issue: [`Client::diagnose`], versions,
    /// options, the state of the session and the last twenty things that happened. It contains no token, no
    /// name of a user and no path of the page.
    pub async fn support_bundle(&self) -> String {
        let diagnosis = self.diagnose().await;
        bundle::bundle(&self.0, &diagnosis)
    }
}
