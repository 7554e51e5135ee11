<?php
/**
 * Tokens on WordPress's other routes, where the site switched that on, and routes that the site
 * closed to everybody without one.
 */

function sjl_fixture_start_middleware() {
	if ( jwt_fixture_setting( 'all_endpoints', true ) ) {
		add_filter( 'rest_authentication_errors', 'sjl_fixture_authenticate', 0 );
		add_filter( 'rest_post_dispatch', 'sjl_fixture_reshape', 0 );
	}
	if ( jwt_fixture_setting( 'protected', array() ) ) {
		add_filter( 'rest_endpoints', 'sjl_fixture_protect', 0 );
	}
}

function sjl_fixture_own_route() {
	return jwt_fixture_url_has( sjl_fixture_namespace() . '/' );
}

function sjl_fixture_token_user( $token ) {
	$user = sjl_fixture_user_of( sjl_fixture_read( $token ) );
	if ( ! $user ) {
		throw new Sjl_Fixture_Refusal( 54, 'WordPress User not found.', 500 );
	}
	sjl_fixture_refuse_revoked( $user, $token );
	return $user;
}

function sjl_fixture_authenticate( $errors ) {
	$token = $errors || sjl_fixture_own_route() ? null : sjl_fixture_find_token();
	if ( ! $token ) {
		return $errors;
	}
	try {
		sjl_fixture_log_in( sjl_fixture_token_user( $token ) );
		return true;
	} catch ( Sjl_Fixture_Refusal $refusal ) {
		if ( sjl_fixture_is_3() ) {
			sjl_fixture_answer_refusal( $refusal, array( 'type' => 'simple-jwt-login-middleware' ) );
		}
		return new WP_Error( 'simple_jwt_login_middleware_error', $refusal->getMessage(), array( 'status' => $refusal->status() ) + $refusal->fields() );
	}
}

/** 3.x does what wp-login.php does, cookies included, on every request. */
function sjl_fixture_log_in( WP_User $user ) {
	wp_set_current_user( $user->ID );
	if ( sjl_fixture_is_3() ) {
		wp_set_auth_cookie( $user->ID );
		do_action( 'wp_login', $user->user_login, $user );
	}
}

/** In 4.0 the middleware's errors pass through WordPress, so they keep its CORS headers. */
function sjl_fixture_reshape( $response ) {
	$data = $response->get_data();
	if ( 'simple_jwt_login_middleware_error' === ( $data['code'] ?? null ) ) {
		$response->set_data( array( 'success' => false, 'data' => array_diff_key( $data['data'], array( 'status' => 0 ) ) ) );
	}
	return $response;
}

/** Runs for every method, so a preflight is refused as well. */
function sjl_fixture_protect( $endpoints ) {
	$roles = sjl_fixture_protection();
	if ( null === $roles || sjl_fixture_own_route() || is_user_logged_in() ) {
		return $endpoints;
	}
	try {
		$token = sjl_fixture_find_token();
		$user  = $token ? sjl_fixture_token_user( $token ) : null;
		if ( $user && $roles && ! array_intersect( $user->roles, $roles ) && ! sjl_fixture_is_3() ) {
			throw new Sjl_Fixture_Refusal( 114, 'You do not have the required role to access this endpoint.', 403 );
		}
	} catch ( Sjl_Fixture_Refusal $refusal ) {
		if ( ! sjl_fixture_is_3() && in_array( $refusal->getCode(), array( 55, 114 ), true ) ) {
			sjl_fixture_answer_refusal( $refusal );
		}
		$user = null;
	}
	if ( $user ) {
		sjl_fixture_log_in( $user );
		return $endpoints;
	}
	$message = 'You are not authorized to access this endpoint.';
	if ( sjl_fixture_is_3() ) {
		wp_send_json_error( array( 'message' => $message, 'errorCode' => 403, 'type' => 'simple-jwt-login-route-protect' ), 403 );
	}
	sjl_fixture_answer_refusal( new Sjl_Fixture_Refusal( 75, $message, 401 ) );
}

/** The roles that the address asks for, none for any user; null where it is open. */
function sjl_fixture_protection() {
	foreach ( jwt_fixture_setting( 'protected', array() ) as $route => $roles ) {
		if ( jwt_fixture_url_has( $route ) ) {
			return $roles;
		}
	}
	return null;
}
