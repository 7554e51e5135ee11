//! What an app has set, as the JSON that `pkg/front/client.js` writes.

use super::{Engine, Meta, Slab, href};
use crate::core::text::concat;
use crate::core::{
    client::Client,
    error::{Code, Error, Result},
    json::Json,
    server::Server,
    session::{Config, Refresh},
    site::Site,
};

impl Engine {
    pub(crate) fn create(options: &str) -> Result<Self> {
        let options = Meta::of(options)?;
        let is = |name| options.0.get(name).is_some_and(|value| value.text() == "true");
        let server = match options.0.get("plugin") {
            Some(spec) if spec.is_object() => Some(Server::of_spec(spec)?),
            _ => {
                let plugin = options.text("plugin").unwrap_or_default();
                let server = Server::by_id(&plugin);
                if server.is_none() && plugin != "auto" {
                    let message = concat(&["There is no plugin \"", &plugin, "\"."]);
                    return Err(Error::new(Code::InvalidOption, &message));
                }
                server
            }
        };
        let refresh = match options.text("refresh").as_deref() {
            Some("manual") => Refresh::Manual,
            Some("on-demand") => Refresh::OnDemand,
            _ => Refresh::Auto,
        };
        let margin_s = options.0.get("expiryMargin").and_then(Json::number).unwrap_or_default();
        let insecure = is("allowInsecure");
        let mut site = Site::new(&href(&options.text("site").unwrap_or_default())?, insecure)?;
        let mut allowed = Ok(());
        if let Some(origins) = options.0.get("allowedOrigins") {
            origins.each(&mut |_, origin| {
                let origin = href(&origin.string().unwrap_or_default());
                allowed = origin.and_then(|origin| site.allow_origin(&origin, insecure));
                allowed.is_ok()
            });
        }
        allowed?;
        let config = Config { margin_s, refresh, can_ask: is("canAsk") };
        let client = Client::new(config, site.id(), server);
        Ok(Self {
            site,
            server,
            client,
            tasks: Slab::default(),
            found: None,
            found_is_old: false,
            search: None,
            confided: Default::default(),
        })
    }
}
