//! Reads a failed response: which error code, which message, which hint.
//!
//! The form of a response shows who wrote it (`evidence.rs`). The operation limits what it can mean.
//! Known codes are evidence too, but never the only one: a response that presskey doesn't understand is
//! never a "no".

use alloc::{boxed::Box, string::String};

use super::{
    error::{Code, EndReason, Error, Result, Sent},
    evidence::{Context, Source, is_core, is_data, is_success, is_wp_error, meant, source},
    hint,
    json::{Json, Object},
    secret::Redaction,
    server::{Answer, Meaning, Server},
    text,
    text::concat,
};

/// Codes of plugins and snippets that close the REST API to visitors (docs/wire-facts.md). For
/// all others the index has to tell.
const CLOSERS: &[&str] = &[
    "rest_cannot_access",
    "rest_login_required",
    "rest_disabled",
    "rest_api_authentication_required",
];

/// Characters of a server's words that are searched for words.
const SEARCHED: usize = 5000;

/// Characters of a page that the doctor looks at.
const EXCERPT: usize = 1 << 16;

/// The web page inside the JSON of a response: `wp_die()` sends all that a plugin shows to visitors as
/// its message.
pub(crate) fn page_inside(json: Json) -> Option<String> {
    let message = json.get("message")?.string()?;
    let start = message.trim_start().get(..5)?.to_ascii_lowercase();
    ["<!doc", "<html"].contains(&start.as_str()).then_some(message)
}

/// Whether a page says that an address or an account is locked out. Its scripts hold all other words.
pub(crate) fn is_locked_out(page: &str) -> bool {
    text::find(&page.to_ascii_lowercase(), "locked out").is_some()
}

/// Whether a code and a message of a login say so, each plugin in its own words.
fn is_lockout(words: &str) -> bool {
    let lower = words.to_ascii_lowercase();
    let says = |some: &[&str]| some.iter().any(|word| text::find(&lower, word).is_some());
    // Other things have a maximum as well, such as the sessions of a user.
    let of_failures = || says(&["attempt", "retries"]);
    is_locked_out(words)
        || says(&["lockout"])
        || says(&["too many", "too_many", "exceed", "maximum"]) && of_failures()
}

/// Codes of `wp_authenticate()` and of plugins that filter it (docs/wire-facts.md).
fn of_login(code: &str) -> Option<Code> {
    Some(match code {
        "incorrect_password"
        | "invalid_username"
        | "invalid_email"
        | "empty_username"
        | "empty_password"
        | "authentication_failed"
        | "invalidcombo"
        // WordPress tries a wrong password as an application password, too, and then says only that
        // those are switched off: `wp_authenticate_application_password()`.
        | "application_passwords_disabled"
        | "application_passwords_disabled_for_user" => Code::InvalidCredentials,
        "too_many_retries" | "too_many_attempts" | "limit_login_attempts" => Code::RateLimited,
        _ => return None,
    })
}

/// Bytes of a code that are read. WordPress's have 60 at most; some plugins' are a sentence.
const LONGEST_CODE: usize = 500;

/// Whether a code can be one of WordPress's. A token is none, nor is what a terminal would obey or show in
/// another order.
fn can_be_shown(code: &str) -> bool {
    code.len() <= LONGEST_CODE
        && text::find(code, text::TOKEN).is_none()
        && code.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// The object of WordPress's error envelope; older versions wrap it into an array.
fn envelope(body: &str) -> Option<Json<'_>> {
    let json = Json::parse(body)?;
    let object = if json.is_object() { Some(json) } else { json.get("0") };
    object.filter(|object| object.is_object())
}

/// What a description calls `error.code` or `error.message`, else WordPress's own member.
fn told(server: Option<Server>, json: Json, name: &str) -> Option<String> {
    let place = concat(&["error.", name]);
    let own = server.and_then(|server| server.find(json, &place));
    let value = own.or_else(|| json.get(name))?;
    // Some servers number their errors.
    value.string().or_else(|| value.number().map(|_| value.text().into()))
}

/// The `code` of an error response, as it was sent.
pub(crate) fn wp_code(server: Option<Server>, answer: Answer) -> Option<String> {
    told(server, envelope(answer.body)?, "code")
}

/// Whether a token is refused because it was issued later than it is by the clock of the server that
/// was asked, in the words of php-jwt. It was not translated.
pub(crate) fn is_early(answer: Answer) -> bool {
    answer.status >= 400 && text::find(answer.body, "prior to").is_some()
}

