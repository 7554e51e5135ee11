//! The checks of CORS. A page sees by the outcome of a call what others
//! must read off the headers.

use alloc::string::String;

use super::{
    cause::Cause,
    checks::{index, is_open, is_rest, number},
    cors::{self, AUTHORIZATION},
    findings::Check,
    observation::{Outcome, Probe, Seen, is_app},
    plugin::Plugin,
    words::Words,
};

/// The origin that a question on CORS is about; else why it is not asked.
pub(super) fn foreign(seen: Seen) -> Result<String, Check> {
    let origin = seen.text("origin");
    if origin.is_empty() {
        return Err(Check::skip(words!["No origin given (--origin)."]));
    }
    if seen.is_same_origin() {
        return Err(Check::pass(words!["Pages of the site's own origin need no CORS."]));
    }
    Ok(origin)
}

/// Whether pages of `origin` may read a response.
pub(super) fn readable(seen: Seen, probe: Probe, origin: &str) -> Result<(), Cause> {
    match probe.outcome() {
        Outcome::Answer if seen.in_page() => Ok(()),
        Outcome::Answer => cors::may_read(probe, origin),
        Outcome::Late => Err(Cause::Late),
        Outcome::Failed if !seen.in_page() => Err(Cause::CutOff),
        _ => Err(Cause::AnswersHidden),
    }
}

/// Whether a probe got no response twice, and so did the index between them.
pub(super) fn is_lost(seen: Seen, name: &str) -> bool {
    matches!(seen.probe(name).outcome(), Outcome::Failed | Outcome::Late)
        && !seen.probe("still").is(Outcome::Answer)
}

/// The check of a probe that is lost.
pub(super) fn lost() -> Check {
    Check::skip(words!["The connection was lost meanwhile. Run the diagnosis again."])
}

fn allowed(probe: Probe) -> Words {
    let value = probe.header("access-control-allow-origin");
    value.map_or(Words::default(), |value| words!["Access-Control-Allow-Origin: ", &value])
}

pub(super) fn reading(seen: Seen) -> Check {
    let probe = index(seen);
    let hidden = probe.is(Outcome::Failed) && seen.probe("direct").is(Outcome::Opaque);
    if !probe.is(Outcome::Answer) && !hidden {
        return Check::unseen();
    }
    let origin = match foreign(seen) {
        Ok(origin) => origin,
        Err(check) => return check,
    };
    // Another's page lacks WordPress's headers, too. What it is, the check of the REST API says.
    if !seen.in_page() && !is_rest(probe) {
        return Check::skip(words![
            "The response is not from the REST API, as the check below says."
        ]);
    }
    match readable(seen, probe, &origin) {
        Ok(()) => Check::pass(words!["Pages of ", &origin, " can read anonymous responses."]),
        Err(_) if Plugin::closing(&probe.error()).is_some_and(|plugin| plugin.dies.is_some()) => {
            Check::fail(Cause::PluginHides)
        }
        // WordPress responds, with an empty header.
        Err(_) if is_app(&origin) => Check::fail(Cause::AppOrigin).seen(words![&allowed(probe)]),
        Err(Cause::AnswersHidden) if !seen.probe("picture").is(Outcome::Answer) => {
            Check::fail(Cause::SomethingHidden)
        }
        Err(cause) => Check::fail(cause).seen(words![&allowed(probe)]),
    }
}

pub(super) fn preflight(seen: Seen) -> Check {
    if !is_open(seen) {
        return Check::unseen();
    }
    match foreign(seen) {
        Ok(origin) if seen.in_page() => by_outcome(seen, &origin),
        // What keeps even a visitor's response is said above.
        Ok(origin) if cors::may_read(index(seen), &origin).is_err() => Check::unseen(),
        Ok(origin) => by_headers(seen, &origin),
        Err(check) => check,
    }
}

fn by_outcome(seen: Seen, origin: &String) -> Check {
    let passes = |name| seen.probe(name).is(Outcome::Answer);
    match seen.probe("preflighted").outcome() {
        _ if is_lost(seen, "preflighted") => lost(),
        Outcome::Answer => {
            Check::pass(words!["Pages of ", origin, " can read and write with a token."])
        }
        Outcome::Failed if passes("typed") => {
            Check::fail(Cause::HeaderNotAllowed).about("Authorization")
        }
        Outcome::Failed if passes("others") => {
            Check::fail(Cause::HeaderNotAllowed).about("Content-Type")
        }
        Outcome::Failed => Check::fail(Cause::PreflightRefused),
        _ => Check::unseen(),
    }
}

fn by_headers(seen: Seen, origin: &String) -> Check {
    for (name, method, headers, real) in [
        ("preflightGet", "GET", &[AUTHORIZATION][..], "me"),
        ("preflightPost", "POST", &[AUTHORIZATION, "content-type"][..], "write"),
    ] {
        let preflight = seen.probe(name);
        if preflight.is(Outcome::Missing) {
            return Check::unseen();
        }
        if is_lost(seen, name) {
            return lost();
        }
        if let Err((cause, about)) = cors::lets_pass(preflight, origin, headers) {
            let status = number(preflight.status().into());
            return Check::fail(cause)
                .seen(words![
                    "OPTIONS for ",
                    method,
                    ": status ",
                    &status,
                    ". ",
                    &allowed(preflight)
                ])
                .about(&about);
        }
        let answer = seen.probe(real);
        if answer.is(Outcome::Answer)
            && let Err(cause) = cors::may_read(answer, origin)
        {
            return Check::fail(cause).seen(words!["Response to ", method, ". ", &allowed(answer)]);
        }
    }
    Check::pass(words!["Pages of ", origin, " can read and write with a token."])
}
