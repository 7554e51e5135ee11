//! A store that takes its time: the vault. Web Storage responds immediately (`storage.rs`).

use alloc::{boxed::Box, rc::Rc, string::String};

use futures_util::future::{self, Either, FutureExt, LocalBoxFuture, Shared};
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;

use super::{
    lock::Lock,
    state::{State, Work, once},
};
use crate::{
    core::error::{Code, Error, Result, Sent},
    js::operations::Operation,
};

/// Milliseconds that a tab may take to store something. One that is frozen is not waited for any longer.
const PATIENCE: u32 = 4000;

pub(super) fn unavailable(sent: Sent) -> Box<Error> {
    Error::new(Code::StorageUnavailable, "The browser's storage can't be used.").sent(sent)
}

impl State {
    /// Reads what is stored, once. A store that fails is asked again by the next call.
    ///
    /// # Errors
    /// `storage_unavailable`.
    pub(super) async fn loaded(self: &Rc<Self>) -> Result<()> {
        self.load();
        if self.is_loaded() {
            return Ok(());
        }
        let owner = self.clone();
        once(self, |state| &state.extras.loading, async move {
            let Some(vault) = owner.store.slow() else { return Ok(()) };
            let [text, finding] = [&owner.key, &owner.finding_key()].map(|key| vault.get(key));
            let broken = |_| unavailable(Sent::No);
            let (text, finding) = (text.await.map_err(broken)?, finding.await.map_err(broken)?);
            owner.take(&text.unwrap_or_default(), finding);
            Ok(())
        })
        .await
    }

    /// Applies what other tabs left, also where the store takes its time.
    pub(super) async fn look(&self) {
        let Some(vault) = self.store.slow() else { return self.sync() };
        // The next call that needs it reports its failure.
        if let Ok(text) = vault.get(&self.key).await {
            self.report(Some(&text.unwrap_or_default()));
        }
    }

    /// Does something with what is stored, while no other tab stores anything. It begins immediately, awaited or
    /// not.
    fn alone<T: Clone + 'static>(
        self: &Rc<Self>,
        work: impl Future<Output = T> + 'static,
    ) -> Shared<LocalBoxFuture<'static, T>> {
        let lock = Lock::request(&[&self.key, ":store"].concat());
        let work = async move {
            let granted = Box::pin(lock.granted());
            if let Either::Right(_) = future::select(granted, TimeoutFuture::new(PATIENCE)).await {
                lock.give_up();
            }
            let result = work.await;
            lock.release(0);
            result
        };
        let work = work.boxed_local().shared();
        spawn_local(work.clone().map(drop));
        work
    }

    /// Whether the core lets this client replace what is stored, which it tells the core of otherwise.
    fn may_replace(&self, is_removal: bool, text: &str) -> bool {
        let is_free = self.may_replace_stored(is_removal, text);
        if !is_free {
            self.report(Some(text));
        }
        is_free
    }

    /// Writes a login to the store, whatever is there; whether it is there.
    ///
    /// # Errors
    /// `storage_unavailable`, if the store is one whose failure is the app's to know.
    pub(super) async fn write(self: &Rc<Self>, record: String) -> Result<bool> {
        if self.store.slow().is_none() {
            return Ok(self.write_now(&record));
        }
        let me = self.clone();
        let written = self.alone(async move { me.put(&record).await });
        if written.await { Ok(true) } else { Err(unavailable(Sent::Answered)) }
    }

    async fn put(&self, record: &str) -> bool {
        match self.store.slow() {
            Some(vault) => vault.set(&self.key, record).await.is_ok(),
            None => self.write_now(record),
        }
    }

    /// What is stored; nothing if it can't be read.
    async fn stored(&self) -> Option<String> {
        match self.store.slow() {
            Some(vault) => vault.get(&self.key).await.ok().map(Option::unwrap_or_default),
            None => Some(self.store.get(&self.key).unwrap_or_default()),
        }
    }

    /// Stores the session that is in force, unless another tab has stored a newer one; whether it will be there
    /// after a reload.
    pub(super) async fn keep_in_force(self: &Rc<Self>) -> bool {
        let me = self.clone();
        let work = async move {
            let Some(text) = me.stored().await else { return false };
            if !me.may_replace(false, &text) {
                return false;
            }
            let Some(record) = me.tell(Operation::record, 0.0, "") else { return false };
            let is_kept = me.put(&record).await;
            // What a slow store has after a failure is not known.
            let is_known = is_kept || me.store.slow().is_none();
            is_known && me.kept(&record, is_kept)
        };
        if self.store.slow().is_some() { self.alone(work).await } else { work.await }
    }

    /// Removes a session that has ended from a store that responds immediately.
    pub(super) fn remove_ended_now(&self) {
        let text = self.store.get(&self.key).unwrap_or_default();
        if self.may_replace(true, &text) {
            self.store.remove(&self.key);
        }
    }

    /// Removes a session that has ended from the vault. It begins immediately, awaited or not.
    pub(super) fn remove_ended(self: &Rc<Self>) -> impl Future<Output = ()> + use<> {
        let me = self.clone();
        self.alone(async move {
            if let Some(text) = me.stored().await
                && me.may_replace(true, &text)
            {
                // What is left is found by the next visit.
                let _ = me.clear().await;
            }
        })
    }

    /// Removes what a logout ends from the vault, but no session of another user, of whom it tells the core.
    pub(super) fn remove_left(self: &Rc<Self>) -> Work {
        let me = self.clone();
        self.alone(async move {
            match me.stored().await {
                Some(text) if !me.may_clear(&text, me.extras.left_at.get()) => {
                    me.report(Some(&text));
                    Ok(())
                }
                _ => me.clear().await,
            }
        })
    }

    /// Removes whatever is in the vault. It begins immediately, awaited or not.
    pub(super) fn clear(self: &Rc<Self>) -> Work {
        let removed = self.store.slow().map(|vault| vault.remove(&self.key));
        let owner = self.clone();
        let work = async move {
            let (Some(removed), Some(vault)) = (removed, owner.store.slow()) else { return Ok(()) };
            if removed.await.is_ok() {
                return Ok(());
            }
            let emptied = vault.set(&owner.key, "").await;
            emptied.map(drop).map_err(|_| unavailable(Sent::Answered))
        };
        let work = work.boxed_local().shared();
        spawn_local(work.clone().map(drop));
        work
    }
}
