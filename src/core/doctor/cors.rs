//! How a browser reads a response's CORS headers (Fetch standard, sections 3.2 and 4.8). Only the
//! command can see these headers: browsers hide them from pages.

use alloc::string::String;

use super::{
    cause::Cause,
    observation::{Outcome, Probe},
};

pub(super) const AUTHORIZATION: &str = "authorization";

/// Whether a page of `origin` may read a response; presskey sends no cookies.
pub(super) fn may_read(probe: Probe, origin: &str) -> Result<(), Cause> {
    let Some(allowed) = probe.header("access-control-allow-origin") else {
        return Err(Cause::NoAllowOrigin);
    };
    let allowed = allowed.trim();
    if allowed == "*" || allowed == origin {
        Ok(())
    } else if allowed.contains(',') {
        Err(Cause::TwoAllowOrigins)
    } else {
        Err(Cause::OtherAllowOrigin)
    }
}

/// Whether a preflight's response lets a page send a GET or POST request with these headers; else why
/// not, and the header at fault. These methods need no permission.
pub(super) fn lets_pass(
    preflight: Probe,
    origin: &str,
    headers: &[&str],
) -> Result<(), (Cause, String)> {
    let plain = |cause| (cause, String::new());
    match preflight.outcome() {
        Outcome::Redirect => return Err(plain(Cause::PreflightRedirected)),
        Outcome::Answer if (200..300).contains(&preflight.status()) => {}
        _ => return Err(plain(Cause::PreflightRefused)),
    }
    may_read(preflight, origin).map_err(plain)?;
    let allowed = preflight.header("access-control-allow-headers").unwrap_or_default();
    for header in headers {
        // `*` never means Authorization.
        let covered = lists(&allowed, "*") && *header != AUTHORIZATION;
        if !covered && !lists(&allowed, header) {
            return Err((Cause::HeaderNotAllowed, (*header).into()));
        }
    }
    Ok(())
}

fn lists(list: &str, wanted: &str) -> bool {
    list.split(',').any(|each| each.trim().eq_ignore_ascii_case(wanted))
}
