use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use proptest::prelude::*;

use super::*;
use crate::core::{
    error::{Code, Sent},
    login::tests::{grant, login},
    secret::{Redaction, Secret},
    server::{Grant, Refusal, Server},
};

const HOUR: f64 = 3_600_000.0;

fn machine(refresh: Refresh, can_ask: bool) -> Machine {
    let mut machine = Machine::new(Config { margin_s: 30.0, refresh, can_ask });
    machine.load(None, false, 0.0);
    machine
}

/// A login of user `id` whose token expires an hour after 0.
fn hour(id: u32, mark: u32, refreshable: bool) -> Login {
    let mut granted = grant(id, mark, refreshable);
    granted.times.iat = Some(0.0);
    granted.times.exp = Some(HOUR / 1000.0);
    login(granted, 0.0)
}

fn logged_in(refreshable: bool) -> Machine {
    let mut machine = machine(Refresh::Auto, false);
    machine.begin_login(hour(7, 1, refreshable), true);
    machine
}

fn fresh_grant(mark: u32) -> Grant {
    let mut granted = grant(7, mark, true);
    granted.times.iat = Some(HOUR / 1000.0);
    granted.times.exp = Some(2.0 * HOUR / 1000.0);
    granted
}

fn get(machine: &mut Machine) -> Call {
    machine.begin(Auth::Auto, true, true)
}

fn post(machine: &mut Machine) -> Call {
    machine.begin(Auth::Auto, false, true)
}

fn carries_token(step: &Step) -> bool {
    matches!(step, Step::Send(Some(_)))
}

fn refused_with(step: Step) -> Code {
    match step {
        Step::Refuse(error) => {
            assert_eq!(error.sent, Sent::No);
            error.code
        }
        other => panic!("{other:?}"),
    }
}

pub(in crate::core) fn network_error() -> Box<Error> {
    Error::new(Code::Unreachable, "x").sent(Sent::Maybe)
}

pub(in crate::core) fn refused_refresh() -> Box<Error> {
    let mut error = Error::new(Code::SessionExpired, "x").sent(Sent::Answered);
    error.ends = Some(EndReason::Revoked);
    error
}

#[test]
fn a_token_of_another_tab_that_has_expired_already_is_not_renewed_immediately() {
    let mut machine = logged_in(true);
    let mut granted = grant(7, 2, true);
    (granted.times.iat, granted.times.exp) = (Some(3600.0), Some(3600.0));
    machine.adopt(login(granted, HOUR));
    assert!(!machine.tick(HOUR + 1.0), "two tabs would renew it in turns, without a pause");
    assert!(machine.tick(HOUR + 2_000.0));
}

#[test]
fn a_refresh_that_is_answered_twice_in_silence_is_refused() {
    let unread = || Err(Error::new(Code::Unreachable, "x").sent(Sent::Answered));
    let mut machine = logged_in(true);
    let mut refresh = |result: crate::core::error::Result<Grant>| {
        let ticket = machine.begin_refresh(0.0).unwrap();
        let told = machine.refreshed(ticket, result, 0.0, 0.0).map_err(|error| error.code);
        (told, machine.login().is_some())
    };
    assert_eq!(refresh(unread()), (Err(Code::Unreachable), true));
    // The network was down, or a token came: it begins again.
    assert_eq!(refresh(Err(network_error())), (Err(Code::Unreachable), true));
    assert_eq!(refresh(unread()), (Err(Code::Unreachable), true));
    assert_eq!(refresh(Ok(fresh_grant(2))), (Ok(()), true));
    assert_eq!(refresh(unread()), (Err(Code::Unreachable), true));
    assert_eq!(refresh(unread()), (Ok(()), false));
    assert_eq!(machine.session(), Session::Anonymous { reason: Some(EndReason::Expired) });
}

/// Else the exploration takes two states for one, and passes over what comes after one of them.
#[test]
fn states_that_differ_in_what_comes_next_are_told_apart() {
    let base = logged_in(true);
    let with = |refused, suspected| {
        let mut machine = base.clone();
        (machine.refused, machine.suspected) = (Some(refused), suspected);
        machine
    };
    let [refused, suspected] = [false, true].map(|suspected| with(base.generation, suspected));
    let earlier = with(base.generation - 1, true);
    assert!(refused.essence() != base.essence());
    assert!(refused.essence() != suspected.essence());
    assert!(earlier.essence() == base.essence(), "another token was refused");
    assert_ne!(base.ticket(1.0).at_bits(), base.ticket(2.0).at_bits());
}

#[test]
fn calls_that_differ_in_who_is_asked_for_a_login_are_told_apart() {
    let mut machine = logged_in(true);
    machine.asking_since = Some(5);
    let [earlier, same, later] = [4, 5, 6].map(|born| {
        let mut call = get(&mut machine);
        call.born = born;
        call
    });
    assert!(machine.call_essence(&earlier) == machine.call_essence(&same));
    assert!(machine.call_essence(&later) != machine.call_essence(&same));
}

const REJECTED: Option<Refusal> = Some(Refusal::Explicit(EndReason::Rejected));

#[test]
fn a_visitor_is_served_as_one() {
    let mut machine = machine(Refresh::Auto, true);
    let mut call = get(&mut machine);
    assert!(matches!(machine.next(&mut call, 0.0), Step::Send(None)));
    let mut call = machine.begin(Auth::Required, true, true);
    assert!(matches!(machine.next(&mut call, 0.0), Step::AskLogin(None)));
    machine.waited(&mut call);
    assert_eq!(refused_with(machine.next(&mut call, 0.0)), Code::NotAuthenticated);
}

