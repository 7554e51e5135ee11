//! What a doctor must know of the auth servers next to what it takes to talk to them.

use crate::core::json::Json;

/// One of them.
#[derive(Debug)]
pub(super) struct Plugin {
    pub(super) id: &'static str,
    /// As the list of plugins shows it.
    pub(super) name: &'static str,
    /// Its namespace in the REST index; empty for what is part of WordPress.
    pub(super) namespace: &'static str,
    /// Where its secret is set, with the exact line.
    pub(super) secret: &'static str,
    /// What sets when its tokens expire, and in which unit.
    pub(super) expiry: &'static str,
    /// Its responses end PHP before WordPress's CORS headers; where that can be changed.
    pub(super) dies: Option<&'static str>,
    /// Where it is set that its tokens count on every route, which by default they do not.
    pub(super) everywhere: Option<&'static str>,
    /// The errors of its own with which it closes the index to visitors.
    pub(super) closes: &'static [&'static str],
    /// Where functions of it are switched on that are off by default.
    pub(super) switches: Option<&'static str>,
    /// The filter that changes its login's response.
    pub(super) answers: Option<&'static str>,
    /// The filter that changes its tokens' claims.
    pub(super) claims: Option<&'static str>,
    /// How it comes to be switched off as a whole.
    pub(super) off: Option<&'static str>,
    /// What else must be open to logins in addition to the REST API.
    pub(super) beside: Option<&'static str>,
    /// It counts failed requests against the visitor's address.
    pub(super) counts: bool,
    /// It keeps a login in a cookie.
    pub(super) cookie: bool,
}

const CONSTANT: &str = "Set a secret in wp-config.php, above the line \"That's all, stop \
    editing!\": \
    `define('JWT_AUTH_SECRET_KEY', 'a long random string');`";
const EARLY: &str = "This plugin ends PHP before WordPress sends its CORS headers. A must-use \
    plugin \
    (wp-content/mu-plugins/cors.php) sends them first: `<?php add_action('rest_api_init', fn () => \
    rest_send_cors_headers(null), 0);`. Or serve the frontend from the site's own origin, or log \
    in from a server.";
const NONE: &str = "";
const EXPIRY: &str = "Fix the filter `jwt_auth_expire`: `add_filter('jwt_auth_expire', fn \
    ($expire, \
    $issued) => $issued + WEEK_IN_SECONDS, 10, 2);`.";

const fn plugin(id: &'static str, name: &'static str, namespace: &'static str) -> Plugin {
    Plugin {
        id,
        name,
        namespace,
        secret: NONE,
        expiry: "Fix the filter or the setting of the plugin that changes it.",
        dies: None,
        everywhere: None,
        closes: &[],
        switches: None,
        answers: None,
        claims: None,
        off: None,
        beside: None,
        counts: false,
        cookie: false,
    }
}

