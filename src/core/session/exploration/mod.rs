//! Every order of events, with the real [`Machine`](super::Machine) in two tabs and three calls on
//! their way. `docs/session.md` tells what is explored and what never happens.
//!
//! `npm test -- exploration`; one alone: `cargo test --profile explore --lib exploration::local`.
//!
//! Holds P6 of SECURITY.md.

mod model;
mod server;
mod tab;
mod world;

use stateright::{Checker, Model};
use world::Left;

/// What is explored: the circumstances, and how much may happen in them.
#[derive(Debug, Clone, Copy)]
struct Scenario {
    /// `local` storage; otherwise `session`, the second tab being the browser's copy of the first.
    shared: bool,
    locks: bool,
    /// What one tab stores, the other sees later.
    late: bool,
    /// It may see it as late as a second after the message about it.
    told: bool,
    /// A store that takes its time: a logout can come while a login is being stored.
    slow: bool,
    /// So do its reads and removals, and what a refresh stores.
    waits: bool,
    /// Tabs hear that a refresh has failed, and ask whether the tab with the lock is at work.
    talks: bool,
    /// What a login takes.
    login: Takes,
    /// Nobody is logged in, every call needs a login, and the app can be asked for one.
    asks: bool,
    /// How many of the calls are made: the last ones.
    calls: usize,
    left: Left,
}

/// What the server's login takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Takes {
    Password,
    /// A password, then a code.
    Code,
    /// A password, unless it gets the cookie of an earlier login.
    Cookie,
}

const CALM: Left = Left {
    hours: 1,
    logouts: 1,
    logins: 0,
    codes: 0,
    adoptions: 0,
    questions: 0,
    forgotten: 0,
    faults: 0,
    failures: 0,
    rounds: 0,
};
const LOCAL: Scenario = Scenario {
    shared: true,
    locks: true,
    late: false,
    told: false,
    slow: false,
    waits: false,
    talks: false,
    login: Takes::Password,
    asks: false,
    calls: 3,
    left: CALM,
};
const SESSION: Scenario = Scenario { shared: false, ..LOCAL };

fn explore(name: &str, scenario: Scenario) {
    let checker = scenario.checker().threads(2).spawn_bfs().join();
    let (states, depth) = (checker.unique_state_count(), checker.max_depth());
    println!("\nexplored {name}: {states} states, {depth} steps deep");
    checker.assert_properties();
}

#[test]
fn logins() {
    explore("logins", Scenario { left: Left { hours: 0, logins: 1, ..CALM }, ..LOCAL });
}

#[test]
#[cfg_attr(debug_assertions, ignore = "takes minutes unless optimised")]
fn logins_in_a_slow_store() {
    let left = Left { hours: 0, logins: 1, ..CALM };
    explore("logins in a slow store", Scenario { slow: true, left, ..LOCAL });
}

#[test]
#[cfg_attr(debug_assertions, ignore = "takes minutes unless optimised")]
fn logins_with_a_second_factor() {
    let left = Left { hours: 0, logins: 1, codes: 2, ..CALM };
    explore("a second factor", Scenario { login: Takes::Code, left, ..LOCAL });
}

#[test]
#[cfg_attr(debug_assertions, ignore = "takes minutes unless optimised")]
fn logins_with_a_cookie() {
    let left = Left { hours: 0, logins: 1, ..CALM };
    explore("a cookie", Scenario { login: Takes::Cookie, left, ..LOCAL });
}

#[test]
#[cfg_attr(debug_assertions, ignore = "takes minutes unless optimised")]
fn adopting_a_token() {
    let left = Left { hours: 0, adoptions: 1, ..CALM };
    explore("adopting a token", Scenario { left, ..LOCAL });
}

#[test]
#[cfg_attr(debug_assertions, ignore = "takes minutes unless optimised")]
fn asked_for_a_login() {
    let left = Left { hours: 0, logouts: 0, logins: 2, ..CALM };
    explore("asked for a login", Scenario { asks: true, left, ..LOCAL });
}

#[test]
#[cfg_attr(debug_assertions, ignore = "takes minutes unless optimised")]
fn a_logout_while_the_app_is_asked() {
    let left = Left { hours: 0, logins: 1, ..CALM };
    explore("a logout while asked", Scenario { asks: true, left, ..LOCAL });
}

