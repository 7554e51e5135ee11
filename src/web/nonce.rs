//! WordPress's own cookie, with its nonce for a token: the plugin `cookie`, in pages of the site
//! itself.

use alloc::{boxed::Box, string::String};

use super::{
    Credentials,
    exchange::SESSION,
    page,
    state::{Begun, State},
    template::Exchange,
    transport::{Reply, exchange},
};
use crate::core::{
    error::Result,
    json::{Json, Object},
};

const NOBODY: &str = "Nobody is logged in to WordPress in this browser.";

/// The nonce in a response of `admin-ajax.php?action=rest-nonce`: `0` for nobody. A maintenance page or
/// a firewall's says nothing about who is signed in.
fn nonce_of(body: &str) -> Option<&str> {
    let text = body.trim();
    let is_hash = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    (text == "0" || is_hash).then_some(text)
}

/// What WordPress said when it was asked for a nonce, as the response to a refresh: the nonce and whose
/// it is, since somebody else may have signed in meanwhile.
pub(super) async fn nonce_in(
    state: &State,
    mut reply: Reply,
    begun: Option<Begun>,
) -> Result<Reply> {
    let Some(nonce) = nonce_of(&reply.body).map(String::from) else { return Ok(reply) };
    let mut told = Object::new();
    if nonce == "0" {
        told.boolean("nobody", true);
        told.text("message", Some(NOBODY));
        reply.body = told.end();
        return Ok(reply);
    }
    let mut request = Exchange::fill(state, "validate", &Credentials::none(), SESSION)?;
    request.begun = begun;
    let mut me = Box::pin(exchange(state, &request, Some(&nonce))).await?;
    if let Some(user) = Json::parse(&me.body).filter(|_| me.status == 200) {
        told.text("token", Some(&nonce));
        told.json("user", Some(user));
        me.body = told.end();
    }
    Ok(me)
}

/// Whether this page is one of the site itself, and the nonce that WordPress printed into it.
pub(super) fn of_page(state: &State) -> (String, String) {
    let site = web_sys::Url::new(&state.options.site).map(|url| url.origin());
    let is_own = page::origin().is_some() && site.ok() == page::origin();
    let is_own = if is_own { "1" } else { "0" };
    (is_own.into(), page::printed_nonce().unwrap_or_default())
}
