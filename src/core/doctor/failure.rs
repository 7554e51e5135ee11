//! Why one call failed, after as few probes as can tell.

use alloc::string::String;

use super::{
    cached,
    cause::Cause,
    checks::number,
    cure::{self, Patient},
    observation::{Outcome, Seen, is_app, origin_of},
    page::{self, Kind},
    plugin::lists,
    redirect::{self, redirected},
};
use crate::core::{
    error::Code,
    evidence::{Context, Source, is_core, is_guard, is_success, is_words, is_wp_error, source},
    json::{Json, Object},
    server::Answer,
    site::is_private,
    text::{concat, find},
};

/// Characters of a header from which web servers refuse it: nginx and Apache take 8 kB, some less.
const LONG_HEADER: f64 = 3500.0;

/// Probes that a failed call may cost.
const MOST: usize = 6;

/// Headers that WordPress lets pages send (`rest_allowed_cors_headers`, since 5.5).
const ALLOWED: &str = "authorization content-type x-wp-nonce content-disposition content-md5";

/// A cause, or the probe that must be made to find it.
pub(super) type Step = Result<(Cause, Patient), &'static str>;

/// Says why a call failed: `{ code, message, hint }` as JSON, each where it is to replace what the
/// error has; or `{ probe }`, the name of what to find out before.
pub fn explain(observations: &str) -> String {
    let mut object = Object::new();
    if let Some(seen) = Seen::parse(observations) {
        match step(seen) {
            Err(probe) => object.text("probe", Some(probe)),
            Ok(None) => {}
            Ok(Some((cause, patient))) => {
                let code = seen.text("failure.code");
                // That the token could not be renewed says what becomes of the call.
                // A response without a body has the code that its status tells.
                let kept = code == Code::HttpError.as_str() && seen.text("failure.hint") == "page";
                let other = !kept && !cause.code().is_empty() && code != cause.code();
                if other && code != Code::RefreshFailed.as_str() {
                    object.text("code", Some(cause.code()));
                    object.text("message", Some(cause.message()));
                }
                if let Some(hint) = cure::hint(cause, &patient) {
                    object.json("hint", Json::parse(&hint.to_json()));
                }
            }
        }
    }
    object.end()
}

fn step(seen: Seen) -> Result<Option<(Cause, Patient)>, &'static str> {
    let patient = Patient::of(seen);
    match seen.text("failure.hint").as_str() {
        "redirected" if is_elsewhere(seen) => Ok(None),
        "redirected" => redirected(seen).map(Some),
        "not_honoured" => token(seen).map(Some),
        "ignored" => ignored(seen).map(Some),
        // It has no body in any case.
        "page" if seen.text("failure.method") == "HEAD" => Ok(None),
        "page" => page(seen).map(Some),
        "foreign" => foreign(seen).map(|cause| Some((cause, patient))),
        "me_refused" | "refused" if is_of_other_plugin(seen) => {
            let detail = seen.text("failure.wpCode");
            Ok(Some((Cause::OtherPlugin, Patient { detail, ..patient })))
        }
        "plugin_missing" => missing(seen).map(|cause| Some((cause, patient))),
        "refused" | "login_closed" | "login_died" => {
            refused(seen).map(|cause| cause.map(|cause| (cause, patient)))
        }
        key => match Cause::by_key(key) {
            Some(cause) => Ok(Some((cause, patient))),
            None if seen.text("failure.code") == "unreachable" => opaque(seen).map(Some),
            None => Ok(None),
        },
    }
}

/// Whether another server than the site's was asked, of which nothing is known.
fn is_elsewhere(seen: Seen) -> bool {
    seen.is("failure.elsewhere") && !seen.text("failure.url").is_empty()
}

/// A probe that is needed to tell; one that may not be made any more is missing.
pub(super) fn need<'a>(
    seen: Seen<'a>,
    name: &'static str,
) -> Result<super::observation::Probe<'a>, &'static str> {
    let probe = seen.probe(name);
    // Where the server counts failures against the visitor, one must do, or two of the index.
    let most = match seen.plugin() {
        Some(plugin) if plugin.counts => 1 + usize::from(name == "direct"),
        _ => MOST,
    };
    if !probe.exists() && !seen.is("spent") && seen.probes() < most {
        return Err(name);
    }
    Ok(probe)
}

