//! The state of one client: the engine, which decides, and what it decides about.

use alloc::{
    borrow::ToOwned,
    boxed::Box,
    rc::{Rc, Weak},
    string::String,
    vec::Vec,
};
use core::cell::{Cell, RefCell};

use futures_util::future::{FutureExt, LocalBoxFuture, Shared};
use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;

use super::{
    Options,
    about::About,
    exchange::SESSION,
    extras::Extras,
    ownership, page, prompt, refresh,
    storage::{Markers, Store},
    transport::Reply,
    via,
    wake::Wakes,
};
use crate::{
    core::{
        client::{Effect, Event, Given, Heard, LogIn, LoginEffect, Store as Place, Traits},
        error::{Error, Result},
        json::Json,
        server::Grant,
        session::{Auth, EndReason, Session},
    },
    js::{
        engine::{Engine, GET, LATE, Meta, SIGNED, VALUE},
        operations::{Operation, Run},
    },
};

/// The longest time that a timer keeps: it counts in 32 bits.
pub(super) const LONGEST: f64 = 2_147_483_647.0;

/// Work that everybody who needs it shares.
pub(super) type Work = Shared<LocalBoxFuture<'static, Result<()>>>;

/// The work that is under way.
pub(super) type Flight = RefCell<Option<Work>>;

type Listener = Rc<dyn Fn(&Session)>;

/// How the token travels, where that is not in the usual header.
#[derive(Default, Clone)]
pub(super) struct Carrier {
    pub(super) header: Option<String>,
    pub(super) rotates: Option<String>,
    pub(super) cookies: bool,
    pub(super) signs: bool,
}

/// What a request is begun for that carries something secret, with the number that a logout changes.
#[derive(Clone, Copy)]
pub(super) enum Begun {
    Session(u32),
    /// It goes on if the session ends that it replaces, by another tab.
    Login(u32),
}

/// One client's.
pub(super) struct State {
    engine: RefCell<Engine>,
    pub(super) options: Options,
    pub(super) extras: Extras,
    pub(super) key: String,
    pub(super) store: Store,
    pub(super) markers: Markers,
    pub(super) renewing: Flight,
    /// When the refresh that is under way wants to be woken.
    pub(super) refresh_at: Cell<Option<f64>>,
    pub(super) searching: Flight,
    /// What was known of the site before another way was taken, until that has led somewhere.
    pub(super) before: RefCell<Option<String>>,
    /// Until when no other way is looked for.
    pub(super) stuck_until: Cell<f64>,
    loaded: Cell<bool>,
    carrier: RefCell<Carrier>,
    session: RefCell<Session>,
    listeners: RefCell<Vec<(u32, Listener)>>,
    next_listener: Cell<u32>,
    timer: RefCell<Option<Timeout>>,
    wakes: RefCell<Option<Wakes>>,
    me: Weak<State>,
}

impl State {
    /// # Errors
    /// `invalid_option`, `insecure_site`.
    pub(super) fn new(options: Options) -> Result<Rc<Self>> {
        let backend = via::address_of(&options)?;
        let mut engine = Engine::create(&options.to_json(backend.as_deref())?)?;
        let id = engine.run(Operation::id, 0.0, "", "")?.unwrap_or_default();
        let id = options.via.clone().unwrap_or(id);
        let key = options.storage_key.clone().unwrap_or_else(|| ["presskey:", &id].concat());
        let state = Rc::new_cyclic(|me| Self {
            engine: RefCell::new(engine),
            store: Store::new(options.place()),
            markers: Markers::new(&key),
            options,
            extras: Extras::default(),
            key,
            renewing: RefCell::default(),
            refresh_at: Cell::default(),
            searching: RefCell::default(),
            before: RefCell::default(),
            stuck_until: Cell::default(),
            loaded: Cell::default(),
            carrier: RefCell::default(),
            session: RefCell::new(Session::Loading),
            listeners: RefCell::default(),
            next_listener: Cell::default(),
            timer: RefCell::default(),
            wakes: RefCell::default(),
            me: me.clone(),
        });
        match backend {
            Some(backend) => via::start(&state, &backend),
            None => drop(state.wakes.replace(Wakes::new(&state.me, &state.key))),
        }
        Ok(state)
    }

