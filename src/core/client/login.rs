//! A login that the server has granted: it is stored, then put in force, unless the user has logged out since
//! it began.

use alloc::string::String;

use super::Client;
use crate::core::{
    error::{Code, Error, Result, Sent},
    json::Json,
    login::Login,
};

impl Client {
    /// A number that each logout changes. A login keeps it from its beginning.
    pub fn logouts(&self) -> u32 {
        self.logouts
    }

    /// The stored form of a login that was granted. `markers` are the logout markers of all users, as JSON.
    ///
    /// # Errors
    /// `not_authenticated` after a logout.
    pub fn granted(&self, login: &mut Login, markers: &str, logouts: u32) -> Result<String> {
        self.check_logouts(logouts)?;
        let markers = Json::parse(markers);
        let marker = markers.and_then(|all| all.get(&login.user_key())?.string());
        login.marker = marker.unwrap_or_default();
        Ok(login.to_record(&self.site))
    }

    /// Puts a login in force that was stored, or could not be.
    ///
    /// # Errors
    /// `not_authenticated` after a logout: what was stored must be removed.
    pub fn put_in_force(&mut self, login: Login, persisted: bool, logouts: u32) -> Result<()> {
        self.check_logouts(logouts)?;
        self.machine.begin_login(login, persisted);
        Ok(())
    }

    /// A login must not undo a logout that was asked for after it.
    fn check_logouts(&self, logouts: u32) -> Result<()> {
        if logouts == self.logouts {
            return Ok(());
        }
        let message = "The user logged out before the login was complete.";
        Err(Error::new(Code::NotAuthenticated, message).sent(Sent::Answered))
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::{
        super::{
            Event,
            tests::{NOW, SITE, good, told},
        },
        *,
    };
    use crate::core::login::{
        from_record,
        tests::{grant, login},
    };

    fn log_out() -> Event<'static> {
        Event::LogOut { everywhere: false, removed: false, marked: false }
    }

    #[test]
    fn a_login_is_in_force_after_it_was_stored_and_knows_its_users_marker() {
        let mut client = good();
        let begun = client.logouts();
        let mut new = login(grant(8, 3, true), NOW);
        let markers = r#"{"7":"old","8":"ma\"rk"}"#;
        let record = client.granted(&mut new, markers, begun).unwrap();
        let user =
            |client: &Client| client.machine.login().map(crate::core::login::Login::user_key);
        assert_eq!(user(&client).as_deref(), Some("7"), "not in force yet");
        let stored = from_record(&record, SITE, None).unwrap();
        assert_eq!((stored.user_key(), &*stored.marker), ("8".into(), "ma\"rk"));
        client.put_in_force(new, true, begun).unwrap();
        assert_eq!(user(&client).as_deref(), Some("8"));
        let never = login(grant(9, 4, true), NOW);
        assert!(client.granted(&mut never.clone(), markers, begun).is_ok());
        assert_eq!(never.marker, "0");
    }

    #[test]
    fn a_logout_wins_over_a_login_that_began_before_it() {
        let mut client = good();
        let (begun, mut new) = (client.logouts(), login(grant(8, 3, true), NOW));
        told(&mut client, [log_out()]);
        let error = client.granted(&mut new, "{}", begun).unwrap_err();
        assert_eq!((error.code, error.sent), (Code::NotAuthenticated, Sent::Answered));
        let begun = client.logouts();
        assert!(client.granted(&mut new, "{}", begun).is_ok(), "one that began after it");
        told(&mut client, [log_out()]);
        assert!(client.put_in_force(new, true, begun).is_err(), "also while it was stored");
        assert!(client.machine.login().is_none());
    }
}