/// Whether a request fails again that has failed once. One that got lost on the way fails as one does whose
/// response the browser hides.
fn fails_again(seen: Seen, name: &'static str) -> Result<bool, &'static str> {
    Ok(need(seen, name)?.is(Outcome::Failed))
}

/// The same, while the index can still be read: else the connection was gone for a while.
fn fails_alone(seen: Seen, name: &'static str) -> Result<bool, &'static str> {
    Ok(fails_again(seen, name)? && need(seen, "indexAgain")?.is(Outcome::Answer))
}

/// Words for credentials that are no login's, in codes and messages.
const CREDENTIALS: &[&str] =
    &["consumer", "api key", "api_key", "apikey", "oauth", "signature", "license"];

/// Whether another plugin for tokens refuses the header of a login that is none of its own.
fn is_of_other_plugin(seen: Seen) -> bool {
    seen.text("failure.wpCode").starts_with("jwt_auth_")
        && seen.plugin().is_some_and(|plugin| plugin.off.is_some() || plugin.id == "basic-auth")
}

/// A 401 although a token was sent.
fn token(seen: Seen) -> Step {
    let mut patient = Patient::of(seen);
    let said = [seen.text("failure.wpCode"), seen.text("failure.serverMessage")];
    let wants = |text: &String| {
        let text = text.to_ascii_lowercase();
        CREDENTIALS.iter().any(|word| find(&text, word).is_some())
    };
    if said.iter().any(wants) {
        return Ok((Cause::OtherCredentials, patient));
    }
    if let Some(header) = cached::served(seen.cache_headers()) {
        patient.detail = header;
        return Ok((Cause::FromCache, patient));
    }
    if need(seen, "validate")?.text("code") == Cause::Stripped.code() {
        return Ok((Cause::Stripped, patient));
    }
    // Its plugin has a setting for that.
    if seen.plugin().is_some_and(|plugin| plugin.everywhere.is_some()) {
        return Ok((Cause::NotHonoured, patient));
    }
    let reads = is_read(seen);
    let me = need(seen, "me")?;
    let cause = match me.status() {
        // Or a cache kept what a visitor got: the call itself is not sent again to find out.
        200 if reads => Cause::RouteRefusesRead,
        200 => Cause::RouteRefuses,
        401 => {
            // With `?rest_route=` in use, permalinks may be plain.
            let plain = find(&seen.text("root"), "rest_route").is_some();
            patient.detail = String::from(match (reads, plain) {
                (false, true) => "plain",
                (false, false) => "",
                (true, true) => "plain read",
                (true, false) => "read",
            });
            Cause::NotHonouredAnywhere
        }
        _ => Cause::NotHonoured,
    };
    Ok((cause, patient))
}

/// Credentials that did not count. The index tells whether those of WordPress itself can.
fn ignored(seen: Seen) -> Step {
    if seen.plugin().is_some_and(|plugin| plugin.off.is_some()) {
        need(seen, "index")?;
    }
    let patient = Patient::of(seen);
    let off = patient.passwords == Some(false) && patient.plugin.is_some_and(|it| it.off.is_some());
    Ok((if off { Cause::NoPasswords } else { Cause::Ignored }, patient))
}

/// A response that is not JSON.
fn page(seen: Seen) -> Step {
    let (answer, mut patient) = (seen.answer(), Patient::of(seen));
    let (body, method) = (answer.text("body"), answer.text("method"));
    let lower = body.to_ascii_lowercase();
    let weight = answer.number("weight").unwrap_or_default();
    let of_headers =
        ["header", "cookie", "too large"].iter().any(|word| find(&lower, word).is_some());
    let cause = match answer.status() {
        413 => {
            patient.detail = answer.number("size").map(megabytes).unwrap_or_default();
            Cause::TooLarge
        }
        414 => {
            let length = seen.text("failure.url").len();
            patient.detail = if length > 0 { number(length as f64) } else { String::new() };
            Cause::UrlTooLong
        }
        400 | 431 | 494 if weight > LONG_HEADER && (of_headers || weight > 2.0 * LONG_HEADER) => {
            patient.detail = number(weight);
            Cause::TokenTooLarge
        }
        status if status >= 400 && body.is_empty() => match page::page(answer, &body) {
            cause @ (Cause::Firewall | Cause::Gateway) => cause,
            _ => Cause::NoBody,
        },
        405 | 501 if matches!(method.as_str(), "PUT" | "PATCH" | "DELETE") => {
            patient.detail = method;
            Cause::MethodBlocked
        }
        // The session's own requests, which name no method here, are POST.
        403 | 405 | 501
            if matches!(method.as_str(), "POST" | "")
                && names_method(&lower)
                && is_open(need(seen, "index")?) =>
        {
            patient.detail = "POST".into();
            Cause::MethodBlocked
        }
        403 if matches!(method.as_str(), "PUT" | "PATCH" | "DELETE") => {
            // Sends the method alone to the index: the server may refuse a header or the body instead.
            // WordPress responds that there is no such route.
            let probe = need(seen, "methodOnly")?;
            patient.detail = method;
            match probe.outcome() {
                Outcome::Answer if by_wordpress(probe) => other_page(seen, &body, &mut patient)?,
                Outcome::Answer if probe.status() == answer.status() && !is_json(probe) => {
                    Cause::MethodBlocked
                }
                _ => Cause::MethodOrFirewall,
            }
        }
        status => match cached::served(seen.cache_headers()) {
            Some(header) if status >= 400 && page::page(answer, &body) == Cause::Page => {
                patient.detail = header;
                Cause::FromCache
            }
            _ => other_page(seen, &body, &mut patient)?,
        },
    };
    // An empty response has a hint of its own: here the body is unknown.
    let cause = match cause {
        Cause::Page | Cause::Empty if !is_html(&lower) => Cause::OtherFormat,
        Cause::Notices if !is_of_php(&lower) => Cause::Printed,
        Cause::Crashed | Cause::Fatal => {
            patient.detail = limit(&lower).into();
            cause
        }
        cause => cause,
    };
    Ok((cause, patient))
}

/// Whether a text has the form of PHP's messages, the same in every language: a label in bold with
/// a colon, or a file and a line. A log or a filter may have shortened it to either.
fn is_of_php(text: &str) -> bool {
    ["</b>:", " on line "].iter().any(|part| find(text, part).is_some())
}

/// Which of PHP's limits ended it, by PHP's own messages, which nobody translates.
fn limit(page: &str) -> &'static str {
    let says = |words: &str| find(page, words).is_some();
    match () {
        () if says("allowed memory size") || says("out of memory") => "memory",
        () if says("maximum execution time") => "time",
        () => "",
    }
}

/// A page that neither sizes nor the method explain.
fn other_page(seen: Seen, body: &str, patient: &mut Patient) -> Result<Cause, &'static str> {
    Ok(match page::page(seen.answer(), body) {
        Cause::RateLimited => Cause::Page,
        // A password of the web server stands before every route, also the index.
        Cause::Gate if is_open(need(seen, "index")?) => refusal(seen, patient)?,
        Cause::Page => refusal(seen, patient)?,
        Cause::NotWordPress if leads_to_password(seen, body)? => Cause::PasswordPage,
        // That there is no WordPress at all is for its index to say.
        Cause::NotWordPress if seen.text("failure.code") != Cause::NotWordPress.code() => {
            if is_session(seen) && is_nowhere(seen)? {
                Cause::NotWordPress
            } else {
                Cause::Page
            }
        }
        cause => cause,
    })
}

