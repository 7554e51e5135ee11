<?php
/**
 * PRO's sessions. One row holds an access token and its refresh token: they live and die together,
 * so a refresh revokes the old access token too.
 */

/** Gives a user a new pair. Returns the response's fields, or a WP_Error. */
function jwt_fixture_pair( WP_User $user ) {
	$issued = jwt_fixture_issue( $user );
	if ( is_wp_error( $issued ) ) {
		return $issued;
	}
	list( $access, $claims ) = $issued;
	$refresh = bin2hex( random_bytes( 16 ) );
	$life    = (int) jwt_fixture_setting( 'refresh_lifetime', 30 * DAY_IN_SECONDS );
	jwt_fixture_save( "access_$access", array( 'user' => $user->ID, 'refresh' => $refresh ) );
	jwt_fixture_save( "refresh_$refresh", array( 'user' => $user->ID, 'access' => $access, 'ends' => jwt_fixture_time() + $life ) );
	return array( $access, $refresh, $claims['exp'] - jwt_fixture_time() );
}

/** Takes a refresh token out of use. Of several requests with the same one, only one gets it. */
function jwt_fixture_take( $refresh ) {
	$row = jwt_fixture_find( "refresh_$refresh" );
	if ( ! $row || jwt_fixture_time() >= $row['ends'] || ! delete_option( jwt_fixture_key( "refresh_$refresh" ) ) ) {
		return null;
	}
	delete_option( jwt_fixture_key( "access_{$row['access']}" ) );
	return $row;
}

function jwt_fixture_revoke( $access ) {
	$row = jwt_fixture_find( "access_$access" );
	if ( $row ) {
		jwt_fixture_take( $row['refresh'] );
	}
}

/** Every session of a user ends when the password, the e-mail address or the role changes. */
function jwt_fixture_revoke_all( $user_id ) {
	global $wpdb;
	$names = $wpdb->get_col( "SELECT option_name FROM $wpdb->options WHERE option_name LIKE 'jwt\\_fixture\\_row\\_%'" );
	foreach ( $names as $name ) {
		if ( (int) ( get_option( $name )['user'] ?? 0 ) === (int) $user_id ) {
			delete_option( $name );
		}
	}
}

function jwt_fixture_key( $name ) {
	return 'jwt_fixture_row_' . md5( $name );
}

function jwt_fixture_find( $name ) {
	// Not from a cache: another request may have taken it a moment ago.
	wp_cache_delete( jwt_fixture_key( $name ), 'options' );
	return get_option( jwt_fixture_key( $name ), null );
}

function jwt_fixture_save( $name, array $row ) {
	update_option( jwt_fixture_key( $name ), $row, false );
}
