//! Many writing requests in a few (`POST /batch/v1`): what a batch takes, how it is split, and what
//! its response must hold. `pkg/features/content/batch.js` follows the same rules.

use alloc::{collections::BTreeMap, format, string::String, vec::Vec};

use super::{
    error::{Code, Error, Result},
    json::Json,
};

/// WordPress's own limit; sites change it (`rest_get_max_batch_size`).
pub const LIMIT: usize = 25;

/// A batch never reads (`WP_REST_Server::serve_batch_request_v1()`).
const METHODS: [&str; 4] = ["POST", "PUT", "PATCH", "DELETE"];

/// The route of a request, as the batch takes it.
///
/// # Errors
/// `invalid_option` for a method that reads, and for what is no route.
pub fn route<'a>(method: &str, path: &'a str, index: usize) -> Result<&'a str> {
    let invalid = |message: String| Err(Error::new(Code::InvalidOption, &message));
    if !METHODS.contains(&method) {
        let allowed = METHODS.join(", ");
        return invalid(format!("Request {index} of the batch: WordPress allows {allowed}."));
    }
    if !path.starts_with('/') {
        return invalid(format!(
            "Request {index} of the batch: `path` must be a route, like \"/wp/v2/posts\"."
        ));
    }
    let bare = path.strip_prefix("/wp-json").filter(|rest| rest.starts_with('/'));
    Ok(bare.unwrap_or(path))
}

/// Whether a batch was refused as a whole because it is too long, so that nothing of it was done.
pub fn is_too_many(error: &Error) -> bool {
    error.status == Some(400) && error.wp_code.as_deref() == Some("rest_invalid_param")
}

/// The limit that the description of the route names.
pub fn limit_in(description: &str) -> Option<usize> {
    let endpoint = Json::parse(description)?.get("endpoints")?.get("0")?;
    let limit = endpoint.path("args.requests.maxItems")?.number()?;
    (limit >= 1.0).then_some(limit as usize)
}

/// The response to one request.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    /// The HTTP status.
    pub status: u16,
    /// The body, as JSON.
    pub body: String,
    /// The headers, by their names as the server writes them.
    pub headers: BTreeMap<String, String>,
}

/// The responses to `count` requests, in their order; nothing if there are fewer, or others. Each `body` is a
/// string that holds its JSON: the app's values may nest more deeply than our reader goes.
pub fn responses(body: &str, count: usize) -> Option<Vec<Answered>> {
    let mut answered = Vec::with_capacity(count);
    let list = Json::parse(body)?.get("responses")?;
    // An object has no order.
    if !list.text().starts_with('[') {
        return None;
    }
    list.each(&mut |_, response| {
        let one = answered_of(response);
        let fits = one.is_some();
        answered.extend(one);
        fits
    });
    (answered.len() == count).then_some(answered)
}

fn answered_of(response: Json) -> Option<Answered> {
    let status = response.get("status")?.number()?;
    let body = response.get("body").and_then(Json::string).filter(|body| !body.is_empty());
    let body = body.unwrap_or_else(|| "null".into());
    let mut headers = BTreeMap::new();
    // PHP writes an empty object as a list.
    if let Some(given) = response.get("headers").filter(|given| given.is_object()) {
        given.each(&mut |name, value| {
            let text = value.string().unwrap_or_else(|| value.text().into());
            headers.insert(super::json::unescape(name), text);
            true
        });
    }
    Some(Answered { status: status as u16, body, headers })
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    #[test]
    fn takes_writing_requests_to_routes() {
        assert_eq!(route("DELETE", "/wp/v2/posts/1", 0).unwrap(), "/wp/v2/posts/1");
        assert_eq!(route("POST", "/wp-json/wp/v2/posts", 0).unwrap(), "/wp/v2/posts");
        assert_eq!(route("POST", "/wp-jsonp", 0).unwrap(), "/wp-jsonp");
        for (method, path) in [
            ("GET", "/wp/v2/posts"),
            ("BREW", "/wp/v2/posts"),
            ("POST", "https://evil.example/wp/v2/posts"),
            ("POST", ""),
        ] {
            let error = route(method, path, 3).unwrap_err();
            assert_eq!(error.code, Code::InvalidOption);
            assert!(error.message.contains("Request 3"));
        }
    }

    #[test]
    fn reads_the_limit_of_the_site() {
        let told = |items: &str| {
            format!(r#"{{"endpoints":[{{"args":{{"requests":{{"maxItems":{items}}}}}}}]}}"#)
        };
        assert_eq!(limit_in(&told("40")), Some(40));
        for text in [told("0"), told("\"40\""), told("-1"), "{}".into(), "<p>".into()] {
            assert_eq!(limit_in(&text), None, "{text}");
        }
    }

    #[test]
    fn reads_one_response_for_each_request() {
        let body = r#"{"responses":[
            {"status":200,"body":"{\"id\":1}","headers":{"Allow":"GET","X-Count":2}},
            {"status":404,"body":"null","headers":[]},
            {"status":204}
        ]}"#;
        let read = responses(body, 3).unwrap();
        assert_eq!((read[1].body.as_str(), read[2].body.as_str()), ("null", "null"));
        assert_eq!((read[0].status, read[0].body.as_str()), (200, r#"{"id":1}"#));
        assert_eq!(read[0].headers["Allow"], "GET");
        assert_eq!(read[0].headers["X-Count"], "2");
        assert!(read[1].headers.is_empty());
    }

    #[test]
    fn refuses_fewer_responses_and_other_things() {
        for body in [
            r#"{"responses":[]}"#,
            r#"{"responses":[{"body":{}}]}"#,
            r#"{"responses":[{"status":"200"}]}"#,
            r#"{"responses":{"0":{"status":200}}}"#,
            "{}",
            "[]",
            "",
        ] {
            assert_eq!(responses(body, 1), None, "{body}");
        }
    }

    #[test]
    fn only_a_refusal_of_the_whole_is_too_many() {
        let mut error = Error::new(Code::HttpError, "");
        error.status = Some(400);
        error.wp_code = Some("rest_invalid_param".into());
        assert!(is_too_many(&error));
        error.status = Some(500);
        assert!(!is_too_many(&error));
    }
}
