//! A client's session as a JavaScript class. Everything in it ends at once.

use alloc::{boxed::Box, string::String};

#[cfg(not(feature = "web"))]
use super::door::{canonical, now};
use super::{operations::Operation, slab::Slab};
use crate::core::{
    discovery::{Discovery, Found, Next, Reply, api_root},
    error::{Code, Error, Result, Sent},
    json::{Json, Object, integer},
    login::{self, Login},
    of_answer,
    secret::Secret,
    server::{Answer, Grant, Refusal, Server},
    session::{Auth, Call, Config, EndReason, Machine, Refresh, Step, Ticket, Verdict},
    site::{Root, Site, is_ambiguous},
};
#[cfg(feature = "web")]
use crate::web::page::{canonical, now};

/// A client's session: what to send, and what an answer means.
#[cfg_attr(all(target_arch = "wasm32", feature = "npm"), wasm_bindgen::prelude::wasm_bindgen)]
pub struct Engine {
    site: Site,
    server: Option<Server>,
    pub(crate) machine: Machine,
    calls: Slab<Call>,
    /// Logins that were granted and are not yet in force.
    pending: Slab<Login>,
    found: Option<Found>,
    /// Whether that is from an earlier visit and may be out of date.
    found_is_old: bool,
    search: Option<Discovery>,
    refreshing: Option<Ticket>,
    /// What a second factor is to be sent with, and until when.
    factor: Option<(Secret, f64)>,
    /// The server that the next token to be adopted is of.
    assumed: Option<Server>,
    /// Whose token was last sent with a call, and whether that one could be renewed.
    sent_by: Option<(Server, bool)>,
}

/// Milliseconds for which a login waits for its second factor.
const FACTOR_LIFE: f64 = 600_000.0;

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
    let message = "An absolute URL is needed, such as \"https://example.com\".";
    canonical(address).ok_or_else(|| Error::new(Code::InvalidOption, message))
}

/// What `pkg/lib/transport.js` tells of an answer beside its body. A `status` below 100 is the
/// reason why there is none.
pub(crate) struct Meta<'a>(Json<'a>);

impl<'a> Meta<'a> {
    pub(crate) fn of(text: &'a str) -> Result<Self> {
        Json::parse(text).map(Self).ok_or_else(|| Error::new(Code::MalformedResponse, ""))
    }

    fn text(&self, name: &str) -> Option<String> {
        self.0.get(name).and_then(Json::string)
    }

    fn answer<'b>(&self, body: &'b str) -> Result<Answer<'b>> {
        let number = |name| self.0.get(name).and_then(Json::number);
        let status = number("status").unwrap_or_default() as u16;
        let (code, message, sent) = match status {
            0 => (Code::Unreachable, "The server could not be reached.", Sent::Maybe),
            1 => (Code::Offline, "There is no connection.", Sent::No),
            2 => (Code::Timeout, "The server did not answer in time.", Sent::Maybe),
            3 => (Code::MixedContent, "A secure page may not call an http: site.", Sent::No),
            4 => (Code::Redirected, "The site redirects instead of answering.", Sent::Answered),
            // The site answers otherwise: only what it said of this is hidden.
            5 => (Code::Unreachable, "The page may not read the site's answer.", Sent::Answered),
            _ => return Ok(Answer { status, body, retry_after: number("retryAfter") }),
        };
        let mut error = Error::new(code, message).sent(sent);
        error.request = self.0.get("request").map(|request| request.text().into());
        Err(error)
    }
}

