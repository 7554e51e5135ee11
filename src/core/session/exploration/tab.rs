//! What `pkg/engine` does around the machine, step by step: whatever happens between two of its
//! `await`s is one step here.

use std::sync::Arc;

use super::{
    Scenario, Takes,
    model::When,
    server::{Fate, USERS, granted, mark_of, marker_text, user_of},
    world::{
        Asks, Job, Kind, LoggingIn, Message, Owed, Owing, Record, Reply, Rule, Stage, Told, World,
        text_of,
    },
};
use crate::core::{
    client::{
        self, Answered, Client, Effect, Event, Given, Heard, Judgement, LogIn, LoginEffect,
        LoginEvent, Outcome, Reading, Role,
    },
    error::{Code, Error, Sent},
    login::Login,
    secret::Secret,
    server::Refusal,
    session::{
        EndReason, Machine,
        tests::{network_error, refused_refresh},
    },
};

/// What a user types to log in.
pub(super) const PASSWORD: &str = r#"{"username":"u","password":"p"}"#;

/// A tab at work in its world.
pub(super) struct Work<'a> {
    pub scenario: &'a Scenario,
    pub world: &'a mut World,
    pub at: usize,
}

impl Work<'_> {
    fn machine(&mut self) -> &mut Machine {
        &mut self.world.tabs[self.at].client.machine
    }

    fn client(&self) -> &Client {
        &self.world.tabs[self.at].client
    }

    fn login(&self) -> Option<&Login> {
        self.world.tabs[self.at].client.machine.login()
    }

    fn write(&mut self, record: Option<Arc<Record>>) {
        let other = 1 - self.at;
        self.world.seen[self.at].clone_from(&record);
        if self.scenario.shared {
            if !self.scenario.late {
                self.world.seen[other].clone_from(&record);
            }
            self.world.store = record;
        }
    }

    /// Removes what has ended, or finds what another tab has stored.
    fn remove(&mut self) {
        let stored = self.world.seen[self.at].clone();
        let text = text_of(stored.as_deref());
        if self.client().may_replace(true, text) {
            return self.write(None);
        }
        let effects = self.found(Some(text));
        self.perform_all(effects);
    }

    /// `save`
    fn save(&mut self, login: Login) {
        let record = Record::of(login);
        self.write(Some(record.clone()));
        self.tell(Event::Kept { store: self.scenario.store(), text: &record.text });
    }

    /// The other tab's storage catches up.
    pub fn arrive(&mut self) {
        self.world.seen[self.at] = self.world.store.clone();
    }

    fn say(&mut self, message: Message) {
        let other = &mut self.world.tabs[1 - self.at];
        if other.alive && other.inbox.last() != Some(&message) {
            other.inbox.push(message);
        }
    }

    /// `sync`
    pub fn sync(&mut self) {
        let effects = self.read();
        self.perform_all(effects);
    }

    /// Tells what is stored; of a slow store, nothing.
    fn read(&mut self) -> Vec<Effect> {
        let seen = self.world.seen[self.at].clone();
        self.found(Some(text_of(seen.as_deref())).filter(|_| !self.scenario.waits))
    }

    fn found(&mut self, text: Option<&str>) -> Vec<Effect> {
        let (store, markers) = (self.scenario.store(), self.world.marker_list());
        self.handle(Event::Stored { store, text, markers: &markers })
    }

    /// `load`, before anything else happens.
    pub fn load(&mut self) {
        let seen = self.world.seen[self.at].clone();
        let effects = self.found(Some(text_of(seen.as_deref())));
        self.perform_all(effects);
    }

    /// Asks a slow store to do something, which it does when it has done what it was asked before. Reads
    /// that have not begun and that nothing waits for are one.
    fn begin(&mut self, kind: Kind, rest: Vec<Effect>) {
        self.begin_job(Job { kind, is_login: false, rest });
    }

    fn begin_job(&mut self, job: Job) {
        let seen = self.world.seen[self.at].clone();
        let jobs = &mut self.world.tabs[self.at].jobs;
        let is_check = |job: &Job| matches!(job.kind, Kind::Check(_));
        let is_last = |number| {
            number > 0
                || text_of(jobs[0].kind.record().map(|record| &**record))
                    == text_of(seen.as_deref())
        };
        let is_known = jobs.iter().rposition(is_check).is_some_and(is_last);
        if is_check(&job) && is_known {
            return;
        }
        jobs.push(job);
        if jobs.len() == 1 {
            self.start();
        }
    }

    /// A slow store begins with what is next: when it reads, it finds what is there now.
    fn start(&mut self) {
        let seen = self.world.seen[self.at].clone();
        if let Some(Job { kind: Kind::Look(found) | Kind::Check(found), .. }) =
            self.world.tabs[self.at].jobs.first_mut()
        {
            *found = seen;
        }
    }

    fn end_job(&mut self, number: usize) -> Job {
        let job = self.world.tabs[self.at].jobs.remove(number);
        if number == 0 {
            self.start();
        }
        job
    }

    /// A slow store has read.
    pub fn read_slowly(&mut self, number: usize, when: When) {
        let Job { kind, rest, .. } = self.end_job(number);
        let is_look = matches!(kind, Kind::Look(_));
        let found = match when {
            When::First => kind.record().cloned(),
            When::Last => self.world.seen[self.at].clone(),
        };
        let effects = self.found(Some(text_of(found.as_deref())));
        self.perform_all(effects);
        if is_look {
            self.tell_and(Event::Looked, rest);
        }
    }

    /// A slow store has written, and then the tab hears of it.
    pub fn write_slowly(&mut self, number: usize) {
        let job = &mut self.world.tabs[self.at].jobs[number];
        match job.kind.clone() {
            Kind::Save(None) => {
                let stored = self.world.store.clone();
                let text = text_of(stored.as_deref());
                if let Some(login) = self.login().cloned()
                    && self.client().may_replace(false, text)
                {
                    let record = Some(Record::of(login));
                    self.world.tabs[self.at].jobs[number].kind = Kind::Save(record);
                    return;
                }
                let rest = self.end_job(number).rest;
                let effects = self.found(Some(text));
                self.perform_all(effects);
                self.tell_and(Event::Saved(false), rest);
            }
            Kind::Save(Some(record)) => {
                job.kind = Kind::Saved(record.clone());
                self.write(Some(record));
            }
            Kind::Saved(_) if job.is_login => {
                self.end_job(number);
                self.stored();
            }
            Kind::Saved(record) => {
                let rest = self.end_job(number).rest;
                self.tell(Event::Kept { store: self.scenario.store(), text: &record.text });
                self.tell_and(Event::Saved(true), rest);
            }
            Kind::Clear => {
                let stored = self.world.store.as_deref();
                // A login in another tab, in the moment of this logout (docs/session.md).
                self.world.cleared |= stored.is_some_and(|Record { login, .. }| {
                    login.marker == self.world.marker(user_of(login))
                });
                self.write(None);
                let rest = self.end_job(number).rest;
                self.perform_all(rest);
            }
            Kind::Remove => {
                let Job { is_login, rest, .. } = self.end_job(number);
                self.remove();
                if is_login {
                    self.say(Message::Ended(EndReason::LoggedOut));
                    self.go_on_logging_in(LoginEvent::Done);
                }
                self.perform_all(rest);
            }
            Kind::Look(_) | Kind::Check(_) => {}
        }
    }

    /// A slow store could not read or write, or not say so.
    pub fn store_fails(&mut self, number: usize) {
        let Job { kind, is_login, rest } = self.end_job(number);
        match kind {
            _ if is_login => unreachable!("no store of a login fails"),
            Kind::Look(_) => {
                self.world.unread = true;
                self.tell_and(Event::Looked, rest);
            }
            Kind::Check(_) => {}
            Kind::Save(_) | Kind::Saved(_) => {
                self.world.cleared = true;
                self.tell_and(Event::Saved(false), rest);
            }
            Kind::Remove | Kind::Clear => self.perform_all(rest),
        }
    }

    /// The refresh can't go on.
    pub fn fail(&mut self) {
        let tab = &mut self.world.tabs[self.at];
        (tab.owed, tab.failed) = (None, true);
        self.tell(Event::Failed);
    }

    /// `publish`
    fn publish(&mut self) {
        self.tell(Event::Changed);
    }

    /// `wake`
    pub fn wake(&mut self) {
        self.sync();
        self.tell(Event::Woken { shown: true });
    }

    /// `heard`
    pub fn hear(&mut self) {
        match self.world.tabs[self.at].inbox.remove(0) {
            Message::LoggedOut(whose, left) => {
                let (user, marker) = (&USERS[whose].to_string(), &marker_text(left));
                let reason = EndReason::LoggedOut;
                self.tell(Event::Heard(Heard::Ended { reason, user, marker }));
            }
            Message::Ended(reason) => {
                self.tell(Event::Heard(Heard::Ended { reason, user: "", marker: "" }));
            }
            Message::Changed(time) => self.tell(Event::Heard(Heard::Changed(time as f64))),
            Message::Whose(name) => self.tell(Event::Heard(Heard::Whose(name.into()))),
            Message::Mine(name) => self.tell(Event::Heard(Heard::Mine(name.into()))),
            Message::AreYouBusy => {
                self.tell(Event::Heard(Heard::Said(client::Message::AreYouBusy)))
            }
            Message::Busy => {
                self.world.tabs[self.at].asked = false;
                self.tell(Event::Heard(Heard::Said(client::Message::Busy)));
            }
            Message::Wait(until) => self.tell(Event::Heard(Heard::Wait(until as f64))),
        }
        self.wake();
    }

    /// Tells the client, and does what it wants. Effects that take no time are done immediately.
    pub fn tell(&mut self, event: Event<'_>) {
        self.tell_and(event, Vec::new());
    }

    /// The same, and then carries out the effects that have waited for that.
    fn tell_and(&mut self, event: Event<'_>, rest: Vec<Effect>) {
        let mut effects = self.handle(event);
        effects.extend(rest);
        self.perform_all(effects);
    }

    /// What takes a slow store long is awaited before the next effect.
    fn perform_all(&mut self, effects: Vec<Effect>) {
        let mut effects = effects.into_iter();
        while let Some(effect) = effects.next() {
            let kind = match effect {
                _ if !self.scenario.waits => None,
                Effect::Look => Some(Kind::Look(None)),
                Effect::Save => Some(Kind::Save(None)),
                Effect::Remove => Some(Kind::Remove),
                _ => None,
            };
            if let Some(kind) = kind {
                // Nothing depends on when these are done.
                let rest =
                    effects.filter(|effect| !matches!(effect, Effect::Announce | Effect::Wake));
                let rest = rest.collect();
                return self.begin(kind, rest);
            }
            self.perform(effect);
        }
    }

    fn handle(&mut self, event: Event<'_>) -> Vec<Effect> {
        // Tabs tell a newer session by the time when it was asked for: here, no two were at the same time.
        let is_asked_for = self.scenario.told && matches!(event, Event::Looked);
        let later = if is_asked_for { f64::from(self.world.server.issued) } else { 0.0 };
        let now = self.world.now() + later;
        self.world.tabs[self.at].client.handle(event, now)
    }

    fn perform(&mut self, effect: Effect) {
        match effect {
            // A lease: both tabs may believe that they have it.
            Effect::Lock if !self.scenario.locks => self.tell(Event::Locked(true)),
            Effect::Lock => {
                self.world.orphaned |= self.world.lock == Some(self.at) && !self.world.lingering;
                self.owe(Owed::Lock);
            }
            Effect::GiveUpLock => self.locked(false),
            Effect::Unlock { .. } if self.world.lock != Some(self.at) => {}
            // Where others see late what was stored, the lock is kept for so long.
            Effect::Unlock { after } if self.scenario.late && after > 0 => {
                self.world.lingering = true;
            }
            Effect::Unlock { .. } => self.world.lock = None,
            Effect::Look => {
                self.sync();
                self.tell(Event::Looked);
            }
            Effect::Check if self.scenario.waits => {
                self.begin(Kind::Check(None), Vec::new());
            }
            Effect::Check => self.sync(),
            // What the app sees, and when: a tab may wake up at any time.
            Effect::Announce | Effect::Wake => {}
            Effect::FindOwner => {
                let name = self.world.names[self.at];
                let is_used = self.world.used & (1 << name) != 0;
                self.tell(Event::FoundOwner { name: name.into(), is_used });
            }
            Effect::AskOwner => {
                self.say(Message::Whose(self.world.names[self.at]));
                self.owe(Owed::Claim);
            }
            Effect::SayMine => self.say(Message::Mine(self.world.names[self.at])),
            Effect::TakeOwnership => {
                // A tab that has the same name now has a useless refresh token.
                self.world.used |= match self.world.tabs[self.at].client.spent_name() as u8 {
                    0 => 0,
                    name => 1 << name,
                };
                self.name();
            }
            Effect::SendRefresh => {
                let mark = self.login().map_or(0, mark_of);
                self.owe(Owed::Answer(mark));
            }
            Effect::Save => {
                let login = self.login().cloned();
                if let Some(login) = login {
                    self.save(login);
                }
                self.tell(Event::Saved(true));
            }
            Effect::Clear if self.scenario.waits => self.begin(Kind::Clear, Vec::new()),
            Effect::Clear => self.write(None),
            Effect::Remove => self.remove(),
            Effect::LeaveMarker => {
                let client = &self.world.tabs[self.at].client;
                let user = USERS.iter().position(|id| id.to_string() == client.machine.user());
                let user = user.unwrap_or_default();
                self.world.logouts += 1;
                self.world.markers[user] = self.world.logouts;
                self.say(Message::LoggedOut(user, self.world.logouts));
            }
            // One that comes too late finds the pair gone.
            Effect::Revoke => {
                let ended = self.world.tabs[self.at].client.take_ended();
                let mark = ended.map(|login| mark_of(&login));
                if let Some(mark) = mark.filter(|mark| self.world.server.accepts(*mark)) {
                    self.world.server.set_fate(mark, Fate::Lost);
                }
            }
            Effect::SayEnded => {
                let reason = self.machine().ended().unwrap_or(EndReason::Rejected);
                self.say(Message::Ended(reason));
            }
            Effect::SayChanged if self.scenario.told || self.scenario.waits => {
                let time = self.login().map_or(0.0, |login| login.received_at);
                self.say(Message::Changed(time as u64));
            }
            Effect::Say(client::Message::AreYouBusy) if self.scenario.talks => {
                self.say(Message::AreYouBusy);
            }
            Effect::Say(client::Message::Busy) if self.scenario.talks => self.say(Message::Busy),
            Effect::SayWait if self.scenario.talks => {
                let until = self.machine().retry_at();
                self.say(Message::Wait(until as u64));
            }
            // Else "changed" has a tab look around, which it may do at any time. What else tabs say of a
            // refresh matters in time, which goes in hours here.
            Effect::SayChanged | Effect::Say(_) | Effect::SayWait => {}
            Effect::Timer(_) => {
                if self.world.tabs[self.at].owed.is_none() {
                    self.owe(Owed::Look);
                }
            }
            Effect::Settle => {
                let client = &mut self.world.tabs[self.at].client;
                let mut renewed = client.take_failure().is_none();
                renewed &= !core::mem::take(&mut self.world.tabs[self.at].failed);
                for number in self.waiting(Stage::Waiting) {
                    if renewed {
                        self.world.calls[number].stage = Stage::Begun;
                    } else {
                        self.end_call(number);
                    }
                }
                self.tell(Event::Settled);
            }
            Effect::AskSoon => self.asks().soon = true,
            Effect::AskLogin { ask } => self.ask_login(ask),
            Effect::SettleLogin => {
                self.asks().is_open = false;
                for number in self.waiting(Stage::Asking) {
                    self.world.calls[number].stage = Stage::Begun;
                }
            }
            effect => unreachable!("{effect:?} is of calls alone"),
        }
    }

    /// The calls of this tab that are so far.
    fn waiting(&self, stage: Stage) -> Vec<usize> {
        let is = |number: &usize| {
            let caller = &self.world.calls[*number];
            caller.tab == self.at && caller.stage == stage
        };
        (0..self.world.calls.len()).filter(is).collect()
    }

    fn asks(&mut self) -> &mut Asks {
        &mut self.world.tabs[self.at].asks
    }

    /// All calls of a moment wait for one login.
    pub fn ask(&mut self) {
        self.asks().soon = false;
        self.tell(Event::Ask);
    }

    fn ask_login(&mut self, ask: u32) {
        let is_over = self.machine().ended() == Some(EndReason::LoggedOut);
        let asks = self.asks();
        asks.last = ask;
        asks.prompts.push(ask);
        if core::mem::replace(&mut asks.is_open, true) {
            self.world.break_rule(Rule::AskedTwice);
        }
        if is_over {
            self.world.break_rule(Rule::AskedAfterLogout);
        }
    }

    /// The app gives a prompt a user's credentials, or none.
    pub fn prompted(&mut self, prompt: usize, user: Option<usize>) {
        let ask = self.asks().prompts.remove(prompt);
        if let Some(user) = user {
            let is_late = self.login().is_some() || ask != self.asks().last;
            let effects = self.handle(Event::LoginAsked { ask, given: true });
            if effects.contains(&Effect::LogIn) {
                if is_late {
                    self.world.break_rule(Rule::LoggedInLate);
                }
                return self.log_in(user, PASSWORD, Some(ask));
            }
        }
        self.tell(Event::LoginAsked { ask, given: false });
    }

    fn owe(&mut self, owed: Owed) {
        self.world.tabs[self.at].owed = Some(owed);
    }

    pub fn locked(&mut self, held: bool) {
        let tab = &mut self.world.tabs[self.at];
        (tab.owed, tab.asked) = (None, false);
        self.tell(Event::Locked(held));
    }

    /// Asks whether the tab with the lock is at work.
    pub fn ask_busy(&mut self) {
        self.world.tabs[self.at].asked = true;
        self.tell(Event::Timer);
    }

    /// The tab with the lock is frozen, and does not respond.
    pub fn wait_in_vain(&mut self) {
        if !self.world.tabs[self.at].asked {
            self.ask_busy();
        }
        self.tell(Event::Timer);
    }

    /// Looks until the client stops to: meanwhile it sees what the other tab stored.
    pub fn look_again(&mut self) {
        while self.world.tabs[self.at].owed == Some(Owed::Look) {
            self.world.tabs[self.at].owed = None;
            if self.scenario.shared {
                self.arrive();
            }
            self.tell(Event::Timer);
            while !self.world.tabs[self.at].jobs.is_empty() {
                self.do_slowly();
            }
        }
    }

    /// A slow store does the first thing that it was asked to.
    pub fn do_slowly(&mut self) {
        if matches!(self.world.tabs[self.at].jobs[0].kind, Kind::Look(_) | Kind::Check(_)) {
            self.read_slowly(0, When::Last);
        } else {
            self.write_slowly(0);
        }
    }

    /// The session gets a name of its own.
    fn name(&mut self) {
        self.world.named += 1;
        self.world.names[self.at] = self.world.named;
        self.tell(Event::Owned(self.world.named.into()));
    }

    /// Nobody has claimed it in time, or the reply was heard.
    pub fn stop_waiting(&mut self) {
        self.world.tabs[self.at].owed = None;
        self.tell(Event::Timer);
    }

    /// The user logs in before anything else happens, in the tab that the browser then duplicates.
    pub fn begin_session(&mut self) {
        let record = self.world.seen[self.at].take();
        self.sync();
        if let Some(record) = record {
            self.machine().begin_login(record.login.clone(), true);
            self.save(record.login.clone());
            self.tell(Event::Owned(self.world.names[self.at].into()));
        }
    }

    /// The refresh was answered.
    pub fn refreshed(&mut self, reply: Reply) {
        self.world.tabs[self.at].owed = None;
        let result = match reply {
            Reply::Granted(pair) => Ok(Box::new(granted(pair))),
            Reply::Refused => Err(refused_refresh()),
            Reply::Unreachable => Err(network_error()),
        };
        self.tell(Event::Answered { result, chance: 1.0 });
    }

    /// `logout`
    pub fn logout(&mut self) {
        self.sync();
        self.world.codes[self.at] = None;
        if let Some(login) = &mut self.world.tabs[self.at].login {
            login.is_over = true;
        }
        self.tell(Event::LogOut { everywhere: false, removed: false, marked: false });
    }

    /// Begins a login with these credentials.
    pub fn log_in(&mut self, user: usize, credentials: &str, ask: Option<u32>) {
        let logouts = self.world.tabs[self.at].client.logouts();
        let credentials = credentials.into();
        let given = Given { credentials, is_kept: true, logouts, ..Given::default() };
        self.begin_login(user, given, ask);
    }

    /// Asks whether the session's token is accepted, unless it has expired.
    pub fn validate(&mut self) {
        self.sync();
        let now = self.world.now();
        if self.machine().token(now).is_some() {
            self.begin_login(0, Given::default(), None);
        }
    }

    fn begin_login(&mut self, user: usize, given: Given, ask: Option<u32>) {
        let (task, owed) = (LogIn::new(given), Owing::Store);
        self.world.tabs[self.at].login =
            Some(LoggingIn { task, user, pair: None, is_over: false, ask, owed });
        self.go_on_logging_in(LoginEvent::Done);
    }

    /// Tells the login, and does what it wants.
    fn go_on_logging_in(&mut self, event: LoginEvent<'_>) {
        let now = self.world.now();
        let tab = &mut self.world.tabs[self.at];
        let Some(mut login) = tab.login.take() else { return };
        let next = login.task.handle(&mut tab.client, event, now);
        match next {
            Ok(Some(effect)) => {
                tab.login = Some(login);
                self.perform_login(effect);
            }
            Ok(None) if login.is_over && !login.task.is_of_session() => {
                self.world.break_rule(Rule::OutlivedLogout);
            }
            _ => {
                self.publish();
                // What the app gave has been tried.
                if let Some(ask) = login.ask {
                    self.tell(Event::LoginAsked { ask, given: false });
                }
            }
        }
    }

    fn begin_for_login(&mut self, kind: Kind) {
        self.begin_job(Job { kind, is_login: true, rest: Vec::new() });
    }

    fn logging_in(&mut self) -> &mut LoggingIn {
        self.world.tabs[self.at].login.as_mut().expect("a login is on its way")
    }

    fn perform_login(&mut self, effect: LoginEffect) {
        match effect {
            LoginEffect::Search { .. } => {
                self.go_on_logging_in(LoginEvent::Found(self.scenario.server()))
            }
            // The server looks at it now, and the response takes its time.
            LoginEffect::Send(role) => {
                let told = self.answer(role);
                self.logging_in().owed = Owing::Reply(told);
            }
            LoginEffect::FindCookies => {
                let held = self.world.jar.is_some();
                self.go_on_logging_in(LoginEvent::Cookies { travel: true, held });
            }
            LoginEffect::ReadMarkers => {
                let markers = self.world.marker_list();
                self.go_on_logging_in(LoginEvent::Marked(&markers));
            }
            LoginEffect::Store => {
                let task = &self.logging_in().task;
                let login = task.login().expect("there is one").clone();
                let text = task.record().into();
                if login.marker != self.world.marker(user_of(&login)) {
                    self.world.break_rule(Rule::EndedByOldLogout);
                }
                let record = Arc::new(Record { text, login });
                self.logging_in().owed = Owing::Store;
                if self.scenario.waits {
                    return self.begin_for_login(Kind::Save(Some(record)));
                }
                self.write(Some(record));
                if !self.scenario.slow {
                    self.stored();
                }
            }
            LoginEffect::Remove if self.scenario.waits => self.begin_for_login(Kind::Remove),
            LoginEffect::Remove => {
                self.remove();
                self.say(Message::Ended(EndReason::LoggedOut));
                self.go_on_logging_in(LoginEvent::Done);
            }
            LoginEffect::Begin => {
                let LoggingIn { user, is_over, .. } = *self.logging_in();
                if self.login().is_some_and(|login| user_of(login) != user) {
                    self.world.break_rule(Rule::LoggedInOther);
                }
                if is_over {
                    self.world.break_rule(Rule::OutlivedLogout);
                }
                self.world.codes[self.at] = None;
                self.publish();
                if self.scenario.waits {
                    self.say(Message::Changed(0));
                }
                self.go_on_logging_in(LoginEvent::Done);
            }
            LoginEffect::Tell(_) => {
                self.publish();
                self.go_on_logging_in(LoginEvent::Done);
            }
            LoginEffect::KeepCookie => self.go_on_logging_in(LoginEvent::Done),
            LoginEffect::FindNonce | LoginEffect::Consent => {}
        }
    }

    /// The server's response to a login's request.
    fn answer(&mut self, role: Role) -> Told {
        let (hour, takes) = (self.world.hour, self.scenario.login);
        let user = self.logging_in().user;
        let Role::User { cookies, is_twin } = role else {
            let mark = self.logging_in().task.login().map_or(0, mark_of);
            return Told::Accepted(self.world.server.accepts(mark));
        };
        if self.logging_in().task.operation() == "secondFactor" {
            let is_due = self.world.codes[self.at] == Some(user);
            if !is_due {
                self.world.break_rule(Rule::StaleCode);
            }
        } else if takes == Takes::Code {
            return Told::CodeWanted(user);
        }
        let overlooked = self.world.jar.filter(|_| cookies && !is_twin);
        let pair = self.world.server.issue(overlooked.unwrap_or(user), hour);
        if cookies {
            self.world.jar = Some(pair.user);
        }
        Told::Granted(pair)
    }

    /// The response has arrived.
    pub fn logged_in(&mut self) {
        let Owing::Reply(told) = self.logging_in().owed else { return };
        let now = self.world.now();
        match told {
            Told::Granted(pair) => {
                self.logging_in().pair.get_or_insert(pair);
                let server = self.scenario.server();
                let login = Login::new(server, granted(pair), now, true, String::new());
                self.go_on_logging_in(LoginEvent::Answered(Outcome::Granted(Box::new(login))));
            }
            Told::CodeWanted(user) => {
                let is_over = self.logging_in().is_over;
                self.world.codes[self.at] = Some(user).filter(|_| !is_over);
                let token = Secret::new("interim".into());
                let error = Error::new(Code::SecondFactorRequired, "");
                self.go_on_logging_in(LoginEvent::Answered(Outcome::SecondFactor { token, error }));
            }
            Told::Accepted(is_accepted) => {
                let (at, login) = (self.at, self.logging_in());
                let token = login.task.login().map(mark_of);
                let is_new = !login.task.is_of_session();
                let mut refusal = Error::new(Code::TokenRejected, "").sent(Sent::Answered);
                refusal.ends = Some(EndReason::Rejected);
                let result = if is_accepted { Ok(()) } else { Err(refusal) };
                let reading = Reading { is_missing: false, is_unclear: false, result };
                self.go_on_logging_in(LoginEvent::Validated(reading));
                let is_in_force =
                    self.world.tabs[at].login.is_some() || self.login().map(mark_of) == token;
                if is_new && !is_accepted && is_in_force {
                    self.world.break_rule(Rule::AdoptedRefused);
                }
            }
        }
    }

    /// A slow store has stored a login.
    pub fn stored(&mut self) {
        self.go_on_logging_in(LoginEvent::Stored { store: self.scenario.store(), is_stored: true });
    }

    /// A call is made, or goes on. The effects of what is stored are carried out behind the event.
    pub fn call(&mut self, number: usize) {
        let mut effects = self.read();
        let traits = self.world.calls[number].traits;
        let event = Event::Call { call: number as u32, traits, aim: Ok(Some(true)) };
        effects.extend(self.handle(event));
        self.go_on(number, effects);
    }

    /// The response to a call arrives. It says that the token was refused, in no words.
    pub fn judge(&mut self, number: usize) {
        self.sync();
        let answered = Ok(Answered { status: 403, refusal: Some(Refusal::Silent) });
        let (call, is_lost, is_detour) = (number as u32, false, false);
        let effects = self.handle(Event::CallAnswered { call, is_lost, is_detour, answered });
        self.go_on(number, effects);
    }

    /// The connection breaks, or the app has the response.
    pub fn end_call(&mut self, number: usize) {
        self.world.calls[number].stage = Stage::Done;
        self.tell(Event::CallEnded(number as u32));
    }

    fn go_on(&mut self, number: usize, effects: Vec<Effect>) {
        // The header is the one of this moment, whatever the effects before lead to.
        let machine = &self.world.tabs[self.at].client.machine;
        let (login, generation) = (machine.login().cloned(), machine.generation());
        for effect in effects {
            let stage = &mut self.world.calls[number].stage;
            match effect {
                Effect::Send { signed } => {
                    self.send(number, login.as_ref().filter(|_| signed), generation);
                }
                Effect::AwaitRefresh => *stage = Stage::Waiting,
                Effect::AwaitLogin => *stage = Stage::Asking,
                Effect::Judged(Judgement::Repeat) => *stage = Stage::Begun,
                Effect::Judged(_) => {
                    self.check_cure(number);
                    self.end_call(number);
                }
                Effect::Refuse => {
                    self.world.tabs[self.at].client.take_refusal();
                    self.end_call(number);
                }
                effect => self.perform(effect),
            }
        }
    }

    fn send(&mut self, number: usize, sender: Option<&Login>, generation: u32) {
        let now = self.world.now();
        let caller = &mut self.world.calls[number];
        caller.sends += 1;
        caller.stage = Stage::Sent(sender.map(mark_of));
        caller.sent_generation = sender.map(|_| generation);
        let third = caller.sends > 2;
        let user = sender.map(user_of);
        let other = user.is_some() && caller.sent_for.is_some() && caller.sent_for != user;
        let nobody = !caller.traits.safe && caller.sent_for.is_some() && user.is_none();
        let dead = sender.and_then(|login| login.expires_at).is_some_and(|at| at < now + 1000.0);
        caller.sent_for = user.or(caller.sent_for);
        for (broken, rule) in [
            (third, Rule::SentThrice),
            (other, Rule::OtherUser),
            (nobody, Rule::WriteAsNobody),
            (dead, Rule::SentExpired),
        ] {
            if broken {
                self.world.break_rule(rule);
            }
        }
    }

    /// A call gets the refusal as its response: whether it should have been repeated.
    fn check_cure(&mut self, number: usize) {
        let caller = &self.world.calls[number];
        let machine = &self.world.tabs[self.at].client.machine;
        let same = machine.login().is_some_and(|login| Some(user_of(login)) == caller.sent_for);
        // If a silent server forgets a token as soon as it grants it, that looks to its client as
        // if the header never arrived: then a refresh does not help.
        let curable = same
            && !machine.silent_in_vain
            && caller.sends < 2
            && (caller.sent_generation != Some(machine.generation())
                || machine.login().is_some_and(Login::can_refresh));
        if curable {
            self.world.break_rule(Rule::FailedThoughCurable);
        }
    }
}
