<?php
/**
 * PRO's rate limit: one counter per address for a window of time.
 */

/** Counts this request. Returns null, or the WP_Error to respond with. */
function jwt_fixture_limit() {
	$max = jwt_fixture_setting( 'rate_limit', 60 );
	if ( null === $max ) {
		return null;
	}
	$key   = 'jwt_fixture_rate_' . md5( $_SERVER['REMOTE_ADDR'] ?? '' );
	$state = get_option( $key );
	if ( ! $state || time() >= $state['ends'] ) {
		$state = array( 'count' => 0, 'ends' => time() + (int) jwt_fixture_setting( 'rate_window', MINUTE_IN_SECONDS ) );
	}
	$over = $state['count'] >= $max;
	if ( ! $over ) {
		$state['count']++;
		update_option( $key, $state, false );
	}
	$wait = $state['ends'] - time();
	header( "X-RateLimit-Limit: $max" );
	header( 'X-RateLimit-Remaining: ' . max( 0, $max - $state['count'] ) );
	header( 'X-RateLimit-Reset: ' . $state['ends'] );
	// On every response. It says when the window ends, not that this request must be repeated.
	header( "Retry-After: $wait" );
	return $over
		? jwt_fixture_error( 'jwt_auth_rate_limited', 'Rate limit exceeded', 429, array( 'retry_after' => $wait ) )
		: null;
}

/** With PRO's CORS setting on, its list takes the place of WordPress's own (X-WP-Total is gone). */
function jwt_fixture_expose( $response, $server, $request ) {
	$on = defined( 'JWT_AUTH_CORS_ENABLE' ) && JWT_AUTH_CORS_ENABLE;
	if ( $on && str_contains( (string) $request->get_header( 'Authorization' ), 'Bearer ' ) ) {
		$response->header( 'Access-Control-Expose-Headers', 'X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, Retry-After' );
	}
	return $response;
}
