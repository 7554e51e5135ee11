//! Calls, and what comes of their responses.

use super::*;
use crate::core::secret::Redaction;

#[test]
fn an_error_can_tell_whose_token_a_call_was_sent_with() {
    let mut client = good();
    told(&mut client, [call(1, Auth::Auto), call(2, Auth::Omit)]);
    let mut sender = |call| client.sender(call).map(|(server, renews)| (server.id(), renews));
    assert_eq!(sender(1), Some(("jwt-authentication-for-wp-rest-api", true)));
    assert_eq!(sender(2), None, "it was sent as nobody");
}

#[test]
fn a_token_is_known_after_a_logout_as_long_as_a_response_may_echo_it() {
    let mut client = good();
    let token = client.machine.login().unwrap().token.clone();
    let is_known = |client: &Client| {
        let mut secrets = Redaction::default();
        client.machine.confide(&mut secrets);
        secrets.apply(token.expose(), 999) == "***"
    };
    let out = Event::LogOut { everywhere: false, removed: false, marked: false };
    told(&mut client, [call(1, Auth::Auto), out]);
    assert!(is_known(&client));
    told(&mut client, [Event::CallEnded(1)]);
    assert!(!is_known(&client));
    let mut idle = good();
    let out = Event::LogOut { everywhere: false, removed: false, marked: false };
    told(&mut idle, [out]);
    assert!(!is_known(&idle), "no call may bring it");
}

#[test]
fn javascript_delivers_a_response_unless_a_word_says_otherwise() {
    for (judgement, word) in [
        (Judgement::Deliver, ""),
        (Judgement::Keep, "keep"),
        (Judgement::Repeat, "repeat"),
        (Judgement::NotReplayable, "lost"),
        (Judgement::Detour, "detour"),
        (Judgement::GoBack, "back"),
    ] {
        assert_eq!(judgement.as_str(), word);
    }
}
