<?php
/**
 * /oauth1/request, /oauth1/access and /oauth1/authorize. They respond in forms, to any origin; an
 * error is a status and a sentence, without its code.
 */

function oauth1_fixture_endpoint() {
	$route = $GLOBALS['wp']->query_vars['rest_oauth1'] ?? '';
	if ( '' === $route ) {
		return;
	}
	rest_send_cors_headers( null );
	header( 'Access-Control-Allow-Headers: Authorization' );
	if ( 'OPTIONS' === $_SERVER['REQUEST_METHOD'] ) {
		exit;
	}
	$answer = oauth1_fixture_dispatch( $route );
	nocache_headers();
	header( 'Content-Type: application/x-www-form-urlencoded; charset=utf-8' );
	if ( is_wp_error( $answer ) ) {
		status_header( $answer->get_error_data()['status'] ?? 500 );
		echo $answer->get_error_message();
		exit;
	}
	echo http_build_query( $answer, '', '&' );
	exit;
}

function oauth1_fixture_dispatch( $route ) {
	if ( 'authorize' === $route ) {
		wp_safe_redirect( site_url( "wp-login.php?action=oauth1_authorize&{$_SERVER['QUERY_STRING']}", 'login_post' ) );
		exit;
	}
	if ( 'request' !== $route && 'access' !== $route ) {
		return oauth1_fixture_error( 'invalid_route', 'Route is invalid', 404 );
	}
	$sent = oauth1_fixture_parameters( 'access' === $route ? array( 'oauth_token', 'oauth_verifier' ) : array() );
	if ( null === $sent ) {
		return oauth1_fixture_error( 'missing_parameter', 'No OAuth parameters supplied', 400 );
	}
	if ( is_wp_error( $sent ) ) {
		return $sent;
	}
	$consumer = oauth1_fixture_consumer( $sent['oauth_consumer_key'] );
	if ( is_wp_error( $consumer ) ) {
		return $consumer;
	}
	return 'request' === $route ? oauth1_fixture_request( $consumer, $sent ) : oauth1_fixture_access( $consumer, $sent );
}

function oauth1_fixture_request( WP_Post $consumer, array $sent ) {
	$refusal = oauth1_fixture_check_signature( $consumer, $sent ) ?? oauth1_fixture_check_freshness( $sent );
	if ( $refusal ) {
		return $refusal;
	}
	$callback = $sent['oauth_callback'] ?? '';
	if ( '' !== $callback && ! oauth1_fixture_callback_fits( $callback, $consumer ) ) {
		return oauth1_fixture_bad_callback();
	}
	$token = oauth1_fixture_new_token(
		'request',
		array(
			'consumer'   => $consumer->ID,
			'expiration' => jwt_fixture_time() + (int) jwt_fixture_setting( 'request_token_lifetime', DAY_IN_SECONDS ),
			'callback'   => $callback,
			'authorized' => false,
			'verifier'   => '',
			'user'       => 0,
		)
	);
	return array( 'oauth_token' => $token['key'], 'oauth_token_secret' => $token['secret'], 'oauth_callback_confirmed' => 'true' );
}

function oauth1_fixture_access( WP_Post $consumer, array $sent ) {
	$token   = oauth1_fixture_request_token( $sent['oauth_token'] );
	$refusal = is_wp_error( $token ) ? $token : oauth1_fixture_check_signature( $consumer, $sent, $token['secret'] ) ?? oauth1_fixture_check_freshness( $sent );
	if ( $refusal ) {
		return $refusal;
	}
	if ( ! $token['authorized'] ) {
		return oauth1_fixture_error( 'unauthorized_token', 'OAuth token has not been authorized' );
	}
	if ( ! hash_equals( $token['verifier'], $sent['oauth_verifier'] ) ) {
		return oauth1_fixture_error( 'invalid_verifier', 'OAuth verifier does not match', 400 );
	}
	$access = oauth1_fixture_new_token( 'access', array( 'consumer' => $consumer->ID, 'user' => $token['user'] ) );
	delete_option( "oauth1_request_{$token['key']}" );
	return array( 'oauth_token' => $access['key'], 'oauth_token_secret' => $access['secret'] );
}
