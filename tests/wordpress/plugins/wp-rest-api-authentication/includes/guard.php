<?php
/**
 * The check before every route but its own, the index included.
 */

function mo_fixture_guard() {
	if ( mo_fixture_is_preflight() ) {
		mo_fixture_answer_preflight();
	}
	// A login cookie passes, without a nonce too.
	if ( is_user_logged_in() || ! mo_fixture_is_protected() ) {
		return;
	}
	if ( ! mo_fixture_is_free() ) {
		if ( get_option( 'mo_rest_api_protect_migrate', '1' ) ) {
			mo_fixture_refuse( 'Restricted', 403, 'You may not use the REST API.', '', array( 'error_reason' => 'The free plan authenticates the endpoints of WordPress only.' ) );
		}
		return;
	}
	$methods = array( 'jwt_auth' => 'mo_fixture_jwt', 'basic_auth' => 'mo_fixture_basic', 'tokenapi' => 'mo_fixture_key', 'oauth2' => 'mo_fixture_oauth2' );
	$method  = $methods[ mo_fixture_method() ] ?? '__return_false';
	if ( ! $method() ) {
		mo_fixture_refuse( 'UNAUTHORIZED', 401, 'You may not use the REST API.' );
	}
}

function mo_fixture_method() {
	return 'oauth2' === mo_fixture_mode() ? 'oauth2' : get_option( 'mo_api_authentication_selected_authentication_method' );
}

/** A preflight passes, though the response to the call that follows cannot be read. */
function mo_fixture_is_preflight() {
	return 'OPTIONS' === $_SERVER['REQUEST_METHOD'] && ( '3.4' === mo_fixture_mode() || isset( $_SERVER['HTTP_ACCESS_CONTROL_REQUEST_METHOD'] ) );
}

function mo_fixture_answer_preflight() {
	if ( '3.4' !== mo_fixture_mode() && ! empty( $_SERVER['HTTP_ORIGIN'] ) ) {
		header( 'Access-Control-Allow-Origin: ' . sanitize_url( $_SERVER['HTTP_ORIGIN'] ) );
		header( 'Access-Control-Allow-Credentials: true' );
		header( 'Access-Control-Allow-Methods: GET, POST, PUT, DELETE, OPTIONS' );
		header( 'Access-Control-Allow-Headers: Authorization, Content-Type, X-WP-Nonce' );
		header( 'Access-Control-Max-Age: 86400' );
	}
	wp_send_json( array( 'code' => '200', 'status' => 'success', 'message' => 'The preflight passes.' ) );
}

function mo_fixture_route() {
	$route = $GLOBALS['wp']->query_vars['rest_route'] ?? '';
	return '/' === $route ? $route : untrailingslashit( $route );
}

function mo_fixture_validates() {
	return '/api/v1/token-validate' === mo_fixture_route();
}

/** What is protected is a list of routes; unless the site owner changes it, all there were then. */
function mo_fixture_is_protected() {
	$routes = get_option( 'mo_api_authentication_protectedrestapi_route_whitelist' );
	if ( false === $routes ) {
		return '' !== mo_fixture_route() && ! preg_match( '#^/api/v1(/token|/token-validate)?$#i', mo_fixture_route() );
	}
	$fits = fn( $route ) => preg_match( '#^' . htmlspecialchars_decode( $route ) . '$#i', mo_fixture_route() );
	return array() !== array_filter( $routes, $fits );
}

/** Looks for "/wp/v2" in the path: ?rest_route= counts only on a site with plain permalinks. */
function mo_fixture_is_free() {
	list( $path, $query ) = explode( '?', $_SERVER['REQUEST_URI'], 2 ) + array( '', '' );
	return false !== stripos( '' === get_option( 'permalink_structure' ) && '' !== $query ? $query : $path, '/wp/v2' );
}
