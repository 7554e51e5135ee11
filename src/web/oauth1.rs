//! OAuth 1.0a (RFC 5849): signs requests, and gets a user's token.

use alloc::{
    rc::Rc,
    string::{String, ToString},
    vec::Vec,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, Url, UrlSearchParams};

use super::{
    Credentials,
    about::About,
    authorize::{Leaving, Site, Told, entries, pairs_of, string},
    page,
    state::State,
    template::{Exchange, invalid},
    transport::exchange,
};
use crate::core::{
    approval::reachable,
    error::{Code, Error, Result, Sent},
    json::{self, Json},
    oauth1::{Keys, Signable, Signing, USUAL, hash_of},
};

/// The members of both pairs of credentials, as a session's token and the npm package name them.
const MEMBERS: [&str; 5] =
    ["consumerKey", "consumerSecret", "token", "tokenSecret", "signatureMethod"];

/// A session's token: both pairs of credentials, since every call is signed with both.
fn pack(keys: &Keys) -> String {
    let packed = UrlSearchParams::new().ok();
    let packed = packed.map(|packed| {
        for (name, value) in MEMBERS.iter().zip(values_of(keys)) {
            packed.append(name, value);
        }
        String::from(packed.to_string())
    });
    packed.unwrap_or_default()
}

fn values_of(keys: &Keys) -> [&str; 5] {
    let Keys { consumer_key, consumer_secret, token, token_secret, signature_method } = keys;
    [consumer_key, consumer_secret, token, token_secret, signature_method]
}

fn keys_of(member: impl Fn(&str) -> Option<String>) -> Keys {
    let [consumer_key, consumer_secret, token, token_secret, signature_method] =
        MEMBERS.map(|name| member(name).unwrap_or_default());
    let is_named = !signature_method.is_empty();
    let signature_method = if is_named { signature_method } else { USUAL.into() };
    Keys { consumer_key, consumer_secret, token, token_secret, signature_method }
}

/// The `Authorization` header of a request with a session's token. `form` is its body where that is a
/// form.
///
/// # Errors
/// `invalid_option` where the browser has no `crypto.subtle`, as on `http:`.
pub(super) async fn signed(
    token: &str,
    method: &str,
    url: &str,
    form: Vec<(String, String)>,
) -> Result<String> {
    let members = UrlSearchParams::new_with_str(token).map_err(|_| unsigned())?;
    sign(&keys_of(|name| members.get(name)), method, url, form, &[]).await
}

fn unsigned() -> alloc::boxed::Box<Error> {
    invalid("The browser can't sign requests here: `crypto.subtle` needs https: or localhost.")
}

async fn sign(
    keys: &Keys,
    method: &str,
    url: &str,
    form: Vec<(String, String)>,
    oauth: &[(&str, &str)],
) -> Result<String> {
    let url = Url::new(url).map_err(|_| unsigned())?;
    let mut pairs = pairs_of(&url);
    pairs.extend(form);
    let signable = Signable::new(
        keys,
        Signing {
            method,
            address: &[url.origin(), url.pathname()].concat(),
            pairs,
            nonce: &page::random(),
            timestamp: (page::now() / 1000.0) as u64,
            oauth,
        },
    );
    let hash = hash_of(&keys.signature_method).ok_or_else(unsigned)?;
    let signature = hmac(hash, &signable).await.map_err(|_| unsigned())?;
    Ok(signable.header(&STANDARD.encode(signature)))
}

async fn hmac(hash: &str, signable: &Signable) -> core::result::Result<Vec<u8>, JsValue> {
    let subtle = page::crypto().ok_or(JsValue::UNDEFINED)?.subtle();
    if subtle.is_undefined() {
        return Err(JsValue::UNDEFINED);
    }
    let algorithm = Object::new();
    Reflect::set(&algorithm, &"name".into(), &"HMAC".into())?;
    Reflect::set(&algorithm, &"hash".into(), &hash.into())?;
    let secret = Uint8Array::from(signable.key.as_bytes());
    let usages = Array::of1(&"sign".into());
    let key = subtle.import_key_with_object("raw", &secret, &algorithm, false, &usages)?;
    let key: CryptoKey = JsFuture::from(key).await?.unchecked_into();
    let base = Uint8Array::from(signable.base.as_bytes());
    let signed = subtle.sign_with_str_and_js_u8_array("HMAC", &key, &base)?;
    Ok(Uint8Array::new(&JsFuture::from(signed).await?).to_vec())
}

