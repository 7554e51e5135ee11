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

            /// Plain text fit to show a person.
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
    // Nobody answers
    Offline "offline" "There is no connection."
    MixedContent "mixed_content" "A secure page may not call an http: site."
    /// A browser does not say why, but it is not CORS.
    NoAnswer "unreachable" "The server could not be reached."
    UnknownName "unreachable" "There is no server of this name."
    ConnectionRefused "unreachable" "Nothing answers at this address."
    BadCertificate "unreachable" "The server's certificate is not valid for this address."
    ConnectionBroken "unreachable" "The server broke the connection off."
    /// The server answers, this request excepted.
    CutOff "unreachable" "The server answers, but broke this request off."
    Late "timeout" "The server did not answer in time."
    /// The page's own policy.
    PageForbids "unreachable" "This page's own policy forbids calls to the site."
    /// It cannot be told.
    Unclear "unreachable" "The server's answer did not arrive."
    // Somebody else answers
    Redirected "redirected" "The site redirects instead of answering."
    NotWordPress "rest_not_found" "There is no REST API at this address."
    /// Under `/wp-json/`; under `?rest_route=` it does.
    PlainRoot "rest_not_found" "The REST API does not answer below /wp-json/."
    /// Under `?rest_route=`; under `/wp-json/` it does.
    Permalinks "rest_not_found" "The REST API does not answer at its address."
    Maintenance "malformed_response" "The site is under maintenance."
    Firewall "malformed_response" "A firewall answers in place of the site."
    Gate "malformed_response" "The web server asks for a password of its own."
    Page "malformed_response" "The answer is a page, not what the REST API sends."
    /// JSON that is not in WordPress's form.
    Foreign "" "The answer is not in the form of WordPress's REST API."
    /// JSON, and text behind it.
    Trailing "malformed_response" "The answer is followed by text that does not belong there."
    /// The server takes no PUT, PATCH or DELETE.
    MethodBlocked "malformed_response" "The web server does not take this method."
    TooLarge "malformed_response" "The web server does not take a body of this size."
    TokenTooLarge "malformed_response" "The web server does not take a header of this size."
    /// Or a firewall refuses the request.
    MethodOrFirewall "malformed_response" "The web server or a firewall refuses the request."
    /// A proxy in front gets no answer.
    Gateway "malformed_response" "The server behind the site's proxy does not answer."
    /// The token is not where the plugin puts it.
    Wrapped "malformed_response" "The login's answer has another form than the plugin gives it."
    Crashed "http_error" "The site's code crashed."
    // Redirects of one route
    /// WordPress has read the login, and code of the site redirects in place of an answer.
    LoginHook "redirected" "The site redirects instead of answering the login."
    /// The same, or a rule of the web server.
    LoginRedirected "redirected" "The site redirects instead of answering the login."
    /// To the same address with a slash at its end.
    SlashAdded "redirected" "The web server adds a slash to the route's address."
    /// Somewhere else.
    RouteRedirected "redirected" "The site redirects this route instead of answering."
    Empty "malformed_response" "The answer is empty."
    Notices "malformed_response" "The answer is preceded by text that does not belong there."
    // CORS
    /// Every answer of the REST API is hidden from the page.
    AnswersHidden "cors_blocked" "The site answers, but not to pages of this origin."
    /// The same, where it is not even sure to be WordPress.
    SomethingHidden "cors_blocked" "The server answers, but not to pages of this origin."
    /// Not the site's server, but another that was called.
    OtherHidden "cors_blocked" "The other server answers, but not to pages of this origin."
    NoAllowOrigin "cors_blocked" "The answer does not say that pages of this origin may read it."
    OtherAllowOrigin "cors_blocked" "The answer may be read by pages of another origin only."
    TwoAllowOrigins "cors_blocked" "The answer says twice which origin may read it."
    Wildcard "cors_blocked" "The answer may be read by every origin, but not with cookies."
    PreflightRefused "cors_blocked" "The server refuses the browser's preflight."
    PreflightRedirected "cors_blocked" "The server redirects the browser's preflight."
    HeaderNotAllowed "cors_blocked" "The server does not allow pages to send one of the headers."
    MethodNotAllowed "cors_blocked" "The server does not allow pages to use this method."
    /// This route's answers end before WordPress sends its CORS headers.
    AnswerDied "cors_blocked" "The site's answer was cut short before it said who may read it."
    /// WordPress takes no origin with this scheme.
    AppOrigin "cors_blocked" "WordPress does not let apps of this origin read its answers."
    /// A browser's permission for the local network.
    LocalNetwork "unreachable" "The browser keeps this page from the local network."
    PluginHides "cors_blocked" "The login plugin's answers cannot be read by pages of other origins."
    // The site's settings
    Stripped "authorization_stripped" "The web server drops the Authorization header."
    /// A token was sent, and WordPress answered as to a visitor.
    NotHonoured "not_authenticated" "The site answered as to a visitor."
    /// WooCommerce's cart, for one.
    Nonce "not_authenticated" "This route wants a nonce beside the token."
    Closed "rest_closed" "The REST API is closed to visitors."
    /// The index is open.
    LoginRefused "forbidden" "A plugin of the site refuses the login."
    SwitchedOff "server_misconfigured" "This function of the login plugin is switched off."
    /// The route that tells whether credentials are right.
    MeRefused "forbidden" "The site lets nobody ask who is logged in."
    /// The index names the plugin.
    NoRoute "plugin_missing" "The login plugin is there, but not its route."
    NoPlugin "plugin_missing" "No login for frontends was found on this site."
    NoSecret "server_misconfigured" "The login plugin is not set up."
    OtherIssuer "issuer_mismatch" "The site calls itself by another address."
    /// Credentials were ignored: they are wrong, or did not arrive.
    Ignored "invalid_credentials" "The site did not accept the credentials."
    /// Tokens have expired before they are issued.
    Expiry "server_misconfigured" "The site issues tokens that have already expired."
    /// A token is not valid yet by the clock of the server that was asked.
    Early "token_rejected" "The token is not valid yet."
    RateLimited "rate_limited" "Too many requests; try again later."
    OtherUser "user_mismatch" "Another user logged in meanwhile."
    // What fails no call by itself
    /// Filters, pages and `_fields` are ignored: the data is wrong, and no call fails.
    QueryLost "" "Behind /wp-json/ the query string does not arrive: filters and pages are ignored."
    PlainPermalinks "" "Permalinks are plain."
    Insecure "" "Passwords and tokens travel readable."
    ClockOff "" "The clocks differ."
    CookieStays "" "The plugin's cookie cannot travel."
    Cached "" "Answers to logged-in users come from a cache."
    Guarded "" "A security plugin or service stands in front."
}

impl Cause {
    /// What the first part calls it by, for whom its hints are too long to keep.
    pub(super) fn by_key(key: &str) -> Option<Self> {
        Some(match key {
            "authorization_stripped" => Self::Stripped,
            "issuer_mismatch" => Self::OtherIssuer,
            "plugin_missing" => Self::NoPlugin,
            "redirected" => Self::Redirected,
            "rest_closed" => Self::Closed,
            "rest_not_found" => Self::NotWordPress,
            "server_misconfigured" => Self::NoSecret,
            "user_mismatch" => Self::OtherUser,
            "ignored" => Self::Ignored,
            "expiry" => Self::Expiry,
            "early" => Self::Early,
            "empty" => Self::Empty,
            "login_refused" => Self::LoginRefused,
            "me_refused" => Self::MeRefused,
            "wrapped" => Self::Wrapped,
            "crashed" => Self::Crashed,
            "switched_off" => Self::SwitchedOff,
            "not_honoured" => Self::NotHonoured,
            "nonce" => Self::Nonce,
            _ => return None,
        })
    }
}
