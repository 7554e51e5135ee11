<?php
/**
 * Test settings. scripts/wordpress/knobs.mjs writes them into a folder mounted at
 * wp-content/presskey; every request reads them again. A request may bring some of its own, so
 * that several tests can share a site (tests/faults/proxy.mjs). Without both nothing changes.
 */

const PRESSKEY_FOLDER = WP_CONTENT_DIR . '/presskey';

function presskey_option( $name, $default = null ) {
	static $options = null;
	$options ??= array_merge(
		json_decode( (string) @file_get_contents( PRESSKEY_FOLDER . '/options.json' ), true ) ?: array(),
		json_decode( $_SERVER['HTTP_X_PRESSKEY_OPTIONS'] ?? '', true ) ?: array()
	);
	return $options[ $name ] ?? $default;
}

/** The REST route that was asked for, or null. WordPress itself knows it only much later. */
function presskey_route() {
	if ( isset( $_GET['rest_route'] ) ) {
		return '/' . ltrim( $_GET['rest_route'], '/' );
	}
	$path = (string) parse_url( $_SERVER['REQUEST_URI'] ?? '', PHP_URL_PATH );
	return preg_match( '#/wp-json(/.*)?$#', $path, $found ) ? '/' . ltrim( $found[1] ?? '', '/' ) : null;
}
