//! Which server is it? The index tells, or an error of its own.

use alloc::string::String;

use super::{
    super::{json::Json, site::Site},
    Server,
};

impl Server {
    /// The first server that the index shows (docs/wire-facts.md, "Find the server").
    pub fn in_index(index: Json) -> Option<Server> {
        let namespaces = index.get("namespaces")?;
        Self::all().find(|server| {
            let mut listed = false;
            namespaces.each(&mut |_, name| {
                listed |= server
                    .text("namespace")
                    .is_some_and(|own| name.string().as_deref() == Some(own));
                !listed
            });
            let shown = |sign| {
                let route = server.text(sign)?;
                Some(index.get("routes").is_some_and(|routes| routes.get(route).is_some()))
            };
            listed && shown("has") != Some(false) && shown("lacks") != Some(true)
        })
    }

    /// The server that no index shows, and the address that does.
    pub fn unlisted(site: &Site) -> Option<(Server, String)> {
        Self::all().find_map(|server| {
            let url = server.url_beside(site, "", server.member("probe", "path")?)?;
            Some((server, url))
        })
    }

    /// Whether a guess may be this one: it gives a token for the password. With the others the
    /// password is the session, or nothing that was typed is, and only the app may say so.
    pub fn gives_token(&self) -> bool {
        self.member("login", "static").is_none()
    }

    /// Whether this is a response of the address of [`Server::unlisted`].
    pub fn shows_in(self, body: &str) -> bool {
        Json::parse(body).and_then(|json| self.find(json, "probe.when")).is_some()
    }

    /// The other servers of its namespace.
    pub fn neighbours(self) -> impl Iterator<Item = Server> {
        Self::all().filter(move |other| {
            let shared = other.text("namespace").filter(|own| self.text("namespace") == Some(own));
            other.id() != self.id() && shared.is_some()
        })
    }

    /// What discovery asks an index for next to the namespaces, as more `_fields`: the routes that
    /// tell servers of one namespace apart. Nested fields are left out before WordPress 5.3.
    pub fn signs() -> String {
        let mut fields = String::new();
        for server in Self::all() {
            for route in [server.text("has"), server.text("lacks")].into_iter().flatten() {
                for piece in [",routes.", route, ".namespace"] {
                    fields.push_str(piece);
                }
            }
        }
        fields
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    #[test]
    fn asks_for_the_routes_that_tell_servers_apart() {
        let signs = Server::signs();
        for route in ["/jwt-auth/v1/token/refresh", "/jwt-auth/v1/token/revoke", "/jwt/v1/verify"] {
            assert!(signs.contains(&[",routes.", route, ".namespace"].concat()), "{signs}");
        }
    }

    #[test]
    fn neighbours_share_a_namespace() {
        let ids = |id| -> alloc::vec::Vec<_> {
            Server::by_id(id).unwrap().neighbours().map(Server::id).collect()
        };
        assert_eq!(ids("jwt-auth"), ["jwt-authentication-for-wp-rest-api"]);
        assert_eq!(ids("simple-jwt-login"), [""; 0]);
        // It has no namespace, and neither have others.
        assert_eq!(ids("basic-auth"), [""; 0]);
    }
}
