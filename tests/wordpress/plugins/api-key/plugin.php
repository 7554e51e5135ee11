<?php
/**
 * Plugin Name: API key fixture (presskey)
 * Description: One fixed key that stands for one user. No particular plugin: the common shape of those that sites write for themselves. For tests; not for production sites.
 * Version: 1.0.0
 * License: MIT OR Apache-2.0
 *
 * mode   "bearer"   Authorization: Bearer KEY (what is played unless told otherwise)
 *        "header"   X-API-Key: KEY, a header that preflight responses name
 *
 * miniOrange's key is another: it makes nobody a user. See ../wp-rest-api-authentication.
 */

defined( 'ABSPATH' ) || exit;

foreach ( array( 'settings', 'request' ) as $helper ) {
	require dirname( __DIR__ ) . "/shared/$helper.php";
}

/** What the request came with, or "". */
function key_fixture_sent() {
	if ( 'header' === jwt_fixture_setting( 'mode' ) ) {
		return (string) ( $_SERVER['HTTP_X_API_KEY'] ?? '' );
	}
	return preg_match( '/^Bearer +(\S+)$/i', jwt_fixture_authorization(), $found ) ? $found[1] : '';
}

function key_fixture_fits() {
	return hash_equals( (string) jwt_fixture_setting( 'api_key', 'a-key-for-tests-only' ), key_fixture_sent() );
}

function key_fixture_refusal() {
	return '' === key_fixture_sent() || key_fixture_fits() ? null : jwt_fixture_error( 'rest_invalid_api_key', 'The API key is wrong.', 401 );
}

add_filter( 'determine_current_user', fn( $user ) => $user ?: ( key_fixture_fits() ? get_user_by( 'login', 'editor' )->ID : $user ) );
add_filter( 'rest_authentication_errors', fn( $error ) => $error ?? key_fixture_refusal() ?? ( key_fixture_fits() ? true : null ) );
add_filter( 'rest_allowed_cors_headers', fn( $names ) => 'header' === jwt_fixture_setting( 'mode' ) ? array_merge( $names, array( 'X-API-Key' ) ) : $names );
