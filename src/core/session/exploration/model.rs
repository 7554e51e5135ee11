//! What can happen next, and what must not have happened.

use std::sync::Arc;

use stateright::{Model, Property};

use super::{
    Scenario, Takes,
    server::{Fate, Server, granted, logged_in, mark_of, user_of},
    tab::{PASSWORD, Work},
    world::*,
};
use crate::core::{
    client::{Store, Traits},
    server::Server as Plugin,
    session::{Auth, EndReason, Session},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Action {
    /// A tab looks around: a timer, the page shown or resumed, a storage event.
    Wake(usize),
    /// A tab hears what the other said.
    Hear(usize),
    /// A call is begun, or goes on.
    Call(usize),
    /// The server responds to a call.
    Serve(usize),
    /// The response arrives.
    Judge(usize),
    /// The connection breaks.
    Break(usize),
    /// A tab gets the lock.
    Lock(usize),
    /// A tab has waited for it, and asks whether the tab that has it is at work.
    AskBusy(usize),
    /// A tab has waited for it, and the tab that has it does not respond.
    NoLock(usize),
    /// The others have seen by now what was stored.
    Unlock(usize),
    /// A tab has asked whose its session is for as long as a tab needs that is not frozen.
    Unclaimed(usize),
    /// The server carries out a refresh.
    Refresh(usize),
    /// The request or the response is lost.
    LoseRequest(usize),
    LoseAnswer(usize),
    /// The response arrives.
    Refreshed(usize),
    /// A tab that was refused has looked for another's new session for a second.
    LookAgain(usize),
    /// What the other tab stored can be seen.
    Arrive(usize),
    /// A slow store has read for a tab; by its end, or by its beginning.
    Read(usize, usize, When),
    /// It has written, or says so.
    Write(usize, usize),
    /// It could not.
    StoreFails(usize, usize),
    /// Its lock could not be taken, or the request lacks something.
    Fail(usize),
    Logout(usize),
    Login(usize, usize),
    /// A user types the code of a second factor.
    Code(usize),
    /// An app has a user's token from elsewhere, which the server accepts or not.
    Adopt(usize, bool),
    /// An app asks whether the session's token is accepted.
    Validate(usize),
    LoggedIn(usize),
    /// A slow store has stored a login.
    Stored(usize),
    /// The moment is over in which calls wait for the same login.
    Ask(usize),
    /// The app gives one of its prompts a user's credentials, or none.
    Prompted(usize, usize, Option<usize>),
    Kill(usize),
    Reopen(usize),
    Clear,
    /// The server forgets its access tokens.
    Forget,
    /// So much time passes that a login waits no longer for its code.
    Pause,
    /// An hour passes: every token expires.
    Hour,
}

/// When a slow store has read what it tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum When {
    First,
    Last,
}

impl Model for Scenario {
    type State = World;
    type Action = Action;

    fn init_states(&self) -> Vec<World> {
        let mut server = Server::new();
        let pair = server.issue(0, 0);
        let record = Some(Record::of(logged_in(pair, 0))).filter(|_| !self.asks);
        let tab = || Tab {
            alive: true,
            client: new_client(self.asks),
            owed: None,
            login: None,
            asks: Asks::default(),
            jobs: Vec::new(),
            asked: false,
            failed: false,
            inbox: Vec::new(),
        };
        let tabs = [tab(), tab()];
        let call = |tab, auth, safe| Caller {
            tab,
            traits: Traits {
                auth: if self.asks { Auth::Required } else { auth },
                safe,
                replayable: true,
                route: true,
            },
            stage: Stage::Begun,
            sends: 0,
            sent_generation: None,
            sent_for: None,
        };
        let mut calls =
            [call(0, Auth::Auto, true), call(0, Auth::Auto, false), call(1, Auth::Required, false)];
        let omitted = calls.len() - self.calls;
        for call in &mut calls[..omitted] {
            call.stage = Stage::Done;
        }
        let mut world = World {
            tabs,
            calls,
            server,
            seen: [record.clone(), record.clone()],
            store: record,
            names: [1, 1],
            used: 0,
            named: 1,
            markers: [0, 0],
            logouts: 0,
            cleared: false,
            // An earlier login in this browser was the other user's.
            jar: (self.login == Takes::Cookie).then_some(1),
            codes: [None; 2],
            paused: false,
            unlocked: false,
            lock: None,
            lingering: false,
            orphaned: false,
            unread: false,
            hour: 0,
            left: self.left,
            broken: None,
        };
        for at in 0..2 {
            let mut tab = Work { scenario: self, world: &mut world, at };
            if at == 0 && !self.shared { tab.begin_session() } else { tab.load() }
        }
        vec![world]
    }

