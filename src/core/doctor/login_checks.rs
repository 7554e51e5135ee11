//! The checks of the login plugin.

use alloc::string::String;

use super::{
    cause::Cause,
    checks::{index, is_open, number},
    cors,
    cors_checks::{foreign, is_lost, lost, readable},
    findings::{Check, Status},
    observation::{Outcome, Seen, host_of},
    plugin::lists,
};
use crate::core::{
    json::Json,
    text::{cut, find},
};

pub(super) fn plugin(seen: Seen) -> Check {
    let open = is_open(seen);
    match seen.plugin() {
        Some(plugin) if open && !plugin.namespace.is_empty() => {
            let body = index(seen).text("body");
            if Json::parse(&body).is_some_and(|json| lists(json, plugin.namespace)) {
                Check::pass(words![plugin.name, " responds at /", plugin.namespace, "."])
            } else {
                Check::fail(Cause::NoPlugin).seen(words!["There is no /", plugin.namespace, "."])
            }
        }
        Some(plugin) => Check::skip(words![plugin.name, ", not confirmed."]),
        None if open => Check::fail(Cause::NoPlugin),
        None => Check::unseen(),
    }
}

/// What the plugin says to a header that holds no token.
fn told(seen: Seen) -> Option<String> {
    let probe = seen.probe("header");
    probe.is(Outcome::Answer).then(|| probe.wp_code().unwrap_or_default())
}

pub(super) fn secret(seen: Seen) -> Check {
    let validated = seen.probe("validated");
    let codes = [told(seen), seen.probe("login").wp_code(), validated.wp_code()];
    let says = |part: &str| codes.iter().flatten().any(|code| find(code, part).is_some());
    if says("bad_config") || says("secret_missing") || says("configuration_error") {
        return Check::fail(Cause::NoSecret);
    }
    if says("unsupported_algorithm") {
        return Check::fail(Cause::NoSecret)
            .seen(words!["The plugin doesn't support its algorithm."]);
    }
    if says("invalid_token") || validated.status() == 200 {
        return Check::pass(words!["The plugin checks signatures."]);
    }
    if !is_open(seen) {
        return Check::unseen();
    }
    Check::skip(words!["Log in to check this."])
}

/// Whether a login's response can be read: asked for without credentials, it is a refusal.
pub(super) fn login(seen: Seen) -> Check {
    let probe = seen.probe("login");
    if !is_open(seen) || matches!(probe.outcome(), Outcome::Missing | Outcome::Redirect) {
        return Check::unseen();
    }
    if is_lost(seen, "login") {
        return lost();
    }
    let hides_all = |origin: &str| {
        probe.is(Outcome::Answer) && !seen.in_page() && cors::may_read(index(seen), origin).is_err()
    };
    let allowed = match foreign(seen) {
        // The check of anonymous responses reports it.
        Ok(origin) if hides_all(&origin) => return Check::unseen(),
        Ok(origin) => readable(seen, probe, &origin),
        Err(_) if probe.is(Outcome::Answer) => Ok(()),
        Err(_) => Err(Cause::CutOff),
    };
    match allowed {
        // That is no matter of CORS.
        Err(cause @ (Cause::Late | Cause::CutOff)) => Check::fail(cause),
        Err(_) if seen.plugin().is_some_and(|plugin| plugin.dies.is_some()) => {
            Check::fail(Cause::PluginHides)
        }
        Err(Cause::NoAllowOrigin | Cause::AnswersHidden) => Check::fail(Cause::AnswerDied),
        Err(cause) => Check::fail(cause),
        Ok(()) if Json::parse(&probe.text("body")).is_some() => {
            Check::pass(words![if foreign(seen).is_ok() {
                "The login route responds, and the page can read it."
            } else {
                "The login route responds."
            }])
        }
        Ok(()) if probe.text("body").is_empty() => Check::fail(Cause::Empty),
        Ok(()) => {
            let status = number(probe.status().into());
            Check::fail(Cause::Page).seen(words!["Status ", &status, "."])
        }
    }
}

pub(super) fn authorization(seen: Seen) -> Check {
    let validated = seen.probe("validated");
    if validated.is(Outcome::Answer) {
        return match validated.wp_code().unwrap_or_default().as_str() {
            "jwt_auth_no_auth_header" => Check::fail(Cause::Stripped),
            _ if validated.status() == 200 => Check::pass(words!["The plugin accepts the token."]),
            _ if validated.status() == 429 => {
                Check::skip(words!["The site limits requests. Try again later."])
            }
            code => Check::new(
                Status::Warn,
                words!["The plugin does not accept the token: ", &String::from(code), "."],
            ),
        };
    }
    if !is_open(seen) {
        return Check::unseen();
    }
    match (told(seen).as_deref(), seen.probe("bare").wp_code().as_deref()) {
        (Some("jwt_auth_no_auth_header"), _) => Check::fail(Cause::Stripped),
        (Some("jwt_auth_bad_config"), _) => Check::skip(words!["Set the plugin's secret first."]),
        (None, _) | (_, None) => {
            Check::skip(words!["The doctor can't test this header with the site's login plugin."])
        }
        (Some(code), Some(bare)) if code == bare => Check::skip(words![
            "The plugin's response is the same with and without the header. Log in to check this.",
        ]),
        _ => Check::pass(words!["The header reaches the plugin."]),
    }
}

pub(super) fn cookies(seen: Seen) -> Check {
    let Some(plugin) = seen.plugin() else { return Check::unseen() };
    let (origin, site) = (seen.text("origin"), seen.text("site"));
    if !plugin.cookie {
        return Check::pass(words!["This plugin needs no cookies."]);
    }
    if origin.is_empty() {
        return Check::skip(words!["No origin given (--origin)."]);
    }
    if is_same_site(&origin, &site) {
        return Check::pass(words![
            "Browsers send the plugin's cookie: the page and the site have the same domain.",
        ]);
    }
    let (page, site) = (host_of(&origin), host_of(&site));
    Check::warn(
        Cause::CookieStays,
        words![
            "The plugin renews with a cookie, which browsers don't send from ",
            &page,
            " to ",
            &site,
            ".",
        ],
    )
}

/// Whether two origins are same-site, scheme included. Without the list of public suffixes, this
/// compares the last two labels of the names.
fn is_same_site(page: &str, site: &str) -> bool {
    page.starts_with("https:") == site.starts_with("https:") && domain(page) == domain(site)
}

fn domain(url: &str) -> String {
    let host = host_of(url);
    let (name, _port) = cut(&host, ":");
    let numeric = name.bytes().last().is_some_and(|last| last.is_ascii_digit());
    let dots = name.bytes().enumerate().filter(|(_, byte)| *byte == b'.').map(|(at, _)| at);
    let from = dots.rev().nth(1).filter(|_| !numeric).map_or(0, |at| at + 1);
    name.get(from..).unwrap_or_default().into()
}
