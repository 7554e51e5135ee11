//! Gets access on the site's own approval page: an application password, or an OAuth 1.0a token.

use alloc::{
    boxed::Box,
    rc::Rc,
    string::{String, ToString},
    vec::Vec,
};
use core::convert::Infallible;

use futures_util::future;
use wasm_bindgen::JsValue;
use web_sys::{Url, UrlSearchParams};

use super::{
    Client, Credentials, Session, Storage,
    about::About,
    explain::told,
    login::{How, log_in},
    oauth1, page,
    state::State,
    storage::{Store, web_storage},
    template::{Exchange, invalid},
    transport::{Reply, exchange},
    via,
    way::{self, Asked},
};
use crate::{
    core::{
        approval::{is_own, is_same_site, own_page},
        error::{Code, Error, Result, Sent},
        json::{Json, Object},
        server::Server,
    },
    js::operations::Operation,
};

/// The parameter that tells a response to this tab from any other address.
const STATE: &str = "presskey_state";

/// What servers add to our address.
const ANSWER: [&str; 8] = [
    STATE,
    "site_url",
    "user_login",
    "password",
    "success",
    "oauth_token",
    "oauth_verifier",
    "wp_scope",
];

/// How a [`Client::authorize`] asks.
#[derive(Debug, Clone, Default)]
pub struct Authorize {
    app_name: Option<String>,
    success_url: Option<String>,
}

impl Authorize {
    /// With the title of the page as the app's name, and a return to the page's own address.
    pub fn new() -> Self {
        Self::default()
    }

    /// The name that the user sees, and under which WordPress lists the password. WordPress takes each
    /// name once, so a second approval needs another.
    #[must_use]
    pub fn app_name(mut self, name: impl Into<String>) -> Self {
        self.app_name = Some(name.into());
        self
    }

    /// Where the user comes back to, on the page's own origin or elsewhere. Call
    /// [`Client::complete_authorization`] there.
    #[must_use]
    pub fn success_url(mut self, url: impl Into<String>) -> Self {
        self.success_url = Some(url.into());
        self
    }
}

impl Client {
    /// Leaves for the page of the site on which the user gives this app an application password. Where
    /// they come back, call [`Client::complete_authorization`]. For `oauth1` call
    /// [`Client::login`] with [`Credentials::oauth1`](super::Credentials::oauth1).
    ///
    /// # Errors
    /// It never returns but with an error: `plugin_missing` if the site offers no application passwords;
    /// `origin_not_allowed` if its approval page is not the site's own, or on `http:`;
    /// `storage_unavailable` without `sessionStorage`; `invalid_option` for `oauth1` and outside of
    /// pages; those of a request.
    ///
    /// ```no_run
    /// # use presskey::web::{Authorize, Client, Result};
    /// # async fn approve(wp: Client) -> Result<()> {
    /// wp.authorize(Authorize::new().app_name("My app")).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn authorize(&self, options: Authorize) -> Result<Infallible> {
        let state = &self.0;
        if state.via().is_some() {
            return Err(via::not_here());
        }
        if state.options.is_plugin("oauth1") {
            let message =
                "With oauth1, call login() with Credentials::oauth1() instead of authorize().";
            return Err(invalid(message));
        }
        let site = told(state, Site::of(state)).await?;
        let address = site.text("authentication.application-passwords.endpoints.authorization");
        let Some(address) = address else {
            let message = "This site offers no application passwords.";
            let mut error = Error::new(Code::PluginMissing, message).sent(Sent::Answered);
            error.hint = Some(
                "WordPress offers them from 5.6 on, over https: (or with `define('WP_ENVIRONMENT_TYPE', 'local');` in wp-config.php), unless a plugin or a Basic gate turns them off.",
            );
            return Err(error);
        };
        let page = Url::new(&site.own(&address)?).map_err(|_| invalid(BAD_URL))?;
        let leaving = Leaving::new(options.success_url.as_deref())?;
        let name = options.app_name.filter(|name| !name.is_empty()).unwrap_or_else(page::app_name);
        page.search_params().set("app_name", &name);
        page.search_params().set("success_url", &leaving.success);
        leaving.go(state, Object::new(), &page.href()).await
    }

    /// Logs in with the response of the site's approval page, which is in the page's address, or in
    /// `url`. `None` without one that is for this tab. The response is removed from the page's history
    /// immediately. Call it when your app starts.
    ///
    /// # Errors
    /// `origin_not_allowed` if the approval is for another site; `forbidden` if the user came back
    /// without one; `authorization_stripped`, `token_rejected` and those of [`Client::login`].
    ///
    /// ```no_run
    /// # use presskey::web::{Client, Result};
    /// # async fn start(wp: Client) -> Result<()> {
    /// if let Some(session) = wp.complete_authorization(None).await? {
    ///     // The user has just approved the app.
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn complete_authorization(&self, url: Option<&str>) -> Result<Option<Session>> {
        if self.0.via().is_some() {
            return Ok(None);
        }
        // Until the hint of an error is written, because the site may quote it.
        #[cfg(feature = "doctor")]
        let typing = self.0.extras.doctor.typing(&Credentials::none());
        let typed = |_credentials: &Credentials| {
            #[cfg(feature = "doctor")]
            typing.add(_credentials);
        };
        let completed = told(&self.0, complete(&self.0, url, typed)).await?;
        Ok(completed.then(|| self.session()))
    }
}

