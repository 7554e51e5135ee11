<?php
/**
 * The parameters of a request: its query, its form, and the OAuth ones of its Authorization header.
 */

/** Returns them, null where there is none of those that must be, or a WP_Error where one is missing. */
function oauth1_fixture_parameters( array $more = array() ) {
	$sent   = array_merge( wp_unslash( $_GET ), wp_unslash( $_POST ), oauth1_fixture_header() );
	$wanted = array( 'oauth_consumer_key', 'oauth_timestamp', 'oauth_nonce', 'oauth_signature', 'oauth_signature_method', ...$more );
	$there  = array_filter( $wanted, fn( $name ) => ! empty( $sent[ $name ] ) );
	if ( array() === $there ) {
		return null;
	}
	$missing = array_diff( $wanted, $there );
	return array() === $missing ? $sent : oauth1_fixture_error( 'missing_parameter', 'Missing OAuth parameters ' . implode( ', ', $missing ) );
}

function oauth1_fixture_header() {
	$header = trim( wp_unslash( $_SERVER['HTTP_AUTHORIZATION'] ?? '' ) );
	if ( ! str_starts_with( $header, 'OAuth ' ) ) {
		return array();
	}
	preg_match_all( '/(oauth_[a-z_-]+)=(?:"([^"]*)"|([^,]*))/', $header, $found, PREG_SET_ORDER );
	$sent = array();
	foreach ( $found as $each ) {
		$sent[ $each[1] ] = urldecode( '' !== $each[2] ? $each[2] : ( $each[3] ?? '' ) );
	}
	return $sent;
}
