//! What is known of a client's site before anything looks at it.

use alloc::{
    rc::Rc,
    string::{String, ToString},
    vec::Vec,
};

use super::super::{about::is_loopback, page, state::State};
use crate::{
    core::{
        json::{Json, Object},
        session::Session,
    },
    js::operations::Operation,
};

/// Of the index: as little as tells.
const FIELDS: &str = "_fields=name,url,home,namespaces,authentication";

/// A site, its addresses, and what was seen of it so far.
pub(super) struct Site {
    pub(super) address: String,
    pub(super) root: String,
    pub(super) index: String,
    /// The index in the form that the client does not use.
    pub(super) other: String,
    pub(super) query: String,
    pub(super) pretty: String,
    /// A picture that every WordPress has, in the folder of its own files (Bedrock: `/wp`).
    pub(super) picture: String,
    plugin: Option<String>,
    /// The probes that were made, as JSON.
    pub(super) probes: Vec<(&'static str, String)>,
}

impl Site {
    pub(super) fn of(state: &Rc<State>) -> Self {
        let address = state.tell(Operation::id, 0.0, "").unwrap_or_default();
        let finding = state.tell(Operation::finding, 0.0, "").unwrap_or_default();
        let finding = Json::parse(&finding);
        let known = |name| finding.and_then(|finding| finding.get(name)).and_then(Json::string);
        // As src/core/site.rs asks: some servers send the bare folder elsewhere.
        let query = [&address, "/index.php?rest_route="].concat();
        let pretty = [&address, "/wp-json"].concat();
        // As the client was given it, if it was given the root.
        let is_pretty = state.options.site.contains("/wp-json");
        let root =
            known("root").unwrap_or_else(|| if is_pretty { &pretty } else { &query }.clone());
        // Of servers that the index can't tell apart, the one that answered the login.
        let plugin = match state.options.plugin_name() {
            "auto" => match state.session() {
                Session::Authenticated { plugin, .. } => Some(plugin.to_string()),
                _ => known("plugin"),
            },
            name => (!name.trim_start().starts_with('{')).then(|| name.to_string()),
        };
        let folder = known("folder").unwrap_or_default();
        Self {
            index: index_of(&root),
            other: index_of(if root == pretty { &query } else { &pretty }),
            picture: [&address, &folder, "/wp-includes/images/w-logo-blue.png"].concat(),
            query: index_of(&query),
            pretty: index_of(&pretty),
            address,
            root,
            plugin,
            probes: Vec::new(),
        }
    }

    /// The URL of a route, at the root that responds.
    pub(super) fn route(&self, path: &str) -> String {
        [&self.root, path].concat()
    }

    /// Everything that was seen, as the rules take it, and `more`.
    pub(super) fn seen(&self, more: impl FnOnce(&mut Object)) -> String {
        let mut seen = Object::new();
        seen.text("site", Some(&self.address));
        seen.text("root", Some(&self.root));
        seen.boolean("page", true);
        seen.text("origin", page::origin().as_deref());
        seen.boolean("offline", page::is_offline());
        seen.boolean("loopback", is_loopback(&self.address));
        seen.text("plugin", self.plugin.as_deref());
        let mut probes = Object::new();
        for (name, probe) in &self.probes {
            probes.json(name, Json::parse(probe));
        }
        seen.object("probes", probes);
        more(&mut seen);
        seen.end()
    }

    /// How a probe ended; empty if it was not made.
    pub(super) fn outcome_of(&self, name: &str) -> String {
        self.member_of(name, "outcome").unwrap_or_default()
    }

    /// A text of a probe, by its dotted path.
    pub(super) fn member_of(&self, name: &str, path: &str) -> Option<String> {
        let (_, probe) = self.probes.iter().find(|(known, _)| *known == name)?;
        Json::parse(probe)?.path(path)?.string()
    }

    /// A number of a probe.
    pub(super) fn number_of(&self, name: &str, member: &str) -> Option<f64> {
        let (_, probe) = self.probes.iter().find(|(known, _)| *known == name)?;
        Json::parse(probe)?.get(member)?.number()
    }
}

fn index_of(root: &str) -> String {
    [root, "/", if root.contains('?') { "&" } else { "?" }, FIELDS].concat()
}

/// The address with "www." where there is none, without it where there is. Nothing for names that have
/// none, and for those below another one: `www.anna.pages.example` may be somebody else's than
/// `anna.pages.example`.
pub(super) fn variant_of(address: &str) -> Option<String> {
    let url = web_sys::Url::new(address).ok()?;
    let host = url.hostname();
    let bare = host.strip_prefix("www.").unwrap_or(&host);
    let (_, end) = bare.split_once('.')?;
    if end.contains('.') || !end.contains(char::is_alphabetic) || is_loopback(address) {
        return None;
    }
    url.set_hostname(&if bare == host { ["www.", bare].concat() } else { bare.to_string() });
    Some(url.href())
}
