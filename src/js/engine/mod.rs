//! A client's session as a JavaScript class. All methods are synchronous.

mod calls;
mod handle;
mod login;
mod meta;
mod options;
mod search;
mod snapshot;
#[cfg(all(test, target_arch = "wasm32", feature = "npm"))]
mod tests;

use alloc::{boxed::Box, string::String, vec::Vec};

#[cfg(not(feature = "web"))]
use super::door::{canonical, now};
use super::{
    operations::{LoginOperation, Operation},
    slab::Slab,
};
use crate::core::{
    client::{Client, Event, Given, Heard, LogIn, Store, deletion},
    discovery::{Discovery, Found},
    error::{Code, Error, Result, Sent},
    json::integer,
    login::Login,
    secret::Secret,
    server::Server,
    session::{session_expired, user_mismatch},
    site::Site,
};
#[cfg(feature = "web")]
use crate::web::page::{canonical, now};

use calls::Packed;
#[cfg(feature = "web")]
pub(crate) use calls::{GET, LATE, OWN, SIGNED, VALUE};
#[cfg(feature = "web")]
pub(crate) use login::{STORED, TWIN};
pub(crate) use meta::Meta;

/// A client's session: what to send, and what a response means.
#[cfg_attr(all(target_arch = "wasm32", feature = "npm"), wasm_bindgen::prelude::wasm_bindgen)]
pub struct Engine {
    site: Site,
    server: Option<Server>,
    pub(crate) client: Client,
    /// Logins, and questions about the session's token.
    tasks: Slab<Box<LogIn>>,
    found: Option<Found>,
    /// Whether that is from an earlier visit and may be out of date.
    found_is_old: bool,
    search: Option<Discovery>,
    /// Cookies of the server, on a backend.
    confided: Vec<Secret>,
}

/// Characters of a sentence of the doctor, and of what it quotes.
const MOST: usize = 5000;

const YES: Option<String> = Some(String::new());

fn yes(answer: bool) -> Option<String> {
    if answer { YES } else { None }
}

fn number_text(number: f64) -> Option<String> {
    let mut text = String::new();
    integer(&mut text, number);
    Some(text)
}

fn href(address: &str) -> Result<String> {
    let message = "An address must begin with \"https://\", and a route with \"/\".";
    canonical(address).ok_or_else(|| Error::new(Code::InvalidOption, message))
}

impl Engine {
    pub(crate) fn run(
        &mut self,
        operation: Operation,
        number: f64,
        text: &str,
        body: &str,
    ) -> Result<Option<String>> {
        // A negative number is none.
        let index = if number < 0.0 { usize::MAX } else { number as usize };
        // Of a store, and of what an operation explains: `pkg/engine/storage.js` has the same bits.
        let (store, is_marked) = (Store::of(index as u8), index & 64 != 0);
        let packed = Packed::of(number);
        Ok(match operation {
            Operation::id => Some(self.site.id()),
            Operation::url => Some(self.root().url(text)),
            Operation::isMixedContent => yes(self.site.is_mixed_content()),
            Operation::session => Some(self.client.machine.session().to_json()),
            Operation::token => {
                let valid = self.client.machine.is_valid_for(number, now());
                self.client
                    .machine
                    .token(now())
                    .filter(|_| valid)
                    .map(|token| token.expose().into())
            }
            Operation::canRenew => yes(self.client.machine.can_renew()),
            Operation::claims => {
                let claims = self.client.machine.login().map(|login| login.claims.clone());
                claims.filter(|claims| !claims.is_empty())
            }
            Operation::user => {
                let user = self.client.machine.login().map(Login::user_key);
                match &user {
                    None if number > 0.0 => return Err(session_expired().sent(Sent::Answered)),
                    // The app has seen another one.
                    Some(user) if !text.is_empty() && user != text => return Err(user_mismatch()),
                    _ => user,
                }
            }
            Operation::seen => {
                if let Some(login) = self.client.read(text) {
                    self.client.machine.seen(login);
                }
                None
            }
            Operation::stored => {
                let text = Some(text).filter(|_| is_marked);
                self.handle(Event::Stored { store, text, markers: body })
            }
            Operation::kept => self.handle(Event::Kept { store, text }),
            Operation::woken => self.handle(Event::Woken { shown: number > 0.0 }),
            Operation::changed => self.handle(Event::Changed),
            Operation::wakeAt => self.client.wake_at().and_then(number_text),
            Operation::record => self.client.record(),
            Operation::mayReplace if number > 1.0 => yes(self.client.may_clear(text, number)),
            Operation::mayReplace => yes(self.client.may_replace(number > 0.0, text)),
            Operation::snapshot => self.snapshot(),
            Operation::forgetRefreshToken => {
                self.client.machine.forget_refresh_token();
                None
            }
            Operation::logOut => {
                let is = |bit| index & bit != 0;
                let (everywhere, removed, marked) = (is(1), is(2), is(4));
                self.handle(Event::LogOut { everywhere, removed, marked })
            }
            Operation::deletion => deletion(text, body),
            Operation::request => Some(self.request(index, text)?),
            Operation::carrier => self.client.machine.login().map(|login| login.server.carrier()),
            Operation::logouts => number_text(self.client.logouts().into()),
            Operation::header => self.login_or_pending(index).map(header),
            Operation::refresh => self.handle(Event::Refresh { awaited: number > 0.0 }),
            Operation::locked => self.handle(Event::Locked(number > 0.0)),
            Operation::failed => self.handle(Event::Failed),
            Operation::looked => self.handle(Event::Looked),
            Operation::foundOwner => {
                self.handle(Event::FoundOwner { name: number, is_used: !text.is_empty() })
            }
            Operation::owned => self.handle(Event::Owned(number)),
            Operation::refreshAnswered => {
                let result = Meta::of(text).and_then(|meta| self.refresh_grant(&meta, body));
                self.handle(Event::Answered { result, chance: number })
            }
            Operation::saved => {
                let persisted = index & 1 != 0;
                let saved = if index & 2 == 0 { Event::Saved } else { Event::RotationSaved };
                self.handle(saved(persisted))
            }
            Operation::timer => self.handle(Event::Timer),
            Operation::settled => self.handle(Event::Settled),
            Operation::heard => self.handle(Event::Heard(Heard::of(text))),
            Operation::recall => {
                let newer = number > 0.0;
                if self.found.is_none() || newer {
                    self.found = Found::from_record(text, &self.site);
                    self.found_is_old = self.found.is_some() && !newer;
                }
                None
            }
            Operation::finding => self.found.as_ref().map(Found::to_record),
            Operation::knows => yes(self.knows_enough(number > 0.0)),
            Operation::call => self.next(packed, text, body),
            Operation::resumed => {
                let (call, traits) = (packed.call(), packed.traits());
                self.handle(Event::Resumed { call, traits, text, sent: !body.is_empty() })
            }
            Operation::beginFor => {
                self.client.begin_for(packed.call(), packed.traits(), text);
                None
            }
            Operation::callAnswered => {
                let (call, is_lost, is_detour) = (packed.call(), packed.is(1), packed.is(2));
                let answered = Meta::of(text).and_then(|meta| self.answered(call, &meta, body));
                self.handle(Event::CallAnswered { call, is_lost, is_detour, answered })
            }
            Operation::callEnded => self.handle(Event::CallEnded(packed.call())),
            Operation::rotated => self.handle(Event::Rotated { call: packed.call(), token: text }),
            Operation::ask => self.handle(Event::Ask),
            Operation::loginAsked => {
                let given = index & 1 != 0;
                self.handle(Event::LoginAsked { ask: (index / 2) as u32, given })
            }
            Operation::weigh => self.weigh(&Meta::of(text)?, body, index)?,
            Operation::redact => Some(self.secrets().apply(text, MOST)),
        })
    }