    /// Carries out an operation of the engine.
    ///
    /// # Errors
    /// Those of the operation, without any secret.
    pub(super) fn ask(
        &self,
        operation: impl Run,
        number: f64,
        text: &str,
        body: &str,
    ) -> Result<Option<String>> {
        let mut engine = self.engine.borrow_mut();
        let result = operation.run(&mut engine, number, text, body);
        result.map_err(|error| engine.without_secrets(error))
    }

    /// Tells the protocol what happened: what it wants done.
    pub(super) fn handle(&self, event: Event<'_>) -> Vec<Effect> {
        self.engine.borrow_mut().client.handle(event, page::now())
    }

    /// Tells the protocol what happened, and does what it wants: effects that take no time.
    pub(super) fn notify(&self, event: Event<'_>) {
        self.perform_all(self.handle(event));
    }

    fn perform_all(&self, effects: Vec<Effect>) {
        let mut effects = effects.into_iter();
        while let Some(effect) = effects.next() {
            // A refresh begins. Calls that need the token tell of its failure.
            if matches!(effect, Effect::Lock | Effect::Look)
                && let Some(me) = self.me.upgrade()
            {
                let begun = [effect].into_iter().chain(effects).collect();
                return drop(refresh::go_on(&me, begun));
            }
            match self.slow() {
                // The next effect waits until it is gone.
                Some(me) if effect == Effect::Remove => {
                    let removal = me.remove_ended();
                    return spawn_local(async move {
                        removal.await;
                        me.perform_all(effects.collect());
                    });
                }
                _ => self.perform(effect),
            }
        }
    }

    /// A call wants to be sent: what to do, its URL if it is known, and the token's header of this
    /// moment, whatever the effects lead to.
    pub(super) fn call(
        &self,
        call: u32,
        traits: Traits,
        target: &str,
    ) -> (Vec<Effect>, String, Option<String>) {
        if traits.auth != Auth::Omit {
            self.engine.borrow_mut().client.begin_call(call, traits);
            self.sync();
        }
        let mut engine = self.engine.borrow_mut();
        let (aim, url) = engine.aim(target);
        let effects = engine.client.handle(Event::Call { call, traits, aim }, page::now());
        let is_signed = effects.contains(&Effect::Send { signed: true });
        let header = is_signed.then(|| engine.run(Operation::header, SESSION, "", ""));
        (effects, url, header.and_then(Result::ok).flatten())
    }

    /// The response to a call may be about the token: what to do.
    pub(super) fn call_answered(
        &self,
        call: u32,
        reply: &Reply,
        is_lost: bool,
        is_detour: bool,
    ) -> Vec<Effect> {
        self.sync();
        let meta = reply.meta(|_| {});
        let mut engine = self.engine.borrow_mut();
        let answered = Meta::of(&meta).and_then(|meta| engine.answered(call, &meta, &reply.body));
        let event = Event::CallAnswered { call, is_lost, is_detour, answered };
        engine.client.handle(event, page::now())
    }

    /// A call begins that goes on with what was begun for this user.
    pub(super) fn begin_for(&self, call: u32, traits: Traits, user: &str) {
        self.engine.borrow_mut().client.begin_for(call, traits, user);
    }

    /// Whom a call was sent for.
    pub(super) fn caller(&self, call: u32) -> Option<String> {
        self.engine.borrow_mut().client.caller(call).map(Into::into)
    }

