<?php
/**
 * Plugin Name: OAuth 1.0a server fixture (presskey)
 * Description: Responds like "WP REST API - OAuth 1.0a Server" 0.4. Written from observed behaviour for tests; not for production sites.
 * Version: 1.0.0
 * License: MIT OR Apache-2.0
 *
 * Consumers are posts of the type json_consumer with the original's fields; the setting `consumer`
 * makes one (../../mu-plugins/22-consumer.php), for the original too.
 */

defined( 'ABSPATH' ) || exit;

require dirname( __DIR__ ) . '/shared/settings.php';
require dirname( __DIR__ ) . '/shared/request.php';
foreach ( array( 'parameters', 'signature', 'tokens', 'endpoints', 'authorize', 'calls' ) as $concern ) {
	require __DIR__ . "/includes/$concern.php";
}

function oauth1_fixture_error( $code, $message, $status = 401 ) {
	return new WP_Error( "json_oauth1_$code", $message, $status ? array( 'status' => $status ) : '' );
}

function oauth1_fixture_rules() {
	foreach ( array( 'authorize', 'request', 'access' ) as $route ) {
		add_rewrite_rule( "^oauth1/$route/?$", "index.php?rest_oauth1=$route", 'top' );
	}
}

function oauth1_fixture_activate() {
	oauth1_fixture_rules();
	flush_rewrite_rules();
}

/** In the index, where clients find it. */
function oauth1_fixture_index( WP_REST_Response $index ) {
	$index->data['authentication']           = (array) $index->data['authentication'];
	$index->data['authentication']['oauth1'] = array(
		'request'   => home_url( 'oauth1/request' ),
		'authorize' => home_url( 'oauth1/authorize' ),
		'access'    => home_url( 'oauth1/access' ),
		'version'   => '0.1',
	);
	return $index;
}

register_activation_hook( __FILE__, 'oauth1_fixture_activate' );
add_action( 'init', 'oauth1_fixture_rules' );
add_action( 'init', 'oauth1_fixture_ask_again', 100 );
add_filter( 'query_vars', fn( $names ) => array_merge( $names, array( 'rest_oauth1' ) ) );
add_filter( 'rest_index', 'oauth1_fixture_index' );
add_action( 'template_redirect', 'oauth1_fixture_endpoint', -100 );
add_action( 'login_form_oauth1_authorize', 'oauth1_fixture_authorize' );
add_filter( 'determine_current_user', 'oauth1_fixture_user' );
add_filter( 'rest_authentication_errors', fn( $error ) => $error ?? oauth1_fixture_outcome() );
