use leptos::{prelude::*, task::spawn_local};
use presskey::web::{Request, Result, User};
use serde::{Deserialize, Serialize};

use crate::Wp;

#[derive(Serialize)]
struct NewPost {
    title: String,
    status: &'static str,
}

#[derive(Deserialize)]
struct Post {
    id: u64,
}

#[derive(Deserialize)]
struct Profile {
    id: u64,
}

/// Who is logged in, and what they can do.
#[component]
pub fn Account(wp: Wp, user: User) -> impl IntoView {
    let (told, set_told) = signal(String::new());

    let create = move |_| {
        spawn_local(async move {
            let client = wp.get_value();
            let post = NewPost { title: "Written in Rust".into(), status: "draft" };
            let answer: Result<Post> = client.json(Request::post("/wp/v2/posts").json(&post)).await;
            set_told.try_set(match answer {
                Ok(post) => format!("Draft {} is created.", post.id),
                Err(error) => error.to_string(),
            });
        });
    };
    // Begins immediately; nobody needs to wait for the server.
    let log_out = move |_| drop(wp.with_value(|wp| wp.logout()));

    view! {
        <p>"Logged in as " <strong data-user>{user.display_name.or(user.username)}</strong></p>
        <button on:click=create>"Create a post"</button>
        <button on:click=log_out>"Log out"</button>
        <p data-post>{told}</p>
    }
}

/// A call that visitors and users may make, with different responses.
#[component]
pub fn Me(wp: Wp) -> impl IntoView {
    let (told, set_told) = signal(String::new());
    let ask = move |_| {
        spawn_local(async move {
            let client = wp.get_value();
            set_told.set(match client.json::<Profile>("/wp/v2/users/me").await {
                Ok(profile) => format!("User {}", profile.id),
                Err(error) => format!("{}: {error}", error.code.as_str()),
            });
        });
    };
    view! {
        <button on:click=ask>"Who am I?"</button>
        <p data-me>{told}</p>
    }
}
