//! What can be wrong, each under the error code that a call fails with.

/// Declares the causes once: the error code and the message for a person.
macro_rules! causes {
    ($($(#[$doc:meta])* $name:ident $code:literal $message:literal)*) => {
        /// Why a call failed or a finding is bad.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Cause { $($(#[$doc])* $name),* }

        impl Cause {
            /// Its error code, as `index.d.ts` describes it; empty for what fails no call.
            pub(super) fn code(self) -> &'static str {
                match self { $(Cause::$name => $code),* }
            }

            /// Plain text that can be shown to a person.
            pub(super) fn message(self) -> &'static str {
                match self { $(Cause::$name => $message),* }
            }

            /// All of them.
            #[cfg(all(test, not(target_arch = "wasm32")))]
            pub(super) const ALL: &[Cause] = &[$(Cause::$name),*];
        }
    };
}

causes! {
    // Nobody responds
    Offline "offline" "There is no connection."
    MixedContent "mixed_content" "A page on https: can't send requests to an http: site."
    /// A browser does not say why, but it is not CORS.
    NoAnswer "unreachable" "The server could not be reached."
    UnknownName "unreachable" "There is no server with this name."
    ConnectionRefused "unreachable" "No server responds at this address."
    BadCertificate "unreachable" "The server's certificate is not valid for this address."
    /// It speaks plain HTTP at a port where TLS was expected.
    NoTls "unreachable" "The server does not use https: at this address."
    ConnectionBroken "unreachable" "The server closed the connection."
    /// The server responds, this request excepted.
    CutOff "unreachable" "The server closed the connection during this request."
    Late "timeout" "The server did not respond in time."
    /// The page's own policy.
    PageForbids "unreachable" "This page's security policy forbids requests to the site."
    /// The evidence does not show which.
    Unclear "unreachable" "No response arrived from the server."
    // Somebody else responds
    Redirected "redirected" "The site redirects the request."
    /// To a page of its own that asks for a password.
    PasswordPage "" "The site asks for a password of its own."
    /// To another host, which may belong to somebody else.
    SentElsewhere "redirected" "The site redirects the request to another host."
    /// To a page of its own, as every request.
    SentToPage "redirected" "The site redirects the REST API to a page."
    /// The browser hides where to.
    RedirectHidden "redirected" "The site redirects the request."
    /// To the same addresses again and again.
    RedirectLoop "redirected" "The site's redirects never end."
    /// Or to a server that does not respond.
    LeadsNowhere "redirected" "The site's redirects lead nowhere."
    NotWordPress "rest_not_found" "There is no REST API at this address."
    /// Under `/wp-json/`; under `?rest_route=` it does.
    PlainRoot "rest_not_found" "The REST API does not respond at /wp-json/."
    /// Under `?rest_route=`; under `/wp-json/` it does.
    Permalinks "rest_not_found" "The REST API does not respond at its address."
    Maintenance "malformed_response" "The site is under maintenance."
    Firewall "malformed_response" "A firewall responds instead of the site."
    Gate "malformed_response" "The web server asks for a password of its own."
    /// A page, with a status of 500 or more.
    ServerFails "malformed_response" "The server failed, and sent a page of its own."
    /// The same page comes in place of the index.
    SiteRefuses "malformed_response" "The site responds to every request with a page."
    /// The law, or the owner, lets no visitors of some countries in.
    Region "malformed_response" "The site refuses visitors from this region."
    /// A plan of hosting has limits.
    Overloaded "malformed_response" "The site has reached a limit of its hosting."
    /// WordPress always says why.
    NoBody "" "The response has no content."
    Page "malformed_response" "The response is a web page, not data from the REST API."
    /// WordPress's own, of `wp_die()`.
    Died "" "WordPress stopped before it responded."
    /// JSON of its own, whose status tells already that the request is refused.
    FirewallRefuses "" "A firewall refuses the request."
    /// Neither JSON nor a web page.
    OtherFormat "malformed_response" "The response is not JSON."
    /// JSON that is not in WordPress's form.
    Foreign "" "The response does not come from WordPress's REST API."
    /// JSON, and text behind it.
    Trailing "malformed_response" "The response has extra text at its end."
    /// The server takes no PUT, PATCH or DELETE.
    MethodBlocked "malformed_response" "The web server refuses this HTTP method."
    TooLarge "malformed_response" "The request is too large for the web server."
    UrlTooLong "malformed_response" "The URL is too long for the web server."
    TokenTooLarge "malformed_response" "The token is too long for the web server."
    /// WordPress's own refusals arrive, with the same status.
    RequestRefused "malformed_response" "The request is refused before its route responds."
    /// It went to an address that is not below the REST API's root.
    BesideRefused "malformed_response" "The web server refuses an address that the login needs."
    /// They don't: a page comes in their place.
    ErrorPage "malformed_response" "The web server replaces WordPress's error with its own page."
    /// Or a firewall refuses the request.
    MethodOrFirewall "malformed_response" "The web server or a firewall refuses the request."
    /// A proxy in front gets no response.
    Gateway "malformed_response" "The site's proxy gets no response from the server."
    /// The token is not where the plugin puts it.
    Wrapped "malformed_response" "The login response does not have the plugin's format."
    Crashed "http_error" "The site's code crashed."
    /// In the middle of a response that began as a success.
    Fatal "malformed_response" "The site's code crashed."
    /// Data as of a success.
    DataWithError "" "The response has data, and the status of an error."
    // Redirects of one route
    /// WordPress has read the login, and code of the site redirects in place of a response.
    LoginHook "redirected" "The site redirects the login."
    /// The same, or a rule of the web server.
    LoginRedirected "redirected" "The site redirects the login."
    /// To the same address with a slash at its end.
    SlashAdded "redirected" "The web server adds a slash to the URL of the route."
    /// Somewhere else.
    RouteRedirected "redirected" "The site redirects this route."
    Empty "malformed_response" "The response is empty."
    Notices "malformed_response" "The response has extra text at its beginning."
    /// The same, but none of PHP's messages.
    Printed "malformed_response" "The response has extra text at its beginning."
    // CORS
    /// Every response of the REST API is hidden from the page.
    AnswersHidden "cors_blocked" "The site responds, but the browser blocks the response for this \
        page (CORS)."
    /// The same, where it is not even sure to be WordPress.
    SomethingHidden "cors_blocked" "The server responds, but the browser blocks the response for \
        this page (CORS)."
    /// Not the site's server, but another that was called.
    OtherHidden "cors_blocked" "The other server responds, but the browser blocks the response \
        for this page (CORS)."
    NoAllowOrigin "cors_blocked" "The response has no Access-Control-Allow-Origin header."
    OtherAllowOrigin "cors_blocked" "The response allows another origin only."
    TwoAllowOrigins "cors_blocked" "The response has two Access-Control-Allow-Origin headers."
    Wildcard "cors_blocked" "The response allows every origin, but not with cookies."
    PreflightRefused "cors_blocked" "The server refuses the browser's preflight."
    PreflightRedirected "cors_blocked" "The server redirects the browser's preflight."
    HeaderNotAllowed "cors_blocked" "The server does not allow pages to send one of the headers."
    MethodNotAllowed "cors_blocked" "The server does not allow pages to use this method."
    /// This route's responses end before WordPress sends its CORS headers.
    AnswerDied "cors_blocked" "The response of this route has no CORS headers."
    /// WordPress takes no origin with this scheme.
    AppOrigin "cors_blocked" "WordPress does not allow this app's origin."
    /// A browser's permission for the local network.
    LocalNetwork "unreachable" "The browser blocks this page's access to the local network."
    PluginHides "cors_blocked" "The login plugin sends no CORS headers."
    /// Or the response got lost.
    PluginMayHide "unreachable" "No response arrived from the server."
    // The site's settings
    Stripped "authorization_stripped" "The web server drops the Authorization header."
    /// It was stored for another request.
    FromCache "" "A cache responds instead of WordPress."
    /// A token was sent, and WordPress treated the request as anonymous.
    NotHonoured "not_authenticated" "The site treated the request as anonymous."
    /// Not even `/wp/v2/users/me` knows the user.
    NotHonouredAnywhere "not_authenticated" "The site treats requests with this token as anonymous."
    /// `/wp/v2/users/me` knows the user.
    RouteRefuses "not_authenticated" "This route treated the request as anonymous."
    /// The same of a request that a cache may have answered.
    RouteRefusesRead "not_authenticated" "This route treated the request as anonymous."
    /// WooCommerce's cart, for one.
    /// Such as a shop's API key.
    OtherCredentials "not_authenticated" "This route wants other credentials."
    /// Another plugin reads every Authorization header, and this one is not for it.
    OtherPlugin "" "Another login plugin refuses the credentials."
    /// The request has one, and WordPress does not accept it.
    NonceRefused "" "WordPress does not accept the request's nonce."
    Nonce "not_authenticated" "This route needs a nonce in addition to the token."
    Closed "rest_closed" "The REST API is closed to visitors."
    /// The index is open.
    LoginRefused "forbidden" "A plugin of the site refuses the login."
    SwitchedOff "server_misconfigured" "This feature of the login plugin is switched off."
    /// The route that tells whether credentials are right.
    MeRefused "forbidden" "The site refuses the route that tells who is logged in."
    /// The index names the plugin.
    NoRoute "plugin_missing" "The login plugin is active, but its route does not exist."
    NoPlugin "plugin_missing" "This site has no login plugin for frontends."
    NoSecret "server_misconfigured" "The login plugin is not configured."
    OtherIssuer "issuer_mismatch" "The site uses another address."
    /// Credentials were ignored: they are wrong, or did not arrive.
    Ignored "invalid_credentials" "The site did not accept the credentials."
    /// The index names no application passwords, so WordPress ignores all of them.
    NoPasswords "server_misconfigured" "The site does not offer application passwords."
    /// Tokens have expired before they are issued.
    Expiry "server_misconfigured" "The site issues tokens that have already expired."
    /// A token is not valid yet by the clock of the server that was asked.
    Early "token_rejected" "The token is not valid yet."
    RateLimited "rate_limited" "Too many requests. Try again later."
    LockedOut "rate_limited" "The site has locked out this address or this account."
    OtherUser "user_mismatch" "Another user logged in before the request was sent."
    // What fails no call on its own
    /// Filters, pages and `_fields` are ignored: the data is wrong, and no call fails.
    QueryLost "" "The query string is lost below /wp-json/: filters and pages are ignored."
    PlainPermalinks "" "Permalinks are plain."
    Insecure "" "Passwords and tokens are sent without encryption."
    ClockOff "" "The clocks differ."
    CookieStays "" "Browsers do not send the plugin's cookie."
    Cached "" "Responses for logged-in users come from a cache."
    Guarded "" "A security plugin or service filters requests."
}

impl Cause {
    /// What the first part calls it by, for whom its hints are too long to keep.
    pub(super) fn by_key(key: &str) -> Option<Self> {
        Some(match key {
            "authorization_stripped" => Self::Stripped,
            "issuer_mismatch" => Self::OtherIssuer,
            "rest_closed" => Self::Closed,
            "rest_not_found" => Self::NotWordPress,
            "server_misconfigured" => Self::NoSecret,
            "user_mismatch" => Self::OtherUser,
            "expiry" => Self::Expiry,
            "early" => Self::Early,
            "empty" => Self::Empty,
            "login_refused" => Self::LoginRefused,
            "locked_out" => Self::LockedOut,
            "me_refused" => Self::MeRefused,
            "wrapped" => Self::Wrapped,
            "crashed" => Self::Crashed,
            "switched_off" => Self::SwitchedOff,
            "died" => Self::Died,
            "nonce" => Self::Nonce,
            "nonce_refused" => Self::NonceRefused,
            _ => return None,
        })
    }
}
