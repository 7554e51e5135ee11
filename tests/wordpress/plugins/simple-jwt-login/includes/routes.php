<?php
/**
 * The routes. Those that no client of tokens uses are there too, switched off: they show in the index.
 */

function sjl_fixture_start() {
	$origin = jwt_fixture_setting( 'cors_origin' );
	if ( $origin ) {
		// WordPress replaces it, but in a refusal nothing does.
		header( "Access-Control-Allow-Origin: $origin" );
	}
	$routes = array(
		array( 'auth', 'POST', 'sjl_fixture_auth' ),
		array( 'auth/refresh', 'POST', sjl_fixture_is_3() ? 'sjl_fixture_refresh_old' : 'sjl_fixture_refresh' ),
		array( 'auth/validate', 'GET, POST', 'sjl_fixture_validate' ),
		array( 'auth/revoke', 'POST', 'sjl_fixture_do_revoke' ),
		array( 'autologin', 'GET', fn() => throw new Sjl_Fixture_Refusal( 26, 'Auto-login is not enabled on this website.', 403 ) ),
		array( 'users', 'POST', fn() => throw new Sjl_Fixture_Refusal( 31, 'Register is not allowed.', 403 ) ),
		array( 'users', 'DELETE', fn() => throw new Sjl_Fixture_Refusal( 39, 'Delete is not enabled.', 403 ) ),
		array( 'user/reset_password', 'PUT, POST', fn() => throw new Sjl_Fixture_Refusal( 56, 'Reset Password is not allowed.', 403 ) ),
	);
	if ( ! sjl_fixture_is_3() ) {
		$routes[] = array( 'auth/2fa', 'POST', 'sjl_fixture_second_factor' );
	}
	foreach ( $routes as list( $route, $methods, $callback ) ) {
		register_rest_route(
			sjl_fixture_namespace(),
			$route,
			array(
				'methods'             => $methods,
				'callback'            => fn() => sjl_fixture_answer( $callback ),
				'permission_callback' => '__return_true',
			)
		);
	}
	sjl_fixture_start_middleware();
}

function sjl_fixture_answer( $callback ) {
	try {
		return new WP_REST_Response( array( 'success' => true ) + $callback( sjl_fixture_request() ) );
	} catch ( Sjl_Fixture_Refusal $refusal ) {
		sjl_fixture_answer_refusal( $refusal );
	}
}

/** Is the route on, may this address use it, is the auth code right? */
function sjl_fixture_admit( $route, array $request ) {
	if ( ! jwt_fixture_setting( 'auth', true ) ) {
		throw new Sjl_Fixture_Refusal( 45, 'Authentication is not enabled.', 403 );
	}
	$switches = array( 'refresh' => 81, 'validate' => 82, 'revoke' => 83 );
	if ( ! sjl_fixture_is_3() && isset( $switches[ $route ] ) && ! jwt_fixture_setting( $route, true ) ) {
		throw new Sjl_Fixture_Refusal( $switches[ $route ], ucfirst( $route ) . ' Token endpoint is not enabled.', 403 );
	}
	$addresses = jwt_fixture_setting( 'allowed_ips', '' );
	if ( $addresses && ! in_array( $_SERVER['REMOTE_ADDR'], explode( ',', $addresses ), true ) ) {
		throw new Sjl_Fixture_Refusal( 41, "You are not allowed to Authenticate from this IP: {$_SERVER['REMOTE_ADDR']}", 403 );
	}
	sjl_fixture_check_auth_code( $route, $request );
}

/** 3.x wants the code everywhere but for validating, 4.0 where the site says so. */
function sjl_fixture_check_auth_code( $route, array $request ) {
	$code   = jwt_fixture_setting( 'auth_code' );
	$routes = sjl_fixture_is_3() ? array( 'auth', 'refresh', 'revoke' ) : jwt_fixture_setting( 'auth_code_routes', array( 'auth' ) );
	if ( ! $code || ! in_array( $route, $routes, true ) ) {
		return;
	}
	$name = jwt_fixture_setting( 'auth_code_key', 'AUTH_KEY' );
	if ( ! isset( $request[ $name ] ) && ! sjl_fixture_is_3() ) {
		throw new Sjl_Fixture_Refusal( 94, 'Auth Code is required.', 422 );
	}
	if ( ( $request[ $name ] ?? null ) !== $code ) {
		throw new Sjl_Fixture_Refusal( 27, "Invalid Auth Code ( $name ) provided.", 401 );
	}
}
