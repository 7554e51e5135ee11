//! What happens to the page, and what other tabs store: reasons to look at the clock and the store.

use alloc::{rc::Weak, string::String, vec::Vec};

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{BroadcastChannel, EventTarget, MessageEvent, StorageEvent};

use super::{page, state::State};

/// Listens for as long as it lives.
pub(super) struct Wakes {
    #[allow(dead_code, reason = "held, not read")]
    listeners: Vec<EventListener>,
    /// The other tabs with the same storage key. Missing in sandboxed frames.
    channel: Option<BroadcastChannel>,
}

impl Wakes {
    /// Nothing outside of pages and workers. Workers have only the channel.
    pub(super) fn new(state: &Weak<State>, key: &str) -> Option<Self> {
        let window = web_sys::window();
        if window.is_none() && !page::is_worker() {
            return None;
        }
        let on = |target: &EventTarget, name: &'static str| {
            let (state, key) = (state.clone(), String::from(key));
            EventListener::new(target, name, move |event| {
                let storage = event.dyn_ref::<StorageEvent>();
                // No key: everything was cleared.
                let changed = storage.and_then(StorageEvent::key);
                if changed.is_some_and(|changed| !changed.starts_with(&key)) {
                    return;
                }
                let state = state.clone();
                // Later: what it leads to may drop this listener.
                spawn_local(async move {
                    if let Some(state) = state.upgrade().filter(|state| state.is_loaded()) {
                        state.look().await;
                        state.wake();
                    }
                });
            })
        };
        let mut listeners = Vec::new();
        if let Some(window) = window {
            listeners.extend(["storage", "online", "pageshow"].map(|name| on(&window, name)));
            let document = window.document();
            let document = document.iter();
            listeners.extend(
                document.flat_map(|page| ["visibilitychange", "resume"].map(|name| on(page, name))),
            );
        }
        let channel = BroadcastChannel::new(key).ok();
        listeners.extend(channel.as_ref().map(|channel| hear(channel, state.clone())));
        Some(Self { listeners, channel })
    }

    pub(super) fn say(&self, message: &str) {
        if let Some(channel) = &self.channel {
            // Best effort: the other tabs look at the store as well.
            let _ = channel.post_message(&message.into());
        }
    }
}

fn hear(channel: &BroadcastChannel, state: Weak<State>) -> EventListener {
    EventListener::new(channel, "message", move |event| {
        let data = event.dyn_ref::<MessageEvent>().map(MessageEvent::data);
        let message = data.and_then(|data| data.as_string());
        let state = state.clone();
        spawn_local(async move {
            if let (Some(state), Some(message)) = (state.upgrade(), message) {
                state.heard(&message);
            }
        });
    })
}

impl Drop for Wakes {
    fn drop(&mut self) {
        if let Some(channel) = &self.channel {
            channel.close();
        }
    }
}
