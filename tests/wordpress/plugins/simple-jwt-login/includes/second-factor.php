<?php
/**
 * The second factor of 4.0, asked of the plugin "Two Factor". A login then succeeds with a token that
 * is good for nothing but sending the code.
 */

/** The response that asks for a code, or null where none is needed. */
function sjl_fixture_challenge( WP_User $user ) {
	if ( sjl_fixture_is_3() || ! class_exists( 'Two_Factor_Core' ) || ! Two_Factor_Core::is_user_using_two_factor( $user ) ) {
		return null;
	}
	$now      = jwt_fixture_time();
	$provider = get_class( Two_Factor_Core::get_primary_provider_for_user( $user ) );
	$claims   = array(
		'iat'          => $now,
		'exp'          => $now + 5 * MINUTE_IN_SECONDS,
		'tfa_pending'  => 1,
		'tfa_user_id'  => $user->ID,
		'tfa_nonce'    => Two_Factor_Core::create_login_nonce( $user->ID )['key'],
		'tfa_provider' => $provider,
	);
	return array(
		'data' => array(
			'jwt'                 => sjl_fixture_sign( $claims ),
			'two_factor_required' => true,
			'provider'            => $provider,
		),
	);
}

function sjl_fixture_second_factor( array $request ) {
	if ( ! jwt_fixture_setting( 'auth', true ) ) {
		throw new Sjl_Fixture_Refusal( 45, 'Authentication is not enabled.', 403 );
	}
	if ( ! class_exists( 'Two_Factor_Core' ) ) {
		throw new Sjl_Fixture_Refusal( 105, 'Two-factor authentication plugin is not active.', 403 );
	}
	$token = sjl_fixture_find_token();
	if ( ! $token ) {
		throw new Sjl_Fixture_Refusal( 23, 'Interim JWT is missing.', 422 );
	}
	$user = sjl_fixture_interim_user( sjl_fixture_read( $token, 0 ) );
	$code = sanitize_text_field( $request['code'] ?? '' );
	if ( '' === $code ) {
		throw new Sjl_Fixture_Refusal( 109, 'The two-factor code is missing.', 422 );
	}
	if ( ! Two_Factor_Totp::get_instance()->validate_code_for_user( $user, $code ) ) {
		throw new Sjl_Fixture_Refusal( 109, 'Invalid two-factor code.', 500 );
	}
	return sjl_fixture_session( $user );
}

function sjl_fixture_interim_user( array $claims ) {
	if ( empty( $claims['tfa_pending'] ) ) {
		throw new Sjl_Fixture_Refusal( 106, 'A valid interim two-factor JWT is required.', 422 );
	}
	if ( empty( $claims['tfa_user_id'] ) || empty( $claims['tfa_nonce'] ) ) {
		throw new Sjl_Fixture_Refusal( 106, 'Invalid interim JWT claims.', 500 );
	}
	$user = get_user_by( 'id', $claims['tfa_user_id'] );
	if ( ! $user ) {
		throw new Sjl_Fixture_Refusal( 24, 'User not found.', 404 );
	}
	if ( Two_Factor_Core::is_user_rate_limited( $user ) ) {
		$wait = Two_Factor_Core::get_user_time_delay( $user );
		throw new Sjl_Fixture_Refusal( 108, "Too many failed attempts. Please wait $wait seconds.", 500 );
	}
	if ( ! Two_Factor_Core::verify_login_nonce( $user->ID, $claims['tfa_nonce'] ) ) {
		throw new Sjl_Fixture_Refusal( 107, 'Invalid or expired two-factor session. Please authenticate again.', 500 );
	}
	return $user;
}
