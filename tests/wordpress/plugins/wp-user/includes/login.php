<?php
/**
 * The login. Its responses are printed and end the process, refusals with HTTP 200 like the rest, so
 * that none has the CORS headers of WordPress.
 */

function wp_user_fixture_login( WP_REST_Request $request ) {
	$left = wp_user_fixture_attempts_left();
	if ( 0 === $left ) {
		wp_user_fixture_print( array( 'message' => 'Access denied for 10 minuts', 'status' => 'warning', 'wp_user_disable_signup' => 0 ) );
	}
	$name = sanitize_text_field( (string) $request['wp_user_email_name'] );
	$user = is_email( $name ) ? get_user_by( 'email', $name ) : get_user_by( 'login', $name );
	if ( $user && 2 === (int) get_user_meta( $user->ID, 'wp-approve-user', true ) ) {
		wp_user_fixture_print( array( 'message' => 'Access denied : Waiting for admin approval', 'status' => 'warning' ) );
	}
	$code = sanitize_text_field( (string) $request['wp_user_otp'] );
	if ( '' !== $code ) {
		wp_user_fixture_login_with_code( $user, $code );
	}
	// The password loses tags, %xx and double blanks, as if it were shown on a page.
	$password = sanitize_text_field( (string) $request['wp_user_password'] );
	$signed   = wp_signon( array( 'user_login' => $user ? $user->user_login : $name, 'user_password' => $password ), true );
	if ( is_wp_error( $signed ) ) {
		wp_user_fixture_count_attempt();
		$message = 'Invalid username or password. ' . ( $left ? "$left attempts remaining." : '' );
		wp_user_fixture_print( array( 'message' => $message, 'status' => 'warning', 'wp_user_disable_signup' => 0 ) );
	}
	wp_user_fixture_welcome( $signed );
}

function wp_user_fixture_login_with_code( $user, $code ) {
	if ( ! $user || get_user_meta( $user->ID, 'wp_user_login_otp', true ) !== $code ) {
		wp_user_fixture_print( array( 'message' => 'Invalid OTP. ', 'status' => 'warning' ) );
	}
	wp_set_auth_cookie( $user->ID, true );
	wp_user_fixture_welcome( $user );
}

/** Every login of the REST route is one of wp-login.php too, with its cookies. */
function wp_user_fixture_welcome( WP_User $user ) {
	update_option( 'wp_user_fixture_attempts', array( 'count' => 0, 'ends' => time() + 10 * MINUTE_IN_SECONDS ), false );
	wp_user_fixture_print(
		array(
			'message'                => 'Successfully login!! Refresh Page.',
			'status'                 => 'success',
			'location'               => get_permalink( get_option( 'wp_user_page' ) ),
			'wp_user_disable_signup' => get_option( 'wp_user_disable_signup' ),
			'token'                  => wp_user_fixture_issue( $user ),
			'user_detils'            => array( 'status' => 1, 'id' => $user->ID, 'name' => $user->display_name ),
		)
	);
}

function wp_user_fixture_print( array $answer ) {
	echo wp_json_encode( array( 'step' => '1' ) + $answer );
	exit;
}

/** How many logins may still fail, as counted before this one; null while none has failed. */
function wp_user_fixture_attempts_left() {
	$state = get_option( 'wp_user_fixture_attempts' );
	return $state && time() < $state['ends'] ? max( 0, (int) get_option( 'wp_user_login_limit' ) - $state['count'] ) : null;
}

function wp_user_fixture_count_attempt() {
	$count = null === wp_user_fixture_attempts_left() ? 0 : get_option( 'wp_user_fixture_attempts' )['count'];
	update_option( 'wp_user_fixture_attempts', array( 'count' => $count + 1, 'ends' => time() + 10 * MINUTE_IN_SECONDS ), false );
}
