<?php
/**
 * Plugin Name: Simple JWT Login fixture (presskey)
 * Description: Responds like "Simple JWT Login". Written from observed behaviour for tests and the offline demo; not for production sites.
 * Version: 1.0.0
 * License: MIT OR Apache-2.0
 *
 * mode   "4"  4.0: refresh tokens, a second factor, `error_code` (played unless told otherwise)
 *        "3"  3.6: an old token is refreshed, `errorCode`
 *
 * The settings are those of tests/wordpress/mu-plugins/22-simple-jwt-login.php.
 */

defined( 'ABSPATH' ) || exit;

foreach ( array( 'settings', 'request', 'jwt' ) as $helper ) {
	require dirname( __DIR__ ) . "/shared/$helper.php";
}
foreach ( array( 'refusals', 'request', 'tokens', 'store', 'routes', 'login', 'refresh', 'validate', 'second-factor', 'middleware' ) as $concern ) {
	require __DIR__ . "/includes/$concern.php";
}

function sjl_fixture_is_3() {
	return '3' === jwt_fixture_setting( 'mode', '4' );
}

/** Names the namespace without slashes around it. */
function sjl_fixture_namespace() {
	return trim( jwt_fixture_setting( 'namespace', 'simple-jwt-login/v1' ), '/' );
}

add_action( 'rest_api_init', 'sjl_fixture_start' );
