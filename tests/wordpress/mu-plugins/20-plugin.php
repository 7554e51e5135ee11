<?php
/**
 * Sets up the JWT plugin under test, the fixture and a real one alike, by the means that the real
 * one offers to any site: its constant and its filters.
 */

if ( presskey_option( 'plugins' ) ) {
	add_filter( 'pre_option_active_plugins', fn() => presskey_option( 'plugins' ) );
}
foreach ( presskey_option( 'wp_options', array() ) as $name => $value ) {
	add_filter( "pre_option_$name", fn() => $value );
}

if ( ! presskey_option( 'bad_config' ) ) {
	define( 'JWT_AUTH_SECRET_KEY', presskey_option( 'secret', 'a secret for tests only, long enough for HS512: 0123456789abcdef' ) );
}
if ( presskey_option( 'cors' ) ) {
	define( 'JWT_AUTH_CORS_ENABLE', true );
}

// A web server that keeps the header to itself (Apache with CGI).
if ( presskey_option( 'strip_authorization' ) ) {
	unset( $_SERVER['HTTP_AUTHORIZATION'], $_SERVER['REDIRECT_HTTP_AUTHORIZATION'], $_SERVER['PHP_AUTH_USER'], $_SERVER['PHP_AUTH_PW'] );
}

add_filter( 'jwt_fixture_setting', fn( $default, $name ) => presskey_option( $name, $default ), 10, 2 );
add_filter( 'jwt_auth_algorithm', fn( $algorithm ) => presskey_option( 'algorithm', $algorithm ) );
add_filter( 'jwt_auth_expire', fn( $exp, $iat ) => null === presskey_option( 'lifetime' ) ? $exp : $iat + presskey_option( 'lifetime' ), 10, 2 );
add_filter( 'jwt_auth_token_before_sign', 'presskey_claims' );
add_filter( 'jwt_auth_token_before_dispatch', 'presskey_login_fields' );
add_filter( 'jwt_auth_refresh_token_expiration', fn( $seconds ) => presskey_option( 'refresh_lifetime', $seconds ) );
add_filter( 'jwt_auth_rate_limit_max_requests', fn( $max ) => presskey_option( 'rate_limit', $max ) );
add_filter( 'wp_is_application_passwords_available', fn( $available ) => presskey_option( 'application_passwords', $available ) );
add_filter( 'wp_is_application_passwords_available_for_user', fn( $available ) => presskey_option( 'application_passwords_user', $available ) );

// Any plugin that asks who calls before WordPress looks for errors, as those that close the REST API
// do: only then does WordPress find the error that a wrong application password left.
if ( presskey_option( 'asks_early' ) ) {
	add_filter( 'rest_authentication_errors', 'presskey_ask_early', 20 );
}

function presskey_ask_early( $error ) {
	is_user_logged_in();
	return $error;
}

/** `claims` adds to a token's claims, replaces them, or with null leaves one out. */
function presskey_claims( $claims ) {
	return presskey_merge( $claims, presskey_option( 'claims', array() ) );
}

/** `login_fields` does so to the response of a login. */
function presskey_login_fields( $answer ) {
	return presskey_merge( $answer, presskey_option( 'login_fields', array() ) );
}

function presskey_merge( $fields, $changes ) {
	$left_out = array_filter( $changes, 'is_null' );
	return array_diff_key( array_merge( $fields, $changes ), $left_out );
}
