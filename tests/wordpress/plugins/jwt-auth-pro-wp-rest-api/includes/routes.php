<?php
/**
 * Login, refresh, logout and verify.
 */

function juanma_fixture_routes() {
	$text   = array( 'required' => true, 'type' => 'string' );
	$routes = array(
		'token'   => array( 'juanma_fixture_login', array( 'username' => $text + array( 'sanitize_callback' => 'sanitize_user' ), 'password' => $text ) ),
		'refresh' => array( 'juanma_fixture_refresh', array() ),
		'logout'  => array( 'juanma_fixture_logout', array() ),
	);
	$open   = array( 'permission_callback' => '__return_true' );
	foreach ( $routes as $route => list( $callback, $args ) ) {
		register_rest_route( 'jwt/v1', $route, $open + array( 'methods' => array( 'POST', 'OPTIONS' ), 'callback' => $callback, 'args' => $args ) );
	}
	register_rest_route( 'jwt/v1', 'verify', $open + array( 'methods' => 'GET', 'callback' => 'juanma_fixture_verify' ) );
}

function juanma_fixture_answer( array $data, $message ) {
	return array( 'success' => true, 'data' => $data, 'message' => $message );
}

function juanma_fixture_pair( WP_User $user ) {
	$answer = array(
		'access_token' => juanma_fixture_access( $user ),
		'token_type'   => 'Bearer',
		'expires_in'   => juanma_fixture_lifetime(),
	);
	juanma_fixture_give_refresh( $user->ID );
	return $answer;
}

function juanma_fixture_login( WP_REST_Request $request ) {
	if ( empty( $request['username'] ) || empty( $request['password'] ) ) {
		return jwt_fixture_error( 'missing_credentials', 'Username and password are required.', 400 );
	}
	$user = wp_authenticate( $request['username'], $request['password'] );
	if ( is_wp_error( $user ) ) {
		return jwt_fixture_error( 'invalid_credentials', 'Wrong username or password.' );
	}
	return juanma_fixture_answer( juanma_fixture_pair( $user ) + array( 'user' => juanma_fixture_profile( $user ) ), 'Authentication successful' );
}

function juanma_fixture_refresh() {
	$token = sanitize_text_field( wp_unslash( $_COOKIE[ JUANMA_FIXTURE_COOKIE ] ?? '' ) );
	if ( '' === $token ) {
		return jwt_fixture_error( 'missing_refresh_token', 'There is no refresh token.', 401 );
	}
	$known = get_option( juanma_fixture_refresh_option( $token ) );
	if ( ! $known || time() >= $known['ends'] ) {
		return jwt_fixture_error( 'invalid_refresh_token', 'Invalid or expired refresh token.', 401 );
	}
	$user = get_user_by( 'id', $known['user'] );
	if ( ! $user ) {
		return jwt_fixture_error( 'invalid_user', 'User not found.', 401 );
	}
	delete_option( juanma_fixture_refresh_option( $token ) );
	return juanma_fixture_answer( juanma_fixture_pair( $user ), 'Token refreshed successfully' );
}

function juanma_fixture_logout() {
	$token = sanitize_text_field( wp_unslash( $_COOKIE[ JUANMA_FIXTURE_COOKIE ] ?? '' ) );
	delete_option( juanma_fixture_refresh_option( $token ) );
	juanma_fixture_set_cookie( '', time() - HOUR_IN_SECONDS );
	return juanma_fixture_answer( array(), 'Logout successful' );
}

function juanma_fixture_verify() {
	$user = wp_get_current_user();
	if ( ! $user->exists() ) {
		return jwt_fixture_error( 'not_authenticated', 'No valid token came with the request.', 401 );
	}
	$profile = juanma_fixture_profile( $user ) + array( 'capabilities' => $user->get_role_caps() );
	return juanma_fixture_answer( array( 'valid' => true, 'user' => $profile ), 'Token is valid' );
}

function juanma_fixture_profile( WP_User $user ) {
	return array(
		'id'           => $user->ID,
		'username'     => $user->user_login,
		'email'        => $user->user_email,
		'display_name' => $user->display_name,
		'first_name'   => $user->first_name,
		'last_name'    => $user->last_name,
		'registered'   => $user->user_registered,
		'roles'        => $user->roles,
		'avatar_url'   => get_avatar_url( $user->ID ),
	);
}