const BAD_URL: &str = "This is not a valid URL.";

/// A site's index, and its headers.
pub(super) struct Site {
    id: String,
    body: String,
    pub(super) link: String,
}

impl Site {
    /// Asks for the index. Nothing of the user's is sent, so it follows redirects; but where one leads
    /// out of the site, the response names somebody else's pages, and is none.
    pub(super) async fn of(state: &Rc<State>) -> Result<Self> {
        let id = state.tell(Operation::id, 0.0, "").unwrap_or_default();
        let mut asked = Asked { own: true, safe: true, ..Asked::default() };
        let about = About::of(state);
        let reply: Reply = loop {
            asked.finding = state.tell(Operation::finding, 0.0, "");
            let route = "/?_fields=authentication,home,url";
            asked.url = state.tell(Operation::url, 0.0, route).unwrap_or_default();
            let mut reply = exchange(state, &Exchange::of("GET", &asked.url), None).await?;
            if !is_own(&id, &reply.url) {
                reply = Reply::redirected(state, &asked.url);
            }
            let is_index = reply.body.trim_start().starts_with('{');
            if is_index || !way::detour(state, &reply, &mut asked).await {
                if is_index && !asked.tried.is_empty() {
                    state.keep_finding();
                }
                break reply;
            }
        };
        // A closed API responds with JSON as well.
        let index = Json::parse(&reply.body);
        if index.is_none_or(|it| it.get("authentication").or_else(|| it.get("home")).is_none()) {
            return Err(state.explain(&reply, &about).sent(Sent::No));
        }
        Ok(Self { id, link: reply.link().unwrap_or_default(), body: reply.body })
    }

    /// A text of the index, by its dotted path.
    pub(super) fn text(&self, path: &str) -> Option<String> {
        Json::parse(&self.body)?.path(path)?.string()
    }

    /// An address that the site names, if it is the site's own.
    pub(super) fn own(&self, address: &str) -> Result<String> {
        let home = self.text("home").and_then(|home| page::canonical(&home));
        let site = page::canonical(&self.id).unwrap_or_default();
        let page = page::canonical(address);
        page.and_then(|page| own_page(&site, home.as_deref(), &page)).ok_or_else(|| {
            let message = "The approval page is not on the site's own origin.";
            Error::new(Code::OriginNotAllowed, message).sent(Sent::Answered)
        })
    }

    /// An address that something confidential is sent to, as to `home` it is not.
    pub(super) fn trusted(&self, address: &str) -> Result<String> {
        let asked = self.own(address)?;
        let site = page::canonical(&self.id).unwrap_or_default();
        if is_own(&site, &asked) {
            return Ok(asked);
        }
        let message = "The site names an address for OAuth 1.0a that is not below its own.";
        Err(Error::new(Code::OriginNotAllowed, message).sent(Sent::Answered))
    }
}

fn storage() -> Store {
    Store::new(Storage::Session)
}

fn key(state: &State) -> String {
    [&state.key, ":authorize"].concat()
}

