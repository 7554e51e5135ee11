<?php
/**
 * Issuing and checking access tokens: the part in which free and PRO agree.
 */

/** Returns the signed token and its claims, or a WP_Error. */
function jwt_fixture_issue( WP_User $user ) {
	$now    = jwt_fixture_time();
	$claims = array(
		'iss'  => get_bloginfo( 'url' ),
		'iat'  => $now,
		'nbf'  => apply_filters( 'jwt_auth_not_before', $now, $now ),
		'exp'  => apply_filters( 'jwt_auth_expire', $now + 7 * DAY_IN_SECONDS, $now ),
		// A string: WordPress keeps the id of a user as one.
		'data' => array( 'user' => array( 'id' => $user->data->ID ) ),
	);
	$claims    = apply_filters( 'jwt_auth_token_before_sign', $claims, $user );
	$algorithm = jwt_fixture_algorithm();
	if ( ! $algorithm ) {
		return jwt_fixture_unsupported();
	}
	return array( jwt_fixture_encode( $claims, jwt_fixture_secret(), $algorithm ), $claims );
}

/** Returns the claims of a token that this site accepts, or a WP_Error. */
function jwt_fixture_check( $token ) {
	$algorithm = jwt_fixture_algorithm();
	if ( '' === jwt_fixture_secret() ) {
		return jwt_fixture_unconfigured();
	}
	if ( ! $algorithm ) {
		return jwt_fixture_unsupported();
	}
	try {
		$claims = jwt_fixture_decode( $token, jwt_fixture_secret(), $algorithm, jwt_fixture_time() );
	} catch ( Exception $error ) {
		return jwt_fixture_error( 'jwt_auth_invalid_token', $error->getMessage() );
	}
	if ( ! isset( $claims->iss ) || get_bloginfo( 'url' ) !== $claims->iss ) {
		return jwt_fixture_error( 'jwt_auth_bad_iss', 'This token was issued for another address.' );
	}
	if ( ! isset( $claims->data->user->id ) ) {
		return jwt_fixture_error( 'jwt_auth_bad_request', 'This token names no user.' );
	}
	return $claims;
}

function jwt_fixture_unconfigured() {
	return jwt_fixture_error( 'jwt_auth_bad_config', 'JWT is not configured properly, please contact the admin' );
}

function jwt_fixture_unsupported() {
	return jwt_fixture_error( 'jwt_auth_unsupported_algorithm', 'The configured algorithm is not supported.' );
}
