//! A store that takes its time: the vault. Web Storage responds immediately (`storage.rs`).

use alloc::{boxed::Box, rc::Rc};

use futures_util::future::FutureExt;
use wasm_bindgen_futures::spawn_local;

use super::state::{State, Work, once};
use crate::{
    core::error::{Code, Error, Result, Sent},
    js::operations::Operation,
};

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

    /// Writes a session to the store; whether it is there.
    ///
    /// # Errors
    /// `storage_unavailable`, if the store is one whose failure is the app's to know.
    pub(super) async fn write(&self, record: &str) -> Result<bool> {
        let Some(vault) = self.store.slow() else { return Ok(self.write_now(record)) };
        let kept = vault.set(&self.key, record).await;
        kept.map(|_| true).map_err(|_| unavailable(Sent::Answered))
    }

    /// Stores the session that is in force; whether it will be there after a reload.
    pub(super) async fn keep_in_force(&self) -> bool {
        let Some(record) = self.tell(Operation::record, 0.0, "") else { return false };
        match self.write(&record).await {
            Ok(is_kept) => self.kept(&record, is_kept),
            Err(_) => false,
        }
    }

    /// Removes the session from the vault. It begins immediately, awaited or not.
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