    /// Calls and refreshes reach nothing of this.
    pub(crate) fn run_login(
        &mut self,
        operation: LoginOperation,
        number: f64,
        text: &str,
        body: &str,
    ) -> Result<Option<String>> {
        let index = if number < 0.0 { usize::MAX } else { number as usize };
        Ok(match operation {
            LoginOperation::factor => self.client.factor(now()).map(|token| token.expose().into()),
            LoginOperation::logIn => {
                let (is_approved, is_kept) = (index & 1 != 0, index & 2 != 0);
                let (server, factor) =
                    if is_approved { (Server::by_id(body), None) } else { (None, Some(body)) };
                let factor = factor.filter(|token| !token.is_empty());
                let number = self.log_in(Given {
                    credentials: text.into(),
                    server,
                    is_approved,
                    is_kept,
                    factor: factor.map(|token| Secret::new(token.into())),
                    logouts: (index >> 2) as u32,
                });
                number_text(number as f64)
            }
            LoginOperation::goOn => {
                let effect = self.go_on(index, text, body)?;
                effect.map(|effect| self.login_line(index, effect))
            }
            LoginOperation::giveUp => {
                self.give_up(index);
                None
            }
            LoginOperation::search if self.knows_enough(number > 0.0) => None,
            LoginOperation::search => {
                let known = self.found.as_ref().map(|found| found.root.clone());
                let (search, next) = Discovery::new(&self.site, self.server.is_none(), known);
                self.search = Some(search);
                self.search_on(next)?
            }
            LoginOperation::searched => self.searched(&Meta::of(text)?, body)?,
            LoginOperation::confide => {
                if text.is_empty() {
                    self.confided.clear();
                } else {
                    self.confided.push(Secret::new(text.into()));
                }
                None
            }
        })
    }

    /// The session, or what a login or a question is about.
    fn login_or_pending(&self, task: usize) -> Option<&Login> {
        if task == usize::MAX { self.client.machine.login() } else { self.tasks.get(task)?.login() }
    }

    /// The server that the app named, else a guess: the store and the site may lie, so that only one
    /// that gives a token may get the password.
    fn current_server(&self) -> Option<Server> {
        let found = self.found.as_ref().and_then(|found| found.server);
        let guess = || found.or_else(|| self.client.machine.login().map(|login| login.server));
        self.server.or_else(|| guess().filter(Server::gives_token))
    }
}

/// The value of the header that carries the token.
fn header(login: &Login) -> String {
    login.server.header(login.token.expose())
}
