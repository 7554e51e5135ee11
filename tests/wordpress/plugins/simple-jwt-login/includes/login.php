<?php
/**
 * Logging in with a password.
 */

function sjl_fixture_auth( array $request ) {
	sjl_fixture_admit( 'auth', $request );
	$user = sjl_fixture_who( $request );
	return sjl_fixture_challenge( $user ) ?? sjl_fixture_session( $user, sjl_fixture_payload( $request ) );
}

/** A new token, with a refresh token where there are such. */
function sjl_fixture_session( WP_User $user, array $payload = array() ) {
	$data = array( 'jwt' => sjl_fixture_sign( sjl_fixture_claims( $user, $payload ) ) );
	if ( ! sjl_fixture_is_3() && jwt_fixture_setting( 'refresh', true ) ) {
		$data['refresh_token'] = sjl_fixture_new_refresh_token( $user );
	}
	return array( 'data' => $data );
}

function sjl_fixture_payload( array $request ) {
	$payload = $request['payload'] ?? array();
	$payload = is_string( $payload ) ? json_decode( $payload, true ) : $payload;
	return is_array( $payload ) ? $payload : array();
}

function sjl_fixture_who( array $request ) {
	// 3.x takes an empty field for a given one.
	$given = fn( $name ) => sjl_fixture_is_3() ? isset( $request[ $name ] ) : ! empty( $request[ $name ] );
	if ( ! $given( 'email' ) && ! $given( 'username' ) && ! $given( 'login' ) ) {
		throw new Sjl_Fixture_Refusal( 46, 'The email, username, or login parameter is missing from the request.', 422 );
	}
	if ( ! $given( 'password' ) && ! $given( 'password_hash' ) ) {
		throw new Sjl_Fixture_Refusal( 47, 'The password or password_hash parameter is missing from request.', 422 );
	}
	if ( ! sjl_fixture_is_3() && $given( 'password_hash' ) && ! jwt_fixture_setting( 'password_hash', false ) ) {
		throw new Sjl_Fixture_Refusal( 113, 'Authentication with password_hash is not enabled.', 422 );
	}
	if ( isset( $request['username'] ) ) {
		$user = get_user_by( 'login', sanitize_text_field( $request['username'] ) );
	} elseif ( isset( $request['email'] ) ) {
		$user = get_user_by( 'email', sanitize_text_field( $request['email'] ) );
	} else {
		$user = get_user_by( 'login', $request['login'] ) ?: get_user_by( 'email', $request['login'] );
	}
	if ( ! $user || ! sjl_fixture_password_fits( $user, $request ) ) {
		throw new Sjl_Fixture_Refusal( 48, 'Wrong user credentials.', 401 );
	}
	return $user;
}

function sjl_fixture_password_fits( WP_User $user, array $request ) {
	if ( ! isset( $request['password'] ) ) {
		return hash_equals( $user->user_pass, $request['password_hash'] );
	}
	// 3.x mangles passwords; 4.0 adds the backslashes that WordPress's own forms add.
	$password = sjl_fixture_is_3() ? sanitize_text_field( $request['password'] ) : wp_slash( $request['password'] );
	$password = jwt_fixture_setting( 'password_base64', false ) ? base64_decode( $password ) : $password;
	return wp_check_password( $password, $user->user_pass );
}
