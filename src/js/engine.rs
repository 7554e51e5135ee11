//! A client's session as a JavaScript class. Everything in it ends at once.

use alloc::{boxed::Box, string::String, vec::Vec};

use wasm_bindgen::prelude::*;

use super::{Result, thrown};
use crate::core::{
    discovery::{Discovery, Found, Next, Reply, api_root},
    error::{self, Code, Error, Sent},
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

/// An answer; a `status` below 100 is the reason why there is none.
fn read(status: u16, body: &str, retry_after: f64) -> error::Result<Answer<'_>> {
    let retry_after = retry_after.is_finite().then_some(retry_after);
    let (code, message, sent) = match status {
        0 => (Code::Unreachable, "The server could not be reached.", Sent::Maybe),
        1 => (Code::Offline, "There is no connection.", Sent::No),
        2 => (Code::Timeout, "The server did not answer in time.", Sent::Maybe),
        3 => (Code::MixedContent, "A secure page may not call an http: site.", Sent::No),
        4 => (Code::Redirected, "The site redirects instead of answering.", Sent::Answered),
        _ => return Ok(Answer { status, body, retry_after }),
    };
    Err(Error::new(code, message).sent(sent))
}

fn href(address: &str) -> Result<String> {
    let message = "This is neither a REST route, which begins with \"/\", nor an absolute URL.";
    canonical(address).ok_or_else(|| thrown(Error::new(Code::InvalidOption, message)))
}

#[wasm_bindgen]
#[allow(missing_docs, reason = "what needs saying is said; the rest forwards to the core")]
impl Engine {
    #[wasm_bindgen(constructor)]
    pub fn new(
        site: &str,
        plugin: &str,
        margin_s: f64,
        refresh: &str,
        can_ask: bool,
        insecure: bool,
    ) -> Result<Engine> {
        let server = Server::by_id(plugin);
        if server.is_none() && plugin != "auto" {
            let message =
                ["The plugin \"", plugin, "\" is not built yet, or there is none of that name."];
            return Err(thrown(Error::new(Code::InvalidOption, &message.concat())));
        }
        let refresh = match refresh {
            "manual" => Refresh::Manual,
            "on-demand" => Refresh::OnDemand,
            _ => Refresh::Auto,
        };
        Ok(Self {
            site: Site::new(&href(site)?, insecure).map_err(thrown)?,
            server,
            machine: Machine::new(Config { margin_s, refresh, can_ask }),
            calls: Slab::default(),
            pending: Slab::default(),
            found: None,
            found_is_old: false,
            search: None,
            refreshing: None,
        })
    }

    #[wasm_bindgen(js_name = allowOrigin)]
    pub fn allow_origin(&mut self, origin: &str, insecure: bool) -> Result<()> {
        self.site.allow_origin(&href(origin)?, insecure).map_err(thrown)
    }

    pub fn id(&self) -> String {
        self.site.id()
    }

    #[wasm_bindgen(js_name = isMixedContent)]
    pub fn is_mixed_content(&self, page_is_secure: bool) -> bool {
        self.site.is_mixed_content(page_is_secure)
    }

    // ---- The session ----

    /// The session, as JSON.
    pub fn session(&self) -> String {
        self.machine.session().to_json()
    }

    /// Changes with the session.
    pub fn revision(&self) -> u32 {
        self.machine.revision()
    }

    /// Changes with every token.
    pub fn generation(&self) -> u32 {
        self.machine.generation()
    }

    pub fn token(&self) -> Option<String> {
        self.machine.token(now()).map(|token| token.expose().into())
    }

    #[wasm_bindgen(js_name = isValidFor)]
    pub fn is_valid_for(&self, seconds: f64) -> bool {
        self.machine.is_valid_for(seconds, now())
    }

    pub fn claims(&self) -> Option<String> {
        self.machine.login().map(|login| login.claims.clone())
    }

    /// Who is logged in, as markers and messages to other tabs name them; empty for nobody.
    pub fn user(&self) -> String {
        self.machine.login().map(Login::user_key).unwrap_or_default()
    }

    /// The user's logout marker that stood at the login.
    pub fn marker(&self) -> String {
        self.machine.login().map(|login| login.marker.clone()).unwrap_or_default()
    }

    /// When `tick` has something to do next: milliseconds since the epoch, or infinity.
    #[wasm_bindgen(js_name = wakeAt)]
    pub fn wake_at(&self) -> f64 {
        self.machine.wake_at().unwrap_or(f64::INFINITY)
    }

    /// Time has passed. True when a refresh is due.
    pub fn tick(&mut self) -> bool {
        self.machine.tick(now())
    }

