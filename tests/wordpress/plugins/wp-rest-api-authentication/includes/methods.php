<?php
/**
 * The ways to prove who calls. Each returns true, returns false for what it has no name for, or ends
 * the request.
 */

/** The header under either spelling. It does not find a header that a web server moved to REDIRECT_…. */
function mo_fixture_header() {
	return sanitize_text_field( $_SERVER['HTTP_AUTHORIZATION'] ?? '' ) ?: sanitize_text_field( $_SERVER['HTTP_AUTHORISATION'] ?? '' );
}

/** What follows the scheme, in which upper and lower case are one. Only failing JWTs are counted. */
function mo_fixture_credential( $scheme ) {
	$refuse = 'jwt_auth' === mo_fixture_method() || mo_fixture_validates() ? 'mo_fixture_refuse_and_count' : 'mo_fixture_refuse';
	$header = mo_fixture_header();
	if ( '' === $header ) {
		$refuse( 'MISSING_AUTHORIZATION_HEADER', 401, 'There is no such header, or the web server removed it.', '401' );
	}
	$parts = explode( ' ', $header );
	if ( 0 !== strcasecmp( $parts[0], $scheme ) || '' === ( $parts[1] ?? '' ) ) {
		$refuse( 'INVALID_AUTHORIZATION_HEADER_TOKEN_TYPE', 401, "The header must be of the type $scheme.", '401' );
	}
	return $parts[1];
}

function mo_fixture_jwt() {
	$parts = explode( '.', mo_fixture_credential( 'Bearer' ) );
	$json  = fn( $part ) => json_decode( (string) base64_decode( strtr( $part, '-_', '+/' ) ) );
	$head  = $json( $parts[0] );
	$claim = $json( $parts[1] ?? '' );
	if ( null === $head || null === $claim ) {
		mo_fixture_refuse_and_count( 'SEGMENT_FAULT', 401, 'This is no JWT.', '401' );
	}
	if ( mo_fixture_algorithm() !== ( $head->alg ?? null ) ) {
		return false;
	}
	if ( ! hash_equals( mo_fixture_signed( "$parts[0].$parts[1]" ), implode( '.', array_slice( $parts, 0, 3 ) ) ) ) {
		mo_fixture_refuse_and_count( 'INVALID_SIGNATURE', 401, 'The signature is not ours.', '401' );
	}
	// Neither `exp` nor `sub` is looked at.
	$user = get_user_by( 'login', $claim->name ?? '' );
	wp_set_current_user( $user ? $user->ID : 0 );
	return true;
}

function mo_fixture_basic() {
	$pair = explode( ':', (string) base64_decode( mo_fixture_credential( 'Basic' ) ), 2 );
	if ( 2 !== count( $pair ) ) {
		mo_fixture_refuse( 'INVALID_TOKEN_FORMAT', 401, 'There is no colon in it.', '401' );
	}
	return 'cid_secret' === get_option( 'mo_api_authentication_authentication_key' ) ? mo_fixture_client( ...$pair ) : mo_fixture_password( ...$pair );
}

function mo_fixture_password( $login, $password ) {
	if ( ! get_user_by( 'login', sanitize_user( $login ) ) ) {
		mo_fixture_refuse( 'INVALID_USERNAME', 400, 'There is no such user.', '400' );
	}
	$user = mo_fixture_user( sanitize_user( $login ), $password );
	if ( ! $user ) {
		mo_fixture_refuse( 'INVALID_PASSWORD', 400, 'The password is wrong.', '400' );
	}
	wp_set_current_user( $user->ID );
	return true;
}

/** A client or a key opens the door, and makes nobody a user. */
function mo_fixture_client( $id, $secret ) {
	if ( get_option( 'mo_api_auth_clientid' ) !== $id || get_option( 'mo_api_auth_clientsecret' ) !== $secret ) {
		mo_fixture_refuse( 'INVALID_CLIENT_CREDENTIALS', 400, 'The client is unknown.', '400' );
	}
	return true;
}

function mo_fixture_key() {
	if ( mo_fixture_credential( 'Bearer' ) !== get_option( 'mo_api_auth_bearer_token' ) ) {
		mo_fixture_refuse( 'INVALID_API_KEY', 401, 'The API key is wrong.', '401' );
	}
	return true;
}
