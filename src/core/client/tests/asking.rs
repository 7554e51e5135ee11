//! Asking the app for a login.

use super::*;

#[test]
fn the_app_is_asked_once_for_all_calls_of_a_moment() {
    let mut client = anonymous(true);
    assert_eq!(told(&mut client, [call(1, Auth::Required)]), "[AwaitLogin, AskSoon]");
    assert_eq!(told(&mut client, [call(2, Auth::Required)]), "[AwaitLogin]");
    assert_eq!(told(&mut client, [Event::Ask]), "[AskLogin { ask: 1 }]");
    // It may be the app's own, made while it is being asked.
    assert_eq!(told(&mut client, [call(3, Auth::Required)]), "[Refuse]");
    assert_eq!(told(&mut client, [Event::LoginAsked { ask: 1, given: true }]), "[LogIn]");
    let nothing = || Event::LoginAsked { ask: 1, given: false };
    assert_eq!(told(&mut client, [nothing()]), "[SettleLogin]");
    assert_eq!(told(&mut client, [nothing()]), "[]");
    assert_eq!(told(&mut client, [Event::Ask]), "[]", "nobody needs a login");
    // Each waits once.
    assert_eq!(told(&mut client, [call(1, Auth::Required)]), "[Refuse]");
}

#[test]
fn a_login_ends_the_asking_and_what_the_app_gives_later_is_not_used() {
    let mut client = anonymous(true);
    told(&mut client, [call(1, Auth::Required), Event::Ask]);
    log_in(&mut client);
    assert_eq!(told(&mut client, [Event::Changed]), "[SettleLogin, Announce]");
    assert!(!client.is_asking());
    assert_eq!(told(&mut client, [Event::LoginAsked { ask: 1, given: true }]), "[]");
    // Nor for a later asking.
    client.machine.end(EndReason::Rejected);
    told(&mut client, [call(2, Auth::Required), Event::Ask]);
    assert!(client.is_asking());
    assert_eq!(told(&mut client, [Event::LoginAsked { ask: 1, given: true }]), "[]");
    assert_eq!(told(&mut client, [Event::LoginAsked { ask: 1, given: false }]), "[]");
    assert_eq!(told(&mut client, [Event::LoginAsked { ask: 2, given: true }]), "[LogIn]");
}

#[test]
fn nobody_is_asked_after_a_logout() {
    let mut client = anonymous(true);
    told(&mut client, [call(1, Auth::Required)]);
    client.machine.end(EndReason::LoggedOut);
    assert_eq!(told(&mut client, [Event::Ask]), "[SettleLogin, Announce]");
}
