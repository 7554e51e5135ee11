//! What this tab and the others leave in the store, and what they tell each other.

use super::{
    ownership::{copy_of, found},
    *,
};
use crate::core::secret::Secret;

#[test]
fn a_message_puts_refreshes_off_for_a_day_at_most() {
    let mut client = expired();
    for until in [f64::INFINITY, f64::NAN, f64::MAX, NOW + 86_400_000.0] {
        assert_eq!(told(&mut client, [Event::Heard(Heard::Wait(until))]), "[Check]");
        assert!(client.machine.tick(NOW), "{until}");
    }
    told(&mut client, [Event::Heard(Heard::Wait(NOW + 86_399_999.0))]);
    assert!(!client.machine.tick(NOW));
}

#[test]
fn a_session_that_a_slow_store_could_not_replace_is_removed() {
    for (persisted, removes) in [(false, true), (true, false)] {
        let mut client = expired();
        let store = TABS.and(Store::SLOW);
        told(&mut client, [in_store(store), refresh(true), Event::Locked(true)]);
        told(&mut client, [Event::Looked, granted(), Event::Looked]);
        let effects = told(&mut client, [Event::Saved(persisted)]);
        assert_eq!(effects.contains("Remove"), removes, "{effects}");
        assert!(effects.contains("Changed"), "{effects}");
        let mut granted = grant(7, 1, true);
        (granted.times.iat, granted.times.exp) = (Some(0.0), Some(60.0));
        let old = login(granted, 0.0).to_record(SITE);
        assert_eq!(client.may_replace(true, &old), removes);
    }
}

/// Between a look at the store and the moment when a session is stored, another tab may have stored a login.
#[test]
fn what_another_tab_has_stored_is_not_replaced_before_it_was_read() {
    let mut client = good();
    let own = client.record().unwrap();
    let newer = login(grant(8, 3, true), NOW).to_record(SITE);
    for (text, is_saved) in [(&*own, true), ("", true), (&*newer, false)] {
        assert_eq!(client.may_replace(false, text), is_saved, "{text}");
        assert!(!client.may_replace(true, text) || text.is_empty(), "nothing has ended: {text}");
    }
    let found = Event::Stored { store: TABS, text: Some(&newer), markers: "" };
    told(&mut client, [found]);
    assert_eq!(client.machine.user(), "8", "it is taken over");
    assert!(client.may_replace(false, &newer));
    client.machine.end(EndReason::Rejected);
    assert_eq!(told(&mut client, [Event::Changed]), "[Announce, Remove, SayEnded]");
    assert!(client.may_replace(true, &newer) && !client.may_replace(true, &own));
    let mut alone = good();
    told(&mut alone, [in_store(Store::PERSISTENT)]);
    assert!(alone.may_replace(false, &newer), "no tab shares its store");
}

#[test]
fn what_no_other_tab_has_stored_replaces_nothing() {
    let newer = login(grant(8, 3, true), NOW);
    let mut client = good();
    let own = client.record().unwrap();
    client.machine.adopt(newer.clone());
    let found = |store, text| Event::Stored { store, text: Some(text), markers: "" };
    told(&mut client, [found(TABS, &own)]);
    assert_eq!(client.machine.user(), "8", "its own session of before");
    let mut alone = good();
    told(&mut alone, [found(Store::PERSISTENT, &newer.to_record(SITE))]);
    assert_eq!(alone.machine.user(), "7", "no tab shares its store");
}

/// Else two tabs would tell each other of it for ever, if it can't be removed.
#[test]
fn a_session_that_has_ended_is_not_taken_from_the_store_again() {
    let mut client = good();
    let own = client.record().unwrap();
    client.machine.end(EndReason::Rejected);
    told(&mut client, [Event::Changed]);
    let stored = Event::Stored { store: TABS, text: Some(&own), markers: "" };
    assert_eq!(told(&mut client, [stored]), "[]");
    assert!(client.machine.login().is_none());
}

/// A read that was begun before the removal may end after the message about it.
#[test]
fn what_another_tab_says_of_the_end_is_not_forgotten_if_a_late_read_finds_a_session() {
    let mut client = good();
    let over = login(grant(8, 3, true), NOW).to_record(SITE);
    let rumor = Heard::Ended { reason: EndReason::LoggedOut, user: "", marker: "" };
    let found = |text| Event::Stored { store: TABS, text: Some(text), markers: "" };
    told(&mut client, [Event::Heard(rumor), found(&over)]);
    assert_eq!(client.machine.user(), "8");
    told(&mut client, [found("")]);
    assert_eq!(client.machine.ended(), Some(EndReason::LoggedOut));
}

