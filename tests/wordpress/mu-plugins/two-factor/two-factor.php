<?php
/**
 * Stands in for the plugin "Two Factor": what Simple JWT Login asks of it, with codes from the
 * setting `second_factor`. WordPress loads no must-use plugin from a folder on its own.
 */

class Two_Factor_Core {
	public static function is_user_using_two_factor( $user ) {
		return isset( presskey_option( 'second_factor' )[ $user->user_login ] );
	}

	public static function get_primary_provider_for_user( $user ) {
		return Two_Factor_Totp::get_instance();
	}

	/** One per user: a later login makes an earlier one's invalid. */
	public static function create_login_nonce( $user_id ) {
		$nonce = array( 'key' => bin2hex( random_bytes( 32 ) ), 'expiration' => time() + 10 * MINUTE_IN_SECONDS );
		update_user_meta( $user_id, '_two_factor_nonce', $nonce );
		return $nonce;
	}

	public static function verify_login_nonce( $user_id, $key ) {
		$nonce = get_user_meta( $user_id, '_two_factor_nonce', true );
		return $nonce && hash_equals( $nonce['key'], $key ) && time() < $nonce['expiration'];
	}

	public static function is_user_rate_limited( $user ) {
		return (bool) presskey_option( 'second_factor_wait' );
	}

	public static function get_user_time_delay( $user ) {
		return presskey_option( 'second_factor_wait' );
	}
}

class Two_Factor_Totp {
	public static function get_instance() {
		return new self();
	}

	public function validate_code_for_user( $user, $code ) {
		return presskey_option( 'second_factor' )[ $user->user_login ] === $code;
	}
}
