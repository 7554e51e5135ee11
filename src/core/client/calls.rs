//! Calls: when one is sent, with the token or without, and what comes of its response.

use alloc::{boxed::Box, vec::Vec};
use core::hash::Hash;

use super::{Client, Effect};
use crate::core::{
    error::{EndReason, Error, Result},
    login::Login,
    server::{Refusal, Server},
    session::{Auth, Call, Machine, Step, Verdict},
};

/// What is known of a call when it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Traits {
    /// Whether it carries the token.
    pub auth: Auth,
    /// GET or HEAD: may be repeated as nobody.
    pub safe: bool,
    /// Whether its body can be sent a second time.
    pub replayable: bool,
    /// Whether it goes to a route. Elsewhere there is no other way.
    pub route: bool,
}

/// A response to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answered {
    /// Its HTTP status.
    pub status: u16,
    /// What it says of the token.
    pub refusal: Option<Refusal>,
}

/// What to do with what came of sending a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// The app gets it: the response, or the error for the lack of one.
    Deliver,
    /// The same. The way to the REST API that was taken last is worth remembering.
    Keep,
    /// The call is sent once more: report [`super::Event::Call`] again.
    Repeat,
    /// The app gets an error: the token was refused, and the body cannot be sent a second time.
    NotReplayable,
    /// Another way to the REST API is looked for (`core::way`). If there is one, the call is sent once more.
    /// Otherwise report [`super::Event::CallAnswered`] again, which is not lost then.
    Detour,
    /// Nobody has read the token, which some plugins do at one form of the address only. The client returns
    /// to the form that it knew before its last detour. If this call took the detour, the app gets the first
    /// response. If not, the call is sent once more. A client that knew no other form gives the app the
    /// response.
    GoBack,
}

/// How far the asking for a login has come: once for every call that needs one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) enum Asking {
    /// Nobody needs one.
    #[default]
    No,
    /// The app is about to be asked. Calls of this moment wait as well.
    Soon,
    /// The app has been asked; it may be logging in.
    Asked,
}

/// The calls on their way, by number, and the asking for a login.
#[derive(Debug, Clone, Default)]
pub(super) struct Calls {
    pub(super) list: Vec<(u32, Call)>,
    asking: Asking,
    /// Counts how often the app was asked: it may respond late.
    asks: u32,
    /// Why the last call was refused.
    refusal: Option<Box<Error>>,
}

impl Calls {
    /// What the future depends on.
    pub(super) fn essence(&self, machine: &Machine) -> impl Eq + Hash + use<> {
        let of = |(number, call): &(u32, Call)| (*number, machine.call_essence(call));
        let mut calls: Vec<_> = self.list.iter().map(of).collect();
        calls.sort_by_key(|(number, _)| *number);
        (calls, self.asking)
    }

    fn get(&mut self, number: u32) -> Option<&mut Call> {
        self.list.iter_mut().find(|(known, _)| *known == number).map(|(_, call)| call)
    }
}

impl Client {
    /// A call on its way: begins it, if it has not begun. Call this before `Stored`: a call that changes
    /// something is for the user whom the app has seen, not for one who has logged in elsewhere.
    pub fn begin_call(&mut self, number: u32, traits: Traits) {
        if self.calls.get(number).is_none() {
            let Traits { auth, safe, replayable, route } = traits;
            let mut call = self.machine.begin(auth, safe, replayable);
            call.route = route;
            if !safe {
                call.user = self.machine.login().map(|login| Some(login.user_key()));
            }
            self.calls.list.push((number, call));
        }
    }

    /// Begins a call that goes on with what was begun for this user (`Login::user_key`), before its first
    /// [`super::Event::Call`]: it is sent as nobody else.
    pub fn begin_for(&mut self, number: u32, traits: Traits, user: &str) {
        self.begin_call(number, traits);
        if let Some(call) = self.calls.get(number) {
            call.user = Some(Some(user.into()));
        }
    }

    /// Whom a call is for, once it has been sent with a token.
    pub fn caller(&mut self, number: u32) -> Option<&str> {
        self.calls.get(number)?.user.as_ref()?.as_deref()
    }

    /// Another part began it, for this login, and perhaps sent it.
    pub(super) fn resume(
        &mut self,
        number: u32,
        traits: Traits,
        login: Option<&Login>,
        sent: bool,
    ) {
        self.begin_call(number, traits);
        if let (Some(call), Some(login)) = (self.calls.get(number), login) {
            self.machine.resume(call, login, sent);
        }
    }

    /// What to do with a call now.
    pub(super) fn call(
        &mut self,
        number: u32,
        traits: Traits,
        aim: Result<Option<bool>>,
        now: f64,
        effects: &mut Vec<Effect>,
    ) {
        self.begin_call(number, traits);
        let Some(call) = self.calls.get(number) else { return };
        let is_known = matches!(aim, Ok(Some(_)));
        let step = match aim {
            Err(error) => Step::Refuse(error),
            Ok(may_carry) => {
                call.may_carry = may_carry.unwrap_or(true);
                self.machine.next(call, now)
            }
        };
        let effect = match step {
            // A call that is refused anyway is not worth a search.
            Step::Send(_) if !is_known => Effect::Search,
            Step::Send(token) => Effect::Send { signed: token.is_some() },
            Step::Refresh => Effect::AwaitRefresh,
            Step::AskLogin(_) => {
                // It waits only once.
                self.machine.waited(call);
                Effect::AwaitLogin
            }
            Step::Refuse(error) => {
                self.calls.refusal = Some(error);
                Effect::Refuse
            }
        };
        // The app sees what was found before anything takes time.
        self.announce(effects);
        effects.push(effect);
        match effect {
            Effect::AwaitRefresh => self.begin_refresh(true, effects),
            Effect::AwaitLogin if self.calls.asking == Asking::No => {
                self.calls.asking = Asking::Soon;
                effects.push(Effect::AskSoon);
            }
            _ => {}
        }
    }

