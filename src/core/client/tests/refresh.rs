//! The refresh: when there is one, what is sent, and what comes of it.

use super::*;
use crate::core::server::Server;

#[test]
fn a_refresh_locks_looks_sends_looks_stores_and_tells_the_tabs() {
    let mut client = expired();
    assert_eq!(told(&mut client, [refresh(true)]), "[Lock, Timer(4000)]");
    assert_eq!(told(&mut client, [Event::Locked(true)]), "[Say(Busy), Look]");
    assert_eq!(told(&mut client, [Event::Looked]), "[SendRefresh]");
    assert_eq!(told(&mut client, [granted()]), "[Look]");
    assert_eq!(told(&mut client, [Event::Looked]), "[Announce, Save]");
    assert_eq!(
        told(&mut client, [Event::Saved(true)]),
        "[SayChanged, Unlock { after: 150 }, Settle]"
    );
    assert!(client.machine.token(NOW).is_some());
    assert!(!client.is_refreshing());
}

#[test]
fn one_refresh_serves_everybody() {
    let mut client = expired();
    told(&mut client, [refresh(false)]);
    assert_eq!(told(&mut client, [refresh(true)]), "[]");
}

#[test]
fn what_another_tab_did_while_this_one_waited_for_the_lock_is_not_done_again() {
    let mut renewed = expired();
    told(&mut renewed, [refresh(true), Event::Locked(true)]);
    let mut other = login(grant(7, 3, true), NOW);
    other.expires_at = Some(NOW + 3_600_000.0);
    renewed.machine.adopt(other);
    let settled = "[Announce, Unlock { after: 150 }, Settle]";
    assert_eq!(told(&mut renewed, [Event::Looked]), settled, "it renewed the token");
    let mut ended = expired();
    told(&mut ended, [refresh(true), Event::Locked(true)]);
    ended.machine.end(EndReason::LoggedOut);
    let settled = "[Announce, Remove, Unlock { after: 150 }, Settle]";
    assert_eq!(told(&mut ended, [Event::Looked]), settled, "it logged out");
}

#[test]
fn without_the_lock_a_refusal_ends_nothing() {
    for (held, ends) in [(true, true), (false, false)] {
        let mut client = expired();
        let store = Store::PERSISTENT.and(Store::TABS);
        let events = [
            in_store(store),
            refresh(true),
            Event::Locked(held),
            Event::Looked,
            failed(refused_refresh()),
            Event::Looked,
        ];
        told(&mut client, events);
        assert_eq!(client.machine.login().is_none(), ends);
    }
}

#[test]
fn after_a_refusal_another_tabs_session_is_looked_for_for_a_second() {
    let mut client = expired();
    told(&mut client, [refresh(true), Event::Locked(true), Event::Looked]);
    told(&mut client, [failed(refused_refresh())]);
    for _ in 0..20 {
        assert_eq!(told(&mut client, [Event::Looked]), "[Timer(50)]");
        assert_eq!(told(&mut client, [Event::Timer]), "[Look]");
    }
    let mut overtaken = client.clone();
    assert!(told(&mut client, [Event::Looked]).contains("Settle"));
    assert!(client.take_failure().is_none(), "an ended session is no failure");
    assert_eq!(client.machine.login().map(|login| login.user.id), None);
    overtaken.machine.adopt(login(grant(7, 3, true), NOW));
    told(&mut overtaken, [Event::Looked]);
    assert!(overtaken.machine.login().is_some(), "the other tab's session is taken over");
}

#[test]
fn a_failure_tells_the_tabs_how_long_to_wait_and_a_tab_that_hears_it_waits() {
    let mut client = expired();
    let unreachable = Error::new(Code::Unreachable, "x").sent(Sent::Maybe);
    told(&mut client, [refresh(true), Event::Locked(true), Event::Looked, failed(unreachable)]);
    let effects = told(&mut client, [Event::Looked]);
    assert!(effects.contains("SayWait"), "{effects}");
    assert_eq!(client.machine.retry_at(), 102_000.0);
    assert!(client.take_failure().is_some());
    let mut other = expired();
    told(&mut other, [Event::Heard(Heard::Wait(102_000.0)), refresh(false)]);
    let effects = told(&mut other, [Event::Locked(true), Event::Looked]);
    assert!(effects.contains("Settle"), "nothing is sent in the background: {effects}");
    told(&mut other, [refresh(true), Event::Locked(true)]);
    assert_eq!(told(&mut other, [Event::Looked]), "[SendRefresh]", "a call does not wait");
}

#[test]
fn what_cannot_be_carried_out_ends_the_refresh_and_leaves_the_session() {
    let mut client = expired();
    told(&mut client, [refresh(true), Event::Locked(true), Event::Looked]);
    let effects = told(&mut client, [Event::Failed]);
    assert!(effects.contains("Unlock") && effects.contains("Settle"), "{effects}");
    assert!(client.machine.login().is_some() && !client.is_refreshing());
}

