//! Where the site is, and which server responds there.

use crate::core::text::concat;
use alloc::string::String;

use super::{Engine, Meta};
use crate::core::{
    discovery::{Next, Reply},
    error::Result,
    site::Root,
};

impl Engine {
    /// The root that is known, else the one that every WordPress serves.
    pub(super) fn root(&self) -> Root {
        let found = self.found.as_ref().map(|found| &found.root);
        found.or_else(|| self.site.known_root()).cloned().unwrap_or_else(|| self.site.query_root())
    }

    pub(super) fn is_root_known(&self) -> bool {
        self.found.is_some() || self.server.is_some() && self.site.known_root().is_some()
    }

    /// Whether nothing needs to be searched for: for a login the server, which mostly needs no root
    /// since every WordPress serves `?rest_route=`, else the root.
    pub(super) fn knows_enough(&self, for_login: bool) -> bool {
        let rootless = || self.server.is_some_and(|server| !server.is("rooted"));
        let known = self.is_root_known();
        if for_login { rootless() || known && self.current_server().is_some() } else { known }
    }

    /// The URL of a route next to the REST API.
    pub(super) fn beside(&self, route: &str) -> Option<String> {
        let folder = self.found.as_ref().map_or("", |found| &found.folder);
        self.current_server()?.url_beside(&self.site, folder, route)
    }

    /// Goes on with the response to the last request of the search.
    pub(super) fn searched(&mut self, meta: &Meta, body: &str) -> Result<Option<String>> {
        let (link, url) = (meta.text("link"), meta.text("url").unwrap_or_default());
        let Some(search) = &mut self.search else { return Ok(None) };
        let answer = meta.answer(body);
        let next =
            search.next(answer.map(|answer| Reply { answer, link: link.as_deref(), url: &url }));
        self.search_on(next)
    }

    pub(super) fn search_on(&mut self, next: Next) -> Result<Option<String>> {
        match next {
            Next::Request { url, post } => {
                return Ok(Some(concat(&[if post { "POST " } else { "GET " }, &url])));
            }
            Next::Found(found) => {
                self.found = Some(found);
                self.found_is_old = false;
            }
            Next::Failed(error) => return Err(error),
        }
        Ok(None)
    }
}