    /// Why the last call was refused, of which [`Effect::Refuse`] tells.
    pub fn take_refusal(&mut self) -> Option<Box<Error>> {
        self.calls.refusal.take()
    }

    /// Whose token a call was sent with, and whether that could be renewed.
    pub fn sender(&mut self, number: u32) -> Option<(Server, bool)> {
        self.calls.get(number)?.sent_by
    }

    /// It was sent, and this came of it.
    pub(super) fn call_answered(
        &mut self,
        number: u32,
        [is_lost, is_detour]: [bool; 2],
        answered: Result<Answered>,
        now: f64,
        effects: &mut Vec<Effect>,
    ) {
        self.machine.observe(now);
        let Some(call) = self.calls.get(number) else { return };
        let effect = match answered {
            _ if is_lost && call.replayable && call.route => Effect::Judged(Judgement::Detour),
            // The performer says why there is no response.
            Err(_) if is_lost => Effect::Judged(Judgement::Deliver),
            Err(error) => {
                self.calls.refusal = Some(error);
                Effect::Refuse
            }
            Ok(Answered { status, refusal }) => {
                let is_signed = call.is_signed();
                Effect::Judged(match self.machine.answered(call, refusal) {
                    Verdict::Repeat => Judgement::Repeat,
                    Verdict::NotReplayable => Judgement::NotReplayable,
                    Verdict::Deliver if is_signed && status == 401 && call.replayable => {
                        Judgement::GoBack
                    }
                    // With a token only a success shows that the token is read there.
                    Verdict::Deliver
                        if is_detour
                            && (!is_signed
                                || (200..300).contains(&status) && refusal.is_none()) =>
                    {
                        Judgement::Keep
                    }
                    Verdict::Deliver => Judgement::Deliver,
                })
            }
        };
        self.announce(effects);
        effects.push(effect);
    }

    pub(super) fn call_ended(&mut self, number: u32) {
        let at = self.calls.list.iter().position(|(known, _)| *known == number);
        at.map(|at| self.calls.list.swap_remove(at));
        self.forget();
    }

    /// Forgets logins that are over, unless a call on its way may have been sent with them.
    pub(super) fn forget(&mut self) {
        self.machine.forget(self.calls.list.iter().map(|(_, call)| call));
    }

    /// A response brought a newer token along.
    pub(super) fn rotated(&mut self, call: u32, token: &str, now: f64, effects: &mut Vec<Effect>) {
        let Some(call) = self.calls.get(call) else { return };
        if self.machine.rotate(call, token, now) {
            self.rotated = Some(self.machine.ticket(now));
            self.announce(effects);
            effects.push(Effect::SaveRotated);
        }
    }

    /// The token that a response brought has been stored, or could not be.
    pub(super) fn rotation_saved(&mut self, persisted: bool, effects: &mut Vec<Effect>) {
        let Some(ticket) = self.rotated.take() else { return };
        self.tell_saved(ticket, persisted, false, effects);
    }

    /// The calls of the moment wait: asks the app, unless that is not needed any more.
    pub(super) fn ask_login(&mut self, effects: &mut Vec<Effect>) {
        if self.calls.asking != Asking::Soon {
            return;
        }
        if self.machine.ended() == Some(EndReason::LoggedOut) {
            return self.end_asking(effects);
        }
        self.calls.asking = Asking::Asked;
        self.calls.asks += 1;
        self.machine.asking();
        effects.push(Effect::AskLogin { ask: self.calls.asks });
    }

    /// The app has answered, or its login has failed.
    pub(super) fn login_asked(&mut self, ask: u32, given: bool, effects: &mut Vec<Effect>) {
        // Too late, if somebody has logged in meanwhile.
        if self.calls.asking != Asking::Asked || ask != self.calls.asks {
            return;
        }
        if given {
            effects.push(Effect::LogIn);
        } else {
            self.end_asking(effects);
        }
    }

    /// Somebody has logged in: nobody needs to be asked any more.
    pub(super) fn check_asking(&mut self, effects: &mut Vec<Effect>) {
        if self.calls.asking != Asking::No && self.machine.login().is_some() {
            self.end_asking(effects);
        }
    }

    fn end_asking(&mut self, effects: &mut Vec<Effect>) {
        self.calls.asking = Asking::No;
        self.machine.asked();
        effects.push(Effect::SettleLogin);
    }

    /// Whether the app is being asked for a login.
    pub fn is_asking(&self) -> bool {
        self.calls.asking != Asking::No
    }
}

impl Judgement {
    /// As JavaScript takes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Deliver => "",
            Self::Keep => "keep",
            Self::Repeat => "repeat",
            Self::NotReplayable => "lost",
            Self::Detour => "detour",
            Self::GoBack => "back",
        }
    }
}
