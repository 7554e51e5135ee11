//! Calls, and what comes of their responses.

use super::*;
use crate::core::secret::Redaction;

#[test]
fn a_call_with_a_valid_token_needs_one_event() {
    let mut client = expired();
    log_in(&mut client);
    assert_eq!(told(&mut client, [call(1, Auth::Auto)]), "[Announce, Send { signed: true }]");
    assert_eq!(told(&mut client, [call(2, Auth::Omit)]), "[Send { signed: false }]");
}

#[test]
fn a_call_that_is_refused_is_not_worth_a_search() {
    let aimless = |auth| {
        let Event::Call { call, traits, .. } = call(1, auth) else { unreachable!() };
        Event::Call { call, traits, aim: Ok(None) }
    };
    assert_eq!(told(&mut anonymous(false), [aimless(Auth::Auto)]), "[Search]");
    let mut client = anonymous(false);
    assert_eq!(told(&mut client, [aimless(Auth::Required)]), "[Refuse]");
    assert_eq!(client.take_refusal().unwrap().code, Code::NotAuthenticated);
    assert!(client.take_refusal().is_none());
}

#[test]
fn a_call_waits_for_the_refresh_that_it_begins_or_joins() {
    let mut client = expired();
    let first = told(&mut client, [call(1, Auth::Auto)]);
    assert_eq!(first, "[AwaitRefresh, Lock, Timer(4000)]");
    assert_eq!(told(&mut client, [call(2, Auth::Auto)]), "[AwaitRefresh]");
}

#[test]
fn what_was_begun_for_one_user_goes_on_for_nobody_else() {
    let Event::Call { traits, .. } = call(1, Auth::Auto) else { unreachable!() };
    let mut client = expired();
    log_in(&mut client);
    assert_eq!(client.caller(1), None);
    told(&mut client, [call(1, Auth::Auto)]);
    assert_eq!(client.caller(1), Some("7"));
    client.begin_for(2, traits, "7");
    assert_eq!(told(&mut client, [call(2, Auth::Auto)]), "[Send { signed: true }]");
    client.begin_for(3, traits, "8");
    assert_eq!(told(&mut client, [call(3, Auth::Auto)]), "[Refuse]");
    assert_eq!(client.take_refusal().unwrap().code, Code::UserMismatch);
    let mut client = anonymous(false);
    client.begin_for(1, Traits { safe: false, ..traits }, "7");
    assert_eq!(told(&mut client, [call(1, Auth::Auto)]), "[Refuse]");
    assert_eq!(client.take_refusal().unwrap().code, Code::SessionExpired);
}

#[test]
fn a_call_that_changes_something_is_for_the_user_whom_the_app_has_seen() {
    let Event::Call { traits, .. } = call(1, Auth::Auto) else { unreachable!() };
    let mut granted = grant(8, 4, true);
    (granted.times.iat, granted.times.exp) = (Some(100.0), Some(3700.0));
    let other = login(granted, NOW).to_record(SITE);
    for safe in [true, false] {
        let mut client = good();
        client.begin_call(1, Traits { safe, ..traits });
        // Somebody has logged in in another tab, which this one has not heard of.
        told(&mut client, [Event::Stored { store: TABS, text: Some(&other), markers: "" }]);
        let effects = told(&mut client, [call(1, Auth::Auto)]);
        assert_eq!(
            client.machine.login().unwrap().user.id,
            Some(8.0),
            "the app is shown that user"
        );
        if safe {
            assert_eq!(effects, "[Send { signed: true }]");
        } else {
            assert_eq!(effects, "[Refuse]");
            assert_eq!(client.take_refusal().unwrap().code, Code::UserMismatch);
        }
    }
}

#[test]
fn a_call_that_is_over_is_forgotten() {
    let mut client = anonymous(false);
    told(&mut client, [call(1, Auth::Auto), call(2, Auth::Auto), Event::CallEnded(1)]);
    assert_eq!(client.calls.list.len(), 1);
    assert_eq!(told(&mut client, [answered(200)]), "[]");
}