#[test]
fn omit_and_other_origins_never_carry_the_token() {
    let mut machine = logged_in(true);
    let mut call = machine.begin(Auth::Omit, false, true);
    assert!(matches!(machine.next(&mut call, 0.0), Step::Send(None)));
    let mut call = get(&mut machine);
    call.may_carry = false;
    assert!(matches!(machine.next(&mut call, 0.0), Step::Send(None)));
    let mut call = machine.begin(Auth::Required, true, true);
    call.may_carry = false;
    assert_eq!(refused_with(machine.next(&mut call, 0.0)), Code::OriginNotAllowed);
}

#[test]
fn an_expired_token_is_never_sent() {
    for now in [HOUR - 30_000.0, HOUR, HOUR * 1000.0] {
        let mut machine = logged_in(false);
        let mut call = get(&mut machine);
        assert!(carries_token(&machine.next(&mut call, HOUR - 30_001.0)));
        assert!(machine.token(now).is_none());
        assert!(matches!(machine.next(&mut call, now), Step::Send(None)));
        assert_eq!(machine.session(), Session::Anonymous { reason: Some(EndReason::Expired) });
        let mut call = machine.begin(Auth::Required, true, true);
        assert_eq!(refused_with(machine.next(&mut call, now)), Code::SessionExpired);
    }
}

#[test]
fn a_call_that_finds_the_session_expired_is_no_visitors() {
    let mut machine = logged_in(false);
    let mut write = post(&mut machine);
    assert_eq!(refused_with(machine.next(&mut write, HOUR)), Code::SessionExpired);
    let mut machine = logged_in(false);
    let mut read = get(&mut machine);
    assert!(matches!(machine.next(&mut read, HOUR), Step::Send(None)));
    let mut later = post(&mut machine);
    assert!(matches!(machine.next(&mut later, HOUR), Step::Send(None)), "a visitor by then");
}

#[test]
fn a_write_is_not_sent_as_nobody_when_its_session_expired() {
    let mut machine = logged_in(true);
    let mut call = post(&mut machine);
    assert!(matches!(machine.next(&mut call, HOUR), Step::Refresh));
    machine.end(EndReason::Expired);
    assert_eq!(refused_with(machine.next(&mut call, HOUR)), Code::SessionExpired);
    let mut machine = logged_in(true);
    assert!(matches!(machine.next(&mut call, HOUR), Step::Refresh));
    machine.end(EndReason::LoggedOut);
    assert_eq!(refused_with(machine.next(&mut call, HOUR)), Code::SessionExpired);
}

#[test]
fn a_rejected_token_ends_the_session_and_a_read_goes_on_as_a_visitor() {
    let mut machine = logged_in(false);
    let (mut read, mut write) = (get(&mut machine), post(&mut machine));
    machine.next(&mut read, 0.0);
    machine.next(&mut write, 0.0);
    assert_eq!(machine.answered(&mut read, REJECTED), Verdict::Repeat);
    assert_eq!(machine.session(), Session::Anonymous { reason: Some(EndReason::Rejected) });
    assert!(matches!(machine.next(&mut read, 0.0), Step::Send(None)));
    assert_eq!(machine.answered(&mut read, None), Verdict::Deliver);
    assert_eq!(machine.answered(&mut write, REJECTED), Verdict::Deliver);
}

#[test]
fn a_required_read_is_not_repeated_as_nobody() {
    let mut machine = logged_in(false);
    let mut call = machine.begin(Auth::Required, true, true);
    machine.next(&mut call, 0.0);
    assert_eq!(machine.answered(&mut call, REJECTED), Verdict::Deliver);
}

#[test]
fn late_refusals_cost_no_second_refresh() {
    let mut machine = logged_in(true);
    let mut calls: Vec<Call> = (0..4).map(|_| post(&mut machine)).collect();
    for call in &mut calls {
        assert!(carries_token(&machine.next(call, 0.0)));
    }
    assert_eq!(machine.answered(&mut calls[0], REJECTED), Verdict::Repeat);
    assert!(matches!(machine.next(&mut calls[0], 0.0), Step::Refresh));
    let ticket = machine.begin_refresh(0.0).unwrap();
    machine.refreshed(ticket, Ok(fresh_grant(2)), 0.0, 1.0).unwrap();
    for call in &mut calls[1..] {
        assert_eq!(machine.answered(call, REJECTED), Verdict::Repeat);
        assert!(carries_token(&machine.next(call, 0.0)), "the new token, and no refresh");
        assert_eq!(machine.answered(call, None), Verdict::Deliver);
    }
}

#[test]
fn a_call_is_repeated_once() {
    let mut machine = logged_in(true);
    let mut call = get(&mut machine);
    machine.next(&mut call, 0.0);
    assert_eq!(machine.answered(&mut call, REJECTED), Verdict::Repeat);
    let ticket = machine.begin_refresh(0.0).unwrap();
    machine.refreshed(ticket, Ok(fresh_grant(2)), 0.0, 1.0).unwrap();
    assert!(carries_token(&machine.next(&mut call, 0.0)));
    assert_eq!(machine.answered(&mut call, REJECTED), Verdict::Deliver);
    assert_eq!(machine.session(), Session::Anonymous { reason: Some(EndReason::Rejected) });
}

#[test]
fn a_silent_server_is_refreshed_for_once_and_not_again_when_that_is_no_cure() {
    let mut machine = logged_in(true);
    let mut call = get(&mut machine);
    machine.next(&mut call, 0.0);
    assert_eq!(machine.answered(&mut call, Some(Refusal::Silent)), Verdict::Repeat);
    let ticket = machine.begin_refresh(0.0).unwrap();
    machine.refreshed(ticket, Ok(fresh_grant(2)), 0.0, 1.0).unwrap();
    machine.next(&mut call, 0.0);
    assert_eq!(machine.answered(&mut call, Some(Refusal::Silent)), Verdict::Deliver);
    let mut next = get(&mut machine);
    assert!(carries_token(&machine.next(&mut next, 0.0)));
    assert_eq!(machine.answered(&mut next, Some(Refusal::Silent)), Verdict::Deliver);
    assert!(machine.login().is_some());
}

