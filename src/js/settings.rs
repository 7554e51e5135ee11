//! Options, of which `pkg/lib/options.js` has checked the types.

use wasm_bindgen::prelude::*;

use crate::{
    core::{
        error::{Code, Error},
        server::Server,
        session::{Config, Refresh},
        site::Site,
    },
    web::{Settings, WebStore, canonical},
};

#[wasm_bindgen]
extern "C" {
    /// Options with every default filled in.
    pub type Options;

    #[wasm_bindgen(method, getter, structural)]
    fn site(this: &Options) -> String;
    #[wasm_bindgen(method, getter, structural)]
    fn plugin(this: &Options) -> String;
    #[wasm_bindgen(method, getter, structural)]
    fn storage(this: &Options) -> JsValue;
    #[wasm_bindgen(method, getter, structural, js_name = storageKey)]
    fn storage_key(this: &Options) -> Option<String>;
    #[wasm_bindgen(method, getter, structural, js_name = expiryMargin)]
    fn expiry_margin(this: &Options) -> f64;
    #[wasm_bindgen(method, getter, structural)]
    fn refresh(this: &Options) -> String;
    #[wasm_bindgen(method, getter, structural, js_name = canAsk)]
    fn can_ask(this: &Options) -> bool;
    #[wasm_bindgen(method, getter, structural, js_name = allowInsecure)]
    fn allow_insecure(this: &Options) -> bool;
    #[wasm_bindgen(method, getter, structural, js_name = headerName)]
    fn header_name(this: &Options) -> String;
    #[wasm_bindgen(method, getter, structural)]
    fn page(this: &Options) -> bool;
}

pub(super) fn href(address: &str) -> Result<String, Error> {
    canonical(address).ok_or_else(|| {
        Error::new(Code::InvalidOption, &["Not an absolute URL: ", address].concat())
    })
}

pub(super) fn settings(options: &Options) -> Result<Settings, Error> {
    let plugin = options.plugin();
    let server = Server::by_id(&plugin);
    if server.is_none() && plugin != "auto" {
        let message =
            ["The plugin \"", &plugin, "\" is not built yet, or there is none of that name."];
        return Err(Error::new(Code::InvalidOption, &message.concat()));
    }
    Ok(Settings {
        site: Site::new(&href(&options.site())?, options.allow_insecure())?,
        server,
        store: match options.storage().as_string().as_deref() {
            Some("session") => Some(WebStore::Session),
            Some("local") => Some(WebStore::Local),
            _ => None,
        },
        page: options.page(),
        key: options.storage_key(),
        header_name: options.header_name(),
        config: Config {
            margin_s: options.expiry_margin(),
            refresh: match options.refresh().as_str() {
                "manual" => Refresh::Manual,
                "on-demand" => Refresh::OnDemand,
                _ => Refresh::Auto,
            },
            can_ask: options.can_ask(),
        },
    })
}
