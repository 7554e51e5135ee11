//! Events to the clients of two tabs, in any order: what docs/session.md says never happens.
//!
//! The first line says when tokens are renewed (`a`, `d`, `m`), whether the app can be asked for a login
//! (`a`), and where sessions are stored: see [`STORES`]. Every other line is a step: a letter, the number
//! of a tab, and two more numbers.
//!
//! Holds P6 of SECURITY.md.

mod network;
mod tab;
mod world;

use presskey::core::{
    client::{Answered, Event, Heard, Message, Store, Traits},
    error::{Code, Error},
    server::Refusal,
    session::{Auth, Config, EndReason, Refresh},
};
use world::World;

/// Where tabs store a session: in memory, `localStorage`, `sessionStorage`, the vault; and a backend
/// with a store of its own.
const STORES: [(char, Store); 5] = {
    let tabs = Store::TABS.and(Store::PERSISTENT);
    let local = tabs.and(Store::SHARED);
    let slow = local.and(Store::SLOW);
    [
        ('l', local),
        ('m', Store::TABS),
        ('s', tabs.and(Store::COPIED)),
        ('v', slow),
        ('b', slow.and(Store::OWN_LOCK)),
    ]
};

/// A line for each kind of event: how to make one that nobody asked for, from a number. If an event has
/// no line, this does not compile.
macro_rules! events {
    ($($pattern:pat => $make:expr,)*) => {
        const UNASKED: &[fn(&mut World, usize) -> Event<'static>] = &[$($make),*];
        const _: fn(Event) = |event| match event { $($pattern => {})* };
    };
}

events! {
    Event::Refresh { .. } => |_, n| Event::Refresh { awaited: n.is_multiple_of(2) },
    Event::Locked(_) => |_, n| Event::Locked(n.is_multiple_of(2)),
    Event::Failed => |_, _| Event::Failed,
    Event::Looked => |_, _| Event::Looked,
    Event::FoundOwner { .. } => |_, n| {
        Event::FoundOwner { name: (n / 2) as f64, is_used: n.is_multiple_of(2) }
    },
    Event::Owned(_) => |_, n| Event::Owned(n as f64),
    Event::Heard(Heard::Whose(_)) => |_, n| Event::Heard(Heard::Whose(n as f64)),
    Event::Heard(Heard::Mine(_)) => |_, n| Event::Heard(Heard::Mine(n as f64)),
    Event::Answered { .. } => |world, n| Event::Answered { result: world.any_answer(n), chance: 0.5 },
    Event::Saved(_) => |_, n| Event::Saved(n.is_multiple_of(2)),
    Event::Timer => |_, _| Event::Timer,
    Event::Settled => |_, _| Event::Settled,
    Event::Heard(Heard::Said(_)) => |_, n| {
        Event::Heard(Heard::Said([Message::AreYouBusy, Message::Busy][n % 2]))
    },
    Event::Heard(Heard::Changed(_)) => |world, n| Event::Heard(Heard::Changed(world.any_time(n))),
    Event::Heard(Heard::Wait(_)) => |world, n| Event::Heard(Heard::Wait(world.any_time(n))),
    Event::Heard(Heard::Ended { .. }) => |_, n| {
        let reason = EndReason::ALL[n % EndReason::ALL.len()];
        Event::Heard(Heard::Ended { reason, user: "1", marker: "x" })
    },
    Event::Stored { .. } => |world, n| {
        let text = [None, Some(""), Some("{}")][n % 3];
        Event::Stored { store: world.store, text, markers: "{" }
    },
    Event::Kept { .. } => |world, _| Event::Kept { store: world.store, text: "" },
    Event::Changed => |_, _| Event::Changed,
    Event::LogOut { .. } => |_, n| {
        let is = |bit| n & bit != 0;
        Event::LogOut { everywhere: is(1), removed: is(2), marked: is(4) }
    },
    Event::Call { .. } => |_, n| {
        let aim = Ok([None, Some(false), Some(true)][n % 3]);
        Event::Call { call: n as u32, traits: any_traits(n), aim }
    },
    Event::Resumed { .. } => |_, n| {
        let sent = n.is_multiple_of(2);
        Event::Resumed { call: n as u32, traits: any_traits(n), text: "{}", sent }
    },
    Event::CallAnswered { .. } => |_, n| {
        let is = |bit| n & bit != 0;
        let refusal = Some(Refusal::Silent).filter(|_| is(1));
        let answered = Ok(Answered { status: if is(8) { 401 } else { 200 }, refusal });
        let (is_lost, is_detour) = (is(2), is(4));
        Event::CallAnswered { call: n as u32, is_lost, is_detour, answered }
    },
    Event::CallEnded(_) => |_, n| Event::CallEnded(n as u32),
    Event::Rotated { .. } => |_, n| Event::Rotated { call: n as u32, token: "x" },
    Event::RotationSaved(_) => |_, n| Event::RotationSaved(n.is_multiple_of(2)),
    Event::Ask => |_, _| Event::Ask,
    Event::LoginAsked { .. } => |_, n| {
        Event::LoginAsked { ask: (n / 2) as u32, given: n.is_multiple_of(2) }
    },
    Event::Woken { .. } => |_, n| Event::Woken { shown: n.is_multiple_of(2) },
}

fn any_traits(n: usize) -> Traits {
    let auth = [Auth::Auto, Auth::Required, Auth::Omit][n % 3];
    let [safe, again, route] = [2, 5, 7].map(|factor| n.is_multiple_of(factor));
    Traits { auth, safe, replayable: !again, route: !route }
}

pub fn run(text: &str) {
    let mut lines = text.lines();
    let mut settings = lines.next().unwrap_or_default().chars();
    let refresh = match settings.next() {
        Some('d') => Refresh::OnDemand,
        Some('m') => Refresh::Manual,
        _ => Refresh::Auto,
    };
    let config = Config { margin_s: 30.0, refresh, can_ask: settings.next() == Some('a') };
    let named = settings.next().unwrap_or_default();
    let store = STORES.iter().find(|(name, _)| *name == named).unwrap_or(&STORES[0]).1;
    let mut world = World::new(config, store);
    for line in lines.take(80) {
        step(&mut world, line);
        world.check();
    }
    world.finish();
}

fn step(world: &mut World, line: &str) {
    let mut bytes = line.bytes();
    let letter = bytes.next().unwrap_or_default();
    let mut number = || bytes.next().map_or(0, |byte| usize::from(byte.wrapping_sub(b'0')));
    let (tab, a, b) = (number() % 2, number(), number());
    match letter {
        b't' => world.now += (a * a * a) as f64 * 1000.0,
        b'T' => world.set_clock_back(a as f64 * 60_000.0),
        b'm' => world.server.minutes = a % 10,
        b'v' => world.server.revoke(a),
        b'l' => world.login(tab, a),
        b'o' => world.logout(tab),
        b'D' => world.duplicate(tab),
        b'k' => world.wake(tab),
        b'r' => world.renew(tab, a.is_multiple_of(2)),
        b'd' => world.deliver(tab, a, b),
        b'p' => world.process(tab),
        b'h' => world.hear(tab),
        b'c' => world.call(tab, a, b),
        b'n' => world.next(tab, a),
        b'a' => world.answered(tab, a, b),
        b'x' => {
            let event = UNASKED[a % UNASKED.len()](world, b);
            world.unasked(tab, event);
        }
        _ => {}
    }
}

/// A refresh that the server did not grant, for a reason that passes.
fn failure(code: Code) -> Box<Error> {
    Error::new(code, "Not now.")
}
