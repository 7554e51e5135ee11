<?php
/**
 * Plugin Name: WP User fixture (presskey)
 * Description: Responds like "WP User" 7.0. Written from observed behaviour for tests and the offline demo; not for production sites.
 * Version: 1.0.0
 * License: MIT OR Apache-2.0
 *
 * The settings are those of tests/wordpress/mu-plugins/24-wp-user.php.
 */

defined( 'ABSPATH' ) || exit;

foreach ( array( 'settings', 'request', 'jwt' ) as $helper ) {
	require dirname( __DIR__ ) . "/shared/$helper.php";
}
foreach ( array( 'login', 'tokens' ) as $concern ) {
	require __DIR__ . "/includes/$concern.php";
}

if ( get_option( 'wp_user_enable_rest_api' ) ) {
	add_action( 'rest_api_init', 'wp_user_fixture_routes' );
	add_filter( 'determine_current_user', 'wp_user_fixture_current_user' );
}

function wp_user_fixture_routes() {
	$routes = array(
		'user/login'     => 'wp_user_fixture_login',
		'token/generate' => 'wp_user_fixture_login',
		'token/validate' => 'wp_user_fixture_validate',
	);
	foreach ( $routes as $route => $callback ) {
		register_rest_route(
			'wpuser/v1',
			$route,
			array( 'methods' => 'POST', 'callback' => $callback, 'permission_callback' => 'wp_user_fixture_permission' )
		);
	}
}

/** The key is looked for in a server variable that no header can set. */
function wp_user_fixture_permission() {
	return get_option( 'wp_user_enable_rest_api_key_auth' )
		? jwt_fixture_error( 'wpuser_bad_api_key', 'Invalid API Key Provided.' )
		: true;
}
