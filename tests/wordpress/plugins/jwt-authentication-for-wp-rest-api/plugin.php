<?php
/**
 * Plugin Name: JWT authentication fixture (presskey)
 * Description: Responds like "JWT Authentication for WP REST API" (free) or "JWT Auth Pro". Written from observed behaviour for tests and the offline demo; not for production sites.
 * Version: 1.0.0
 * License: MIT OR Apache-2.0
 */

defined( 'ABSPATH' ) || exit;

foreach ( array( 'settings', 'request', 'jwt' ) as $helper ) {
	require dirname( __DIR__ ) . "/shared/$helper.php";
}
foreach ( array( 'tokens', 'free', 'rate-limit', 'pro-store', 'pro' ) as $concern ) {
	require __DIR__ . "/includes/$concern.php";
}

'pro' === jwt_fixture_setting( 'mode', 'free' ) ? jwt_fixture_start_pro() : jwt_fixture_start_free();
