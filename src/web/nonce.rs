//! WordPress's own cookie, with its nonce for a token: the plugin `cookie`, in pages of the site
//! itself.

use alloc::{boxed::Box, rc::Rc, string::String};

use super::{
    Credentials,
    exchange::{SESSION, search},
    login::{Known, Pending, adopt},
    page,
    state::State,
    template::{Exchange, invalid},
    transport::{Reply, exchange},
    way,
};
use crate::{
    core::{
        error::{Result, Sent},
        json::{Json, Object},
    },
    js::operations::{LoginOperation, Operation},
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
pub(super) async fn nonce_in(state: &State, mut reply: Reply) -> Result<Reply> {
    let Some(nonce) = nonce_of(&reply.body).map(String::from) else { return Ok(reply) };
    let mut told = Object::new();
    if nonce == "0" {
        told.boolean("nobody", true);
        told.text("message", Some(NOBODY));
        reply.body = told.end();
        return Ok(reply);
    }
    let request = Exchange::fill(state, "validate", &Credentials::none(), SESSION)?;
    let mut me = Box::pin(exchange(state, &request, Some(&nonce))).await?;
    if let Some(user) = Json::parse(&me.body).filter(|_| me.status == 200) {
        told.text("token", Some(&nonce));
        told.json("user", Some(user));
        me.body = told.end();
    }
    Ok(me)
}

/// Logs in with the nonce that WordPress printed into its page, or with a new one if a cache kept
/// that.
pub(super) async fn grant(state: &Rc<State>) -> Result<Pending> {
    let site = web_sys::Url::new(&state.options.site).map(|url| url.origin());
    if page::origin().is_none() || site.ok() != page::origin() {
        return Err(invalid("The plugin \"cookie\" works only in pages of the site itself."));
    }
    if let Some(printed) = page::printed_nonce() {
        match adopt(state, &printed, "", Known::default()).await {
            Err(error) if error.sent == Sent::Answered => {}
            done => return done,
        }
    }
    let ask = || async { way::ask(state, "refresh", &Credentials::none(), SESSION, None).await };
    let mut reply = ask().await?;
    if !reply.body.starts_with('{') {
        // WordPress's own files may be in a folder, which its index names.
        let before = state.tell(Operation::finding, 0.0, "");
        search(state, false).await?;
        if state.tell(Operation::finding, 0.0, "") != before {
            reply = ask().await?;
        }
    }
    let number = state.ask(LoginOperation::readLogin, 0.0, &reply.meta(|_| {}), &reply.body)?;
    Ok(Pending::of(state, &number.unwrap_or_default()))
}
