<?php
/**
 * The five routes.
 */

function simple_fixture_routes() {
	$routes = array(
		'token'               => 'simple_fixture_token',
		'token/validate'      => 'simple_fixture_validate',
		'token/refresh'       => 'simple_fixture_refresh',
		'token/revoke'        => 'simple_fixture_revoke',
		'token/resetpassword' => 'simple_fixture_reset_password',
	);
	foreach ( $routes as $route => $callback ) {
		register_rest_route(
			'simple-jwt-authentication/v1',
			$route,
			array( 'methods' => 'POST', 'callback' => $callback, 'permission_callback' => '__return_true' )
		);
	}
}

/** What is no WP_Error is answered with 200, whatever the status in it. */
function simple_fixture_answer( $code, $status, $message = null ) {
	return array_filter( array( 'code' => $code, 'message' => $message, 'data' => array( 'status' => $status ) ) );
}

function simple_fixture_token( WP_REST_Request $request ) {
	if ( '' === simple_fixture_secret() ) {
		return simple_fixture_unconfigured();
	}
	$user = wp_authenticate( (string) $request['username'], (string) $request['password'] );
	if ( is_wp_error( $user ) ) {
		$code = $user->get_error_code();
		return jwt_fixture_error( "[jwt_auth] $code", $user->get_error_message( $code ) );
	}
	return simple_fixture_issue( $user );
}

function simple_fixture_validate() {
	$claims = simple_fixture_check();
	return is_wp_error( $claims ) ? $claims : simple_fixture_answer( 'jwt_auth_valid_token', 200 );
}

function simple_fixture_refresh() {
	$claims = simple_fixture_check();
	return is_wp_error( $claims ) ? $claims : simple_fixture_issue( new WP_User( $claims->data->user->id ) );
}

function simple_fixture_revoke() {
	$claims = simple_fixture_check();
	if ( is_wp_error( $claims ) ) {
		return false;
	}
	$user = $claims->data->user->id;
	$left = array_filter( get_user_meta( $user, 'jwt_data', true ), fn( $token ) => $token['uuid'] !== $claims->uuid );
	update_user_meta( $user, 'jwt_data', array_values( $left ) );
	return simple_fixture_answer( 'jwt_auth_revoked_token', 200 );
}

function simple_fixture_reset_password( WP_REST_Request $request ) {
	$name = trim( (string) $request['username'] );
	$user = '' === $name ? false : get_user_by( strpos( $name, '@' ) ? 'email' : 'login', $name );
	if ( ! $user ) {
		return simple_fixture_answer( 'jwt_auth_invalid_username', 403, '<strong>Error:</strong> There is no such user.' );
	}
	if ( true !== apply_filters( 'allow_password_reset', true, $user->ID ) ) {
		return simple_fixture_answer( 'jwt_auth_reset_password_not_allowed', 403, '<strong>Error:</strong> This password may not be reset.' );
	}
	$key = get_password_reset_key( $user );
	wp_mail( $user->user_email, 'Password reset', network_site_url( "wp-login.php?action=rp&key=$key&login=" . rawurlencode( $user->user_login ), 'login' ) );
	return simple_fixture_answer( 'jwt_auth_password_reset', 200, '<strong>Success:</strong> A mail is on its way.' );
}
