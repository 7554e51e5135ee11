//! What this tab and the others leave in the store, and what they tell each other.

use super::*;
use crate::core::secret::Secret;

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