impl Engine {
    pub(crate) fn create(options: &str) -> Result<Self> {
        let options = Meta::of(options)?;
        let is = |name| options.0.get(name).is_some_and(|value| value.text() == "true");
        let server = match options.0.get("plugin") {
            Some(spec) if spec.is_object() => Some(Server::of_spec(spec)?),
            _ => {
                let plugin = options.text("plugin").unwrap_or_default();
                let server = Server::by_id(&plugin);
                if server.is_none() && plugin != "auto" {
                    let message = ["There is no plugin \"", &plugin, "\"."].concat();
                    return Err(Error::new(Code::InvalidOption, &message));
                }
                server
            }
        };
        let refresh = match options.text("refresh").as_deref() {
            Some("manual") => Refresh::Manual,
            Some("on-demand") => Refresh::OnDemand,
            _ => Refresh::Auto,
        };
        let margin_s = options.0.get("expiryMargin").and_then(Json::number).unwrap_or_default();
        let insecure = is("allowInsecure");
        let mut site = Site::new(&href(&options.text("site").unwrap_or_default())?, insecure)?;
        let mut allowed = Ok(());
        if let Some(origins) = options.0.get("allowedOrigins") {
            origins.each(&mut |_, origin| {
                let origin = href(&origin.string().unwrap_or_default());
                allowed = origin.and_then(|origin| site.allow_origin(&origin, insecure));
                allowed.is_ok()
            });
        }
        allowed?;
        Ok(Self {
            site,
            server,
            machine: Machine::new(Config { margin_s, refresh, can_ask: is("canAsk") }),
            calls: Slab::default(),
            pending: Slab::default(),
            found: None,
            found_is_old: false,
            search: None,
            refreshing: None,
            factor: None,
            assumed: None,
            sent_by: None,
        })
    }

    pub(crate) fn run(
        &mut self,
        operation: Operation,
        number: f64,
        text: &str,
        body: &str,
    ) -> Result<Option<String>> {
        // A negative number is none.
        let index = if number < 0.0 { usize::MAX } else { number as usize };
        Ok(match operation {
            Operation::id => Some(self.site.id()),
            Operation::isMixedContent => yes(self.site.is_mixed_content(text == "https:")),
            Operation::session => Some(self.machine.session().to_json()),
            Operation::revision => number_text(self.machine.revision().into()),
            Operation::generation => number_text(self.machine.generation().into()),
            Operation::token => {
                let valid = self.machine.is_valid_for(number, now());
                self.machine.token(now()).filter(|_| valid).map(|token| token.expose().into())
            }
            Operation::claims => {
                let claims = self.machine.login().map(|login| login.claims.clone());
                claims.filter(|claims| !claims.is_empty())
            }
            Operation::user => self.machine.login().map(Login::user_key),
            Operation::marker => self.machine.login().map(|login| login.marker.clone()),
            Operation::wakeAt => self.machine.wake_at().and_then(number_text),
            Operation::tick => yes(self.machine.tick(now())),
            Operation::pause => {
                self.machine.wait(number);
                number_text(self.machine.retry_at())
            }
            Operation::load => {
                let login = self.read_record(text);
                let found = yes(login.is_some());
                self.machine.load(login, number > 0.0, now());
                found
            }
            Operation::adopt => self.read_record(text).and_then(|login| {
                self.machine.adopt(login);
                YES
            }),
            Operation::record => self.machine.login().map(|login| login.to_record(&self.site.id())),
            Operation::setPersisted => {
                self.machine.set_persisted(number > 0.0);
                None
            }
            Operation::forgetRefreshToken => {
                self.machine.forget_refresh_token();
                None
            }
            Operation::end => {
                let reason = EndReason::ALL.into_iter().find(|known| known.as_str() == text);
                let ended = reason.and_then(|reason| self.machine.end(reason));
                self.factor = None;
                // An expired token the server would refuse.
                yes(ended.is_some_and(|login| {
                    let refresh_token = login.refresh_token.as_ref().map(Secret::expose);
                    login.server.can_revoke(refresh_token, number > 0.0)
                        && login.usable_until(0.0) > now()
                }))
            }
            Operation::request => Some(self.request(index, text)?),
            Operation::carrier => self.machine.login().map(|login| login.server.carrier()),
            Operation::factor => {
                let factor = self.factor.as_ref().filter(|(_, until)| *until > now());
                factor.map(|(token, _)| token.expose().into())
            }
            Operation::readLogin => self.read_login(&Meta::of(text)?, body)?,
            Operation::assume => {
                self.assumed = Server::by_id(text);
                None
            }
            Operation::adoptToken => Some(self.adopt_token(text, body)?),
            Operation::pendingUser => self.pending.get_mut(index).map(|login| login.user_key()),
            Operation::pendingRecord => {
                let id = self.site.id();
                self.pending.get_mut(index).map(|login| {
                    login.marker = text.into();
                    login.to_record(&id)
                })
            }
            Operation::beginLogin => {
                if let Some(login) = self.pending.take(index) {
                    self.factor = None;
                    self.machine.begin_login(login, !text.is_empty());
                }
                None
            }
            Operation::drop => {
                self.pending.take(index);
                None
            }
            Operation::header => self.login_or_pending(index).map(header),
            Operation::readValidation => {
                yes(self.read_validation(index, &Meta::of(text)?, body)?)
            }
            Operation::beginRefresh => {
                self.refreshing = Some(self.machine.begin_refresh(now())?);
                self.machine.login().map(|login| {
                    let mut object = Object::new();
                    object.text("token", Some(login.token.expose()));
                    let refresh_token = login.refresh_token.as_ref().map(Secret::expose);
                    object.text("refreshToken", refresh_token);
                    object.end()
                })
            }
            Operation::readRefresh => {
                self.read_refresh(&Meta::of(text)?, body, number)?;
                None
            }
            Operation::rotate => yes(self.machine.rotate(text, now())),
            Operation::recall => {
                if self.found.is_none() {
                    self.found = Found::from_record(text, &self.site);
                    self.found_is_old = self.found.is_some();
                }
                None
            }
            Operation::finding => self.found.as_ref().map(Found::to_record),
            // A login needs no root: every WordPress answers `?rest_route=`.
            Operation::search if self.is_root_known() || number > 0.0 && self.is_rootless() => None,
            Operation::search => {
                let (search, next) = Discovery::new(&self.site, self.server.is_none());
                self.search = Some(search);
                self.go_on(next)?
            }
            Operation::searched => {
                let meta = Meta::of(text)?;
                let (link, url) = (meta.text("link"), meta.text("url").unwrap_or_default());
                let Some(search) = &mut self.search else { return Ok(None) };
                let answer = meta.answer(body);
                let next = search.next(answer.map(|answer| Reply {
                    answer,
                    link: link.as_deref(),
                    url: &url,
                }));
                self.go_on(next)?
            }
            Operation::begin => {
                let auth = match text {
                    "omit" => Auth::Omit,
                    "required" => Auth::Required,
                    _ => Auth::Auto,
                };
                let call = self.machine.begin(auth, index & 1 != 0, index & 2 != 0);
                number_text(self.calls.add(call) as f64)
            }
            Operation::aim => self.aim(index, text)?,
            Operation::next => self.next(index)?,
            Operation::answered => self.answered(index, &Meta::of(text)?, body)?,
            Operation::waited => {
                if let Some(call) = self.calls.get_mut(index) {
                    self.machine.waited(call);
                }
                None
            }
            Operation::finish => {
                self.calls.take(index);
                None
            }
            Operation::asking => {
                if number > 0.0 {
                    self.machine.asking();
                } else {
                    self.machine.asked();
                }
                None
            }
            Operation::explain => {
                Some(self.explain(&Meta::of(text)?, body, number > 0.0).to_json())
            }
        })
    }

