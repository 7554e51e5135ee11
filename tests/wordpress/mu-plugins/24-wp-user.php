<?php
/**
 * Sets up "WP User", the fixture and the real one alike, through its options. `secret`, `bad_config`
 * and `lifetime` work as ever; of its own it has
 *
 *   rest_api   false: its REST routes are off, as they are unless the owner switches them on
 *   api_key    true: it wants an API key, which no header can carry
 *   login_limit   how many logins may fail before an address is locked out for ten minutes (5)
 *   otp        { username: code }: a code that logs in without a password
 *   waiting    names of users whom the owner has yet to approve
 */

if ( 'wp-user' === presskey_option( 'server' ) ) {
	$options = array(
		'wp_user_enable_rest_api'          => (int) presskey_option( 'rest_api', true ),
		'wp_user_enable_rest_api_key_auth' => (int) presskey_option( 'api_key', false ),
		'wpuser_api_key'                   => 'nobody sends it',
		'connectwp_site_key'               => 'nobody sends it',
		'wp_user_login_limit_enable'       => 1,
		'wp_user_login_limit'              => presskey_option( 'login_limit', 5 ),
		'wp_user_login_limit_time'         => 10,
		'wpuser_site_key'                  => defined( 'JWT_AUTH_SECRET_KEY' ) ? JWT_AUTH_SECRET_KEY : '',
	);
	foreach ( $options as $name => $value ) {
		add_filter( "pre_option_$name", fn() => $value );
	}
	add_filter( 'get_user_metadata', 'presskey_wp_user_meta', 10, 3 );
}

function presskey_wp_user_meta( $value, $id, $name ) {
	// First, since WordPress looks up a user's role in the same way.
	if ( ! in_array( $name, array( 'wp_user_login_otp', 'wp_user_login_otp_validate_time', 'wp-approve-user' ), true ) ) {
		return $value;
	}
	$user = get_userdata( $id )->user_login;
	if ( 'wp-approve-user' === $name ) {
		return array( in_array( $user, presskey_option( 'waiting', array() ), true ) ? 2 : '' );
	}
	return array( 'wp_user_login_otp' === $name ? presskey_option( 'otp', array() )[ $user ] ?? '' : time() + 60 );
}
