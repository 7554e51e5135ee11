//! Two tabs, three calls, one server, and what is between them.

use core::fmt;
use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

use super::server::{Fate, HOUR, Pair, Server, USERS, mark_of, marker_text, user_of};
use crate::core::{
    client::{Client, Traits},
    login::Login,
    session::{Config, Refresh, State},
};

/// What must never happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Rule {
    SpentTwice,
    SentThrice,
    OtherUser,
    SentExpired,
    WriteAsNobody,
    OutlivedLogout,
    EndedByOldLogout,
    EndedWhileLive,
    FailedThoughCurable,
    AskedTwice,
    AskedAfterLogout,
    LoggedInLate,
}

/// A message from the other tab, as `pkg/engine/session.js` says them. "changed" is none of these: it
/// has a tab look around, which it may do at any time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Message {
    LoggedOut(usize, u8),
    Ended,
    AreYouBusy,
    Busy,
    /// Until when, in bits.
    Wait(u64),
}

/// What a refresh came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Reply {
    Granted(Pair),
    Refused,
    Unreachable,
}

/// What the world owes a tab's client for an effect: the event that responds to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Owed {
    /// The lock.
    Lock,
    /// The response to a request with this pair's refresh token.
    Answer(u8),
    /// The response, which is on its way back.
    Reply(Reply),
    /// A tab that was refused looks again, for a second.
    Look,
}

/// A slow store reads: it finds what was there when it was asked.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    pub found: Option<Arc<Record>>,
    /// For the effect `Look`.
    pub is_look: bool,
}

/// A slow store writes a session for the effect `Save`.
#[derive(Debug, Clone)]
pub(super) struct Writing {
    pub record: Arc<Record>,
    /// It is there, and the tab does not know yet.
    pub is_done: bool,
}

/// A login on its way.
#[derive(Debug, Clone, Copy)]
pub(super) struct LoggingIn {
    pub pair: Pair,
    /// `Client::logouts` when it began.
    pub logouts: u32,
    /// It was stored with this logout marker, and is not in force yet.
    pub stored: Option<u8>,
    /// The asking whose answer it is.
    pub ask: Option<u32>,
}

/// The asking for a login, as far as the app and its page know of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Asks {
    /// The page is about to ask.
    pub soon: bool,
    /// The app has been asked, and calls wait.
    pub open: bool,
    /// The last asking, and those that the app has not answered.
    pub last: u32,
    pub prompts: Vec<u32>,
}

/// A stored session.
#[derive(Debug, Clone)]
pub(super) struct Record {
    pub text: String,
    pub login: Login,
}

impl Record {
    pub fn of(login: Login) -> Arc<Self> {
        Arc::new(Self { text: login.to_record(SITE), login })
    }
}

#[derive(Debug, Clone)]
pub(super) struct Tab {
    pub alive: bool,
    pub client: Client,
    pub owed: Option<Owed>,
    pub login: Option<LoggingIn>,
    pub asks: Asks,
    /// It has asked the tab with the lock whether that is at work.
    pub doubts: bool,
    /// What a slow store is reading for it.
    pub reads: Vec<Reading>,
    /// What a slow store is writing for it.
    pub write: Option<Writing>,
    pub inbox: Vec<Message>,
    /// In `session` storage: the name that this tab knows its session by.
    pub own: Option<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Stage {
    Begun,
    /// For a refresh.
    Waiting,
    /// For a login.
    Asking,
    Sent(Option<u8>),
    Refused,
    Done,
}

#[derive(Debug, Clone)]
pub(super) struct Caller {
    pub tab: usize,
    pub traits: Traits,
    pub stage: Stage,
    pub sends: u8,
    /// The generation of the token it was last sent with.
    pub sent_generation: Option<u32>,
    pub sent_for: Option<usize>,
}

/// How often what may happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct Left {
    pub hours: u8,
    pub logouts: u8,
    pub logins: u8,
    /// Responses lost, tabs killed, storage cleared, locks lost, tokens forgotten.
    pub faults: u8,
    /// How often a tab that waits for the lock asks whether the other one is at work.
    pub doubts: u8,
}

#[derive(Clone)]
pub(super) struct World {
    pub tabs: [Tab; 2],
    pub calls: [Caller; 3],
    pub server: Server,
    /// What is stored, as each tab sees it: on its own, or late.
    pub seen: [Option<Arc<Record>>; 2],
    /// What is stored in truth, where the tabs share it.
    pub store: Option<Arc<Record>>,
    /// The name of the session in each tab's own storage, and which names were used up.
    pub names: [u8; 2],
    pub used: u32,
    pub named: u8,
    /// The last logout of each user; 0 is none.
    pub markers: [u8; 2],
    pub logouts: u8,
    pub cleared: bool,
    /// A tab went on without the lock: it may use a refresh token that another one has used.
    pub unlocked: bool,
    pub lock: Option<usize>,
    /// The owner of the lock is done, and keeps it until others see what was stored.
    pub lingering: bool,
    pub hour: u8,
    pub left: Left,
    pub broken: Option<Rule>,
}

const SITE: &str = "https://example.org";

pub(super) fn new_client(can_ask: bool) -> Client {
    let config = Config { margin_s: 30.0, refresh: Refresh::Auto, can_ask };
    Client::new(config, SITE.into(), None)
}

