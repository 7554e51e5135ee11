//! Responses of every server to every operation.
//!
//! Lines: the server's id, the operation, the status, then the body.
//!
//! Holds P8 of SECURITY.md.

use super::{assert_json, line};
use presskey::core::{
    error::{Error, Sent},
    judge, of_answer,
    secret::Redaction,
    server::{Answer, Grant, Server, User},
    token,
};

pub fn run(text: &str) {
    let (id, rest) = line(text);
    let (operation, rest) = line(rest);
    let (status, body) = line(rest);
    let Some(server) = Server::by_id(id) else { return };
    let answer = Answer { status: status.parse().unwrap_or(200), body, retry_after: Some(1000.0) };

    match server.read_login(answer, "editor") {
        Ok(grant) => granted(server, &grant),
        Err(error) => failed(&error),
    }
    match server.read_grant(answer, "refresh") {
        Ok(grant) => granted(server, &grant),
        Err(error) => failed(&error),
    }
    if server.can(operation) {
        match server.read_validation(answer, operation) {
            Ok(user) => drop(assert_json(&user.to_json().end())),
            Err(error) => failed(&error),
        }
    }
    if let Some(factor) = server.second_factor(answer) {
        failed(&factor.error);
    }
    for token_sent in [false, true] {
        failed(&of_answer(Some(server), answer, token_sent));
        // Only a refusal costs a session: a success never does.
        let refusal = server.refusal(answer, token_sent);
        assert!(refusal.is_none() || !body.is_empty(), "an empty body refuses a token");
    }
    let index = Some(Answer { status: 200, body, retry_after: None });
    for index in [None, index] {
        if let Err(error) = judge(answer, true, "", "https://e.com/wp-json/wp/v2/posts", index) {
            failed(&error);
        }
    }
    let _ = (server.is_unclear(answer), server.answers(body), server.shows_in(body));
}

fn granted(server: Server, grant: &Grant) {
    assert!(!grant.token.expose().is_empty());
    // The site is trusted with what it says about users, even that one is named like the token.
    let shown = format!("{:?}", Grant { user: User::default(), ..grant.clone() });
    let secret = grant.token.expose();
    assert!(secret.len() < 12 || grant.claims.contains(secret) || !shown.contains(secret));
    if !grant.claims.is_empty() {
        assert!(token::decode(secret).is_ok());
        assert!(!server.carrier().is_empty());
    }
    assert!(grant.expires_in.is_none_or(f64::is_finite));
}

fn failed(error: &Error) {
    let mut error = error.clone();
    error.redact(&Redaction::default());
    let json = assert_json(&error.to_json());
    assert!(!error.message.is_empty(), "{json}");
    assert_eq!(error.sent, Sent::Answered, "{json}");
    assert!(!error.message.contains(['\u{0}', '\u{1b}']), "{json}");
}
