<?php
/**
 * A bad bearer token makes every route fail, the login included.
 */

function juanma_fixture_bearer( $header ) {
	return 0 === stripos( $header, 'Bearer ' ) ? trim( substr( $header, 7 ) ) : null;
}

function juanma_fixture_user( $error ) {
	$token = juanma_fixture_bearer( jwt_fixture_authorization() );
	if ( ! empty( $error ) || null === $token ) {
		return $error;
	}
	$user = juanma_fixture_check( $token );
	if ( ! is_wp_error( $user ) ) {
		wp_set_current_user( $user->ID );
	}
	return $user;
}
