//! Where a redirect leads that was not followed, and whose doing it is.
//!
//! An address of another host is never advised. Otherwise a login page in front of the site, for example,
//! could get the next password.

use alloc::string::String;

use super::{
    cause::Cause,
    cure::Patient,
    failure::{Step, need},
    observation::{Outcome, Probe, Seen, host_of, origin_of},
    page::{self, Kind, asks_for_password},
};
use crate::core::text::{concat, cut, find};

/// Why a request was redirected. Where that leads can be read of an anonymous request; a request that
/// is not redirected shows which rule it is.
pub(super) fn redirected(seen: Seen) -> Step {
    let mut patient = Patient::of(seen);
    let (url, location) = (seen.text("failure.url"), seen.text("failure.location"));
    if !location.is_empty() && is_slashed(&url, &location) {
        return Ok((Cause::SlashAdded, patient));
    }
    let followed = need(seen, "followed")?;
    if !followed.is(Outcome::Answer) {
        return unfollowed(seen, followed, patient);
    }
    let address = followed.text("url");
    if let Some(cause) = moved(&mut patient, &address) {
        return Ok((cause, patient));
    }
    // The index responds where it was asked for, so it is this route that is redirected.
    let is_index = page::kind(followed) == Kind::Index;
    if url.is_empty() || !is_index || !address.starts_with(&seen.text("root")) {
        if !is_index && !address.is_empty() {
            patient.target = without_query(&address);
            patient.detail = gate(followed);
            return Ok((Cause::SentToPage, patient));
        }
        return Ok((Cause::Redirected, patient));
    }
    let login = seen.is("failure.login");
    if location.is_empty() {
        let cause = if login { Cause::LoginRedirected } else { Cause::RouteRedirected };
        return Ok((cause, patient));
    }
    // Asked without a password, WordPress itself responds: then it is the login that redirects.
    let hook = login && !leaves(&url, &location) && need(seen, "route")?.is(Outcome::Answer);
    // A query may repeat what was sent.
    patient.target = without_query(&location);
    Ok((if hook { Cause::LoginHook } else { Cause::RouteRedirected }, patient))
}

/// The index was redirected to what cannot be read.
fn unfollowed(seen: Seen, followed: Probe, mut patient: Patient) -> Step {
    if seen.in_page() {
        // The same with or without "www.", which WordPress there says of itself.
        if seen.is("variant") {
            let variant = need(seen, "variant")?;
            if page::kind(variant) == Kind::Index
                && let Some(cause) = moved(&mut patient, &variant.text("url"))
            {
                return Ok((cause, patient));
            }
        }
        let endless = need(seen, "direct")?.is(Outcome::Failed);
        return Ok((if endless { Cause::LeadsNowhere } else { Cause::RedirectHidden }, patient));
    }
    let location = seen.text("failure.location");
    let place = if location.is_empty() {
        need(seen, "index")?.header("location").unwrap_or_default()
    } else {
        location
    };
    let reason = followed.text("error");
    // `fetch` of Node and Deno has no code for too many redirects; Bun's is TooManyRedirects.
    if place.starts_with("http") && (reason.is_empty() || find(&reason, "Redirect").is_some()) {
        patient.target = without_query(&place);
        return Ok((Cause::RedirectLoop, patient));
    }
    match moved(&mut patient, &place) {
        Some(cause) => Ok((cause, patient)),
        None => Ok((Cause::RedirectHidden, patient)),
    }
}

/// What a redirect to another origin means; `None` for one within the site's. The address is named
/// as the site's own only if nothing but "www." or TLS is different.
pub(super) fn moved(patient: &mut Patient, address: &str) -> Option<Cause> {
    let target = origin_of(address);
    if find(&target, "://").is_none() || target == origin_of(&patient.site) {
        return None;
    }
    let same = is_same_site(&patient.site, &target);
    patient.target = target;
    Some(if same { Cause::Redirected } else { Cause::SentElsewhere })
}

/// Whether two addresses are of one site: the same host but for "www.", and no way from https: back
/// to http:.
pub(super) fn is_same_site(site: &str, other: &str) -> bool {
    let name = |url: &str| {
        let host = host_of(url).to_ascii_lowercase();
        String::from(host.strip_prefix("www.").unwrap_or(&host))
    };
    let safe = other.starts_with("https://")
        || other.starts_with("http://") && !site.starts_with("https://");
    safe && !name(other).is_empty() && name(site) == name(other)
}

/// Whether a location, seen from a URL, is of another origin.
fn leaves(url: &str, location: &str) -> bool {
    let absolute = location.starts_with("//") || find(location, "://").is_some();
    absolute && origin_of(location) != origin_of(url)
}

/// What to say of a page that requests are sent to, if it asks for a password.
fn gate(page: Probe) -> String {
    let asks = asks_for_password(&page.text("body").to_ascii_lowercase());
    String::from(if asks { ", which asks for a password" } else { "" })
}

fn without_query(url: &str) -> String {
    cut(cut(url, "?").0, "#").0.into()
}

/// Whether an address is another but for a slash at the end of its path.
fn is_slashed(url: &str, other: &str) -> bool {
    let path = |url: &str| {
        let (path, _) = cut(url, "?");
        String::from(path.strip_prefix(&origin_of(path)).unwrap_or(path))
    };
    !leaves(url, other) && concat(&[&path(url), "/"]) == path(other)
}
