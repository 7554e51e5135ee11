//! Two tabs, three calls, one server, and what is between them.

use core::{fmt, mem::discriminant};
use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

use super::server::{Fate, HOUR, MINUTE, Pair, Server, USERS, mark_of, marker_text, user_of};
use crate::core::{
    client::{Client, Effect, LogIn, Traits},
    login::Login,
    session::{Config, EndReason, Refresh, State},
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
    LoggedInOther,
    AdoptedRefused,
    StaleCode,
    AskedTwice,
    AskedAfterLogout,
    LoggedInLate,
}

/// A message from the other tab, as `pkg/engine/session.js` says them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Message {
    LoggedOut(usize, u8),
    Ended(EndReason),
    /// A session was stored that arrived at this time, in milliseconds.
    Changed(u64),
    /// Asks whose the session with this name is.
    Whose(u8),
    Mine(u8),
    AreYouBusy,
    Busy,
    /// A refresh failed. No tab begins one in the background before this time, in milliseconds.
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
    /// What the other tab says of the name of the session.
    Claim,
}

/// What a slow store does for a tab.
#[derive(Debug, Clone)]
pub(super) struct Job {
    pub kind: Kind,
    /// Whether a login waits until it is done.
    pub is_login: bool,
    /// The effects that wait until it is done.
    pub rest: Vec<Effect>,
}

#[derive(Debug, Clone)]
pub(super) enum Kind {
    /// It reads, and this was there when it was asked to.
    Look(Option<Arc<Record>>),
    /// The same, and nothing waits for it.
    Check(Option<Arc<Record>>),
    /// It stores this; nothing if it has not yet read what is in its place, while nobody else stores anything.
    Save(Option<Arc<Record>>),
    /// It has stored this, which the tab does not know yet.
    Saved(Arc<Record>),
    /// It removes what has ended.
    Remove,
    /// It removes whatever is stored.
    Clear,
}

impl Kind {
    pub fn record(&self) -> Option<&Arc<Record>> {
        match self {
            Self::Look(record) | Self::Check(record) | Self::Save(record) => record.as_ref(),
            Self::Saved(record) => Some(record),
            Self::Remove | Self::Clear => None,
        }
    }
}

/// A login on its way, or the question whether the session's token is accepted.
#[derive(Debug, Clone)]
pub(super) struct LoggingIn {
    pub task: LogIn,
    /// Who logs in.
    pub user: usize,
    /// What was granted last.
    pub pair: Option<Pair>,
    /// The user has logged out since it began.
    pub is_over: bool,
    /// The prompt that it belongs to.
    pub ask: Option<u32>,
    pub owed: Owing,
}

/// What a tab's page and the app know of the asking for a login.
#[derive(Debug, Clone, Default)]
pub(super) struct Asks {
    /// The page is about to ask.
    pub soon: bool,
    /// The app has been asked, and calls wait for what it gives.
    pub is_open: bool,
    /// The last prompt, and those that the app has not answered.
    pub last: u32,
    pub prompts: Vec<u32>,
}

/// What the world owes a login for an effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Owing {
    /// The response, which is on its way back.
    Reply(Told),
    /// A slow store is at work.
    Store,
}

/// What a login's request was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Told {
    Granted(Pair),
    /// The server wants this user's code.
    CodeWanted(usize),
    /// Whether the token in doubt is accepted.
    Accepted(bool),
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
    /// What a slow store has been asked to do.
    pub jobs: Vec<Job>,
    /// It has asked whether the tab with the lock is at work, and has not heard of it.
    pub asked: bool,
    /// The refresh could not go on.
    pub failed: bool,
    pub inbox: Vec<Message>,
}