    fn actions(&self, world: &World, actions: &mut Vec<Action>) {
        if world.broken.is_some() {
            return;
        }
        let left = world.left;
        for (at, tab) in world.tabs.iter().enumerate() {
            if !tab.alive {
                actions.push(Action::Reopen(at));
                continue;
            }
            actions.push(Action::Wake(at));
            if !tab.inbox.is_empty() {
                actions.push(Action::Hear(at));
            }
            match tab.owed {
                Some(Owed::Lock) => {
                    if world.lock.is_none() {
                        actions.push(Action::Lock(at));
                    }
                    if world.lock.is_some_and(|holder| holder != at) {
                        if left.rounds > 0 && !tab.asked {
                            actions.push(Action::AskBusy(at));
                        }
                        let is_frozen = !self.talks || may_say_busy(world, at);
                        if tab.asked == self.talks && (left.faults > 0 || !is_frozen) {
                            actions.push(Action::NoLock(at));
                        }
                    }
                }
                Some(Owed::Answer(_)) => {
                    actions.push(Action::Refresh(at));
                    if left.faults > 0 {
                        actions.extend([Action::LoseRequest(at), Action::LoseAnswer(at)]);
                    }
                }
                Some(Owed::Reply(_)) => actions.push(Action::Refreshed(at)),
                // Another one's success is seen within that second.
                Some(Owed::Look) if is_granted(&world.tabs[1 - at]) => {}
                // The store is asked again when it has answered.
                Some(Owed::Look) if !tab.jobs.is_empty() => {}
                Some(Owed::Look) => actions.push(Action::LookAgain(at)),
                Some(Owed::Claim) if left.faults > 0 || !may_claim(world, at) => {
                    actions.push(Action::Unclaimed(at));
                }
                Some(Owed::Claim) => {}
                None => {}
            }
            if self.shared && self.late {
                actions.push(Action::Arrive(at));
                let other = 1 - at;
                let seen = text_of(world.seen[other].as_deref()) == text_of(world.store.as_deref());
                let known = if self.told { world.tabs[other].inbox.is_empty() } else { seen };
                if world.lock == Some(at) && world.lingering && (known || !world.tabs[other].alive)
                {
                    actions.push(Action::Unlock(at));
                }
            }
            match tab.login.as_ref().map(|login| login.owed) {
                Some(Owing::Reply(_)) => actions.push(Action::LoggedIn(at)),
                Some(Owing::Store) if self.waits => {}
                Some(Owing::Store) => actions.push(Action::Stored(at)),
                None => {
                    if left.logins > 0 {
                        actions.extend([Action::Login(at, 0), Action::Login(at, 1)]);
                    }
                    // Without a login that waits for it, it is sent nowhere.
                    if left.codes > 0 && tab.client.factor(world.now()).is_some() {
                        actions.push(Action::Code(at));
                    }
                    if left.adoptions > 0 {
                        actions.extend([Action::Adopt(at, true), Action::Adopt(at, false)]);
                    }
                    if left.questions > 0 {
                        actions.push(Action::Validate(at));
                    }
                }
            }
            if left.failures > 0 && matches!(tab.owed, Some(Owed::Lock | Owed::Answer(_))) {
                actions.push(Action::Fail(at));
            }
            for (number, job) in tab.jobs.iter().enumerate() {
                // One after the other, but a removal may be faster than what was to be stored.
                let is_next = match job.kind {
                    Kind::Remove | Kind::Clear => tab.jobs[..number].iter().all(is_saving),
                    _ => number == 0,
                };
                let is_next = is_next && !(takes_lock(job) && world.tabs.iter().any(has_lock));
                if !is_next {
                    continue;
                }
                match &job.kind {
                    Kind::Look(found) | Kind::Check(found) => {
                        actions.push(Action::Read(at, number, When::First));
                        if text_of(found.as_deref()) != text_of(world.seen[at].as_deref()) {
                            actions.push(Action::Read(at, number, When::Last));
                        }
                    }
                    Kind::Save(_) | Kind::Saved(_) | Kind::Remove | Kind::Clear => {
                        actions.push(Action::Write(at, number));
                    }
                }
                if left.failures > 0 {
                    actions.push(Action::StoreFails(at, number));
                }
            }
            if tab.asks.soon {
                actions.push(Action::Ask(at));
            }
            for prompt in 0..tab.asks.prompts.len() {
                actions.push(Action::Prompted(at, prompt, None));
                if tab.login.is_none() && left.logins > 0 {
                    actions.extend([0, 1].map(|user| Action::Prompted(at, prompt, Some(user))));
                }
            }
            if left.logouts > 0 {
                actions.push(Action::Logout(at));
            }
            if left.faults > 0 {
                actions.push(Action::Kill(at));
            }
        }
        for (number, caller) in world.calls.iter().enumerate() {
            match caller.stage {
                _ if !world.tabs[caller.tab].alive => {}
                Stage::Begun => actions.push(Action::Call(number)),
                Stage::Sent(_) => {
                    actions.push(Action::Serve(number));
                    if left.faults > 0 {
                        actions.push(Action::Break(number));
                    }
                }
                Stage::Refused => actions.push(Action::Judge(number)),
                Stage::Waiting | Stage::Asking | Stage::Done => {}
            }
        }
        if left.faults > 0 {
            actions.push(Action::Clear);
        }
        if left.faults > 0 || left.forgotten > 0 {
            actions.push(Action::Forget);
        }
        if left.codes > 0 && !world.paused && world.codes.iter().any(Option::is_some) {
            actions.push(Action::Pause);
        }
        if left.hours > 0 {
            actions.push(Action::Hour);
        }
    }

