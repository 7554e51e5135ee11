//! Two tabs, their store, the lock and the server. Carries effects out as `pkg/engine` does, but takes
//! any time for it.

use core::mem::take;

use presskey::core::{
    client::{Effect, Event, Heard, Store},
    error::{Code, Result, Sent},
    login::Login,
    server::Grant,
    session::{Config, EndReason, Session, Step},
};

use super::{
    super::{assert_json, calls::Flight, logins},
    failure,
    network::{Request, Server, family_of, refused},
    tab::{Due, SITE, Said, Tab, Waiting},
};

pub struct World {
    pub now: f64,
    pub store: Store,
    pub server: Server,
    config: Config,
    tabs: [Tab; 2],
    /// What each tab finds stored. Where it is shared, both find the same.
    stored: [Option<Login>; 2],
    lock: Option<usize>,
    /// Names of sessions, and those that are used up (`sessionStorage`).
    names: f64,
    used: Vec<f64>,
    /// Something happened that no performer does, such as an event that nobody owed.
    forged: bool,
    /// A lock, the store or a response was lost: a refresh token may be sent twice.
    lost: bool,
    /// The server ended a session in a way that it can take back.
    ended: bool,
}

impl World {
    pub fn new(config: Config, store: Store) -> Self {
        let tab = || {
            let mut tab = Tab::new(config);
            tab.client.handle(Event::Stored { store, text: Some(""), markers: "" }, 0.0);
            tab
        };
        Self {
            now: 1.0e12,
            store,
            server: Server::new(),
            config,
            tabs: [tab(), tab()],
            stored: [None, None],
            lock: None,
            names: 0.0,
            used: Vec::new(),
            forged: false,
            lost: false,
            ended: false,
        }
    }

    pub fn set_clock_back(&mut self, by: f64) {
        self.now -= by;
    }

    fn is(&self, fact: Store) -> bool {
        self.store.is(fact)
    }

    fn write(&mut self, at: usize, login: Option<Login>) {
        if self.is(Store::SHARED) {
            self.stored[1 - at].clone_from(&login);
        }
        self.stored[at] = login;
    }

    /// Whether the store reads and writes in the order of a tab's requests. Those of a
    /// backend, behind a network, may not.
    fn is_ordered(&self) -> bool {
        !self.is(Store::OWN_LOCK)
    }

    /// Stores what is being stored.
    fn flush(&mut self, at: usize) {
        let saves = self.tabs[at].owed.saves.iter_mut();
        // Each of them, and not only the first one.
        if saves.filter_map(|is_due| take(is_due).then_some(())).count() > 0 {
            self.save_in_force(at);
        }
    }

    /// Stores the session in force, unless the other tab has stored a newer one: whether it did.
    fn save_in_force(&mut self, at: usize) -> bool {
        let may = self.may_replace(at, false);
        if let Some(login) = self.tabs[at].login().cloned().filter(|_| may) {
            self.save(at, login);
        }
        may
    }

    fn save(&mut self, at: usize, login: Login) {
        let text = login.to_record(SITE);
        self.write(at, Some(login));
        self.tell(at, Event::Kept { store: self.store, text: &text });
    }

    /// Whether a client may replace what is stored, of which it hears otherwise.
    fn may_replace(&mut self, at: usize, is_removal: bool) -> bool {
        let text = self.stored[at].as_ref().map(|login| login.to_record(SITE)).unwrap_or_default();
        let may = self.tabs[at].client.may_replace(is_removal, &text);
        if !may {
            self.tell(at, Event::Stored { store: self.store, text: Some(&text), markers: "" });
        }
        may
    }

    /// Removes a session that has ended.
    fn remove(&mut self, at: usize) {
        if self.may_replace(at, true) {
            self.write(at, None);
        }
    }

    fn say(&mut self, at: usize, said: Said) {
        self.tabs[1 - at].inbox.push_back(said);
    }

    /// Tells a client, and does what it wants.
    fn tell(&mut self, at: usize, event: Event<'_>) {
        let tab = &mut self.tabs[at];
        let was_refreshing = tab.client.is_refreshing();
        if let Event::Locked(_) = event {
            tab.entered = true;
        }
        // A copy of another tab's session lives as long as its token.
        let is_copy = matches!(event, Event::FoundOwner { .. });
        // Another tab has said that it ended, and removed it.
        let is_over = matches!(event, Event::Stored { .. });
        let before = tab.login().filter(|_| !is_copy && !is_over).cloned();
        let effects = tab.client.handle(event, self.now);
        if !was_refreshing && tab.client.is_refreshing() {
            tab.entered = !self.store.needs_lock();
            tab.begun_with = tab.login().map(|login| login.token.expose().into());
        }
        if effects.contains(&Effect::Settle) {
            assert!(tab.client.is_refreshing(), "another refresh could begin: {effects:?}");
            let is_later = |effect: &&Effect| **effect == Effect::SettleLogin;
            let last = effects.iter().rfind(|effect| !is_later(effect));
            assert_eq!(last, Some(&Effect::Settle), "{effects:?}");
        }
        self.assert_kept(at, before);
        for effect in effects {
            self.perform(at, effect);
        }
    }

