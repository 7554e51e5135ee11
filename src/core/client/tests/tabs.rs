//! Waiting for other tabs: for the lock, and for what they have stored.

use super::*;

#[test]
fn the_lock_is_for_stores_from_which_somebody_else_may_renew_the_token() {
    let lasting = Store::PERSISTENT;
    for (store, effects) in [
        (Store::default(), "[Look]"),
        (lasting, "[Look]"),
        (Store::TABS, "[Look]"),
        (lasting.and(Store::TABS), "[Lock, Timer(4000)]"),
        // It always ends, so that no tab has to ask for it.
        (Store::OWN_LOCK, "[Lock]"),
        (lasting.and(Store::OWN_LOCK), "[Lock]"),
        (lasting.and(Store::TABS).and(Store::OWN_LOCK), "[Lock]"),
    ] {
        assert_eq!(told(&mut good(), [in_store(store), refresh(true)]), effects);
    }
}

#[test]
fn a_lock_whose_holder_does_not_answer_is_given_up_and_a_busy_one_is_waited_for() {
    let mut client = expired();
    told(&mut client, [refresh(true)]);
    let asks = "[Say(AreYouBusy), Timer(300)]";
    for _ in 0..10 {
        assert_eq!(told(&mut client, [Event::Timer]), asks);
        let busy = Event::Heard(Heard::Said(Message::Busy));
        assert_eq!(told(&mut client, [busy]), "[Timer(4000), Check]");
    }
    assert_eq!(told(&mut client, [Event::Timer]), asks);
    assert_eq!(
        told(&mut client, [Event::Heard(Heard::Said(Message::Busy))]),
        "[Check]",
        "ten times are enough"
    );
    assert_eq!(told(&mut client, [Event::Timer]), "[GiveUpLock]");
}

#[test]
fn a_tab_that_has_not_asked_is_not_made_to_wait_longer() {
    let mut client = expired();
    let busy = || Event::Heard(Heard::Said(Message::Busy));
    told(&mut client, [refresh(true)]);
    for _ in 0..20 {
        assert_eq!(told(&mut client, [busy()]), "[Check]");
    }
    assert_eq!(told(&mut client, [Event::Timer]), "[Say(AreYouBusy), Timer(300)]");
    assert_eq!(told(&mut client, [busy()]), "[Timer(4000), Check]");
}

#[test]
fn a_tab_that_gets_the_lock_says_so_and_one_that_goes_on_without_as_well() {
    for held in [true, false] {
        let mut client = expired();
        told(&mut client, [refresh(true)]);
        assert_eq!(told(&mut client, [Event::Locked(held)]), "[Say(Busy), Look]");
    }
}

/// Another tab has stored a session that arrived now.
fn changed() -> Event<'static> {
    Event::Heard(Heard::Changed(NOW))
}

#[test]
fn a_tab_that_was_told_of_a_newer_session_waits_until_it_sees_it() {
    let mut client = expired();
    assert_eq!(told(&mut client, [changed()]), "[Check]");
    told(&mut client, [refresh(true), Event::Locked(true)]);
    for _ in 0..2 {
        assert_eq!(told(&mut client, [Event::Looked]), "[Timer(50)]");
        assert_eq!(told(&mut client, [Event::Timer]), "[Look]");
    }
    let newer = good().record().unwrap();
    let stored = Event::Stored { store: TABS, text: Some(&newer), markers: "" };
    told(&mut client, [stored]);
    assert_eq!(told(&mut client, [Event::Looked]), "[Unlock { after: 150 }, Settle]");
    assert!(!client.is_behind(), "nor does the next refresh wait");
}

#[test]
fn a_tab_waits_for_a_newer_session_for_a_second_and_once() {
    let mut client = expired();
    told(&mut client, [changed(), refresh(true), Event::Locked(true)]);
    for _ in 0..20 {
        assert_eq!(told(&mut client, [Event::Looked]), "[Timer(50)]");
        // The tab is at work for those that ask.
        let asked = Event::Heard(Heard::Said(Message::AreYouBusy));
        assert_eq!(told(&mut client, [asked]), "[Say(Busy), Check]");
        assert_eq!(told(&mut client, [Event::Timer]), "[Look]");
    }
    assert_eq!(told(&mut client, [Event::Looked]), "[SendRefresh]");
    told(&mut client, [Event::Failed, refresh(true), Event::Locked(true)]);
    assert_eq!(told(&mut client, [Event::Looked]), "[SendRefresh]");
}

#[test]
fn a_tab_waits_only_for_a_newer_session_that_it_can_see() {
    let alone = Store::PERSISTENT.and(Store::TABS);
    for (store, time, sends) in
        [(TABS, 0.0, true), (TABS, 1.0, false), (alone, NOW, true), (TABS, f64::NAN, true)]
    {
        let mut client = expired();
        let heard = Event::Heard(Heard::Changed(time));
        told(&mut client, [in_store(store), heard, refresh(true), Event::Locked(true)]);
        let effects = told(&mut client, [Event::Looked]);
        assert_eq!(effects.contains("SendRefresh"), sends, "{time}: {effects}");
    }
}

#[test]
fn a_tab_at_work_says_so_and_a_waiting_one_does_not() {
    let mut client = expired();
    let asked = || Event::Heard(Heard::Said(Message::AreYouBusy));
    assert_eq!(told(&mut client, [asked()]), "[Check]");
    assert_eq!(told(&mut client, [refresh(true), asked()]), "[Check]");
    assert_eq!(told(&mut client, [Event::Locked(true), asked()]), "[Say(Busy), Check]");
}
