//! The logout: it ends the session here immediately, and at the server where that is possible.

use alloc::{boxed::Box, string::String, vec::Vec};

use super::{Client, Effect, Store};
use crate::core::{json::Json, login::Login, secret::Secret, session::EndReason, text::replace};

impl Client {
    pub(super) fn log_out(
        &mut self,
        everywhere: bool,
        removed: bool,
        marked: bool,
        now: f64,
        effects: &mut Vec<Effect>,
    ) {
        self.factor = None;
        let ended = self.machine.end(EndReason::LoggedOut);
        // Also if nobody was logged in: a login may be on its way.
        self.machine.logouts += 1;
        self.left_at = self.machine.logouts;
        if ended.is_some() && !marked {
            effects.push(Effect::LeaveMarker);
        }
        // A store that takes its time may not have been read yet.
        if ended.is_some() && !removed || self.shelf.store.is(Store::SLOW) {
            self.shelf.forget();
            effects.push(Effect::Clear);
        }
        self.catch_up(effects);
        self.ended = ended.filter(|login| {
            let refresh_token = login.refresh_token.as_ref().map(Secret::expose);
            // The server would refuse an expired token.
            login.server.can_revoke(refresh_token, everywhere) && login.usable_until(0.0) > now
        });
        // Last, because it may take long.
        if self.ended.is_some() {
            effects.push(Effect::Revoke);
        }
    }

    /// Whether [`Effect::Clear`] may remove this text, which is stored: not the session of another user, whom
    /// another tab has logged in, and none that has arrived after `at`.
    pub fn may_clear(&self, text: &str, at: f64) -> bool {
        let left = self.machine.user();
        self.read(text).is_none_or(|login| {
            login.received_at <= at && (left.is_empty() || login.user_key() == left)
        })
    }

    /// The session that [`Effect::Revoke`] is about.
    pub fn take_ended(&mut self) -> Option<Box<Login>> {
        self.ended.take()
    }
}