#[test]
fn a_logout_while_a_slow_store_writes_removes_what_was_written_and_no_newer_login() {
    let newer = login(grant(8, 3, true), NOW).to_record(SITE);
    for is_newer in [false, true] {
        let mut client = expired();
        let store = TABS.and(Store::SLOW);
        told(&mut client, [in_store(store), refresh(true), Event::Locked(true)]);
        told(&mut client, [Event::Looked, granted(), Event::Looked]);
        let text = &client.record().unwrap();
        client.machine.end(EndReason::LoggedOut);
        let saved = [Event::Kept { store, text }, Event::Saved(true)];
        let effects: Vec<_> = saved.map(|event| told(&mut client, [event])).into();
        assert_eq!(effects, ["[Announce, Remove]", "[Unlock { after: 150 }, Settle]"]);
        let found = if is_newer { &newer } else { text };
        assert_eq!(client.may_replace(true, found), !is_newer);
    }
}

/// A store that responds late has this.
fn late(client: &mut Client, text: &str, markers: &str) -> String {
    let store = TABS.and(Store::SLOW);
    told(client, [Event::Stored { store, text: Some(text), markers }])
}

#[test]
fn a_logout_that_is_heard_of_late_removes_its_own_session_and_no_newer_login() {
    let mut client = expired();
    let own = client.record().unwrap();
    let user = client.machine.user().to_owned();
    let logout =
        Event::Heard(Heard::Ended { reason: EndReason::LoggedOut, user: &user, marker: "gone" });
    let slow = in_store(TABS.and(Store::SLOW));
    let markers = &[r#"{""#, &user, r#"":"gone"}"#].concat();
    assert_eq!(told(&mut client, [slow, logout]), "[Check, Announce, Remove]");
    let mut newer = client.clone();
    assert_eq!(late(&mut client, &own, markers), "[]");
    assert!(client.may_replace(true, &own));
    let mut login = login(grant(7, 2, true), NOW);
    login.marker = "gone".into();
    let login = login.to_record(SITE);
    assert!(!newer.may_replace(true, &login));
    assert_eq!(late(&mut newer, &login, markers), "[Announce]");
    assert!(newer.machine.login().is_some(), "the login that came after the logout");
}

#[test]
fn a_logout_counts_although_the_next_session_begins_with_the_same_event() {
    let user = good().machine.user().to_owned();
    let markers = &[r#"{""#, &user, r#"":"gone"}"#].concat();
    for (id, marker) in [(8, ""), (7, "gone")] {
        for store in [TABS, TABS.and(Store::SLOW)] {
            let mut client = good();
            let before = client.logouts();
            let mut next = login(grant(id, 3, true), NOW);
            next.marker = marker.into();
            let text = next.to_record(SITE);
            let found = Event::Stored { store, text: Some(&text), markers };
            assert_eq!(told(&mut client, [found]), "[Announce]", "{id}");
            assert!(client.machine.login().is_some(), "{id}");
            assert!(client.logouts() > before, "{id}");
            assert!(!client.is_left_since(before), "a login does not end: another tab logged out");
        }
    }
}

#[test]
fn a_session_that_could_not_be_stored_still_hears_of_its_end() {
    let mut client = expired();
    let own = client.record().unwrap();
    let events = [
        in_store(TABS.and(Store::SLOW)),
        refresh(true),
        Event::Locked(true),
        Event::Looked,
        granted(),
        Event::Looked,
    ];
    assert_eq!(told(&mut client, events), "[Announce, Save]");
    assert!(told(&mut client, [Event::Saved(false)]).starts_with("[Remove, "));
    // Read before the removal took effect.
    late(&mut client, &own, "");
    assert!(client.machine.token(NOW).is_some(), "it has the new token, not the used one");
    let rumor = Heard::Ended { reason: EndReason::Revoked, user: "", marker: "" };
    told(&mut client, [Event::Heard(rumor)]);
    late(&mut client, "", "");
    assert_eq!(client.machine.ended(), Some(EndReason::Revoked));
}

#[test]
fn messages_come_back_as_they_were_said() {
    for message in [Message::AreYouBusy, Message::Busy] {
        assert_eq!(Heard::of(message.as_str()), Heard::Said(message));
    }
    let out = Heard::Ended { reason: EndReason::LoggedOut, user: "a:b", marker: "x" };
    assert_eq!(Heard::of("logged_out:x:a:b"), out);
    let expired = Heard::Ended { reason: EndReason::Expired, user: "", marker: "" };
    assert_eq!(Heard::of("expired::"), expired);
    let client = good();
    let said = |effect| {
        let mut text = String::new();
        client.write_message(effect, &mut text);
        text
    };
    assert_eq!(said(Effect::Say(Message::Busy)), "busy");
    assert_eq!(said(Effect::SayWait), "wait::102000");
    assert_eq!(Heard::of("wait::102000"), Heard::Wait(102_000.0));
    assert_eq!(said(Effect::SayChanged), "changed::100000");
    assert_eq!(Heard::of("changed::100000"), Heard::Changed(NOW));
    let mut client = copy_of(1.0);
    let said = |client: &Client, effect| {
        let mut text = String::new();
        client.write_message(effect, &mut text);
        text
    };
    assert_eq!(said(&client, Effect::AskOwner), "whose::1");
    assert_eq!(Heard::of("whose::1"), Heard::Whose(1.0));
    told(&mut client, [Event::Timer, found(1.0)]);
    assert_eq!(said(&client, Effect::SayMine), "mine::1");
    assert_eq!(Heard::of("mine::1"), Heard::Mine(1.0));
    for unknown in ["", "changed", "wait::soon", "whose::x", "other::100000", "undefined"] {
        assert_eq!(Heard::of(unknown), Heard::Changed(0.0), "{unknown}");
    }
}

#[test]
fn an_empty_store_makes_nobody() {
    let mut client = unread(false);
    let stored = Event::Stored { store: TABS, text: Some(""), markers: "" };
    assert_eq!(told(&mut client, [stored]), "[Announce]");
}

#[test]
fn the_other_tabs_are_told_why_the_session_has_ended() {
    let mut client = good();
    client.machine.end(EndReason::Rejected);
    let mut text = String::new();
    client.write_message(Effect::SayEnded, &mut text);
    assert_eq!(text, "rejected::");
    let heard = Heard::Ended { reason: EndReason::Rejected, user: "", marker: "" };
    assert_eq!(Heard::of(&text), heard);
}

#[test]
fn a_session_that_was_stored_is_not_shown_to_the_app_again() {
    let mut client = good();
    let text = &client.record().unwrap();
    assert_eq!(told(&mut client, [Event::Kept { store: TABS, text }]), "[]");
}

#[test]
fn another_tab_is_believed_that_the_session_has_ended_only_if_the_store_is_empty() {
    let other = login(grant(7, 3, true), NOW).to_record("https://another.example");
    for (text, ended) in [("", Some(EndReason::Revoked)), (&other, None)] {
        let mut client = good();
        let rumor = Heard::Ended { reason: EndReason::Revoked, user: "", marker: "" };
        let found = Event::Stored { store: TABS, text: Some(text), markers: "" };
        told(&mut client, [Event::Heard(rumor), found]);
        assert_eq!(client.machine.ended(), ended, "{text}");
    }
}

#[test]
fn a_logout_that_is_heard_of_is_of_one_user_and_of_no_later_login() {
    let (mine, marker) = ("7", "0");
    assert_eq!((good().machine.user(), good().machine.marker()), (mine, marker));
    for (user, marker, is_over) in
        [(mine, "new", true), (mine, marker, false), ("8", "new", false), ("8", marker, false)]
    {
        let mut client = good();
        let reason = EndReason::LoggedOut;
        told(&mut client, [Event::Heard(Heard::Ended { reason, user, marker })]);
        assert_eq!(client.machine.login().is_none(), is_over, "{user} {marker}");
    }
}

/// Its removal may have come before the login was stored, and the store is not read in this moment.
#[test]
fn a_logout_that_a_login_knows_says_nothing_of_the_store() {
    for (marker, ended) in [("0", None), ("new", Some(EndReason::LoggedOut))] {
        let mut client = good();
        let reason = EndReason::LoggedOut;
        let heard = Event::Heard(Heard::Ended { reason, user: "7", marker });
        let empty = Event::Stored { store: TABS, text: Some(""), markers: "" };
        told(&mut client, [heard, empty]);
        assert_eq!(client.machine.ended(), ended, "{marker}");
    }
}

#[test]
fn a_session_that_differs_in_one_letter_is_another_one() {
    let mut client = good();
    for letter in 'a'..='z' {
        let mut login = client.machine.login().unwrap().clone();
        login.refresh_token = Some(Secret::new(letter.into()));
        let text = &login.to_record(SITE);
        told(&mut client, [Event::Stored { store: TABS, text: Some(text), markers: "" }]);
        let kept = client.machine.login().unwrap().refresh_token.as_ref();
        assert_eq!(kept, login.refresh_token.as_ref());
    }
}
