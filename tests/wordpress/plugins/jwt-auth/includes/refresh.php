<?php
/**
 * Refresh tokens, which travel in a cookie only: one per user and device, the latest one counts.
 */

function jwt_auth_fixture_send_cookie( WP_User $user, WP_REST_Request $request ) {
	$token  = bin2hex( random_bytes( 32 ) );
	$now    = jwt_fixture_time();
	$ends   = apply_filters( 'jwt_auth_refresh_expire', $now + 30 * DAY_IN_SECONDS, $now );
	$tokens = jwt_auth_fixture_refresh_tokens( $user->ID );

	$tokens[ (string) $request['device'] ] = array( 'token' => $token, 'expires' => $ends );
	update_user_meta( $user->ID, 'jwt_auth_refresh_tokens', $tokens );
	setcookie( 'refresh_token', "{$user->ID}.$token", $ends, COOKIEPATH, COOKIE_DOMAIN, is_ssl(), true );
}

/** Returns the id of the cookie's user, or the response that refuses it. */
function jwt_auth_fixture_cookie_user( WP_REST_Request $request ) {
	$parts = explode( '.', $_COOKIE['refresh_token'] );
	if ( 2 !== count( $parts ) || ! (int) $parts[0] || '' === $parts[1] ) {
		return jwt_auth_fixture_refuse( 'jwt_auth_invalid_refresh_token', 'Invalid refresh token', null );
	}
	$latest = jwt_auth_fixture_refresh_tokens( (int) $parts[0] )[ (string) $request['device'] ] ?? null;
	if ( ! $latest ) {
		return jwt_auth_fixture_refuse( 'jwt_auth_invalid_refresh_token', 'Invalid refresh token', null );
	}
	if ( ! hash_equals( $latest['token'], $parts[1] ) ) {
		return jwt_auth_fixture_refuse( 'jwt_auth_obsolete_refresh_token', 'Refresh token is obsolete', null );
	}
	if ( jwt_fixture_time() > $latest['expires'] ) {
		return jwt_auth_fixture_refuse( 'jwt_auth_expired_refresh_token', 'Refresh token has expired', null );
	}
	return (int) $parts[0];
}

function jwt_auth_fixture_refresh_tokens( $user_id ) {
	$tokens = get_user_meta( $user_id, 'jwt_auth_refresh_tokens', true );
	return is_array( $tokens ) ? $tokens : array();
}
