<?php
/**
 * RFC 5849, 3.4, as the original understands it: query and form are signed, a body that PHP does not
 * read as a form (JSON, or any of a PUT) is not.
 */

const OAUTH1_FIXTURE_HASHES = array( 'HMAC-SHA1' => 'sha1', 'HMAC-SHA256' => 'sha256' );

/** Returns null, or the WP_Error to respond with. */
function oauth1_fixture_check_signature( WP_Post $consumer, array $sent, $token_secret = '' ) {
	$method = strtoupper( $_SERVER['REQUEST_METHOD'] );
	if ( ! in_array( $method, array( 'GET', 'HEAD', 'DELETE', 'POST', 'PUT', 'PATCH' ), true ) ) {
		return new WP_Error( 'rest_oauth1_unknown_http_method', "Unknown http method: $method", array( 'status' => 401 ) );
	}
	$signature = rawurldecode( $sent['oauth_signature'] );
	unset( $sent['oauth_signature'] );
	$hash = OAUTH1_FIXTURE_HASHES[ $sent['oauth_signature_method'] ] ?? null;
	if ( ! $hash ) {
		return oauth1_fixture_error( 'invalid_signature_method', 'Signature method is invalid' );
	}
	$path   = (string) parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH );
	$base   = get_home_url( null, '/', 'relative' );
	$path   = str_starts_with( $path, $base ) ? substr( $path, strlen( $base ) ) : $path;
	$text   = implode( '&', array_map( 'oauth1_fixture_encode', array( $method, get_home_url( null, $path ), oauth1_fixture_normal( $sent ) ) ) );
	$wanted = base64_encode( hash_hmac( $hash, $text, "{$consumer->secret}&$token_secret", true ) );
	return hash_equals( $wanted, $signature ) ? null : oauth1_fixture_error( 'signature_mismatch', 'OAuth signature does not match' );
}

function oauth1_fixture_encode( $text ) {
	return rawurlencode( $text );
}

/** Names and values, encoded, sorted, joined. Each is decoded once more first: "%25" counts as "%". */
function oauth1_fixture_normal( array $fields ) {
	$pairs = array();
	foreach ( $fields as $name => $value ) {
		oauth1_fixture_pairs( rawurldecode( $name ), $value, $pairs );
	}
	ksort( $pairs, SORT_STRING );
	return implode( '&', array_map( fn( $name, $value ) => "$name=$value", array_keys( $pairs ), $pairs ) );
}

/** The brackets of a list's field names are part of the name. */
function oauth1_fixture_pairs( $name, $value, array &$pairs ) {
	if ( is_array( $value ) ) {
		foreach ( $value as $key => $each ) {
			oauth1_fixture_pairs( "{$name}[{$key}]", $each, $pairs );
		}
		return;
	}
	$pairs[ oauth1_fixture_encode( $name ) ] = oauth1_fixture_encode( rawurldecode( $value ) );
}

/**
 * A quarter of an hour either way, and a nonce once: but only calls remember theirs, per user and
 * second; what a consumer sends to the endpoints may be sent again.
 */
function oauth1_fixture_check_freshness( array $sent, $user = 0 ) {
	$window = (int) jwt_fixture_setting( 'timestamp_window', 15 * MINUTE_IN_SECONDS );
	if ( abs( jwt_fixture_time() - (int) $sent['oauth_timestamp'] ) > $window ) {
		return oauth1_fixture_error( 'invalid_timestamp', 'Invalid timestamp' );
	}
	if ( ! $user ) {
		return null;
	}
	$used = get_user_meta( $user, 'nonces', true ) ?: array();
	if ( in_array( $sent['oauth_nonce'], $used, true ) ) {
		return oauth1_fixture_error( 'nonce_already_used', 'Invalid nonce - nonce has already been used' );
	}
	$used[ $sent['oauth_timestamp'] ] = $sent['oauth_nonce'];
	$fresh = fn( $time ) => $time >= time() - $window;
	update_user_meta( $user, 'nonces', array_filter( $used, $fresh, ARRAY_FILTER_USE_KEY ) );
	return null;
}