    /// Whether a response with this status can be about the token that a call was sent with. Any other response
    /// passes unread.
    pub(super) fn may_refuse(&self, call: u32, status: u16) -> bool {
        let sender = self.engine.borrow_mut().client.sender(call);
        sender.is_some_and(|(server, _)| server.refuses_with(status))
    }

    /// A number that no other call has.
    pub(super) fn count_call(&self) -> u32 {
        self.extras.calls.set(self.extras.calls.get().wrapping_add(1));
        self.extras.calls.get()
    }

    /// Fails with why a call was refused.
    ///
    /// # Errors
    /// That is one.
    pub(super) fn take_refusal(&self) -> Result<()> {
        let mut engine = self.engine.borrow_mut();
        let refusal = engine.client.take_refusal();
        refusal.map_or(Ok(()), |error| Err(engine.without_secrets(error)))
    }

    /// Why the last refresh failed.
    pub(super) fn take_failure(&self) -> Option<Box<Error>> {
        self.engine.borrow_mut().client.take_failure()
    }

    /// Does what takes no time.
    pub(super) fn perform(&self, effect: Effect) {
        match effect {
            Effect::Timer(after) => self.refresh_at.set(Some(page::now() + f64::from(after))),
            Effect::Check => match self.slow() {
                Some(me) => spawn_local(async move { me.look().await }),
                None => self.sync(),
            },
            Effect::Announce => self.announce(),
            Effect::Wake => self.schedule(),
            Effect::Say(_)
            | Effect::SayEnded
            | Effect::SayWait
            | Effect::SayChanged
            | Effect::AskOwner
            | Effect::SayMine => {
                let mut message = String::new();
                self.engine.borrow().client.write_message(effect, &mut message);
                self.say(&message);
            }
            Effect::Remove => match self.slow() {
                Some(me) => drop(me.remove_ended()),
                None => self.remove_ended_now(),
            },
            Effect::Clear => match self.slow() {
                Some(me) => drop(self.extras.removal.replace(Some(me.remove_left()))),
                None => {
                    self.store.remove(&self.key);
                    self.store.remove_other(&self.key, |text| self.may_clear(text, f64::INFINITY));
                }
            },
            Effect::LeaveMarker => {
                let user = self.engine.borrow().client.machine.user().to_owned();
                let marker = self.markers.leave(&user);
                self.say(&["logged_out:", &marker, ":", &user].concat());
            }
            Effect::TakeOwnership => {
                let spent = self.engine.borrow().client.spent_name();
                self.notify(Event::Owned(ownership::rename(self, spent)));
            }
            Effect::AskSoon | Effect::AskLogin { .. } | Effect::SettleLogin => {
                if let Some(me) = self.me.upgrade() {
                    prompt::perform(&me, effect);
                }
            }
            _ => {}
        }
    }

    /// Stops timers, and traffic with other tabs.
    pub(super) fn close(&self) {
        self.extras.closed.set(true);
        self.timer.take();
        self.wakes.take();
        via::close(self);
    }

    pub(super) fn say(&self, message: &str) {
        if let Some(wakes) = &*self.wakes.borrow() {
            wakes.say(message);
        }
    }

    /// The state itself, if its store takes its time.
    fn slow(&self) -> Option<Rc<Self>> {
        self.me.upgrade().filter(|_| self.store.slow().is_some())
    }

    /// What another tab said.
    pub(super) fn heard(&self, message: &str) {
        self.notify(Event::Heard(Heard::of(message)));
        self.wake();
    }

    /// The access token and the refresh token in force.
    pub(super) fn tokens(&self) -> [String; 2] {
        let engine = self.engine.borrow();
        let login = engine.client.machine.login();
        let refresh_token = login.and_then(|login| login.refresh_token.as_ref());
        [login.map(|login| &login.token), refresh_token]
            .map(|token| token.map(|token| token.expose().into()).unwrap_or_default())
    }

    /// What is remembered of the session that a request is begun for.
    pub(super) fn begun(&self) -> Begun {
        Begun::Session(self.epoch())
    }