#[test]
fn a_call_that_goes_on_is_the_same_call() {
    let mut client = anonymous(false);
    told(&mut client, [call(1, Auth::Auto), call(1, Auth::Auto), Event::CallEnded(1)]);
    assert!(client.calls.list.is_empty());
}

#[test]
fn what_a_response_says_of_the_session_is_shown_before_it_is_judged() {
    let mut client = good();
    client.machine.forget_refresh_token();
    told(&mut client, [call(1, Auth::Required)]);
    let effects = told(&mut client, [refused(Refusal::Explicit(EndReason::Revoked))]);
    assert_eq!(effects, "[Announce, Remove, SayEnded, Judged(Deliver)]");
}

#[test]
fn a_response_tells_what_time_it_is() {
    let mut client = good();
    told(&mut client, [call(1, Auth::Auto)]);
    client.handle(answered(200), NOW - 50_000.0);
    assert_eq!(client.machine.received_at(), NOW - 50_000.0, "the clock was set back");
}

#[test]
fn a_call_that_was_begun_elsewhere_goes_on_here() {
    let Event::Call { traits, .. } = call(1, Auth::Auto) else { unreachable!() };
    for (sent, expected) in [(true, "[Judged(Repeat)]"), (false, "[Judged(Deliver)]")] {
        let mut client = good();
        let text = &client.record().unwrap();
        told(&mut client, [Event::Resumed { call: 1, traits, text, sent }]);
        assert_eq!(client.caller(1), Some("7"));
        let effects = told(&mut client, [refused(Refusal::Silent)]);
        assert!(effects.contains(expected), "{effects}");
    }
}

#[test]
fn a_call_that_was_begun_elsewhere_waits_for_a_login_like_those_before_it() {
    let Event::Call { traits, .. } = call(1, Auth::Required) else { unreachable!() };
    let mut client = anonymous(true);
    log_in(&mut client);
    let text = &client.record().unwrap();
    // While the call is on its way, the session ends, and the app is asked for a login.
    client.machine.end(EndReason::Revoked);
    client.machine.asking();
    told(&mut client, [Event::Resumed { call: 1, traits, text, sent: true }]);
    let effects = told(&mut client, [refused(Refusal::Explicit(EndReason::Revoked))]);
    assert!(effects.contains("[Judged(Repeat)]"), "{effects}");
}

#[test]
fn an_unreadable_response_fails_the_call() {
    let mut client = expired();
    log_in(&mut client);
    let error = Error::new(Code::Unreachable, "");
    assert_eq!(
        told(&mut client, [call(1, Auth::Auto), came(false, false, Err(error))]),
        "[Refuse]"
    );
    assert_eq!(client.take_refusal().unwrap().code, Code::Unreachable);
}

/// A response to call 1.
fn answered(status: u16) -> Event<'static> {
    came(false, false, Ok(status))
}

fn came(is_lost: bool, is_detour: bool, status: Result<u16, Box<Error>>) -> Event<'static> {
    let answered = status.map(|status| Answered { status, refusal: None });
    Event::CallAnswered { call: 1, is_lost, is_detour, answered }
}

/// What to do with what came of a call to a route that was sent with a token if `signed`, and can be sent
/// again if `replayable`.
fn judged(signed: bool, replayable: bool, came: Event) -> String {
    judged_at(true, signed, replayable, came)
}

/// The same of one that goes to a `route`, or to an address.
fn judged_at(route: bool, signed: bool, replayable: bool, came: Event) -> String {
    let mut client = anonymous(false);
    if signed {
        log_in(&mut client);
    }
    let traits = Traits { auth: Auth::Auto, safe: true, replayable, route };
    told(&mut client, [Event::Call { call: 1, traits, aim: Ok(Some(true)) }]);
    told(&mut client, [came])
}

