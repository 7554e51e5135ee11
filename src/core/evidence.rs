//! Who answered? What the text of a response shows of who wrote it, whatever its status.
//!
//! No list of codes can be complete: each plugin, host and firewall has its own. So the rules ask
//! for the form first: WordPress's error, the auth server's own form, other JSON, or no JSON at all.

use super::{json::Json, server::Answer, text::find};

/// Characters up to which JSON may be nothing but a sentence.
pub(crate) const LONGEST: usize = 2000;

/// Words with which a firewall, a host or a bot protection refuses, in lower case. They prove
/// nothing alone: see [`source`].
const REFUSALS: &[&str] = &[
    "denied",
    "block",
    "forbid",
    "captcha",
    "firewall",
    "bot",
    "security",
    "acceptable",
    "challeng",
    "verify you",
    "suspicious",
    "reject",
    "maintenance",
    "too many",
    "rate limit",
    "not allowed",
];

/// Those of them that no route of WordPress says of a request.
const GUARDS: &[&str] =
    &["captcha", "firewall", "bot-protection", "bot protection", "imunify", "cloudflare", "sucuri"];

/// Members by which JSON is more than a sentence: it describes a thing.
const THINGS: &[&str] = &["id", "ID", "slug", "_links", "rendered", "namespaces"];

/// Whether this is an error in WordPress's own form (`WP_Error` in the REST API): a code and a
/// message, each a text.
pub(crate) fn is_wp_error(json: Json) -> bool {
    ["code", "message"].iter().all(|name| json.get(name).and_then(Json::raw).is_some())
}

/// The response with the status that it means: proxies and `_envelope` make a 200 of a refusal, whose
/// body still says what it was.
pub(crate) fn meant(answer: Answer<'_>) -> Answer<'_> {
    let told = || {
        let json = Json::parse(answer.body).filter(|json| is_wp_error(*json))?;
        let status = json.path("data.status").or_else(|| json.get("statusCode"))?;
        status.number().filter(|status| (400.0..600.0).contains(status))
    };
    let status = if is_success(answer.status) { told() } else { None };
    Answer { status: status.map_or(answer.status, |status| status as u16), ..answer }
}

/// Whether JSON that is nothing but a sentence refuses a request, as a guard in front would.
pub(crate) fn is_guard(body: &str) -> bool {
    is_words(body) && says(body, REFUSALS)
}

/// Whether JSON is data, whatever it says. `isPlainValue()` in `pkg/front/send.js` knows the same without
/// asking.
pub(crate) fn is_data(body: &str) -> bool {
    body.len() > LONGEST || Json::parse(body).is_some_and(|json| json.get("id").is_some())
}

/// Whether a body is JSON that is nothing but a sentence.
pub(crate) fn is_words(body: &str) -> bool {
    Json::parse(body).is_some_and(|json| is_sentence(json, body))
}

fn says(body: &str, words: &[&str]) -> bool {
    let text = body.to_ascii_lowercase();
    words.iter().any(|word| find(&text, word).is_some())
}

pub(crate) fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}

/// Whether a URL is that of a route whose responses are known to describe things.
pub(crate) fn is_core(url: &str) -> bool {
    ["/wp/v2/", "/wc/v"].iter().any(|route| find(url, route).is_some())
}

/// What is known about a response in addition to its text and status.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'a> {
    /// It has a header that WordPress's REST API alone sends. Pages of other origins may not see it.
    pub(crate) marked: bool,
    /// It comes from a route of WordPress itself, which sends objects or lists of objects.
    pub(crate) core: bool,
    /// What the same site answered to its index, if that was asked.
    pub(crate) index: Option<Answer<'a>>,
}

/// Who wrote a 2xx response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// A route of WordPress, as far as the evidence shows.
    WordPress,
    /// Somebody in front of it.
    Another,
    /// The index of the site must tell.
    Unclear,
}

