//! Logs in to WordPress, shows who it is, and writes a post: Leptos, rendered in the browser.

mod account;
mod login;

use leptos::{mount::mount_to_body, prelude::*};
use presskey::web::{Client, Options, Session, Storage};

/// The client is one for all components. It stays in this thread: browsers have no other.
type Wp = StoredValue<Client, LocalStorage>;

fn main() {
    console_error_panic_hook::set_once();
    mount_to_body(App);
}

#[component]
fn App() -> impl IntoView {
    // All tabs of this origin share the session.
    match Client::new(Options::new(site()).storage(Storage::Local)) {
        Ok(wp) => view! { <Page wp=StoredValue::new_local(wp) /> }.into_any(),
        Err(error) => view! { <p role="alert">{error.to_string()}</p> }.into_any(),
    }
}

#[component]
fn Page(wp: Wp) -> impl IntoView {
    let (session, set_session) = signal(wp.with_value(Client::session));
    let subscription = wp.with_value(|wp| wp.subscribe(move |now| set_session.set(now.clone())));
    // Kept for as long as the component is.
    StoredValue::new_local(subscription);

    view! {
        <main>
            <h1>"presskey and Leptos"</h1>
            {move || match session.get() {
                Session::Loading => ().into_any(),
                Session::Anonymous { .. } => view! { <login::Login wp /> }.into_any(),
                Session::Authenticated { user, .. } => {
                    view! { <account::Account wp user /> }.into_any()
                }
            }}
            <account::Me wp />
        </main>
    }
}

/// The site's address, from the page's head. Never from its URL: the author of a link would get
/// the password.
fn site() -> String {
    let meta = document().query_selector("meta[name=wordpress]").ok().flatten();
    meta.and_then(|meta| meta.get_attribute("content")).unwrap_or_default()
}