/// Whether it was a request of the session's own, such as a login. Those name no method here.
fn is_session(seen: Seen) -> bool {
    seen.text("failure.method").is_empty()
}

/// Whether the site has a page in place of its index at both addresses, and one of them does not
/// exist. A firewall or a bot test, which can have any words, is the same at both.
fn is_nowhere(seen: Seen) -> Result<bool, &'static str> {
    let is_page = |probe| page::kind(probe) == Kind::Wrong(Cause::NotWordPress);
    let index = need(seen, "index")?;
    if !is_page(index) {
        return Ok(false);
    }
    let other = need(seen, "other")?;
    Ok(is_page(other) && [index, other].iter().any(|probe| probe.status() == 404))
}

/// Whether a page in place of the index asks for a password, and the index is redirected to it.
fn leads_to_password(seen: Seen, body: &str) -> Result<bool, &'static str> {
    Ok(page::asks_for_password(&body.to_ascii_lowercase())
        && seen.text("failure.code") == Cause::NotWordPress.code()
        && need(seen, "index")?.is(Outcome::Redirect))
}

/// Whether a page, in lower case, says that it refuses the method.
fn names_method(page: &str) -> bool {
    ["http method", "request method", "http verb", "method not allowed", "method is not allowed"]
        .iter()
        .any(|words| find(page, words).is_some())
}