#[test]
fn one_route_that_takes_no_token_ends_no_session_that_cannot_be_renewed() {
    let mut machine = logged_in(false);
    let mut call = get(&mut machine);
    machine.next(&mut call, 0.0);
    assert_eq!(machine.answered(&mut call, Some(Refusal::Silent)), Verdict::Deliver);
    assert!(machine.token(0.0).is_some());
    let mut next = post(&mut machine);
    assert!(carries_token(&machine.next(&mut next, 0.0)));
}

#[test]
fn a_cookie_that_may_not_have_travelled_proves_nothing_against_a_token() {
    let end = HOUR - 30_000.0;
    // Whether it renews by a cookie, what was said against the token, when the refresh is refused, and whether
    // the session stays.
    for (id, refusal, at, stays) in [
        ("jwt-auth", Refusal::Silent, 0.0, true),
        ("jwt-auth", Refusal::Silent, end - 1.0, true),
        ("jwt-auth", Refusal::Silent, end, false),
        ("jwt-auth", Refusal::Explicit(EndReason::Rejected), 0.0, false),
        ("jwt-authentication-for-wp-rest-api", Refusal::Silent, 0.0, false),
    ] {
        let mut login = hour(7, 1, true);
        login.server = Server::by_id(id).unwrap();
        let mut machine = machine(Refresh::Auto, false);
        machine.begin_login(login, true);
        let mut call = get(&mut machine);
        machine.next(&mut call, 0.0);
        assert_eq!(machine.answered(&mut call, Some(refusal)), Verdict::Repeat);
        let ticket = machine.begin_refresh(0.0).unwrap();
        machine.refreshed(ticket, Err(refused_refresh()), at, 1.0).unwrap();
        assert_eq!(carries_token(&machine.next(&mut call, at)), stays, "{id} {refusal:?} {at}");
        assert_eq!(machine.login().is_some(), stays);
        if stays {
            assert_eq!(machine.answered(&mut call, Some(Refusal::Silent)), Verdict::Deliver);
            let mut late = get(&mut machine);
            assert!(matches!(machine.next(&mut late, end), Step::Refresh));
            machine.refreshed(ticket, Err(refused_refresh()), end, 1.0).unwrap();
            assert!(machine.login().is_none(), "an expired one ends as ever");
        }
    }
}

#[test]
fn a_one_shot_body_is_not_repeated() {
    let mut machine = logged_in(true);
    let mut call = machine.begin(Auth::Auto, false, false);
    machine.next(&mut call, 0.0);
    assert_eq!(machine.answered(&mut call, REJECTED), Verdict::NotReplayable);
    for (refreshable, verdict) in [(true, Verdict::NotReplayable), (false, Verdict::Deliver)] {
        let mut machine = logged_in(refreshable);
        let mut call = machine.begin(Auth::Auto, false, false);
        machine.next(&mut call, 0.0);
        assert_eq!(machine.answered(&mut call, Some(Refusal::Silent)), verdict);
    }
}

#[test]
fn a_call_begun_for_one_user_is_never_sent_for_another() {
    let mut machine = logged_in(true);
    let (mut waiting, mut answered) = (post(&mut machine), post(&mut machine));
    machine.next(&mut answered, 0.0);
    assert!(matches!(machine.next(&mut waiting, HOUR), Step::Refresh));
    machine.begin_login(hour(8, 2, true), true);
    assert_eq!(refused_with(machine.next(&mut waiting, 0.0)), Code::UserMismatch);
    assert_eq!(machine.answered(&mut answered, REJECTED), Verdict::Deliver);
    assert!(machine.token(0.0).is_some(), "the other user's token was not refused");
}

#[test]
fn a_new_login_of_the_same_user_serves_the_calls_of_the_old() {
    let mut machine = logged_in(false);
    let mut call = post(&mut machine);
    machine.next(&mut call, 0.0);
    machine.begin_login(hour(7, 2, false), true);
    assert_eq!(machine.answered(&mut call, REJECTED), Verdict::Repeat);
    assert!(carries_token(&machine.next(&mut call, 0.0)));
}

#[test]
fn a_refresh_that_was_overtaken_is_discarded() {
    for overtaking in 0..3 {
        let mut machine = logged_in(true);
        let ticket = machine.begin_refresh(0.0).unwrap();
        match overtaking {
            0 => drop(machine.end(EndReason::LoggedOut)),
            1 => machine.begin_login(hour(8, 5, true), true),
            _ => machine.adopt(hour(7, 6, true)),
        }
        let before = machine.session();
        machine.refreshed(ticket, Ok(fresh_grant(2)), 0.0, 1.0).unwrap();
        assert_eq!(machine.session(), before);
        machine.refreshed(ticket, Err(refused_refresh()), 0.0, 1.0).unwrap();
        assert_eq!(machine.session(), before);
    }
}

#[test]
fn a_refused_refresh_ends_the_session_an_unreachable_one_does_not() {
    let mut machine = logged_in(true);
    let ticket = machine.begin_refresh(0.0).unwrap();
    let error = machine.refreshed(ticket, Err(network_error()), HOUR, 1.0).unwrap_err();
    assert_eq!((error.code, error.sent), (Code::Unreachable, Sent::No));
    assert!(machine.login().is_some());
    assert!(machine.wake_at().is_some_and(|at| at >= HOUR + 2_000.0));
    let server_error = Error::new(Code::HttpError, "x").sent(Sent::Answered);
    let error = machine.refreshed(ticket, Err(server_error), HOUR, 1.0).unwrap_err();
    assert_eq!(error.code, Code::RefreshFailed);
    machine.refreshed(ticket, Err(refused_refresh()), HOUR, 1.0).unwrap();
    assert_eq!(machine.session(), Session::Anonymous { reason: Some(EndReason::Revoked) });
}