    fn next_state(&self, last: &World, action: Action) -> Option<World> {
        let mut world = last.clone();
        self.act(&mut world, action);
        for at in 0..2 {
            self.check_end(last, &mut world, at, action);
        }
        Some(world)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        macro_rules! never {
            ($name:literal, $rule:ident) => {
                Property::always($name, |_, world: &World| world.broken != Some(Rule::$rule))
            };
        }
        vec![
            never!("no refresh token is used twice", SpentTwice),
            never!("a call is sent twice at most", SentThrice),
            never!("a call is never repeated for another user", OtherUser),
            never!("an expired token is never sent", SentExpired),
            never!("a write is never sent as nobody", WriteAsNobody),
            never!("a logout wins in every tab", OutlivedLogout),
            never!("an old logout ends no later login", EndedByOldLogout),
            never!("no session ends that could be renewed", EndedWhileLive),
            never!("no call fails that a retry would have cured", FailedThoughCurable),
            never!("nobody else is logged in than who typed the password", LoggedInOther),
            never!("no token is adopted that the server refuses", AdoptedRefused),
            never!("no code is sent for a login that is over", StaleCode),
            never!("the app is asked for one login at a time", AskedTwice),
            never!("nobody is asked for a login after a logout", AskedAfterLogout),
            never!("credentials that come too late are not used", LoggedInLate),
            Property::always("nobody waits for ever", Scenario::goes_on),
            Property::always("tabs agree once all is quiet", Scenario::agree),
        ]
    }
}

/// A tab's refresh was granted, and it has not heard of it yet, or a slow store is storing it.
fn is_granted(tab: &Tab) -> bool {
    matches!(tab.owed, Some(Owed::Reply(Reply::Granted(_))))
        || tab.jobs.iter().any(|job| is_saving(job) && !job.is_login)
}

fn is_saving(job: &Job) -> bool {
    matches!(job.kind, Kind::Save(_))
}

/// Nobody else may store anything between what a slow store reads for this and what it writes.
fn takes_lock(job: &Job) -> bool {
    matches!(job.kind, Kind::Save(None) | Kind::Remove) || job.is_login && is_saving(job)
}

fn has_lock(tab: &Tab) -> bool {
    tab.jobs.iter().any(|job| matches!(job.kind, Kind::Save(Some(_))) && !job.is_login)
}

/// Whether the other tab has not yet heard the question whether it is at work, or its response not yet arrived.
fn may_say_busy(world: &World, at: usize) -> bool {
    world.tabs[1 - at].inbox.contains(&Message::AreYouBusy)
        || world.tabs[at].inbox.contains(&Message::Busy)
}