#[test]
fn a_call_that_may_be_lost_is_sent_another_way_if_it_can_be() {
    for signed in [true, false] {
        assert_eq!(judged(signed, true, came(true, false, Ok(404))), "[Judged(Detour)]");
        assert_eq!(judged(signed, false, came(true, false, Ok(404))), "[Judged(Deliver)]");
        // Why there is no response, the performer says.
        let nothing = || came(true, true, Err(Error::new(Code::Unreachable, "")));
        assert_eq!(judged(signed, true, nothing()), "[Judged(Detour)]");
        assert_eq!(judged(signed, false, nothing()), "[Judged(Deliver)]");
        // An address is no route: there is no other way to it.
        assert_eq!(judged_at(false, signed, true, nothing()), "[Judged(Deliver)]");
        let page = came(true, false, Ok(404));
        assert_eq!(judged_at(false, signed, true, page), "[Judged(Deliver)]");
    }
}

#[test]
fn another_way_is_kept_when_something_has_answered_there() {
    for (signed, status, judgement) in [
        (true, 200, "Keep"),
        (true, 299, "Keep"),
        // With a token only a success shows that it is read there.
        (true, 300, "Deliver"),
        (true, 404, "Deliver"),
        (false, 404, "Keep"),
        (false, 403, "Keep"),
    ] {
        let judgement = ["[Judged(", judgement, ")]"].concat();
        assert_eq!(judged(signed, true, came(false, true, Ok(status))), judgement, "{status}");
    }
    assert_eq!(judged(true, true, answered(200)), "[Judged(Deliver)]");
}

#[test]
fn a_token_that_nobody_has_read_leads_back() {
    assert_eq!(judged(true, true, answered(401)), "[Judged(GoBack)]");
    assert_eq!(judged(true, true, came(false, true, Ok(401))), "[Judged(GoBack)]");
    assert_eq!(judged(true, true, answered(403)), "[Judged(Deliver)]");
    assert_eq!(judged(true, false, answered(401)), "[Judged(Deliver)]");
    assert_eq!(judged(false, true, answered(401)), "[Judged(Deliver)]");
}

/// A newer token of the same user, as a response brings it along.
fn newer() -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let claims = r#"{"iat":200,"exp":3800,"data":{"user":{"id":"7"}}}"#;
    [&part(r#"{"alg":"HS256"}"#), ".", &part(claims), ".c2ln"].concat()
}

#[test]
fn a_token_that_a_response_brings_is_stored_and_told_to_the_tabs() {
    let token = newer();
    let mut client = expired();
    log_in(&mut client);
    let rotated = || Event::Rotated { call: 1, token: &token };
    assert_eq!(told(&mut client, [Event::Changed, rotated()]), "[]", "no such call");
    let sent = [call(1, Auth::Auto), rotated()];
    assert_eq!(told(&mut client, sent), "[Announce, SaveRotated]");
    assert_eq!(told(&mut client, [Event::RotationSaved(true)]), "[SayChanged]");
    assert_eq!(told(&mut client, [Event::RotationSaved(true)]), "[]");
    // It is not newer than itself.
    assert_eq!(told(&mut client, [call(1, Auth::Auto), rotated()]), "[]");
    let mut alone = good();
    told(&mut alone, [in_store(Store::PERSISTENT), call(1, Auth::Auto), rotated()]);
    assert_eq!(told(&mut alone, [Event::RotationSaved(true)]), "[]", "no tab shares it");
    let mut overtaken = good();
    told(&mut overtaken, [call(1, Auth::Auto), rotated()]);
    log_in(&mut overtaken);
    told(&mut overtaken, [Event::Changed]);
    assert_eq!(told(&mut overtaken, [Event::RotationSaved(true)]), "[]", "it is in force no more");
}

#[test]
fn a_logout_removes_a_token_that_is_stored_after_it() {
    let token = newer();
    let mut client = expired();
    log_in(&mut client);
    told(&mut client, [call(1, Auth::Auto), Event::Rotated { call: 1, token: &token }]);
    let text = &client.record().unwrap();
    client.machine.end(EndReason::LoggedOut);
    told(&mut client, [Event::Changed, Event::Kept { store: TABS, text }]);
    assert_eq!(told(&mut client, [Event::RotationSaved(true)]), "[Remove]");
    assert!(client.may_replace(true, text));
}

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