/// A failed login, refresh, validation or revocation.
pub(crate) fn of_exchange(server: Server, answer: Answer, operation: &str) -> Box<Error> {
    let answer = meant(answer);
    let error = of_answer(Some(server), answer, false);
    let wp_code = error.wp_code.clone().unwrap_or_default();
    if server.meaning(&wp_code).is_some() || answer.status == 429 {
        return error;
    }
    let json = envelope(answer.body).filter(|json| page_inside(*json).is_none());
    let Some(json) = json else { return error };
    let login = operation == "login";
    if server.has_crashed(json) && (answer.status != 401 || !operation.starts_with("validate")) {
        if lacks_secret(answer.body) {
            let hint = Code::ServerMisconfigured.hint();
            return with_code(error, Code::ServerMisconfigured, hint);
        }
        return with_code(error, Code::HttpError, Some(hint::CRASHED));
    }
    let own = server.speaks(json, &wp_code);
    let by_wordpress = is_wp_error(json);
    let closed = error.code == Code::NotAuthenticated && by_wordpress && !own;
    let lockout = || {
        let words = concat(&[&wp_code, " ", &read(error.raw.as_deref().unwrap_or_default())]);
        (login && answer.status >= 400 && is_lockout(&words)).then_some((Code::RateLimited, None))
    };
    let refusal = refusal_of(server, operation, &wp_code, own).or_else(lockout);
    // The request was treated as anonymous: the credentials that were sent did not count.
    let as_visitor = closed && wp_code.starts_with("rest_");
    // Words of a server's own are no code of WordPress's, whose status would tell.
    let vague = is_success(answer.status)
        || error.code == Code::HttpError && answer.status < 500
        || answer.status == 401
        || wp_code.is_empty();
    let otherwise = server.otherwise(operation).filter(|_| as_visitor || own && vague);
    let (code, ends) = match refusal.or(otherwise) {
        Some(meaning) => meaning,
        // Nobody has to be logged in to log in.
        None if closed => (Code::RestClosed, None),
        // Captcha, approval and other plugins: their message says it best.
        None if own && (login || is_success(answer.status)) && answer.status < 500 => {
            (Code::Forbidden, None)
        }
        None if is_success(answer.status)
            || !own
                && !by_wordpress
                && matches!(error.code, Code::NotAuthenticated | Code::Forbidden) =>
        {
            // The site's own code may have put the token elsewhere.
            let wrapped = text::find(answer.body, text::TOKEN).is_some();
            let hint = if wrapped { hint::WRAPPED } else { hint::FOREIGN };
            return with_code(error, Code::MalformedResponse, Some(hint));
        }
        None => (error.code, None),
    };
    let hint = match code {
        // Whether the whole site is closed, or the login alone, the index tells.
        _ if matches!(error.hint, Some(hint::REFUSED | hint::DIED))
            && login
            && !own
            && refusal.is_none() =>
        {
            Some(if wp_code == "wp_die" { hint::LOGIN_DIED } else { hint::LOGIN_CLOSED })
        }
        Code::RestClosed if error.hint == Some(hint::REFUSED) => error.hint,
        Code::RateLimited if login => Some(hint::LOCKED_OUT),
        Code::Forbidden if own && login => Some(hint::LOGIN_REFUSED),
        Code::Forbidden if server.member("validate", "proof") == Some("id") => {
            Some(hint::ME_REFUSED)
        }
        code if code == error.code => error.hint,
        code => code.hint(),
    };
    let mut error = with_code(error, code, hint);
    error.ends = ends;
    error
}

/// Whether a GraphQL server in debug mode says that it crashed without a usable secret.
fn lacks_secret(body: &str) -> bool {
    let (_, told) = text::cut(body, "debugMessage\"");
    let (told, _) = text::cut(text::cut(told, "\"").1, "\"");
    // The last two are php-jwt's.
    ["secret", "key may not be empty", "key is too short"]
        .iter()
        .any(|words| text::find(&told.to_ascii_lowercase(), words).is_some())
}

/// What WordPress's own codes mean here. They come from its login, wherever they stand.
fn refusal_of(server: Server, operation: &str, wp_code: &str, own: bool) -> Option<Meaning> {
    if wp_code == "rest_no_route" {
        return Some((Code::PluginMissing, None));
    }
    let prefix = server.text("login.prefix").unwrap_or_default();
    let bare = wp_code.strip_prefix(prefix).unwrap_or(wp_code);
    // Another plugin than the one that was found may put its name before WordPress's code.
    let code = of_login(if bare.starts_with('[') { text::cut(bare, "] ").1 } else { bare })?;
    match operation {
        // It has no password to be wrong: its cookie or token did not count.
        "refresh" if code == Code::InvalidCredentials => {
            own.then_some((Code::SessionExpired, Some(EndReason::Expired)))
        }
        _ if operation.starts_with("validate") && code == Code::InvalidCredentials => None,
        _ => Some((code, None)),
    }
}

/// The same error under another code, and with the message that belongs to it.
fn with_code(mut error: Box<Error>, code: Code, hint: Option<&'static str>) -> Box<Error> {
    error.code = code;
    error.hint = hint;
    error.message = message_of(code, error.raw.is_some()).into();
    error
}