#[test]
fn a_refresh_that_names_another_user_ends_the_session() {
    let mut machine = logged_in(true);
    let ticket = machine.begin_refresh(0.0).unwrap();
    machine.refreshed(ticket, Ok(grant(8, 2, true)), 0.0, 1.0).unwrap();
    assert!(machine.login().is_none());
}

#[test]
fn background_refreshes_pause_longer_and_longer() {
    let mut machine = logged_in(true);
    assert_eq!(machine.wake_at(), Some(HOUR - 30_000.0));
    assert!(!machine.tick(HOUR - 30_001.0));
    let mut now = HOUR;
    let mut fail = |error| {
        assert!(machine.tick(now));
        let ticket = machine.begin_refresh(0.0).unwrap();
        machine.refreshed(ticket, Err(error), now, 1.0).unwrap_err();
        assert!(!machine.tick(now));
        let pause = machine.wake_at().unwrap() - now;
        now += pause;
        pause / 1000.0
    };
    let pauses: Vec<f64> = (0..7).map(|_| fail(network_error())).collect();
    assert_eq!(pauses, [2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]);
    assert_eq!(fail(Error::new(Code::Offline, "x")), 2.0, "that costs no request");
}

#[test]
fn a_failed_background_refresh_waits_for_what_the_server_wants_and_a_chance() {
    for (chance, pause) in [(0.0, 1_000.0), (1.0, 2_000.0)] {
        let mut machine = logged_in(true);
        let ticket = machine.begin_refresh(HOUR).unwrap();
        let mut busy = Error::new(Code::RateLimited, "x").sent(Sent::Answered);
        busy.retry_after = Some(60_000.0);
        machine.refreshed(ticket, Err(busy), HOUR, chance).unwrap_err();
        assert_eq!(machine.wake_at(), Some(HOUR + 60_000.0 + pause));
        let mut call = get(&mut machine);
        match machine.next(&mut call, HOUR + 59_999.0) {
            Step::Refuse(error) => {
                assert_eq!((error.code, error.sent), (Code::RefreshFailed, Sent::No));
                assert_eq!(error.retry_after, Some(1.0));
            }
            step => panic!("{step:?}"),
        }
        assert!(matches!(machine.next(&mut call, HOUR + 60_000.0), Step::Refresh));
    }
}

#[test]
fn other_tabs_wait_as_long_as_the_one_that_failed() {
    let mut machine = logged_in(true);
    machine.wait(HOUR + 9_000.0);
    machine.wait(HOUR + 5_000.0);
    assert!(!machine.tick(HOUR + 8_999.0));
    assert!(machine.tick(HOUR + 9_000.0));
}

#[test]
fn a_clock_that_is_set_back_takes_the_session_along() {
    const DAY: f64 = 24.0 * HOUR;
    let now = 10.0 * DAY;
    let mut login = hour(7, 1, false);
    (login.issued_at, login.expires_at) = (Some(now), Some(now + HOUR));
    login.received_at = now;
    for stored in [false, true] {
        let mut machine =
            Machine::new(Config { margin_s: 30.0, refresh: Refresh::Auto, can_ask: false });
        if stored {
            machine.load(Some(login.clone()), true, now - DAY);
        } else {
            machine.load(Some(login.clone()), true, now);
            machine.tick(now - DAY);
        }
        assert!(machine.token(now - DAY).is_some());
        machine.tick(now - DAY + HOUR - 31_000.0);
        assert!(machine.login().is_some());
        machine.tick(now - DAY + HOUR - 30_000.0);
        assert!(machine.login().is_none(), "not a day later");
    }
}

#[test]
fn a_login_of_another_tab_is_as_young_as_it_says_when_the_clock_was_set_back() {
    const DAY: f64 = 24.0 * HOUR;
    let mut login = hour(7, 2, true);
    (login.issued_at, login.expires_at) = (Some(9.0 * DAY), Some(9.0 * DAY + HOUR));
    login.received_at = 9.0 * DAY;
    for mut machine in [logged_in(true), machine(Refresh::Auto, false)] {
        machine.tick(10.0 * DAY);
        machine.adopt(login.clone());
        machine.tick(9.0 * DAY + 1_000.0);
        assert!(machine.token(9.0 * DAY + 1_000.0).is_some());
    }
}

#[test]
fn a_call_that_was_begun_before_the_machine_was_there_goes_on() {
    for (token, renews) in [(hour(7, 1, true), true), (hour(7, 9, true), false)] {
        let mut machine = logged_in(true);
        let mut call = get(&mut machine);
        machine.resume(&mut call, &token, true);
        assert_eq!(machine.answered(&mut call, Some(Refusal::Silent)), Verdict::Repeat);
        let step = machine.next(&mut call, 0.0);
        assert_eq!(matches!(step, Step::Refresh), renews, "a refusal of an old token renews none");
    }
    let mut machine = logged_in(true);
    let mut unsent = get(&mut machine);
    machine.resume(&mut unsent, &hour(7, 1, true), false);
    assert_eq!(machine.answered(&mut unsent, Some(Refusal::Silent)), Verdict::Deliver);
    let mut others = get(&mut machine);
    machine.resume(&mut others, &hour(8, 1, true), true);
    assert_eq!(refused_with(machine.next(&mut others, 0.0)), Code::UserMismatch);
}

