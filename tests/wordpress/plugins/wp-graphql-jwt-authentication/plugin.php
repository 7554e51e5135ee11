<?php
/**
 * Plugin Name: WPGraphQL JWT Authentication fixture (presskey)
 * Description: Responds like "WPGraphQL" with "WPGraphQL JWT Authentication", as far as a client that logs in needs it. Written from observed behaviour for tests and the offline demo; not for production sites.
 * Version: 1.0.0
 * License: MIT OR Apache-2.0
 *
 * mode   "0.7"  0.7.2 (played unless told otherwise)
 *        "0.6"  up to 0.7.0: a failed login responds with WordPress's code, X-JWT-Auth is not exposed
 */

defined( 'ABSPATH' ) || exit;

foreach ( array( 'settings', 'request', 'jwt' ) as $helper ) {
	require dirname( __DIR__ ) . "/shared/$helper.php";
}
foreach ( array( 'tokens', 'parser', 'schema', 'endpoint' ) as $concern ) {
	require __DIR__ . "/includes/$concern.php";
}

add_filter( 'determine_current_user', 'graphql_fixture_current_user', 99 );
// Before WordPress looks for a page: its permalinks know nothing of this path.
add_action( 'wp_loaded', 'graphql_fixture_serve' );
add_filter( 'rest_request_after_callbacks', 'graphql_fixture_rest_headers' );