/// A failed call: what `json()` throws for it. `token_sent` tells a visitor's 401 from one that a
/// token could not prevent.
pub fn of_answer(server: Option<Server>, answer: Answer, token_sent: bool) -> Box<Error> {
    let answer = meant(answer);
    let json = envelope(answer.body);
    if let Some(page) = json.and_then(page_inside) {
        return of_answer(server, Answer { body: &page, ..answer }, token_sent);
    }
    let text = |name| json.and_then(|json| told(server, json, name));
    let wp_code = text("code").filter(|code| can_be_shown(code));
    let meaning = wp_code.as_deref().and_then(|code| server?.meaning(code));
    let code = match meaning {
        // The API is closed to visitors. A request with a token should not count as one.
        Some((Code::RestClosed, _)) if token_sent => Code::NotAuthenticated,
        Some((code, _)) => code,
        None => code_of(answer, json.is_some(), wp_code.as_deref(), token_sent),
    };
    let mut error = Error::new(code, "").sent(Sent::Answered);
    let words = text("message").or_else(|| json.and_then(sentence));
    error.raw = words.filter(|words| !read(words).is_empty());
    error.message = message_of(code, error.raw.is_some()).into();
    let by_wordpress = json.is_some_and(is_wp_error);
    let page = Json::parse(answer.body).is_none();
    let own = |code| server?.text(&concat(&["hints.", code]));
    match wp_code.as_deref().unwrap_or_default() {
        known if meaning.is_some() => error.hint = own(known).or(error.hint),
        _ if page => {
            let locked = code == Code::RateLimited && is_locked_out(answer.body);
            error.hint =
                of_page(answer, code).or(locked.then_some(hint::LOCKED_OUT)).or(error.hint);
            error.request = excerpt(answer.body);
        }
        wanted if code == Code::NotAuthenticated && token_sent => {
            let nonce = text::find(wanted, "nonce").is_some();
            error.hint = Some(if nonce { hint::NONCE } else { hint::NOT_HONOURED });
        }
        _ if answer.status < 400 || answer.status == 429 => {}
        "rest_cookie_invalid_nonce" => error.hint = Some(hint::NONCE_REFUSED),
        "internal_server_error" => error.hint = Some(hint::CRASHED),
        "wp_die" if !is_refusal(answer.status) => error.hint = Some(hint::DIED),
        // Somebody refuses visitors, in words of their own: everything, or this alone?
        own if by_wordpress && !token_sent && code != Code::RestClosed => {
            let of_route =
                own.starts_with("rest_") && own != "rest_no_route" || answer.status == 404;
            error.hint = if of_route { error.hint } else { Some(hint::REFUSED) };
        }
        "" if !by_wordpress => {
            error.hint = error.hint.or(Some(hint::FOREIGN));
            error.request = excerpt(answer.body);
        }
        _ => {}
    }
    error.status = Some(answer.status);
    error.wp_code = wp_code;
    error.ends = meaning.and_then(|(_, ends)| ends);
    if code == Code::TokenRejected && is_early(answer) {
        error.ends = None;
        error.hint = Some(hint::EARLY);
    }
    error.retry_after = answer.retry_after;
    error
}

/// Whether the JSON in a response is the value that the app wants; `None` if only the index can tell. If it
/// isn't, [`of_answer`] says what the response means. `link` is its `Link` header.
///
/// # Errors
/// `malformed_response` for one of somebody in front of WordPress.
pub fn judge(
    answer: Answer,
    is_get: bool,
    link: &str,
    url: &str,
    index: Option<Answer>,
) -> Result<Option<bool>> {
    // No route responds to a GET with 202 and nothing, but firewalls do so for a challenge.
    let is_challenge = answer.status == 202 && is_get && answer.body.is_empty() && link.is_empty();
    let is_refusal = || !is_data(answer.body) && meant(answer).status != answer.status;
    if !is_success(answer.status) || is_challenge || is_refusal() {
        return Ok(Some(false));
    }
    let marked = text::find(link, "api.w.org").is_some();
    match source(answer, Context { marked, core: is_core(url), index }) {
        Source::WordPress => Ok(Some(true)),
        Source::Unclear => Ok(None),
        Source::Another => Err(of_another(answer)),
    }
}

/// A 2xx response that no route of WordPress wrote.
pub(crate) fn of_another(answer: Answer) -> Box<Error> {
    let error = of_answer(None, answer, false);
    with_code(error, Code::MalformedResponse, Some(hint::FOREIGN))
}

/// The words of JSON that is not in WordPress's form.
fn sentence(json: Json) -> Option<String> {
    let error = json.get("error")?;
    error.string().or_else(|| error.get("message")?.string())
}

/// The page, for the doctor to look at.
fn excerpt(body: &str) -> Option<String> {
    let end = body.char_indices().nth(EXCERPT).map_or(body.len(), |(at, _)| at);
    let mut request = Object::new();
    request.text("body", body.get(..end));
    Some(request.end())
}

fn code_of(answer: Answer, json: bool, wp_code: Option<&str>, token_sent: bool) -> Code {
    match (wp_code, answer.status) {
        // WooCommerce's, with 400.
        (Some("rate_limit_exceeded"), _) => Code::RateLimited,
        (Some(code), status) => match status {
            _ if CLOSERS.contains(&code) && !token_sent => Code::RestClosed,
            401 => Code::NotAuthenticated,
            403 => Code::Forbidden,
            429 => Code::RateLimited,
            _ => Code::HttpError,
        },
        (None, 400..) if !json && is_locked_out(answer.body) => Code::RateLimited,
        // Text around JSON still comes from the REST API.
        (None, 404) if !json && !answer.body.trim_end().ends_with('}') => Code::RestNotFound,
        (None, 429) => Code::RateLimited,
        (None, 400..) if json || answer.body.is_empty() => Code::HttpError,
        _ => Code::MalformedResponse,
    }
}

