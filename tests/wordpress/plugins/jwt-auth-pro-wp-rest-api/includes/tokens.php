<?php
/**
 * Access tokens that live an hour, and the refresh tokens behind them.
 */

function juanma_fixture_secret() {
	return defined( 'JWT_AUTH_PRO_SECRET' ) ? (string) JWT_AUTH_PRO_SECRET : '';
}

function juanma_fixture_lifetime() {
	return defined( 'JWT_AUTH_PRO_ACCESS_TTL' ) ? JWT_AUTH_PRO_ACCESS_TTL : HOUR_IN_SECONDS;
}

function juanma_fixture_access( WP_User $user ) {
	$now    = jwt_fixture_time();
	$claims = array(
		'iss'   => 'wp-rest-auth-jwt',
		'sub'   => (string) $user->ID,
		'iat'   => $now,
		'exp'   => $now + juanma_fixture_lifetime(),
		'jti'   => bin2hex( random_bytes( 8 ) ),
		'roles' => array_values( $user->roles ),
	);
	if ( '' === juanma_fixture_secret() ) {
		throw new Exception( 'JWT secret not configured' );
	}
	return jwt_fixture_encode( $claims, juanma_fixture_secret(), 'HS256' );
}

/** The user of a token, or a WP_Error. The error does not say what is wrong with the token. */
function juanma_fixture_check( $token ) {
	if ( '' === juanma_fixture_secret() ) {
		return jwt_fixture_error( 'jwt_secret_missing', 'There is no secret on this site.', 500 );
	}
	try {
		// It looks at `exp` alone.
		$claims = jwt_fixture_decode( $token, juanma_fixture_secret(), 'HS256', jwt_fixture_time(), PHP_INT_MAX );
		if ( jwt_fixture_time() >= ( $claims->exp ?? INF ) ) {
			throw new UnexpectedValueException( 'Expired token' );
		}
	} catch ( Exception $error ) {
		return jwt_fixture_error( 'invalid_token', 'Invalid or expired token.', 401 );
	}
	$id = (int) ( $claims->sub ?? 0 );
	if ( ! $id ) {
		return jwt_fixture_error( 'invalid_token_subject', 'The token names no user.', 401 );
	}
	$user = get_user_by( 'id', $id );
	return $user ? $user : jwt_fixture_error( 'invalid_token_user', 'User not found.', 401 );
}

/** Under its hash with the secret: another one ends every session. */
function juanma_fixture_refresh_option( $token ) {
	return 'juanma_fixture_refresh_' . hash_hmac( 'sha256', $token, juanma_fixture_secret() );
}

/** Sets the cookie with a new refresh token. */
function juanma_fixture_give_refresh( $user ) {
	$token = bin2hex( random_bytes( 32 ) );
	$ends  = time() + ( defined( 'JWT_AUTH_PRO_REFRESH_TTL' ) ? JWT_AUTH_PRO_REFRESH_TTL : 30 * DAY_IN_SECONDS );
	add_option( juanma_fixture_refresh_option( $token ), compact( 'user', 'ends' ), '', false );
	juanma_fixture_set_cookie( $token, $ends );
}
