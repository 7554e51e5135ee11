<?php
/**
 * One envelope for everything, errors included. Its status can differ from the one of HTTP.
 */

/** `$data` of null leaves the field out: responses about the refresh cookie have none. */
function jwt_auth_fixture_answer( $status, $code, $message, $data = array(), $http = null ) {
	$body = array(
		'success'    => 200 === $status,
		'statusCode' => $status,
		'code'       => $code,
		'message'    => $message,
	);
	if ( null !== $data ) {
		$body['data'] = $data;
	}
	return new WP_REST_Response( $body, $http ?? $status );
}

function jwt_auth_fixture_refuse( $code, $message, $data = array() ) {
	return jwt_auth_fixture_answer( '2' === jwt_auth_fixture_mode() ? 403 : 401, $code, $message, $data );
}

/** In 2.x a header that is missing or malformed is refused with HTTP 200. */
function jwt_auth_fixture_bad_header( $code, $message ) {
	return '2' === jwt_auth_fixture_mode()
		? jwt_auth_fixture_answer( 403, $code, $message, array(), 200 )
		: jwt_auth_fixture_refuse( $code, $message );
}
