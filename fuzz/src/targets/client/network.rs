//! The server of the world: it rotates refresh tokens, and accepts each of them once.

use presskey::core::{
    error::{Code, Error, Result, Sent},
    login::Login,
    server::Grant,
    session::EndReason,
};

use super::super::logins;

/// Sessions that began with one login.
pub struct Family {
    user: usize,
    /// The refresh token that is accepted: its number. Nothing once it was revoked.
    current: Option<u32>,
    logged_out: bool,
}

pub struct Server {
    families: Vec<Family>,
    /// Minutes that its tokens live; 9 is for ever.
    pub minutes: usize,
    issued: u32,
}

/// A refresh on its way.
pub struct Request {
    family: usize,
    /// Its refresh token.
    number: u32,
    /// What the server responds, once it has received it.
    response: Option<Result<Box<Grant>>>,
}

impl Request {
    pub fn new(login: &Login) -> Self {
        Self { family: family_of(login), number: number_of(login), response: None }
    }

    pub fn number(&self) -> u32 {
        self.number
    }

    /// The family of the session that the server has renewed.
    pub fn grants(&self) -> Option<usize> {
        self.response.as_ref().is_some_and(Result::is_ok).then_some(self.family)
    }

    pub fn is_received(&self) -> bool {
        self.response.is_some()
    }

    pub fn into_response(self) -> Option<Result<Box<Grant>>> {
        self.response
    }
}

impl Server {
    pub fn new() -> Self {
        Self { families: Vec::new(), minutes: 5, issued: 0 }
    }

    pub fn login(&mut self, user: usize, now: f64) -> Login {
        self.families.push(Family { user, current: None, logged_out: false });
        let family = self.families.len() - 1;
        let grant = self.grant(family, now);
        Login::new(logins::server(), grant, now, true, family.to_string())
    }

    fn grant(&mut self, family: usize, now: f64) -> Grant {
        self.issued += 1;
        let Family { user, current, .. } = &mut self.families[family];
        *current = Some(self.issued);
        let mut grant = logins::grant(self.issued, *user, self.minutes, now);
        grant.refresh_token = Some(format!("refresh-{}", self.issued).into());
        grant
    }

    /// Receives a refresh.
    pub fn receive(&mut self, request: &mut Request, now: f64) {
        if request.is_received() {
            return;
        }
        let is_current = self.families[request.family].current == Some(request.number);
        request.response = Some(match is_current {
            true => Ok(Box::new(self.grant(request.family, now))),
            false => Err(refused()),
        });
    }

    pub fn revoke(&mut self, family: usize) {
        if let Some(family) = self.families.get_mut(family) {
            family.current = None;
        }
    }

    pub fn log_out(&mut self, login: &Login) {
        self.families[family_of(login)].logged_out = true;
    }

    pub fn is_logged_out(&self, login: &Login) -> bool {
        self.families[family_of(login)].logged_out
    }

    /// Whether this login can be renewed.
    pub fn accepts(&self, login: &Login) -> bool {
        login.can_refresh() && self.families[family_of(login)].current == Some(number_of(login))
    }

    /// Whether this refresh token was used or revoked.
    pub fn has_spent(&self, request: &Request) -> bool {
        self.families[request.family].current.is_some_and(|current| current > request.number)
    }
}

pub fn refused() -> Box<Error> {
    let mut error = Error::new(Code::SessionExpired, "It was used before.").sent(Sent::Answered);
    error.ends = Some(EndReason::Revoked);
    error
}

/// Marker of a login: which login it began with.
pub fn family_of(login: &Login) -> usize {
    login.marker.parse().expect("the marker is a number")
}

fn number_of(login: &Login) -> u32 {
    let token = login.refresh_token.as_ref().expect("it can be renewed").expose();
    token.strip_prefix("refresh-").and_then(|number| number.parse().ok()).expect("it was issued")
}