    /// Whether there was a logout since, in this tab or another. Who sends something of the session's asks
    /// this after each `await`, last of all.
    pub(super) fn is_over(&self, begun: Begun) -> bool {
        match begun {
            Begun::Session(epoch) => {
                self.sync();
                self.epoch() != epoch
            }
            Begun::Login(logouts) => self.engine.borrow().client.is_left_since(logouts),
        }
    }

    /// A number that each logout changes, in this tab or another: it removes what the server knows in confidence.
    pub(super) fn epoch(&self) -> u32 {
        self.engine.borrow().client.logouts()
    }

    /// Begins a login: its number.
    pub(super) fn log_in(&self, given: Given) -> usize {
        self.engine.borrow_mut().log_in(given)
    }

    /// Goes on with a login after its last effect: the next one, nothing if it is over.
    pub(super) fn go_on(&self, task: usize, text: &str, body: &str) -> Result<Option<LoginEffect>> {
        let mut engine = self.engine.borrow_mut();
        let next = engine.go_on(task, text, body);
        next.map_err(|error| engine.without_secrets(error))
    }

    /// What a login has, as long as it is on its way.
    pub(super) fn of_login<T: Default>(&self, task: usize, what: impl Fn(&LogIn) -> T) -> T {
        self.engine.borrow().task(task).map(what).unwrap_or_default()
    }

    /// A login is over, or is given up.
    pub(super) fn give_up(&self, task: usize) {
        self.engine.borrow_mut().give_up(task);
    }

    /// Whether a logout may remove this text, which is stored.
    pub(super) fn may_clear(&self, text: &str, at: f64) -> bool {
        self.engine.borrow().client.may_clear(text, at)
    }

    /// Whether [`Effect::Save`], or [`Effect::Remove`], may replace this text, which is stored.
    pub(super) fn may_replace_stored(&self, is_removal: bool, text: &str) -> bool {
        self.engine.borrow().client.may_replace(is_removal, text)
    }

    /// What [`Effect::Revoke`] sends, as JSON.
    pub(super) fn revocation(&self) -> Option<String> {
        self.engine.borrow_mut().revocation()
    }

    /// What a refresh was answered.
    pub(super) fn read_grant(&self, reply: &Reply) -> Result<Box<Grant>> {
        let meta = reply.meta(|_| {});
        self.engine.borrow().refresh_grant(&Meta::of(&meta)?, &reply.body)
    }

    /// What the server knows in confidence, to be removed from texts.
    #[cfg(feature = "doctor")]
    pub(super) fn redaction(&self) -> crate::core::secret::Redaction {
        self.engine.borrow().secrets()
    }

    /// What the response to a request means, or why there is none.
    pub(super) fn explain(&self, reply: &Reply, about: &About) -> Box<Error> {
        let meta = reply.meta(|meta| {
            meta.text("asked", about.asked());
            about.own.iter().for_each(|(name, value)| meta.text(name, Some(value)));
        });
        let is_late = about.epoch != self.epoch();
        match Meta::of(&meta) {
            Ok(meta) => self.engine.borrow().explain(&meta, &reply.body, about.token, is_late),
            Err(error) => error,
        }
    }

    /// Looks at a response before the app gets its value. Nothing if the app may have it, the URL of the
    /// site's index if that has to tell.
    ///
    /// # Errors
    /// What the response means instead.
    pub(super) fn weigh(
        &self,
        reply: &Reply,
        about: &About,
        has_value: bool,
        index: Option<&Reply>,
    ) -> Result<Option<String>> {
        let meta = reply.meta(|meta| {
            meta.text("asked", about.asked());
            about.own.iter().for_each(|(name, value)| meta.text(name, Some(value)));
            if let Some(index) = index {
                meta.text("index", Some(&index.body));
                meta.integer("indexStatus", Some(index.status.into()));
            }
        });
        let known = [
            (about.token, SIGNED),
            (about.epoch != self.epoch(), LATE),
            (has_value || reply.body.is_empty(), VALUE),
            (about.method == "GET", GET),
        ];
        let number = known.iter().filter(|(is, _)| *is).map(|(_, bit)| bit).sum();
        self.engine.borrow().weigh(&Meta::of(&meta)?, &reply.body, number)
    }

