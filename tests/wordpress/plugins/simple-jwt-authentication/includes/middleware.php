<?php
/**
 * A bad token makes every route fail, except the one that validates it.
 */

/** Keeps or reports the error that the middleware found. */
function simple_fixture_refusal( ?WP_Error $found = null ) {
	static $refusal = null;
	return $refusal = $found ?? $refusal;
}

function simple_fixture_user( $user ) {
	$url = $_SERVER['REQUEST_URI'] ?? '';
	// Sleeps on ?rest_route= addresses, and next to any login cookie, however old.
	if ( ! strpos( $url, rest_get_url_prefix() ) || strpos( $url, 'token/validate' ) || simple_fixture_has_cookie() ) {
		return $user;
	}
	$claims = simple_fixture_check();
	if ( ! is_wp_error( $claims ) ) {
		return $claims->data->user->id;
	}
	if ( 'jwt_auth_no_auth_header' !== $claims->get_error_code() ) {
		simple_fixture_refusal( $claims );
	}
	return $user;
}

function simple_fixture_has_cookie() {
	return array() !== preg_grep( '/^wordpress_logged_in_/', array_keys( $_COOKIE ) );
}
