<?php
/**
 * RFC 6749: the password grant (4.3) and the refresh (6), with refresh tokens that rotate.
 */

function mo_fixture_oauth2_token( WP_REST_Request $request ) {
	$client = get_option( 'mo_api_auth_clientid', 'client' );
	$secret = get_option( 'mo_api_auth_clientsecret', 'client secret' );
	if ( $request['client_id'] !== $client || ( $request['client_secret'] ?? $secret ) !== $secret ) {
		mo_fixture_oauth2_refuse( 'invalid_client', 401 );
	}
	if ( 'password' === $request['grant_type'] ) {
		$user = mo_fixture_user( sanitize_user( (string) $request['username'] ), (string) $request['password'] );
		$user = $user ? $user->ID : 0;
	} elseif ( 'refresh_token' === $request['grant_type'] ) {
		$name = 'mo_fixture_refresh_' . md5( (string) $request['refresh_token'] );
		$user = (int) get_option( $name );
		delete_option( $name );
	} else {
		mo_fixture_oauth2_refuse( 'unsupported_grant_type', 400 );
	}
	if ( ! $user ) {
		mo_fixture_oauth2_refuse( 'invalid_grant', 400 );
	}
	mo_fixture_oauth2_answer( $user );
}

function mo_fixture_oauth2_answer( $user ) {
	$lifetime = (int) jwt_fixture_setting( 'lifetime', HOUR_IN_SECONDS );
	$access   = wp_generate_password( 32, false );
	$refresh  = wp_generate_password( 32, false );
	add_option( 'mo_fixture_access_' . md5( $access ), array( $user, jwt_fixture_time() + $lifetime ), '', false );
	add_option( 'mo_fixture_refresh_' . md5( $refresh ), $user, '', false );
	header( 'Cache-Control: no-store' );
	wp_send_json(
		array(
			'access_token'  => $access,
			'token_type'    => 'Bearer',
			'expires_in'    => $lifetime,
			'refresh_token' => $refresh,
		)
	);
}

function mo_fixture_oauth2_refuse( $error, $status ) {
	header( 'Cache-Control: no-store' );
	wp_send_json( array( 'error' => $error, 'error_description' => 'The token request was refused.' ), $status );
}

function mo_fixture_oauth2() {
	list( $user, $ends ) = get_option( 'mo_fixture_access_' . md5( mo_fixture_credential( 'Bearer' ) ), array( 0, 0 ) );
	if ( jwt_fixture_time() >= $ends ) {
		return false;
	}
	wp_set_current_user( $user );
	return true;
}