/// The URL of the request that follows the first one of a revocation, given its URL and the response. An
/// application password must be asked for its `uuid` before it can be deleted.
pub fn deletion(url: &str, response: &str) -> Option<String> {
    let uuid = Json::parse(response)?.get("uuid")?.raw()?;
    // It becomes part of the path. Without one WordPress would delete all passwords.
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let is_name = !uuid.is_empty() && uuid.bytes().all(is_plain);
    is_name.then(|| replace(url, "introspect", uuid))
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::{
        super::{
            Event, Heard,
            tests::{NOW, SITE, TABS, expired, in_store, told},
        },
        *,
    };
    use crate::core::{
        login::{self, tests::grant},
        server::Server,
        session::{Config, Refresh},
    };

    fn log_out(everywhere: bool) -> Event<'static> {
        Event::LogOut { everywhere, removed: false, marked: false }
    }

    /// A client with a session of this server, good for another hour.
    fn logged_in(server: &str, store: Store) -> Client {
        let mut client = expired();
        let mut granted = grant(7, 2, true);
        (granted.times.iat, granted.times.exp) = (Some(100.0), Some(3700.0));
        let mut login = login::tests::login(granted, NOW);
        login.server = Server::by_id(server).unwrap();
        let text = login.to_record(SITE);
        client.shelf.store = store;
        told(&mut client, [Event::Stored { store, text: Some(&text), markers: "" }]);
        assert!(client.machine.token(NOW).is_some());
        client
    }

    const CONFIG: Config = Config { margin_s: 30.0, refresh: Refresh::Auto, can_ask: false };
    const PRO: &str = "jwt-authentication-for-wp-rest-api";

    #[test]
    fn it_leaves_a_marker_removes_shows_and_revokes_in_this_order() {
        let mut client = logged_in(PRO, TABS);
        let effects = told(&mut client, [log_out(false)]);
        assert_eq!(effects, "[LeaveMarker, Clear, Announce, Revoke]");
        assert_eq!(client.machine.ended(), Some(EndReason::LoggedOut));
        let ended = client.take_ended().unwrap();
        assert_eq!(client.machine.user(), ended.user_key(), "whose marker it is");
        assert_eq!(told(&mut client, [log_out(false)]), "[]", "nobody is logged in any more");
        assert!(client.take_ended().is_none());
    }

    #[test]
    fn what_was_removed_is_not_looked_up_again() {
        let mut client = logged_in(PRO, TABS);
        told(&mut client, [log_out(false)]);
        let empty = Event::Stored { store: TABS, text: Some(""), markers: "" };
        assert_eq!(told(&mut client, [empty]), "[]");
    }

    #[test]
    fn what_the_front_has_done_already_is_not_done_again() {
        for (removed, marked, effects) in [
            (true, true, "[Announce, Revoke]"),
            (true, false, "[LeaveMarker, Announce, Revoke]"),
            (false, false, "[LeaveMarker, Clear, Announce, Revoke]"),
        ] {
            let mut client = logged_in(PRO, TABS);
            if removed {
                told(&mut client, [Event::Kept { store: TABS, text: "" }]);
            }
            let event = Event::LogOut { everywhere: false, removed, marked };
            assert_eq!(told(&mut client, [event]), effects);
        }
    }

    #[test]
    fn a_slow_store_is_cleared_of_the_user_who_leaves_alone() {
        let slow = TABS.and(Store::SLOW);
        let record_of = |id| {
            let login = login::tests::login(grant(id, 2, true), NOW);
            login.to_record(SITE)
        };
        let mut client = logged_in(PRO, slow);
        told(&mut client, [log_out(false)]);
        for (text, removes) in [(record_of(7), true), (record_of(8), false), ("".into(), true)] {
            assert_eq!(client.may_clear(&text, f64::INFINITY), removes, "{text}");
        }
        let unread = Client::new(CONFIG, SITE.into(), None);
        assert!(unread.may_clear(&record_of(8), f64::INFINITY), "the app has seen nobody else");
        for client in [client, unread] {
            for (at, removes) in [(NOW, true), (NOW - 1.0, false)] {
                assert_eq!(client.may_clear(&record_of(7), at), removes, "{at}");
                assert!(client.may_clear("of another release", at));
            }
        }
    }

    #[test]
    fn a_slow_store_is_cleared_although_it_was_not_read() {
        let slow = TABS.and(Store::SLOW);
        let mut client = Client::new(CONFIG, SITE.into(), None);
        assert_eq!(told(&mut client, [in_store(slow), log_out(false)]), "[Clear, Announce]");
        let mut quick = Client::new(CONFIG, SITE.into(), None);
        assert_eq!(told(&mut quick, [in_store(TABS), log_out(false)]), "[Announce]");
    }

    #[test]
    fn what_another_tab_has_ended_is_not_ended_again() {
        let mut client = logged_in(PRO, TABS);
        let user = client.machine.user().to_owned();
        let reason = EndReason::LoggedOut;
        let heard = Heard::Ended { reason, user: &user, marker: "gone" };
        assert_eq!(told(&mut client, [Event::Heard(heard), log_out(false)]), "[]");
    }

    #[test]
    fn only_what_was_asked_for_is_revoked_and_only_with_a_good_token() {
        let revokes = |server, everywhere| {
            let mut client = logged_in(server, TABS);
            told(&mut client, [log_out(everywhere)]).contains("Revoke")
        };
        assert!(revokes("simple-jwt-login", true));
        assert!(!revokes("simple-jwt-login", false), "it would end other devices' sessions");
        assert!(!revokes("jwt-auth", true), "it has no such route");
        let mut late = expired();
        assert_eq!(told(&mut late, [log_out(false)]), "[LeaveMarker, Clear, Announce]");
        assert!(late.take_ended().is_none(), "the server refuses an expired token");
        for (now, revokes) in [(3_699_999.0, true), (3_700_000.0, false)] {
            let effects = logged_in(PRO, TABS).handle(log_out(false), now);
            assert_eq!(effects.contains(&Effect::Revoke), revokes, "{now}");
        }
    }

    #[test]
    fn an_application_password_is_asked_for_its_name_and_then_deleted() {
        let url = "https://e.com/application-passwords/introspect";
        let deletes = "https://e.com/application-passwords/a-1";
        assert_eq!(deletion(url, r#"{"uuid":"a-1"}"#).as_deref(), Some(deletes));
        for uuid in ["1", "null", "\"\"", "\"..\"", "\"../me\"", "\"a?b\"", "\"a\\u002fb\""] {
            let response = ["{\"uuid\":", uuid, "}"].concat();
            assert_eq!(deletion(url, &response), None, "{response}");
        }
        assert_eq!(deletion(url, ""), None);
    }
}
