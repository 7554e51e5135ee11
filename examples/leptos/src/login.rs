use leptos::{ev::SubmitEvent, html::Input, prelude::*, task::spawn_local};
use presskey::web::Credentials;

use crate::Wp;

/// A form that logs in, and says why it did not work.
#[component]
pub fn Login(wp: Wp) -> impl IntoView {
    let username = NodeRef::<Input>::new();
    let password = NodeRef::<Input>::new();
    let (error, set_error) = signal(None);
    let (pending, set_pending) = signal(false);

    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let value = |input: NodeRef<Input>| input.get().map(|input| input.value());
        let credentials = Credentials::password(
            value(username).unwrap_or_default(),
            value(password).unwrap_or_default(),
        );
        set_pending.set(true);
        spawn_local(async move {
            let client = wp.get_value();
            let result = client.login(credentials).await;
            // Where it worked the form is gone by now.
            set_error.try_set(result.err().map(|error| error.to_string()));
            set_pending.try_set(false);
        });
    };

    view! {
        <form on:submit=submit>
            <label>"User name " <input node_ref=username name="username" autocomplete="username" required /></label>
            <label>
                "Password "
                <input
                    node_ref=password
                    name="password"
                    type="password"
                    autocomplete="current-password"
                    required
                />
            </label>
            <button disabled=pending>"Log in"</button>
            <p role="alert">{error}</p>
        </form>
    }
}