#[test]
fn a_token_counts_as_expired_from_the_margin_on() {
    let mut machine = logged_in(true);
    let end = HOUR - 30_000.0;
    assert_eq!(machine.usable_until(), Some(end));
    let mut call = get(&mut machine);
    assert!(carries_token(&machine.next(&mut call, end - 1.0)));
    assert!(machine.token(end).is_none());
    assert!(matches!(machine.next(&mut call, end), Step::Refresh));
    machine.end(EndReason::Revoked);
    assert_eq!(machine.usable_until(), None);
}

#[test]
fn a_silent_refusal_proves_nothing_once_the_token_has_expired() {
    let end = HOUR - 30_000.0;
    for (now, stays) in [(end - 1.0, true), (end, false)] {
        let mut machine = logged_in(true);
        machine.tick(now);
        machine.token_refused(Refusal::Silent, true);
        assert_eq!(machine.token(0.0).is_some(), stays, "{now}");
    }
}

#[test]
fn a_call_that_needs_the_ended_session_is_not_sent_as_nobody() {
    let mut machine = logged_in(true);
    let mut call = machine.begin(Auth::Required, true, true);
    assert!(carries_token(&machine.next(&mut call, 0.0)));
    machine.end(EndReason::Revoked);
    assert_eq!(refused_with(machine.next(&mut call, 0.0)), Code::SessionExpired);
}

#[test]
fn numbers_count_up_with_each_change_and_token() {
    let mut machine = logged_in(true);
    let mut before = (machine.generation(), machine.revision());
    let mut grows = |machine: &Machine, by: (u32, u32), what: &str| {
        before = (before.0 + by.0, before.1 + by.1);
        assert_eq!((machine.generation(), machine.revision()), before, "{what}");
    };
    machine.set_persisted(true);
    grows(&machine, (0, 0), "was stored before");
    machine.set_persisted(false);
    grows(&machine, (0, 1), "is not stored any more");
    machine.forget_refresh_token();
    grows(&machine, (0, 1), "lost its refresh token");
    machine.tick(100_000.0);
    machine.tick(99_001.0);
    grows(&machine, (0, 0), "clocks are corrected all the time");
    machine.tick(99_000.0);
    grows(&machine, (0, 1), "the clock was set back");
    machine.begin_login(hour(7, 2, true), true);
    grows(&machine, (1, 1), "a login");
    machine.end(EndReason::Revoked);
    grows(&machine, (0, 1), "the end");
}

#[test]
fn a_refresh_token_of_another_tab_is_taken_although_the_access_token_is_the_same() {
    let mut machine = logged_in(true);
    let (own, generation) = (machine.login().unwrap().clone(), machine.generation());
    machine.adopt(own.clone());
    assert_eq!(machine.generation(), generation);
    let spent = machine.begin_refresh(0.0).unwrap();
    machine.adopt(Login { refresh_token: Some(Secret::new("newer".into())), ..own });
    assert_eq!(machine.login().unwrap().refresh_token.as_ref().unwrap().expose(), "newer");
    assert!(!machine.is_current(spent), "nothing renews the spent one");
}

#[test]
fn a_clock_that_is_set_back_takes_the_pauses_along() {
    let mut machine = logged_in(true);
    machine.tick(2.0 * HOUR);
    let ticket = machine.begin_refresh(2.0 * HOUR).unwrap();
    let mut busy = Error::new(Code::RateLimited, "x").sent(Sent::Answered);
    busy.retry_after = Some(60_000.0);
    machine.refreshed(ticket, Err(busy), 2.0 * HOUR, 1.0).unwrap_err();
    let revision = machine.revision();
    machine.tick(2.0 * HOUR - 999.0);
    assert_eq!((machine.retry_at(), machine.revision()), (2.0 * HOUR + 62_000.0, revision));
    machine.tick(HOUR);
    assert_eq!(machine.retry_at(), HOUR + 62_000.0);
    assert_ne!(machine.revision(), revision);
    let mut call = get(&mut machine);
    assert_eq!(refused_with(machine.next(&mut call, HOUR + 59_999.0)), Code::RefreshFailed);
    assert!(matches!(machine.next(&mut call, HOUR + 60_000.0), Step::Refresh));
}

#[test]
fn an_answers_token_is_taken_if_it_is_the_users_and_newer() {
    let token = |id, iat| {
        let claims =
            serde_json::json!({ "iat": iat, "exp": 9e9, "data": { "user": { "id": id } } });
        ["e30", &URL_SAFE_NO_PAD.encode(claims.to_string()), ""].join(".")
    };
    let mut machine = machine(Refresh::Auto, false);
    let mut call = get(&mut machine);
    machine.load(None, false, 0.0);
    machine.next(&mut call, 0.0);
    assert!(!machine.rotate(&call, &token(7, 100), 0.0), "nobody is logged in");
    let grant = login(grant(7, 1, true), 0.0).server.read_token(token(7, 50)).unwrap();
    machine.begin_login(login(grant.clone(), 0.0), true);
    assert!(!machine.rotate(&call, &token(7, 100), 0.0), "sent as nobody");
    call = get(&mut machine);
    machine.next(&mut call, 0.0);
    for (new, taken) in [
        (token(7, 49), false),
        (token(7, 50), false),
        (token(8, 60), false),
        ("rubbish".into(), false),
        (token(7, 51), true),
    ] {
        assert_eq!(machine.rotate(&call, &new, 0.0), taken, "{new}");
    }
    assert_eq!(machine.token(0.0).unwrap().expose(), token(7, 51));
    assert!(!machine.rotate(&call, &token(7, 52), 0.0), "its token was replaced");
    let mut call = get(&mut machine);
    machine.next(&mut call, 0.0);
    machine.end(EndReason::LoggedOut);
    machine.begin_login(login(grant, 0.0), true);
    assert!(!machine.rotate(&call, &token(7, 53), 0.0), "of an earlier session");
}

