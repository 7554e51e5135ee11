//! The refresh: when there is one, what is sent, and what comes of it.

use super::*;
use crate::core::server::Server;

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

#[test]
fn what_the_server_grants_for_a_token_that_was_replaced_meanwhile_is_not_stored() {
    let mut client = expired();
    told(&mut client, [refresh(true), Event::Locked(true), Event::Looked, granted()]);
    client.machine.begin_login(login(grant(8, 3, true), NOW), true);
    let settled = "[Announce, Unlock { after: 150 }, Settle]";
    assert_eq!(told(&mut client, [Event::Looked]), settled);
    assert_eq!(client.machine.user(), "8");
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
