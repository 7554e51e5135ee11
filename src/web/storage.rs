//! Where a session is kept. Web Storage works immediately, so that a logout holds even if the page is
//! left in the same breath. The vault takes its time (`slow.rs`).

use alloc::{borrow::ToOwned, collections::BTreeMap, string::String};
use core::cell::{Cell, RefCell};

use gloo_storage::{LocalStorage, SessionStorage, Storage as _};
use web_sys::UrlSearchParams;

use super::{Storage, authorize::entries, page, vault::Vault};

/// How a stored session begins.
const RECORD: &str = "{\"version\"";

/// How many older markers are kept, of any length: a device has few users.
const MAX_OLDER: usize = 50;

/// The browser's storage of this kind. gloo-storage traps where there is none, or where the browser
/// keeps us out: so a look first.
pub(super) fn web_storage(kind: Storage) -> Option<web_sys::Storage> {
    let window = web_sys::window()?;
    match kind {
        Storage::Session => {
            window.session_storage().ok()??;
            Some(SessionStorage::raw())
        }
        Storage::Local => {
            window.local_storage().ok()??;
            Some(LocalStorage::raw())
        }
        Storage::Memory | Storage::Vault => None,
    }
}

/// Removes a session from one of the browser's two storages, and what the npm package notes next to it. Best
/// effort: nobody is waiting for the result.
pub(super) fn forget(kind: Storage, key: &str) {
    if let Some(storage) = web_storage(kind) {
        for name in [key, &[key, ":front"].concat()] {
            let _ = storage.remove_item(name);
        }
    }
}

/// The two storages that browsers have for text.
pub(super) const WEB: [Storage; 2] = [Storage::Session, Storage::Local];

/// One client's store. The app's [`Storage`] names the usual one; a login may choose the other of the
/// two that browsers have (`remember`), and a reload finds the session in either.
pub(super) struct Store {
    usual: Storage,
    chosen: Cell<Storage>,
    memory: RefCell<BTreeMap<String, String>>,
    vault: Option<Vault>,
}

impl Store {
    pub(super) fn new(kind: Storage) -> Self {
        let vault = (kind == Storage::Vault).then(Vault::default);
        let is_here = web_sys::window().is_some() || vault.is_some();
        let kind = if is_here { kind } else { Storage::Memory };
        Self { usual: kind, chosen: Cell::new(kind), memory: RefCell::default(), vault }
    }

    /// The vault, if the session is in it: a store that takes its time.
    pub(super) fn slow(&self) -> Option<&Vault> {
        self.vault.as_ref()
    }

    /// The one in use.
    pub(super) fn chosen(&self) -> Storage {
        self.chosen.get()
    }

    /// For a new login: localStorage if it is to outlive the tab.
    pub(super) fn choose(&self, remember: Option<bool>) {
        self.chosen.set(match remember {
            _ if !self.usual.is_web() => return,
            None => self.usual,
            Some(true) => Storage::Local,
            Some(false) => Storage::Session,
        });
    }

    /// Goes on with the one that was in use, after a login that failed.
    pub(super) fn choose_again(&self, before: Storage) {
        self.chosen.set(before);
    }

    /// Goes on with the one that holds the session. The tab's own counts first.
    pub(super) fn find(&self, key: &str) {
        if !self.usual.is_web() {
            return;
        }
        let holds = |kind: &Storage| {
            web_storage(*kind)
                .is_some_and(|store| store.get_item(key).is_ok_and(|text| text.is_some()))
        };
        let found = WEB.into_iter().find(holds);
        self.chosen.set(found.unwrap_or(self.usual));
    }

    /// Removes what `may_remove` says of the one of the two that is not in use. Neither is, if the app has
    /// changed its [`Storage`] to memory.
    pub(super) fn remove_other(&self, key: &str, may_remove: impl Fn(&str) -> bool) {
        for kind in WEB.into_iter().filter(|kind| *kind != self.chosen()) {
            let held = web_storage(kind).and_then(|storage| storage.get_item(key).ok()?);
            let is_session = |text: &String| self.usual.is_web() || text.starts_with(RECORD);
            if held.is_some_and(|text| is_session(&text) && may_remove(&text)) {
                forget(kind, key);
            }
        }
    }

    /// What it keeps outlives the page.
    pub(super) fn is_persistent(&self) -> bool {
        self.chosen() != Storage::Memory
    }

    /// Other tabs may change it.
    pub(super) fn is_shared(&self) -> bool {
        matches!(self.chosen(), Storage::Local | Storage::Vault)
    }

    pub(super) fn get(&self, key: &str) -> Option<String> {
        match self.chosen() {
            Storage::Memory => self.memory.borrow().get(key).cloned(),
            kind => web_storage(kind)?.get_item(key).ok()?,
        }
    }

    /// Whether it could be stored: storage may be blocked, or full.
    pub(super) fn set(&self, key: &str, text: &str) -> bool {
        match self.chosen() {
            Storage::Memory => {
                self.memory.borrow_mut().insert(key.to_owned(), text.to_owned());
                true
            }
            kind => web_storage(kind).is_some_and(|storage| storage.set_item(key, text).is_ok()),
        }
    }

    pub(super) fn remove(&self, key: &str) {
        self.memory.borrow_mut().remove(key);
        forget(self.chosen(), key);
    }

    /// What tells this browser from the user's others, where a server keeps one session for each.
    pub(super) fn device(&self, key: &str) -> String {
        let key = [key, ":device"].concat();
        let local = Self::new(Storage::Local);
        let kept = local.get(&key).or_else(|| self.memory.borrow().get(&key).cloned());
        kept.unwrap_or_else(|| {
            let device = page::unique();
            local.set(&key, &device);
            self.memory.borrow_mut().insert(key, device.clone());
            device
        })
    }
}

/// The logout markers of a storage key: for each user the id of the last logout, without secrets.
/// They reach tabs that were frozen when it happened.
pub(super) struct Markers(String);

impl Markers {
    pub(super) fn new(storage_key: &str) -> Self {
        Self([storage_key, ":logout"].concat())
    }

    /// The names of sessions whose refresh token has been sent.
    pub(super) fn used(storage_key: &str) -> Self {
        Self([storage_key, ":used"].concat())
    }

    /// All of them, as JSON.
    pub(super) fn all(&self) -> String {
        let list = self.list().and_then(|(_, list)| js_sys::Object::from_entries(&list).ok());
        let json = list.and_then(|list| js_sys::JSON::stringify(&list).ok());
        json.map(String::from).unwrap_or_default()
    }

    fn list(&self) -> Option<(web_sys::Storage, UrlSearchParams)> {
        let storage = web_storage(Storage::Local)?;
        let text = storage.get_item(&self.0).ok().flatten().unwrap_or_default();
        Some((storage, UrlSearchParams::new_with_str(&text).ok()?))
    }

    /// The marker of a user; empty without a logout.
    pub(super) fn of(&self, user: &str) -> String {
        self.list().and_then(|(_, list)| list.get(user)).unwrap_or_default()
    }

    /// Leaves a new one, which it returns.
    pub(super) fn leave(&self, user: &str) -> String {
        let marker = page::unique();
        if let Some((storage, list)) = self.list() {
            list.delete(user);
            let older = entries(&list);
            let kept = older.iter().skip(older.len().saturating_sub(MAX_OLDER));
            let Ok(list) = UrlSearchParams::new() else { return marker };
            for (name, marker) in kept {
                list.append(name, marker);
            }
            list.append(user, &marker);
            let _ = storage.set_item(&self.0, &String::from(list.to_string()));
        }
        marker
    }
}