/// The pairs of a body that is a form.
pub(super) fn form_of(body: Option<&JsValue>) -> Vec<(String, String)> {
    body.and_then(|body| body.dyn_ref::<UrlSearchParams>()).map(entries).unwrap_or_default()
}

/// The token of credentials that the app has. Without a user's it leaves for the page on which the
/// user gives one.
pub(super) async fn token_of(state: &Rc<State>, credentials: &Credentials) -> Result<String> {
    let mut keys = keys_of(|name| credentials.get(name).map(ToString::to_string));
    if keys.consumer_key.is_empty() || keys.consumer_secret.is_empty() {
        return Err(invalid("This server needs `consumerKey` and `consumerSecret`."));
    }
    if hash_of(&keys.signature_method).is_none() {
        return Err(invalid("The signature method must be HMAC-SHA256 or HMAC-SHA1."));
    }
    if !keys.token.is_empty() && !keys.token_secret.is_empty() {
        return Ok(pack(&keys));
    }
    let [request, authorize, _] = addresses_of(state).await?;
    let leaving = Leaving::new(None)?;
    // Only the app's: there is no user yet.
    (keys.token, keys.token_secret) = (String::new(), String::new());
    let oauth = [("oauth_callback", leaving.success.as_str())];
    let (token, token_secret) = post(state, &request, &keys, &oauth).await?;
    (keys.token, keys.token_secret) = (token, token_secret);
    let mut asked = json::Object::new();
    for (name, value) in MEMBERS.iter().zip(values_of(&keys)) {
        asked.text(name, Some(value));
    }
    let page = Url::new(&authorize).map_err(|_| invalid("This is not a valid URL."))?;
    page.search_params().set("oauth_token", &keys.token);
    match leaving.go(state, asked, &page.href()).await? {}
}

/// The site's own addresses of the protocol: to request a token, to authorize it and to access it.
async fn addresses_of(state: &Rc<State>) -> Result<[String; 3]> {
    let site = Site::of(state).await?;
    let address = |name: &str| {
        let named = site.text(&["authentication.oauth1.", name].concat());
        named.map(|url| reachable(&url, &site.link))
    };
    let (Some(request), Some(authorize), Some(access)) =
        (address("request"), address("authorize"), address("access"))
    else {
        let message = "This site has no OAuth 1.0a server.";
        let mut error = Error::new(Code::PluginMissing, message).sent(Sent::Answered);
        error.set_hint("Install and activate the plugin \"WP REST API - OAuth 1.0a Server\".");
        return Err(error);
    };
    Ok([site.trusted(&request)?, site.own(&authorize)?, site.trusted(&access)?])
}

/// The token for what the approval page sent along (RFC 5849 section 2.3).
pub(super) async fn grant(
    state: &Rc<State>,
    asked: Json<'_>,
    told: &Told,
) -> Result<Option<String>> {
    let mut keys = keys_of(|name| string(asked, name));
    let (Some(token), Some(verifier)) = (told.get("oauth_token"), told.get("oauth_verifier"))
    else {
        return Ok(None);
    };
    if token != keys.token {
        return Ok(None);
    }
    // The site is asked again: an address in storage may have been changed to anybody's.
    let [_, _, access] = addresses_of(state).await?;
    let pair = post(state, &access, &keys, &[("oauth_verifier", verifier)]).await?;
    (keys.token, keys.token_secret) = pair;
    Ok(Some(pack(&keys)))
}

/// A request of the protocol's own: the token and the secret that it grants.
async fn post(
    state: &Rc<State>,
    url: &str,
    keys: &Keys,
    oauth: &[(&str, &str)],
) -> Result<(String, String)> {
    let about = About::of(state);
    let header = sign(keys, "POST", url, Vec::new(), oauth).await?;
    let mut request = Exchange::of("POST", url);
    request.auth = true;
    let reply = exchange(state, &request, Some(&header)).await?;
    // Below 100: there is none.
    if reply.status < 100 {
        return Err(state.explain(&reply, &about));
    }
    let told = UrlSearchParams::new_with_str(&reply.body).ok();
    let member = |name| told.as_ref().and_then(|told| told.get(name)).filter(|it| !it.is_empty());
    if let (true, Some(token), Some(secret)) =
        (reply.status < 300, member("oauth_token"), member("oauth_token_secret"))
    {
        return Ok((token, secret));
    }
    let refused = reply.status == 401;
    let code = if refused { Code::InvalidCredentials } else { Code::MalformedResponse };
    let message = "The site did not let this app ask users for approval.";
    let mut error = Error::new(code, message).sent(Sent::Answered);
    error.status = Some(reply.status);
    Err(error)
}
