<?php
/**
 * The routes. "Refresh" is a login with nothing but the cookie; token/refresh only renews the cookie.
 */

function jwt_auth_fixture_routes() {
	$routes = array( 'token' => 'jwt_auth_fixture_token', 'token/validate' => 'jwt_auth_fixture_validate' );
	if ( '2' !== jwt_auth_fixture_mode() ) {
		$routes['token/refresh'] = 'jwt_auth_fixture_renew';
	}
	foreach ( $routes as $route => $callback ) {
		register_rest_route(
			'jwt-auth/v1',
			$route,
			array( 'methods' => 'POST', 'callback' => $callback, 'permission_callback' => '__return_true' )
		);
	}
}

function jwt_auth_fixture_token( WP_REST_Request $request ) {
	if ( '' === jwt_fixture_secret() ) {
		$status = '2' === jwt_auth_fixture_mode() ? 403 : 500;
		return jwt_auth_fixture_answer( $status, 'jwt_auth_bad_config', 'JWT is not configured properly.' );
	}
	$user = jwt_auth_fixture_user( $request );
	if ( $user instanceof WP_REST_Response ) {
		return $user;
	}
	if ( is_wp_error( $user ) ) {
		return jwt_auth_fixture_refuse( $user->get_error_code(), wp_strip_all_tags( $user->get_error_message() ) );
	}
	$answer = jwt_auth_fixture_answer( 200, 'jwt_auth_valid_credential', 'Credential is valid', jwt_auth_fixture_login( $user ) );
	if ( '2' !== jwt_auth_fixture_mode() && $request['username'] && $request['password'] ) {
		jwt_auth_fixture_send_cookie( $user, $request );
	}
	return apply_filters( 'jwt_auth_valid_credential_response', $answer->get_data(), $user );
}

/** The user who logs in: a WP_User, a WP_Error, or the response that refuses the cookie. */
function jwt_auth_fixture_user( WP_REST_Request $request ) {
	$full   = isset( $request['username'], $request['password'] );
	$cookie = isset( $_COOKIE['refresh_token'] ) && '2' !== jwt_auth_fixture_mode();
	// Up to 3.0.2 a cookie counts more than a username and a password, even if it is another user's.
	if ( $cookie && ( ! $full || '3' === jwt_auth_fixture_mode() ) ) {
		$id = jwt_auth_fixture_cookie_user( $request );
		return is_int( $id ) ? get_user_by( 'id', $id ) : $id;
	}
	if ( ! $full && '3-next' === jwt_auth_fixture_mode() ) {
		return new WP_Error( 'jwt_auth_missing_credentials', 'Username and password are required' );
	}
	$username = (string) $request['username'];
	$password = (string) $request['password'];
	if ( ! $request['custom_auth'] ) {
		return wp_authenticate( $username, $password );
	}
	$failed = new WP_Error( 'jwt_auth_custom_auth_failed', 'Custom authentication failed.' );
	return apply_filters( 'jwt_auth_do_custom_auth', $failed, $username, $password, $request['custom_auth'] );
}

function jwt_auth_fixture_login( WP_User $user ) {
	return array(
		'token'       => jwt_auth_fixture_issue( $user ),
		'id'          => $user->ID,
		'email'       => $user->user_email,
		'nicename'    => $user->user_nicename,
		'firstName'   => $user->first_name,
		'lastName'    => $user->last_name,
		'displayName' => $user->display_name,
	);
}

function jwt_auth_fixture_validate() {
	$claims = jwt_auth_fixture_check();
	return $claims instanceof WP_REST_Response
		? $claims
		: jwt_auth_fixture_answer( 200, 'jwt_auth_valid_token', 'Token is valid' );
}

function jwt_auth_fixture_renew( WP_REST_Request $request ) {
	if ( ! isset( $_COOKIE['refresh_token'] ) ) {
		return jwt_auth_fixture_refuse( 'jwt_auth_no_auth_cookie', 'Refresh token cookie not found.', null );
	}
	$id = jwt_auth_fixture_cookie_user( $request );
	if ( ! is_int( $id ) ) {
		return $id;
	}
	jwt_auth_fixture_send_cookie( get_user_by( 'id', $id ), $request );
	return jwt_auth_fixture_answer( 200, 'jwt_auth_valid_token', 'Token is valid', null );
}