    /// Sentence 8: a session that could be renewed has not ended.
    fn assert_kept(&self, at: usize, before: Option<Login>) {
        let Session::Anonymous { reason } = self.tabs[at].client.machine.session() else { return };
        let excused = self.forged || self.ended || reason == Some(EndReason::LoggedOut);
        let Some(before) = before.filter(|_| !excused) else { return };
        let stored = self.stored[at].as_ref();
        let stored = stored.filter(|stored| family_of(stored) == family_of(&before));
        for login in [Some(&before), stored].into_iter().flatten() {
            assert!(!self.server.accepts(login), "a session ended that could be renewed");
        }
        // The tab that has the lock looks for another tab's success for a second, and then ends.
        let has_looked = self.lock == Some(at) && self.tabs[at].looks > 20;
        let explained = self.is(Store::SHARED) && !has_looked;
        let other = &self.tabs[1 - at];
        assert!(!explained || !other.is_granted(family_of(&before)), "another tab has renewed it");
    }

    fn perform(&mut self, at: usize, effect: Effect) {
        let locks = self.store.needs_lock();
        let [shared, slow, copied] =
            [Store::SHARED, Store::SLOW, Store::COPIED].map(|fact| self.is(fact));
        let tab = &mut self.tabs[at];
        match effect {
            Effect::Lock => {
                assert!(locks && (!tab.owed.lock || self.forged));
                tab.owed.lock = true;
            }
            Effect::GiveUpLock => {
                assert!(tab.owed.lock || self.forged, "nothing to give up");
                tab.owed.gave_up = true;
            }
            Effect::Unlock { after } => {
                assert!(locks && (after > 0) == shared);
                (tab.owed.lock, tab.owed.gave_up) = (false, false);
                if self.lock == Some(at) {
                    self.lock = None;
                }
            }
            Effect::Look => tab.owed.looks += 1,
            Effect::Check => self.sync(at),
            Effect::Announce | Effect::Wake => {}
            Effect::SayEnded => {
                let reason = tab.client.machine.ended().expect("it has ended");
                self.say(at, Said::Over(reason));
            }
            Effect::FindOwner => {
                assert!(copied);
                tab.owed.owners += 1;
            }
            Effect::TakeOwnership => {
                assert!(copied);
                let spent = tab.client.spent_name();
                if spent > 0.0 {
                    self.used.push(spent);
                }
                self.name(at);
            }
            Effect::AskOwner => {
                assert!(copied);
                self.say(at, Said::Whose(self.tabs[at].name));
            }
            Effect::SayMine => {
                // It has the name of its store, unless somebody has told it another one.
                self.say(at, Said::Mine(self.tabs[at].name));
            }
            Effect::SendRefresh => self.send(at),
            Effect::Save => {
                assert!(tab.login().is_some(), "there is a session to store");
                tab.owed.saves.push_back(true);
                if !slow {
                    self.flush(at);
                }
            }
            Effect::Remove => self.remove(at),
            Effect::Clear => self.write(at, None),
            Effect::LeaveMarker => self.say(at, Said::Over(EndReason::LoggedOut)),
            Effect::Revoke => {
                assert!(tab.client.take_ended().is_some(), "there is a session to revoke");
            }
            Effect::Say(message) => self.say(at, Said::Message(message)),
            Effect::SayWait => {
                assert!(shared, "there is no other tab with this session");
                let until = tab.client.machine.retry_at();
                self.say(at, Said::Wait(until));
            }
            Effect::SayChanged => {
                assert!(shared, "there is no other tab with this session");
                let time = tab.login().map_or(0.0, |login| login.received_at);
                self.say(at, Said::Changed(time));
            }
            Effect::Timer(after) => {
                assert!((1..=4000).contains(&after));
                tab.owed.timer = true;
            }
            Effect::Settle => self.settle(at),
            // Of events that nobody asked for: this world asks the machine about calls.
            Effect::Send { .. }
            | Effect::Search
            | Effect::AwaitRefresh
            | Effect::AwaitLogin
            | Effect::Refuse
            | Effect::Judged(_)
            | Effect::AskSoon
            | Effect::AskLogin { .. }
            | Effect::LogIn
            | Effect::SettleLogin
            | Effect::SaveRotated => {}
        }
    }