/// Whether the other tab has not yet heard the question whose a session is, or its response not yet arrived.
fn may_claim(world: &World, at: usize) -> bool {
    let other = &world.tabs[1 - at];
    let is_asked = |message: &Message| matches!(message, Message::Whose(_));
    let is_claim = |message: &Message| matches!(message, Message::Mine(_));
    other.alive && (other.inbox.iter().any(is_asked) || world.tabs[at].inbox.iter().any(is_claim))
}

impl Scenario {
    /// What `pkg/engine/storage.js` tells of its stores.
    pub fn store(&self) -> Store {
        let kind = if self.shared { Store::SHARED } else { Store::COPIED };
        let slow = if self.slow { Store::SLOW } else { Store::default() };
        kind.and(Store::PERSISTENT).and(Store::TABS).and(slow)
    }

    /// The server whose plugin the site has.
    pub fn server(&self) -> Plugin {
        let id = match self.login {
            Takes::Cookie => "jwt-auth",
            _ => "jwt-authentication-for-wp-rest-api",
        };
        Plugin::by_id(id).expect("it is built")
    }

    fn act(&self, world: &mut World, action: Action) {
        let scenario = self;
        let hour = world.hour;
        macro_rules! tab {
            ($at:expr) => {
                Work { scenario, world, at: $at }
            };
        }
        match action {
            Action::Wake(at) => tab!(at).wake(),
            Action::Hear(at) => tab!(at).hear(),
            Action::Call(number) => {
                let at = world.calls[number].tab;
                tab!(at).call(number);
            }
            Action::Serve(number) => {
                let Stage::Sent(token) = world.calls[number].stage else { return };
                let refused = token.is_some_and(|mark| !world.server.accepts(mark));
                // Any other response passes unread.
                if refused {
                    world.calls[number].stage = Stage::Refused;
                } else {
                    let at = world.calls[number].tab;
                    tab!(at).end_call(number);
                }
            }
            Action::Judge(number) => {
                let at = world.calls[number].tab;
                tab!(at).judge(number);
            }
            Action::Break(number) => {
                world.left.faults -= 1;
                let at = world.calls[number].tab;
                tab!(at).end_call(number);
            }
            Action::Lock(at) => {
                world.lock = Some(at);
                tab!(at).locked(true);
            }
            Action::AskBusy(at) => {
                world.left.rounds -= 1;
                tab!(at).ask_busy();
            }
            Action::NoLock(at) => {
                // Else the tab with the lock has heard the question, and has nothing to do.
                let is_frozen = !self.talks || may_say_busy(world, at);
                world.left.faults -= u8::from(is_frozen);
                world.unlocked |= is_frozen;
                tab!(at).wait_in_vain();
            }
            Action::Unlock(_) => (world.lock, world.lingering) = (None, false),
            Action::Unclaimed(at) => {
                world.left.faults -= u8::from(may_claim(world, at));
                tab!(at).stop_waiting();
            }
            Action::Refresh(at) | Action::LoseRequest(at) | Action::LoseAnswer(at) => {
                let Some(Owed::Answer(mark)) = world.tabs[at].owed else { return };
                let mut reply = Reply::Unreachable;
                if !matches!(action, Action::LoseRequest(_)) {
                    reply = self.serve_refresh(world, mark);
                }
                if !matches!(action, Action::Refresh(_)) {
                    world.left.faults -= 1;
                    if let Reply::Granted(pair) = reply {
                        world.server.set_fate(pair.mark, Fate::Lost);
                        world.server.lose_spent();
                    }
                    reply = Reply::Unreachable;
                }
                world.tabs[at].owed = Some(Owed::Reply(reply));
            }
            Action::Refreshed(at) => {
                let Some(Owed::Reply(reply)) = world.tabs[at].owed else { return };
                tab!(at).refreshed(reply);
            }
            Action::LookAgain(at) => tab!(at).look_again(),
            Action::Arrive(at) => tab!(at).arrive(),
            Action::Read(at, number, when) => tab!(at).read_slowly(number, when),
            Action::Write(at, number) => tab!(at).write_slowly(number),
            Action::StoreFails(at, number) => {
                world.left.failures -= 1;
                tab!(at).store_fails(number);
            }
            Action::Fail(at) => {
                world.left.failures -= 1;
                tab!(at).fail();
            }
            Action::Logout(at) => {
                world.left.logouts -= 1;
                tab!(at).logout();
            }
            Action::Login(at, user) => {
                world.left.logins -= 1;
                tab!(at).log_in(user, PASSWORD, None);
            }
            Action::Code(at) => {
                world.left.codes -= 1;
                let user = world.codes[at].unwrap_or_default();
                tab!(at).log_in(user, r#"{"code":"1"}"#, None);
            }
            Action::Adopt(at, is_good) => {
                world.left.adoptions -= 1;
                let pair = world.server.issue(0, hour);
                if !is_good {
                    world.server.set_fate(pair.mark, Fate::Lost);
                }
                let token = granted(pair).token;
                let credentials = [r#"{"token":""#, token.expose(), r#""}"#].concat();
                tab!(at).log_in(0, &credentials, None);
            }
            Action::Validate(at) => {
                world.left.questions -= 1;
                tab!(at).validate();
            }
            Action::LoggedIn(at) => tab!(at).logged_in(),
            Action::Stored(at) => tab!(at).stored(),
            Action::Ask(at) => tab!(at).ask(),
            Action::Prompted(at, prompt, user) => {
                world.left.logins -= u8::from(user.is_some());
                tab!(at).prompted(prompt, user);
            }
            Action::Kill(at) => self.kill(world, at),
            Action::Reopen(at) => self.reopen(world, at),
            Action::Clear => {
                world.left.faults -= 1;
                world.cleared = true;
                world.markers = [0, 0];
                world.seen = [None, None];
                world.store = None;
                world.used = 0;
                // The name of this device as well, by which the server knows the cookie.
                world.jar = None;
            }
            Action::Forget => {
                let Left { forgotten, faults, .. } = &mut world.left;
                *if *forgotten > 0 { forgotten } else { faults } -= 1;
                world.server.known = Default::default();
            }
            Action::Pause => (world.paused, world.codes) = (true, [None; 2]),
            Action::Hour => {
                world.left.hours -= 1;
                world.hour += 1;
                world.server.known = Default::default();
            }
        }
    }

    fn serve_refresh(&self, world: &mut World, mark: u8) -> Reply {
        match world.server.fate(mark) {
            Fate::Alive => {
                let user = usize::from(world.server.owners[usize::from(mark)]);
                let pair = world.server.issue(user, world.hour);
                world.server.set_fate(mark, Fate::Spent);
                Reply::Granted(pair)
            }
            fate => {
                // Without locks, or without storage, tabs cannot know of each other.
                let is_known = !world.unlocked && !world.cleared && !world.unread;
                if fate == Fate::Spent && self.locks && is_known {
                    world.break_rule(Rule::SpentTwice);
                }
                Reply::Refused
            }
        }
    }

    fn kill(&self, world: &mut World, at: usize) {
        world.left.faults -= 1;
        let tab = &mut world.tabs[at];
        if let Some(Owed::Reply(Reply::Granted(pair))) = tab.owed {
            world.server.set_fate(pair.mark, Fate::Lost);
            world.server.lose_spent();
        }
        if let Some(pair) = tab.login.take().and_then(|login| login.pair) {
            world.server.set_fate(pair.mark, Fate::Lost);
        }
        world.codes[at] = None;
        (tab.alive, tab.owed) = (false, None);
        tab.inbox.clear();
        tab.jobs.clear();
        tab.asked = false;
        tab.asks = Asks::default();
        tab.client = new_client(self.asks);
        if world.lock == Some(at) {
            (world.lock, world.lingering) = (None, false);
        }
        for caller in &mut world.calls {
            if caller.tab == at {
                caller.stage = Stage::Done;
            }
        }
    }

    fn reopen(&self, world: &mut World, at: usize) {
        world.tabs[at].alive = true;
        Work { scenario: self, world, at }.load();
    }

    /// Whether the end of a tab's session, if there was one, was deserved.
    fn check_end(&self, last: &World, world: &mut World, at: usize, action: Action) {
        let own_login = world.tabs[at].client.machine.login();
        if let Some(login) = own_login {
            let marker = world.marker(user_of(login));
            let looked = !matches!(action, Action::Logout(by) if by != at)
                && touches(action, world, self.waits) == Some(at);
            if looked && !marker.is_empty() && marker != login.marker {
                world.break_rule(Rule::OutlivedLogout);
            }
            return;
        }
        let Some(before) = last.tabs[at].client.machine.login() else { return };
        let Session::Anonymous { reason: Some(reason) } = world.tabs[at].client.machine.session()
        else {
            return;
        };
        if reason == EndReason::LoggedOut {
            let here = matches!(action, Action::Logout(by) if by == at);
            // A session that another user's has replaced ends with that.
            let is_replaced = |record: &Arc<Record>| user_of(&record.login) != user_of(before);
            let replaced = self.shared && last.seen[at].as_ref().is_none_or(is_replaced);
            if !here
                && !replaced
                && !world.cleared
                && before.marker == world.marker(user_of(before))
            {
                world.break_rule(Rule::EndedByOldLogout);
            }
            return;
        }
        let user = user_of(before);
        let is_live = |login: &crate::core::login::Login| {
            user_of(login) == user && world.server.is_live(login)
        };
        // A copy's refresh token is not its own.
        let own = self.shared || world.owns(at);
        let mut live = own && is_live(before);
        if self.shared {
            let other = &world.tabs[1 - at];
            live |= world.seen.iter().flatten().any(|record| is_live(&record.login));
            live |= other.client.machine.login().is_some_and(is_live);
            live |= matches!(other.owed, Some(Owed::Reply(Reply::Granted(pair)))
                if pair.user == user && world.server.fate(pair.mark) == Fate::Alive);
        }
        if live && !world.cleared {
            world.break_rule(Rule::EndedWhileLive);
        }
    }

    /// A call that waits needs a refresh, a refresh something that is on its way, and the lock somebody who will
    /// leave it.
    fn goes_on(&self, world: &World) -> bool {
        let held = world.lock.is_none_or(|at| {
            let tab = &world.tabs[at];
            let is_at_work = tab.client.is_refreshing();
            tab.alive && !world.orphaned && (is_at_work || world.lingering)
        });
        let is_idle = |tab: &Tab| tab.owed.is_none() && tab.jobs.is_empty();
        let is_stuck = |tab: &Tab| tab.alive && tab.client.is_refreshing() && is_idle(tab);
        let waits = |caller: &Caller| {
            let tab = &world.tabs[caller.tab];
            let nobody = match caller.stage {
                Stage::Waiting => !tab.client.is_refreshing(),
                Stage::Asking => !tab.client.is_asking(),
                _ => false,
            };
            nobody && tab.alive
        };
        // The app is asked, or its login is on its way.
        let is_asked = |tab: &Tab| {
            let Asks { soon, last, prompts, .. } = &tab.asks;
            let logs_in = tab.login.as_ref().is_some_and(|login| login.ask == Some(*last));
            *soon || prompts.contains(last) || logs_in
        };
        let asked = world.tabs.iter().all(|tab| !tab.client.is_asking() || is_asked(tab));
        asked && held && !world.tabs.iter().any(is_stuck) && !world.calls.iter().any(waits)
    }

    /// Whether both tabs have the same session, and have stored it, unless something is under way.
    fn agree(&self, world: &World) -> bool {
        if !self.shared || world.busy() || world.cleared || world.tabs.iter().any(|tab| !tab.alive)
        {
            return true;
        }
        let mut quiet = world.clone();
        for at in 0..2 {
            let mut work = Work { scenario: self, world: &mut quiet, at };
            work.arrive();
            // A tab that could not read a slow store reads it again later.
            if world.left.failures < self.left.failures { work.load() } else { work.sync() }
        }
        let [one, two] = [0, 1].map(|at| quiet.tabs[at].client.machine.login().map(mark_of));
        let stored = world.store.as_ref().map(|record| mark_of(&record.login));
        one == two && (one.is_none() || one == stored)
    }
}

/// The tab that an action belongs to.
fn touches(action: Action, world: &World, slow: bool) -> Option<usize> {
    match action {
        Action::Wake(at)
        | Action::Hear(at)
        | Action::Read(at, ..)
        | Action::LookAgain(at)
        | Action::Logout(at) => Some(at),
        // A slow store is read later.
        Action::Lock(at) | Action::Refreshed(at) if !slow => Some(at),
        Action::Call(number) | Action::Judge(number) => Some(world.calls[number].tab),
        _ => None,
    }
}
