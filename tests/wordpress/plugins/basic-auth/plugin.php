<?php
/**
 * Plugin Name: Basic authentication fixture (presskey)
 * Description: Responds like "JSON Basic Authentication" 0.1 of the WP-API team. Written from observed behaviour for tests; not for production sites.
 * Version: 1.0.0
 * License: MIT OR Apache-2.0
 */

defined( 'ABSPATH' ) || exit;

/** Keeps or reports what became of the header: true, a WP_Error, or null where there was none. */
function basic_fixture_outcome( $found = null ) {
	static $outcome = null;
	return $outcome = $found ?? $outcome;
}

/** A user's real password. WordPress itself took user and password out of the header. */
function basic_fixture_user( $user ) {
	if ( $user || ! isset( $_SERVER['PHP_AUTH_USER'] ) ) {
		return $user;
	}
	$found = wp_authenticate( $_SERVER['PHP_AUTH_USER'], $_SERVER['PHP_AUTH_PW'] ?? '' );
	basic_fixture_outcome( is_wp_error( $found ) ? $found : true );
	return is_wp_error( $found ) ? null : $found->ID;
}

add_filter( 'determine_current_user', 'basic_fixture_user', 20 );
// The error has no status, so every route responds with 500.
add_filter( 'rest_authentication_errors', fn( $error ) => $error ?: basic_fixture_outcome() );