    /// Takes in what is stored. True when it was a session of this site.
    pub fn load(&mut self, stored: Option<String>, persisted: bool) -> bool {
        let login = self.read_record(stored.as_deref().unwrap_or_default());
        let found = login.is_some();
        self.machine.load(login, persisted, now());
        found
    }

    /// Another tab stored this: takes it over if it is a session of this site.
    pub fn adopt(&mut self, stored: &str) -> bool {
        let login = self.read_record(stored);
        let found = login.is_some();
        if let Some(login) = login {
            self.machine.adopt(login);
        }
        found
    }

    fn read_record(&self, stored: &str) -> Option<Login> {
        let login = login::from_record(stored, &self.site.id())?;
        // Not to be used with another server than the app names.
        self.server.is_none_or(|server| server.id == login.server.id).then_some(login)
    }

    /// The session's stored form.
    pub fn record(&self) -> Option<String> {
        self.machine.login().map(|login| login.to_record(&self.site.id()))
    }

    #[wasm_bindgen(js_name = setPersisted)]
    pub fn set_persisted(&mut self, persisted: bool) {
        self.machine.set_persisted(persisted);
    }

    /// Ends the session for one of the reasons of the contract. True when it can be revoked at the
    /// server, which takes `bearer` from before.
    pub fn end(&mut self, reason: &str) -> bool {
        let reason = EndReason::ALL.into_iter().find(|known| known.as_str() == reason);
        let ended = reason.and_then(|reason| self.machine.end(reason));
        // Only the edition with refresh tokens has the route; an expired token it would refuse.
        ended.is_some_and(|login| login.can_refresh() && login.usable_until(0.0) > now())
    }

    // ---- Login ----

    /// The URL of one of the server's routes: "login", "validate", "refresh" or "revoke".
    pub fn url(&self, route: &str) -> Result<String> {
        let server = self.current_server().ok_or_else(|| {
            let message = "No login for frontends that presskey knows was found on this site.";
            thrown(Error::new(Code::PluginMissing, message))
        })?;
        let route = match route {
            "login" => server.login,
            "validate" => server.validate,
            "refresh" => server.refresh,
            _ => server.revoke,
        };
        Ok(self.root().url(route))
    }

    /// Takes in the answer to a login: the number of a pending one. Nothing when what was known of
    /// the site is out of date and has been forgotten: search, and try again.
    #[wasm_bindgen(js_name = readLogin)]
    pub fn read_login(
        &mut self,
        username: &str,
        status: u16,
        body: &str,
        retry_after: f64,
        link: Option<String>,
    ) -> Result<Option<usize>> {
        let Some(server) = self.current_server() else { return Ok(None) };
        let answer = read(status, body, retry_after);
        match answer.and_then(|answer| server.read_login(answer, username)) {
            Ok(grant) => {
                let root = link.as_deref().and_then(api_root).and_then(canonical);
                let root = root.and_then(|root| self.site.adopt(&root));
                if let (None, Some(root)) = (&self.found, root) {
                    self.found = Some(Found { root, server: Some(server) });
                }
                Ok(Some(self.hold(server, grant, true)))
            }
            Err(error) => {
                let lost = Code::PluginMissing as u8 == error.code as u8
                    || matches!(error.code, Code::RestNotFound | Code::MalformedResponse);
                if lost && self.found_is_old {
                    self.found = None;
                    self.found_is_old = false;
                    return Ok(None);
                }
                Err(thrown(error))
            }
        }
    }

    /// Takes a token that was obtained elsewhere: the number of a pending login.
    #[wasm_bindgen(js_name = adoptToken)]
    pub fn adopt_token(&mut self, token: String, refresh_token: Option<String>) -> Result<usize> {
        let rejected = |message| thrown(Error::new(Code::TokenRejected, message));
        let server = self.current_server().ok_or(JsValue::NULL)?;
        let mut grant =
            server.read_token(token).map_err(|_| rejected("The token is not a JSON Web Token."))?;
        grant.refresh_token = refresh_token.map(Secret::new);
        let number = self.hold(server, grant, false);
        match self.pending.get(number).and_then(|login| login.expires_at) {
            Some(at) if at <= now() => {
                self.drop(number);
                Err(rejected("The token is expired."))
            }
            _ => Ok(number),
        }
    }

    fn hold(&mut self, server: &'static Server, grant: Grant, fresh: bool) -> usize {
        self.pending.add(Login::new(server, grant, now(), fresh, String::new()))
    }

    /// Who a pending login is for.
    #[wasm_bindgen(js_name = pendingUser)]
    pub fn pending_user(&self, number: usize) -> String {
        self.pending.get(number).map(Login::user_key).unwrap_or_default()
    }

