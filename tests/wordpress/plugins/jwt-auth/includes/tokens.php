<?php
/**
 * Issuing and checking access tokens.
 */

function jwt_auth_fixture_issue( WP_User $user ) {
	$now    = jwt_fixture_time();
	$life   = '2' === jwt_auth_fixture_mode() ? 7 * DAY_IN_SECONDS : 10 * MINUTE_IN_SECONDS;
	$claims = array(
		'iss'  => apply_filters( 'jwt_auth_iss', get_bloginfo( 'url' ) ),
		'iat'  => $now,
		'nbf'  => apply_filters( 'jwt_auth_not_before', $now, $now ),
		'exp'  => apply_filters( 'jwt_auth_expire', $now + $life, $now ),
		'data' => array(
			'user' => array(
				'id'     => $user->ID,
				'device' => jwt_auth_fixture_device( $user ),
				'pass'   => jwt_auth_fixture_pass( $user ),
			),
		),
	);
	$claims = apply_filters( 'jwt_auth_payload', $claims, $user );
	return jwt_fixture_encode( $claims, jwt_fixture_secret(), apply_filters( 'jwt_auth_alg', 'HS256' ) );
}

/** Returns the claims of the token that came with this request, or the response that refuses it. */
function jwt_auth_fixture_check() {
	$header = jwt_fixture_authorization( apply_filters( 'jwt_auth_authorization_header', 'HTTP_AUTHORIZATION' ) );
	if ( '' === $header ) {
		return jwt_auth_fixture_bad_header( 'jwt_auth_no_auth_header', 'Authorization header not found.' );
	}
	if ( ! preg_match( '/^Bearer\s*(\S+)/', $header, $found ) ) {
		return jwt_auth_fixture_bad_header( 'jwt_auth_bad_auth_header', 'Authorization header malformed.' );
	}
	if ( '' === jwt_fixture_secret() ) {
		return jwt_auth_fixture_refuse( 'jwt_auth_bad_config', 'JWT is not configured properly.' );
	}
	try {
		$claims = jwt_fixture_decode( $found[1], jwt_fixture_secret(), apply_filters( 'jwt_auth_alg', 'HS256' ), jwt_fixture_time() );
	} catch ( Exception $error ) {
		return jwt_auth_fixture_refuse( 'jwt_auth_invalid_token', $error->getMessage() );
	}
	return jwt_auth_fixture_doubt( $claims ) ?? $claims;
}

/** What is wrong with the claims of a token that is properly signed and not expired, or null. */
function jwt_auth_fixture_doubt( $claims ) {
	if ( ( $claims->iss ?? null ) !== apply_filters( 'jwt_auth_iss', get_bloginfo( 'url' ) ) ) {
		return jwt_auth_fixture_refuse( 'jwt_auth_bad_iss', 'The iss do not match with this server.' );
	}
	if ( ! isset( $claims->data->user->id ) ) {
		return jwt_auth_fixture_refuse( 'jwt_auth_bad_request', 'User ID not found in the token.' );
	}
	$user = get_user_by( 'id', $claims->data->user->id );
	if ( ! $user ) {
		return '3-next' === jwt_auth_fixture_mode()
			? jwt_auth_fixture_refuse( 'jwt_auth_invalid_token', 'Invalid token' )
			: jwt_auth_fixture_refuse( 'jwt_auth_user_not_found', "User doesn't exist" );
	}
	return jwt_auth_fixture_knows( $user, $claims->data->user )
		? null
		: jwt_auth_fixture_refuse( 'jwt_auth_obsolete_token', 'Token is obsolete' );
}