#[test]
#[cfg_attr(debug_assertions, ignore = "takes minutes unless optimised")]
fn validate_during_a_refresh() {
    let left = Left { hours: 0, logouts: 0, questions: 1, forgotten: 1, ..CALM };
    explore("validate during a refresh", Scenario { left, ..LOCAL });
}

#[test]
#[cfg_attr(debug_assertions, ignore = "takes minutes unless optimised")]
fn local() {
    explore("local", LOCAL);
}

#[test]
#[cfg_attr(debug_assertions, ignore = "takes minutes unless optimised")]
fn two_expiries() {
    explore("two expiries", Scenario { left: Left { hours: 2, logouts: 0, ..CALM }, ..LOCAL });
}

#[test]
#[cfg_attr(debug_assertions, ignore = "takes minutes unless optimised")]
fn a_fault() {
    explore("a fault", Scenario { left: Left { faults: 1, logouts: 0, ..CALM }, ..LOCAL });
}

#[test]
#[cfg_attr(debug_assertions, ignore = "takes minutes unless optimised")]
fn a_fault_and_a_logout() {
    explore(
        "a fault and a logout",
        Scenario { left: Left { faults: 1, hours: 0, ..CALM }, ..LOCAL },
    );
}

#[test]
#[cfg_attr(debug_assertions, ignore = "takes minutes unless optimised")]
fn without_locks() {
    explore("without locks", Scenario { locks: false, ..LOCAL });
}

#[test]
#[cfg_attr(debug_assertions, ignore = "takes minutes unless optimised")]
fn late_storage() {
    explore("late storage", Scenario { late: true, ..LOCAL });
}

#[test]
#[cfg_attr(debug_assertions, ignore = "takes minutes unless optimised")]
fn storage_that_is_later_than_messages() {
    let left = Left { logouts: 0, ..CALM };
    explore("storage later than messages", Scenario { late: true, told: true, left, ..LOCAL });
}

#[test]
#[cfg_attr(debug_assertions, ignore = "takes minutes unless optimised")]
fn a_slow_store() {
    explore("a slow store", Scenario { slow: true, waits: true, calls: 1, ..LOCAL });
}

#[test]
#[cfg_attr(debug_assertions, ignore = "takes minutes unless optimised")]
fn a_slow_store_that_fails_once() {
    let left = Left { failures: 1, forgotten: 1, logouts: 0, ..CALM };
    explore(
        "a slow store that fails once",
        Scenario { slow: true, waits: true, calls: 2, left, ..LOCAL },
    );
}

#[test]
#[cfg_attr(debug_assertions, ignore = "takes minutes unless optimised")]
fn a_login_in_a_store_that_takes_its_time() {
    let left = Left { hours: 0, logins: 1, ..CALM };
    let scenario = Scenario { slow: true, waits: true, calls: 1, left, ..LOCAL };
    explore("a login in another tab", scenario);
}

#[test]
#[cfg_attr(debug_assertions, ignore = "takes minutes unless optimised")]
fn a_login_during_a_refresh() {
    let left = Left { logouts: 0, logins: 1, ..CALM };
    let scenario = Scenario { slow: true, waits: true, calls: 1, left, ..LOCAL };
    explore("a login during a refresh", scenario);
}

#[test]
#[cfg_attr(debug_assertions, ignore = "takes minutes unless optimised")]
fn tabs_that_talk_about_a_refresh() {
    let left = Left { faults: 1, rounds: 1, logouts: 0, ..CALM };
    explore("tabs that talk", Scenario { talks: true, calls: 2, left, ..LOCAL });
}

#[test]
#[cfg_attr(debug_assertions, ignore = "takes minutes unless optimised")]
fn a_duplicated_tab() {
    explore("a duplicated tab", SESSION);
}

#[test]
#[cfg_attr(debug_assertions, ignore = "takes minutes unless optimised")]
fn a_duplicated_tab_and_a_fault() {
    let left = Left { faults: 1, logouts: 0, ..CALM };
    explore("a duplicated tab and a fault", Scenario { left, ..SESSION });
}
