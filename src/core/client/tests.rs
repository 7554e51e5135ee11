mod calls;
mod equality;
mod refresh;
mod store;
mod wake;

use super::*;
use crate::core::{
    error::{Code, Error, Sent},
    login::tests::{grant, login},
    server::Refusal,
    session::{Auth, EndReason, Refresh, tests::refused_refresh},
};

pub(super) const TABS: Store = Store::SHARED.and(Store::PERSISTENT).and(Store::TABS);

pub(super) const SITE: &str = "https://example.org";

/// A client whose token has expired.
pub(super) fn expired() -> Client {
    let config = Config { margin_s: 30.0, refresh: Refresh::Auto, can_ask: false };
    let mut client = Client::new(config, SITE.into(), None);
    let mut granted = grant(7, 1, true);
    (granted.times.iat, granted.times.exp) = (Some(0.0), Some(60.0));
    let text = login(granted, 0.0).to_record(SITE);
    client.handle(Event::Stored { store: TABS, text: Some(&text), markers: "" }, 0.0);
    client
}

/// A client whose token is good for another hour.
pub(super) fn good() -> Client {
    let mut client = expired();
    let mut granted = grant(7, 2, true);
    (granted.times.iat, granted.times.exp) = (Some(100.0), Some(3700.0));
    let text = login(granted, NOW).to_record(SITE);
    told(&mut client, [Event::Stored { store: TABS, text: Some(&text), markers: "" }]);
    client
}

pub(super) const NOW: f64 = 100_000.0;

/// Tells several events; the effects of the last one, as text.
pub(super) fn told<'a>(client: &mut Client, events: impl IntoIterator<Item = Event<'a>>) -> String {
    let mut effects = Vec::new();
    for event in events {
        effects = client.handle(event, NOW);
    }
    // When it wakes up has tests of its own.
    effects.retain(|effect| !matches!(effect, Effect::Wake));
    format!("{effects:?}")
}

fn refresh(awaited: bool) -> Event<'static> {
    Event::Refresh { awaited }
}

/// What tells a client where its session is stored.
pub(super) fn in_store(store: Store) -> Event<'static> {
    Event::Stored { store, text: None, markers: "" }
}

fn granted() -> Event<'static> {
    let mut grant = grant(7, 2, true);
    (grant.times.iat, grant.times.exp) = (Some(100.0), Some(3700.0));
    Event::Answered { result: Ok(grant.into()), chance: 0.0 }
}

fn failed(error: Box<Error>) -> Event<'static> {
    Event::Answered { result: Err(error), chance: 1.0 }
}

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
    let settled = "[Check, Announce, Unlock { after: 150 }, Settle]";
    assert_eq!(told(&mut ended, [Event::Looked]), settled, "it logged out");
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
fn a_logout_while_a_slow_store_writes_removes_what_was_written() {
    for (logout, persisted, removes) in
        [(true, true, true), (false, false, true), (false, true, false)]
    {
        let mut client = expired();
        let store = TABS.and(Store::SLOW);
        told(&mut client, [in_store(store), refresh(true), Event::Locked(true)]);
        told(&mut client, [Event::Looked, granted(), Event::Looked]);
        if logout {
            client.machine.end(EndReason::LoggedOut);
        }
        let effects = told(&mut client, [Event::Saved(persisted)]);
        assert_eq!(effects.contains("Remove"), removes, "{effects}");
        assert_eq!(effects.contains("Changed"), !logout, "{effects}");
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
    assert_eq!(told(&mut client, [slow, logout]), "[Check, Check, Announce]");
    let mut newer = client.clone();
    assert_eq!(late(&mut client, &own, markers), "[Remove]");
    let mut login = login(grant(7, 2, true), NOW);
    login.marker = "gone".into();
    assert_eq!(late(&mut newer, &login.to_record(SITE), markers), "[Announce]");
    assert!(newer.machine.login().is_some(), "the login that came after the logout");
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
fn what_cannot_be_carried_out_ends_the_refresh_and_leaves_the_session() {
    let mut client = expired();
    told(&mut client, [refresh(true), Event::Locked(true), Event::Looked]);
    let effects = told(&mut client, [Event::Failed]);
    assert!(effects.contains("Unlock") && effects.contains("Settle"), "{effects}");
    assert!(client.machine.login().is_some() && !client.is_refreshing());
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
    let config = Config { margin_s: 30.0, refresh: Refresh::Auto, can_ask: false };
    let mut client = Client::new(config, SITE.into(), None);
    let stored = Event::Stored { store: TABS, text: Some(""), markers: "" };
    assert_eq!(told(&mut client, [stored]), "[Announce]");
}

const COPIED: Store = Store::COPIED.and(Store::PERSISTENT).and(Store::TABS);

/// A client in a tab that has found a session, good for another hour, in its `sessionStorage`, and has
/// the lock of its name.
fn loaded() -> Client {
    let config = Config { margin_s: 30.0, refresh: Refresh::Auto, can_ask: false };
    let mut client = Client::new(config, SITE.into(), None);
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
fn copy_of(name: f64) -> Client {
    let mut client = loaded();
    assert_eq!(told(&mut client, [found(name)]), "[AskOwner, Timer(300)]");
    client
}

fn found(name: f64) -> Event<'static> {
    Event::FoundOwner { name, is_used: false }
}

fn can_refresh(client: &Client) -> bool {
    client.machine.login().is_some_and(Login::can_refresh)
}

const OVER: &str = "[Unlock { after: 0 }, Settle]";
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
    let config = Config { margin_s: 30.0, refresh: Refresh::Auto, can_ask: false };
    let mut client = Client::new(config, SITE.into(), None);
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

fn anonymous(can_ask: bool) -> Client {
    let config = Config { margin_s: 30.0, refresh: Refresh::Auto, can_ask };
    let mut client = Client::new(config, SITE.into(), None);
    client.handle(Event::Stored { store: TABS, text: Some(""), markers: "" }, 0.0);
    client
}

fn call(number: u32, auth: Auth) -> Event<'static> {
    let traits = Traits { auth, safe: true, replayable: true };
    Event::Call { call: number, traits, aim: Ok(Some(true)) }
}

fn log_in(client: &mut Client) {
    let mut granted = grant(7, 3, true);
    (granted.times.iat, granted.times.exp) = (Some(100.0), Some(3700.0));
    client.machine.begin_login(login(granted, NOW), true);
}

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

/// The response to call 1 says this of the token.
fn refused(refusal: Refusal) -> Event<'static> {
    let answered = Ok(Answered { status: 403, refusal: Some(refusal) });
    Event::CallAnswered { call: 1, is_lost: false, is_detour: false, answered }
}

#[test]
fn what_a_response_says_of_the_session_is_shown_before_it_is_judged() {
    let mut client = good();
    client.machine.forget_refresh_token();
    told(&mut client, [call(1, Auth::Required)]);
    let effects = told(&mut client, [refused(Refusal::Explicit(EndReason::Revoked))]);
    assert_eq!(effects, "[Check, Announce, Judged(Deliver)]");
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

/// What to do with what came of a call that was sent with a token if `signed`, and can be sent again if
/// `replayable`.
fn judged(signed: bool, replayable: bool, came: Event) -> String {
    let mut client = anonymous(false);
    if signed {
        log_in(&mut client);
    }
    let traits = Traits { auth: Auth::Auto, safe: true, replayable };
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
    client.machine.end(EndReason::LoggedOut);
    told(&mut client, [Event::Changed]);
    assert_eq!(told(&mut client, [Event::RotationSaved(true)]), "[Remove]");
}
