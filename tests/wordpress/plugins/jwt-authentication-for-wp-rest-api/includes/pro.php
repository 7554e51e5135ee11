<?php
/**
 * PRO, as of 0.2.1: refresh tokens that rotate, revocation, and a middleware that treats a bad
 * bearer token as no token at all.
 */

function jwt_fixture_start_pro() {
	add_action( 'rest_api_init', 'jwt_fixture_pro_routes' );
	add_filter( 'determine_current_user', 'jwt_fixture_pro_user' );
	add_filter( 'rest_pre_dispatch', fn( $answer ) => jwt_fixture_pro_limited() ?? $answer );
	add_filter( 'rest_post_dispatch', 'jwt_fixture_expose', 10, 3 );
	// Promised, but in 0.2.1 nothing calls the code that should do it.
	if ( jwt_fixture_setting( 'revoke_on_change', false ) ) {
		add_action( 'after_password_reset', fn( $user ) => jwt_fixture_revoke_all( $user->ID ) );
		add_action( 'set_user_role', 'jwt_fixture_revoke_all' );
		add_action( 'profile_update', 'jwt_fixture_pro_profile', 10, 2 );
	}
}

function jwt_fixture_pro_profile( $id, $before ) {
	$now = get_userdata( $id );
	if ( $now->user_pass !== $before->user_pass || $now->user_email !== $before->user_email ) {
		jwt_fixture_revoke_all( $id );
	}
}

function jwt_fixture_pro_routes() {
	$routes = array(
		'token'          => array( 'jwt_fixture_pro_token', array( 'username', 'password' ) ),
		'token/validate' => array( 'jwt_fixture_pro_validate', array() ),
		'token/refresh'  => array( 'jwt_fixture_pro_refresh', array( 'refresh_token' ) ),
		'token/revoke'   => array( 'jwt_fixture_pro_revoke', array() ),
	);
	foreach ( $routes as $route => list( $callback, $fields ) ) {
		register_rest_route(
			'jwt-auth/v1',
			$route,
			array(
				'methods'             => 'POST',
				'callback'            => $callback,
				'permission_callback' => 'jwt_fixture_pro_licensed',
				'args'                => array_fill_keys( $fields, array( 'required' => true, 'type' => 'string' ) ),
			)
		);
	}
}

function jwt_fixture_pro_licensed() {
	return jwt_fixture_setting( 'licensed', true )
		? true
		: jwt_fixture_error( 'rest_forbidden', 'This plugin has no valid licence.', rest_authorization_required_code() );
}

function jwt_fixture_pro_token( WP_REST_Request $request ) {
	$limited = jwt_fixture_limit();
	if ( $limited ) {
		return $limited;
	}
	if ( '' === jwt_fixture_secret() ) {
		return jwt_fixture_unconfigured();
	}
	$user = wp_authenticate( $request['username'], $request['password'] );
	if ( is_wp_error( $user ) ) {
		return jwt_fixture_error( 'jwt_auth_failed', $user->get_error_message() );
	}
	$pair = jwt_fixture_pro_pair( $user );
	if ( is_wp_error( $pair ) ) {
		return $pair;
	}
	$answer = array(
		'token'             => $pair[0],
		'user_id'           => $user->ID,
		'user_email'        => $user->user_email,
		'user_nicename'     => $user->user_nicename,
		'user_display_name' => $user->display_name,
		'refresh_token'     => $pair[1],
	);
	return apply_filters( 'jwt_auth_token_before_dispatch', $answer, $user );
}

function jwt_fixture_pro_refresh( WP_REST_Request $request ) {
	$limited = jwt_fixture_limit();
	if ( $limited ) {
		return $limited;
	}
	// Rows that need bad timing or a damaged database on a real site; tests ask for them by name.
	$forced = jwt_fixture_setting( 'refresh_error' );
	if ( $forced ) {
		return jwt_fixture_error( $forced, 'The refresh was refused.' );
	}
	$row = jwt_fixture_take( sanitize_text_field( $request['refresh_token'] ) );
	if ( ! $row ) {
		// Unknown, used, revoked and expired look alike.
		return jwt_fixture_error( 'jwt_auth_invalid_refresh_token', 'Invalid refresh token.' );
	}
	$user = get_user_by( 'ID', $row['user'] );
	if ( ! $user ) {
		return jwt_fixture_error( 'jwt_auth_user_not_found', 'User not found.' );
	}
	$pair = jwt_fixture_pro_pair( $user );
	if ( is_wp_error( $pair ) ) {
		return $pair;
	}
	$answer = array(
		'access_token'  => $pair[0],
		'expires_in'    => $pair[2],
		'token_type'    => 'Bearer',
		'refresh_token' => $pair[1],
	);
	return apply_filters( 'jwt_auth_token_before_dispatch', $answer, $user );
}

