//! What to change and where, with the exact lines. Each cause has one fix, wherever it was found.
//!
//! Lines of code are between backticks. `tests/faults/cures.test.mjs` tries each of them.

use alloc::string::String;

use super::{
    cause::Cause,
    observation::{Seen, origin_of},
    plugin::Plugin,
    words::Words,
};
use crate::core::{error::Code, json::Json, text::cut};

/// What a fix names.
#[derive(Debug, Default)]
pub(super) struct Patient {
    /// The site's address.
    pub(super) site: String,
    /// The page's origin.
    pub(super) origin: String,
    /// Where a redirect leads, or the address that the site calls its own.
    pub(super) target: String,
    /// The header or method at fault, or the name of a gate.
    pub(super) detail: String,
    pub(super) plugin: Option<&'static Plugin>,
    /// Whether the index offers application passwords, if it was read.
    pub(super) passwords: Option<bool>,
}

impl Patient {
    pub(super) fn of(seen: Seen) -> Self {
        Self {
            site: seen.text("site"),
            origin: seen.text("origin"),
            plugin: seen.plugin(),
            passwords: offers_passwords(&seen.probe("index").text("body")),
            ..Self::default()
        }
    }
}

fn offers_passwords(index: &str) -> Option<bool> {
    let ways = Json::parse(index)?.get("authentication")?;
    Some(ways.get("application-passwords").is_some())
}

const STRIPPED: &str = "The web server drops the Authorization header before PHP sees it. ";

const AUTHORIZATION: &str = "Apache: add `SetEnvIf Authorization \"(.*)\" \
    HTTP_AUTHORIZATION=$1` to .htaccess, above the WordPress block. With PHP-FPM, `CGIPassAuth On` \
    works too. nginx with FastCGI: add this next to the other fastcgi_param lines: `fastcgi_param \
    HTTP_AUTHORIZATION $http_authorization;`. A proxy in front must pass the header on too.";

const PREFLIGHT: &str = "`<?php add_filter('rest_authentication_errors', fn ($error) => \
    $_SERVER['REQUEST_METHOD'] === 'OPTIONS' ? true : $error, 1000);`";

const CORS: &str = "WordPress itself allows every origin to use its REST API, so you don't need a \
    CORS plugin. JWT_AUTH_CORS_ENABLE has no effect.";