    /// An operation that cannot fail.
    pub(super) fn tell(&self, operation: impl Run, number: f64, text: &str) -> Option<String> {
        self.ask(operation, number, text, "").ok().flatten()
    }

    pub(super) fn user(&self) -> Option<String> {
        self.tell(Operation::user, 0.0, "")
    }

    /// The site's address, as the engine writes it.
    pub(super) fn site(&self) -> String {
        self.tell(Operation::id, 0.0, "").unwrap_or_default()
    }

    /// Why the session has ended, if nobody is logged in.
    pub(super) fn ended(&self) -> Option<EndReason> {
        self.engine.borrow().client.machine.ended()
    }

    pub(super) fn session(&self) -> Session {
        self.session.borrow().clone()
    }

    pub(super) fn carrier(&self) -> Carrier {
        self.carrier.borrow().clone()
    }

    /// Whether browsers keep this page, being secure, from a site without TLS.
    pub(super) fn is_mixed_content(&self) -> bool {
        page::location().is_some_and(|(protocol, _)| protocol == "https:")
            && self.tell(Operation::isMixedContent, 0.0, "").is_some()
    }

    /// Reads what is stored, once.
    pub(super) fn load(&self) {
        if self.store.slow().is_some() || self.loaded.replace(true) {
            return;
        }
        self.store.find(&self.key);
        self.recall(self.store.get(&self.finding_key()));
        self.sync();
    }

    /// Whether the app has seen that nobody is logged in, and nobody is logging in.
    pub(super) fn shows_nobody(&self) -> bool {
        self.loaded.get() && self.user().is_none() && !self.engine.borrow().is_logging_in()
    }

    /// Whether what is stored has been read.
    pub(super) fn is_loaded(&self) -> bool {
        self.loaded.get()
    }

    /// Takes in what a store that takes its time has.
    pub(super) fn take(&self, text: &str, finding: Option<String>) {
        if !self.loaded.replace(true) {
            self.recall(finding);
            self.report(Some(text));
        }
    }

    fn recall(&self, finding: Option<String>) {
        if let Some(finding) = finding {
            self.tell(Operation::recall, 0.0, &finding);
        }
    }

    pub(super) fn finding_key(&self) -> String {
        [&self.key, ":site"].concat()
    }

    /// Tells what is stored, if that has been read.
    pub(super) fn report(&self, text: Option<&str>) {
        let markers = self.markers.all();
        self.notify(Event::Stored { store: self.place(), text, markers: &markers });
    }

    /// Where the session is stored, and who else has it.
    pub(super) fn place(&self) -> Place {
        let mut place = Place::TABS;
        for (is, fact) in [
            (self.store.is_persistent(), Place::PERSISTENT),
            (self.store.is_shared(), Place::SHARED),
            (self.store.slow().is_some(), Place::SLOW),
            (ownership::is_copied(self), Place::COPIED),
        ] {
            if is {
                place = place.and(fact);
            }
        }
        place
    }

    /// Applies what other tabs left: a logout marker, a newer session in localStorage.
    pub(super) fn sync(&self) {
        if self.store.slow().is_some() {
            return self.report(None);
        }
        // A login in another tab may be meant to outlive it (`remember`).
        if self.loaded.get() && self.user().is_none() {
            self.store.find(&self.key);
        }
        self.report(Some(&self.store.get(&self.key).unwrap_or_default()));
    }