function jwt_fixture_pro_pair( WP_User $user ) {
	try {
		if ( jwt_fixture_setting( 'encode_fails', false ) ) {
			throw new DomainException( 'OpenSSL unable to sign data' );
		}
		return jwt_fixture_pair( $user );
	} catch ( Exception $error ) {
		return jwt_fixture_error( 'jwt_auth_encode_failed', $error->getMessage() );
	}
}

function jwt_fixture_pro_validate( WP_REST_Request $request ) {
	$claims = jwt_fixture_pro_check( jwt_fixture_pro_bearer( $request ) );
	if ( is_wp_error( $claims ) ) {
		return $claims;
	}
	return array( 'code' => 'jwt_auth_valid_token', 'data' => array( 'status' => 200 ) );
}

function jwt_fixture_pro_revoke( WP_REST_Request $request ) {
	$token  = jwt_fixture_pro_bearer( $request );
	$claims = jwt_fixture_pro_check( $token );
	if ( is_wp_error( $claims ) ) {
		return $claims;
	}
	$forced = jwt_fixture_setting( 'revoke_error' );
	if ( $forced ) {
		return jwt_fixture_error( $forced, 'The token was not revoked.', 'jwt_auth_token_not_found' === $forced ? 404 : 403 );
	}
	jwt_fixture_revoke( $token );
	return array(
		'code' => 'jwt_auth_token_revoked',
		'data' => array( 'status' => 200, 'revoked_at' => current_time( 'mysql', true ) ),
	);
}

/** Returns the text after "Bearer ", or a WP_Error. Any other scheme passes as a malformed token. */
function jwt_fixture_pro_bearer( WP_REST_Request $request ) {
	$header = (string) $request->get_header( 'Authorization' );
	if ( '' === $header ) {
		return jwt_fixture_error( 'jwt_auth_no_auth_header', 'Authorization header not found.' );
	}
	$token = trim( str_replace( 'Bearer ', '', $header ) );
	return '' === $token ? jwt_fixture_error( 'jwt_auth_bad_auth_header', 'Authorization header malformed.' ) : $token;
}

function jwt_fixture_pro_check( $token ) {
	if ( is_wp_error( $token ) ) {
		return $token;
	}
	if ( '' === jwt_fixture_secret() ) {
		return jwt_fixture_unconfigured();
	}
	$claims = jwt_fixture_limit() ?? jwt_fixture_check( $token );
	if ( is_wp_error( $claims ) ) {
		return $claims;
	}
	// A token that it never issued counts as revoked.
	return jwt_fixture_find( "access_$token" )
		? $claims
		: jwt_fixture_error( 'jwt_auth_revoked_token', 'This token has been revoked' );
}

/** Keeps or reports the one error that the middleware lets through. */
function jwt_fixture_pro_limited( ?WP_Error $found = null ) {
	static $limited = null;
	return $limited = $found ?? $limited;
}

function jwt_fixture_pro_user( $user ) {
	// It looks for "wp-json" in the address, so it sleeps on ?rest_route= sites; and it leaves any
	// address with "token" in it alone, "?search=token" too.
	$ours = defined( 'REST_REQUEST' ) && REST_REQUEST && jwt_fixture_url_has( rest_get_url_prefix() ) && ! jwt_fixture_url_has( 'token' );
	$header = jwt_fixture_authorization();
	if ( ! $ours || ! str_starts_with( $header, 'Bearer' ) ) {
		return $user;
	}
	$claims = jwt_fixture_pro_check( trim( str_replace( 'Bearer ', '', $header ) ) );
	if ( ! is_wp_error( $claims ) ) {
		return $claims->data->user->id;
	}
	if ( 'jwt_auth_rate_limited' === $claims->get_error_code() ) {
		jwt_fixture_pro_limited( $claims );
	}
	return $user;
}
