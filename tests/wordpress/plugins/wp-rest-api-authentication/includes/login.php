<?php
/**
 * The two routes that nothing protects: the token, and what is a valid one.
 */

function mo_fixture_routes() {
	$open = array( 'permission_callback' => '__return_true' );
	register_rest_route( 'api/v1', 'token', $open + array( 'methods' => 'POST', 'callback' => 'mo_fixture_token' ) );
	register_rest_route( 'api/v1', 'token-validate', $open + array( 'methods' => 'GET', 'callback' => 'mo_fixture_validate' ) );
}

function mo_fixture_token( WP_REST_Request $request ) {
	mo_fixture_stop_when_locked();
	if ( 'oauth2' === mo_fixture_mode() ) {
		mo_fixture_oauth2_token( $request );
	}
	if ( '' === mo_fixture_secret() ) {
		mo_fixture_refuse( 'BAD_REQUEST', 401, 'A client secret is required.', '401' );
	}
	$user = mo_fixture_user( sanitize_user( (string) $request['username'] ), (string) $request['password'] );
	if ( ! $user ) {
		mo_fixture_refuse_and_count( 'INVALID_CREDENTIALS', 400, 'Wrong username or password.', '400' );
	}
	$now    = jwt_fixture_time();
	$claims = array(
		'sub'  => $user->ID,
		'name' => $user->user_login,
		'iat'  => $now,
		'exp'  => $now + (int) jwt_fixture_setting( 'lifetime', 5 * YEAR_IN_SECONDS ),
	);
	$answer = array(
		'token_type' => 'Bearer',
		'iat'        => $now,
		// A moment, in spite of its name.
		'expires_in' => $claims['exp'],
		'jwt_token'  => mo_fixture_sign( $claims ),
	);
	echo wp_json_encode( $answer );
	exit;
}

function mo_fixture_validate( WP_REST_Request $request ) {
	mo_fixture_stop_when_locked();
	if ( mo_fixture_jwt() ) {
		wp_send_json( array( 'status' => 'TRUE', 'message' => 'VALID_TOKEN', 'code' => '200' ) );
	}
	mo_fixture_refuse( 'UNAUTHORIZED', 200, 'The token has another algorithm.', '401' );
}

/** Whose credentials these are. Only a user_login is looked for: an e-mail address is none. */
function mo_fixture_user( $login, $password ) {
	$user = get_user_by( 'login', $login );
	return $user && ! is_wp_error( wp_authenticate_username_password( null, $login, $password ) ) ? $user : null;
}

/** Made when a site owner first opens the settings; its form can empty it. */
function mo_fixture_secret() {
	return (string) get_option( 'mo_api_authentication_jwt_client_secret', 'a secret for tests only' );
}

function mo_fixture_algorithm() {
	return get_option( 'mo_api_authentication_jwt_signing_algorithm', 'HS256' );
}

/** Its header names the algorithm first, unlike that of php-jwt. */
function mo_fixture_sign( array $claims ) {
	$parts = array( array( 'alg' => 'HS256', 'typ' => 'JWT' ), $claims );
	return mo_fixture_signed( implode( '.', array_map( fn( $part ) => jwt_fixture_base64url( wp_json_encode( $part ) ), $parts ) ) );
}

function mo_fixture_signed( $text ) {
	return $text . '.' . jwt_fixture_base64url( hash_hmac( 'sha256', $text, mo_fixture_secret(), true ) );
}
