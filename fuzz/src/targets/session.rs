//! The session's operations in any order: what docs/session.md says never happens.
//!
//! Each line is an operation: its letter, then numbers.
//!
//! Holds P6 of SECURITY.md.

use super::{calls::Flight, logins};
use presskey::core::{
    error::{Code, Error, Sent},
    login::Login,
    server::Grant,
    session::{Config, EndReason, Machine, Refresh, Session, Step, Ticket},
};

struct World {
    machine: Machine,
    now: f64,
    tokens: u32,
    calls: Vec<Flight>,
    tickets: Vec<Ticket>,
}

pub fn run(text: &str) {
    let mut lines = text.lines();
    let settings = lines.next().unwrap_or_default().as_bytes();
    let refresh = match settings.first() {
        Some(b'd') => Refresh::OnDemand,
        Some(b'm') => Refresh::Manual,
        _ => Refresh::Auto,
    };
    let config = Config { margin_s: 30.0, refresh, can_ask: settings.get(1) == Some(&b'a') };
    let mut world = World {
        machine: Machine::new(config),
        now: 1.0e12,
        tokens: 0,
        calls: Vec::new(),
        tickets: Vec::new(),
    };
    for line in lines.take(60) {
        world.step(line);
        world.check();
    }
}

impl World {
    fn step(&mut self, line: &str) {
        let mut bytes = line.bytes();
        let letter = bytes.next().unwrap_or_default();
        let mut number = || bytes.next().map_or(0, |byte| usize::from(byte.wrapping_sub(b'0')));
        let (a, b) = (number(), number());
        match letter {
            b't' => self.now += (a * a * a) as f64 * 1000.0,
            b'b' => self.now -= a as f64 * 60_000.0,
            b'l' => {
                let login = self.login(a, b);
                self.machine.load((a < 9).then_some(login), true, self.now);
            }
            b'L' => {
                let login = self.login(a, b);
                self.machine.begin_login(login, a.is_multiple_of(2));
            }
            b'A' => {
                let login = self.login(a, b);
                self.machine.adopt(login);
            }
            b'e' => self.end(EndReason::ALL[a % 4]),
            b'f' => self.machine.forget_refresh_token(),
            b'p' => self.machine.set_persisted(a.is_multiple_of(2)),
            b'k' => drop(self.machine.tick(self.now)),
            b'w' => self.machine.wait(self.now + a as f64 * 1000.0),
            b'o' => {
                let at = number();
                let token = self.token(a, b);
                if let Some(flight) = self.calls.get(at) {
                    flight.rotate(&mut self.machine, &token, self.now);
                }
            }
            b'c' if self.calls.len() < 8 => {
                self.calls.push(Flight::begin(&mut self.machine, a, b));
            }
            b'n' => self.next(a),
            b'a' => self.answered(a, b),
            b'r' => {
                if let Ok(ticket) = self.machine.begin_refresh(self.now) {
                    self.tickets.push(ticket);
                }
            }
            b'R' => self.refreshed(a, b),
            _ => {}
        }
    }

    fn token(&mut self, user: usize, minutes: usize) -> String {
        self.tokens += 1;
        logins::token(self.tokens, user, minutes, self.now)
    }

    fn grant(&mut self, user: usize, minutes: usize) -> Grant {
        self.tokens += 1;
        let mut grant = logins::grant(self.tokens, user, minutes, self.now);
        grant.refresh_token = (!user.is_multiple_of(3)).then(|| String::from("refresh").into());
        grant
    }

    fn login(&mut self, user: usize, minutes: usize) -> Login {
        let grant = self.grant(user, minutes);
        Login::new(logins::server(), grant, self.now, true, String::new())
    }

    fn end(&mut self, reason: EndReason) {
        let had = self.machine.login().is_some();
        let ended = self.machine.end(reason).is_some();
        assert!(had || !ended);
        // Sentence 6: a session does not outlive a logout.
        assert!(self.machine.login().is_none());
        assert!(self.machine.token(self.now).is_none());
    }

    fn next(&mut self, at: usize) {
        let Some(flight) = self.calls.get_mut(at) else { return };
        if let Some(Step::Refuse(_)) = flight.next(&mut self.machine, self.now) {
            self.calls.remove(at);
        }
    }

    fn answered(&mut self, at: usize, kind: usize) {
        let Some(flight) = self.calls.get_mut(at) else { return };
        if flight.answered(&mut self.machine, kind) {
            self.calls.remove(at);
        }
    }

    fn refreshed(&mut self, at: usize, kind: usize) {
        if at >= self.tickets.len() {
            return;
        }
        let ticket = self.tickets.remove(at);
        let result = match kind {
            0..6 => Ok(self.grant(kind, 5)),
            6 => Err(Error::new(Code::Offline, "Offline.")),
            7 => Err(Error::new(Code::Unreachable, "Hidden.").sent(Sent::Answered)),
            _ => {
                let mut error = Error::new(Code::SessionExpired, "Over.").sent(Sent::Answered);
                error.ends = Some(EndReason::Expired);
                Err(error)
            }
        };
        let before = self.machine.login().map(Login::user_key);
        let generation = self.machine.generation();
        let _ = self.machine.refreshed(ticket, result, self.now, 0.5);
        let after = self.machine.login().map(Login::user_key);
        // A refresh brings nobody else, and nobody back after a logout.
        assert!(after.is_none() || after == before, "a refresh changed the user");
        assert!(self.machine.generation() >= generation);
    }

    fn check(&self) {
        let json = super::assert_json(&self.machine.session().to_json());
        assert_eq!(json["status"] == "authenticated", self.machine.login().is_some());
        let shown = format!("{:?}{json}", self.machine);
        if let Some(login) = self.machine.login() {
            assert!(!shown.contains(login.token.expose()), "the token is shown");
        }
        if matches!(self.machine.session(), Session::Loading) {
            assert!(self.machine.token(self.now).is_none());
        }
        if let Some(wake) = self.machine.wake_at() {
            assert!(wake.is_finite());
        }
    }
}
