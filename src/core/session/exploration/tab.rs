//! What `pkg/engine` does around the machine, step by step: whatever happens between two of its
//! `await`s is one step here.

use std::sync::Arc;

use super::{
    Scenario,
    server::{Fate, Pair, USERS, granted, logged_in, mark_of, marker_text, user_of},
    world::{Asks, LoggingIn, Message, Owed, Record, Reply, Rule, Stage, World, text_of},
};
use crate::core::{
    client::{self, Effect, Event, Heard},
    login::Login,
    server::Refusal,
    session::{
        EndReason, Machine, Verdict,
        tests::{network_error, refused_refresh},
    },
};

fn said(message: client::Message) -> Event<'static> {
    Event::Heard(Heard::Said(message))
}

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
        let seen = self.world.seen[self.at].clone();
        let (store, markers) = (self.scenario.store(), self.world.marker_list());
        let text = Some(text_of(seen.as_deref()));
        self.tell(Event::Stored { store, text, markers: &markers });
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
            Message::Ended => {
                let reason = EndReason::Rejected;
                self.tell(Event::Heard(Heard::Ended { reason, user: "", marker: "" }));
            }
            Message::AreYouBusy => self.tell(said(client::Message::AreYouBusy)),
            Message::Busy => self.tell(said(client::Message::Busy)),
            Message::Wait(until) => self.tell(Event::Heard(Heard::Wait(f64::from_bits(until)))),
        }
        self.wake();
    }

    /// Tells the client, and does what it wants. Effects that take no time are done immediately.
    pub fn tell(&mut self, event: Event<'_>) {
        let now = self.world.now();
        let effects = self.world.tabs[self.at].client.handle(event, now);
        for effect in effects {
            self.perform(effect);
        }
    }

    fn perform(&mut self, effect: Effect) {
        match effect {
            // A lease: both tabs may believe that they have it.
            Effect::Lock if !self.scenario.locks => self.tell(Event::Locked(true)),
            Effect::Lock => self.owe(Owed::Lock),
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
            Effect::Check => self.sync(),
            // What the app sees, and when: a tab may wake up at any time.
            Effect::Announce | Effect::Wake => {}
            Effect::FindOwner => {
                let copied = self.is_copy();
                self.tell(Event::FoundOwner { copied });
            }
            Effect::TakeOwnership => self.use_up(),
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
            Effect::Remove => self.write(None),
            Effect::SayEnded => self.say(Message::Ended),
            Effect::Say(client::Message::AreYouBusy) => self.say(Message::AreYouBusy),
            Effect::Say(client::Message::Busy) => self.say(Message::Busy),
            // It has a tab look around, which it may do at any time.
            Effect::Say(client::Message::Changed) => {}
            Effect::SayWait => {
                let until = self.machine().retry_at();
                self.say(Message::Wait(until.to_bits()));
            }
            Effect::Timer(after) => {
                // How long it waits for an answer.
                self.world.tabs[self.at].doubts = after == 300;
                if self.world.tabs[self.at].owed.is_none() {
                    self.owe(Owed::Look);
                }
            }
            Effect::Settle => {
                let client = &mut self.world.tabs[self.at].client;
                let renewed = client.take_failure().is_none();
                for number in self.waiting(Stage::Waiting) {
                    if renewed {
                        self.world.calls[number].stage = Stage::Begun;
                    } else {
                        self.end_call(number);
                    }
                }
            }
            Effect::AskSoon => self.asks().soon = true,
            Effect::AskLogin { ask } => self.ask_login(ask),
            Effect::SettleLogin => {
                self.asks().open = false;
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

    /// All calls of a moment wait.
    pub fn ask(&mut self) {
        self.asks().soon = false;
        self.tell(Event::Ask);
    }

    fn ask_login(&mut self, ask: u32) {
        let logged_out = self.machine().ended() == Some(EndReason::LoggedOut);
        let asks = self.asks();
        asks.last = ask;
        asks.prompts.push(ask);
        if core::mem::replace(&mut asks.open, true) {
            self.world.break_rule(Rule::AskedTwice);
        }
        if logged_out {
            self.world.break_rule(Rule::AskedAfterLogout);
        }
    }

    /// The app answers: with a user's credentials, or without any.
    pub fn prompted(&mut self, prompt: usize, user: Option<usize>) {
        let ask = self.asks().prompts.remove(prompt);
        let Some(user) = user else {
            return self.tell(Event::LoginAsked { ask, given: false });
        };
        let late = self.login().is_some() || ask != self.asks().last;
        let now = self.world.now();
        let event = Event::LoginAsked { ask, given: true };
        let effects = self.world.tabs[self.at].client.handle(event, now);
        if !effects.contains(&Effect::LogIn) {
            return self.tell(Event::LoginAsked { ask, given: false });
        }
        if late {
            self.world.break_rule(Rule::LoggedInLate);
        }
        let pair = self.world.server.issue(user, self.world.hour);
        let login = LoggingIn { pair, logged_out: false, ask: Some(ask) };
        self.world.tabs[self.at].login = Some(login);
    }

    fn owe(&mut self, owed: Owed) {
        self.world.tabs[self.at].owed = Some(owed);
    }

    pub fn locked(&mut self, held: bool) {
        let tab = &mut self.world.tabs[self.at];
        (tab.owed, tab.doubts) = (None, false);
        self.tell(Event::Locked(held));
    }

    /// The tab with the lock is frozen, and does not respond.
    pub fn wait_in_vain(&mut self) {
        self.tell(Event::Timer);
        self.tell(Event::Timer);
    }

    /// Looks until the client stops to: meanwhile it sees what the other tab stored.
    pub fn look_again(&mut self) {
        while self.world.tabs[self.at].owed.take() == Some(Owed::Look) {
            if self.scenario.shared {
                self.arrive();
            }
            self.tell(Event::Timer);
        }
    }

    /// The name of the session is this tab's own, or nobody else's, and nobody has used it up.
    fn is_copy(&mut self) -> bool {
        let name = self.world.names[self.at];
        if self.world.used & (1 << name) != 0 {
            return true;
        }
        if self.world.tabs[self.at].own != Some(name) {
            let other = &self.world.tabs[1 - self.at];
            if other.alive && other.own == Some(name) {
                return true;
            }
            self.world.tabs[self.at].own = Some(name);
        }
        false
    }

    /// `ownership.look`, when the page has loaded
    pub fn look(&mut self, answered: bool) {
        if answered && self.is_copy() {
            return self.forget();
        }
        self.world.tabs[self.at].own = Some(self.world.names[self.at]);
    }

    /// A copy lives as long as its token.
    fn forget(&mut self) {
        self.machine().forget_refresh_token();
        if let Some(login) = self.login().cloned() {
            self.save(login);
        }
        self.tell(Event::Woken { shown: false });
    }

    /// A tab that has the same name now has a useless refresh token.
    fn use_up(&mut self) {
        self.world.used |= 1 << self.world.names[self.at];
        self.world.named += 1;
        self.world.names[self.at] = self.world.named;
        self.world.tabs[self.at].own = Some(self.world.named);
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
        if let Some(login) = &mut self.world.tabs[self.at].login {
            login.logged_out = true;
        }
        self.sync();
        let ended = self.machine().end(EndReason::LoggedOut);
        if let Some(login) = ended {
            let user = user_of(&login);
            self.world.logouts += 1;
            self.world.markers[user] = self.world.logouts;
            self.say(Message::LoggedOut(user, self.world.logouts));
            // The revocation; one that comes too late finds the pair gone.
            if self.world.server.accepts(mark_of(&login)) {
                self.world.server.set_fate(mark_of(&login), Fate::Lost);
            }
            self.write(None);
        }
        self.publish();
    }

    /// The server has granted a login.
    pub fn logged_in(&mut self, LoggingIn { pair, logged_out, ask }: LoggingIn) {
        self.world.tabs[self.at].login = None;
        if !logged_out {
            self.put_in_force(pair);
        }
        if let Some(ask) = ask {
            self.tell(Event::LoginAsked { ask, given: false });
        }
    }

    fn put_in_force(&mut self, pair: Pair) {
        let login = logged_in(pair, self.world.markers[pair.user]);
        self.world.named += 1;
        self.world.names[self.at] = self.world.named;
        self.world.tabs[self.at].own = Some(self.world.named);
        self.save(login.clone());
        self.machine().begin_login(login, true);
        self.publish();
    }

    /// A call is made, or goes on.
    pub fn call(&mut self, number: usize) {
        self.sync();
        let traits = self.world.calls[number].traits;
        self.tell_call(number, Event::Call { call: number as u32, traits, aim: Ok(Some(true)) });
    }

    /// The response to a call arrives. It says that the token was refused, in no words.
    pub fn judge(&mut self, number: usize) {
        self.sync();
        let refusal = Ok(Some(Refusal::Silent));
        self.tell_call(number, Event::CallAnswered { call: number as u32, refusal });
    }

    /// The connection breaks, or the app has the response.
    pub fn end_call(&mut self, number: usize) {
        self.world.calls[number].stage = Stage::Done;
        self.tell(Event::CallEnded(number as u32));
    }

    fn tell_call(&mut self, number: usize, event: Event<'_>) {
        let now = self.world.now();
        let effects = self.world.tabs[self.at].client.handle(event, now);
        for effect in effects {
            let stage = &mut self.world.calls[number].stage;
            match effect {
                Effect::Send { signed } => self.send(number, signed),
                Effect::AwaitRefresh => *stage = Stage::Waiting,
                Effect::AwaitLogin => *stage = Stage::Asking,
                Effect::Judged(Verdict::Repeat) => *stage = Stage::Begun,
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

    fn send(&mut self, number: usize, signed: bool) {
        let now = self.world.now();
        let machine = &self.world.tabs[self.at].client.machine;
        let caller = &mut self.world.calls[number];
        caller.sends += 1;
        let sender = machine.login().filter(|_| signed);
        caller.stage = Stage::Sent(sender.map(mark_of));
        caller.sent_generation = sender.map(|_| machine.generation());
        let third = caller.sends > 2;
        let user = sender.map(user_of);
        let other = user.is_some() && caller.sent_for.is_some() && caller.sent_for != user;
        let nobody = !caller.traits.safe && caller.sent_for.is_some() && user.is_none();
        let dead = sender.is_some_and(|login| login.expires_at.is_some_and(|at| at <= now));
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
