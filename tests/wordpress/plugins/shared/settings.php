<?php
/**
 * What can be configured. Sites do it with the constant JWT_AUTH_SECRET_KEY and the filters that
 * the original offers; tests do the rest through the filter below.
 */

function jwt_fixture_setting( $name, $default = null ) {
	return apply_filters( 'jwt_fixture_setting', $default, $name );
}

/** An empty or missing secret means "not configured". */
function jwt_fixture_secret() {
	return defined( 'JWT_AUTH_SECRET_KEY' ) ? (string) JWT_AUTH_SECRET_KEY : '';
}

/** The server's clock, which tests may set wrong. */
function jwt_fixture_time() {
	return time() + (int) jwt_fixture_setting( 'clock_offset', 0 );
}

/** The name of the signing algorithm, or false if a filter chose one that nobody knows. */
function jwt_fixture_algorithm() {
	$algorithm = apply_filters( 'jwt_auth_algorithm', 'HS256' );
	return preg_match( '/^((HS|RS|PS|ES)(256|384|512))$/', (string) $algorithm ) ? $algorithm : false;
}

function jwt_fixture_error( $code, $message, $status = 403, $data = array() ) {
	return new WP_Error( $code, $message, array( 'status' => $status ) + $data );
}