    fn read_record(&self, stored: &str) -> Option<Login> {
        login::from_record(stored, &self.site.id(), self.server)
    }

    fn request(&self, pending: usize, operation: &str) -> Result<String> {
        // A session goes on with the server that began it.
        let begun = self.login_or_pending(pending).map(|login| login.server);
        let begun = begun.filter(|_| !matches!(operation, "login" | "secondFactor"));
        let server = begun.or_else(|| self.current_server()).ok_or_else(|| {
            let message = "No login for frontends that presskey knows was found on this site.";
            Error::new(Code::PluginMissing, message)
        })?;
        server.request(operation, &self.site, &self.root())
    }

    fn read_login(&mut self, meta: &Meta, body: &str) -> Result<Option<String>> {
        let Some(server) = self.current_server() else { return Ok(None) };
        let username = meta.text("username").unwrap_or_default();
        match meta.answer(body).and_then(|answer| self.read_grant(server, answer, &username)) {
            Ok((server, mut grant)) => {
                if self.found.is_none() {
                    // A login's answer names the root as every REST answer does.
                    let root = api_root(&meta.text("link").unwrap_or_default()).and_then(canonical);
                    let root = root.and_then(|root| self.site.adopt(&root));
                    self.found = root.map(|root| Found { root, server: Some(server) });
                }
                let cookies = meta.0.get("cookies").is_some_and(|cookies| cookies.text() == "true");
                if !cookies && server.needs_cookie() {
                    grant.refresh_token = None;
                }
                Ok(self.hold(server, grant))
            }
            Err(mut error) => {
                let lost = matches!(
                    error.code,
                    Code::PluginMissing | Code::RestNotFound | Code::MalformedResponse
                );
                if lost && self.found_is_old {
                    self.found = None;
                    self.found_is_old = false;
                    return Ok(None);
                }
                if let Some(secrets) = meta.0.get("secrets") {
                    secrets.each(&mut |_, secret| {
                        error.redact(&Secret::new(secret.string().unwrap_or_default()));
                        true
                    });
                }
                Err(error)
            }
        }
    }

