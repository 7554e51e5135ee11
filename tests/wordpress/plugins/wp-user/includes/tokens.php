<?php
/**
 * Tokens of 180 days. A bad one is refused by token/validate only; elsewhere it counts for nothing.
 */

function wp_user_fixture_issue( WP_User $user ) {
	$now    = jwt_fixture_time();
	$claims = array(
		'iss'  => get_bloginfo( 'url' ),
		'iat'  => $now,
		'nbf'  => apply_filters( 'jwt_auth_not_before', $now, $now ),
		'exp'  => apply_filters( 'jwt_auth_expire', $now + 180 * DAY_IN_SECONDS, $now ),
		'data' => array( 'user' => array( 'id' => $user->ID ) ),
	);
	return jwt_fixture_encode( $claims, get_option( 'wpuser_site_key' ), 'HS256' );
}

/** Where there is a header, a token among the fields is not looked at. */
function wp_user_fixture_validate( ?WP_REST_Request $request = null ) {
	$header = $_SERVER['HTTP_AUTHORIZATION'] ?? '';
	$token  = $request ? (string) $request['token'] : '';
	if ( '' !== $header ) {
		$token = preg_match( '/^Bearer\s*(\S+)/', $header, $found ) ? $found[1] : '';
	}
	if ( '' === $token ) {
		return jwt_fixture_error( 'jwt_auth_bad_auth_header', 'Authorization header malformed.' );
	}
	if ( ! get_option( 'wpuser_site_key' ) ) {
		return jwt_fixture_error( 'jwt_auth_bad_config', 'JWT is not configurated properly, please contact the admin' );
	}
	try {
		$claims = jwt_fixture_decode( $token, get_option( 'wpuser_site_key' ), 'HS256', jwt_fixture_time() );
	} catch ( Exception $error ) {
		return jwt_fixture_error( 'jwt_auth_invalid_token', $error->getMessage() );
	}
	if ( ( $claims->iss ?? null ) !== get_bloginfo( 'url' ) ) {
		return jwt_fixture_error( 'jwt_auth_bad_iss', 'The iss do not match with this server' );
	}
	if ( ! isset( $claims->data->user->id ) ) {
		return jwt_fixture_error( 'jwt_auth_bad_request', 'User ID not found in the token' );
	}
	return array( 'code' => 'jwt_auth_valid_token', 'user_id' => $claims->data->user->id, 'data' => array( 'status' => 200 ) );
}

function wp_user_fixture_current_user( $user ) {
	if ( $user ) {
		return $user;
	}
	$checked = wp_user_fixture_validate();
	return is_wp_error( $checked ) ? 0 : $checked['user_id'];
}
