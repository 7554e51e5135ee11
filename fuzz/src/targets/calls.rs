//! Calls over a session, with what docs/session.md says of them.

use presskey::core::{
    login::Login,
    server::Refusal,
    session::{Auth, Call, EndReason, Machine, Step, Verdict},
};

/// A call, how often it was sent, for whom, and whether its response is still to come.
pub struct Flight {
    call: Call,
    sent: u32,
    user: Option<String>,
    flying: bool,
}

impl Flight {
    pub fn begin(machine: &mut Machine, auth: usize, kind: usize) -> Self {
        let auth = [Auth::Auto, Auth::Required, Auth::Omit][auth % 3];
        let mut call = machine.begin(auth, kind.is_multiple_of(2), kind.is_multiple_of(3));
        call.may_carry = kind != 5;
        Self { call, sent: 0, user: None, flying: false }
    }

    /// Asks how to send it, unless it is on its way. Nothing left to do: it is over.
    pub fn next(&mut self, machine: &mut Machine, now: f64) -> Option<Step> {
        if self.flying {
            return None;
        }
        let step = machine.next(&mut self.call, now);
        match &step {
            Step::Send(token) => {
                self.sent += 1;
                self.flying = true;
                assert!(self.sent <= 2, "sent a third time");
                match token {
                    Some(token) => self.carries(machine, token.expose(), now),
                    // Sentence 5: what writes is not sent as nobody after it was somebody's.
                    None => assert!(
                        self.user.is_none() || self.call.safe,
                        "a write is repeated as nobody"
                    ),
                }
            }
            Step::Refuse(error) => drop(super::assert_json(&error.to_json())),
            Step::AskLogin(_) => {
                machine.asking();
                machine.asked();
                machine.waited(&mut self.call);
            }
            Step::Refresh => assert!(machine.login().is_some()),
        }
        Some(step)
    }

    /// Its response brings a token along, which is nobody else's.
    pub fn rotate(&self, machine: &mut Machine, token: &str, now: f64) {
        let before = machine.login().map(Login::user_key);
        machine.rotate(&self.call, token, now);
        assert_eq!(machine.login().map(Login::user_key), before, "a call changed the user");
    }

    fn carries(&mut self, machine: &Machine, token: &str, now: f64) {
        assert!(self.call.may_carry && self.call.auth != Auth::Omit);
        let login = machine.login().expect("a token is of a login");
        assert_eq!(token, login.token.expose());
        // Sentence 4: a token that counts as expired is not sent.
        assert!(login.usable_until(30.0) > now, "an expired token is sent");
        // Sentence 3: not for another user than the call was begun for.
        let key = login.user_key();
        assert!(self.user.as_ref().is_none_or(|user| *user == key), "of another user");
        self.user = Some(key);
    }

    /// Its response has arrived, if it was sent. Whether it is over.
    pub fn answered(&mut self, machine: &mut Machine, kind: usize) -> bool {
        if !self.flying {
            return false;
        }
        self.flying = false;
        let refusal = match kind % 4 {
            0 => None,
            1 => Some(Refusal::Silent),
            2 => Some(Refusal::Explicit(EndReason::Rejected)),
            _ => Some(Refusal::Explicit(EndReason::Expired)),
        };
        let repeats = machine.answered(&mut self.call, refusal) == Verdict::Repeat;
        if repeats {
            // Sentence 2: never a third time, and only if the token was refused.
            assert!(refusal.is_some(), "repeated without a refusal");
            assert!(self.sent < 2, "repeated twice");
        }
        !repeats
    }
}