    fn read_grant(
        &mut self,
        server: Server,
        answer: Answer,
        username: &str,
    ) -> Result<(Server, Grant)> {
        if let Some(factor) = server.second_factor(answer) {
            self.factor = Some((factor.token, now() + FACTOR_LIFE));
            return Err(factor.error);
        }
        let error = match server.read_login(answer, username) {
            Ok(grant) => return Ok((server, grant)),
            Err(error) => error,
        };
        // The index may not tell servers of one namespace apart; their answers do.
        let guessed = self.server.is_none();
        let other = server
            .neighbours()
            .filter(|_| guessed)
            .find_map(|other| other.read_login(answer, username).ok().map(|grant| (other, grant)));
        // One that renews by cookie was asked without, and is the next time: it is an older version.
        if let (Some((other, _)), Some(found)) = (&other, &mut self.found)
            && !other.needs_cookie()
        {
            found.server = Some(*other);
        }
        other.ok_or(error)
    }

    fn adopt_token(&mut self, token: &str, refresh_token: &str) -> Result<String> {
        let rejected = |message| Error::new(Code::TokenRejected, message);
        let server = self.assumed.take().or_else(|| self.current_server());
        let grant = server.and_then(|server| server.read_token(token.into()).ok());
        let (Some(server), Some(mut grant)) = (server, grant) else {
            return Err(rejected("The token is not a JSON Web Token."));
        };
        if !refresh_token.is_empty() {
            grant.refresh_token = Some(Secret::new(refresh_token.into()));
        }
        if server.renews_with() == Some("token") && grant.refresh_token.is_none() {
            grant.refresh_token = Some(Secret::new(String::new()));
        }
        let login = Login::new(server, grant, now(), false, String::new());
        if login.expires_at.is_some_and(|at| at <= now()) {
            return Err(rejected("The token is expired."));
        }
        Ok(number_text(self.pending.add(login) as f64).unwrap_or_default())
    }

    fn hold(&mut self, server: Server, grant: Grant) -> Option<String> {
        number_text(self.pending.add(Login::new(server, grant, now(), true, String::new())) as f64)
    }

    fn login_or_pending(&self, pending: usize) -> Option<&Login> {
        if pending == usize::MAX { self.machine.login() } else { self.pending.get(pending) }
    }

    fn read_validation(&mut self, pending: usize, meta: &Meta, body: &str) -> Result<bool> {
        let Some(login) = self.login_or_pending(pending) else { return Ok(false) };
        let server = login.server;
        let valid = meta.answer(body).and_then(|answer| server.read_validation(answer));
        let ends = match valid {
            Ok(user) => {
                if let Some(login) = self.pending.get_mut(pending) {
                    login.user.take(user);
                }
                return Ok(true);
            }
            Err(mut error) => {
                error.redact(&login.token);
                // Credentials that are sent as they are were mistyped rather than withdrawn.
                let mistyped = pending != usize::MAX && error.code == Code::InvalidCredentials;
                error.ends.filter(|_| !mistyped).ok_or(error)?
            }
        };
        let sent = meta.0.get("generation").and_then(Json::number);
        if pending == usize::MAX && sent == Some(self.machine.generation().into()) {
            self.machine.token_refused(Refusal::Explicit(ends), false);
        }
        Ok(false)
    }

