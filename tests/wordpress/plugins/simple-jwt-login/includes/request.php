<?php
/**
 * What a request says, and where its token may be.
 */

/** JSON whatever its type is called, a form, the query. */
function sjl_fixture_request() {
	static $request = null;
	if ( null === $request ) {
		$json    = json_decode( file_get_contents( 'php://input' ), true );
		$request = array_merge( wp_unslash( $_REQUEST ), is_array( $json ) ? $json : array() );
	}
	return $request;
}

/** The token as sent, or null. The header wins; "Bearer" may be left out. */
function sjl_fixture_find_token() {
	$places = jwt_fixture_setting( 'token_places', array( 'header', 'parameter' ) );
	if ( in_array( 'header', $places, true ) ) {
		$name  = str_replace( '-', '_', strtoupper( jwt_fixture_setting( 'token_header', 'Authorization' ) ) );
		$value = trim( (string) ( $_SERVER[ "HTTP_$name" ] ?? '' ) );
		if ( preg_match( '/^(?:bearer\s+)?([\w\-.]+)$/i', $value, $found ) ) {
			return $found[1];
		}
	}
	if ( in_array( 'cookie', $places, true ) && isset( $_COOKIE['simple-jwt-login-token'] ) ) {
		return $_COOKIE['simple-jwt-login-token'];
	}
	if ( ! in_array( 'parameter', $places, true ) ) {
		return null;
	}
	$fields = array_change_key_case( sjl_fixture_request() );
	return $fields[ strtolower( jwt_fixture_setting( 'token_parameter', 'JWT' ) ) ] ?? null;
}
