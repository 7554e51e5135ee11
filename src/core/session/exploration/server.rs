//! The truth: a server that rotates refresh tokens and forgives nothing (docs/wire-facts.md).

use std::sync::OnceLock;

use crate::core::{
    login::{
        Login,
        tests::{grant, login},
    },
    server::Grant,
};

/// Milliseconds that an access token lives; the world's clock goes in such steps.
pub(super) const HOUR: f64 = 60.0 * MINUTE;

pub(super) const MINUTE: f64 = 60_000.0;

/// The users' ids, by their number here.
pub(super) const USERS: [u32; 2] = [7, 8];

/// More pairs are never issued.
pub(super) const MARKS: usize = 16;

/// What became of a refresh token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Fate {
    Unborn,
    Alive,
    /// Used, and what it was used for can still arrive somewhere.
    Spent,
    /// Used, and nobody will ever have what it was used for; or revoked.
    Lost,
}

/// A pair of tokens, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Pair {
    pub user: usize,
    pub mark: u8,
    pub hour: u8,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Server {
    pub fates: [Fate; MARKS],
    /// Whether access tokens are still known, although they have not expired.
    pub known: [bool; MARKS],
    pub owners: [u8; MARKS],
    pub issued: u8,
}

impl Server {
    pub fn new() -> Self {
        Self { fates: [Fate::Unborn; MARKS], known: [false; MARKS], owners: [0; MARKS], issued: 0 }
    }

    pub fn issue(&mut self, user: usize, hour: u8) -> Pair {
        let mark = self.issued;
        self.issued += 1;
        self.fates[usize::from(mark)] = Fate::Alive;
        self.known[usize::from(mark)] = true;
        self.owners[usize::from(mark)] = user as u8;
        Pair { user, mark, hour }
    }

    pub fn fate(&self, mark: u8) -> Fate {
        self.fates[usize::from(mark)]
    }

    pub fn set_fate(&mut self, mark: u8, fate: Fate) {
        self.fates[usize::from(mark)] = fate;
        // Both tokens of a pair live and die together.
        self.known[usize::from(mark)] = false;
    }

    /// What the last refresh granted will never arrive.
    pub fn lose_spent(&mut self) {
        for fate in &mut self.fates {
            if *fate == Fate::Spent {
                *fate = Fate::Lost;
            }
        }
    }

    pub fn accepts(&self, mark: u8) -> bool {
        self.known[usize::from(mark)]
    }
}

/// What the server's response to a login or a refresh grants.
pub(super) fn granted(pair: Pair) -> Grant {
    static GRANTS: OnceLock<Vec<Grant>> = OnceLock::new();
    let all = GRANTS.get_or_init(|| {
        let of = |id: &u32| (0..MARKS as u32).map(|mark| grant(*id, 10 + mark, true)).collect();
        USERS.iter().flat_map::<Vec<_>, _>(of).collect()
    });
    let mut grant = all[pair.user * MARKS + usize::from(pair.mark)].clone();
    grant.times.iat = Some(f64::from(pair.hour) * HOUR / 1000.0);
    grant.times.exp = Some(f64::from(pair.hour + 1) * HOUR / 1000.0);
    grant
}

pub(super) fn logged_in(pair: Pair, marker: u8) -> Login {
    let now = f64::from(pair.hour) * HOUR;
    let mut login = login(granted(pair), now);
    login.marker = marker_text(marker);
    login
}

pub(super) fn marker_text(marker: u8) -> String {
    if marker == 0 { String::new() } else { marker.to_string() }
}

/// Which pair a login holds: the claims of [`grant`] begin with it.
pub(super) fn mark_of(login: &Login) -> u8 {
    let digits = login.claims.split("\"mark\":").nth(1).unwrap_or_default();
    digits[..2].parse::<u8>().map_or(0, |mark| mark - 10)
}

pub(super) fn user_of(login: &Login) -> usize {
    USERS.iter().position(|id| login.user.id == Some(f64::from(*id))).unwrap_or_default()
}