/// A tab that is about to leave.
pub(super) struct Leaving {
    /// Where the user comes back to.
    pub(super) success: String,
    state: String,
}

impl Leaving {
    /// # Errors
    /// `invalid_option` outside of pages, and for what is no URL.
    pub(super) fn new(success_url: Option<&str>) -> Result<Self> {
        let here = page::href().ok_or_else(|| {
            invalid("authorize() works only in a page, because it opens the site's approval page.")
        })?;
        let success = url_of(success_url.unwrap_or(&here))?;
        let state = page::random();
        success.set_hash("");
        success.search_params().set(STATE, &state);
        Ok(Self { success: success.href(), state })
    }

    /// Remembers until the response that this tab has asked, and leaves for the page.
    pub(super) async fn go(
        self,
        state: &State,
        mut asked: Object,
        page: &str,
    ) -> Result<Infallible> {
        asked.text("state", Some(&self.state));
        if !storage().is_persistent() || !storage().set(&key(state), &asked.end()) {
            let message = "sessionStorage cannot be used.";
            return Err(Error::new(Code::StorageUnavailable, message));
        }
        page::leave_for(page);
        future::pending().await
    }
}

fn url_of(address: &str) -> Result<Url> {
    let here = page::href().unwrap_or_default();
    Url::new_with_base(address, &here).or_else(|_| Url::new(address)).map_err(|_| invalid(BAD_URL))
}

