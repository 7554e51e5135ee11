//! When a client wakes up, and what it does then.

use super::*;

/// When its token counts as expired: half a minute before it expires.
const DUE: f64 = 3_670_000.0;

fn wake(client: &mut Client, shown: bool, now: f64) -> Vec<Effect> {
    client.handle(Event::Woken { shown }, now)
}

#[test]
fn it_wakes_up_when_the_token_counts_as_expired_and_not_during_a_refresh() {
    let mut client = good();
    assert_eq!(client.wake_at(), Some(DUE));
    assert_eq!(client.handle(Event::Changed, NOW), [], "the timer runs already");
    let begun = client.handle(refresh(true), NOW);
    assert_eq!(begun, [Effect::Lock, Effect::Timer(4000), Effect::Wake]);
    assert_eq!(client.wake_at(), None);
    let over = client.handle(Event::Failed, NOW);
    assert_eq!(over, [Effect::Unlock { after: 150 }, Effect::Settle]);
    assert_eq!(client.wake_at(), None);
    assert_eq!(client.handle(Event::Settled, NOW), [Effect::Wake]);
    assert_eq!(client.wake_at(), Some(DUE));
}

#[test]
fn a_page_that_is_shown_renews_a_token_in_time_and_a_hidden_one_does_not() {
    assert_eq!(wake(&mut good(), true, DUE), [Effect::Lock, Effect::Timer(4000)]);
    assert_eq!(wake(&mut good(), false, DUE), []);
}

#[test]
fn a_timer_that_comes_early_is_set_again() {
    assert_eq!(wake(&mut good(), true, DUE - 1.0), [Effect::Wake]);
}

#[test]
fn a_session_that_nothing_renews_ends_when_its_token_does() {
    for shown in [true, false] {
        let mut client = good();
        client.machine.forget_refresh_token();
        client.handle(Event::Changed, NOW);
        let effects = wake(&mut client, shown, DUE);
        assert!(effects.contains(&Effect::Announce), "{effects:?}");
        assert_eq!(client.machine.ended(), Some(EndReason::Expired));
    }
}
