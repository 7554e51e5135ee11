//! `PluginSpec`: the description of a server that an app wrote, checked.

use crate::core::text::concat;
use alloc::{boxed::Box, string::String};

use once_cell::race::OnceBox;

use super::{
    super::{
        error::{Code, Error, Result},
        json::Json,
    },
    Server,
    answer::is_sendable,
    meaning,
};

/// What each member must be: a text, one of these words, a path or several, a flag, a number, an
/// object, anything.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    /// What a header can carry.
    Plain,
    Word(&'static str),
    Paths,
    Flag,
    Number,
    Errors,
    Any,
    /// The kinds of members, and the names of those that are of it.
    Members(&'static [(Kind, &'static str)]),
}
use Kind::{Any, Errors, Flag, Members, Number, Paths, Plain, Text, Word};

const USER: Kind = Members(&[(Paths, "id username email displayName nicename")]);

const REQUEST: Kind = Members(&[
    (Text, "path prefix otherwise static"),
    (Word("GET POST PUT PATCH DELETE"), "method"),
    (Word("refreshToken token cookie"), "with"),
    (Flag, "json auth cookies everywhere mute"),
    (Paths, "when token provider"),
    (USER, "user"),
    (Any, "body"),
]);

const SPEC: Kind = Members(&[
    (Text, "id namespace header beside rotates"),
    (REQUEST, "login refresh keep validate revoke secondFactor"),
    (Paths, "token refreshToken expiresIn"),
    (Number, "lifetime"),
    (Flag, "opaque silent"),
    (Plain, "scheme"),
    (USER, "user claims"),
    (Members(&[(Paths, "code message")]), "error"),
    (Errors, "errors"),
    (Any, "refusedWith"),
]);

impl Server {
    /// The server that an app describes. With the `id` of one that is built, it is that one but for
    /// what the description says.
    ///
    /// # Errors
    /// `invalid_option`, naming the member that is wrong.
    pub fn of_spec(spec: Json) -> Result<Server> {
        let refuse = |what: &str| {
            let message = ["The member `", what, "` of the description of the plugin is wrong."];
            Err(Error::new(Code::InvalidOption, &concat(&message)))
        };
        if let Err(wrong) = check(spec, SPEC, "") {
            return refuse(&wrong);
        }
        let own = Json::known(kept(spec.text()));
        let base = own.get("id").and_then(Json::raw).and_then(Server::by_id);
        let server = Server { own, base: base.map_or(Json::known("{}"), |base| base.own) };
        for member in ["login.path", "token"] {
            // Credentials that are the token themselves come in no response.
            let given = member == "token" && !server.gives_token();
            if server.get(member).is_none() && !given {
                return refuse(member);
            }
        }
        Ok(server)
    }
}

/// The descriptions so far. An app has few; but a backend makes a client for each request.
static KEPT: OnceBox<Kept> = OnceBox::new();

struct Kept {
    spec: Box<str>,
    next: OnceBox<Kept>,
}

/// The text of a description, for as long as the program lasts, and once.
fn kept(spec: &str) -> &'static str {
    let mut place = &KEPT;
    loop {
        let Kept { spec: known, next } =
            place.get_or_init(|| Box::new(Kept { spec: spec.into(), next: OnceBox::new() }));
        if **known == *spec {
            return known;
        }
        place = next;
    }
}

fn is_in(words: &str, text: &str) -> bool {
    words.split(' ').any(|word| word == text)
}