impl Tab {
    /// Whether something is on its way to it.
    fn is_awaited(&self) -> bool {
        !self.inbox.is_empty() || !self.jobs.is_empty()
    }
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
    /// Codes of a second factor that a user types, in time or late.
    pub codes: u8,
    /// Tokens from elsewhere that are adopted, and questions whether the session's token is accepted.
    pub adoptions: u8,
    pub questions: u8,
    /// How often the server forgets its access tokens, apart from faults.
    pub forgotten: u8,
    /// Responses lost, tabs killed, storage cleared, locks lost, tokens forgotten.
    pub faults: u8,
    /// How often a slow store fails, or its lock.
    pub failures: u8,
    /// How often a tab asks whether the tab with the lock is at work.
    pub rounds: u8,
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
    /// Whose cookie this browser has, with which the server overlooks name and password.
    pub jar: Option<usize>,
    /// For whom a code may be sent, by tab.
    pub codes: [Option<usize>; 2],
    /// Ten minutes of this hour have passed.
    pub paused: bool,
    /// A tab went on without the lock: it may use a refresh token that another one has used.
    pub unlocked: bool,
    pub lock: Option<usize>,
    /// The owner of the lock is done, and keeps it until others see what was stored.
    pub lingering: bool,
    /// A tab wanted the lock before it had released it, and can't release it any more.
    pub orphaned: bool,
    /// The store has not been read once when it should have been.
    pub unread: bool,
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
        let minutes = if self.paused { 10.0 } else { 0.0 };
        f64::from(self.hour) * HOUR + minutes * MINUTE
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

    /// Whether a tab knows its session for its own.
    pub fn owns(&self, at: usize) -> bool {
        self.tabs[at].client.own_name() == f64::from(self.names[at])
    }

    pub fn busy(&self) -> bool {
        self.tabs
            .iter()
            .any(|tab| tab.client.is_refreshing() || tab.login.is_some() || tab.is_awaited())
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
            (tab.alive, &tab.client, tab.owed, &tab.inbox).hash(state);
            // A login needs to know whether there was a logout, not how many.
            let Asks { soon, is_open, last, prompts } = &tab.asks;
            let login = tab.login.as_ref().map(|login| {
                let of = (login.user, login.is_over, login.ask.map(|ask| ask == *last));
                (login.pair, login.owed, of, login.task.essence(&tab.client))
            });
            let prompts: Vec<_> = prompts.iter().map(|ask| ask == last).collect();
            (login, soon, is_open, prompts, tab.failed, tab.asked).hash(state);
            for Job { kind, is_login, rest } in &tab.jobs {
                (discriminant(kind), is_login).hash(state);
                hash_login(kind.record().map(|record| &record.login), state);
                for effect in rest {
                    discriminant(effect).hash(state);
                }
            }
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
            self.jar,
            self.codes,
            self.paused,
        )
            .hash(state);
        let lock = (self.lock, self.lingering, self.orphaned, self.unread);
        (lock, self.hour, self.left, self.broken).hash(state);
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
        for tab in &self.tabs {
            let session = match &tab.client.machine.state {
                State::Authenticated(login) => format!("{:?}", show(Some(login))),
                other => format!("{other:?}"),
            };
            let Tab { alive, client, owed, login, asks, jobs, failed, inbox, .. } = tab;
            let own = client.own_name();
            let refreshing = client.is_refreshing();
            writeln!(
                out,
                "  tab: {session}, alive {alive}, refreshing {refreshing}, {owed:?}, {login:?}, {asks:?}, {inbox:?}, own {own:?}, failed {failed}"
            )?;
            for Job { kind, rest, .. } in jobs {
                let record = show(kind.record().map(|record| &record.login));
                let name = format!("{kind:?}");
                let name = name.split('(').next().unwrap_or_default();
                writeln!(out, "    the store: {name} {record:?}, then {rest:?}")?;
            }
        }
        for Caller { stage, sends, sent_for, .. } in &self.calls {
            writeln!(out, "  call: {stage:?}, sent {sends} times for {sent_for:?}")?;
        }
        let stored = |one: &Option<Arc<Record>>| show(one.as_ref().map(|record| &record.login));
        writeln!(out, "  seen: {:?}", self.seen.each_ref().map(stored))?;
        writeln!(out, "  store: {:?}, markers {:?}", stored(&self.store), self.markers)?;
        write!(out, "  server: {:?}", &self.server.fates[..usize::from(self.server.issued)])
    }
}