/// A page with a status of an error, which says no more. The index shows whom it concerns.
fn refusal(seen: Seen, patient: &mut Patient) -> Result<Cause, &'static str> {
    let status = seen.answer().status();
    if status < 400 {
        return Ok(Cause::Page);
    }
    let index = need(seen, "index")?;
    let open = is_open(index);
    let same = index.is(Outcome::Answer) && index.status() == status && !is_json(index);
    patient.detail = number(status.into());
    if status >= 500 {
        patient.target = String::from(match (open, same) {
            (true, _) => "The REST API's index responds, so only this request fails. ",
            (_, true) => {
                "The REST API's index fails in the same way, so it concerns the whole site. "
            }
            _ => "",
        });
        return Ok(Cause::ServerFails);
    }
    // WordPress refuses a visitor with the same status, as JSON: if that arrives, this page is not in
    // place of it.
    Ok(match status {
        _ if same => Cause::SiteRefuses,
        _ if !open => Cause::Page,
        _ if is_session(seen) && seen.plugin().is_some_and(|plugin| plugin.beside.is_some()) => {
            Cause::BesideRefused
        }
        401 | 403 => {
            let probe = need(seen, "refusal")?;
            match probe.is(Outcome::Answer) && probe.status() == status {
                true if by_wordpress(probe) => Cause::RequestRefused,
                true if !is_json(probe) => Cause::ErrorPage,
                _ => Cause::Page,
            }
        }
        _ => Cause::RequestRefused,
    })
}

fn is_json(probe: super::observation::Probe) -> bool {
    Json::parse(&probe.text("body")).is_some()
}

/// Whether a response is an error in WordPress's own form.
fn by_wordpress(probe: super::observation::Probe) -> bool {
    Json::parse(&probe.text("body")).is_some_and(is_wp_error)
}

/// Whether WordPress serves its index.
fn is_open(index: super::observation::Probe) -> bool {
    index.is(Outcome::Answer) && matches!(page::kind(index), Kind::Index | Kind::Closed)
}

/// Whether a body in lower case is a web page, or has one behind PHP's messages.
fn is_html(body: &str) -> bool {
    let start =
        body.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '\u{feff}');
    start.starts_with('<') || ["<html", "<body"].iter().any(|tag| find(body, tag).is_some())
}

/// Bytes in megabytes, for a person.
fn megabytes(bytes: f64) -> String {
    let tenths = number((bytes / 104_857.6).max(1.0));
    let (whole, rest) = tenths.split_at(tenths.len().saturating_sub(1));
    concat(&[if whole.is_empty() { "0" } else { whole }, ".", rest])
}

