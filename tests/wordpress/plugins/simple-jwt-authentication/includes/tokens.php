<?php
/**
 * Tokens as the plugin that this one grew out of makes them, each with a number that can be revoked.
 */

function simple_fixture_secret() {
	return defined( 'SIMPLE_JWT_AUTHENTICATION_SECRET_KEY' ) ? (string) SIMPLE_JWT_AUTHENTICATION_SECRET_KEY : '';
}

function simple_fixture_unconfigured() {
	return jwt_fixture_error( 'jwt_auth_bad_config', 'JWT has no secret on this site.' );
}

/** The response with a new token; older ones stay valid. */
function simple_fixture_issue( WP_User $user ) {
	$now    = jwt_fixture_time();
	$claims = array(
		'uuid' => wp_generate_uuid4(),
		'iss'  => get_bloginfo( 'url' ),
		'iat'  => $now,
		'nbf'  => apply_filters( 'jwt_auth_not_before', $now ),
		'exp'  => apply_filters( 'jwt_auth_expire', $now + 7 * DAY_IN_SECONDS, $now, $user ),
		'data' => array( 'user' => array( 'id' => $user->data->ID ) ),
	);
	$claims = apply_filters( 'jwt_auth_token_before_sign', $claims, $user );
	$known  = get_user_meta( $user->ID, 'jwt_data', true ) ?: array();
	update_user_meta( $user->ID, 'jwt_data', array_merge( $known, array( array( 'uuid' => $claims['uuid'] ) ) ) );
	$answer = array(
		'token'             => jwt_fixture_encode( $claims, simple_fixture_secret(), 'HS256' ),
		'user_id'           => $user->data->ID,
		'user_email'        => $user->user_email,
		'user_nicename'     => $user->user_nicename,
		'user_display_name' => $user->display_name,
		'token_expires'     => $claims['exp'],
	);
	return apply_filters( 'jwt_auth_token_before_dispatch', $answer, $user );
}

/** Returns the claims of a token that this site accepts, or a WP_Error. */
function simple_fixture_check() {
	$header = simple_fixture_header();
	if ( '' === $header ) {
		return jwt_fixture_error( 'jwt_auth_no_auth_header', 'Authorization header not found.' );
	}
	if ( ! preg_match( '/^Bearer\s*(\S+)/', $header, $found ) ) {
		return jwt_fixture_error( 'jwt_auth_bad_auth_header', 'Authorization header malformed.' );
	}
	if ( '' === simple_fixture_secret() ) {
		return simple_fixture_unconfigured();
	}
	try {
		$claims = jwt_fixture_decode( $found[1], simple_fixture_secret(), 'HS256', jwt_fixture_time() );
	} catch ( Exception $error ) {
		// php-jwt 3 has one text of its own.
		return jwt_fixture_error( 'jwt_auth_invalid_token', str_replace( 'Incorrect key for this algorithm', 'Algorithm not allowed', $error->getMessage() ) );
	}
	if ( get_bloginfo( 'url' ) !== ( $claims->iss ?? null ) ) {
		return jwt_fixture_error( 'jwt_auth_bad_iss', 'This token was issued for another address.' );
	}
	if ( ! isset( $claims->data->user->id ) ) {
		return jwt_fixture_error( 'jwt_auth_bad_request', 'This token names no user.' );
	}
	$known = wp_list_pluck( get_user_meta( $claims->data->user->id, 'jwt_data', true ) ?: array(), 'uuid' );
	return in_array( $claims->uuid ?? null, $known, true ) ? $claims : jwt_fixture_error( 'jwt_auth_token_revoked', 'Token has been revoked.' );
}

/** Under another name if the site owner wants, to leave Authorization to a gate before the site. */
function simple_fixture_header() {
	$name = defined( 'SIMPLE_JWT_AUTHENTICATION_HEADER_NAME' ) ? SIMPLE_JWT_AUTHENTICATION_HEADER_NAME : 'HTTP_AUTHORIZATION';
	return (string) ( $_SERVER[ $name ] ?? $_SERVER['REDIRECT_HTTP_AUTHORIZATION'] ?? '' );
}
