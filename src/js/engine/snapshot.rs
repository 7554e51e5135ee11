//! What `pkg/front` shows and sends before the engine is loaded.

use alloc::string::String;

use super::Engine;
use crate::core::json::{Json, Object};

impl Engine {
    /// What the next visit needs of the session until the engine is loaded:
    ///
    /// - `session`: as the app sees it
    /// - `claims`: whether the token's payload is its claims
    /// - `user`, `marker`: whose session it is, and the logout marker that stood at the login
    /// - `since`, `until`: between these times the token is usable (milliseconds since the epoch)
    /// - `root`, `scheme`, `carrier`: where routes are below the site, and how the token travels (`scheme`
    ///   stands before it). Absent where a call needs more than one header, where the root has not
    ///   been found yet, and where it matters whether a route ends in a slash.
    pub(super) fn snapshot(&self) -> Option<String> {
        let login = self.client.machine.login()?;
        let mut object = Object::new();
        let session = self.client.machine.session().stored().to_json();
        object.json("session", Json::parse(&session));
        object.boolean("claims", !login.claims.is_empty());
        object.text("user", Some(&login.user_key()));
        object.text("marker", Some(&login.marker));
        object.integer("since", Some(login.received_at));
        let until = self.client.machine.usable_until().filter(|until| until.is_finite());
        object.integer("until", until);
        if login.server.is_plain() && self.is_root_known() && self.root().slash().is_none() {
            object.text("root", self.root().as_str().strip_prefix(&self.site.id()));
            object.text("scheme", Some(&login.server.header("")));
            object.json("carrier", Json::parse(&login.server.carrier()));
        }
        Some(object.end())
    }
}
