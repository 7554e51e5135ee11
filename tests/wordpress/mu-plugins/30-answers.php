<?php
/**
 * Spoils responses: HTML, nothing, half a response, PHP notices before the JSON, a redirect, a delay,
 * another status. `answers` is a list of rules; the first that fits a request is used.
 *
 *   route     regular expression for the route; fits every REST request if left out
 *   method    e.g. "POST"
 *   times     how often the rule is used
 *   delay     milliseconds to wait first
 *   status    another status (with the real body, unless one is given)
 *   type      another content type
 *   headers   { name: value }, an empty value removes the header
 *   body      another body, as text; the request is not carried out
 *   before, after   text around the body
 *   truncate  cut the body after so many bytes
 */

function presskey_rule() {
	static $rule = false;
	if ( false !== $rule ) {
		return $rule;
	}
	$rule  = null;
	$route = presskey_route();
	$rules = presskey_option( 'answers', array() );
	if ( null !== presskey_option( 'before_json' ) ) {
		$rules[] = array( 'before' => presskey_option( 'before_json' ) );
	}
	foreach ( null === $route ? array() : $rules as $number => $each ) {
		$fits = preg_match( '#' . ( $each['route'] ?? '' ) . '#', $route )
			&& ( $each['method'] ?? $_SERVER['REQUEST_METHOD'] ) === $_SERVER['REQUEST_METHOD'];
		if ( $fits && presskey_rule_left( $number, $each['times'] ?? null ) ) {
			return $rule = $each;
		}
	}
	return $rule;
}

/**
 * Counts one use. Making a folder is the one step that two cannot both do: the embedded PHP first
 * looks whether a file exists, and then makes it.
 */
function presskey_rule_left( $number, $times ) {
	for ( $use = 0; $use < $times; $use++ ) {
		if ( @mkdir( PRESSKEY_FOLDER . "/counts/$number-$use" ) ) {
			return true;
		}
	}
	return null === $times;
}

if ( ! empty( presskey_rule()['delay'] ) ) {
	usleep( 1000 * presskey_rule()['delay'] );
}

add_filter(
	'rest_pre_dispatch',
	fn( $answer ) => isset( presskey_rule()['body'] ) ? new WP_REST_Response( array() ) : $answer,
	1000
);

add_filter(
	'rest_pre_serve_request',
	function ( $served, $result, $request, $server ) {
		$rule = presskey_rule();
		if ( ! $rule ) {
			return $served;
		}
		if ( isset( $rule['status'] ) ) {
			status_header( $rule['status'] );
		}
		if ( isset( $rule['type'] ) ) {
			header( "Content-Type: {$rule['type']}" );
		}
		foreach ( $rule['headers'] ?? array() as $name => $value ) {
			'' === $value ? header_remove( $name ) : header( "$name: $value" );
		}
		$body = $rule['body'] ?? wp_json_encode( $server->response_to_data( $result, isset( $_GET['_embed'] ) ) );
		$body = ( $rule['before'] ?? '' ) . $body . ( $rule['after'] ?? '' );
		echo isset( $rule['truncate'] ) ? substr( $body, 0, $rule['truncate'] ) : $body;
		return true;
	},
	// After WordPress's own CORS headers, so that a rule can take them away; before the log.
	900,
	4
);
