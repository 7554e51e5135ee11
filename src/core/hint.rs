//! What a developer can change. A hint is given only where the cause is sure.
//!
//! Here are those that can't load on demand: if the browser is offline, nothing more can be loaded.
//! The others are only named, by a word; their texts are in [`super::doctor`], loaded on use.

/// The server renews by a cookie that the browser does not send.
pub(crate) const COOKIE: &str = "This server renews with a cookie, which browsers don't send to \
    another \
    site. Serve the app from the site's own domain or a subdomain, both over https:.";

/// The response is not JSON: it is a page, or JSON with text around it.
pub(crate) const PAGE: &str = "page";

/// A success without a body.
pub(crate) const EMPTY: &str = "empty";

/// A token that is not valid yet.
pub(crate) const EARLY: &str = "early";

/// A token that has expired before it was issued.
pub(crate) const EXPIRY: &str = "expiry";

/// Credentials were ignored: they are wrong, or did not arrive.
pub(crate) const IGNORED: &str = "ignored";

/// 401 although a token was sent: where the header may have got lost.
pub(crate) const NOT_HONOURED: &str = "not_honoured";

/// The route needs a nonce from everybody.
pub(crate) const NONCE: &str = "nonce";

/// WordPress does not accept the nonce in the request.
pub(crate) const NONCE_REFUSED: &str = "nonce_refused";

/// The response is JSON that is not WordPress's.
pub(crate) const FOREIGN: &str = "foreign";

/// WordPress refuses a visitor: its index tells whether it refuses all.
pub(crate) const REFUSED: &str = "refused";

/// The same of a login, which may be refused alone.
pub(crate) const LOGIN_CLOSED: &str = "login_closed";

/// A plugin ends the login by `wp_die()`; maintenance and crashes do so everywhere.
pub(crate) const LOGIN_DIED: &str = "login_died";

/// A plugin refuses the login, in words of its own.
pub(crate) const LOGIN_REFUSED: &str = "login_refused";

/// Too many failed logins: the address or the account is locked out for a while.
pub(crate) const LOCKED_OUT: &str = "locked_out";

/// The route is refused that tells whether credentials are right.
pub(crate) const ME_REFUSED: &str = "me_refused";

/// There is a token in the response, but not where the server puts it.
pub(crate) const WRAPPED: &str = "wrapped";

/// PHP crashed, and the response says only that.
pub(crate) const CRASHED: &str = "crashed";

/// `wp_die()`, which refuses nobody but says why.
pub(crate) const DIED: &str = "died";
