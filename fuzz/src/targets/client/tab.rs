//! One tab: its client, and what it has been asked to do.

use std::collections::VecDeque;

use presskey::core::{
    client::{Client, Message},
    login::Login,
    session::{Config, EndReason},
};

use super::{super::calls::Flight, network::Request};

/// The site that sessions are of.
pub const SITE: &str = "https://example.org";

/// What another tab said.
pub enum Said {
    Message(Message),
    Wait(f64),
    Changed(f64),
    Whose(f64),
    Mine(f64),
    /// The session has ended.
    Over(EndReason),
}

/// A call, and whether it waits for a refresh.
pub struct Waiting {
    pub flight: Flight,
    pub waits: bool,
}

/// Responses that a client waits for, and those that come too late.
#[derive(Default)]
pub struct Owed {
    pub lock: bool,
    pub gave_up: bool,
    pub looks: u32,
    pub owners: u32,
    pub requests: VecDeque<Request>,
    /// What is being stored, and whether it is not yet.
    pub saves: VecDeque<bool>,
    pub timer: bool,
}

/// A kind of [`Owed`].
#[derive(Clone, Copy, PartialEq)]
pub enum Due {
    Lock,
    Look,
    Owner,
    Response,
    Saved,
    Timer,
}

impl Owed {
    pub fn list(&self) -> Vec<Due> {
        [
            (self.lock, Due::Lock),
            (self.looks > 0, Due::Look),
            (self.owners > 0, Due::Owner),
            (!self.requests.is_empty(), Due::Response),
            (!self.saves.is_empty(), Due::Saved),
            (self.timer, Due::Timer),
        ]
        .into_iter()
        .filter_map(|(is, due)| is.then_some(due))
        .collect()
    }
}

pub struct Tab {
    pub client: Client,
    pub owed: Owed,
    pub inbox: VecDeque<Said>,
    pub calls: Vec<Waiting>,
    /// The name of the session in `sessionStorage`; 0 if it has none.
    pub name: f64,
    /// Whether the lock of the refresh under way was reported.
    pub entered: bool,
    /// The family of the session that the server has just granted, until it is stored.
    pub granted: Option<usize>,
    /// How often it has looked at the store since then.
    pub looks: u32,
    /// The token that the refresh under way was begun to renew.
    pub begun_with: Option<String>,
}

impl Tab {
    /// Its store has not been read.
    pub fn new(config: Config) -> Self {
        Self {
            client: Client::new(config, SITE.into(), None),
            owed: Owed::default(),
            inbox: VecDeque::new(),
            calls: Vec::new(),
            name: 0.0,
            entered: false,
            granted: None,
            looks: 0,
            begun_with: None,
        }
    }

    pub fn login(&self) -> Option<&Login> {
        self.client.machine.login()
    }

    /// Whether the server has renewed a session for this tab, which has not stored it yet.
    pub fn is_granted(&self, family: usize) -> bool {
        let mut granted = self.owed.requests.iter().filter_map(Request::grants);
        self.granted == Some(family) || granted.any(|one| one == family)
    }

    /// Whether nothing will ever come of the refresh that is under way.
    pub fn is_stuck(&self) -> bool {
        self.client.is_refreshing() && self.owed.list().is_empty()
    }
}