/// The fix of a cause; `None` where nothing sure can be said.
pub(super) fn hint(cause: Cause, patient: &Patient) -> Option<Words> {
    let Patient { site, origin, target, detail, plugin, passwords } = patient;
    let example = String::from("https://app.example.com");
    let origin = if origin.is_empty() { &example } else { origin };
    let authorization = String::from("Authorization");
    Some(match cause {
        Cause::Offline => return short(Code::Offline),
        Cause::MixedContent => return short(Code::MixedContent),
        Cause::Late => return short(Code::Timeout),
        Cause::NoAnswer => words![
            "This is not a CORS error: there is no response at all. The server is down, its name \
            or certificate is wrong, or a browser extension or a firewall blocks the request. \
            Open ",
            site,
            " in a browser to see which.",
        ],
        Cause::UnknownName => words!["Check the spelling of ", site, ", and its DNS record."],
        Cause::ConnectionRefused => {
            own("Check the port, and check that the web server is running.")
        }
        Cause::BadCertificate => own(
            "Renew the certificate, or get one for exactly this name. For your own certificate \
            authority in Node, set NODE_EXTRA_CA_CERTS to its file.",
        ),
        Cause::NoTls => {
            own("If the site has no TLS, use its http: address. Otherwise check the port.")
        }
        Cause::ConnectionBroken | Cause::CutOff => own(
            "One of these: PHP crashed or was stopped; or a firewall closed the connection. Look \
            into the web server's error log.",
        ),
        Cause::PageForbids => words![
            "Add the site to the page's Content-Security-Policy: `connect-src 'self' ",
            &origin_of(site),
            "`.",
        ],
        Cause::Unclear => {
            own("The browser does not say why. One of these: the response has no CORS headers, \
            because PHP stopped before WordPress sent them or a firewall responded instead; or \
            the connection was closed. The browser's network panel and the web server's error log \
            show which.")
        }
        Cause::Redirected if !target.is_empty() => words![
            "Pass the final address to `createClient`: ",
            target,
            ". presskey never follows a redirect with a password or a token.",
        ],
        Cause::Redirected | Cause::RedirectHidden => words![
            "The site redirects the REST API. Open ",
            site,
            "/wp-json/ in a browser to see where to. If only https: or www. is different in the address bar, pass \
            that address to `createClient`. If another host or a login page appears, don't send a \
            password there: let /wp-json/ and ?rest_route= pass without it.",
        ],
        Cause::SentElsewhere => words![
            "The site redirects the REST API to another host: ",
            target,
            ". presskey sent no password and no token there. If that is a login page in front of \
            the site, let /wp-json/ and ?rest_route= pass without it. Pass that address to \
            `createClient` only if your WordPress runs there: it would receive the passwords.",
        ],
        Cause::SentToPage => words![
            "The site redirects the REST API to one of its own pages, ",
            target,
            detail,
            ". A plugin for password protection, maintenance or memberships does that, or a rule of \
            the web server. Exclude /wp-json/ and ?rest_route= from it.",
        ],
        Cause::PasswordPage => words![
            "The site redirects the REST API to a page with a field for a password. If this is the \
            address of WordPress, exclude /wp-json/ and ?rest_route= from the plugin or the proxy \
            that asks for it. If it is your frontend, pass the address of WordPress.",
        ],
        Cause::RedirectLoop => words![
            "The redirects go in a circle; the first leads to ",
            target,
            ". Behind a load balancer or CDN, WordPress often doesn't know that the visitor uses \
            https:. Add this at the top of wp-config.php: `if \
            (($_SERVER['HTTP_X_FORWARDED_PROTO'] ?? '') === 'https') { $_SERVER['HTTPS'] = 'on'; \
            }`. With Cloudflare, set the encryption mode to \"Full (strict)\".",
        ],
        Cause::LeadsNowhere => words![
            "One of these: the site's redirects go in a circle; or the server they lead to doesn't \
            respond. Open ",
            site,
            "/wp-json/ in a browser to see which.",
        ],
        Cause::NotWordPress => own(
            "No WordPress REST API responds here. Check that this is the address of WordPress, \
            not of the frontend, and that no plugin turns the REST API off.",
        ),
        Cause::PlainRoot => {
            own("`?rest_route=/` responds, `/wp-json/` does not. Pass the address of the site to \
            `createClient`, without /wp-json. presskey finds the root. Or change the permalinks \
            to any setting except \"Plain\" (Settings > Permalinks). For them nginx needs \
            `try_files $uri $uri/ /index.php?$args;`, and Apache needs the WordPress block in \
            .htaccess.")
        }
        Cause::QueryLost => own(
            "The web server drops the query string when it passes requests to WordPress. nginx: \
            `try_files $uri $uri/ /index.php?$args;`. Your other rewrite rules must keep the \
            query too. Apache's WordPress block keeps it.",
        ),
        Cause::Permalinks => own(
            "`?rest_route=/` does not respond, `/wp-json/` does. Pass the REST root, which ends \
            in /wp-json, to `createClient`.",
        ),
        Cause::Maintenance => own(
            "The site is in maintenance mode. WordPress switches it on during updates: if an update \
            is stuck, delete the file `.maintenance` in the folder of WordPress. Otherwise switch it \
            off in the plugin that shows the page.",
        ),
        Cause::Foreign => own(
            "The response is JSON, but not in the format of WordPress's errors. One of these: a \
            firewall, a proxy or a gateway in front of WordPress refuses the request (see its \
            log); or the route's own code sends this response.",
        ),
        Cause::Trailing => own(
            "Something prints text after the JSON: a cache plugin's comment, a debug bar, or an \
            `echo` in a plugin or theme. Exclude /wp-json/ from it, or remove it.",
        ),
        Cause::MethodBlocked if detail == "POST" => own(
            "The page says that POST is not allowed: the web server or a CDN in front of it lets \
            only some methods through. Allow GET, HEAD, OPTIONS, POST, PUT, PATCH and DELETE there \
            (CloudFront: \"Allowed HTTP methods\" of the behavior).",
        ),
        Cause::MethodBlocked => words![
            "The web server or something in front of it refuses ",
            detail,
            " before WordPress sees it. Send these requests as POST, which WordPress supports: \
            `wp.fetch(route, { method: \"",
            detail,
            "\", methodOverride: true })`. Or allow the method there.",
        ],
        Cause::MethodOrFirewall => words![
            "One of these: the web server or a firewall refuses the method ",
            detail,
            ", and `methodOverride: true` sends the request as POST, which WordPress supports; or \
            it refuses this request for another reason (see its log).",
        ],
        Cause::Gateway => own(
            "A proxy, gateway or CDN in front of WordPress got no response from the web server in \
            time. The server is down or overloaded, or it blocks the proxy's addresses.",
        ),
        Cause::Wrapped => words![
            "The response contains a token, but not in the plugin's field. One of these: `plugin` \
            names another plugin; or code of the site changes the login response",
            &plugin.and_then(|plugin| plugin.answers).map_or(Words::default(), |filter| {
                words![", probably with the filter `", filter, "`"]
            }),
            ". Leave out `plugin`, remove that code, or describe the response: `plugin: { id, \
            token: \"data.token\" }`.",
        ],
        Cause::MeRefused => {
            own("presskey requests /wp/v2/users/me to check the credentials, and a plugin or a \
            snippet refuses that route. Allow it for logged-in users.")
        }
        Cause::NoRoute => own(
            "The REST index names the plugin, but its login route does not exist. One of these: a \
            security plugin or a snippet removes it (filter `rest_endpoints`); or the installed \
            version of the plugin has other routes.",
        ),
        Cause::TooLarge => {
            let size = if detail.is_empty() {
                Words::default()
            } else {
                words![" The request has ", detail, " MB."]
            };
            words![
                "The web server or a proxy in front of WordPress limits the size of requests.",
                &size,
                " Raise the limit: nginx `client_max_body_size 64m;`, Apache `LimitRequestBody \
                67108864`, PHP `upload_max_filesize` and `post_max_size`. Services such as \
                Cloudflare have their own limits. Or send a smaller file.",
            ]
        }
        Cause::UrlTooLong => words![
            "The web server or a proxy in front of it limits the length of a URL",
            if detail.is_empty() { "" } else { ". This one has " },
            detail,
            if detail.is_empty() { "" } else { " characters" },
            ". Ask for less at a time: split a long `include`, `exclude` or `search` into several \
            requests. Or raise the limit: nginx `large_client_header_buffers 4 32k;`, Apache \
            `LimitRequestLine 32768`.",
        ],
        Cause::TokenTooLarge => {
            let claims = plugin
                .and_then(|plugin| plugin.claims)
                .map(|filter| words![" The filter `", filter, "` sets its content."]);
            words![
                "The header with the token has ",
                detail,
                " characters, more than the web server accepts. Put less data into the token.",
                &claims.unwrap_or_default(),
                " Or raise the limit: nginx `large_client_header_buffers 4 32k;`, Apache \
                `LimitRequestFieldSize 32768`; a proxy or service in front has its own limit.",
            ]
        }
        Cause::Crashed | Cause::Fatal if detail == "memory" => {
            own("PHP ran out of memory during this request. Ask for less at a time (`per_page`, \
            `_fields`), or raise `memory_limit` in php.ini.")
        }
        Cause::Crashed | Cause::Fatal if detail == "time" => {
            own("This request took longer than PHP allows. Ask for less at a time (`per_page`, \
            `_fields`), or raise `max_execution_time` in php.ini.")
        }
        Cause::Crashed | Cause::Fatal => own(
            "PHP crashed during this request. The web server's error log names the file and the \
            line. So does wp-content/debug.log, with `define('WP_DEBUG', true); \
            define('WP_DEBUG_LOG', true);` at the top of wp-config.php.",
        ),
        Cause::DataWithError => own(
            "The response contains the route's data, but the status of an error. A cache that keeps \
            statuses, a proxy, or code that calls `status_header()` or `http_response_code()` sets \
            it. `fetch()` gives you the response as it is.",
        ),
        Cause::ServerFails => words![
            "The server, or a proxy in front of it, failed and sent a page with status ",
            detail,
            ". ",
            target,
            "The error log of the web server or the proxy says why.",
        ],
        Cause::SiteRefuses => words![
            "Every request gets this page with status ",
            detail,
            ", also the REST API's index. Your host, a CDN or a firewall sends it for the whole \
            site. Open ",
            site,
            " in a browser: the page says why.",
        ],
        Cause::Region => own(
            "Status 451 means that the site is closed to visitors of a country or region. A rule of \
            the CDN, the firewall or a plugin decides by the IP address. A backend in an allowed \
            region can send the requests.",
        ),
        Cause::Overloaded => own(
            "The host stopped the request, because the site used up what its plan allows: processes, \
            memory, connections or traffic. Try again later. If it happens often, look up the limit \
            in the host's control panel.",
        ),
        Cause::NoBody => own(
            "WordPress sends JSON with every error. This response is empty, so something in front of \
            WordPress refused the request, or PHP stopped. The logs of the firewall or CDN and of the \
            web server name the reason at the time of this request.",
        ),
        Cause::OtherCredentials => {
            own("This route's plugin wants credentials of its own instead of the session's token. \
            `error.serverMessage` says which. WooCommerce: call `/wc/v3` from your own server with an \
            API key, or `/wc/store/v1` from a frontend.")
        }
        Cause::OtherPlugin => words![
            "A plugin for JSON Web Tokens (its code is ",
            detail,
            ") reads every Authorization header, and refuses this one. Log in with that plugin \
            (leave out `plugin`), or deactivate it.",
        ],
        Cause::LoginHook => {
            own("WordPress receives the login, but a hook on `wp_login_failed` or `wp_login` in a \
            theme or plugin redirects it to a page. Exclude the REST API at the beginning of the \
            hook: `if (defined('REST_REQUEST') && REST_REQUEST) { return; }`.")
        }
        Cause::LoginRedirected => {
            own("The REST API responds, but the login is redirected. One of these: a hook on \
            `wp_login_failed` or `wp_login` in a theme or plugin redirects it, where `if \
            (defined('REST_REQUEST') && REST_REQUEST) { return; }` excludes the REST API; or a \
            rule of the web server redirects it, such as one that adds a slash. Exclude /wp-json/ \
            from that rule.")
        }
        Cause::SlashAdded => own(
            "A rule of the web server redirects to a URL with a slash at its end. presskey never \
            follows a redirect with a password or a token. Exclude the REST API from the rule. \
            Apache, above the rule: `RewriteCond \
            %{REQUEST_URI} !/wp-json/`. nginx: leave `/wp-json/` out of the `rewrite`.",
        ),
        Cause::RouteRedirected => words![
            "Other routes respond, but this one is redirected",
            if target.is_empty() { "" } else { " to " },
            target,
            ". Look for a rule of the web server (such as one that adds a slash), a plugin for \
            redirects or security, or code of the theme. Exclude the REST API from it.",
        ],
        Cause::AppOrigin => {
            let scheme = String::from(cut(origin, "://").0);
            let more = match scheme.as_str() {
                "capacitor" | "ionic" => {
                    " On Android, Capacitor's `androidScheme: 'https'` changes the origin to \
                    https://localhost."
                }
                "tauri" => {
                    " Or send requests with Tauri's HTTP plugin, as `fetch` of \
                `createClient`."
                }
                scheme if scheme.ends_with("extension") => {
                    " Or list the site under `host_permissions` in the extension's manifest."
                }
                _ => "",
            };
            words![
                "WordPress allows only origins with a known scheme. To ",
                origin,
                " it sends an empty Access-Control-Allow-Origin. Add the scheme with a must-use \
                plugin (wp-content/mu-plugins/app-origin.php): `<?php \
                add_filter('kses_allowed_protocols', fn ($protocols) => [...$protocols, '",
                &scheme,
                "']);`.",
                more,
            ]
        }
        Cause::LocalNetwork => own(
            "The site is on this machine or in the local network, and the user has not allowed \
            this page to use it. Chrome and Edge ask once. Allow \"Local network access\" (or \
            \"Apps on device\") in the site information next to the address. A frame needs \
            `allow=\"local-network-access\"`.",
        ),
        Cause::LoginRefused => {
            own("A plugin for security, captchas, membership or approval refuses this login. \
            `error.serverMessage` contains its reason. Look in its settings for the REST API.")
        }
        Cause::LockedOut => own(
            "A security plugin has locked this address or this account out after failed logins. \
            Wait until the lockout ends, or unlock it in the plugin's settings. If your server \
            sends the logins of all users, allow its address there.",
        ),
        Cause::SwitchedOff => return plugin.and_then(|plugin| plugin.switches).map(own),
        Cause::Firewall | Cause::FirewallRefuses => {
            own("A firewall or a bot protection responds instead of WordPress. Allow requests to \
            /wp-json/ and ?rest_route= in its settings. If it blocks this address or country, \
            allow that.")
        }
        Cause::Gate => own(
            "The web server asks for its own password. A token cannot be sent with it, because \
            both need the Authorization header. Exclude the REST API from the password. Apache, \
            next to `Require \
            valid-user`: `Require expr \"%{THE_REQUEST} =~ m#^[A-Z]+ \
            /(wp-json/|\\?rest_route=)#\"`. \
            nginx, outside of the server block: `map $request_uri $gate { default \"Staging\"; \
            \"~^/(wp-json/|\\?rest_route=)\" off; }`, and in it `auth_basic $gate;`.",
        ),
        Cause::Empty => own(
            "The response is empty: PHP stopped before it wrote anything. The web server's error \
            log says why.",
        ),
        Cause::Page => {
            own("The response is an HTML page that is not from the REST API. One of these: a \
            maintenance notice, a firewall's page or your frontend; or the web server replaces \
            WordPress's error with its own page (nginx: `fastcgi_intercept_errors off;` or \
            `proxy_intercept_errors off;`).")
        }
        Cause::RequestRefused => own(
            "The REST API responds to other requests. This one is refused with a page, before its \
            route responds. Look up its time in the logs on its way: the CDN's or firewall's, the \
            web server's, and the security plugin's. The entry names the rule.",
        ),
        Cause::BesideRefused => words![
            "The REST API's index responds, but the login needs ",
            plugin.and_then(|plugin| plugin.beside)?,
            " too, and /wp/v2/users/me. One of them is refused with a page. Often a rule closes \
            /wp-admin/: exclude that address from it.",
        ],
        Cause::ErrorPage => own(
            "The web server replaces WordPress's error with its own page, so the reason is lost. \
            Switch that off for the REST API. nginx: `fastcgi_intercept_errors off;` or \
            `proxy_intercept_errors off;`.",
        ),
        Cause::Died => {
            own("WordPress itself stopped this request (`wp_die()`). The response says why: see \
            `error.serverMessage`, or open it in the network panel. A plugin, the theme, the network's \
            settings or the database is the reason.")
        }
        Cause::OtherFormat => own(
            "The response is neither JSON nor a web page. If the route returns another format, such \
            as CSV, call `fetch()` and read the response as text. Otherwise the site's code or a \
            proxy replaces the response.",
        ),
        Cause::Notices => own(
            "PHP printed text before the JSON. Fix the problem that the text describes. To hide \
            PHP's messages, add `ini_set('display_errors', '0');` at the top of wp-config.php.",
        ),
        Cause::Printed => own(
            "Something prints text before the JSON: an `echo`, a `<script>` or a blank line in a \
            theme, a plugin or wp-config.php. The network panel shows the text. Find the code that \
            prints it, and skip it for REST requests.",
        ),
        Cause::AnswersHidden => words![
            CORS,
            " One of these blocks the responses for ",
            origin,
            ": a redirect, a firewall, a cache, a request limit, maintenance mode or a PHP error \
            sends another response; or a plugin or the web server also sets \
            Access-Control-Allow-Origin, so that it is there twice or names another origin. ",
            &doctor(site, origin),
        ],
        Cause::SomethingHidden => words![
            "One of these: this is the address of the frontend or of another folder, not of \
            WordPress; it redirects to https:, to www. or to a login page; a firewall, a password \
            of the web server (Basic), a request limit, maintenance mode or a PHP error sends a \
            page; or Access-Control-Allow-Origin is missing, is there twice or names another \
            origin. ",
            CORS,
            " ",
            &doctor(site, origin),
        ],
        Cause::OtherHidden => words![
            "The server at ",
            target,
            " must send `Access-Control-Allow-Origin: ",
            origin,
            "`, and allow the preflight if the request needs one.",
        ],
        Cause::NoAllowOrigin => words![
            CORS,
            " Something stops PHP before that, responds instead of WordPress, or removes the \
            header. Look for a firewall, a cache, or code that ends PHP early.",
        ],
        Cause::OtherAllowOrigin => words![
            "The web server, a plugin or a cache sets Access-Control-Allow-Origin to another \
            origin than ",
            origin,
            ". Remove that line. WordPress sends the right origin, with `Vary: Origin`, which \
            caches must respect.",
        ],
        Cause::TwoAllowOrigins => own(
            "WordPress sends Access-Control-Allow-Origin, and something adds a second one. Remove \
            `Header set Access-Control-Allow-Origin` (Apache), `add_header \
            Access-Control-Allow-Origin` (nginx) or the CORS plugin.",
        ),
        Cause::Wildcard => {
            own("With `credentials: \"include\"`, browsers need the page's origin in \
            Access-Control-Allow-Origin, not `*`. WordPress sends it, so remove the line or \
            plugin that sets `*`. Or remove `credentials`: a token needs no cookies.")
        }
        Cause::PreflightRefused => words![
            "Before this request, the browser sends OPTIONS without a token. It needs a response \
            with a status of 200 to 299 and WordPress's CORS headers. The web server, a firewall, \
            a password of the web server or a plugin that closes the REST API refuses it. For a \
            plugin, add this must-use plugin (wp-content/mu-plugins/preflight.php): ",
            PREFLIGHT,
            ". Logins and anonymous GET requests need no preflight.",
        ],
        Cause::PreflightRedirected => {
            own("Browsers don't follow redirects of a preflight. Pass the address that the site \
            redirects to to `createClient`.")
        }
        Cause::HeaderNotAllowed => words![
            "The header ",
            if detail.is_empty() { &authorization } else { detail },
            " is not in Access-Control-Allow-Headers. WordPress allows Authorization, \
            Content-Type, X-WP-Nonce, Content-Disposition and Content-MD5 (before 5.5: the first \
            two). Remove the code that overrides this list. For another header, add a must-use \
            plugin: `<?php \
            add_filter('rest_allowed_cors_headers', fn ($headers) => [...$headers, '",
            detail,
            "']);`.",
        ],
        Cause::MethodNotAllowed => words![
            "Something in front of WordPress blocks ",
            detail,
            ". Allow it there, or send the request from the site's own origin with \
            `methodOverride: true`.",
        ],
        Cause::AnswerDied => own(
            "Other routes of the site have CORS headers, but the response of this one has none. \
            One of these: PHP ended before WordPress sent them (a fatal error, `die` or \
            `wp_send_json` in a plugin); a firewall responded instead; or the web server \
            redirects. The web server's error log and the browser's network panel show which.",
        ),
        Cause::PluginHides | Cause::PluginMayHide => {
            return plugin.and_then(|plugin| plugin.dies).map(own);
        }
        Cause::Stripped => words![STRIPPED, AUTHORIZATION],
        Cause::NotHonoured if plugin.is_some_and(|plugin| plugin.everywhere.is_some()) => {
            return plugin.and_then(|plugin| plugin.everywhere).map(own);
        }
        Cause::NotHonoured => own(
            "The plugin accepts the token, but WordPress treated the request as anonymous. One of \
            these: a cache or CDN sent an anonymous response, or drops the Authorization header \
            of GET requests (exclude /wp-json/ from it); the plugin \
            accepts tokens on some routes only (see its settings); a security plugin refuses \
            the user's role as if it were a visitor; permalinks are plain (Settings \
            > Permalinks), where some versions ignore tokens; or the route needs something in \
            addition to the token, which `error.serverMessage` names.",
        ),
        Cause::NotHonouredAnywhere => {
            let has = |word: &str, text: &'static str| {
                if detail.contains(word) { text } else { "" }
            };
            words![
                "The plugin accepts the token, but WordPress treats requests with it as anonymous, \
                /wp/v2/users/me too. One of these: ",
                has(
                    "read",
                    "a cache or CDN drops the Authorization header of GET requests, or sends an \
                    anonymous response (exclude /wp-json/ from it); ",
                ),
                has(
                    "plain",
                    "permalinks are plain (Settings > Permalinks), where some versions ignore \
                    tokens; ",
                ),
                "the plugin accepts tokens on some routes only (see its settings); or another \
                plugin sets the user back to nobody (filter `determine_current_user`).",
            ]
        }
        Cause::RouteRefuses => own(
            "The token works: /wp/v2/users/me knows the user. This route alone refuses. Its plugin \
            checks something else: a right or role of the user, or credentials of its own. \
            `error.serverMessage` says what it wants.",
        ),
        Cause::RouteRefusesRead => own(
            "The token works: /wp/v2/users/me knows the user. One of these: the plugin of this \
            route checks a right or role of the user, or credentials of its own \
            (`error.serverMessage` says what it wants); or a cache sent what a visitor got \
            (exclude /wp-json/ from it).",
        ),
        Cause::NonceRefused => own(
            "The request contains a nonce (the header `X-WP-Nonce` or the parameter `_wpnonce`) \
            that WordPress does not accept. It has expired, belongs to another login, or comes from \
            a cached page. A token needs no nonce, so remove it. If you use WordPress's own login \
            cookie, `plugin: \"cookie\"` renews the nonce.",
        ),
        Cause::Nonce => own(
            "The token is valid. This route also needs a nonce. For WooCommerce's Store API, send \
            the header `Cart-Token` with the value of the same header of the response to `GET \
            /wc/store/v1/cart` (WooCommerce before 7.9: `Nonce`).",
        ),
        Cause::Closed => {
            let namespace = plugin.map_or("jwt-auth/v1", |plugin| plugin.namespace);
            words![
                "A plugin or a snippet closes the REST API for visitors. Allow the routes /",
                namespace,
                "/* in its settings, or remove its `rest_authentication_errors` filter. It \
                refuses preflights too. To allow them, add this must-use plugin \
                (wp-content/mu-plugins/preflight.php): ",
                PREFLIGHT,
                ".",
            ]
        }
        Cause::NoPlugin => match plugin {
            Some(plugin) => words!["Install and activate the plugin \"", plugin.name, "\"."],
            None => words![
                "Install and activate the plugin \"JWT Authentication for WP REST API\" \
                (wordpress.org/plugins/jwt-authentication-for-wp-rest-api). ",
                if *passwords == Some(false) {
                    "WordPress's application passwords are switched off here: by a security \
                    plugin, or because the site has no https:."
                } else {
                    "`authorize()` needs no plugin: the user approves an application password in \
                    WordPress."
                },
            ],
        },
        Cause::NoSecret => {
            let known = plugin.map(|plugin| plugin.secret).filter(|secret| !secret.is_empty());
            return known.map(own);
        }
        Cause::Ignored => words![
            "One of these: the user name or the password is wrong; ",
            plugin
                .filter(|_| *passwords != Some(true))
                .and_then(|plugin| plugin.off)
                .unwrap_or_default(),
            "or the web server drops the Authorization header. WordPress responds the same way to \
            all of them. To pass the header on: ",
            AUTHORIZATION,
        ],
        Cause::NoPasswords => own(
            "WordPress ignores every application password here: the site's REST index names none \
            in `authentication`. They need WordPress 5.6 or newer and https:, and security plugins \
            can switch them off.",
        ),
        Cause::Expiry => words![
            "The token's claim `exp` is in the past. It is the time of expiry in seconds since \
            1970, not a duration. ",
            plugin.map_or("Fix the filter or the setting that changes it.", |plugin| plugin.expiry),
        ],
        Cause::Early => {
            own("The server that issued the token and the server that checked it have different \
            clocks. Synchronise them with NTP. The session continues: the same request succeeds \
            in a few seconds.")
        }
        Cause::OtherIssuer => words![
            "The token was issued for another address of this site (http or https, www, language, \
            staging). Pass the Site Address (Settings > General) to `createClient`",
            if target.is_empty() { "" } else { ", " },
            target,
            ", then log in again.",
        ],
        Cause::OtherUser => own("Send the request again if you still need it."),
        Cause::PlainPermalinks => own(
            "presskey works with plain permalinks, but some plugins ignore tokens there. Choose \
            any setting except \"Plain\" (Settings > Permalinks).",
        ),
        Cause::Insecure => own("Serve the site over https:."),
        Cause::ClockOff => own("Set the clock of the server, or of this machine, with NTP."),
        Cause::CookieStays => {
            own("Serve the frontend from the site's own domain, or choose a plugin that renews \
            without cookies.")
        }
        Cause::FromCache => words![
            "A cache served this response (",
            detail,
            "), not WordPress. Clear the cache, and exclude /wp-json/ and ?rest_route= from it.",
        ],
        Cause::Cached => {
            own("Exclude requests with an Authorization header from the cache. nginx: \
            `fastcgi_cache_bypass $http_authorization; fastcgi_no_cache $http_authorization;`. \
            Cache plugins and services: exclude /wp-json/.")
        }
        Cause::RateLimited | Cause::Guarded => return None,
    })
}

fn doctor(site: &String, origin: &String) -> Words {
    words![
        "`npx presskey doctor ",
        site,
        " --origin ",
        origin,
        "` reads these headers and shows which.",
    ]
}

/// One that the first part has as well.
fn short(code: Code) -> Option<Words> {
    code.hint().map(own)
}

fn own(text: &'static str) -> Words {
    words![text]
}