#[test]
fn the_app_can_renew_a_token_that_is_still_good() {
    let mut client = good();
    assert_eq!(
        told(&mut client, [refresh(true), Event::Locked(true), Event::Looked]),
        "[SendRefresh]"
    );
    // In the background nothing is renewed before it is due.
    let mut client = good();
    let events = [refresh(false), Event::Locked(true), Event::Looked];
    assert_eq!(told(&mut client, events), "[Unlock { after: 150 }, Settle]");
}

#[test]
fn what_cannot_be_carried_out_means_nothing_when_no_refresh_is_under_way() {
    assert_eq!(told(&mut good(), [Event::Failed]), "[]");
}

/// A client in this store whose refresh has this response, and the last effects of the refresh.
fn settling(store: Store, response: Event<'_>) -> (Client, Vec<Effect>) {
    let mut client = expired();
    told(&mut client, [in_store(store), refresh(true), Event::Locked(true), Event::Looked]);
    client.handle(response, NOW);
    let mut effects = Vec::new();
    while !effects.contains(&Effect::Settle) {
        // The store has nothing new, and can't be written to.
        let event = match effects.last() {
            Some(Effect::Save) => Event::Saved(false),
            Some(Effect::Timer(_)) => Event::Timer,
            _ => Event::Looked,
        };
        effects = client.handle(event, NOW);
    }
    (client, effects)
}

#[test]
fn no_other_refresh_begins_before_the_last_effects_of_one_are_carried_out() {
    use Effect::{Announce, Remove, SayChanged, Settle, Unlock};
    let vault = TABS.and(Store::SLOW);
    let backend = Store::SLOW.and(Store::OWN_LOCK);
    let refused = || failed(refused_refresh());
    let (linger, now) = (Unlock { after: 150 }, Unlock { after: 0 });
    for (store, response, last) in [
        (vault, granted(), vec![Remove, SayChanged, Announce, linger, Settle]),
        (backend, refused(), vec![Announce, Remove, now, Settle]),
    ] {
        let (mut client, effects) = settling(store, response);
        assert_eq!(effects, last);
        assert_eq!(client.handle(refresh(true), NOW), [], "the lock is still held");
        let asked = Event::Heard(Heard::Said(Message::AreYouBusy));
        assert_eq!(client.handle(asked, NOW)[0], Effect::Say(Message::Busy));
        assert!(client.is_refreshing());
        client.handle(Event::Settled, NOW);
        assert!(!client.is_refreshing());
        assert_eq!(client.handle(refresh(true), NOW)[0], Effect::Lock);
    }
}

#[test]
fn last_effects_that_cannot_be_carried_out_are_repeated_but_for_the_removal() {
    let (mut client, _) = settling(TABS.and(Store::SLOW), granted());
    let effects = client.handle(Event::Failed, NOW);
    assert_eq!(effects, [Effect::Unlock { after: 150 }, Effect::Settle]);
    told(&mut client, [Event::Settled]);
    assert!(!client.is_refreshing());
}

#[test]
fn what_ends_a_refresh_ends_no_later_one() {
    let mut client = expired();
    told(&mut client, [refresh(true), Event::Failed, refresh(true), Event::Settled]);
    assert!(client.is_refreshing());
}

#[test]
fn what_the_server_grants_for_a_token_that_was_replaced_meanwhile_is_not_stored() {
    let mut client = expired();
    told(&mut client, [refresh(true), Event::Locked(true), Event::Looked, granted()]);
    client.machine.begin_login(login(grant(8, 3, true), NOW), true);
    let settled = "[Announce, Unlock { after: 150 }, Settle]";
    assert_eq!(told(&mut client, [Event::Looked]), settled);
    assert_eq!(client.machine.user(), "8");
}

#[test]
fn a_login_while_the_renewed_session_is_stored_is_not_told_of_here() {
    let mut client = expired();
    let events = [refresh(true), Event::Locked(true), Event::Looked, granted(), Event::Looked];
    told(&mut client, events);
    client.machine.begin_login(login(grant(8, 3, true), NOW), true);
    let settled = "[Announce, Unlock { after: 150 }, Settle]";
    assert_eq!(told(&mut client, [Event::Saved(true)]), settled);
}

/// Some routes take no token, and the cookie that renews does not travel everywhere.
#[test]
fn a_token_that_is_only_suspected_stays_and_is_not_stored_again() {
    let mut client = good();
    let mut login = client.machine.login().unwrap().clone();
    login.server = Server::by_id("jwt-auth").unwrap();
    client.machine.begin_login(login, true);
    let store = in_store(Store::PERSISTENT.and(Store::TABS));
    let refused = told(&mut client, [store, call(1, Auth::Required), refused(Refusal::Silent)]);
    assert_eq!(refused, "[Judged(Repeat)]");
    assert!(client.machine.token(NOW).is_none());
    let events = [
        call(1, Auth::Required),
        Event::Locked(true),
        Event::Looked,
        failed(refused_refresh()),
        Event::Looked,
    ];
    assert_eq!(told(&mut client, events), "[Unlock { after: 0 }, Settle]");
    assert!(client.machine.token(NOW).is_some());
}