#[test]
fn a_token_is_valid_for_as_long_as_it_does_not_expire() {
    let machine = logged_in(true);
    for (seconds, now, valid) in [
        (0.0, HOUR - 30_001.0, true),
        (0.0, HOUR - 30_000.0, false),
        (60.0, HOUR - 60_000.0, true),
        (60.0, HOUR - 59_999.0, false),
    ] {
        assert_eq!(machine.is_valid_for(seconds, now), valid, "{seconds} {now}");
    }
    let mut endless = grant(7, 1, false);
    endless.times.exp = None;
    let mut machine = machine;
    machine.begin_login(login(endless, 0.0), true);
    assert!(machine.is_valid_for(f64::MAX, HOUR) && machine.wake_at().is_none());
}

#[test]
fn an_answer_that_took_its_time_makes_no_token_younger() {
    let mut machine = logged_in(true);
    let ticket = machine.begin_refresh(HOUR).unwrap();
    machine.refreshed(ticket, Ok(fresh_grant(2)), HOUR + HOUR / 2.0, 0.0).unwrap();
    assert_eq!(machine.login().unwrap().expires_at, Some(2.0 * HOUR));
}

#[test]
fn a_server_whose_tokens_are_born_expired_is_not_stormed() {
    let mut machine = logged_in(true);
    let mut call = get(&mut machine);
    for turn in 0..4 {
        match machine.next(&mut call, HOUR) {
            Step::Refresh => {
                let ticket = machine.begin_refresh(0.0).unwrap();
                let mut born_expired = grant(7, 10 + turn, true);
                born_expired.times.iat = Some(0.0);
                born_expired.times.exp = Some(0.0);
                machine.refreshed(ticket, Ok(born_expired), HOUR, 1.0).unwrap();
                assert!(!machine.tick(HOUR), "the background waits");
                assert_eq!(machine.wake_at(), Some(HOUR + 2_000.0));
            }
            step => {
                assert_eq!((refused_with(step), turn), (Code::RefreshFailed, 2));
                return;
            }
        }
    }
    panic!("the call refreshes for ever");
}

#[test]
fn a_copy_without_its_refresh_token_lives_as_long_as_its_token() {
    let mut machine = logged_in(true);
    let before = machine.revision();
    machine.forget_refresh_token();
    assert_ne!(machine.revision(), before);
    assert!(machine.token(0.0).is_some());
    assert_eq!(machine.begin_refresh(0.0).unwrap_err().code, Code::RefreshUnsupported);
    assert!(!machine.tick(HOUR));
    assert_eq!(machine.session(), Session::Anonymous { reason: Some(EndReason::Expired) });
}

#[test]
fn modes_decide_who_refreshes() {
    for (mode, background, call_refreshes) in [
        (Refresh::Auto, true, true),
        (Refresh::OnDemand, false, true),
        (Refresh::Manual, false, false),
    ] {
        let mut machine = machine(mode, false);
        machine.begin_login(hour(7, 1, true), true);
        assert_eq!(machine.tick(HOUR), background);
        assert_eq!(machine.wake_at().is_some(), background);
        let mut call = get(&mut machine);
        let step = machine.next(&mut call, HOUR);
        if call_refreshes {
            assert!(matches!(step, Step::Refresh));
        } else {
            assert_eq!(refused_with(step), Code::RefreshFailed);
        }
        machine.begin_login(hour(7, 2, true), true);
        assert!(carries_token(&machine.next(&mut call, 0.0)));
        let wanted = if call_refreshes { Verdict::Repeat } else { Verdict::Deliver };
        assert_eq!(machine.answered(&mut call, REJECTED), wanted);
    }
}

#[test]
fn the_app_is_asked_by_calls_made_before_it_was_asked() {
    let mut machine = machine(Refresh::Auto, true);
    let mut first = machine.begin(Auth::Required, true, true);
    let mut second = machine.begin(Auth::Required, true, true);
    assert!(matches!(machine.next(&mut first, 0.0), Step::AskLogin(None)));
    machine.asking();
    assert!(matches!(machine.next(&mut second, 0.0), Step::AskLogin(None)));
    let mut inside = machine.begin(Auth::Required, true, true);
    assert_eq!(refused_with(machine.next(&mut inside, 0.0)), Code::NotAuthenticated);
    machine.begin_login(hour(7, 1, false), true);
    machine.asked();
    for call in [&mut first, &mut second] {
        machine.waited(call);
        assert!(carries_token(&machine.next(call, 0.0)));
    }
    machine.end(EndReason::Revoked);
    let mut later = machine.begin(Auth::Required, true, true);
    assert!(matches!(machine.next(&mut later, 0.0), Step::AskLogin(Some(EndReason::Revoked))));
}

#[test]
fn the_app_is_asked_when_a_call_finds_the_session_over() {
    let mut machine = machine(Refresh::Auto, true);
    machine.begin_login(hour(7, 1, false), true);
    let mut call = get(&mut machine);
    machine.next(&mut call, 0.0);
    assert_eq!(machine.answered(&mut call, REJECTED), Verdict::Repeat);
    assert!(matches!(machine.next(&mut call, 0.0), Step::AskLogin(Some(EndReason::Rejected))));
    machine.waited(&mut call);
    assert_eq!(refused_with(machine.next(&mut call, 0.0)), Code::SessionExpired);
    machine.end(EndReason::LoggedOut);
    let mut call = machine.begin(Auth::Required, true, true);
    assert_eq!(refused_with(machine.next(&mut call, 0.0)), Code::NotAuthenticated);
}

#[test]
fn a_second_logout_changes_nothing() {
    let mut machine = logged_in(false);
    machine.end(EndReason::LoggedOut);
    let before = machine.revision();
    assert!(machine.end(EndReason::LoggedOut).is_none());
    assert_eq!(machine.revision(), before);
}

