//! Locks: one tab at a time renews a token. Only secure origins have Web Locks; others take turns by
//! localStorage.

use alloc::rc::Rc;
use core::cell::{Cell, RefCell};

use gloo_timers::callback::Timeout;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::AbortController;

use super::lease;

#[wasm_bindgen]
extern "C" {
    // Unstable in web-sys.
    type LockManager;

    #[wasm_bindgen(method, catch)]
    fn request(
        this: &LockManager,
        name: &str,
        options: &JsValue,
        work: &JsValue,
    ) -> Result<Promise, JsValue>;

    type Thenable;

    #[wasm_bindgen(method, js_name = catch)]
    fn on_rejected(this: &Thenable, rejected: &Function) -> Promise;
}

fn manager() -> Option<LockManager> {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into()).ok()?;
    let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
    locks.is_object().then(|| locks.unchecked_into())
}

/// A lock that was asked for.
pub(super) struct Lock {
    granted: Promise,
    /// Ends the lock; there from when it is granted.
    release: Rc<RefCell<Option<Function>>>,
    controller: Option<AbortController>,
    is_reported: Cell<bool>,
}

impl Lock {
    pub(super) fn request(name: &str) -> Self {
        let release = Rc::new(RefCell::new(None));
        let controller = AbortController::new().ok();
        let options = js_sys::Object::new();
        if let Some(controller) = &controller {
            // Cannot fail on a plain object.
            let _ = Reflect::set(&options, &"signal".into(), &controller.signal());
        }
        let granted = Promise::new(&mut |resolve, reject| {
            let slot = release.clone();
            let work = Closure::once_into_js(move || {
                let _ = resolve.call0(&JsValue::NULL);
                Promise::new(&mut |end, _| {
                    slot.replace(Some(end));
                })
            });
            let request = match manager() {
                Some(locks) => locks.request(name, &options, &work),
                None => {
                    let signal = controller.as_ref().map(AbortController::signal);
                    let work = work.unchecked_into();
                    Ok(future_to_promise(lease::request(name.into(), signal, work)))
                }
            };
            match request {
                Ok(request) => {
                    let refuse = Closure::once_into_js(move |cause: JsValue| {
                        let _ = reject.call1(&JsValue::NULL, &cause);
                    });
                    let _ = request.unchecked_ref::<Thenable>().on_rejected(refuse.unchecked_ref());
                }
                Err(_) => {
                    let _ = reject.call0(&JsValue::NULL);
                }
            }
        });
        Self { granted, release, controller, is_reported: Cell::new(false) }
    }

    /// Whether it still has to hear the result.
    pub(super) fn is_waiting(&self) -> bool {
        !self.is_reported.get()
    }

    /// Whether it was granted, once that is known.
    pub(super) async fn granted(&self) -> bool {
        let granted = JsFuture::from(self.granted.clone()).await.is_ok();
        self.is_reported.set(true);
        granted
    }

    pub(super) fn give_up(&self) {
        if let Some(controller) = &self.controller {
            controller.abort();
        }
    }

    /// Releases it after so many milliseconds, if it was granted.
    pub(super) fn release(self, after: u32) {
        if let Some(release) = self.release.take() {
            Timeout::new(after, move || {
                let _ = release.call0(&JsValue::NULL);
            })
            .forget();
        }
    }
}
