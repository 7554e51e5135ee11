//! The session's operations in any order: what docs/session.md says never happens.
//!
//! Each line is an operation: its letter, then numbers.
//!
//! Holds P6 of SECURITY.md.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use presskey::core::{
    error::{Code, Error, Sent},
    login::Login,
    server::{Grant, Refusal, Server},
    session::{Auth, Call, Config, EndReason, Machine, Refresh, Session, Step, Ticket, Verdict},
};

/// A call, how often it was sent, for whom, and whether its response is still to come.
struct Flight {
    call: Call,
    sent: u32,
    user: Option<String>,
    flying: bool,
}

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
                let token = self.token(a, b);
                self.machine.rotate(&token, self.now);
            }
            b'c' if self.calls.len() < 8 => self.begin(a, b),
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

    /// Of user `a % 2`, for `b` minutes from now; a `b` of 9 has no end.
    fn token(&mut self, user: usize, minutes: usize) -> String {
        self.tokens += 1;
        let (iat, number) = (self.now / 1000.0, self.tokens);
        let exp = iat + minutes as f64 * 60.0;
        let exp = if minutes == 9 { String::new() } else { format!(r#","exp":{exp}"#) };
        let id = user % 2 + 1;
        let claims =
            format!(r#"{{"iat":{iat}{exp},"n":{number},"data":{{"user":{{"id":{id}}}}}}}"#);
        [URL_SAFE_NO_PAD.encode("{}"), URL_SAFE_NO_PAD.encode(claims), String::new()].join(".")
    }

    fn grant(&mut self, user: usize, minutes: usize) -> Grant {
        let token = self.token(user, minutes);
        let server = Server::by_id("jwt-auth").expect("it is built");
        let mut grant = server.read_token(token).expect("it is a token");
        grant.user.id = Some((user % 2 + 1) as f64);
        grant.refresh_token = (!user.is_multiple_of(3)).then(|| String::from("refresh").into());
        grant
    }

    fn login(&mut self, user: usize, minutes: usize) -> Login {
        let server = Server::by_id("jwt-auth").expect("it is built");
        let grant = self.grant(user, minutes);
        Login::new(server, grant, self.now, true, String::new())
    }

    fn end(&mut self, reason: EndReason) {
        let had = self.machine.login().is_some();
        let ended = self.machine.end(reason).is_some();
        assert!(had || !ended);
        // Sentence 6: a session does not outlive a logout.
        assert!(self.machine.login().is_none());
        assert!(self.machine.token(self.now).is_none());
    }

    fn begin(&mut self, auth: usize, kind: usize) {
        let auth = [Auth::Auto, Auth::Required, Auth::Omit][auth % 3];
        let mut call = self.machine.begin(auth, kind.is_multiple_of(2), kind.is_multiple_of(3));
        call.may_carry = kind != 5;
        self.calls.push(Flight { call, sent: 0, user: None, flying: false });
    }

    fn next(&mut self, at: usize) {
        let Some(Flight { call, sent, user, flying }) = self.calls.get_mut(at) else { return };
        if *flying {
            return;
        }
        match self.machine.next(call, self.now) {
            Step::Send(token) => {
                *sent += 1;
                *flying = true;
                assert!(*sent <= 2, "sent a third time");
                if let Some(token) = token {
                    assert!(call.may_carry && call.auth != Auth::Omit);
                    let login = self.machine.login().expect("a token is of a login");
                    assert_eq!(token.expose(), login.token.expose());
                    // Sentence 4: a token that counts as expired is not sent.
                    assert!(login.usable_until(30.0) > self.now, "an expired token is sent");
                    // Sentence 3: not for another user than the call was begun for.
                    let key = login.user_key();
                    assert!(user.as_ref().is_none_or(|user| *user == key), "of another user");
                    *user = Some(key);
                } else if user.is_some() {
                    // Sentence 5: what writes is not sent as nobody after it was somebody's.
                    assert!(call.safe, "a write is repeated as nobody");
                }
            }
            Step::Refuse(error) => {
                super::assert_json(&error.to_json());
                self.calls.remove(at);
            }
            Step::AskLogin(_) => {
                self.machine.asking();
                self.machine.asked();
                self.machine.waited(call);
            }
            Step::Refresh => assert!(self.machine.login().is_some()),
        }
    }

    fn answered(&mut self, at: usize, kind: usize) {
        let Some(Flight { call, sent, flying, .. }) = self.calls.get_mut(at) else { return };
        if !*flying {
            return;
        }
        *flying = false;
        let refusal = match kind % 4 {
            0 => None,
            1 => Some(Refusal::Silent),
            2 => Some(Refusal::Explicit(EndReason::Rejected)),
            _ => Some(Refusal::Explicit(EndReason::Expired)),
        };
        if self.machine.answered(call, refusal) == Verdict::Repeat {
            // Sentence 2: never a third time, and only if the token was refused.
            assert!(refusal.is_some(), "repeated without a refusal");
            assert!(*sent < 2, "repeated twice");
        } else {
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
