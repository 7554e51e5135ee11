//! Whose a session is in a duplicated tab.

use super::*;

pub(super) const COPIED: Store = Store::COPIED.and(Store::PERSISTENT).and(Store::TABS);

/// A client in a tab that has found a session, good for another hour, in its `sessionStorage`, and has
/// the lock of its name.
fn loaded() -> Client {
    let mut client = unread(false);
    let mut granted = grant(7, 2, true);
    (granted.times.iat, granted.times.exp) = (Some(100.0), Some(3700.0));
    let text = login(granted, NOW).to_record(SITE);
    let stored = Event::Stored { store: COPIED, text: Some(&text), markers: "" };
    assert_eq!(told(&mut client, [stored]), "[Announce, Lock, Timer(4000)]");
    let found = told(&mut client, [Event::Locked(true), Event::Looked]);
    assert_eq!(found, "[FindOwner]");
    client
}

/// The same, which has asked whose the session with this name is.
pub(super) fn copy_of(name: f64) -> Client {
    let mut client = loaded();
    assert_eq!(told(&mut client, [found(name)]), "[AskOwner, Timer(300)]");
    client
}

pub(super) fn found(name: f64) -> Event<'static> {
    Event::FoundOwner { name, is_used: false }
}

fn can_refresh(client: &Client) -> bool {
    client.machine.login().is_some_and(Login::can_refresh)
}

pub(super) const OVER: &str = "[Unlock { after: 0 }, Settle]";
const NO_MORE: &str = "[Announce, Save, Unlock { after: 0 }, Settle]";

#[test]
fn a_tab_asks_whose_the_session_is_that_it_has_found() {
    let mut client = copy_of(1.0);
    assert_eq!(told(&mut client, [Event::Timer]), "[FindOwner]");
    assert_eq!(told(&mut client, [found(1.0)]), OVER);
    assert!(can_refresh(&client));
    // From now on it knows, and says so.
    let whose = |name| Event::Heard(Heard::Whose(name));
    assert_eq!(told(&mut client, [whose(1.0)]), "[SayMine, Check]");
    assert_eq!(told(&mut client, [whose(2.0)]), "[Check]");
    let begin = [refresh(true), Event::Locked(true), Event::Looked, found(1.0)];
    assert_eq!(told(&mut client, begin), "[TakeOwnership, SendRefresh]");
    assert_eq!(client.spent_name(), 1.0);
    assert_eq!(told(&mut client, [Event::Owned(2.0), whose(1.0)]), "[Check]");
    assert_eq!(told(&mut client, [whose(2.0)]), "[SayMine, Check]");
}

#[test]
fn a_copy_of_another_tabs_session_lives_as_long_as_its_token() {
    let mut client = copy_of(1.0);
    let mine = Event::Heard(Heard::Mine(1.0));
    assert_eq!(told(&mut client, [mine]), "[Check]");
    assert_eq!(told(&mut client, [Event::Timer, found(1.0)]), NO_MORE);
    assert!(!can_refresh(&client));
    // The original, closed in the meantime, is not asked again.
    let begin = [refresh(true), Event::Locked(true), Event::Looked, found(1.0)];
    assert_eq!(told(&mut client, begin), "[Save, Unlock { after: 0 }, Settle]");
    assert_eq!(client.take_failure().unwrap().code, Code::RefreshUnsupported);
    // What other tabs say of other sessions says nothing of this one.
    let mut client = copy_of(1.0);
    let mine = Event::Heard(Heard::Mine(2.0));
    assert_eq!(told(&mut client, [mine, Event::Timer, found(1.0)]), OVER);
    assert!(can_refresh(&client));
}

#[test]
fn a_name_that_was_used_up_is_another_tabs() {
    let used = || Event::FoundOwner { name: 1.0, is_used: true };
    let mut client = loaded();
    assert_eq!(told(&mut client, [used()]), NO_MORE);
    assert!(!can_refresh(&client));
    // Also where nobody claims it, and where it was this tab's own.
    assert_eq!(told(&mut copy_of(1.0), [Event::Timer, used()]), NO_MORE);
    let mut client = copy_of(1.0);
    told(&mut client, [Event::Timer, found(1.0)]);
    let begin = [refresh(false), Event::Locked(true), Event::Looked, used()];
    assert_eq!(told(&mut client, begin), NO_MORE);
}

#[test]
fn a_session_without_a_name_is_no_copy() {
    let mut client = loaded();
    assert_eq!(told(&mut client, [found(0.0)]), OVER);
    assert!(can_refresh(&client));
}

#[test]
fn a_look_at_the_owner_becomes_a_refresh_if_somebody_needs_one() {
    let mut client = copy_of(1.0);
    assert_eq!(told(&mut client, [refresh(false)]), "[]");
    assert_eq!(told(&mut client, [refresh(true)]), "[]");
    let sent = told(&mut client, [Event::Timer, found(1.0)]);
    assert_eq!(sent, "[TakeOwnership, SendRefresh]");
}

#[test]
fn a_look_at_the_owner_renews_nothing() {
    let mut client = unread(false);
    let text = expired().record().unwrap();
    let stored = Event::Stored { store: COPIED, text: Some(&text), markers: "" };
    let look = [stored, Event::Locked(true), Event::Looked, found(1.0), Event::Timer, found(1.0)];
    assert_eq!(told(&mut client, look), OVER);
    // That is for when the page is shown.
    assert_eq!(told(&mut client, [Event::Woken { shown: true }]), "[Lock, Timer(4000)]");
}

#[test]
fn a_session_that_began_here_gets_a_name_and_nobody_is_asked() {
    let mut client = loaded();
    told(&mut client, [Event::FoundOwner { name: 1.0, is_used: true }]);
    client.ownership.is_new = true;
    assert_eq!(told(&mut client, [Event::Changed]), "[TakeOwnership]");
    assert_eq!(client.spent_name(), 0.0);
    let begin = [Event::Owned(2.0), refresh(false), Event::Locked(true), Event::Looked, found(2.0)];
    assert_eq!(told(&mut client, begin), OVER);
    // Other stores have no copies.
    let mut client = good();
    client.ownership.is_new = true;
    assert_eq!(told(&mut client, [Event::Changed]), "[]");
}