/// What is stored, as a store tells it.
pub(super) fn text_of(stored: Option<&Record>) -> &str {
    stored.map_or("", |record| &record.text)
}

impl World {
    pub fn now(&self) -> f64 {
        f64::from(self.hour) * HOUR
    }

    pub fn break_rule(&mut self, rule: Rule) {
        self.broken = self.broken.or(Some(rule));
    }

    /// The marker of a user's last logout, as it stands in storage.
    pub fn marker(&self, user: usize) -> String {
        marker_text(self.markers[user])
    }

    /// The markers of all logouts, in the form that a client reads.
    pub fn marker_list(&self) -> String {
        let pairs = self.markers.iter().zip(USERS).filter(|(marker, _)| **marker > 0);
        let pairs: Vec<_> = pairs.map(|(marker, user)| format!(r#""{user}":"{marker}""#)).collect();
        ["{", &pairs.join(","), "}"].concat()
    }

    pub fn busy(&self) -> bool {
        self.tabs.iter().any(|tab| {
            let is_told = tab.inbox.is_empty() && tab.reads.is_empty();
            tab.client.is_refreshing() || tab.login.is_some() || !is_told
        })
    }
}

fn hash_login<H: Hasher>(login: Option<&Login>, state: &mut H) {
    let Some(login) = login else { return 255u8.hash(state) };
    (user_of(login), mark_of(login), login.can_refresh()).hash(state);
    (login.marker.as_str(), login.expires_at.map(f64::to_bits)).hash(state);
}

/// Only what the future depends on: numbers that count up are compared, never used.
impl Hash for World {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for tab in &self.tabs {
            (tab.alive, &tab.client, tab.owed, &tab.inbox, tab.own).hash(state);
            // A login needs to know whether there was a logout, not how many.
            let Asks { soon, open, last, prompts } = &tab.asks;
            let login = tab.login.map(|LoggingIn { pair, logouts, stored, ask }| {
                let is_in_time = logouts == tab.client.logouts();
                (pair, is_in_time, stored, ask.map(|ask| ask == *last))
            });
            let prompts: Vec<_> = prompts.iter().map(|ask| ask == last).collect();
            (login, soon, open, prompts, tab.doubts).hash(state);
            for read in &tab.reads {
                read.is_look.hash(state);
                hash_login(read.found.as_ref().map(|record| &record.login), state);
            }
            tab.write.as_ref().map(|write| write.is_done).hash(state);
            hash_login(tab.write.as_ref().map(|write| &write.record.login), state);
        }
        for caller in &self.calls {
            caller.stage.hash(state);
            // The client's part is in the tab.
            if caller.stage != Stage::Done {
                let generation = self.tabs[caller.tab].client.machine.generation;
                (caller.sends, caller.sent_for).hash(state);
                (caller.sent_generation == Some(generation)).hash(state);
            }
        }
        for stored in [&self.seen[0], &self.seen[1], &self.store] {
            hash_login(stored.as_ref().map(|record| &record.login), state);
        }
        (
            &self.server,
            self.names,
            self.used,
            self.named,
            self.markers,
            self.cleared,
            self.unlocked,
        )
            .hash(state);
        (self.lock, self.lingering, self.hour, self.left, self.broken).hash(state);
    }
}

impl PartialEq for World {
    fn eq(&self, other: &Self) -> bool {
        let hash = |world: &Self| {
            let mut hasher = DefaultHasher::new();
            world.hash(&mut hasher);
            hasher.finish()
        };
        hash(self) == hash(other)
    }
}

impl Server {
    /// Whether a user's session can still be renewed with this pair.
    pub fn is_live(&self, login: &Login) -> bool {
        login.can_refresh() && self.fate(mark_of(login)) == Fate::Alive
    }
}

/// Short, for counterexamples.
impl fmt::Debug for World {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let show = |login: Option<&Login>| {
            login.map(|login| {
                (user_of(login), mark_of(login), login.can_refresh(), login.marker.clone())
            })
        };
        let stored = |one: &Option<Arc<Record>>| show(one.as_ref().map(|record| &record.login));
        for tab in &self.tabs {
            let session = match &tab.client.machine.state {
                State::Authenticated(login) => format!("{:?}", show(Some(login))),
                other => format!("{other:?}"),
            };
            let Tab { alive, client, owed, login, asks, doubts, inbox, own, reads, write } = tab;
            let refreshing = client.is_refreshing();
            writeln!(
                out,
                "  tab: {session}, alive {alive}, refreshing {refreshing}, {owed:?}, {login:?}, {asks:?}, doubts {doubts}, {inbox:?}, own {own:?}, reads {:?}, writes {:?}",
                reads.iter().map(|read| (read.is_look, stored(&read.found))).collect::<Vec<_>>(),
                write.as_ref().map(|write| (write.is_done, show(Some(&write.record.login)))),
            )?;
        }
        for Caller { stage, sends, sent_for, .. } in &self.calls {
            writeln!(out, "  call: {stage:?}, sent {sends} times for {sent_for:?}")?;
        }
        writeln!(out, "  seen: {:?}", self.seen.each_ref().map(stored))?;
        writeln!(out, "  store: {:?}, markers {:?}", stored(&self.store), self.markers)?;
        write!(out, "  server: {:?}", &self.server.fates[..usize::from(self.server.issued)])
    }
}