    fn settle(&mut self, at: usize) {
        let tab = &mut self.tabs[at];
        tab.granted = None;
        let failed = tab.client.take_failure();
        if let Some(error) = &failed {
            assert_json(&error.to_json());
            assert_eq!(error.sent, Sent::No, "the call itself was not sent");
        }
        tab.calls.retain(|call| !call.waits || failed.is_none());
        for call in &mut tab.calls {
            call.waits = false;
        }
        self.tell(at, Event::Settled);
        assert!(!self.tabs[at].client.is_refreshing(), "a refresh does not end");
    }

    /// The session gets a name of its own.
    fn name(&mut self, at: usize) {
        self.names += 1.0;
        self.tabs[at].name = self.names;
        self.tell(at, Event::Owned(self.names));
    }

    fn send(&mut self, at: usize) {
        let tab = &self.tabs[at];
        let login = tab.login().expect("there is a session to renew");
        assert!(login.can_refresh(), "there is nothing to renew it with");
        let is_new = tab.begun_with.as_deref() != Some(login.token.expose());
        let is_good = tab.client.machine.token(self.now).is_some();
        assert!(!is_new || !is_good || self.forged, "another tab has renewed it already");
        assert!(tab.entered, "sent before the lock was granted or given up");
        let request = Request::new(login);
        if !self.forged && !self.lost {
            // Sentence 1: a refresh token is sent once.
            assert!(!self.server.has_spent(&request), "a refresh token is sent again");
            let sent = self.tabs.iter().flat_map(|tab| &tab.owed.requests);
            for other in sent {
                assert_ne!(other.number(), request.number(), "a refresh token is sent twice");
            }
        }
        self.tabs[at].owed.requests.push_back(request);
    }

    /// An event that nobody owed, or that comes too late.
    pub fn unasked(&mut self, at: usize, event: Event<'_>) {
        // Other scripts of the origin can send messages, and anybody may want a refresh.
        self.forged |= !matches!(
            event,
            Event::Refresh { .. }
                | Event::Heard(Heard::Said(_) | Heard::Wait(_))
                | Event::Changed
                | Event::Woken { .. }
                | Event::Timer
        );
        self.tell(at, event);
    }

    pub fn any_answer(&mut self, n: usize) -> Result<Box<Grant>> {
        match n {
            0..5 => Ok(Box::new(logins::grant(9, n, 5, self.now))),
            5 => Err(refused()),
            6 => Err(failure(Code::Unreachable).sent(Sent::Answered)),
            _ => Err(failure(Code::Offline)),
        }
    }

    pub fn any_time(&self, n: usize) -> f64 {
        match n {
            0 => f64::NAN,
            1 => f64::INFINITY,
            2 => f64::NEG_INFINITY,
            _ => self.now + (10.0_f64).powi(n as i32 % 20),
        }
    }

    /// One of what this tab is owed: the number `which`, with the result `how`.
    pub fn deliver(&mut self, at: usize, which: usize, how: usize) {
        let list = self.tabs[at].owed.list();
        let Some(due) = list.get(which % list.len().max(1)) else { return };
        self.deliver_due(at, *due, how.min(9));
    }

    fn deliver_due(&mut self, at: usize, due: Due, how: usize) {
        let owed = &mut self.tabs[at].owed;
        match due {
            Due::Lock => self.grant_lock(at, how),
            Due::Look => {
                owed.looks -= 1;
                self.tabs[at].looks += 1;
                self.sync(at);
                self.tell(at, Event::Looked);
            }
            Due::Owner => {
                owed.owners -= 1;
                let name = self.tabs[at].name;
                let is_used = self.used.contains(&name);
                self.tell(at, Event::FoundOwner { name, is_used });
            }
            Due::Response => self.respond(at, how),
            Due::Saved => {
                let Some(is_due) = owed.saves.pop_front() else { return };
                let mut persisted = how != 9;
                self.lost |= !persisted;
                self.ended |= !persisted;
                if is_due && persisted {
                    persisted = self.save_in_force(at);
                }
                self.tell(at, Event::Saved(persisted));
            }
            Due::Timer => {
                owed.timer = false;
                self.tell(at, Event::Timer);
            }
        }
    }

