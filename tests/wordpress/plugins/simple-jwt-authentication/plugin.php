<?php
/**
 * Plugin Name: Simple JWT Authentication fixture (presskey)
 * Description: Responds like "Simple JWT Authentication" 1.4.0. Written from observed behaviour for tests; not for production sites.
 * Version: 1.0.0
 * License: MIT OR Apache-2.0
 *
 * The setting `header_name` is its constant SIMPLE_JWT_AUTHENTICATION_HEADER_NAME, e.g. "HTTP_X_TOKEN".
 */

defined( 'ABSPATH' ) || exit;

require dirname( __DIR__ ) . '/shared/settings.php';
require dirname( __DIR__ ) . '/shared/request.php';
require dirname( __DIR__ ) . '/shared/jwt.php';
foreach ( array( 'tokens', 'routes', 'middleware' ) as $concern ) {
	require __DIR__ . "/includes/$concern.php";
}

add_action( 'rest_api_init', 'simple_fixture_routes' );
add_filter( 'determine_current_user', 'simple_fixture_user' );
add_filter( 'rest_pre_dispatch', fn( $answer ) => simple_fixture_refusal() ?? $answer );
