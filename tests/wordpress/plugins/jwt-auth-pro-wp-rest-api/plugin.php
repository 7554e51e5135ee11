<?php
/**
 * Plugin Name: JWT Auth Pro WP REST API fixture (presskey)
 * Description: Responds like "JWT Auth Pro WP REST API" 1.1.0 (juanma-wp). Written from observed behaviour for tests; not for production sites.
 * Version: 1.0.0
 * License: MIT OR Apache-2.0
 *
 * The cookie depends on WP_ENVIRONMENT_TYPE: `environment` of startWordPress(). The origins that may
 * read responses with credentials are in the option jwt_auth_pro_general_settings of the original.
 */

defined( 'ABSPATH' ) || exit;

require dirname( __DIR__ ) . '/shared/settings.php';
require dirname( __DIR__ ) . '/shared/request.php';
require dirname( __DIR__ ) . '/shared/jwt.php';
foreach ( array( 'tokens', 'cookie', 'routes', 'middleware' ) as $concern ) {
	require __DIR__ . "/includes/$concern.php";
}

add_action( 'rest_api_init', 'juanma_fixture_cors' );
add_action( 'rest_api_init', 'juanma_fixture_routes' );
add_filter( 'rest_authentication_errors', 'juanma_fixture_user', 20 );
