<?php
/**
 * The cookie with the refresh token, and who may send it across origins.
 */

const JUANMA_FIXTURE_COOKIE = 'wp_jwt_refresh_token';

function juanma_fixture_set_cookie( $value, $ends ) {
	$options             = array( 'expires' => $ends, 'httponly' => true ) + juanma_fixture_cookie_options();
	$options['samesite'] = apply_filters( 'wp_auth_jwt_cookie_samesite', $options['samesite'] );
	setcookie( JUANMA_FIXTURE_COOKIE, $value, $options );
}

/** Strict and for /wp-json/ in production, which browsers never send to ?rest_route= addresses. */
function juanma_fixture_cookie_options() {
	switch ( wp_get_environment_type() ) {
		case 'production':
			return array( 'path' => '/wp-json/', 'secure' => true, 'samesite' => 'Strict' );
		case 'staging':
			return array( 'path' => '/', 'secure' => true, 'samesite' => 'Lax' );
	}
	$origin = $_SERVER['HTTP_ORIGIN'] ?? '';
	$site   = (string) preg_replace( '#^(\w+://[^/]+).*#', '$1', get_site_url() );
	$none   = '' !== $origin && $origin !== $site && preg_match( '/^(localhost|127\.0\.0\.1)(:|$)/', $_SERVER['HTTP_HOST'] ?? '' );
	return array( 'path' => '/', 'secure' => is_ssl(), 'samesite' => $none ? 'None' : 'Lax' );
}

/** Before WordPress writes its own headers, which replace Access-Control-Allow-Headers. */
function juanma_fixture_cors() {
	$origin  = $_SERVER['HTTP_ORIGIN'] ?? '';
	$allowed = array_map( 'trim', explode( "\n", get_option( 'jwt_auth_pro_general_settings', array() )['cors_allowed_origins'] ?? '' ) );
	// An origin, or "*" for all. "http://*.example.org" is promised, but never matches.
	if ( '' === $origin || ! array_intersect( array( '*', $origin ), $allowed ) ) {
		return;
	}
	header( "Access-Control-Allow-Origin: $origin" );
	header( 'Access-Control-Allow-Credentials: true' );
	header( 'Access-Control-Allow-Methods: GET, POST, PUT, DELETE, OPTIONS, PATCH' );
	header( 'Access-Control-Allow-Headers: Authorization, Content-Type, X-Requested-With, X-WP-Nonce' );
	header( 'Access-Control-Max-Age: 86400' );
	if ( 'OPTIONS' === $_SERVER['REQUEST_METHOD'] ) {
		status_header( 200 );
		exit;
	}
}