    /// Time may have passed, or another tab acted.
    pub(super) fn wake(&self) {
        if !self.loaded.get() {
            return;
        }
        self.sync();
        let shown = !page::is_hidden() && !self.extras.closed.get();
        self.notify(Event::Woken { shown });
    }

    fn schedule(&self) {
        let at = self.engine.borrow().client.wake_at().filter(|_| !self.extras.closed.get());
        let me = self.me.clone();
        self.timer.replace(at.map(|at| {
            let pause = (at - page::now()).clamp(0.0, LONGEST);
            Timeout::new(pause as u32, move || {
                // Later, since it replaces the timer that runs.
                spawn_local(async move {
                    if let Some(state) = me.upgrade() {
                        state.wake();
                    }
                });
            })
        }));
    }

    /// After everything that may have changed the session.
    pub(super) fn publish(&self) {
        self.notify(Event::Changed);
    }

    fn announce(&self) {
        let session = self.engine.borrow().client.machine.session();
        let carrier = self.tell(Operation::carrier, 0.0, "").unwrap_or_default();
        let carrier = Json::parse(&carrier);
        let member = |name| carrier.and_then(|carrier| carrier.get(name));
        self.carrier.replace(Carrier {
            header: member("header").and_then(Json::string),
            rotates: member("rotates").and_then(Json::string),
            cookies: member("cookies").is_some_and(|value| value.text() == "true"),
            signs: member("sign").is_some_and(|value| value.text() == "true"),
        });
        self.show(session);
    }

    /// Shows a session to the app.
    pub(super) fn show(&self, session: Session) {
        self.session.replace(session.clone());
        let listeners = self.listeners.borrow().clone();
        for (_, listener) in listeners {
            listener(&session);
        }
    }

    /// Writes a session to a store that responds immediately; whether it is there.
    pub(super) fn write_now(&self, record: &str) -> bool {
        let is_kept = self.store.set(&self.key, record);
        if !is_kept {
            // What is there is an older session, perhaps another user's.
            self.store.remove(&self.key);
        }
        is_kept
    }

    /// Tells the rules what the store has; whether it will be there after a reload.
    pub(super) fn kept(&self, record: &str, is_kept: bool) -> bool {
        let text = if is_kept { record } else { "" };
        self.notify(Event::Kept { store: self.place(), text });
        is_kept && self.store.is_persistent()
    }

    /// Best effort: if this isn't stored, the next visit makes one extra request.
    pub(super) fn keep_finding(&self) {
        self.before.take();
        if let Some(finding) = self.tell(Operation::finding, 0.0, "") {
            match self.store.slow() {
                Some(vault) => drop(vault.set(&self.finding_key(), &finding)),
                None => drop(self.store.set(&self.finding_key(), &finding)),
            }
        }
    }

    pub(super) fn listen(&self, listener: Listener) -> u32 {
        let number = self.next_listener.get();
        self.next_listener.set(number.wrapping_add(1));
        self.listeners.borrow_mut().push((number, listener));
        number
    }

    pub(super) fn unlisten(&self, number: u32) {
        self.listeners.borrow_mut().retain(|(known, _)| *known != number);
    }
}

/// One piece of work at a time, whose end everybody who needs it awaits. It begins immediately, and goes
/// on when nobody needs it any more: a refresh token that was sent is used up.
pub(super) fn once(
    state: &Rc<State>,
    flight: fn(&State) -> &Flight,
    work: impl Future<Output = Result<()>> + 'static,
) -> Work {
    let running = flight(state).borrow().clone();
    running.unwrap_or_else(|| {
        let owner = state.clone();
        let work: LocalBoxFuture<'static, Result<()>> = Box::pin(async move {
            let result = work.await;
            flight(&owner).take();
            result
        });
        let shared = work.shared();
        flight(state).replace(Some(shared.clone()));
        spawn_local(shared.clone().map(drop));
        shared
    })
}

impl core::fmt::Debug for State {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("State")
    }
}
