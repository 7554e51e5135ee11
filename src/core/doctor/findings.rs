//! Everything that can be seen of a site, one finding per question.

use alloc::string::String;

use super::{
    cause::Cause,
    checks, cors_checks,
    cure::{self, Patient},
    login_checks,
    observation::Seen,
    words::{Piece, Words},
};
use crate::core::json::{Json, Object};

/// How a check ended. A check without evidence is skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Pass,
    Warn,
    Fail,
    Skip,
}

/// What was found out about one question.
#[derive(Debug)]
pub(super) struct Check {
    pub(super) status: Status,
    pub(super) detail: Words,
    /// What is wrong, for which there may be a fix.
    pub(super) cause: Option<Cause>,
    /// What the fix names: see [`Patient`].
    pub(super) about: String,
}

impl Check {
    pub(super) fn new(status: Status, detail: Words) -> Self {
        Self { status, detail, cause: None, about: String::new() }
    }

    pub(super) fn pass(detail: Words) -> Self {
        Self::new(Status::Pass, detail)
    }

    pub(super) fn skip(detail: Words) -> Self {
        Self::new(Status::Skip, detail)
    }

    /// A failure for a cause, which says itself what it is.
    pub(super) fn fail(cause: Cause) -> Self {
        Self { cause: Some(cause), ..Self::new(Status::Fail, words![cause.message()]) }
    }

    /// For a check that needs the result of an earlier one, which failed or has no result.
    pub(super) fn unseen() -> Self {
        Self::skip(words!["Skipped, because it depends on a check above."])
    }

    pub(super) fn warn(cause: Cause, detail: Words) -> Self {
        Self { cause: Some(cause), ..Self::new(Status::Warn, detail) }
    }

    /// With what the fix is to name.
    pub(super) fn about(mut self, about: &str) -> Self {
        self.about = about.into();
        self
    }

    /// With what was seen.
    pub(super) fn seen(mut self, detail: Words) -> Self {
        self.detail.add(&Piece::Own(" "));
        self.detail.add(&Piece::Words(&detail));
        self
    }
}

/// A question: id, title, and how it is answered.
type Question = (&'static str, &'static str, fn(Seen) -> Check);

/// In the order in which a person reads them: what comes first explains what follows.
const QUESTIONS: &[Question] = &[
    ("reachable", "Connection", checks::reachable),
    ("redirects", "Redirects", checks::redirects),
    ("cors", "CORS: reading responses", cors_checks::reading),
    ("rest", "REST API", checks::rest),
    ("guards", "Security plugins and services", checks::guards),
    ("address", "Site Address", checks::address),
    ("plugin", "Login plugin", login_checks::plugin),
    ("secret", "Secret of the plugin", login_checks::secret),
    ("login", "Login route", login_checks::login),
    ("preflight", "CORS: requests with a token", cors_checks::preflight),
    ("authorization", "Authorization header", login_checks::authorization),
    ("cache", "Caching", checks::cache),
    ("clock", "Clock", checks::clock),
    ("cookies", "Cookies", login_checks::cookies),
];

/// A `Diagnosis` of what was seen, as JSON: see `index.d.ts`.
pub fn diagnose(observations: &str) -> String {
    let mut diagnosis = Object::new();
    let Some(seen) = Seen::parse(observations) else { return diagnosis.end() };
    let mut findings = String::new();
    let mut ok = true;
    for (id, title, question) in QUESTIONS {
        let check = question(seen);
        ok &= check.status != Status::Fail;
        findings.push(if findings.is_empty() { '[' } else { ',' });
        findings.push_str(&finding(seen, id, title, &check));
    }
    diagnosis.text("site", Some(&seen.text("site")));
    diagnosis.text("plugin", seen.plugin().map(|plugin| plugin.id));
    diagnosis.boolean("ok", ok);
    // The writer has no arrays.
    let mut text = diagnosis.end();
    text.pop();
    text.push_str(",\"findings\":");
    text.push_str(&findings);
    text.push_str("]}");
    text
}

fn finding(seen: Seen, id: &str, title: &str, check: &Check) -> String {
    let mut object = Object::new();
    object.text("id", Some(id));
    let status = match check.status {
        Status::Pass => "pass",
        Status::Warn => "warn",
        Status::Fail => "fail",
        Status::Skip => "skip",
    };
    object.text("status", Some(status));
    object.text("title", Some(title));
    object.json("detail", Json::parse(&check.detail.to_json()));
    let about = || check.about.clone();
    let patient = Patient { target: about(), detail: about(), ..Patient::of(seen) };
    let fix = check.cause.and_then(|cause| cure::hint(cause, &patient));
    if let Some(fix) = fix {
        object.json("fix", Json::parse(&fix.to_json()));
    }
    object.end()
}
