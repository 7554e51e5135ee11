//! What a developer can change, with the exact lines. A hint is given only where the cause is sure.

use super::error::Code;

/// The hint that belongs to a code wherever it comes from.
pub(crate) fn for_code(code: Code) -> Option<&'static str> {
    Some(match code {
        Code::AuthorizationStripped => {
            "The web server drops the Authorization header. Apache: put \
            `SetEnvIf Authorization \"(.*)\" HTTP_AUTHORIZATION=$1` into .htaccess above the WordPress \
            block, or there, with PHP-FPM, `CGIPassAuth On`. nginx with FastCGI: \
            `fastcgi_param HTTP_AUTHORIZATION $http_authorization;`."
        }
        Code::InsecureSite => {
            "Use the https: address. For a test server without TLS set `allowInsecure: true`."
        }
        Code::IssuerMismatch => {
            "The token was issued for another address of this site (http or https, www, language, \
            staging). Give `createClient` the Site Address of Settings > General, then log in again."
        }
        Code::MixedContent => {
            "A page on https: may not call http:. Serve WordPress over https: and use that address."
        }
        Code::Offline => "The browser reports that it is offline. Try again once it is back.",
        Code::PluginMissing => {
            "Install and activate the plugin \"JWT Authentication for WP REST API\" \
            (wordpress.org/plugins/jwt-authentication-for-wp-rest-api)."
        }
        Code::Redirected => {
            "Give `createClient` the address that the site redirects to (https:, with or without \
            www.): a redirect is never followed with a password or token."
        }
        Code::RestClosed => {
            "A plugin or snippet closes the REST API to visitors. Allow the routes /jwt-auth/v1/* \
            in its settings, or remove its `rest_authentication_errors` filter."
        }
        Code::RestNotFound => {
            "No WordPress REST API answers here. Check that the address is WordPress's own, not the \
            frontend's, and that no plugin turns the REST API off."
        }
        Code::ServerMisconfigured => {
            "Set a secret in wp-config.php: \
            `define('JWT_AUTH_SECRET_KEY', 'a long random string');`"
        }
        Code::Timeout => {
            "The server did not answer in time. The option `timeout` is in milliseconds."
        }
        Code::Unreachable => {
            "The browser does not say why: the server is down, its name or certificate is wrong, or \
            the answer has no Access-Control-Allow-Origin (CORS). The network panel tells which."
        }
        Code::UserMismatch => {
            "Another user logged in before the call could be sent. Repeat it if it is still wanted."
        }
        _ => return None,
    })
}

/// PHP wrote something before the JSON.
pub(crate) const NOTICES: &str = "PHP printed text before the JSON. Repair what the text complains \
    about; at the top of wp-config.php `ini_set('display_errors', '0');` hides PHP's own messages.";

/// The answer is a page, not JSON.
pub(crate) const PAGE: &str = "The answer is an HTML page: a maintenance notice, a firewall's page or the \
    frontend itself answers in place of WordPress.";

/// 401 although a token was sent: where the header may have got lost.
pub(crate) const NOT_HONOURED: &str = "A token was sent, and WordPress answered as to a visitor. Call \
    `validate()`: it tells whether the web server drops the Authorization header.";
