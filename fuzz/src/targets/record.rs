//! What is stored: a session and where the REST API is, as anybody may have changed it.
//!
//! Holds P1 and P7 of SECURITY.md.

use super::{SITE, assert_inside, assert_json, site};
use presskey::core::{discovery::Found, login, server::Server};

pub fn run(text: &str) {
    if let Some(found) = Found::from_record(text, &site()) {
        assert_inside(&found.root.url("/wp/v2/posts"), SITE, "a stored root");
        assert_inside(&found.root.url("/"), SITE, "a stored root");
        assert_inside(&[SITE, &found.folder, "/x"].concat(), SITE, "a stored folder");
        let again = Found::from_record(&found.to_record(), &site()).expect("its own record");
        assert_eq!(again.to_record(), found.to_record());
    }
    let Some(login) = login::from_record(text, SITE, None) else { return };
    let record = login.to_record(SITE);
    assert_json(&record);
    let again = login::from_record(&record, SITE, None).expect("its own record");
    assert_eq!(again.to_record(SITE), record);
    assert!(login::from_record(&record, "https://e.com", None).is_none(), "of another site");
    let others = Server::all().filter(|server| server.id() != login.server.id());
    for other in others {
        assert!(login::from_record(&record, SITE, Some(other)).is_none(), "of another server");
    }
    assert!(!login.usable_until(30.0).is_nan());
}