/// What the site's page has told, by the names of its parameters.
pub(super) struct Told(Vec<(&'static str, String)>);

impl Told {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }
}

/// Logs in with the response; whether there was one. `typed` learns what is sent.
async fn complete(
    state: &Rc<State>,
    url: Option<&str>,
    typed: impl Fn(&Credentials),
) -> Result<bool> {
    let Some(address) = url.map(ToString::to_string).or_else(page::href) else { return Ok(false) };
    let answer = url_of(&address)?;
    let parameters = answer.search_params();
    let values = ANSWER.iter().filter_map(|name| Some((*name, parameters.get(name)?)));
    let told = Told(values.collect());
    let Some(token) = told.get(STATE) else { return came_back(state, url) };
    let text = storage().get(&key(state));
    let asked = text.as_deref().and_then(Json::parse).filter(|asked| is_of(*asked, token));
    if asked.is_none() && is_anothers(token) {
        return Ok(false);
    }
    for name in ANSWER {
        parameters.delete(name);
    }
    // Before anything else: neither history nor another script is to see it.
    let here = page::href().and_then(|here| Url::new(&here).ok());
    if here.is_some_and(|here| here.search_params().get(STATE).as_deref() == Some(token)) {
        page::replace(&answer.href());
    }
    let Some(asked) = asked else { return Ok(false) };
    storage().remove(&key(state));
    let mut sent = Credentials::none();
    for (name, value) in [
        ("username", told.get("user_login").map(Into::into)),
        ("password", told.get("password").map(Into::into)),
        ("verifier", told.get("oauth_verifier").map(Into::into)),
        ("token", string(asked, "token")),
        ("tokenSecret", string(asked, "tokenSecret")),
        ("consumerKey", string(asked, "consumerKey")),
        ("consumerSecret", string(asked, "consumerSecret")),
    ] {
        sent = sent.with(name, value.unwrap_or_default());
    }
    typed(&sent);
    let granted = match asked.get("consumerKey") {
        Some(_) => oauth1::grant(state, asked, &told)
            .await?
            .map(|token| (Credentials::token(token), "oauth1", true)),
        None => password_of(state, &told).await?.map(|credentials| {
            (credentials, "application-passwords", state.options.keeps_static())
        }),
    };
    let Some((credentials, server, is_kept)) = granted else { return Ok(false) };
    typed(&credentials);
    let members = credentials.get("token").map(UrlSearchParams::new_with_str);
    if let Some(Ok(members)) = members {
        let pairs = entries(&members).into_iter().filter(|(name, _)| name != "signatureMethod");
        typed(&pairs.fold(Credentials::none(), |sent, (name, value)| sent.with(name, value)));
    }
    let how = How { remember: None, is_kept, approved_by: Server::by_id(server) };
    log_in(state, Some(&credentials), how).await?;
    Ok(true)
}

/// Whether this was asked with a state.
fn is_of(asked: Json, token: &str) -> bool {
    string(asked, "state").as_deref() == Some(token)
}

/// Whether another client of the page asked with this state: then the response stays for it.
fn is_anothers(token: &str) -> bool {
    let Some(storage) = web_storage(Storage::Session) else { return false };
    let names = 0..storage.length().unwrap_or_default();
    names
        .filter_map(|index| storage.key(index).ok().flatten())
        .filter(|name| name.ends_with(":authorize"))
        .filter_map(|name| storage.get_item(&name).ok().flatten())
        .any(|text| Json::parse(&text).is_some_and(|asked| is_of(asked, token)))
}

pub(super) fn string(object: Json, name: &str) -> Option<String> {
    object.get(name)?.string()
}

/// An application password that the site has just made.
async fn password_of(state: &Rc<State>, told: &Told) -> Result<Option<Credentials>> {
    let (Some(username), Some(password)) = (told.get("user_login"), told.get("password")) else {
        return Ok(None);
    };
    let named = told.get("site_url").and_then(page::canonical);
    let is_ours = match named {
        Some(named) => is_of_site(state, &named).await?,
        None => false,
    };
    if !is_ours {
        let message = "The approval is for another site than the one that presskey asked.";
        let mut error = Error::new(Code::OriginNotAllowed, message).sent(Sent::Answered);
        // Without the address of the response: a site could name one with the password in it.
        error.hint = Some(
            "Give Client::new() the \"WordPress Address (URL)\" that the site has under Settings → \
            General.",
        );
        return Err(error);
    }
    Ok(Some(Credentials::password(username, password)))
}

/// Whether an address is one of the site's. Other addresses than the client's are the site's own to name:
/// a list in storage may have been changed.
async fn is_of_site(state: &Rc<State>, named: &str) -> Result<bool> {
    let is_same = |site: Option<String>| {
        site.and_then(|site| page::canonical(&site)).is_some_and(|site| is_same_site(&site, named))
    };
    if is_same(state.tell(Operation::id, 0.0, "")) {
        return Ok(true);
    }
    let site = Site::of(state).await?;
    Ok(is_same(site.text("url")) || is_same(site.text("home")))
}

/// Whether the user came back without a response: WooCommerce, for one, shows customers their account
/// in place of any page of the dashboard. Told once, and only where they come from the site.
fn came_back(state: &State, url: Option<&str>) -> Result<bool> {
    let origin = |address: &str| Url::new(address).ok().map(|url| url.origin());
    let from = page::referrer().and_then(|referrer| origin(&referrer));
    let site = state.tell(Operation::id, 0.0, "").and_then(|id| origin(&id));
    let text = storage().get(&key(state));
    let asked = text.as_deref().and_then(Json::parse);
    let asked = asked.filter(|asked| asked.get("consumerKey").is_none());
    // The app's own page may be on the site's origin.
    let is_own = from == page::origin();
    if url.is_some() || asked.is_none() || from.is_none() || from != site || is_own {
        return Ok(false);
    }
    storage().remove(&key(state));
    let message = "The user came back from the site without an approval.";
    let mut error: Box<Error> = Error::new(Code::Forbidden, message).sent(Sent::Answered);
    error.hint = Some(
        "One of these: the user left the approval page; or may not see the dashboard, which it is part of. WooCommerce, for one, sends customers to their account: `add_filter('woocommerce_prevent_admin_access', '__return_false');` lets them in (untested).",
    );
    Err(error)
}

/// Parameters of an address, decoded, in their order.
pub(super) fn pairs_of(url: &Url) -> Vec<(String, String)> {
    entries(&url.search_params())
}

/// The pairs of `URLSearchParams`.
pub(super) fn entries(parameters: &web_sys::UrlSearchParams) -> Vec<(String, String)> {
    let iterator = js_sys::try_iter(parameters).ok().flatten();
    iterator
        .into_iter()
        .flatten()
        .filter_map(core::result::Result::ok)
        .map(|pair| {
            let text = |at: u32| js_sys::Reflect::get_u32(&pair, at).unwrap_or(JsValue::UNDEFINED);
            let text = |at: u32| text(at).as_string().unwrap_or_default();
            (text(0), text(1))
        })
        .collect()
}
