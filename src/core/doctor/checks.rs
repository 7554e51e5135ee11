//! The checks of the site itself.
//!
//! Of one fault one finding fails: what rests on it is skipped.

use alloc::string::String;

use super::{
    cached,
    cause::Cause,
    cure::Patient,
    failure::of_network,
    findings::{Check, Status},
    observation::{Outcome, Probe, Seen, origin_of},
    page::{self, Kind},
    plugin::lists,
    redirect::moved,
};
use crate::core::{
    json::{Json, integer},
    text::{concat, cut},
};

/// Seconds by which clocks may differ before it is worth a word.
const CLOCK_TOLERANCE: f64 = 120.0;

pub(super) fn number(value: f64) -> String {
    let mut text = String::new();
    integer(&mut text, value);
    text
}

/// Whether a response is the REST API's own.
pub(super) fn is_rest(probe: Probe) -> bool {
    probe.is(Outcome::Answer)
        && matches!(
            page::kind(probe),
            Kind::Index | Kind::Closed | Kind::Wrong(Cause::Notices | Cause::Trailing)
        )
}

/// The response of the index that tells most, by any of its addresses.
pub(super) fn index(seen: Seen) -> Probe {
    let (index, pretty) = (seen.probe("index"), seen.probe("pretty"));
    if is_rest(index) || !is_rest(pretty) { index } else { pretty }
}

/// Whether visitors can read the index: what the finer questions rest on.
pub(super) fn is_open(seen: Seen) -> bool {
    index(seen).is(Outcome::Answer) && page::kind(index(seen)) == Kind::Index
}

pub(super) fn reachable(seen: Seen) -> Check {
    let (index, site) = (seen.probe("index"), seen.text("site"));
    let plain = site.starts_with("http:") && !seen.is("loopback");
    // Browsers can be wrong about it.
    if seen.is("offline") && !matches!(index.outcome(), Outcome::Answer | Outcome::Redirect) {
        return Check::fail(Cause::Offline);
    }
    if plain && seen.text("origin").starts_with("https:") && seen.in_page() {
        return Check::fail(Cause::MixedContent);
    }
    let ms = number(index.number("ms").unwrap_or_default());
    match index.outcome() {
        Outcome::Answer | Outcome::Redirect if plain => {
            Check::warn(Cause::Insecure, words![&site, " responds without TLS."])
        }
        Outcome::Answer | Outcome::Redirect => {
            Check::pass(words![&site, " responds in ", &ms, " ms."])
        }
        Outcome::Blocked => Check::fail(Cause::PageForbids),
        Outcome::Late => Check::fail(Cause::Late),
        _ if seen.probe("direct").is(Outcome::Opaque) => {
            Check::pass(words!["A server responds at ", &site, "."])
        }
        _ => Check::fail(of_network(&index.text("error"))).seen(words![&index.text("error")]),
    }
}

pub(super) fn redirects(seen: Seen) -> Check {
    let found = ["index", "pretty", "login"]
        .into_iter()
        .find(|name| seen.probe(name).is(Outcome::Redirect));
    let Some(name) = found else {
        let answered = seen.probe("index").is(Outcome::Answer);
        return if answered { Check::pass(words!["No redirects."]) } else { Check::unseen() };
    };
    let place = seen.probe(name).header("location").unwrap_or_default();
    let place = if place.is_empty() { seen.probe("followed").text("url") } else { place };
    let mut patient = Patient::of(seen);
    let moved = moved(&mut patient, &place);
    // `rest()` tells which of its addresses works. A page of the site, such as its login, is no
    // address for a client.
    if name == "index" && !place.is_empty() && moved.is_none() && is_rest(seen.probe("pretty")) {
        let shown = String::from(cut(&place, "?").0);
        return Check::pass(words!["Only `?rest_route=` is redirected, to ", &shown, "."]);
    }
    let check = Check::fail(moved.unwrap_or(Cause::RedirectHidden)).about(&patient.target);
    if place.is_empty() {
        return check;
    }
    check.seen(words!["The redirect leads to ", &String::from(cut(&place, "?").0), "."])
}

pub(super) fn rest(seen: Seen) -> Check {
    let (first, pretty) = (seen.probe("index"), seen.probe("pretty"));
    let root = seen.text("root");
    if !is_rest(first) && is_rest(pretty) {
        return Check::warn(Cause::Permalinks, words![Cause::Permalinks.message()]);
    }
    if !first.is(Outcome::Answer) {
        return Check::unseen();
    }
    let status = number(first.status().into());
    match page::kind(first) {
        Kind::Closed if seen.plugin().is_some_and(|plugin| !plugin.closes.is_empty()) => {
            Check::pass(words![
                "The REST API responds at ",
                &root,
                ". The login plugin closes its index to visitors. A login doesn't need it.",
            ])
        }
        Kind::Closed => Check::fail(Cause::Closed).seen(words![
            "The plugin or snippet that closes it sends the code ",
            &first.wp_code().unwrap_or_default(),
            ". Search the site's plugins and theme for this code.",
        ]),
        Kind::Wrong(cause) => Check::fail(cause).seen(words!["Status ", &status, "."]),
        Kind::Json => Check::fail(Cause::NotWordPress),
        Kind::Index if loses_query(first, pretty) => Check::fail(Cause::QueryLost),
        // The root that the app was given.
        Kind::Index if !is_rest(pretty) && root == concat(&[&seen.text("site"), "/wp-json"]) => {
            Check::fail(Cause::PlainRoot)
        }
        Kind::Index if pretty.is(Outcome::Answer) && !is_rest(pretty) => Check {
            cause: Some(Cause::PlainPermalinks),
            ..Check::pass(words!["The REST API responds at ", &root, ", but not at /wp-json/."])
        },
        Kind::Index => Check::pass(words!["The REST API responds at ", &root, "."]),
    }
}

