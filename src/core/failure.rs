//! Reads a failed answer: which error code, which message, which hint.

use alloc::{boxed::Box, string::String};

use super::{
    error::{Code, Error, Sent},
    hint,
    json::Json,
    server::{Answer, Server},
    session::EndReason,
    text,
};

/// Codes of plugins and snippets that close the REST API to visitors (wire facts, section 11).
const CLOSERS: &[&str] = &[
    "rest_cannot_access",
    "rest_login_required",
    "rest_disabled",
    "rest_api_authentication_required",
];

/// What `wp_authenticate()` and the plugins around it answer (wire facts, section 1.10).
fn of_login(code: &str) -> Option<Code> {
    Some(match code {
        "incorrect_password"
        | "invalid_username"
        | "invalid_email"
        | "empty_username"
        | "empty_password"
        | "authentication_failed"
        | "invalidcombo" => Code::InvalidCredentials,
        "too_many_retries" | "too_many_attempts" | "limit_login_attempts" => Code::RateLimited,
        _ => return None,
    })
}

/// The object of WordPress's error envelope; older versions wrap it into an array.
fn envelope(body: &str) -> Option<Json<'_>> {
    let json = Json::parse(body)?;
    let object = if json.is_object() { Some(json) } else { json.get("0") };
    object.filter(|object| object.is_object())
}

/// What a description calls `error.code` or `error.message`, else WordPress's own member.
fn told(server: Option<Server>, json: Json, name: &str) -> Option<String> {
    let place = ["error.", name].concat();
    let own = server.and_then(|server| server.find(json, &place));
    let value = own.or_else(|| json.get(name))?;
    // Some servers number their errors.
    value.string().or_else(|| value.number().map(|_| value.text().into()))
}

/// The `code` of an error answer, as it was sent.
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
    let mut error = of_answer(Some(server), answer, false);
    let wp_code = error.wp_code.as_deref().unwrap_or_default();
    if server.meaning(wp_code).is_some() || answer.status >= 429 {
        return error;
    }
    // On its own routes some codes say more than elsewhere.
    let prefix = server.text("login.prefix");
    let own = prefix.and_then(|prefix| wp_code.strip_prefix(prefix));
    let otherwise = server.otherwise(operation).filter(|_| envelope(answer.body).is_some());
    // Words of a server's own are no code of WordPress's, whose 401 would tell.
    let vague = answer.status < 300
        || wp_code.is_empty()
        || answer.status == 401 && server.text("error.code").is_some();
    error.code = match wp_code {
        "rest_no_route" => Code::PluginMissing,
        // Nobody has to be logged in to log in.
        _ if error.code == Code::NotAuthenticated && wp_code.starts_with("rest_") => {
            let (code, ends) = otherwise.unwrap_or((Code::RestClosed, None));
            error.ends = ends;
            code
        }
        _ => match (of_login(own.unwrap_or(wp_code)), otherwise) {
            // A refresh has no password to be wrong: its cookie or token did not count.
            (Some(Code::InvalidCredentials), _) if operation == "refresh" => {
                error.ends = Some(EndReason::Expired);
                Code::SessionExpired
            }
            (Some(code), _) => code,
            // Captcha, approval and other plugins: their message says it best.
            (None, _) if own.is_some() => Code::Forbidden,
            (None, Some((code, ends)))
                if vague || error.code == Code::HttpError && answer.status < 500 =>
            {
                error.ends = ends;
                code
            }
            (None, _) if error.code == Code::HttpError && answer.status < 300 => Code::Forbidden,
            _ => return error,
        },
    };
    error.hint = hint::for_code(error.code);
    error
}

