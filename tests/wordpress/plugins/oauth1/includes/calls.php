<?php
/**
 * Calls signed with an access token. A bad signature makes every route fail.
 */

/** Keeps or reports what became of it: true, a WP_Error, or null where nothing was signed. */
function oauth1_fixture_outcome( $found = null ) {
	static $outcome = null;
	return $outcome = $found ?? $outcome;
}

function oauth1_fixture_user( $user ) {
	static $asked = false;
	// Types of posts, and with them consumers, are known only at init; and looking for one may make
	// WordPress ask who calls.
	if ( $user || $asked || ! did_action( 'init' ) ) {
		return $user;
	}
	$asked = true;
	$found = oauth1_fixture_caller();
	oauth1_fixture_outcome( is_int( $found ) ? true : $found );
	return is_int( $found ) ? $found : $user;
}

/** WordPress asked before init; it keeps "nobody" unless it forgets. */
function oauth1_fixture_ask_again() {
	if ( ! is_user_logged_in() ) {
		$GLOBALS['current_user'] = null;
		wp_get_current_user();
	}
}

/** The caller's id, null, or a WP_Error. */
function oauth1_fixture_caller() {
	$sent = oauth1_fixture_parameters( array( 'oauth_token' ) );
	if ( ! is_array( $sent ) ) {
		return $sent;
	}
	$token = get_option( "oauth1_access_{$sent['oauth_token']}" );
	if ( ! $token ) {
		return oauth1_fixture_error( 'invalid_token', 'Access token does not exist' );
	}
	$consumer = oauth1_fixture_consumer( $sent['oauth_consumer_key'] );
	if ( is_wp_error( $consumer ) ) {
		return $consumer;
	}
	if ( (int) $consumer->ID !== (int) $token['consumer'] ) {
		return oauth1_fixture_error( 'consumer_mismatch', 'Token is not registered for the given consumer' );
	}
	return oauth1_fixture_check_signature( $consumer, $sent, $token['secret'] )
		?? oauth1_fixture_check_freshness( $sent, $token['user'] )
		?? (int) $token['user'];
}