    fn grant_lock(&mut self, at: usize, how: usize) {
        let owed = &mut self.tabs[at].owed;
        let given_up = owed.gave_up && !how.is_multiple_of(2);
        // The lock of the store failed.
        let failed = self.store.is(Store::OWN_LOCK) && how == 9;
        if !given_up && !failed && self.lock.is_some() {
            return;
        }
        (owed.lock, owed.gave_up) = (false, false);
        if failed {
            return self.tell(at, Event::Failed);
        }
        self.lost |= given_up;
        if !given_up {
            self.lock = Some(at);
        }
        self.tell(at, Event::Locked(!given_up));
    }

    /// The server receives the refresh of a tab, and its response is on its way.
    pub fn process(&mut self, at: usize) {
        if let Some(request) = self.tabs[at].owed.requests.front_mut() {
            self.server.receive(request, self.now);
        }
    }

    fn respond(&mut self, at: usize, how: usize) {
        let Some(mut request) = self.tabs[at].owed.requests.pop_front() else { return };
        if how < 6 {
            self.server.receive(&mut request, self.now);
        }
        // What it granted is lost.
        self.lost |= how > 4 && request.is_received();
        self.ended |= how == 9;
        self.tabs[at].looks = 0;
        self.tabs[at].granted = request.grants().filter(|_| how < 5);
        let result = match how {
            0..5 => request.into_response().expect("it was received"),
            5 => Err(failure(Code::Timeout).sent(Sent::Maybe)),
            6 => Err(failure(Code::Offline).sent(Sent::No)),
            7 => {
                let mut error = failure(Code::RateLimited).sent(Sent::Answered);
                error.retry_after = Some(5000.0);
                Err(error)
            }
            8 => Err(failure(Code::Unreachable).sent(Sent::Maybe)),
            _ => self.any_answer(at + 3),
        };
        self.tell(at, Event::Answered { result, chance: how as f64 / 10.0 });
    }

    /// Applies what other tabs did.
    fn sync(&mut self, at: usize) {
        if self.is_ordered() {
            self.flush(at);
        }
        self.end_if_logged_out(at);
        let text = self.stored[at].as_ref().map(|login| login.to_record(SITE)).unwrap_or_default();
        self.tell(at, Event::Stored { store: self.store, text: Some(&text), markers: "" });
        if self.end_if_logged_out(at) {
            self.publish(at);
        }
    }

    /// In place of logout markers, which the exploration has.
    fn end_if_logged_out(&mut self, at: usize) -> bool {
        let tab = &mut self.tabs[at];
        let is_over = tab.login().is_some_and(|login| self.server.is_logged_out(login));
        if is_over {
            tab.client.machine.end(EndReason::LoggedOut);
        }
        is_over
    }

    fn publish(&mut self, at: usize) {
        self.tell(at, Event::Changed);
    }

    pub fn hear(&mut self, at: usize) {
        let Some(said) = self.tabs[at].inbox.pop_front() else { return };
        match said {
            Said::Message(message) => self.tell(at, Event::Heard(Heard::Said(message))),
            Said::Wait(until) => self.tell(at, Event::Heard(Heard::Wait(until))),
            Said::Changed(time) => self.tell(at, Event::Heard(Heard::Changed(time))),
            Said::Whose(name) => self.tell(at, Event::Heard(Heard::Whose(name))),
            Said::Mine(name) => self.tell(at, Event::Heard(Heard::Mine(name))),
            Said::Over(reason) => {
                self.tell(at, Event::Heard(Heard::Ended { reason, user: "", marker: "" }));
            }
        }
        self.wake(at);
    }

    pub fn wake(&mut self, at: usize) {
        self.sync(at);
        self.tell(at, Event::Woken { shown: true });
    }

    pub fn renew(&mut self, at: usize, awaited: bool) {
        self.tell(at, Event::Refresh { awaited });
    }

    pub fn login(&mut self, at: usize, user: usize) {
        let login = self.server.login(user, self.now);
        if self.is(Store::COPIED) {
            self.name(at);
        }
        self.flush(at);
        self.save(at, login.clone());
        self.tabs[at].client.machine.begin_login(login, true);
        if self.is(Store::SHARED) {
            self.say(at, Said::Changed(0.0));
        }
        self.publish(at);
    }

    pub fn logout(&mut self, at: usize) {
        self.sync(at);
        let ended = self.tabs[at].login().cloned();
        self.tell(at, Event::LogOut { everywhere: false, removed: false, marked: false });
        if let Some(login) = ended {
            self.server.log_out(&login);
        }
    }

    /// The browser duplicates the tab: the other one begins with what this one stored.
    pub fn duplicate(&mut self, at: usize) {
        if !self.is(Store::COPIED) || self.tabs[1 - at].client.is_refreshing() {
            return;
        }
        let Some(login) = self.stored[at].clone() else { return };
        let name = self.tabs[at].name;
        self.tabs[1 - at] = Tab { name, ..Tab::new(self.config) };
        self.stored[1 - at] = Some(login);
        self.sync(1 - at);
    }

