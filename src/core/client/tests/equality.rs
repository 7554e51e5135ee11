//! When two clients are equal. The exploration takes equal ones for one: where they differ, it would miss what
//! only one of them does.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::{
    ownership::{COPIED, OVER, found},
    *,
};

fn hash(client: &Client) -> u64 {
    let mut hasher = DefaultHasher::new();
    client.hash(&mut hasher);
    hasher.finish()
}

#[track_caller]
fn assert_same(one: &Client, other: &Client, same: bool) {
    assert_eq!(one == other, same);
    assert_eq!(hash(one) == hash(other), same);
}

/// A client that has read this session first.
fn reader(text: &str) -> Client {
    let mut client = unread(false);
    told(&mut client, [Event::Stored { store: TABS, text: Some(text), markers: "" }]);
    client
}

#[test]
fn clients_with_the_same_session_are_equal_however_they_came_to_it() {
    let client = good();
    assert_same(&client, &reader(&client.record().unwrap()), true);
    assert_same(&client, &expired(), false);
}

#[test]
fn a_refresh_of_the_token_in_force_differs_from_one_that_another_tab_has_overtaken() {
    let mut begun = good();
    let mut overtaken = expired();
    told(&mut begun, [refresh(true), Event::Locked(true)]);
    told(&mut overtaken, [refresh(true), Event::Locked(true)]);
    let text = &begun.record().unwrap();
    told(&mut overtaken, [Event::Stored { store: TABS, text: Some(text), markers: "" }]);
    assert_same(&begun, &overtaken, false);
    assert_eq!(told(&mut begun, [Event::Looked]), "[SendRefresh]");
    assert_eq!(told(&mut overtaken, [Event::Looked]), "[Unlock { after: 150 }, Settle]");
}

#[test]
fn a_session_that_ended_during_a_refresh_differs_from_one_that_ended_before() {
    let mut during = good();
    told(&mut during, [refresh(true), Event::Locked(true)]);
    during.machine.end(EndReason::Revoked);
    told(&mut during, [Event::Changed]);
    let mut before = good();
    before.machine.end(EndReason::Revoked);
    told(&mut before, [Event::Changed, refresh(true), Event::Locked(true)]);
    assert_same(&during, &before, false);
    told(&mut during, [Event::Looked]);
    told(&mut before, [Event::Looked]);
    assert!(during.take_failure().is_none(), "it is as up to date as it can be");
    assert_eq!(before.take_failure().unwrap().code, Code::NotAuthenticated);
}

#[test]
fn once_a_refresh_is_over_its_past_makes_no_difference() {
    let mut client = good();
    told(&mut client, [refresh(true), Event::Failed]);
    assert_same(&client, &good(), true);
}

#[test]
fn a_look_at_the_owner_differs_from_a_refresh() {
    let mut look = unread(false);
    let text = &expired().record().unwrap();
    told(&mut look, [Event::Stored { store: COPIED, text: Some(text), markers: "" }]);
    let mut renewal = look.clone();
    told(&mut renewal, [Event::Failed, refresh(false)]);
    assert_same(&look, &renewal, false);
    for client in [&mut look, &mut renewal] {
        told(client, [Event::Locked(true), Event::Looked]);
    }
    assert_same(&look, &renewal, false);
    assert_eq!(told(&mut look, [found(0.0)]), OVER);
    assert_eq!(told(&mut renewal, [found(0.0)]), "[TakeOwnership, SendRefresh]");
}