/// JSON that is not in WordPress's form.
fn foreign(seen: Seen) -> Result<Cause, &'static str> {
    let answer = seen.answer();
    if is_success(answer.status()) && seen.text("failure.code") == "malformed_response" {
        if is_guard(&answer.text("body")) {
            return Ok(Cause::Firewall);
        }
        let index = need(seen, "index")?;
        let body = index.text("body");
        return Ok(match page::kind(index) {
            Kind::Wrong(Cause::Firewall) => Cause::Firewall,
            // Data of another kind than the index, which every WordPress has.
            Kind::Json if !is_words(&body) => Cause::NotWordPress,
            _ => Cause::Foreign,
        });
    }
    if answer.status() >= 400 && is_data(&answer.text("body")) {
        return Ok(Cause::DataWithError);
    }
    let source = match author(seen, None) {
        Source::Unclear => {
            let index = need(seen, "index")?;
            let body = index.text("body");
            let index = Answer { status: index.status(), body: &body, retry_after: None };
            author(seen, Some(index).filter(|index| index.status > 0))
        }
        sure => sure,
    };
    Ok(match source {
        Source::Another if answer.status() >= 400 => Cause::FirewallRefuses,
        Source::Another => Cause::Firewall,
        _ => Cause::Foreign,
    })
}

/// Whether JSON describes one thing or a list of them, and says nothing of an error.
fn is_data(body: &str) -> bool {
    let Some(json) = Json::parse(body) else { return false };
    let first = json.get("0").unwrap_or(json);
    let has = |name: &&str| first.get(name).is_some();
    ["id", "slug", "_links", "namespaces"].iter().any(has)
        && !["error", "errors", "message", "code"].iter().any(has)
}

/// Who wrote the response of the call, by the rules for 2xx responses.
fn author(seen: Seen, index: Option<Answer>) -> Source {
    let (answer, url) = (seen.answer(), seen.text("failure.url"));
    let body = answer.text("body");
    let context = Context { marked: false, core: is_core(&url), index };
    source(Answer { status: answer.status(), body: &body, retry_after: None }, context)
}

/// No route for the login. Where the index names the plugin, something else took the route away.
fn missing(seen: Seen) -> Result<Cause, &'static str> {
    let Some(plugin) = seen.plugin().filter(|plugin| !plugin.namespace.is_empty()) else {
        return Ok(Cause::NoPlugin);
    };
    let body = need(seen, "index")?.text("body");
    let named = Json::parse(&body).is_some_and(|index| lists(index, plugin.namespace));
    Ok(if named { Cause::NoRoute } else { Cause::NoPlugin })
}

/// WordPress refused a visitor: everything, or this alone?
fn refused(seen: Seen) -> Result<Option<Cause>, &'static str> {
    let index = need(seen, "index")?;
    if !index.is(Outcome::Answer) {
        return Ok(None);
    }
    let code = seen.text("failure.code");
    let login = match seen.text("failure.hint").as_str() {
        "login_closed" => {
            [Cause::Closed, Cause::LoginRefused].iter().any(|cause| cause.code() == code)
        }
        hint => hint == "login_died",
    };
    Ok(match page::kind(index) {
        Kind::Closed => Some(Cause::Closed),
        Kind::Index if login => Some(Cause::LoginRefused),
        Kind::Wrong(Cause::Died) => Some(Cause::Died),
        _ => None,
    })
}

/// No response, and the browser does not say why.
fn opaque(seen: Seen) -> Step {
    let mut patient = Patient::of(seen);
    let is_elsewhere = is_elsewhere(seen);
    if is_elsewhere {
        // The site is not the one that does not respond.
        patient.site = origin_of(&seen.text("failure.url"));
        patient.target.clone_from(&patient.site);
    }
    let cause = match seen.text("failure.network").as_str() {
        _ if seen.is("offline") => Cause::Offline,
        "" if seen.in_page() => {
            if seen.text("origin").starts_with("https:")
                && seen.text("failure.url").starts_with("http:")
                && !seen.is("failure.loopback")
            {
                Cause::MixedContent
            } else if is_elsewhere {
                elsewhere(seen)?
            } else {
                return of_site(seen);
            }
        }
        "" if is_elsewhere => Cause::NoAnswer,
        // Where runtimes have no word for it, the redirects may never end.
        "" if need(seen, "index")?.is(Outcome::Redirect) => return redirected(seen),
        network => of_network(network),
    };
    Ok((cause, patient))
}

