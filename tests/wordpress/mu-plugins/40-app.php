<?php
/**
 * An app on the site's own origin: /app/NAME is the file NAME.html of the folder mounted there, with
 * the settings in its head that WordPress prints for its own scripts. Every other file of the folder,
 * NAME.html too, is served by the web server as it is.
 */

add_action(
	'parse_request',
	function () {
		$base = rtrim( (string) parse_url( home_url(), PHP_URL_PATH ), '/' );
		$path = (string) parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH );
		$file = preg_match( '#^' . preg_quote( $base ) . '/app/([\w-]+)$#', $path, $found ) ? ABSPATH . "app/{$found[1]}.html" : '';
		if ( ! is_file( $file ) ) {
			return;
		}
		$settings = array( 'root' => sanitize_url( get_rest_url() ), 'nonce' => wp_create_nonce( 'wp_rest' ), 'versionString' => 'wp/v2/' );
		$script   = '<script id="wp-api-request-js-extra">var wpApiSettings = ' . wp_json_encode( $settings ) . ';</script>';
		nocache_headers();
		header( 'Content-Type: text/html; charset=UTF-8' );
		echo preg_replace_callback( '/<head[^>]*>/i', fn( $head ) => $head[0] . $script, file_get_contents( $file ), 1 );
		exit;
	}
);
