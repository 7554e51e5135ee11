<?php
/**
 * Every other request. 3.x takes a bad token for none; 2.x refuses it, and refuses a request without
 * one too, unless its route is on a list.
 */

function jwt_auth_fixture_start() {
	add_action( 'rest_api_init', 'jwt_auth_fixture_routes' );
	add_filter( 'determine_current_user', 'jwt_auth_fixture_current_user' );
	add_filter( 'rest_pre_dispatch', fn( $answer ) => jwt_auth_fixture_refusal() ?? $answer );
	add_action( 'profile_update', 'jwt_auth_fixture_profile', 10, 2 );
	add_action( 'after_password_reset', fn( $user ) => jwt_auth_fixture_forget( $user->ID ) );
	// 2.x sends a header that WordPress then replaces.
	if ( defined( 'JWT_AUTH_CORS_ENABLE' ) && JWT_AUTH_CORS_ENABLE && '2' !== jwt_auth_fixture_mode() ) {
		add_filter( 'rest_allowed_cors_headers', 'jwt_auth_fixture_allowed_headers' );
	}
}

function jwt_auth_fixture_allowed_headers( $headers ) {
	$more = array( 'X-Requested-With', 'Content-Type', 'Accept', 'Origin', 'Authorization', 'Cookie' );
	return array_unique( array_merge( $headers, $more ) );
}

function jwt_auth_fixture_current_user( $user ) {
	// On a site with pretty permalinks an address with ?rest_route= is not taken for one of REST.
	$rest  = get_option( 'permalink_structure' ) ? rest_get_url_prefix() : '?rest_route=/';
	$known = $user && '2' !== jwt_auth_fixture_mode();
	if ( $known || ! jwt_fixture_url_has( $rest ) || jwt_fixture_url_has( 'token/validate' ) ) {
		return $user;
	}
	$claims = jwt_auth_fixture_check();
	if ( ! $claims instanceof WP_REST_Response ) {
		return $claims->data->user->id;
	}
	if ( '2' === jwt_auth_fixture_mode() && ! jwt_auth_fixture_excused( $claims->get_data()['code'], $rest ) ) {
		jwt_auth_fixture_refusal( $claims );
	}
	return $user;
}

/** Keeps or reports the response of the 2.x middleware, which every route sends. */
function jwt_auth_fixture_refusal( ?WP_REST_Response $found = null ) {
	static $refusal = null;
	return $refusal = $found ?? $refusal;
}

/** Whether 2.x lets a request without a token pass: the login, WordPress's and WooCommerce's routes. */
function jwt_auth_fixture_excused( $code, $rest ) {
	if ( ! in_array( $code, array( 'jwt_auth_no_auth_header', 'jwt_auth_bad_auth_header' ), true ) ) {
		return false;
	}
	$uri  = sanitize_url( $_SERVER['REQUEST_URI'] );
	$root = home_url( "/$rest", 'relative' );
	foreach ( array( 'wc/', 'wc-admin/', 'wc-auth/', 'wc-analytics/', 'wp/v2/', 'oembed/' ) as $namespace ) {
		if ( false !== stripos( $uri, "$root/$namespace" ) ) {
			return true;
		}
	}
	$list = array_map( 'untrailingslashit', apply_filters( 'jwt_auth_whitelist', array() ) );
	return "$root/jwt-auth/v1/token" === $uri || in_array( untrailingslashit( strtok( $uri, '?' ) ), $list, true );
}