#[test]
fn without_a_session_a_logout_counts_and_no_other_end_does() {
    for (reason, wanted) in
        [(EndReason::Revoked, None), (EndReason::LoggedOut, Some(EndReason::LoggedOut))]
    {
        let mut machine = machine(Refresh::Auto, true);
        assert!(machine.end(reason).is_none());
        assert_eq!(machine.session(), Session::Anonymous { reason: wanted });
    }
}

#[test]
fn the_session_tells_whether_it_is_stored() {
    let mut machine = logged_in(true);
    for stored in [false, true] {
        let before = machine.revision();
        machine.set_persisted(!stored);
        assert_eq!(machine.revision(), before, "that is known");
        machine.set_persisted(stored);
        assert_ne!(machine.revision(), before);
        assert!(
            matches!(machine.session(), Session::Authenticated { persisted, .. } if persisted == stored)
        );
    }
}

#[test]
fn a_stored_login_is_loaded_once_and_never_over_a_newer_one() {
    let mut machine =
        Machine::new(Config { margin_s: 30.0, refresh: Refresh::Auto, can_ask: false });
    assert_eq!(machine.session(), Session::Loading);
    machine.begin_login(hour(8, 2, false), true);
    machine.load(Some(hour(7, 1, false)), true, 0.0);
    assert_eq!(machine.login().map(Login::user_key).as_deref(), Some("8"));
    let mut machine =
        Machine::new(Config { margin_s: 30.0, refresh: Refresh::Auto, can_ask: false });
    machine.load(Some(hour(7, 1, false)), true, 2.0 * HOUR);
    assert_eq!(machine.session(), Session::Anonymous { reason: Some(EndReason::Expired) });
}

#[derive(Debug, Clone)]
enum Happening {
    Login(u32),
    Logout,
    Begin { read: bool, required: bool },
    Next(usize),
    Answer(usize, bool),
    Refresh,
    RefreshAnswer(u8),
    Adopt(u32),
    Later(u32),
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        (7u32..9).prop_map(Happening::Login),
        Just(Happening::Logout),
        (any::<bool>(), any::<bool>())
            .prop_map(|(read, required)| Happening::Begin { read, required }),
        (0usize..4).prop_map(Happening::Next),
        (0usize..4, any::<bool>()).prop_map(|(at, refused)| Happening::Answer(at, refused)),
        Just(Happening::Refresh),
        (0u8..3).prop_map(Happening::RefreshAnswer),
        (7u32..9).prop_map(Happening::Adopt),
        (0u32..2_000_000).prop_map(Happening::Later),
    ]
}

proptest! {
    /// Whatever happens in whatever order: an expired token is not sent, a call carries one user's
    /// token at most and is sent twice at most, and a revision changes whenever the session does.
    #[test]
    fn holds_in_every_order(happenings in prop::collection::vec(happening(), 1..60), refreshable: bool) {
        let mut machine = machine(Refresh::Auto, false);
        let mut calls: Vec<(Call, Vec<String>, u32)> = Vec::new();
        let mut ticket = None;
        let (mut now, mut mark) = (0.0, 0);
        let (mut seen, mut revision) = (machine.session(), machine.revision());
        for happening in happenings {
            mark += 1;
            match happening {
                Happening::Login(id) => machine.begin_login(login(grant_at(id, mark, refreshable, now), now), true),
                Happening::Adopt(id) => machine.adopt(login(grant_at(id, mark, refreshable, now), now)),
                Happening::Logout => drop(machine.end(EndReason::LoggedOut)),
                Happening::Begin { read, required } => {
                    let auth = if required { Auth::Required } else { Auth::Auto };
                    let call = machine.begin(auth, read, true);
                    calls.push((call, Vec::new(), 0));
                }
                Happening::Next(at) => {
                    let Some((call, users, sends)) = calls.get_mut(at) else { continue };
                    if let Step::Send(token) = machine.next(call, now) {
                        *sends += 1;
                        match token {
                            Some(token) => {
                                let login = machine.login().expect("a token is somebody's");
                                prop_assert_eq!(&token, &login.token);
                                prop_assert!(login.usable_until(30.0) > now);
                                users.push(login.user_key());
                                users.dedup();
                                prop_assert!(users.len() == 1);
                            }
                            None => prop_assert!(call.auth == Auth::Auto && (call.safe || users.is_empty())),
                        }
                        prop_assert_eq!(machine.answered(call, None), Verdict::Deliver);
                    }
                }
                Happening::Answer(at, refused) => {
                    let Some((mut call, _, _)) = (at < calls.len()).then(|| calls.remove(at)) else { continue };
                    let mut sends = 0;
                    while let Step::Send(_) = machine.next(&mut call, now) {
                        sends += 1;
                        prop_assert!(sends <= 2);
                        let refusal = if refused { REJECTED } else { None };
                        if machine.answered(&mut call, refusal) != Verdict::Repeat {
                            break;
                        }
                    }
                }
                Happening::Refresh => ticket = machine.begin_refresh(0.0).ok(),
                Happening::RefreshAnswer(kind) => {
                    let Some(ticket) = ticket.take() else { continue };
                    let result = match kind {
                        0 => Ok(grant_at(7, mark, true, now)),
                        1 => Err(network_error()),
                        _ => Err(refused_refresh()),
                    };
                    let _ = machine.refreshed(ticket, result, now, 1.0);
                }
                Happening::Later(ms) => {
                    now += f64::from(ms);
                    machine.tick(now);
                }
            }
            let session = machine.session();
            prop_assert!(session == seen || machine.revision() != revision);
            (seen, revision) = (session, machine.revision());
        }
    }
}

fn grant_at(id: u32, mark: u32, refreshable: bool, now: f64) -> Grant {
    let mut granted = grant(id, mark, refreshable);
    granted.times.iat = Some(now / 1000.0);
    granted.times.exp = Some((now + HOUR) / 1000.0);
    granted
}

