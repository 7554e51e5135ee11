//! A client's session as a JavaScript class. Everything in it ends at once.

use alloc::{boxed::Box, string::String};

use wasm_bindgen::prelude::*;

use super::{
    operations::{ALL, Operation},
    slab::Slab,
    thrown,
};
use crate::core::{
    discovery::{Discovery, Found, Next, Reply, api_root},
    error::{Code, Error, Result, Sent},
    json::{Json, integer},
    login::{self, Login},
    of_answer,
    secret::Secret,
    server::{Answer, Grant, Refusal, Server},
    session::{Auth, Call, Config, EndReason, Machine, Refresh, Step, Ticket, Verdict},
    site::{Root, Site, is_ambiguous},
};

#[wasm_bindgen]
extern "C" {
    /// An address as the browser's URL parser writes it (WHATWG URL), or nothing.
    fn canonical(address: &str) -> Option<String>;

    #[wasm_bindgen(js_namespace = Date)]
    fn now() -> f64;
}

/// A client's session: what to send, and what an answer means.
#[wasm_bindgen]
pub struct Engine {
    site: Site,
    server: Option<&'static Server>,
    machine: Machine,
    calls: Slab<Call>,
    /// Logins that were granted and are not yet in force.
    pending: Slab<Login>,
    found: Option<Found>,
    /// Whether that is from an earlier visit and may be out of date.
    found_is_old: bool,
    search: Option<Discovery>,
    refreshing: Option<Ticket>,
}

#[wasm_bindgen]
impl Engine {
    /// A client's engine, from its options as JSON.
    ///
    /// # Errors
    /// `invalid_option`, `insecure_site`.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &str) -> core::result::Result<Engine, JsValue> {
        Self::create(options).map_err(thrown)
    }

    /// Carries out an operation, by its position in [`super::operations::operations`]. One function for all of them:
    /// wasm-bindgen spends 300 bytes on each that it exports.
    ///
    /// # Errors
    /// The fields of a `PresskeyError`, as JSON.
    pub fn call(
        &mut self,
        operation: usize,
        number: f64,
        text: &str,
        body: &str,
    ) -> core::result::Result<Option<String>, JsValue> {
        match ALL.get(operation) {
            Some(operation) => {
                let result = self.run(*operation, number, text, body);
                result.map_err(|error| thrown(self.without_secrets(error)))
            }
            None => Ok(None),
        }
    }
}

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
struct Meta<'a>(Json<'a>);

impl<'a> Meta<'a> {
    fn of(text: &'a str) -> Result<Self> {
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
            _ => return Ok(Answer { status, body, retry_after: number("retryAfter") }),
        };
        Err(Error::new(code, message).sent(sent))
    }
}

