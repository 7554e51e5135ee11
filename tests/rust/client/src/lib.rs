//! Exports the client for Rust frontends to the pages of the tests.

mod content;
mod lists;
mod options;
mod request;

use futures_util::future::{Either, select};
use js_sys::{Function, Promise};
use presskey::web::{Authorize, Client, Error, Result, Subscription};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::{JsFuture, future_to_promise};

/// A client.
#[wasm_bindgen]
pub struct Wp {
    client: Client,
    #[allow(dead_code, reason = "held, not read")]
    subscription: Subscription,
}

/// What JavaScript throws.
fn thrown(error: Box<Error>) -> JsValue {
    JsValue::from_str(&error.to_json())
}

fn promise<T: Into<JsValue>>(future: impl Future<Output = Result<T>> + 'static) -> Promise {
    future_to_promise(async move { future.await.map(Into::into).map_err(thrown) })
}

/// As [`promise`], but when `given.aborted` rejects, the future is dropped: so callers abort in Rust.
fn abortable<T: Into<JsValue>>(
    given: &JsValue,
    future: impl Future<Output = Result<T>> + 'static,
) -> Promise {
    let aborted =
        options::member(given, "aborted").map(|aborted| JsFuture::from(Promise::from(aborted)));
    let Some(aborted) = aborted else { return promise(future) };
    future_to_promise(async move {
        match select(Box::pin(future), aborted).await {
            Either::Left((result, _)) => result.map(Into::into).map_err(thrown),
            Either::Right((reason, _)) => reason,
        }
    })
}

/// A comment with its answers, as many routes nest them.
#[derive(serde::Deserialize)]
pub struct Node {
    #[serde(default)]
    children: Vec<Node>,
}

#[wasm_bindgen]
impl Wp {
    /// attack17: how many children the outermost has.
    pub fn tree(&self, given: JsValue) -> Promise {
        let client = self.client.clone();
        promise(async move {
            let tree: Node = client.json(request::request_of(&given)).await?;
            Ok(tree.children.len() as u32)
        })
    }

    /// `changed` gets every new session as JSON.
    #[wasm_bindgen(constructor)]
    pub fn new(given: JsValue, changed: Function) -> core::result::Result<Wp, JsValue> {
        console_error_panic_hook::set_once();
        let client = Client::new(options::options_of(&given)).map_err(thrown)?;
        let subscription = client.subscribe(move |session| {
            let _ = changed.call1(&JsValue::NULL, &session.to_json().into());
        });
        Ok(Self { client, subscription })
    }

    pub fn session(&self) -> String {
        self.client.session().to_json()
    }

    pub fn ready(&self) -> Promise {
        let client = self.client.clone();
        promise(async move { Ok(client.ready().await?.to_json()) })
    }

    pub fn login(&self, given: JsValue, remember: Option<bool>) -> Promise {
        let client = self.client.clone();
        let mut credentials = options::credentials_of(&given);
        if let Some(remember) = remember {
            credentials = credentials.remember(remember);
        }
        promise(async move { Ok(client.login(credentials).await?.to_json()) })
    }

    pub fn close(&self) {
        self.client.close();
    }

    pub fn authorize(&self, given: JsValue) -> Promise {
        let client = self.client.clone();
        let mut how = Authorize::new();
        if let Some(name) = options::text(&given, "appName") {
            how = how.app_name(name);
        }
        if let Some(url) = options::text(&given, "successUrl") {
            how = how.success_url(url);
        }
        promise(async move {
            match client.authorize(how).await? {}
            #[allow(unreachable_code, reason = "it names the type")]
            Ok(JsValue::UNDEFINED)
        })
    }

    #[wasm_bindgen(js_name = completeAuthorization)]
    pub fn complete_authorization(&self, url: Option<String>) -> Promise {
        let client = self.client.clone();
        promise(async move {
            let session = client.complete_authorization(url.as_deref()).await?;
            Ok(session.map_or("null".into(), |session| session.to_json()))
        })
    }

    pub fn logout(&self, everywhere: bool) -> Promise {
        let client = self.client.clone();
        // Begins before the first await.
        let out: core::pin::Pin<Box<dyn Future<Output = Result<()>>>> = match everywhere {
            true => Box::pin(client.logout_everywhere()),
            false => Box::pin(client.logout()),
        };
        promise(async move {
            out.await?;
            Ok(JsValue::UNDEFINED)
        })
    }

    pub fn refresh(&self) -> Promise {
        let client = self.client.clone();
        promise(async move { Ok(client.refresh().await?.to_json()) })
    }

    pub fn validate(&self) -> Promise {
        let client = self.client.clone();
        promise(async move { client.validate().await })
    }

    pub fn diagnose(&self) -> Promise {
        let client = self.client.clone();
        promise(async move { Ok(client.diagnose().await.to_json()) })
    }

    #[wasm_bindgen(js_name = supportBundle)]
    pub fn support_bundle(&self) -> Promise {
        let client = self.client.clone();
        promise(async move { Ok(client.support_bundle().await) })
    }

    pub fn explain(&self, response: web_sys::Response) -> Promise {
        let client = self.client.clone();
        promise(async move {
            client.explain(response.into()).await?;
            Ok(JsValue::UNDEFINED)
        })
    }

    pub fn token(&self) -> Option<String> {
        self.client.token()
    }

    pub fn claims(&self) -> JsValue {
        self.client.claims::<request::Any>().map_or(JsValue::NULL, |claims| claims.0)
    }

    #[wasm_bindgen(js_name = getToken)]
    pub fn get_token(&self, seconds: f64) -> Promise {
        let client = self.client.clone();
        promise(
            async move { Ok(client.get_token(seconds).await?.map_or(JsValue::NULL, JsValue::from)) },
        )
    }

    pub fn fetch(&self, given: JsValue) -> Promise {
        let client = self.client.clone();
        abortable(&given.clone(), async move {
            let response = client.fetch(request::request_of(&given)).await?;
            Ok(JsValue::from(web_sys::Response::from(response)))
        })
    }

    pub fn json(&self, given: JsValue) -> Promise {
        let client = self.client.clone();
        abortable(&given.clone(), async move {
            let value: request::Any = client.json(request::request_of(&given)).await?;
            Ok(value.0)
        })
    }

    /// The response's `id`, which must be a number.
    pub fn id(&self, given: JsValue) -> Promise {
        let client = self.client.clone();
        promise(async move {
            let item: request::Item = client.json(request::request_of(&given)).await?;
            Ok(item.id)
        })
    }
}