/// A failed call of another server than the site's, of which nothing is known.
pub fn of_elsewhere(answer: Answer) -> Box<Error> {
    // As with a token: what closes an API to visitors is WordPress's.
    let error = of_answer(None, answer, true);
    let code = if error.code == Code::RestNotFound { Code::HttpError } else { error.code };
    let mut error = with_code(error, code, None);
    error.request = None;
    error
}

/// A response that should have been the REST API's index. A page where it should be is the frontend's
/// own, or another site's.
pub(crate) fn of_index(answer: Answer) -> Box<Error> {
    let page = answer.status < 300 && answer.body.trim_start().starts_with('<');
    let status = if page { 404 } else { answer.status };
    let mut error = of_answer(None, Answer { status, ..answer }, false);
    error.status = Some(answer.status);
    if page {
        // Or a firewall's.
        error.hint = Some(hint::PAGE);
    }
    // Every visitor may read the index, unless somebody closes it, with whatever code and status.
    if is_closed(answer) {
        return with_code(error, Code::RestClosed, Code::RestClosed.hint());
    }
    if is_success(answer.status) && error.wp_code.is_none() && Json::parse(answer.body).is_some() {
        error.hint = Some(hint::FOREIGN);
    }
    error
}

/// Whether this response to the index means that the REST API is closed to visitors: WordPress's own
/// form of an error. But a crash, maintenance and too many requests have that form as well.
pub(crate) fn is_closed(answer: Answer) -> bool {
    let answer = meant(answer);
    let closed = |json: Json| {
        let said = |name: &str| json.get(name).and_then(Json::raw).unwrap_or_default();
        // `dead_db()` speaks as `wp_die()` does, and a site that is gone, with a status of its own.
        let crashed = said("code") == "internal_server_error"
            || said("code") == "wp_die"
                && (text::find(said("message"), "database").is_some()
                    || !is_refusal(answer.status));
        // WordPress writes `data` even where there is none; a 404 of its own begins with `rest_`.
        let by_wordpress = is_wp_error(json) && json.get("data").is_some();
        // A page stops everything, not the REST API alone.
        by_wordpress
            && !crashed
            && page_inside(json).is_none()
            && (answer.status != 404 || said("code").starts_with("rest_"))
    };
    !matches!(answer.status, 429 | 503)
        && answer.status >= 400
        && envelope(answer.body).is_some_and(closed)
}

/// Whether `wp_die()` may refuse a visitor with this status: 500 is its default.
fn is_refusal(status: u16) -> bool {
    matches!(status, 401 | 403 | 500)
}

/// What a body that should have been JSON looks like.
fn of_page(answer: Answer, code: Code) -> Option<&'static str> {
    // A success without a body. But no route responds with 202 and nothing: firewalls do so for a challenge.
    if answer.body.is_empty() && answer.status < 400 && answer.status != 202 {
        return Some(hint::EMPTY);
    }
    // A 404 page says that there is no REST API, and nothing else.
    (code != Code::RestNotFound && code != Code::RateLimited).then_some(hint::PAGE)
}

/// The beginning of a server's words as a person reads them, to look for others in it.
fn read(words: &str) -> String {
    Redaction::default().plain(words, SEARCHED)
}