/// Those that share a namespace after the one that is met most.
static ALL: &[Plugin] = &[
    Plugin {
        secret: CONSTANT,
        expiry: EXPIRY,
        answers: Some("jwt_auth_token_before_dispatch"),
        claims: Some("jwt_auth_token_before_sign"),
        ..plugin(
            "jwt-authentication-for-wp-rest-api",
            "JWT Authentication for WP REST API",
            "jwt-auth/v1",
        )
    },
    Plugin {
        secret: CONSTANT,
        expiry: EXPIRY,
        claims: Some("jwt_auth_payload"),
        cookie: true,
        ..plugin("jwt-auth", "JWT Auth", "jwt-auth/v1")
    },
    Plugin {
        secret: "Set a decryption key under Settings > Simple JWT Login > General.",
        expiry: "Set the token's lifetime, in minutes, under Settings > Simple JWT Login > \
            Authentication.",
        dies: Some(
            "Allow this page's origin under Settings > Simple JWT Login > CORS: otherwise even a \
            wrong password looks like a network error.",
        ),
        everywhere: Some(
            "Turn on \"All WordPress endpoints checks for JWT authentication\" under Settings > \
            Simple JWT Login > General. Otherwise the plugin checks tokens on its own routes only.",
        ),
        switches: Some(
            "Each feature of the plugin has a switch, which is off by default. Open Settings > \
            Simple JWT Login and turn on the feature that `error.serverMessage` names: \
            Authentication for logins, Refresh Token, Validate Token or Revoke Token.",
        ),
        counts: true,
        ..plugin("simple-jwt-login", "Simple JWT Login", "simple-jwt-login/v1")
    },
    Plugin {
        secret: "Open miniOrange API Authentication in the dashboard and choose the JWT method. \
            The plugin then creates its secret.",
        dies: Some(EARLY),
        closes: &["Restricted", "MISSING_AUTHORIZATION_HEADER"],
        counts: true,
        ..plugin("wp-rest-api-authentication", "WordPress REST API Authentication", "api/v1")
    },
    Plugin {
        secret: "Set a secret in wp-config.php: \
            `define('GRAPHQL_JWT_AUTH_SECRET_KEY', 'a long random string');`",
        expiry: "Fix the filter `graphql_jwt_auth_expire`, which sets the lifetime in seconds: \
            `add_filter('graphql_jwt_auth_expire', fn () => HOUR_IN_SECONDS);`.",
        claims: Some("graphql_jwt_auth_token_before_sign"),
        ..plugin("wp-graphql-jwt-authentication", "WPGraphQL JWT Authentication", NONE)
    },
    Plugin { dies: Some(EARLY), ..plugin("wp-user", "WP User", "wpuser/v1") },
    Plugin {
        secret: "Set a secret in wp-config.php: \
            `define('SIMPLE_JWT_AUTHENTICATION_SECRET_KEY', 'a long random string');`",
        ..plugin(
            "simple-jwt-authentication",
            "Simple JWT Authentication",
            "simple-jwt-authentication/v1",
        )
    },
    Plugin {
        secret: "Set a secret on the plugin's settings page in the dashboard.",
        cookie: true,
        ..plugin("jwt-auth-pro-wp-rest-api", "JWT Auth Pro WP REST API", "jwt/v1")
    },
    Plugin {
        off: Some(
            "application passwords are switched off, as security plugins do and WordPress itself \
            without https: (the index then names none in `authentication`); ",
        ),
        ..plugin("application-passwords", "Application Passwords (part of WordPress)", NONE)
    },
    plugin("basic-auth", "Basic Auth", NONE),
    plugin("api-key", "WordPress REST API Authentication (API key)", NONE),
    Plugin {
        cookie: true,
        beside: Some("/wp-admin/admin-ajax.php?action=rest-nonce"),
        ..plugin("cookie", "WordPress's own login cookie", NONE)
    },
    plugin("oauth1", "WP REST API - OAuth 1.0a Server", "oauth1/v1"),
];

impl Plugin {
    pub(super) fn by_id(id: &str) -> Option<&'static Plugin> {
        ALL.iter().find(|plugin| plugin.id == id)
    }

    /// The one that closes the index with this error.
    pub(super) fn closing(error: &str) -> Option<&'static Plugin> {
        ALL.iter().find(|plugin| plugin.closes.contains(&error))
    }

    /// The first of the list whose namespace a REST index names.
    pub(super) fn in_index(index: Json) -> Option<&'static Plugin> {
        ALL.iter().find(|plugin| !plugin.namespace.is_empty() && lists(index, plugin.namespace))
    }
}

/// Whether a REST index lists a namespace.
pub(super) fn lists(index: Json, namespace: &str) -> bool {
    let mut found = false;
    if let Some(namespaces) = index.get("namespaces") {
        namespaces.each(&mut |_, name| {
            found = name.string().as_deref() == Some(namespace);
            !found
        });
    }
    found
}
