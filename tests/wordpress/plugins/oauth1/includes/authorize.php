<?php
/**
 * The page on which a person lets an app in: an action of wp-login.php.
 */

function oauth1_fixture_authorize() {
	if ( ! is_user_logged_in() ) {
		wp_safe_redirect( wp_login_url( $_SERVER['REQUEST_URI'] ) );
		exit;
	}
	$error = oauth1_fixture_authorize_answer();
	login_header( 'Error', '', $error );
	login_footer();
	exit;
}

/** Ends the request, or returns the WP_Error to show. */
function oauth1_fixture_authorize_answer() {
	if ( empty( $_REQUEST['oauth_token'] ) ) {
		return oauth1_fixture_error( 'missing_param', 'Missing parameter oauth_token', 400 );
	}
	$token = oauth1_fixture_request_token( wp_unslash( $_REQUEST['oauth_token'] ) );
	if ( is_wp_error( $token ) ) {
		return $token;
	}
	$consumer = get_post( $token['consumer'] );
	if ( ! empty( $_REQUEST['oauth_callback'] ) ) {
		$token['callback'] = wp_unslash( $_REQUEST['oauth_callback'] );
		if ( ! oauth1_fixture_callback_fits( $token['callback'], $consumer ) ) {
			return oauth1_fixture_bad_callback();
		}
		update_option( "oauth1_request_{$token['key']}", $token );
	}
	if ( $token['authorized'] ) {
		oauth1_fixture_go_back( $token );
	}
	if ( empty( $_POST['wp-submit'] ) ) {
		oauth1_fixture_form( $token, $consumer );
	}
	check_admin_referer( 'json_oauth1_authorize' );
	if ( 'cancel' === $_POST['wp-submit'] ) {
		exit;
	}
	if ( 'authorize' !== $_POST['wp-submit'] ) {
		return oauth1_fixture_error( 'invalid_action', 'Invalid authorization action', 400 );
	}
	$token = array_merge( $token, array( 'authorized' => true, 'verifier' => wp_generate_password( 24, false ), 'user' => get_current_user_id() ) );
	update_option( "oauth1_request_{$token['key']}", $token );
	oauth1_fixture_go_back( $token );
}

function oauth1_fixture_form( array $token, WP_Post $consumer ) {
	$url = add_query_arg( 'oauth_token', $token['key'], site_url( 'wp-login.php?action=oauth1_authorize', 'login_post' ) );
	login_header( 'Authorize' );
	printf( '<form name="oauth1_authorize_form" id="oauth1_authorize_form" action="%s" method="post"><h2>%s</h2>', esc_url( $url ), esc_html( $consumer->post_title ) );
	printf( '<input type="hidden" name="consumer" value="%d" /><input type="hidden" name="oauth_token" value="%s" />', $consumer->ID, esc_attr( $token['key'] ) );
	wp_nonce_field( 'json_oauth1_authorize' );
	echo '<button type="submit" name="wp-submit" value="authorize">Authorize</button><button type="submit" name="wp-submit" value="cancel">Cancel</button></form>';
	login_footer();
	exit;
}

/** To the app, or where it has no address, as a code to be typed. */
function oauth1_fixture_go_back( array $token ) {
	if ( in_array( $token['callback'], array( '', 'oob' ), true ) ) {
		login_header( 'Access Token' );
		printf( '<p>Your verification token is %s</p>', esc_html( $token['verifier'] ) );
		login_footer();
		exit;
	}
	wp_redirect( add_query_arg( array( 'oauth_token' => $token['key'], 'oauth_verifier' => $token['verifier'], 'wp_scope' => '%2A' ), $token['callback'] ) );
	exit;
}
