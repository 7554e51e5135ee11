<?php
/**
 * What a plugin sees of a request before WordPress has parsed it.
 */

/** What the web server handed over. Nested rewrites add one prefix, which PHP code has to know. */
function jwt_fixture_authorization( $header = 'HTTP_AUTHORIZATION' ) {
	foreach ( array( $header, 'REDIRECT_HTTP_AUTHORIZATION' ) as $name ) {
		if ( ! empty( $_SERVER[ $name ] ) ) {
			return sanitize_text_field( wp_unslash( $_SERVER[ $name ] ) );
		}
	}
	return '';
}

function jwt_fixture_url_has( $text ) {
	return str_contains( sanitize_url( $_SERVER['REQUEST_URI'] ?? '' ), $text );
}