    pub fn call(&mut self, at: usize, auth: usize, kind: usize) {
        let tab = &mut self.tabs[at];
        if tab.calls.len() < 6 {
            let flight = Flight::begin(&mut tab.client.machine, auth, kind);
            tab.calls.push(Waiting { flight, waits: false });
        }
    }

    pub fn next(&mut self, at: usize, number: usize) {
        self.sync(at);
        let tab = &mut self.tabs[at];
        let before = tab.login().cloned();
        let Some(call) = tab.calls.get_mut(number).filter(|call| !call.waits) else { return };
        match call.flight.next(&mut tab.client.machine, self.now) {
            Some(Step::Refuse(_)) => drop(tab.calls.remove(number)),
            Some(Step::Refresh) => {
                call.waits = true;
                self.renew(at, true);
            }
            _ => {}
        }
        self.assert_kept(at, before);
        self.publish(at);
    }

    pub fn answered(&mut self, at: usize, number: usize, kind: usize) {
        self.sync(at);
        let tab = &mut self.tabs[at];
        let Some(call) = tab.calls.get_mut(number).filter(|call| !call.waits) else { return };
        // A refusal that the server means ends the session.
        self.ended |= kind % 4 > 1;
        if call.flight.answered(&mut tab.client.machine, kind) {
            tab.calls.remove(number);
        }
        self.publish(at);
    }

    /// After each step.
    pub fn check(&self) {
        for tab in &self.tabs {
            let login = tab.login();
            // Sentence 10: nobody waits for a refresh that nobody is doing.
            assert!(!tab.is_stuck(), "a refresh waits for nothing");
            // The tab that has the lock may be frozen.
            let queued = tab.owed.lock && !tab.owed.gave_up && !self.is(Store::OWN_LOCK);
            assert!(
                !queued || tab.owed.timer || self.forged,
                "it waits for a lock without a limit"
            );
            let waits = tab.calls.iter().any(|call| call.waits);
            assert!(!waits || tab.client.is_refreshing(), "a call waits for no refresh");
            let wake = tab.client.wake_at();
            assert!(wake.is_none_or(f64::is_finite), "it never wakes");
            assert!(wake.is_none() || login.is_some() && !tab.client.is_refreshing());
        }
        if let Some(holder) = self.lock {
            assert!(
                self.forged || self.tabs[holder].client.is_refreshing(),
                "a lock is left behind"
            );
        }
    }

    /// Everything that is owed arrives.
    pub fn finish(mut self) {
        for round in 0.. {
            assert!(round < 1000, "it does not come to rest");
            let due = [0, 1].map(|at| {
                while !self.tabs[at].inbox.is_empty() {
                    self.hear(at);
                }
                self.deliver_something(at)
            });
            if due == [false, false] {
                break;
            }
        }
        self.check();
        self.check_same();
        for at in [0, 1] {
            self.sync(at);
        }
        self.check_rest();
        self.check_same();
    }

    fn deliver_something(&mut self, at: usize) -> bool {
        let list = self.tabs[at].owed.list();
        let is_free = self.lock.is_none();
        let waits = |due: Due| due == Due::Lock && !is_free && !self.tabs[at].owed.gave_up;
        let Some(due) = list.into_iter().find(|due| !waits(*due)) else { return false };
        self.deliver_due(at, due, 1);
        true
    }

    /// Sentences 6 and 10, once everything has arrived.
    fn check_rest(&self) {
        for (tab, stored) in self.tabs.iter().zip(&self.stored) {
            assert!(!tab.client.is_refreshing(), "a refresh never ends");
            for login in [tab.login(), stored.as_ref()].into_iter().flatten() {
                let text = format!("{:?}{}", tab.client, tab.client.machine.session().to_json());
                assert!(!text.contains(login.token.expose()), "the token is shown");
                assert!(!text.contains("refresh-"), "the refresh token is shown");
                let alive = !self.server.is_logged_out(login);
                assert!(alive || self.forged, "a session outlives its logout");
            }
        }
    }

    /// Sentence 11, once everything has arrived.
    fn check_same(&self) {
        let [one, other] = &self.tabs;
        let token = |tab: &Tab| tab.login().map(|login| login.token.expose().to_string());
        let comparable = self.is(Store::SHARED) && self.is_ordered();
        if comparable && !self.forged && !self.lost && !self.ended {
            assert_eq!(token(one), token(other), "two tabs have different sessions");
        }
    }
}