/// What Node and other servers call the reason, in `cause.code` of what `fetch` throws.
pub(super) fn of_network(code: &str) -> Cause {
    match code {
        "ENOTFOUND" | "EAI_AGAIN" => Cause::UnknownName,
        "ECONNREFUSED" => Cause::ConnectionRefused,
        "ETIMEDOUT" | "UND_ERR_CONNECT_TIMEOUT" | "UND_ERR_HEADERS_TIMEOUT" => Cause::Late,
        "ECONNRESET" | "EPIPE" | "UND_ERR_SOCKET" => Cause::ConnectionBroken,
        // OpenSSL's codes for a response that is not TLS, in older and newer versions.
        "ERR_SSL_WRONG_VERSION_NUMBER" | "ERR_SSL_PACKET_LENGTH_TOO_LONG" => Cause::NoTls,
        _ if ["CERT", "VERIFY", "TLS", "SSL"].iter().any(|part| find(code, part).is_some()) => {
            Cause::BadCertificate
        }
        _ => Cause::NoAnswer,
    }
}

/// A call to the site itself.
fn of_site(seen: Seen) -> Step {
    let mut patient = Patient::of(seen);
    let index = need(seen, "index")?;
    let cause = match index.outcome() {
        Outcome::Answer => answered(seen, &mut patient)?,
        Outcome::Redirect => return redirected(seen),
        Outcome::Blocked => Cause::PageForbids,
        // Where each request is counted, one index that cannot be read tells as much as two.
        Outcome::Missing if !seen.probe("other").is(Outcome::Failed) => Cause::Unclear,
        _ if seen.is_same_origin() => Cause::NoAnswer,
        _ => hidden(seen, &mut patient)?,
    };
    Ok((cause, patient))
}

/// Not even the index can be read.
fn hidden(seen: Seen, patient: &mut Patient) -> Result<Cause, &'static str> {
    match need(seen, "direct")?.outcome() {
        Outcome::Failed if seen.text("localNetwork") == "denied" && is_private(&patient.site) => {
            return Ok(Cause::LocalNetwork);
        }
        Outcome::Failed => return Ok(Cause::NoAnswer),
        Outcome::Late => return Ok(Cause::Late),
        Outcome::Blocked => return Ok(Cause::PageForbids),
        Outcome::Opaque | Outcome::Answer => {}
        _ => return Ok(Cause::Unclear),
    }
    // The connection may have come back meanwhile. Where failures are counted, two must do.
    let counts = seen.plugin().is_some_and(|plugin| plugin.counts);
    if !counts && !fails_again(seen, "indexAgain")? {
        return Ok(Cause::Unclear);
    }
    if seen.plugin().is_some_and(|plugin| !plugin.closes.is_empty()) {
        return Ok(Cause::PluginHides);
    }
    // WordPress has two addresses for its root, and always responds at one of them.
    let other = need(seen, "other")?;
    if other.is(Outcome::Answer) && matches!(page::kind(other), Kind::Index | Kind::Closed) {
        let pretty = find(&seen.text("root"), "rest_route=").is_none();
        return Ok(if pretty { Cause::PlainRoot } else { Cause::Permalinks });
    }
    // The same with or without "www.": WordPress there tells what it calls itself.
    if seen.is("variant") {
        let variant = need(seen, "variant")?;
        let body = variant.text("body");
        let home = Json::parse(&body).and_then(|index| index.get("home")).and_then(Json::string);
        let home = home.unwrap_or_default();
        if origin_of(&home) != origin_of(&patient.site)
            && redirect::is_same_site(&patient.site, &home)
        {
            patient.target = home;
            return Ok(Cause::Redirected);
        }
    }
    if is_app(&patient.origin) {
        return Ok(Cause::AppOrigin);
    }
    // A picture of WordPress's own can be seen across origins.
    Ok(match need(seen, "picture")?.outcome() {
        Outcome::Answer => Cause::AnswersHidden,
        _ => Cause::SomethingHidden,
    })
}