/// Distinguishes a route's response from that of a firewall or a host which also sends 200.
///
/// Routes of plugins may return anything, even a single sentence. So JSON counts as foreign only if it
/// is nothing but a sentence, and if one of these holds: it names a guard and lacks WordPress's mark; it
/// comes from a route of WordPress itself, which never sends a sentence; or the index, which every
/// WordPress has, gets the same response.
pub(crate) fn source(answer: Answer, context: Context) -> Source {
    let Some(json) = Json::parse(answer.body).filter(|json| is_sentence(*json, answer.body)) else {
        return Source::WordPress;
    };
    let refuses = says(answer.body, REFUSALS);
    if refuses && (context.core || !context.marked && says(answer.body, GUARDS)) {
        return Source::Another;
    }
    let told = ["message", "error"].iter().any(|name| json.get(name).is_some());
    if !refuses && (context.marked || !told) {
        return Source::WordPress;
    }
    let Some(index) = context.index else { return Source::Unclear };
    let read = Json::parse(index.body);
    let is_index = read.is_some_and(|json| json.get("namespaces").is_some() || is_wp_error(json));
    // Without such words only an index that somebody else wrote proves anything.
    let another = if refuses { !is_index } else { is_success(index.status) && !is_index };
    if another { Source::Another } else { Source::WordPress }
}

/// Whether a value is nothing but a sentence, with a code or a flag next to it.
fn is_sentence(json: Json, body: &str) -> bool {
    body.len() <= LONGEST && (json.raw().is_some() || json.is_object() && has_only_words(json, 2))
}

