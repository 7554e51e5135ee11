//! What `navigator.locks.request` does, by localStorage, for origins that have no Web Locks:
//! `pkg/engine/lease.js` in Rust.
//!
//! Writing and reading are two steps there, so that two tabs can believe to be alone for a moment; the
//! one that wrote last is.

use alloc::{format, rc::Rc, string::String};

use gloo_timers::{callback::Interval, future::TimeoutFuture};
use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortSignal;

use super::{Storage, page, storage::Store};

/// Milliseconds that a lease lasts unless it is renewed: a tab that was killed blocks nobody longer.
const LEASE: u32 = 3000;

/// Milliseconds between two looks, and until what one tab wrote can be seen by another.
const LOOK: u32 = 80;

struct Lease {
    store: Store,
    key: String,
    id: String,
}

impl Lease {
    fn is_held_by(&self, is_holder: impl Fn(&str) -> bool) -> bool {
        let text = self.store.get(&self.key).unwrap_or_default();
        let (who, until) = text.split_once(' ').unwrap_or_default();
        let left = until.parse().unwrap_or(0.0) - page::now();
        // A clock that was set back must not make it last.
        left > 0.0 && left <= f64::from(LEASE) && is_holder(who)
    }

    fn is_mine(&self) -> bool {
        self.is_held_by(|who| who == self.id)
    }

    fn write(&self) -> bool {
        let until = page::now() + f64::from(LEASE);
        self.store.set(&self.key, &format!("{} {until:.0}", self.id))
    }
}

/// `work` returns the promise that ends the lease.
///
/// # Errors
/// Where the signal was aborted, and where there is no localStorage.
pub(super) async fn request(
    name: String,
    signal: Option<AbortSignal>,
    work: Function,
) -> Result<JsValue, JsValue> {
    // Workers have no localStorage.
    if web_sys::window().is_none() {
        return Err(JsValue::NULL);
    }
    let (store, key) = (Store::new(Storage::Local), [&name, ":lease"].concat());
    let lease = Rc::new(Lease { store, key, id: page::unique() });
    loop {
        if signal.as_ref().is_some_and(AbortSignal::aborted) {
            return Err(JsValue::NULL);
        }
        if !lease.is_held_by(|_| true) {
            if !lease.write() {
                return Err(JsValue::NULL);
            }
            TimeoutFuture::new(LOOK).await;
            if lease.is_mine() {
                break;
            }
        }
        TimeoutFuture::new(LOOK).await;
    }
    let renewed = lease.clone();
    let renewal = Interval::new(LEASE / 3, move || {
        renewed.write();
    });
    let ended = work.call0(&JsValue::NULL)?;
    let ended = JsFuture::from(ended.unchecked_into::<Promise>()).await;
    drop(renewal);
    if lease.is_mine() {
        lease.store.remove(&lease.key);
    }
    ended
}
