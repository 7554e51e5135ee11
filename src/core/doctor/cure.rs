//! What to change and where, with the exact lines. Each cause has one cure, wherever it was found.
//!
//! Lines of code stand between backticks. A cure that nobody has seen work on the server it names
//! says so.

use alloc::string::String;

use super::{cause::Cause, observation::Seen, plugin::Plugin};
use crate::core::{error::Code, hint::for_code, json::Json, text::cut};

/// What a cure names.
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
    /// The index was read, and offers no application passwords.
    pub(super) no_passwords: bool,
}

impl Patient {
    pub(super) fn of(seen: Seen) -> Self {
        Self {
            site: seen.text("site"),
            origin: seen.text("origin"),
            plugin: seen.plugin(),
            no_passwords: lacks_passwords(&seen.probe("index").text("body")),
            ..Self::default()
        }
    }
}

fn lacks_passwords(index: &str) -> bool {
    Json::parse(index)
        .and_then(|index| index.get("authentication"))
        .is_some_and(|ways| ways.get("application-passwords").is_none())
}

const AUTHORIZATION: &str = "The web server drops the Authorization header before PHP sees it. \
    Apache: put `SetEnvIf Authorization \"(.*)\" HTTP_AUTHORIZATION=$1` into .htaccess above the \
    WordPress block, or there, with PHP-FPM, `CGIPassAuth On`. nginx with FastCGI, beside the other \
    fastcgi_param lines: `fastcgi_param HTTP_AUTHORIZATION $http_authorization;`. LiteSpeed \
    (untested): `RewriteRule .* - [E=HTTP_AUTHORIZATION:%{HTTP:Authorization}]` in .htaccess, below \
    `RewriteEngine On`. A proxy in front must pass the header on as well.";

const PREFLIGHT: &str = "`<?php add_filter('rest_authentication_errors', fn ($error) => \
    $_SERVER['REQUEST_METHOD'] === 'OPTIONS' ? true : $error, 1000);`";

const CORS: &str = "WordPress itself lets pages of every origin call its REST API, so no plugin has \
    to; JWT_AUTH_CORS_ENABLE changes nothing.";

