<?php
/**
 * Responses end the process before WordPress adds its CORS headers: no other origin can read them.
 */

function mo_fixture_refuse( $error, $status, $description, $code = '', $more = array() ) {
	$answer = array( 'status' => 'error', 'error' => $error );
	if ( '' !== $code ) {
		$answer['code'] = $code;
	}
	wp_send_json( $answer + array( 'error_description' => $description ) + $more, $status );
}

/** A refusal that counts: since 4.0 the fifth of an address within a minute locks the login. */
function mo_fixture_refuse_and_count( $error, $status, $description, $code ) {
	if ( '4' === mo_fixture_mode() ) {
		set_transient( mo_fixture_counter(), (int) get_transient( mo_fixture_counter() ) + 1, (int) jwt_fixture_setting( 'rate_window', MINUTE_IN_SECONDS ) );
	}
	mo_fixture_refuse( $error, $status, $description, $code );
}

function mo_fixture_counter() {
	return 'mo_api_auth_rate_limit_' . md5( $_SERVER['REMOTE_ADDR'] ?? '0.0.0.0' );
}

function mo_fixture_stop_when_locked() {
	if ( '4' === mo_fixture_mode() && get_transient( mo_fixture_counter() ) >= 5 ) {
		header( 'Retry-After: 60' );
		mo_fixture_refuse( 'TOO_MANY_REQUESTS', 429, 'Too many failures from this address.', '429' );
	}
}