/// The index can be read: what is different about this call?
fn answered(seen: Seen, patient: &mut Patient) -> Result<Cause, &'static str> {
    let index = seen.probe("index");
    if let Some(cause) = redirect::moved(patient, &index.text("url")) {
        return Ok(cause);
    }
    let headers = seen.text("failure.headers");
    if headers.is_empty() {
        return route(seen);
    }
    if page::kind(index) == Kind::Closed {
        return Ok(Cause::Closed);
    }
    match need(seen, "preflighted")?.outcome() {
        Outcome::Answer | Outcome::Redirect => {}
        Outcome::Missing | Outcome::Late => return Ok(Cause::Unclear),
        _ => return preflight(seen, &headers, patient),
    }
    let method = seen.text("failure.method");
    if !matches!(method.as_str(), "GET" | "HEAD" | "POST") {
        if need(seen, "method")?.is(Outcome::Failed) && fails_alone(seen, "methodAgain")? {
            patient.detail = method;
            return Ok(Cause::MethodNotAllowed);
        }
        return Ok(Cause::Unclear);
    }
    route(seen)
}

/// Its headers do not pass: because of one of them, or because no preflight does?
fn preflight(seen: Seen, headers: &str, patient: &mut Patient) -> Result<Cause, &'static str> {
    let names = || headers.split(',').filter(|name| *name != "content-type");
    let custom = names().find(|name| !ALLOWED.split(' ').any(|known| known == *name));
    let cause = match custom.or_else(|| names().next()) {
        None => Cause::PreflightRefused,
        Some(suspect) => {
            let typed = need(seen, "typed")?;
            let mixed = names().count() < headers.split(',').count();
            if typed.is(Outcome::Answer) {
                patient.detail = suspect.into();
                Cause::HeaderNotAllowed
            } else if mixed && need(seen, "others")?.is(Outcome::Answer) {
                patient.detail = "Content-Type".into();
                Cause::HeaderNotAllowed
            } else if typed.is(Outcome::Failed) {
                Cause::PreflightRefused
            } else {
                return Ok(Cause::Unclear);
            }
        }
    };
    Ok(if fails_alone(seen, "preflightedAgain")? { cause } else { Cause::Unclear })
}

/// Whether the call only reads.
fn is_read(seen: Seen) -> bool {
    ["GET", "HEAD"].contains(&seen.text("failure.method").as_str())
}

/// Nothing is wrong with the way there: it is this route.
fn route(seen: Seen) -> Result<Cause, &'static str> {
    if !is_read(seen) {
        if let Some(plugin) = seen.plugin()
            && plugin.dies.is_some()
            && seen.is("failure.login")
        {
            // The plugin would count an empty login as a wrong password.
            return Ok(match plugin.counts || !fails_again(seen, "postRead")? {
                true => Cause::PluginMayHide,
                false => Cause::PluginHides,
            });
        }
        // Only a login can be repeated without doing its work: empty, and without reading.
        if !seen.is("failure.login") || seen.is_same_origin() {
            return Ok(Cause::Unclear);
        }
        return Ok(match need(seen, "post")?.outcome() {
            Outcome::Opaque if fails_again(seen, "postRead")? => Cause::AnswerDied,
            Outcome::Failed => Cause::CutOff,
            _ => Cause::Unclear,
        });
    }
    let route = need(seen, "route")?;
    match route.outcome() {
        Outcome::Answer
            if seen.is("failure.include")
                && !seen.is("failure.token")
                && fails_again(seen, "routeIncluded")? =>
        {
            return Ok(Cause::Wildcard);
        }
        Outcome::Redirect => return Ok(Cause::Redirected),
        Outcome::Failed if seen.is_same_origin() => return Ok(Cause::CutOff),
        Outcome::Failed => {}
        _ => return Ok(Cause::Unclear),
    }
    Ok(match need(seen, "routeDirect")?.outcome() {
        Outcome::Opaque if fails_again(seen, "routeAgain")? => Cause::AnswerDied,
        Outcome::Failed => Cause::CutOff,
        _ => Cause::Unclear,
    })
}

/// A call to another server.
fn elsewhere(seen: Seen) -> Result<Cause, &'static str> {
    Ok(match need(seen, "routeDirect")?.outcome() {
        Outcome::Failed => Cause::NoAnswer,
        Outcome::Blocked => Cause::PageForbids,
        // A call that did something is not sent again to find out.
        Outcome::Opaque if is_read(seen) && fails_again(seen, "route")? => Cause::OtherHidden,
        _ => Cause::Unclear,
    })
}