    fn read_refresh(&mut self, meta: &Meta, body: &str, chance: f64) -> Result<()> {
        let (Some(ticket), Some(login)) = (self.refreshing.take(), self.machine.login()) else {
            return Ok(());
        };
        let grant = meta.answer(body).and_then(|answer| login.server.read_grant(answer, "refresh"));
        self.machine.refreshed(ticket, grant, now(), chance)
    }

    /// The root that is known, else the one that every WordPress answers.
    fn root(&self) -> Root {
        let found = self.found.as_ref().map(|found| &found.root);
        found.or_else(|| self.site.known_root()).cloned().unwrap_or_else(|| self.site.query_root())
    }

    fn is_root_known(&self) -> bool {
        self.found.is_some() || self.server.is_some() && self.site.known_root().is_some()
    }

    /// Whether the server logs in without a root.
    fn is_rootless(&self) -> bool {
        self.server.is_some_and(|server| !server.is("rooted"))
    }

    fn go_on(&mut self, next: Next) -> Result<Option<String>> {
        match next {
            Next::Request { url, post } => {
                return Ok(Some([if post { "POST " } else { "GET " }, &url].concat()));
            }
            Next::Found(found) => {
                self.found = Some(found);
                self.found_is_old = false;
            }
            Next::Failed(error) => return Err(error),
        }
        Ok(None)
    }

    fn aim(&mut self, call: usize, target: &str) -> Result<Option<String>> {
        let route = target.starts_with('/');
        if route && !self.is_root_known() {
            return Ok(None);
        }
        let url =
            match self.current_server().and_then(|server| server.url_beside(&self.site, target)) {
                Some(url) => href(&url)?,
                None if route => href(&self.root().url(target))?,
                None => href(target)?,
            };
        if let Some(call) = self.calls.get_mut(call) {
            call.may_carry = self.site.may_receive_token(&url) && !is_ambiguous(target);
        }
        Ok(Some(url))
    }

    fn next(&mut self, call: usize) -> Result<Option<String>> {
        let Some(call) = self.calls.get_mut(call) else { return Ok(None) };
        Ok(match self.machine.next(call, now()) {
            Step::Send(token) => token.and_then(|_| {
                let login = self.machine.login()?;
                self.sent_by = Some((login.server, login.can_refresh()));
                Some(header(login))
            }),
            Step::Refresh => Some("refresh".into()),
            Step::AskLogin(_) => Some("ask".into()),
            Step::Refuse(error) => return Err(error),
        })
    }

    fn answered(&mut self, call: usize, meta: &Meta, body: &str) -> Result<Option<String>> {
        let answer = meta.answer(body)?;
        // The session may be over by now: another call's refusal came first.
        let refusal = self
            .sent_by
            .and_then(|(server, renewable)| server.refusal(answer, server.is_silent(renewable)));
        self.machine.observe(now());
        let Some(call) = self.calls.get_mut(call) else { return Ok(None) };
        Ok(match self.machine.answered(call, refusal) {
            Verdict::Deliver => None,
            Verdict::Repeat => Some("repeat".into()),
            Verdict::NotReplayable => Some("lost".into()),
        })
    }

    fn current_server(&self) -> Option<Server> {
        let found = self.found.as_ref().and_then(|found| found.server);
        self.server.or(found).or_else(|| self.machine.login().map(|login| login.server))
    }

    pub(crate) fn explain(&self, meta: &Meta, body: &str, token_sent: bool) -> Box<Error> {
        let error = match meta.answer(body) {
            Ok(answer) => {
                let begun = self.machine.login().map(|login| login.server);
                of_answer(begun.or_else(|| self.current_server()), answer, token_sent)
            }
            Err(error) => error,
        };
        self.without_secrets(error)
    }

    /// A server may echo what it was sent, also with an earlier request.
    pub(crate) fn without_secrets(&self, error: Box<Error>) -> Box<Error> {
        let Some(login) = self.machine.login() else { return error };
        let mut error = error;
        error.redact(&login.token);
        if let Some(token) = &login.refresh_token {
            error.redact(token);
        }
        error
    }
}

/// The value of the header that carries the token.
fn header(login: &Login) -> String {
    login.server.header(login.token.expose())
}

#[cfg(all(test, target_arch = "wasm32", feature = "npm"))]
#[path = "engine_tests.rs"]
mod tests;