fn has_only_words(json: Json, depth: u8) -> bool {
    let (mut only, mut words) = (true, false);
    json.each(&mut |name, value| {
        words |= value.raw().is_some_and(|text| !text.is_empty());
        let nested = value.is_object() && depth > 1;
        let inner = nested && has_only_words(value, depth - 1);
        words |= inner;
        only = !THINGS.contains(&name)
            && (inner
                || !value.text().starts_with(['{', '['])
                || matches!(value.text(), "[]" | "{}"));
        only
    });
    only && words
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const INDEX: &str = r#"{"name":"S","namespaces":["wp/v2"]}"#;
    const IMUNIFY: &str = r#"{"message":"Access denied by Imunify360 bot-protection. IPs used for automation should be whitelisted"}"#;
    const HELLO: &str = r#"{"message":"Hello world"}"#;

    fn answer(status: u16, body: &str) -> Answer<'_> {
        Answer { status, body, retry_after: None }
    }

    fn of(body: &str, marked: bool, core: bool, index: Option<(u16, &str)>) -> Source {
        let index = index.map(|(status, body)| answer(status, body));
        source(answer(200, body), Context { marked, core, index })
    }

    #[test]
    fn data_is_data() {
        for body in [
            "[]",
            "[{\"id\":1}]",
            "{}",
            "null",
            "7",
            "true",
            r#"{"id":7,"message":"Access denied by a firewall"}"#,
            r#"{"deleted":true,"previous":{"id":7}}"#,
            r#"{"title":"Blocked","tags":["a"]}"#,
            r#"{"name":"Security","slug":"security"}"#,
            r#"{"count":3}"#,
            r#"{"data":{"posts":[{"title":"Firewall"}]}}"#,
            INDEX,
        ] {
            for marked in [true, false] {
                assert_eq!(of(body, marked, true, None), Source::WordPress, "{body}");
            }
        }
        let long = [r#"{"message":"a firewall "#, &"x".repeat(LONGEST), "\"}"].concat();
        assert_eq!(of(&long, false, true, None), Source::WordPress);
    }

    #[test]
    fn a_guard_is_a_sentence_that_refuses() {
        for (body, words, guard) in [
            (IMUNIFY, true, true),
            (HELLO, true, false),
            (r#""Access denied""#, true, true),
            (r#"{"error":{"message":"Access denied"}}"#, true, true),
            (r#"{"error":{"error":{"message":"Access denied"}}}"#, false, false),
            (r#"{"id":7,"message":"Access denied"}"#, false, false),
            (r#"{"list":["Access denied"]}"#, false, false),
            ("<p>Access denied</p>", false, false),
        ] {
            assert_eq!((is_words(body), is_guard(body)), (words, guard), "{body}");
        }
    }

    #[test]
    fn what_is_longer_than_any_sentence_is_data() {
        let words = |length: usize| ["\"", &"x".repeat(length - 2), "\""].concat();
        assert_eq!((is_words(&words(LONGEST)), is_data(&words(LONGEST))), (true, false));
        assert_eq!((is_words(&words(LONGEST + 1)), is_data(&words(LONGEST + 1))), (false, true));
    }

    #[test]
    fn knows_routes_of_wordpress_and_woocommerce() {
        assert!(is_core("https://e.com/wp-json/wp/v2/posts"));
        assert!(is_core("https://e.com/?rest_route=/wc/v3/orders"));
        assert!(!is_core("https://e.com/wp-json/contact-form-7/v1/forms"));
    }

    #[test]
    fn a_sentence_of_a_plugins_route_is_data() {
        for body in [HELLO, r#""Hello world""#, r#"{"code":200,"message":"Registered"}"#] {
            assert_eq!(of(body, true, false, None), Source::WordPress, "{body}");
            assert_eq!(of(body, false, false, Some((200, INDEX))), Source::WordPress, "{body}");
            // Where the app's own tests mock only this route.
            assert_eq!(of(body, false, false, Some((404, "<html>"))), Source::WordPress, "{body}");
        }
        let refused = r#"{"success":false,"message":"Access denied"}"#;
        assert_eq!(of(refused, true, false, None), Source::Unclear);
        assert_eq!(of(refused, true, false, Some((200, INDEX))), Source::WordPress);
        let closed = r#"{"code":"rest_x","message":"No","data":{"status":401}}"#;
        assert_eq!(of(refused, true, false, Some((401, closed))), Source::WordPress);
    }

    #[test]
    fn a_guards_answer_is_none() {
        for body in [
            IMUNIFY,
            r#"{"error":{"code":1020,"message":"Cloudflare: Access denied"}}"#,
            r#""Please solve the captcha""#,
        ] {
            assert_eq!(of(body, false, false, None), Source::Another, "{body}");
            assert_eq!(of(body, true, true, None), Source::Another, "{body}");
            assert_eq!(of(body, true, false, None), Source::Unclear, "{body}");
            assert_eq!(of(body, true, false, Some((200, body))), Source::Another, "{body}");
        }
        for body in [r#"{"status":"blocked","message":"By policy"}"#, r#"{"error":"Forbidden"}"#] {
            assert_eq!(of(body, true, true, None), Source::Another, "{body}");
            assert_eq!(of(body, false, false, None), Source::Unclear, "{body}");
            assert_eq!(of(body, false, false, Some((200, body))), Source::Another, "{body}");
            assert_eq!(of(body, false, false, Some((403, "<html>"))), Source::Another, "{body}");
        }
        // No word proves it, but the whole site responds in this way.
        let parked = r#"{"message":"This site moved"}"#;
        assert_eq!(of(parked, false, false, None), Source::Unclear);
        assert_eq!(of(parked, false, false, Some((200, parked))), Source::Another);
        assert_eq!(of(parked, false, false, Some((200, "<html>"))), Source::Another);
    }

    #[test]
    fn a_refusal_means_what_its_body_says() {
        for (status, body, wanted) in [
            (200, r#"{"code":"rest_x","message":"No","data":{"status":401}}"#, 401),
            (200, r#"{"success":false,"statusCode":403,"code":"x","message":"No","data":[]}"#, 403),
            (200, r#"{"code":"jwt_auth_valid_token","message":"","data":{"status":200}}"#, 200),
            (200, r#"{"code":"x","message":"No","data":{"status":4010}}"#, 200),
            (200, r#"{"id":7,"data":{"status":401}}"#, 200),
            (200, r#"{"code":401,"message":"No","data":{"status":401}}"#, 200),
            (404, r#"{"code":"x","message":"No","data":{"status":401}}"#, 404),
            (200, "<html>", 200),
        ] {
            assert_eq!(meant(answer(status, body)).status, wanted, "{body}");
        }
    }

    proptest! {
        #[test]
        fn asks_once_and_then_knows(body in r#"\{"(message|error|id|x)":"(Access denied|Hello|bot)"(,"y":[1-9])?\}"#, marked: bool, core: bool, index in r#"[{}"a-c:<]{0,9}"#) {
            let told = of(&body, marked, core, Some((200, &index)));
            prop_assert_ne!(told, Source::Unclear);
            if of(&body, marked, core, None) != Source::Unclear {
                prop_assert_eq!(told, of(&body, marked, core, None));
            }
        }
    }
}
