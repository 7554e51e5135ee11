<?php
/**
 * What a site remembers of a user's tokens: those revoked, and in 4.0 the refresh tokens, as hashes.
 */

function sjl_fixture_refuse_revoked( WP_User $user, $token, $message = 'This JWT is invalid.', $number = 55 ) {
	if ( get_user_meta( $user->ID, 'sjl_fixture_revoked_' . md5( $token ), true ) ) {
		throw new Sjl_Fixture_Refusal( $number, $message, 401 );
	}
}

function sjl_fixture_revoke( WP_User $user, $token ) {
	global $wpdb;
	update_user_meta( $user->ID, 'sjl_fixture_revoked_' . md5( $token ), 1 );
	// One token is revoked, every session of the user loses its refresh token.
	$wpdb->query( $wpdb->prepare( "DELETE FROM $wpdb->usermeta WHERE user_id = %d AND meta_key LIKE 'sjl\\_fixture\\_refresh\\_%%'", $user->ID ) );
}

function sjl_fixture_new_refresh_token( WP_User $user ) {
	$token = bin2hex( random_bytes( 32 ) );
	$life  = (int) jwt_fixture_setting( 'refresh_lifetime', 20160 * MINUTE_IN_SECONDS );
	add_user_meta( $user->ID, 'sjl_fixture_refresh_' . md5( $token ), jwt_fixture_time() + $life );
	return $token;
}

/** Takes a refresh token out of use: its user, or null. Of several requests only one gets it. */
function sjl_fixture_take_refresh_token( $token ) {
	global $wpdb;
	$key = 'sjl_fixture_refresh_' . md5( $token );
	$row = $wpdb->get_row( $wpdb->prepare( "SELECT user_id, meta_value FROM $wpdb->usermeta WHERE meta_key = %s", $key ) );
	if ( ! $row || jwt_fixture_time() >= (int) $row->meta_value || ! $wpdb->delete( $wpdb->usermeta, array( 'meta_key' => $key ) ) ) {
		return null;
	}
	$user = get_user_by( 'id', $row->user_id );
	return $user ? $user : null;
}