/// A failed call: what `json()` throws for it. `token_sent` tells a visitor's 401 from one that a
/// token could not prevent.
pub fn of_answer(server: Option<Server>, answer: Answer, token_sent: bool) -> Box<Error> {
    let json = envelope(answer.body);
    let text = |name| json.and_then(|json| told(server, json, name));
    // None of WordPress's, and not to be shown.
    let is_token = |code: &String| text::find(code, text::TOKEN).is_some();
    let wp_code = text("code").filter(|code| !is_token(code));
    let meaning = wp_code.as_deref().and_then(|code| server?.meaning(code));
    let code = match meaning {
        // It closes the API to visitors, which whoever sent a token was not meant to be.
        Some((Code::RestClosed, _)) if token_sent => Code::NotAuthenticated,
        Some((code, _)) => code,
        None => code_of(answer, json.is_some(), wp_code.as_deref(), token_sent),
    };
    let told = text::plain(&text("message").unwrap_or_default());
    let mut message = String::new();
    // What servers say of tokens is for developers; a person needs it put into words.
    if code == Code::TokenRejected || told.is_empty() {
        message.push_str(fallback(code));
    }
    if code == Code::TokenRejected && !told.is_empty() {
        message.push(' ');
    }
    message.push_str(&told);
    let mut error = Error::new(code, "").sent(Sent::Answered);
    error.message = message;
    match code {
        Code::MalformedResponse => error.hint = of_page(answer.body),
        Code::NotAuthenticated if token_sent => error.hint = Some(hint::NOT_HONOURED),
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
        (None, 404) if !json => Code::RestNotFound,
        (None, 429) => Code::RateLimited,
        (None, 400..) if json || answer.body.is_empty() => Code::HttpError,
        _ => Code::MalformedResponse,
    }
}

/// An answer that should have been the REST API's index. A page where it should be is the frontend's
/// own, or another site's.
pub(crate) fn of_index(answer: Answer) -> Box<Error> {
    let page = answer.status < 300 && of_page(answer.body) == Some(hint::PAGE);
    let status = if page { 404 } else { answer.status };
    let mut error = of_answer(None, Answer { status, ..answer }, false);
    error.status = Some(answer.status);
    // Every visitor may read the index, unless somebody closes it: WordPress's handbook does so with
    // a code that says something else of other routes.
    if matches!(error.code, Code::NotAuthenticated | Code::Forbidden) {
        error.code = Code::RestClosed;
        error.hint = hint::for_code(error.code);
    }
    error
}

/// What a body that should have been JSON looks like.
fn of_page(body: &str) -> Option<&'static str> {
    let end = body.trim_end();
    if end.is_empty() {
        Some(hint::EMPTY)
    } else if Json::parse(body).is_some() {
        None
    } else if end.ends_with(['}', ']']) && !body.starts_with(['{', '[']) {
        Some(hint::NOTICES)
    } else {
        body.trim_start().starts_with('<').then_some(hint::PAGE)
    }
}

fn fallback(code: Code) -> &'static str {
    match code {
        Code::MalformedResponse => "The server's answer is not what the REST API sends.",
        Code::RestNotFound => "There is no REST API at this address.",
        Code::RateLimited => "Too many requests; try again later.",
        Code::TokenRejected => "The site does not accept this session any more.",
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
            (503, "<html>", false, Code::MalformedResponse),
            (502, "", false, Code::HttpError),
            (200, "<br />\n<b>Warning</b>: x{\"a\":1}", false, Code::MalformedResponse),
        ] {
            assert_eq!(of(status, body, token).code, wanted, "{status} {body}");
        }
    }

    #[test]
    fn hints_only_at_what_is_sure() {
        assert_eq!(of(200, "Notice: x\n{\"a\":1}", false).hint, Some(hint::NOTICES));
        assert_eq!(of(503, " <!doctype html>", false).hint, Some(hint::PAGE));
        assert_eq!(of(200, "{\"a\":", false).hint, None);
        assert_eq!(of(401, r#"{"code":"rest_x"}"#, true).hint, Some(hint::NOT_HONOURED));
        assert_eq!(of(401, r#"{"code":"rest_x"}"#, false).hint, None);
    }

    proptest! {
        #[test]
        fn never_panics_and_always_says_something(status in 200u16..600, body in r#"[<{}\[\]":a-c, \\é]{0,40}"#) {
            let error = of(status, &body, status % 2 == 0);
            prop_assert!(!error.message.is_empty());
                    }
    }
}