/// Checks a value; the error is the path of what is wrong.
fn check(value: Json, kind: Kind, path: &str) -> core::result::Result<(), String> {
    // Escapes would only be seen through by some of the lookups.
    let is_text = |value: Json| value.raw().is_some_and(|text| !text.contains('\\'));
    let all = |value: Json, is_right: &dyn Fn(Json) -> bool| {
        let mut right = true;
        value.each(&mut |_, value| {
            right = is_right(value);
            right
        });
        right
    };
    let right = match kind {
        Text => is_text(value),
        Plain => is_text(value) && is_sendable(value.text()),
        Word(words) => value.raw().is_some_and(|text| is_in(words, text)),
        Paths => is_text(value) || value.text().starts_with('[') && all(value, &is_text),
        Flag => matches!(value.text(), "true" | "false"),
        Number => value.number().is_some_and(|number| number > 0.0),
        Any => true,
        Errors => {
            value.is_object()
                && all(value, &|code| code.raw().is_some_and(|code| meaning(code).is_some()))
        }
        Members(members) => {
            let mut wrong = None;
            value.each(&mut |name, value| {
                let below = if path.is_empty() { name.into() } else { concat(&[path, ".", name]) };
                wrong = match members.iter().find(|(_, names)| is_in(names, name)) {
                    Some((kind, _)) => check(value, *kind, &below).err(),
                    None => Some(below),
                };
                wrong.is_none()
            });
            if let Some(wrong) = wrong {
                return Err(wrong);
            }
            value.is_object()
        }
    };
    if right { Ok(()) } else { Err(path.into()) }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// A complete description with one member replaced.
    fn with(name: &str, value: Value) -> Result<Server> {
        let mut spec = json!({ "login": { "path": "/own/v1/login" }, "token": "token" });
        spec[name] = value;
        Server::of_spec(Json::parse(&spec.to_string()).unwrap())
    }

    #[test]
    fn keeps_each_description_once() {
        let [one, same, other] = ["a", "a", "b"].map(|token| with("token", json!(token)).unwrap());
        assert!(core::ptr::eq(one.own.text(), same.own.text()));
        assert_ne!(one.own.text(), other.own.text());
    }

    #[test]
    fn takes_every_kind_of_member() {
        for (name, value) in [
            ("id", json!("own")),
            ("token", json!(["a.b", "c"])),
            ("lifetime", json!(60)),
            ("opaque", json!(true)),
            ("refusedWith", json!([400])),
            ("user", json!({ "id": ["id", "ID"] })),
            ("errors", json!({ "1": "token_rejected:revoked", "2": "forbidden" })),
            ("refresh", json!({ "path": "r", "method": "PUT", "with": "cookie", "body": [] })),
        ] {
            assert!(with(name, value.clone()).is_ok(), "{name} {value}");
        }
    }

    #[test]
    fn names_the_member_that_is_wrong() {
        for (name, value, wrong) in [
            ("acme", json!("x"), "acme"),
            ("id", json!(7), "id"),
            ("scheme", json!("a\"b"), "scheme"),
            ("scheme", json!("a\nb"), "scheme"),
            ("scheme", json!("\u{2192}"), "scheme"),
            ("token", json!(7), "token"),
            ("token", json!({ "a": "b" }), "token"),
            ("token", json!(["a", 7]), "token"),
            ("token", json!([7, "a"]), "token"),
            ("lifetime", json!(0), "lifetime"),
            ("lifetime", json!("60"), "lifetime"),
            ("opaque", json!("true"), "opaque"),
            ("user", json!([]), "user"),
            ("user", json!({ "nick": "a" }), "user.nick"),
            ("errors", json!(["forbidden"]), "errors"),
            ("errors", json!({ "1": "acme", "2": "forbidden" }), "errors"),
            ("errors", json!({ "1": "forbidden:acme" }), "errors"),
            ("refresh", json!({ "path": "r", "method": "put" }), "refresh.method"),
            ("refresh", json!({ "path": "r", "with": "token cookie" }), "refresh.with"),
        ] {
            let error = with(name, value.clone()).unwrap_err();
            assert_eq!(error.code, Code::InvalidOption);
            let named = ["`", wrong, "`"].concat();
            assert!(error.message.contains(&named), "{name} {value}: {}", error.message);
        }
    }

    #[test]
    fn needs_a_login_and_a_place_of_the_token() {
        let lacks = |spec: Value| {
            let read = Server::of_spec(Json::parse(&spec.to_string()).unwrap());
            read.err().map(|error| error.message)
        };
        let names = |spec, name: &str| lacks(spec).is_some_and(|message| message.contains(name));
        assert!(names(json!({}), "`login.path`"));
        assert!(names(json!({ "login": { "path": "x" } }), "`token`"));
        assert!(names(json!({ "login": { "static": "nonce" } }), "`login.path`"));
        // What was typed is the token.
        assert_eq!(lacks(json!({ "login": { "path": "x", "static": "nonce" } })), None);
        // The server that is built has both.
        assert_eq!(lacks(json!({ "id": "jwt-auth" })), None);
    }
}
