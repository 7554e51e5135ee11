<?php
/**
 * Plugin Name: miniOrange REST API authentication fixture (presskey)
 * Description: Responds like "JWT Authentication for WP REST APIs" of miniOrange (free). Written from observed behaviour for tests; not for production sites.
 * Version: 1.0.0
 * License: MIT OR Apache-2.0
 *
 * mode   "4"       4.0 to 4.4 (what is played unless told otherwise): failures lock the login
 *        "3.7.2"   3.7.2 to 3.9: no such lock
 *        "3.4"     3.4 to 3.7.1: nor may a browser read the response to a preflight
 *        "oauth2"  the password grant of its paid editions. Nothing public shows it on the wire:
 *                  this is what RFC 6749 demands, on the routes of the free edition
 *
 * What a site owner chooses is in the options of the original (`wp_options` of the settings):
 * mo_api_authentication_selected_authentication_method   "jwt_auth" | "basic_auth" | "tokenapi"
 * mo_api_authentication_authentication_key               Basic with "uname_pass" | "cid_secret"
 */

defined( 'ABSPATH' ) || exit;

foreach ( array( 'settings', 'jwt' ) as $helper ) {
	require dirname( __DIR__ ) . "/shared/$helper.php";
}
foreach ( array( 'answers', 'login', 'oauth2', 'methods', 'guard' ) as $concern ) {
	require __DIR__ . "/includes/$concern.php";
}

function mo_fixture_mode() {
	return jwt_fixture_setting( 'mode', '4' );
}

add_action( 'rest_api_init', 'mo_fixture_routes' );
add_action( 'rest_api_init', 'mo_fixture_guard' );
