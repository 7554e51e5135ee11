//! What `pkg/engine` does around the machine, step by step: whatever happens between two of its
//! `await`s is one step here.

use super::{
    Scenario,
    server::{Fate, granted, logged_in, mark_of, marker_text, user_of},
    world::{Flight, LoggingIn, Message, Reply, Rule, Stage, World},
};
use crate::core::{
    login::Login,
    server::Refusal,
    session::{
        EndReason, Machine, Session, Step, Ticket, Verdict,
        tests::{network_error, refused_refresh},
    },
};

/// A tab at work in its world.
pub(super) struct Work<'a> {
    pub scenario: &'a Scenario,
    pub world: &'a mut World,
    pub at: usize,
}

impl Work<'_> {
    fn machine(&mut self) -> &mut Machine {
        &mut self.world.tabs[self.at].machine
    }

    fn login(&self) -> Option<&Login> {
        self.world.tabs[self.at].machine.login()
    }

    fn write(&mut self, login: Option<Box<Login>>) {
        let other = 1 - self.at;
        self.world.seen[self.at].clone_from(&login);
        if self.scenario.shared {
            if !self.scenario.late {
                self.world.seen[other].clone_from(&login);
            }
            self.world.store = login;
        }
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

    /// `checkMarker`
    fn check_marker(&mut self) {
        let Some(login) = self.login() else { return };
        let (user, own) = (user_of(login), login.marker.clone());
        let marker = self.world.marker(user);
        if !marker.is_empty() && marker != own {
            self.machine().end(EndReason::LoggedOut);
        }
    }

    /// `adopt`
    fn adopt(&mut self) {
        if !self.scenario.shared {
            return;
        }
        let Some(stored) = self.world.seen[self.at].clone() else { return };
        let mark = mark_of(&stored);
        if self.world.tabs[self.at].stored == Some(mark) {
            return;
        }
        self.machine().adopt(*stored);
        self.world.tabs[self.at].stored = Some(mark);
        self.check_marker();
    }

    /// `sync`
    pub fn sync(&mut self) {
        self.check_marker();
        self.adopt();
        self.publish();
    }

    /// `publish`, as far as it does something
    fn publish(&mut self) {
        let Session::Anonymous { reason } = self.machine().session() else { return };
        let Some(stored) = self.world.tabs[self.at].stored.take() else { return };
        let logged_out = reason == Some(EndReason::LoggedOut);
        let seen = self.world.seen[self.at].as_deref();
        if self.scenario.shared && !logged_out && seen.map(mark_of) != Some(stored) {
            return;
        }
        self.write(None);
        if self.scenario.shared && !logged_out {
            self.say(Message::Ended);
        }
    }

    /// `wake`
    pub fn wake(&mut self) {
        self.sync();
        let now = self.world.now();
        let due = self.machine().tick(now);
        self.publish();
        if due {
            self.renew();
        }
    }

    /// `heard`
    pub fn hear(&mut self) {
        let message = self.world.tabs[self.at].inbox.remove(0);
        let user = self.login().map(user_of);
        let marker = self.login().map(|login| login.marker.clone()).unwrap_or_default();
        let tab = &self.world.tabs[self.at];
        let gone =
            self.scenario.shared && tab.stored.is_some() && self.world.seen[self.at].is_none();
        let reason = match message {
            // A login that was made after that logout knows its marker.
            Message::LoggedOut(whose, left)
                if gone || user == Some(whose) && marker != marker_text(left) =>
            {
                Some(EndReason::LoggedOut)
            }
            Message::Ended if gone => Some(EndReason::Rejected),
            _ => None,
        };
        if let Some(reason) = reason {
            self.machine().end(reason);
        }
        self.wake();
    }

    /// `renew`: joins the flight that is there, or begins one
    fn renew(&mut self) {
        if self.world.tabs[self.at].flight.is_some() {
            return;
        }
        let known = self.machine().generation();
        self.world.tabs[self.at].flight = Some(Flight::Queued { known });
        if !self.scenario.locks {
            self.enter(false);
        }
    }

    /// What `renew` does once it has the lock, or has waited long enough.
    pub fn enter(&mut self, held: bool) {
        let Some(Flight::Queued { known }) = self.world.tabs[self.at].flight else { return };
        self.sync();
        let now = self.world.now();
        let machine = self.machine();
        if machine.generation() != known && machine.token(now).is_some() {
            return self.leave(true);
        }
        if !self.scenario.shared && self.is_copy() {
            self.forget();
            if self.login().is_none() {
                return self.leave(true);
            }
        }
        let Ok(ticket) = self.machine().begin_refresh(now) else { return self.leave(false) };
        if !self.scenario.shared {
            self.use_up();
        }
        let mark = self.login().map_or(0, mark_of);
        self.world.tabs[self.at].flight = Some(Flight::Asked { ticket, mark, held });
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
        let now = self.world.now();
        self.machine().forget_refresh_token();
        self.machine().tick(now);
        let login = self.login().cloned().map(Box::new);
        self.write(login);
        self.publish();
    }

    /// Anybody who has the same name now has a refresh token that is good for nothing.
    fn use_up(&mut self) {
        self.world.used |= 1 << self.world.names[self.at];
        self.world.named += 1;
        self.world.names[self.at] = self.world.named;
        self.world.tabs[self.at].own = Some(self.world.named);
    }

    /// The flight has ended: those who waited for it go on, or have failed.
    fn leave(&mut self, well: bool) {
        // Where others see late what was stored, the lock is kept for so long.
        if self.world.lock == Some(self.at) && !self.scenario.late {
            self.world.lock = None;
        }
        self.world.tabs[self.at].flight = None;
        for caller in &mut self.world.calls {
            if caller.tab == self.at && caller.stage == Stage::Waiting {
                caller.stage = if well { Stage::Begun } else { Stage::Done };
            }
        }
    }

    /// The refresh was answered.
    pub fn refreshed(&mut self, ticket: Ticket, reply: Reply, held: bool) {
        let before = self.machine().generation();
        if reply == Reply::Refused && self.scenario.shared {
            // For up to a second it looks whether another tab was faster.
            self.arrive();
        }
        self.sync();
        let overtaken = self.machine().generation() != before;
        let now = self.world.now();
        let result = match reply {
            Reply::Granted(pair) => Ok(granted(pair)),
            // Somebody else may be at it, that did not respond. That is no refusal yet.
            Reply::Refused if self.scenario.locks && !held && !overtaken => Err(network_error()),
            Reply::Refused => Err(refused_refresh()),
            Reply::Unreachable => Err(network_error()),
        };
        let well = self.machine().refreshed(ticket, result, now, 1.0).is_ok();
        let renewed = !overtaken && self.machine().generation() != before;
        if let (true, Some(login)) = (renewed, self.login().cloned()) {
            self.world.tabs[self.at].stored = Some(mark_of(&login));
            self.write(Some(Box::new(login)));
        }
        self.publish();
        self.leave(well);
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
        }
        self.publish();
    }

    /// The server has granted a login.
    pub fn logged_in(&mut self, LoggingIn { pair, logged_out }: LoggingIn) {
        self.world.tabs[self.at].login = None;
        if logged_out {
            return;
        }
        let login = logged_in(pair, self.world.markers[pair.user]);
        self.world.named += 1;
        self.world.names[self.at] = self.world.named;
        self.world.tabs[self.at].own = Some(self.world.named);
        self.write(Some(Box::new(login.clone())));
        self.world.tabs[self.at].stored = Some(pair.mark);
        self.machine().begin_login(login, true);
        self.publish();
    }

    /// `next`
    pub fn next(&mut self, number: usize) {
        self.sync();
        let now = self.world.now();
        let caller = &mut self.world.calls[number];
        let step = self.world.tabs[self.at].machine.next(&mut caller.call, now);
        match step {
            Step::Send(token) => {
                caller.sends += 1;
                let login = self.world.tabs[self.at].machine.login();
                let sender = login.filter(|_| token.is_some());
                caller.stage = Stage::Sent(sender.map(mark_of));
                let third = caller.sends > 2;
                let user = sender.map(user_of);
                let other = user.is_some() && caller.sent_for.is_some() && caller.sent_for != user;
                let nobody = !caller.call.safe && caller.sent_for.is_some() && user.is_none();
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
                self.publish();
            }
            Step::Refresh => {
                caller.stage = Stage::Waiting;
                self.publish();
                self.renew();
            }
            Step::AskLogin(_) | Step::Refuse(_) => {
                caller.stage = Stage::Done;
                self.publish();
            }
        }
    }

    /// `judged`
    pub fn judge(&mut self, number: usize) {
        self.sync();
        let now = self.world.now();
        self.machine().observe(now);
        let caller = &mut self.world.calls[number];
        let machine = &mut self.world.tabs[self.at].machine;
        let sent = caller.call.sent_generation;
        let verdict = machine.answered(&mut caller.call, Some(Refusal::Silent));
        caller.stage = if verdict == Verdict::Repeat { Stage::Begun } else { Stage::Done };
        let same = machine.login().is_some_and(|login| Some(user_of(login)) == caller.sent_for);
        // To a silent server's client a token that was forgotten as soon as it was granted looks as
        // if the header never arrived: then refreshing is no fix.
        let curable = same
            && !machine.silent_in_vain
            && caller.sends < 2
            && (sent != Some(machine.generation())
                || machine.login().is_some_and(Login::can_refresh));
        if verdict != Verdict::Repeat && curable {
            self.world.break_rule(Rule::FailedThoughCurable);
        }
        self.publish();
    }
}