    /// The stored form of a pending login, with the user's logout marker that stands now.
    #[wasm_bindgen(js_name = pendingRecord)]
    pub fn pending_record(&mut self, number: usize, marker: String) -> String {
        let id = self.site.id();
        let Some(login) = self.pending.get_mut(number) else { return String::new() };
        login.marker = marker;
        login.to_record(&id)
    }

    /// Puts a pending login in force.
    #[wasm_bindgen(js_name = beginLogin)]
    pub fn begin_login(&mut self, number: usize, persisted: bool) {
        if let Some(login) = self.pending.take(number) {
            self.machine.begin_login(login, persisted);
        }
    }

    /// Gives a pending login up.
    pub fn drop(&mut self, number: usize) {
        self.pending.take(number);
    }

    // ---- Validation and refresh ----

    fn login_or_pending(&self, pending: Option<usize>) -> Option<&Login> {
        match pending {
            Some(number) => self.pending.get(number),
            None => self.machine.login(),
        }
    }

    /// The value of the token's header: of a pending login, or of the session even if expired.
    pub fn bearer(&self, pending: Option<usize>) -> Option<String> {
        self.login_or_pending(pending).map(|login| bearer(&login.token))
    }

    /// Takes in the answer to `validate`: whether the token is accepted. `generation` is from when
    /// it was sent.
    #[wasm_bindgen(js_name = readValidation)]
    pub fn read_validation(
        &mut self,
        pending: Option<usize>,
        generation: u32,
        status: u16,
        body: &str,
        retry_after: f64,
    ) -> Result<bool> {
        let Some(login) = self.login_or_pending(pending) else { return Ok(false) };
        let answer = read(status, body, retry_after);
        let refused = answer.and_then(|answer| login.server.read_validation(answer));
        let refused = refused.map_err(|error| thrown(error.redact(&login.token)))?;
        if let (None, Some(reason)) = (pending, refused)
            && generation == self.machine.generation()
        {
            self.machine.token_refused(Refusal::Explicit(reason), false);
        }
        Ok(refused.is_none())
    }

    /// Begins to renew the token, one refresh at a time: the refresh token.
    #[wasm_bindgen(js_name = beginRefresh)]
    pub fn begin_refresh(&mut self) -> Result<String> {
        let (ticket, token) = self.machine.begin_refresh().map_err(thrown)?;
        self.refreshing = Some(ticket);
        Ok(token.expose().into())
    }

    /// Takes in the answer to a refresh. Throws when the server could not be asked.
    #[wasm_bindgen(js_name = readRefresh)]
    pub fn read_refresh(&mut self, status: u16, body: &str, retry_after: f64) -> Result<()> {
        let (Some(ticket), Some(login)) = (self.refreshing.take(), self.machine.login()) else {
            return Ok(());
        };
        let answer = read(status, body, retry_after);
        let grant = answer.and_then(|answer| login.server.read_grant(answer)).map_err(|error| {
            let error = error.redact(&login.token);
            login.refresh_token.iter().fold(error, Error::redact)
        });
        self.machine.refreshed(ticket, grant, now()).map_err(thrown)
    }

    // ---- Where the site's REST API is ----

    /// The root that is known, else the one that every WordPress answers.
    fn root(&self) -> Root {
        let found = self.found.as_ref().map(|found| &found.root);
        found.or_else(|| self.site.known_root()).cloned().unwrap_or_else(|| self.site.query_root())
    }

    fn is_root_known(&self) -> bool {
        self.found.is_some() || self.server.is_some() && self.site.known_root().is_some()
    }

    /// Takes in what an earlier visit found.
    pub fn recall(&mut self, finding: &str) {
        if self.found.is_none() {
            self.found = Found::from_record(finding, &self.site);
            self.found_is_old = self.found.is_some();
        }
    }

    /// The stored form of what was found.
    pub fn finding(&self) -> Option<String> {
        self.found.as_ref().map(Found::to_record)
    }

    /// Begins to look for what is not known yet, if anything: method and URL of an anonymous
    /// request. A login needs no root, since every WordPress answers `?rest_route=`.
    pub fn search(&mut self, for_login: bool) -> Option<String> {
        if self.is_root_known() || for_login && self.server.is_some() {
            return None;
        }
        let (search, next) = Discovery::new(&self.site, self.server.is_none());
        self.search = Some(search);
        self.go_on(next).ok().flatten()
    }

