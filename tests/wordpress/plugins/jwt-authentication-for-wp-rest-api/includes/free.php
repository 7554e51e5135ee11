<?php
/**
 * The free plugin, as of 1.3.4: two routes, and a middleware that turns a bad bearer token into
 * the response of every route, public ones and the login itself included.
 */

function jwt_fixture_start_free() {
	add_action( 'rest_api_init', 'jwt_fixture_free_routes' );
	add_filter( 'determine_current_user', 'jwt_fixture_free_user' );
	add_filter( 'rest_pre_dispatch', fn( $answer ) => jwt_fixture_free_refusal() ?? $answer );
}

function jwt_fixture_free_routes() {
	$post = array( 'methods' => 'POST', 'permission_callback' => '__return_true' );
	register_rest_route( 'jwt-auth/v1', 'token', $post + array( 'callback' => 'jwt_fixture_free_token' ) );
	register_rest_route( 'jwt-auth/v1', 'token/validate', $post + array( 'callback' => 'jwt_fixture_free_validate' ) );
	if ( jwt_fixture_setting( 'admin_routes', false ) ) {
		jwt_fixture_free_admin_routes();
	}
}

/** Since 1.4 the settings page has routes in the same namespace, for administrators only. */
function jwt_fixture_free_admin_routes() {
	foreach ( array( 'settings', 'status', 'survey', 'dashboard' ) as $name ) {
		$route = array(
			'methods'             => 'GET',
			'callback'            => '__return_empty_array',
			'permission_callback' => fn() => current_user_can( 'manage_options' ),
		);
		register_rest_route( 'jwt-auth/v1', "admin/$name", $route );
	}
}

function jwt_fixture_free_token( WP_REST_Request $request ) {
	if ( '' === jwt_fixture_secret() ) {
		return jwt_fixture_unconfigured();
	}
	$user = wp_authenticate( (string) $request->get_param( 'username' ), (string) $request->get_param( 'password' ) );
	if ( is_wp_error( $user ) ) {
		$code = $user->get_error_code();
		return jwt_fixture_error( "[jwt_auth] $code", $user->get_error_message( $code ) );
	}
	$issued = jwt_fixture_issue( $user );
	if ( is_wp_error( $issued ) ) {
		return $issued;
	}
	$answer = array(
		'token'             => $issued[0],
		'user_email'        => $user->user_email,
		'user_nicename'     => $user->user_nicename,
		'user_display_name' => $user->display_name,
	);
	return apply_filters( 'jwt_auth_token_before_dispatch', $answer, $user );
}

function jwt_fixture_free_validate( WP_REST_Request $request ) {
	$claims = jwt_fixture_free_check( (string) $request->get_header( 'Authorization' ) );
	if ( is_wp_error( $claims ) ) {
		return $claims;
	}
	return array( 'code' => 'jwt_auth_valid_token', 'data' => array( 'status' => 200 ) );
}

function jwt_fixture_free_check( $header ) {
	if ( '' === $header ) {
		return jwt_fixture_error( 'jwt_auth_no_auth_header', 'Authorization header not found.' );
	}
	if ( ! preg_match( '/^Bearer\s*(\S+)/', $header, $found ) ) {
		return jwt_fixture_error( 'jwt_auth_bad_auth_header', 'Authorization header malformed.' );
	}
	return jwt_fixture_check( $found[1] );
}

/** Keeps or reports the error that the middleware found. */
function jwt_fixture_free_refusal( ?WP_Error $found = null ) {
	static $refusal = null;
	return $refusal = $found ?? $refusal;
}

function jwt_fixture_free_user( $user ) {
	$header = jwt_fixture_authorization();
	// A login cookie wins; the validate route handles its own token; other schemes are not ours (since 1.3.4).
	if ( $user || jwt_fixture_url_has( 'token/validate' ) || ! str_starts_with( $header, 'Bearer' ) ) {
		return $user;
	}
	$claims = jwt_fixture_free_check( $header );
	if ( is_wp_error( $claims ) ) {
		jwt_fixture_free_refusal( $claims );
		return $user;
	}
	return $claims->data->user->id;
}