/// Whether the pretty address returns more than was requested: `_fields` did not arrive there.
fn loses_query(plain: Probe, pretty: Probe) -> bool {
    let has_routes = |probe: Probe| {
        Json::parse(&probe.text("body")).is_some_and(|json| json.get("routes").is_some())
    };
    is_rest(pretty) && has_routes(pretty) && !has_routes(plain)
}

/// Marks of services in front of WordPress, in REST indexes and headers.
const GUARDS: &[(&str, &str)] = &[
    ("wordfence/v1", "Wordfence"),
    ("ithemes-security/rpc", "Solid Security"),
    ("secupress/v1", "SecuPress"),
    ("cloudflare", "Cloudflare"),
    ("Sucuri/Cloudproxy", "Sucuri"),
];

pub(super) fn guards(seen: Seen) -> Check {
    if !is_open(seen) {
        return Check::unseen();
    }
    let body = index(seen).text("body");
    let server = index(seen).header("server").unwrap_or_default();
    let json = Json::parse(&body);
    let found = GUARDS
        .iter()
        .find(|(mark, _)| *mark == server || json.is_some_and(|json| lists(json, mark)));
    match found {
        Some((_, name)) => Check::warn(
            Cause::Guarded,
            words![
                *name,
                " filters requests. It allows the REST API, but may refuse repeated logins."
            ],
        ),
        None => Check::pass(words!["None found."]),
    }
}

pub(super) fn address(seen: Seen) -> Check {
    let body = index(seen).text("body");
    let told = |name| Json::parse(&body).and_then(|json| json.get(name)?.string());
    let Some(home) = told("home").filter(|_| is_open(seen)) else { return Check::unseen() };
    let bare = |address: &str| String::from(address.trim_end_matches('/'));
    if bare(&home) == bare(&seen.text("site")) {
        return Check::pass(words!["The Site Address is ", &home, "."]);
    }
    // WordPress is here, and its Site Address is the frontend's: that has no REST API.
    let own = origin_of(&seen.text("site"));
    if told("url").is_some_and(|url| origin_of(&url) == own) && origin_of(&home) != own {
        return Check::pass(words![
            "WordPress is at this address. Its Site Address (",
            &home,
            ") is another server, usually the frontend. Tokens name it as their issuer.",
        ]);
    }
    Check::warn(
        Cause::OtherIssuer,
        words![
            "The Site Address is ",
            &home,
            ". Tokens are issued for that address, and some plugins refuse them at another one.",
        ],
    )
    .about(&home)
}

pub(super) fn cache(seen: Seen) -> Check {
    if !is_open(seen) {
        return Check::unseen();
    }
    let (mine, nobodys) = (seen.probe("mine"), seen.probe("nobodys"));
    if nobodys.status() == 200 {
        return Check::fail(Cause::Cached)
            .seen(words!["A request without a token got the user's response."]);
    }
    if mine.status() == 401 && seen.probe("validated").status() == 200 {
        return Check::warn(
            Cause::NotHonoured,
            words![
                "The plugin accepts the token, but WordPress treats requests with it as anonymous."
            ],
        );
    }
    let me = if mine.is(Outcome::Answer) { mine } else { seen.probe("me") };
    match cached::served(me.headers()) {
        Some(header) => Check::fail(Cause::Cached).seen(words![&header]),
        None if me.is(Outcome::Answer) => Check::pass(words![
            "The response to a request with an Authorization header did not come from a cache.",
        ]),
        None => Check::skip(words!["Log in to check this."]),
    }
}

pub(super) fn clock(seen: Seen) -> Check {
    // Seconds by which the server's clock is ahead.
    let Some(ahead) = seen.number("skew") else {
        if !index(seen).is(Outcome::Answer) {
            return Check::unseen();
        }
        return Check::skip(words!["Log in to check this."]);
    };
    if ahead.abs() < 1.0 {
        return Check::pass(words!["The server's clock is right."]);
    }
    let seconds = number(ahead.abs());
    let way = if ahead < 0.0 { " s behind." } else { " s ahead." };
    let detail = words!["The server's clock is ", &seconds, way];
    if ahead.abs() < CLOCK_TOLERANCE {
        return Check::new(Status::Pass, detail);
    }
    Check::warn(Cause::ClockOff, detail).seen(words![
        "presskey corrects it. Other software may see tokens as expired or not yet valid."
    ])
}