    /// Takes in an answer to the search: the next request, or nothing when it has ended well.
    pub fn searched(
        &mut self,
        status: u16,
        body: &str,
        retry_after: f64,
        link: Option<String>,
        url: &str,
    ) -> Result<Option<String>> {
        let Some(search) = &mut self.search else { return Ok(None) };
        let answer = read(status, body, retry_after);
        let next = search.next(answer.map(|answer| Reply { answer, link: link.as_deref(), url }));
        self.go_on(next).map_err(thrown)
    }

    fn go_on(&mut self, next: Next) -> error::Result<Option<String>> {
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

    // ---- Calls ----

    /// Begins a call, before anything is awaited. Returns its number.
    pub fn begin(&mut self, auth: &str, safe: bool, replayable: bool) -> usize {
        let auth = match auth {
            "omit" => Auth::Omit,
            "required" => Auth::Required,
            _ => Auth::Auto,
        };
        self.calls.add(self.machine.begin(auth, safe, replayable))
    }

    /// The URL that a call goes to. Nothing when the root must be found first.
    pub fn aim(&mut self, call: usize, target: &str) -> Result<Option<String>> {
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

    /// What to do with a call: the value of the token's header to send it with, or nothing to send
    /// it as a visitor's; `true` to refresh first; `false` to ask the app for a login first.
    pub fn next(&mut self, call: usize) -> Result<JsValue> {
        let Some(call) = self.calls.get_mut(call) else { return Ok(JsValue::UNDEFINED) };
        Ok(match self.machine.next(call, now()) {
            Step::Send(Some(token)) => JsValue::from_str(&bearer(&token)),
            Step::Send(None) => JsValue::UNDEFINED,
            Step::Refresh => JsValue::TRUE,
            Step::AskLogin(_) => JsValue::FALSE,
            Step::Refuse(error) => return Err(thrown(error)),
        })
    }

    /// What to do with its answer: nothing to hand it out, `true` to repeat the call, `false` when
    /// it cannot be repeated.
    pub fn answered(&mut self, call: usize, status: u16, body: &str) -> Option<bool> {
        let answer = Answer { status, body, retry_after: None };
        let refusal = self.current_server().and_then(|server| {
            let refreshable = self.machine.login().is_some_and(Login::can_refresh);
            server.refusal(answer, server.silent_with_refresh && refreshable)
        });
        match self.machine.answered(self.calls.get_mut(call)?, refusal) {
            Verdict::Deliver => None,
            Verdict::Repeat => Some(true),
            Verdict::NotReplayable => Some(false),
        }
    }

    /// The call has waited for the app to log in.
    pub fn waited(&mut self, call: usize) {
        if let Some(call) = self.calls.get_mut(call) {
            self.machine.waited(call);
        }
    }

    /// The call is over.
    pub fn finish(&mut self, call: usize) {
        self.calls.take(call);
    }

    /// The app is about to be asked for a login, or has answered.
    pub fn asking(&mut self, begins: bool) {
        if begins { self.machine.asking() } else { self.machine.asked() }
    }

    fn current_server(&self) -> Option<&'static Server> {
        let found = self.found.as_ref().and_then(|found| found.server);
        self.server.or(found).or_else(|| self.machine.login().map(|login| login.server))
    }

    /// What an answer to a call means, or why there is none: the fields of a `PresskeyError`.
    pub fn explain(&self, status: u16, body: &str, retry_after: f64, token_sent: bool) -> String {
        let answer = read(status, body, retry_after);
        let error: Box<Error> = match answer {
            Ok(answer) => of_answer(self.current_server(), answer, token_sent),
            Err(error) => error,
        };
        let token = self.machine.login().map(|login| &login.token);
        token.into_iter().fold(error, Error::redact).to_json()
    }
}

/// The value of the header that carries a token (RFC 6750 section 2.1). Some servers ignore
/// "bearer" in lower case.
fn bearer(token: &Secret) -> String {
    ["Bearer ", token.expose()].concat()
}

/// Things by number.
struct Slab<T>(Vec<Option<T>>);

impl<T> Default for Slab<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Slab<T> {
    fn add(&mut self, thing: T) -> usize {
        let free = self.0.iter().position(Option::is_none);
        let number = free.unwrap_or(self.0.len());
        match self.0.get_mut(number) {
            Some(slot) => *slot = Some(thing),
            None => self.0.push(Some(thing)),
        }
        number
    }

    fn get(&self, number: usize) -> Option<&T> {
        self.0.get(number)?.as_ref()
    }

    fn get_mut(&mut self, number: usize) -> Option<&mut T> {
        self.0.get_mut(number)?.as_mut()
    }

    fn take(&mut self, number: usize) -> Option<T> {
        self.0.get_mut(number)?.take()
    }
}
