<?php
/**
 * Plugin Name: JWT Auth fixture (presskey)
 * Description: Responds like "JWT Auth" of Useful Team. Written from observed behaviour for tests and the offline demo; not for production sites.
 * Version: 1.0.0
 * License: MIT OR Apache-2.0
 *
 * mode   "3"       3.0.0 to 3.0.2 (what is played unless told otherwise)
 *        "3-next"  what follows 3.0.2: credentials are worth more than the cookie
 *        "2"       2.x: 7 days, no refresh, 403, and a middleware that refuses requests
 */

defined( 'ABSPATH' ) || exit;

foreach ( array( 'settings', 'request', 'jwt' ) as $helper ) {
	require dirname( __DIR__ ) . "/shared/$helper.php";
}
foreach ( array( 'answers', 'tokens', 'devices', 'refresh', 'routes', 'middleware' ) as $concern ) {
	require __DIR__ . "/includes/$concern.php";
}

function jwt_auth_fixture_mode() {
	return jwt_fixture_setting( 'mode', '3' );
}

jwt_auth_fixture_start();
