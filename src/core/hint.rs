//! What a developer can change. A hint is given only where the cause is sure.
//!
//! Here are those that are needed at once: when the browser is cut off nothing more can be loaded.
//! The others are only named, by a word; their texts are in [`super::doctor`], loaded on use.

use super::error::Code;

/// The hint that belongs to a code wherever it comes from, or its name.
pub(crate) fn for_code(code: Code) -> Option<&'static str> {
    Some(match code {
        Code::AuthorizationStripped
        | Code::IssuerMismatch
        | Code::PluginMissing
        | Code::Redirected
        | Code::RestClosed
        | Code::RestNotFound
        | Code::ServerMisconfigured
        | Code::UserMismatch => code.as_str(),
        Code::InsecureSite => {
            "Use the https: address. For a test server without TLS set `allowInsecure: true`."
        }
        Code::MixedContent => "Serve WordPress over https: and use that address.",
        Code::Offline => "Try again once the connection is back.",
        Code::Timeout => "The option `timeout` is in milliseconds.",
        Code::Unreachable => "The server is down, its name is wrong, or CORS hides the answer.",
        _ => return None,
    })
}

/// PHP wrote something before the JSON.
pub(crate) const NOTICES: &str = "notices";

/// The server renews by a cookie that the browser does not send.
pub(crate) const COOKIE: &str = "This server renews by a cookie, and browsers send none to another \
    site. Serve the app from the site's own domain or a subdomain of it, both over https:.";

/// The answer is a page, not JSON.
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