/// A message for a person; empty where the server's own words say it best. Where those would tell who
/// has an account, or are meant for developers, there are words of our own.
fn message_of(code: Code, told: bool) -> &'static str {
    match code {
        Code::InvalidCredentials => "Wrong username or password.",
        Code::TokenRejected => "The site does not accept this session any more.",
        Code::SessionExpired => "The session has ended. Log in again.",
        Code::PluginMissing => "This site has no login plugin for frontends.",
        Code::RestClosed => "The REST API is closed to visitors.",
        Code::ServerMisconfigured => "The site's login plugin is not configured correctly.",
        Code::IssuerMismatch => "The site uses another address.",
        Code::AuthorizationStripped => "The site did not receive the token.",
        Code::MalformedResponse => "The response does not come from the REST API.",
        Code::RestNotFound => "There is no REST API at this address.",
        _ if told => "",
        Code::RateLimited => "Too many requests. Try again later.",
        _ => "The request failed.",
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(status: u16, body: &str, token_sent: bool) -> Box<Error> {
        of_answer(
            Server::by_id("jwt-authentication-for-wp-rest-api"),
            Answer { status, body, retry_after: None },
            token_sent,
        )
        .shown()
    }

    #[test]
    fn a_code_that_a_terminal_obeys_is_no_code() {
        for (code, known) in [
            ("[x] no ~", true),
            ("a\\u001b[2J", false),
            ("a\\u007f", false),
            ("a\\u009b2J", false),
            ("a\\u202eb", false),
        ] {
            let body = [r#"{"code":""#, code, r#"","message":"No."}"#].concat();
            let error = of(403, &body, false);
            assert_eq!(error.wp_code.is_some(), known, "{code}");
            assert_eq!(error.server_message.as_deref(), Some("No."));
        }
    }

    #[test]
    fn a_code_of_any_length_is_no_code() {
        for (length, known) in [(500, true), (501, false), (1 << 20, false)] {
            let body = [r#"{"code":""#, &"a".repeat(length), r#"","message":"No."}"#].concat();
            let answer = Answer { status: 403, body: &body, retry_after: None };
            assert_eq!(of_answer(None, answer, false).wp_code.is_some(), known, "{length}");
        }
    }

    #[test]
    fn tells_calls_apart() {
        for (status, body, token, wanted) in [
            (401, r#"{"code":"rest_not_logged_in","message":"x"}"#, false, Code::NotAuthenticated),
            (401, r#"{"code":"rest_forbidden","message":"x"}"#, true, Code::NotAuthenticated),
            (403, r#"{"code":"rest_cannot_create","message":"x"}"#, true, Code::Forbidden),
            (
                403,
                r#"{"code":"jwt_auth_invalid_token","message":"Expired token"}"#,
                true,
                Code::TokenRejected,
            ),
            (403, r#"{"code":"jwt_auth_bad_iss","message":"x"}"#, true, Code::IssuerMismatch),
            (401, r#"{"code":"rest_cannot_access","message":"x"}"#, false, Code::RestClosed),
            (401, r#"{"code":"rest_cannot_access","message":"x"}"#, true, Code::NotAuthenticated),
            (404, r#"{"code":"rest_no_route","message":"x"}"#, false, Code::HttpError),
            (404, r#"{"code":"rest_post_invalid_id","message":"x"}"#, false, Code::HttpError),
            (
                400,
                r#"{"code":"rest_invalid_param","message":"x","data":null}"#,
                false,
                Code::HttpError,
            ),
            (429, r#"{"code":"jwt_auth_rate_limited","message":"x"}"#, true, Code::RateLimited),
            (400, r#"{"code":"rate_limit_exceeded","message":"x"}"#, false, Code::RateLimited),
            (404, "<html>", false, Code::RestNotFound),
            (404, "Notice: x\n{\"code\":\"rest_no_route\"}", false, Code::MalformedResponse),
            (503, "<html>", false, Code::MalformedResponse),
            (502, "", false, Code::HttpError),
            (200, "<br />\n<b>Warning</b>: x{\"a\":1}", false, Code::MalformedResponse),
        ] {
            assert_eq!(of(status, body, token).code, wanted, "{status} {body}");
        }
    }

    /// A response to an operation of a server.
    fn exchanged(id: &str, operation: &str, status: u16, body: &str) -> Box<Error> {
        let answer = Answer { status, body, retry_after: None };
        of_exchange(Server::by_id(id).unwrap(), answer, operation).shown()
    }

    #[test]
    fn what_is_not_understood_is_no_refusal() {
        let guard = r#"{"message":"Access denied by a bot protection"}"#;
        let unknown = r#"{"code":"acme","message":"No","data":{"status":400}}"#;
        for server in Server::all() {
            for operation in ["login", "refresh", "validate"] {
                for (status, body) in [
                    (200, guard),
                    (202, guard),
                    (403, guard),
                    (406, r#"{"error":"Not Acceptable"}"#),
                    (200, r#"{"status":"blocked"}"#),
                    (200, "{}"),
                    (200, "[]"),
                    (200, "<html>"),
                    (202, ""),
                    (400, unknown),
                    (500, r#"{"code":"wp_die","message":"No","data":{"status":500}}"#),
                    (
                        500,
                        r#"{"code":"internal_server_error","message":"x","data":{"status":500}}"#,
                    ),
                    (503, "<html>"),
                ] {
                    let error = exchanged(server.id(), operation, status, body);
                    let shown = [server.id(), " ", operation, " ", body].concat();
                    assert!(error.ends.is_none(), "{shown}");
                    assert_ne!(error.code, Code::InvalidCredentials, "{shown}");
                    assert_ne!(error.code, Code::TokenRejected, "{shown}");
                }
                assert_eq!(
                    exchanged(server.id(), operation, 200, guard).code,
                    Code::MalformedResponse
                );
            }
        }
    }

    #[test]
    fn lockouts_are_told_by_words_and_pages() {
        let id = "jwt-authentication-for-wp-rest-api";
        let locked = (Code::RateLimited, Some(hint::LOCKED_OUT));
        let refused = (Code::Forbidden, Some(hint::LOGIN_REFUSED));
        let of = |code: &str, message: &str| {
            let body = r#"{"code":"[jwt_auth] CODE","message":"TEXT","data":{"status":403}}"#;
            let error =
                exchanged(id, "login", 403, &body.replace("CODE", code).replace("TEXT", message));
            (error.code, error.hint)
        };
        for (code, message, wanted) in [
            (
                "ip_blocked",
                "You have exceeded maximum login retries. Try after 15 minute(s)",
                locked,
            ),
            ("acme", "Zu viele Versuche", refused),
            ("too_many_failed_attempts", "Zu viele Versuche", locked),
            ("account_lockout", "Warten Sie", locked),
            ("acme", "Your account is locked out.", locked),
            ("session_limit", "Maximum number of active logins found", refused),
            ("acme", "You have too many roles", refused),
        ] {
            assert_eq!(of(code, message), wanted, "{code}: {message}");
        }
        let wrong = of("incorrect_password", "Wrong. You have 2 attempts, the maximum is 4");
        assert_eq!(wrong, (Code::InvalidCredentials, None));

        let page = "<!DOCTYPE html><h1>Forbidden</h1><p>You have been locked out</p>";
        let died = |page: &str| {
            let text = page.replace('"', "\\\"");
            [r#"{"code":"wp_die","message":""#, &text, r#"","data":{"status":500}}"#].concat()
        };
        for (status, body) in [(503, page.into()), (500, died(page))] {
            let error = exchanged(id, "login", status, &body);
            assert_eq!((error.code, error.hint), locked, "{body}");
            assert!(!is_closed(Answer { status, body: &body, retry_after: None }));
        }
        let other = died("<html><p>Access restricted</p></html>");
        let error = exchanged(id, "login", 500, &other);
        assert_eq!((error.code, error.hint), (Code::MalformedResponse, Some(hint::PAGE)));
    }

    #[test]
    fn a_code_belongs_to_whom_it_came_from() {
        let by_wordpress = |code: &str, status: u16| {
            [
                r#"{"code":""#,
                code,
                r#"","message":"No","data":{"status":"#,
                &status.to_string(),
                "}}",
            ]
            .concat()
        };
        for (id, code, status, wanted, hint) in [
            ("jwt-auth", "acme_closed", 401, Code::RestClosed, Some(hint::LOGIN_CLOSED)),
            ("jwt-auth", "acme_closed", 403, Code::Forbidden, Some(hint::LOGIN_CLOSED)),
            ("jwt-auth", "wp_die", 500, Code::HttpError, Some(hint::LOGIN_DIED)),
            ("simple-jwt-login", "acme_closed", 401, Code::RestClosed, Some(hint::LOGIN_CLOSED)),
            (
                "jwt-authentication-for-wp-rest-api",
                "[jwt_auth] recaptcha_error",
                403,
                Code::Forbidden,
                Some(hint::LOGIN_REFUSED),
            ),
            (
                "jwt-authentication-for-wp-rest-api",
                "[jwt_auth] application_passwords_disabled",
                403,
                Code::InvalidCredentials,
                None,
            ),
            ("jwt-auth", "internal_server_error", 500, Code::HttpError, Some(hint::CRASHED)),
            // Found wrongly behind a closed index.
            ("jwt-auth", "[jwt_auth] incorrect_password", 403, Code::InvalidCredentials, None),
            ("jwt-auth", "[acme] invalid_username", 403, Code::InvalidCredentials, None),
        ] {
            let error = exchanged(id, "login", status, &by_wordpress(code, status));
            assert_eq!((error.code, error.hint), (wanted, hint), "{id} {code}");
        }
        let own =
            r#"{"success":false,"statusCode":401,"code":"pending","message":"Wait","data":[]}"#;
        let error = exchanged("jwt-auth", "login", 401, own);
        assert_eq!((error.code, error.message.as_str()), (Code::Forbidden, "Wait"));
        let wrapped = r#"{"success":true,"data":{"token":"eyJhbGciOiJIUzI1NiJ9.e30.x"}}"#;
        let error = exchanged("jwt-authentication-for-wp-rest-api", "login", 200, wrapped);
        assert_eq!((error.code, error.hint), (Code::MalformedResponse, Some(hint::WRAPPED)));
    }

    #[test]
    fn a_wrong_password_tells_nobody_who_has_an_account() {
        let said = |code: &str, words: &str| {
            let body = [r#"{"code":"[jwt_auth] "#, code, r#"","message":""#, words, "\"}"].concat();
            exchanged("jwt-authentication-for-wp-rest-api", "login", 403, &body)
        };
        let unknown = said("invalid_username", "The username <b>bob</b> is unknown");
        let wrong = said("incorrect_password", "The password of bob is wrong");
        assert_eq!(unknown.message, wrong.message);
        assert_eq!(unknown.server_message.as_deref(), Some("The username bob is unknown"));
    }

    #[test]
    fn hints_only_at_what_is_sure() {
        for spoiled in ["Notice: x\n{\"a\":1}", "[1]\n<!-- x -->", "{\"a\":"] {
            let error = of(200, spoiled, false);
            assert_eq!(error.hint, Some(hint::PAGE), "{spoiled}");
            assert!(error.request.is_some_and(|request| request.contains("body")));
        }
        assert_eq!(of(503, " <!doctype html>", false).hint, Some(hint::PAGE));
        assert_eq!(of(404, "<html>", false).hint, Some("rest_not_found"));
        assert_eq!(of(204, "", false).hint, Some(hint::EMPTY));
        assert_eq!(of(200, " ", false).hint, Some(hint::PAGE), "blank lines are a body");
        let empty = of(502, "", false);
        assert_eq!((empty.code, empty.hint), (Code::HttpError, Some(hint::PAGE)));
        assert_eq!(of(401, r#"{"code":"rest_x"}"#, true).hint, Some(hint::NOT_HONOURED));
        assert_eq!(of(401, r#"{"code":"rest_x"}"#, false).hint, None);
        assert_eq!(of(401, r#"{"code":"acme_missing_nonce"}"#, true).hint, Some(hint::NONCE));
        let nonce = r#"{"code":"rest_cookie_invalid_nonce","message":"x","data":{"status":403}}"#;
        for sent in [true, false] {
            assert_eq!(of(403, nonce, sent).hint, Some(hint::NONCE_REFUSED));
        }
    }

    /// An error in WordPress's own form.
    fn wp_error(code: &str, status: u16) -> String {
        r#"{"code":"CODE","message":"No","data":{"status":STATUS}}"#
            .replace("CODE", code)
            .replace("STATUS", &status.to_string())
    }

    #[test]
    fn a_refused_operation_is_read_by_whose_words_they_are() {
        use hint::{LOCKED_OUT, LOGIN_REFUSED, ME_REFUSED, REFUSED};
        let words = r#"{"errors":[{"message":"No more today","path":["login"]}]}"#;
        let (password, token) = ("application-passwords", "jwt-authentication-for-wp-rest-api");
        let graphql = "wp-graphql-jwt-authentication";
        let (rejected, expired) = (Some(EndReason::Rejected), Some(EndReason::Expired));
        let wrong = Code::InvalidCredentials;
        for (id, operation, status, body, wanted) in [
            // Only the request of a visitor says that the password did not count.
            (password, "validate", 401, "rest_forbidden", (wrong, None, rejected)),
            (password, "validate", 401, "acme_closed", (Code::RestClosed, Some(REFUSED), None)),
            (
                password,
                "validate",
                403,
                "rest_forbidden",
                (Code::Forbidden, Some(ME_REFUSED), None),
            ),
            (token, "validate", 401, "acme_closed", (Code::RestClosed, Some(REFUSED), None)),
            (
                token,
                "validate",
                401,
                "rest_forbidden",
                (Code::RestClosed, Code::RestClosed.hint(), None),
            ),
            // A token is no password that could be wrong.
            (token, "validate", 403, "incorrect_password", (Code::Forbidden, Some(REFUSED), None)),
            (token, "validate", 403, "too_many_attempts", (Code::RateLimited, None, None)),
            (token, "refresh", 403, "too_many_attempts", (Code::RateLimited, None, None)),
            (token, "refresh", 403, "[jwt_auth] acme", (Code::Forbidden, Some(REFUSED), None)),
            (
                token,
                "login",
                403,
                "limit_login_attempts",
                (Code::RateLimited, Some(LOCKED_OUT), None),
            ),
            // What a server says in its own words means what it mostly means, unless the status tells.
            (graphql, "login", 200, words, (wrong, None, None)),
            (graphql, "login", 400, words, (wrong, None, None)),
            (graphql, "login", 403, words, (Code::Forbidden, Some(LOGIN_REFUSED), None)),
            (graphql, "login", 500, words, (Code::HttpError, None, None)),
            (graphql, "refresh", 400, words, (Code::SessionExpired, None, expired)),
            (graphql, "refresh", 403, words, (Code::Forbidden, None, None)),
        ] {
            let own = if body == words { words.into() } else { wp_error(body, status) };
            let error = exchanged(id, operation, status, &own);
            let found = (error.code, error.hint, error.ends);
            assert_eq!(found, wanted, "{id} {operation} {status} {body}");
        }
    }

    #[test]
    fn another_server_has_no_rest_api_to_be_missing() {
        for (status, body, wanted) in
            [(404, "<html>".into(), Code::HttpError), (403, wp_error("acme", 403), Code::Forbidden)]
        {
            let error = of_elsewhere(Answer { status, body: &body, retry_after: None });
            assert_eq!((error.code, error.hint), (wanted, None));
        }
    }

    #[test]
    fn tells_who_refuses_a_call() {
        for (status, code, token, wanted) in [
            // Everything may be closed to visitors, with any code and status.
            (403, "acme_closed", false, Some(hint::REFUSED)),
            (400, "acme_closed", false, Some(hint::REFUSED)),
            (403, "rest_no_route", false, Some(hint::REFUSED)),
            (403, "wp_die", false, Some(hint::REFUSED)),
            // It was this route alone.
            (404, "acme_closed", false, None),
            (404, "rest_no_route", false, None),
            (401, "rest_forbidden", false, None),
            // Nobody refused a visitor.
            (403, "acme_closed", true, None),
            (429, "acme_closed", false, None),
            (200, "acme_closed", false, None),
            (503, "wp_die", false, Some(hint::DIED)),
            (403, "", true, None),
        ] {
            // A status in the body would replace 200.
            let body = wp_error(code, if status == 200 { 0 } else { status });
            assert_eq!(of(status, &body, token).hint, wanted, "{status} {code} {token}");
        }
        assert_eq!(of(429, &wp_error("acme", 429), false).code, Code::RateLimited);
        assert_eq!(of(429, "<html>Slow down", false).hint, None);
        assert_eq!(of(400, "", false).hint, Some(hint::PAGE));
        let closed = r#"{"success":false,"data":{"message":"x","errorCode":75}}"#;
        for (token, wanted) in [(true, Code::NotAuthenticated), (false, Code::RestClosed)] {
            let answer = Answer { status: 400, body: closed, retry_after: None };
            assert_eq!(of_answer(Server::by_id("simple-jwt-login"), answer, token).code, wanted);
        }
    }

    #[test]
    fn json_of_others_is_kept_for_the_doctor() {
        for (body, words) in [
            (r#"{"message":"Access denied"}"#, "Access denied"),
            (r#"{"error":"Access denied"}"#, "Access denied"),
            (r#"{"error":{"message":"Access denied"}}"#, "Access denied"),
        ] {
            let error = of(403, body, false);
            assert_eq!(error.server_message.as_deref(), Some(words), "{body}");
            assert_eq!(error.hint, Some(hint::FOREIGN), "{body}");
            assert!(error.request.is_some_and(|request| request.contains("denied")), "{body}");
        }
    }

    #[test]
    fn judges_a_success() {
        let of = |status, body: &str, is_get, link: &str| {
            let answer = Answer { status, body, retry_after: None };
            judge(answer, is_get, link, "https://e.com/wp-json/acme/v1/x", None)
        };
        let judged = |body: &str, link: &str| of(200, body, false, link);
        assert_eq!(judged("[]", ""), Ok(Some(true)));
        assert_eq!(judged(&wp_error("acme", 403), ""), Ok(Some(false)));
        let sentence = r#"{"message":"Saved"}"#;
        assert_eq!(judged(sentence, ""), Ok(None));
        let link = "<https://e.com/wp-json/>; rel=\"https://api.w.org/\"";
        assert_eq!(judged(sentence, link), Ok(Some(true)));
        let guard = judged(r#"{"message":"Blocked by the firewall"}"#, "").unwrap_err();
        assert_eq!((guard.code, guard.hint), (Code::MalformedResponse, Some(hint::FOREIGN)));
        for (status, body, is_get, link, is_value) in [
            (404, "[]", true, "", false),
            (200, "", true, "", true),
            (202, "", false, "", true),
            (202, "", true, "", false),
            (202, "", true, link, true),
            (202, "[]", true, "", true),
        ] {
            let judged = of(status, body, is_get, link);
            assert_eq!(judged, Ok(Some(is_value)), "{status} {body} {is_get} {link}");
        }
        let long = format!(r#","more":"{}""#, "x".repeat(2000));
        for (more, is_value) in [("", false), (r#","id":7"#, true), (&long, true)] {
            let body = format!(r#"{{"code":"x","message":"No","data":{{"status":401}}{more}}}"#);
            assert_eq!(judged(&body, ""), Ok(Some(is_value)), "{body}");
        }
    }

    #[test]
    fn reads_what_came_instead_of_an_index() {
        let index = |status, body: &str| of_index(Answer { status, body, retry_after: None });
        for (status, body, code, wanted) in [
            (200, "<html>", Code::RestNotFound, Some(hint::PAGE)),
            (404, "<html>", Code::RestNotFound, Some("rest_not_found")),
            (300, "<html>", Code::MalformedResponse, Some(hint::PAGE)),
            (200, r#"{"a":1}"#, Code::MalformedResponse, Some(hint::FOREIGN)),
            (200, r#"{"code":"acme","message":"x"}"#, Code::HttpError, None),
            (429, r#"{"code":"acme","message":"x"}"#, Code::RateLimited, None),
        ] {
            let error = index(status, body);
            assert_eq!((error.code, error.hint), (code, wanted), "{status} {body}");
            assert_eq!(error.status, Some(status), "{body}");
        }
        for (status, code, closed) in [
            (403, "wp_die", true),
            (410, "wp_die", false),
            (401, "acme_closed", true),
            (404, "acme_closed", false),
            (404, "rest_no_route", true),
            (503, "acme_closed", false),
        ] {
            let body = wp_error(code, status);
            let is_so = is_closed(Answer { status, body: &body, retry_after: None });
            assert_eq!(is_so, closed, "{status} {code}");
        }
        let bare = r#"{"code":"acme","message":"x"}"#;
        assert!(!is_closed(Answer { status: 401, body: bare, retry_after: None }));
    }

    #[test]
    fn repeats_a_server_only_where_its_words_help_a_person() {
        for (code, repeated) in [
            (Code::Forbidden, true),
            (Code::HttpError, true),
            (Code::NotAuthenticated, true),
            (Code::RateLimited, true),
            (Code::AuthorizationStripped, false),
            (Code::InvalidCredentials, false),
            (Code::IssuerMismatch, false),
            (Code::MalformedResponse, false),
            (Code::PluginMissing, false),
            (Code::RestClosed, false),
            (Code::RestNotFound, false),
            (Code::ServerMisconfigured, false),
            (Code::SessionExpired, false),
            (Code::TokenRejected, false),
        ] {
            assert_eq!(message_of(code, true).is_empty(), repeated, "{code:?}");
            // In words of its own, and not in those of any failure.
            let general = message_of(Code::HttpError, false);
            let of_rate = code == Code::RateLimited;
            assert_eq!(message_of(code, false) != general, !repeated || of_rate, "{code:?}");
        }
    }

    proptest! {
        #[test]
        fn never_panics_and_always_says_something(status in 200u16..600, body in r#"[<{}\[\]":a-c, \\é]{0,40}"#) {
            let error = of(status, &body, status % 2 == 0);
            prop_assert!(!error.message.is_empty());
                    }
    }
}