/// The cure of a cause; `None` where nothing sure can be said.
pub(super) fn hint(cause: Cause, patient: &Patient) -> Option<String> {
    let Patient { site, origin, target, detail, plugin, no_passwords } = patient;
    let (site, origin, target) = (site.as_str(), origin.as_str(), target.as_str());
    let origin = if origin.is_empty() { "https://app.example.com" } else { origin };
    let detail = detail.as_str();
    Some(match cause {
        Cause::Offline => return short(Code::Offline),
        Cause::MixedContent => return short(Code::MixedContent),
        Cause::Late => return short(Code::Timeout),
        Cause::NoAnswer => [
            "It is not CORS: nothing answers at all. The server is down, its name or certificate is \
            wrong, or an extension or firewall on the way blocks it. Open ",
            site,
            " in a browser: what it shows tells which.",
        ]
        .concat(),
        Cause::UnknownName => ["Check the spelling of ", site, ", and its DNS record."].concat(),
        Cause::ConnectionRefused => own("Check the port, and that the web server runs."),
        Cause::BadCertificate => own(
            "Renew the certificate, or get one for this very name. For a certificate of your own, \
            Node reads its authority from the file that NODE_EXTRA_CA_CERTS names.",
        ),
        Cause::ConnectionBroken | Cause::CutOff => own(
            "One of these: PHP crashed or was stopped, or a firewall cut the request off. The web \
            server's error log tells.",
        ),
        Cause::PageForbids => [
            "Add the site to the page's Content-Security-Policy: `connect-src 'self' ",
            &super::observation::origin_of(site),
            "`.",
        ]
        .concat(),
        Cause::Unclear => own(
            "It cannot be told from the browser. One of these: the answer came without CORS headers, \
            because PHP stopped before WordPress sent them or a firewall answered in its place; or \
            the connection broke off. The network panel and the web server's error log tell which.",
        ),
        Cause::Redirected if !target.is_empty() => [
            "Give `createClient` the address ",
            target,
            ", where the site redirects to: a redirect is never followed with a password or token.",
        ]
        .concat(),
        Cause::Redirected => own(
            "Give `createClient` the address that the site redirects to (https:, with or without \
            www.): a redirect is never followed with a password or token.",
        ),
        Cause::NotWordPress => own(
            "No WordPress REST API answers here. Check that the address is WordPress's own, not the \
            frontend's, and that no plugin turns the REST API off.",
        ),
        Cause::PlainRoot => own(
            "`?rest_route=/` answers, `/wp-json/` does not. Give `createClient` the address of the \
            site, without /wp-json: it finds the root by itself. Or choose other permalinks than \
            \"Plain\" (Settings > Permalinks); nginx needs `try_files $uri $uri/ \
            /index.php?$args;` for them, Apache the WordPress block in .htaccess.",
        ),
        Cause::QueryLost => own(
            "The web server drops the query when it hands addresses to WordPress. nginx: `try_files \
            $uri $uri/ /index.php?$args;`. Other rules need the query as well (Apache's own \
            WordPress block keeps it).",
        ),
        Cause::Permalinks => own(
            "`?rest_route=/` does not answer, `/wp-json/` does: give `createClient` the address of \
            the REST root, which ends in /wp-json.",
        ),
        Cause::Maintenance => own(
            "WordPress is being updated, or an update got stuck: then delete the file `.maintenance` \
            in its folder.",
        ),
        Cause::Foreign => own(
            "The answer is JSON, but not in the form of WordPress's errors. One of these: a firewall, a \
            proxy or a gateway in front of WordPress refuses the request, whose log tells; or the \
            route's own code answers so.",
        ),
        Cause::Trailing => own(
            "Something prints text after the JSON, such as a cache plugin's comment, a debug bar or code \
            that echoes in a plugin or theme. Exclude /wp-json/ from it, or remove it.",
        ),
        Cause::MethodBlocked => [
            "The web server or something in front of it refuses ",
            detail,
            " before WordPress sees it. Send such calls as POST, which WordPress understands as well: \
            `wp.fetch(route, { method: \"",
            detail,
            "\", methodOverride: true })`. Or allow the method there.",
        ]
        .concat(),
        Cause::MethodOrFirewall => [
            "One of these: the web server or a firewall refuses the method ",
            detail,
            ": then `methodOverride: true` sends the call as POST, which WordPress understands as well; or \
            it refuses this very request, which its log tells.",
        ]
        .concat(),
        Cause::Gateway => own(
            "A proxy, gateway or CDN in front of WordPress could not reach the web server, or got no \
            answer in time. The server is down, overloaded or blocks the proxy's addresses.",
        ),
        Cause::Wrapped => [
            "The answer holds a token, but not where the plugin puts it: code of the site changes the \
            login's answer",
            &plugin.and_then(|plugin| plugin.answers).map_or(String::new(), |filter| {
                [", probably by the filter `", filter, "`"].concat()
            }),
            ". Remove that, or describe the answer: `plugin: { id, token: \"data.token\" }`.",
        ]
        .concat(),
        Cause::MeRefused => own(
            "presskey asks /wp/v2/users/me whether the credentials are right, and a plugin or snippet \
            refuses that route. Let it pass for users who are logged in.",
        ),
        Cause::NoRoute => own(
            "The site's index names the plugin, but the route for logins does not exist. One of these: a \
            security plugin or a snippet unregisters it (filter `rest_endpoints`); or a version of the \
            plugin that has other routes is installed.",
        ),
        Cause::TooLarge => {
            let size = if detail.is_empty() { String::new() } else { [" The request has ", detail, " MB."].concat() };
            [
                "The web server or a proxy in front of WordPress limits the size of requests.",
                &size,
                " Raise the limit: nginx `client_max_body_size 64m;`, Apache `LimitRequestBody \
                67108864`, PHP `upload_max_filesize` and `post_max_size`. Services such as Cloudflare \
                have limits of their own. Or send a smaller file.",
            ]
            .concat()
        }
        Cause::TokenTooLarge => {
            let claims = plugin.and_then(|plugin| plugin.claims).map(|filter| {
                [" The filter `", filter, "` decides what is in it."].concat()
            });
            [
                "The header with the token has ",
                detail,
                " characters, more than the web server takes. Put less into the token.",
                &claims.unwrap_or_default(),
                " Or raise the limit: nginx `large_client_header_buffers 4 32k;`, Apache \
                `LimitRequestFieldSize 32768`; a proxy or service in front has a limit of its own.",
            ]
            .concat()
        }
        Cause::Crashed => own(
            "PHP crashed while it worked on this request. The web server's error log names the file and \
            the line; so does wp-content/debug.log with `define('WP_DEBUG', true); \
            define('WP_DEBUG_LOG', true);` (untested) in wp-config.php.",
        ),
        Cause::LoginHook => own(
            "WordPress is reached, but code of a theme or plugin sends people who log in to a page, in a \
            hook on `wp_login_failed` or `wp_login`. It must let the REST API pass; at the beginning of \
            the hook: `if (defined('REST_REQUEST') && REST_REQUEST) { return; }`.",
        ),
        Cause::LoginRedirected => own(
            "The REST API answers, the login is redirected. One of these: code of a theme or plugin sends \
            people who log in to a page, in a hook on `wp_login_failed` or `wp_login`, where `if \
            (defined('REST_REQUEST') && REST_REQUEST) { return; }` lets the REST API pass; or a rule of \
            the web server, such as one that adds a slash, from which /wp-json/ must be excluded.",
        ),
        Cause::SlashAdded => own(
            "A rule of the web server adds a slash to addresses, which a request with a password or a \
            token does not follow. Exclude the REST API from it. Apache, above the rule: `RewriteCond \
            %{REQUEST_URI} !/wp-json/`. nginx: leave `/wp-json/` out of the `rewrite`.",
        ),
        Cause::RouteRedirected => [
            "Other routes answer, this one is redirected",
            if target.is_empty() { "" } else { " to " },
            target,
            ". Look for a rule of the web server (such as one that adds a slash), a plugin for redirects \
            or security, or code of the theme, and exclude the REST API from it.",
        ]
        .concat(),
        Cause::AppOrigin => {
            let scheme = cut(origin, "://").0;
            let more = match scheme {
                "capacitor" | "ionic" => {
                    " On Android, Capacitor's `androidScheme: 'https'` makes it https://localhost instead."
                }
                "tauri" => " Or send requests with Tauri's HTTP plugin, as `fetch` of `createClient`.",
                _ if scheme.ends_with("extension") => {
                    " Or list the site under `host_permissions` in the extension's manifest."
                }
                _ => "",
            };
            [
                "WordPress allows origins of known schemes only: to ",
                origin,
                " it sends an empty Access-Control-Allow-Origin. A must-use plugin \
                (wp-content/mu-plugins/app-origin.php) makes the scheme known: `<?php \
                add_filter('kses_allowed_protocols', fn ($protocols) => [...$protocols, '",
                scheme,
                "']);`.",
                more,
            ]
            .concat()
        }
        Cause::LocalNetwork => own(
            "The site is on this machine or in the local network, and the person has not allowed this \
            page to reach it. Chrome and Edge ask once: allow \"Local network access\" (or \"Apps on \
            device\") in the site information beside the address. A frame needs \
            `allow=\"local-network-access\"`.",
        ),
        Cause::LoginRefused => own(
            "A plugin for security, captchas, membership or approval refuses this login: its own words \
            are in `error.serverMessage`. Its settings may let the REST API pass.",
        ),
        Cause::SwitchedOff => return plugin.and_then(|plugin| plugin.switches).map(own),
        Cause::Firewall => own(
            "A firewall or bot protection answers. Let requests to /wp-json/ and ?rest_route= pass in \
            its settings.",
        ),
        Cause::Gate => own(
            "A password of the web server stands before WordPress. A token cannot travel beside it, \
            since both need the Authorization header. Let the REST API pass. Apache, beside `Require \
            valid-user`: `Require expr \"%{THE_REQUEST} =~ m#^[A-Z]+ /(wp-json/|\\?rest_route=)#\"`. \
            nginx, outside of the server block: `map $request_uri $gate { default \"Staging\"; \
            \"~^/(wp-json/|\\?rest_route=)\" off; }`, and in it `auth_basic $gate;`.",
        ),
        Cause::Empty => own(
            "The answer is empty: PHP stopped before it wrote anything. The web server's error log \
            tells why.",
        ),
        Cause::Page => own(
            "The answer is an HTML page, not WordPress's. One of these: a maintenance notice, a firewall's \
            page, the frontend itself; or the web server shows an error page of its own in place of \
            WordPress's error (nginx: `fastcgi_intercept_errors off;` or `proxy_intercept_errors off;`).",
        ),
        Cause::Notices => own(
            "PHP printed text before the JSON. Repair what the text complains about; at the top of \
            wp-config.php `ini_set('display_errors', '0');` hides PHP's own messages.",
        ),
        Cause::AnswersHidden => [
            CORS,
            " One of these keeps the answers from ",
            origin,
            ": a redirect, a firewall, a cache, too many requests, maintenance mode or a PHP error \
            makes something else answer in its place; or a plugin or the web server sets Access-Control-Allow-Origin \
            as well, so that it stands there twice or names another origin. ",
            &doctor(site, origin),
        ]
        .concat(),
        Cause::SomethingHidden => [
            "One of these: the address is not WordPress's own, but the frontend's or another folder's; \
            it redirects, to https: or www. or a login; a firewall, a password of the web server \
            (Basic), a limit on requests, maintenance mode or a PHP error answers with a page; or \
            Access-Control-Allow-Origin is missing, stands there \
            twice or names another origin. ",
            CORS,
            " ",
            &doctor(site, origin),
        ]
        .concat(),
        Cause::OtherHidden => [
            "The server at ",
            target,
            " must send `Access-Control-Allow-Origin: ",
            origin,
            "`, and answer the preflight if the call needs one.",
        ]
        .concat(),
        Cause::NoAllowOrigin => [
            CORS,
            " Something ends the answer before that, answers in WordPress's place or removes the \
            header: look for a firewall, a cache, or code that ends PHP early.",
        ]
        .concat(),
        Cause::OtherAllowOrigin => [
            "Something sets Access-Control-Allow-Origin for another origin than ",
            origin,
            ". Remove that line from the web server, the plugin or the cache: WordPress sends the \
            right one by itself, with `Vary: Origin`, which a cache must heed.",
        ]
        .concat(),
        Cause::TwoAllowOrigins => own(
            "WordPress sends Access-Control-Allow-Origin by itself, and something adds a second one: \
            remove `Header set Access-Control-Allow-Origin` (Apache), `add_header \
            Access-Control-Allow-Origin` (nginx) or the CORS plugin.",
        ),
        Cause::Wildcard => own(
            "With `credentials: \"include\"` browsers want the page's origin in \
            Access-Control-Allow-Origin, not `*`. WordPress sends it: remove the line or plugin that \
            sets `*`; or leave `credentials` out, since a token needs no cookies.",
        ),
        Cause::PreflightRefused => [
            "Before this request a browser asks with OPTIONS, without a token; that must be answered \
            with a status of 200 to 299 and with WordPress's CORS headers. What refuses it: a web \
            server or firewall that blocks OPTIONS, a password in front, or a plugin that closes the \
            REST API. For a plugin this must-use plugin (wp-content/mu-plugins/preflight.php) helps: ",
            PREFLIGHT,
            ". Logging in and reading as a visitor need no preflight.",
        ]
        .concat(),
        Cause::PreflightRedirected => own(
            "A browser follows no redirect of a preflight. Give `createClient` the address that the \
            site redirects to.",
        ),
        Cause::HeaderNotAllowed => [
            "The header ",
            if detail.is_empty() { "Authorization" } else { detail },
            " is not in Access-Control-Allow-Headers. WordPress allows Authorization, Content-Type, \
            X-WP-Nonce, Content-Disposition and Content-MD5 by itself (before 5.5: the first two). \
            Remove what overrides its list; for another header, in a must-use plugin: `<?php \
            add_filter('rest_allowed_cors_headers', fn ($headers) => [...$headers, '",
            detail,
            "']);`.",
        ]
        .concat(),
        Cause::MethodNotAllowed => [
            "Something in front of WordPress blocks ",
            detail,
            ". Allow it there, or call from the site's own origin with `methodOverride: true`.",
        ]
        .concat(),
        Cause::AnswerDied => own(
            "Other routes of the site can be read, this one's answer came without CORS headers. One of \
            these: PHP ended before WordPress sent them (a fatal error, `die` or `wp_send_json` in a \
            plugin); a firewall answered in its place; or the web server redirects. The web server's error log, or the answer in the \
            network panel, tells which.",
        ),
        Cause::PluginHides => return plugin.and_then(|plugin| plugin.dies).map(own),
        Cause::Stripped => own(AUTHORIZATION),
        Cause::NotHonoured if plugin.is_some_and(|plugin| plugin.everywhere.is_some()) => {
            return plugin.and_then(|plugin| plugin.everywhere).map(own);
        }
        Cause::NotHonoured => own(
            "A token was sent, the plugin accepts it, and WordPress answered as to a visitor. One of \
            these: a cache gave out a visitor's answer (exclude /wp-json/ from it); the plugin takes \
            tokens for certain routes only (see its settings); permalinks are plain (Settings > \
            Permalinks), where some versions read no token; or the route asks for something beside the \
            token: `error.serverMessage` says what.",
        ),
        Cause::Nonce => own(
            "The token is not at fault. This route asks for a nonce as well. WooCommerce's Store API: \
            send the header `Cart-Token` with the value of the same header of the response to `GET \
            /wc/store/v1/cart` (WooCommerce before 7.9: `Nonce`).",
        ),
        Cause::Closed => {
            let namespace = plugin.map_or("jwt-auth/v1", |plugin| plugin.namespace);
            [
                "A plugin or snippet closes the REST API to visitors. Allow the routes /",
                namespace,
                "/* in its settings, or remove its `rest_authentication_errors` filter. It refuses \
                preflights as well; for those this must-use plugin \
                (wp-content/mu-plugins/preflight.php) helps: ",
                PREFLIGHT,
                ".",
            ]
            .concat()
        }
        Cause::NoPlugin => match plugin {
            Some(plugin) => ["Install and activate the plugin \"", plugin.name, "\"."].concat(),
            None => [
                "Install and activate the plugin \"JWT Authentication for WP REST API\" \
                (wordpress.org/plugins/jwt-authentication-for-wp-rest-api). ",
                if *no_passwords {
                    "WordPress's own application passwords are switched off here: a security plugin \
                    does so, or the site has no https:."
                } else {
                    "Without any plugin, `authorize()` asks the user for an application password on \
                    WordPress's own page."
                },
            ]
            .concat(),
        },
        Cause::NoSecret => {
            let known = plugin.map(|plugin| plugin.secret).filter(|secret| !secret.is_empty());
            return known.map(own);
        }
        Cause::Ignored => [
            "One of these: the username or the password is wrong; ",
            plugin.and_then(|plugin| plugin.off).unwrap_or_default(),
            "or it never arrived. WordPress answers all of them in the same way. ",
            AUTHORIZATION,
        ]
        .concat(),
        Cause::Expiry => [
            "The token's claim `exp` is in the past. It is the time at which the token expires, in \
            seconds since 1970, not a duration. ",
            plugin.map_or("Repair the filter or the setting that changes it.", |plugin| plugin.expiry),
        ]
        .concat(),
        Cause::Early => own(
            "The server that issued the token and the one that checked it have different clocks, by a \
            few seconds at least. Set them by NTP. The session goes on: the same call succeeds once \
            the slower clock has caught up.",
        ),
        Cause::OtherIssuer => [
            "The token was issued for another address of this site (http or https, www, language, \
            staging). Give `createClient` the Site Address of Settings > General",
            if target.is_empty() { "" } else { ", " },
            target,
            ", then log in again.",
        ]
        .concat(),
        Cause::OtherUser => own(
            "Another user logged in before the call could be sent. Repeat it if it is still wanted.",
        ),
        Cause::PlainPermalinks => own(
            "This works. Settings > Permalinks, any but \"Plain\", gives shorter addresses; some \
            plugins read tokens only there.",
        ),
        Cause::Insecure => own("Serve the site over https:."),
        Cause::ClockOff => own("Set the server's clock, or this machine's, by NTP."),
        Cause::CookieStays => own(
            "Serve the frontend from the site's own domain, or choose a plugin that refreshes \
            without cookies.",
        ),
        Cause::Cached => own(
            "Let the cache pass requests with an Authorization header. nginx: `fastcgi_cache_bypass \
            $http_authorization; fastcgi_no_cache $http_authorization;` (untested). Cache plugins and \
            services: exclude /wp-json/.",
        ),
        Cause::RateLimited | Cause::Guarded => return None,
    })
}

fn doctor(site: &str, origin: &str) -> String {
    ["`npx presskey doctor ", site, " --origin ", origin, "` sees the headers and tells which."]
        .concat()
}

/// One that the first part has as well.
fn short(code: Code) -> Option<String> {
    for_code(code).map(own)
}

fn own(text: &str) -> String {
    text.into()
}