impl Engine {
    fn create(options: &str) -> Result<Self> {
        let options = Meta::of(options)?;
        let is = |name| options.0.get(name).is_some_and(|value| value.text() == "true");
        let plugin = options.text("plugin").unwrap_or_default();
        let server = Server::by_id(&plugin);
        if server.is_none() && plugin != "auto" {
            let message =
                ["The plugin \"", &plugin, "\" is not built yet, or there is none of that name."];
            return Err(Error::new(Code::InvalidOption, &message.concat()));
        }
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
        })
    }

    fn run(
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
            Operation::claims => self.machine.login().map(|login| login.claims.clone()),
            Operation::user => self.machine.login().map(Login::user_key),
            Operation::marker => self.machine.login().map(|login| login.marker.clone()),
            Operation::wakeAt => self.machine.wake_at().and_then(number_text),
            Operation::tick => yes(self.machine.tick(now())),
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
                // Only the edition with refresh tokens has the route; an expired token it would refuse.
                yes(ended
                    .is_some_and(|login| login.can_refresh() && login.usable_until(0.0) > now()))
            }
            Operation::url => Some(self.url(text)?),
            Operation::readLogin => self.read_login(&Meta::of(text)?, body)?,
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
                    self.machine.begin_login(login, !text.is_empty());
                }
                None
            }
            Operation::drop => {
                self.pending.take(index);
                None
            }
            Operation::bearer => self.login_or_pending(index).map(|login| bearer(&login.token)),
            Operation::readValidation => {
                yes(self.read_validation(index, &Meta::of(text)?, body)?)
            }
            Operation::beginRefresh => {
                let (ticket, token) = self.machine.begin_refresh()?;
                self.refreshing = Some(ticket);
                Some(token.expose().into())
            }
            Operation::readRefresh => {
                self.read_refresh(&Meta::of(text)?, body)?;
                None
            }
            Operation::recall => {
                if self.found.is_none() {
                    self.found = Found::from_record(text, &self.site);
                    self.found_is_old = self.found.is_some();
                }
                None
            }
            Operation::finding => self.found.as_ref().map(Found::to_record),
            // A login needs no root: every WordPress answers `?rest_route=`.
            Operation::search if self.is_root_known() || number > 0.0 && self.server.is_some() => {
                None
            }
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
        let login = login::from_record(stored, &self.site.id())?;
        // Not to be used with another server than the app names.
        self.server.is_none_or(|server| server.id == login.server.id).then_some(login)
    }

    fn url(&self, route: &str) -> Result<String> {
        let server = self.current_server().ok_or_else(|| {
            let message = "No login for frontends that presskey knows was found on this site.";
            Error::new(Code::PluginMissing, message)
        })?;
        Ok(self.root().url(match route {
            "login" => server.login,
            "validate" => server.validate,
            "refresh" => server.refresh,
            _ => server.revoke,
        }))
    }

    fn read_login(&mut self, meta: &Meta, body: &str) -> Result<Option<String>> {
        let Some(server) = self.current_server() else { return Ok(None) };
        let username = meta.text("username").unwrap_or_default();
        match meta.answer(body).and_then(|answer| server.read_login(answer, &username)) {
            Ok(grant) => {
                if self.found.is_none() {
                    // A login's answer names the root as every REST answer does.
                    let root = api_root(&meta.text("link").unwrap_or_default()).and_then(canonical);
                    let root = root.and_then(|root| self.site.adopt(&root));
                    self.found = root.map(|root| Found { root, server: Some(server) });
                }
                Ok(self.hold(server, grant, true))
            }
            Err(error) => {
                let lost = matches!(
                    error.code,
                    Code::PluginMissing | Code::RestNotFound | Code::MalformedResponse
                );
                if !lost || !self.found_is_old {
                    let mut error = error;
                    if let Some(secrets) = meta.0.get("secrets") {
                        secrets.each(&mut |_, secret| {
                            error.redact(&Secret::new(secret.string().unwrap_or_default()));
                            true
                        });
                    }
                    return Err(error);
                }
                self.found = None;
                self.found_is_old = false;
                Ok(None)
            }
        }
    }

    fn adopt_token(&mut self, token: &str, refresh_token: &str) -> Result<String> {
        let rejected = |message| Error::new(Code::TokenRejected, message);
        let server = self.current_server();
        let grant = server.and_then(|server| server.read_token(token.into()).ok());
        let (Some(server), Some(mut grant)) = (server, grant) else {
            return Err(rejected("The token is not a JSON Web Token."));
        };
        if !refresh_token.is_empty() {
            grant.refresh_token = Some(Secret::new(refresh_token.into()));
        }
        let login = Login::new(server, grant, now(), false, String::new());
        if login.expires_at.is_some_and(|at| at <= now()) {
            return Err(rejected("The token is expired."));
        }
        Ok(number_text(self.pending.add(login) as f64).unwrap_or_default())
    }

    fn hold(&mut self, server: &'static Server, grant: Grant, fresh: bool) -> Option<String> {
        number_text(self.pending.add(Login::new(server, grant, now(), fresh, String::new())) as f64)
    }

    fn login_or_pending(&self, pending: usize) -> Option<&Login> {
        if pending == usize::MAX { self.machine.login() } else { self.pending.get(pending) }
    }

    fn read_validation(&mut self, pending: usize, meta: &Meta, body: &str) -> Result<bool> {
        let Some(login) = self.login_or_pending(pending) else { return Ok(false) };
        let refused = meta.answer(body).and_then(|answer| login.server.read_validation(answer));
        let refused = refused.map_err(|mut error| {
            error.redact(&login.token);
            error
        })?;
        let sent = meta.0.get("generation").and_then(Json::number);
        if let (usize::MAX, Some(reason)) = (pending, refused)
            && sent == Some(self.machine.generation().into())
        {
            self.machine.token_refused(Refusal::Explicit(reason), false);
        }
        Ok(refused.is_none())
    }

    fn read_refresh(&mut self, meta: &Meta, body: &str) -> Result<()> {
        let (Some(ticket), Some(login)) = (self.refreshing.take(), self.machine.login()) else {
            return Ok(());
        };
        let grant = meta.answer(body).and_then(|answer| login.server.read_grant(answer));
        self.machine.refreshed(ticket, grant, now())
    }

    /// The root that is known, else the one that every WordPress answers.
    fn root(&self) -> Root {
        let found = self.found.as_ref().map(|found| &found.root);
        found.or_else(|| self.site.known_root()).cloned().unwrap_or_else(|| self.site.query_root())
    }

    fn is_root_known(&self) -> bool {
        self.found.is_some() || self.server.is_some() && self.site.known_root().is_some()
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
        let url = if route { href(&self.root().url(target))? } else { href(target)? };
        if let Some(call) = self.calls.get_mut(call) {
            call.may_carry = self.site.may_receive_token(&url) && !is_ambiguous(target);
        }
        Ok(Some(url))
    }

    fn next(&mut self, call: usize) -> Result<Option<String>> {
        let Some(call) = self.calls.get_mut(call) else { return Ok(None) };
        Ok(match self.machine.next(call, now()) {
            Step::Send(token) => token.as_ref().map(bearer),
            Step::Refresh => Some("refresh".into()),
            Step::AskLogin(_) => Some("ask".into()),
            Step::Refuse(error) => return Err(error),
        })
    }

    fn answered(&mut self, call: usize, meta: &Meta, body: &str) -> Result<Option<String>> {
        let answer = meta.answer(body)?;
        let refusal = self.current_server().and_then(|server| {
            let refreshable = self.machine.login().is_some_and(Login::can_refresh);
            server.refusal(answer, server.silent_with_refresh && refreshable)
        });
        let Some(call) = self.calls.get_mut(call) else { return Ok(None) };
        Ok(match self.machine.answered(call, refusal) {
            Verdict::Deliver => None,
            Verdict::Repeat => Some("repeat".into()),
            Verdict::NotReplayable => Some("lost".into()),
        })
    }

    fn current_server(&self) -> Option<&'static Server> {
        let found = self.found.as_ref().and_then(|found| found.server);
        self.server.or(found).or_else(|| self.machine.login().map(|login| login.server))
    }

    fn explain(&self, meta: &Meta, body: &str, token_sent: bool) -> Box<Error> {
        let error = match meta.answer(body) {
            Ok(answer) => of_answer(self.current_server(), answer, token_sent),
            Err(error) => error,
        };
        self.without_secrets(error)
    }

    /// A server may echo what it was sent, also with an earlier request.
    fn without_secrets(&self, error: Box<Error>) -> Box<Error> {
        let Some(login) = self.machine.login() else { return error };
        let mut error = error;
        error.redact(&login.token);
        if let Some(token) = &login.refresh_token {
            error.redact(token);
        }
        error
    }
}

/// The value of the header that carries a token (RFC 6750 section 2.1). Some servers ignore
/// "bearer" in lower case.
fn bearer(token: &Secret) -> String {
    ["Bearer ", token.expose()].concat()
}

#[cfg(test)]
#[path = "engine_tests.rs"]
mod tests;