#[test]
fn json_is_what_the_package_hands_out() {
    assert_eq!(Session::Loading.to_json(), r#"{"status":"loading"}"#);
    assert_eq!(Session::Anonymous { reason: None }.to_json(), r#"{"status":"anonymous"}"#);
    let ended = Session::Anonymous { reason: Some(EndReason::LoggedOut) };
    assert_eq!(ended.to_json(), r#"{"status":"anonymous","reason":"logged_out"}"#);
    let json: serde_json::Value =
        serde_json::from_str(&logged_in(true).session().to_json()).unwrap();
    let user = serde_json::json!({
        "id": 7, "username": null, "email": null, "displayName": null, "nicename": null
    });
    assert_eq!(
        json,
        serde_json::json!({
            "status": "authenticated", "user": user, "expiresAt": 3_600_000, "issuedAt": 0,
            "plugin": "jwt-authentication-for-wp-rest-api", "canRefresh": true, "persisted": true
        })
    );
}

/// Whether all secrets of these logins are known.
fn knows<'a>(machine: &Machine, logins: impl IntoIterator<Item = &'a Login>) -> bool {
    let mut secrets = Redaction::default();
    machine.confide(&mut secrets);
    logins.into_iter().all(|login| {
        let refresh_token = login.refresh_token.as_ref().map(Secret::expose);
        [Some(login.token.expose()), refresh_token]
            .into_iter()
            .flatten()
            .all(|text| secrets.apply(text, usize::MAX) == "***")
    })
}

/// How many logins before the one in force are known.
fn spent(machine: &Machine) -> usize {
    machine.spent.len()
}

#[test]
fn what_the_server_knows_of_a_call_is_known_until_the_call_is_over() {
    for auth in [Auth::Auto, Auth::Omit] {
        let mut machine = logged_in(true);
        let own = machine.login().unwrap().clone();
        let mut call = machine.begin(auth, true, true);
        assert_eq!(carries_token(&machine.next(&mut call, 0.0)), auth == Auth::Auto);
        machine.end(EndReason::LoggedOut);
        let later = machine.begin(Auth::Auto, true, true);
        machine.forget([&later, &call].into_iter());
        assert!(knows(&machine, [&own]));
        machine.begin_login(hour(8, 3, true), true);
        machine.forget([&later, &call].into_iter());
        assert!(knows(&machine, [&own]));
        machine.forget([&later].into_iter());
        assert!(!knows(&machine, [&own]));
        assert_eq!(spent(&machine), 0);
    }
}

#[test]
fn a_call_that_another_part_has_sent_is_of_a_login_that_was_never_in_force() {
    let mut machine = logged_in(true);
    let other = hour(7, 9, true);
    let mut call = machine.begin(Auth::Auto, true, true);
    machine.resume(&mut call, &other, true);
    machine.forget([&call].into_iter());
    assert!(knows(&machine, [&other]));
    machine.forget([].into_iter());
    assert!(!knows(&machine, [&other]));
    // The one in force is known anyway.
    let own = machine.login().unwrap().clone();
    machine.resume(&mut call, &own, true);
    assert_eq!(spent(&machine), 0);
}

#[test]
fn tokens_that_were_replaced_are_known_until_the_logout() {
    let mut machine = logged_in(true);
    let first = machine.login().unwrap().clone();
    let ticket = machine.begin_refresh(0.0).unwrap();
    machine.refreshed(ticket, Ok(fresh_grant(2)), 0.0, 0.0).unwrap();
    machine.forget([].into_iter());
    assert!(knows(&machine, [&first]));
    let second = hour(8, 3, true);
    machine.begin_login(second.clone(), true);
    machine.end(EndReason::Rejected);
    machine.forget([].into_iter());
    assert!(knows(&machine, [&first, &second]));
    // No more than a few: a page may stay open for weeks.
    let many: Vec<_> = (4..40).map(|mark| hour(7, mark, true)).collect();
    for login in &many {
        machine.begin_login(login.clone(), true);
        machine.forget([].into_iter());
    }
    assert_eq!(spent(&machine), 8);
    assert!(knows(&machine, &many[27..]), "the newest remain");
    assert!(!knows(&machine, [&first]));
    machine.end(EndReason::LoggedOut);
    machine.forget([].into_iter());
    assert_eq!(spent(&machine), 0);
}

#[test]
fn what_the_page_has_shown_is_known_until_the_logout() {
    let shown = hour(7, 1, true);
    for stored in [None, Some(hour(8, 2, true)), Some(shown.clone())] {
        let mut machine =
            Machine::new(Config { margin_s: 30.0, refresh: Refresh::Auto, can_ask: false });
        machine.seen(shown.clone());
        assert_eq!((machine.user(), machine.is_loaded()), ("7", false));
        machine.load(stored, true, 0.0);
        machine.forget([].into_iter());
        assert!(knows(&machine, [&shown]));
        machine.end(EndReason::LoggedOut);
        machine.forget([].into_iter());
        assert!(!knows(&machine, [&shown]));
    }
}

#[test]
fn a_call_that_takes_long_keeps_more_of_them() {
    let mut machine = logged_in(true);
    let first = machine.login().unwrap().clone();
    let call = get(&mut machine);
    for mark in 4..40 {
        machine.begin_login(hour(7, mark, true), true);
        machine.forget([&call].into_iter());
    }
    assert!(knows(&machine, [&first]));
}

#[test]
fn a_refresh_token_that_another_tab_uses_is_still_a_secret() {
    let mut machine = logged_in(true);
    let before = machine.login().unwrap().clone();
    machine.forget_refresh_token();
    machine.forget([].into_iter());
    assert!(knows(&machine, [&before]));
}
