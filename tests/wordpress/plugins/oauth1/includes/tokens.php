<?php
/**
 * Consumers, request tokens and access tokens.
 */

function oauth1_fixture_consumer( $key ) {
	$found = get_posts(
		array(
			'post_type'   => 'json_consumer',
			'post_status' => 'any',
			'meta_query'  => array( array( 'key' => 'key', 'value' => $key ), array( 'key' => 'type', 'value' => 'oauth1' ) ),
		)
	);
	return $found[0] ?? new WP_Error( 'json_consumer_notfound', 'Consumer Key is invalid', array( 'status' => 401 ) );
}

function oauth1_fixture_new_token( $kind, array $more ) {
	$key   = wp_generate_password( 24, false );
	$token = array( 'key' => $key, 'secret' => wp_generate_password( 48, false ) ) + $more;
	add_option( "oauth1_{$kind}_$key", $token, '', false );
	return $token;
}

/** A request token that still lives, or a WP_Error. */
function oauth1_fixture_request_token( $key ) {
	$token = get_option( "oauth1_request_$key" );
	if ( ! $token ) {
		return oauth1_fixture_error( 'invalid_token', 'Invalid token', 400 );
	}
	if ( $token['expiration'] < jwt_fixture_time() ) {
		delete_option( "oauth1_request_$key" );
		return oauth1_fixture_error( 'expired_token', 'OAuth request token has expired' );
	}
	return $token;
}

/** The registered address, whatever the query; or "oob" for both. */
function oauth1_fixture_callback_fits( $callback, WP_Post $consumer ) {
	if ( in_array( 'oob', array( $callback, $consumer->callback ), true ) ) {
		return $callback === $consumer->callback;
	}
	$parts = fn( $url ) => array_diff_key( wp_parse_url( $url ) ?: array(), array( 'query' => 1, 'fragment' => 1 ) );
	$asked = $parts( $callback );
	return ! empty( $asked['host'] ) && ! isset( $asked['user'] ) && $parts( $consumer->callback ) === $asked;
}

/** Has no status, so the endpoint responds with 500. */
function oauth1_fixture_bad_callback() {
	return oauth1_fixture_error( 'invalid_callback', 'Callback URL is invalid', 0 );
}
