<?php
/**
 * The devices of a user. A token names the device it was issued to and a random word that changes
 * with the password: without either of them it is obsolete.
 */

/** The device that a login names, remembered. Only form fields are looked at, never JSON. */
function jwt_auth_fixture_device( WP_User $user ) {
	$device = preg_replace( '/[^a-z0-9 ]/i', '', remove_accents( sanitize_text_field( wp_unslash( $_POST['device'] ?? '' ) ) ) );
	if ( '' !== $device && ! in_array( $device, get_user_meta( $user->ID, 'jwt_auth_device' ), true ) ) {
		add_user_meta( $user->ID, 'jwt_auth_device', $device );
	}
	return $device;
}

function jwt_auth_fixture_pass( WP_User $user ) {
	$pass = get_user_meta( $user->ID, 'jwt_auth_pass', true );
	return $pass ? $pass : jwt_auth_fixture_new_pass( $user->ID );
}

function jwt_auth_fixture_new_pass( $user_id ) {
	$pass = bin2hex( random_bytes( 16 ) );
	update_user_meta( $user_id, 'jwt_auth_pass', $pass );
	return $pass;
}

function jwt_auth_fixture_knows( WP_User $user, $claim ) {
	$device = (string) ( $claim->device ?? '' );
	$listed = '' === $device || in_array( $device, get_user_meta( $user->ID, 'jwt_auth_device' ), true );
	return $listed && get_user_meta( $user->ID, 'jwt_auth_pass', true ) === ( $claim->pass ?? null );
}

/** A new password makes all access tokens obsolete; refresh tokens stay as they are. */
function jwt_auth_fixture_forget( $user_id ) {
	delete_user_meta( $user_id, 'jwt_auth_device' );
	jwt_auth_fixture_new_pass( $user_id );
}

function jwt_auth_fixture_profile( $user_id, $before ) {
	if ( get_userdata( $user_id )->user_pass !== $before->user_pass ) {
		jwt_auth_fixture_forget( $user_id );
	}
}
