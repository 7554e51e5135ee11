<?php
/**
 * Issuing and reading tokens. The site chooses which claims there are, `exp` too.
 */

const SJL_FIXTURE_LEEWAY = 60;

/** Claims of the client's own come first; in 4.0 it cannot name those that the site knows. */
function sjl_fixture_claims( WP_User $user, array $payload ) {
	$now   = jwt_fixture_time();
	$known = array(
		'iat'      => $now,
		'exp'      => $now + (int) jwt_fixture_setting( 'lifetime', HOUR_IN_SECONDS ),
		'email'    => $user->user_email,
		'id'       => $user->data->ID,
		'site'     => site_url(),
		'username' => $user->user_login,
		'iss'      => site_url(),
	);
	$chosen = array_merge( array( 'iat' ), jwt_fixture_setting( 'jwt_claims', array_keys( $known ) ) );
	$own    = sjl_fixture_is_3() ? $payload : array_diff_key( $payload, $known );
	$claims = array_merge( $own, array_intersect_key( $known, array_flip( $chosen ) ) );
	return apply_filters( 'simple_jwt_login_generate_payload', $claims, $user );
}

function sjl_fixture_sign( array $claims ) {
	return jwt_fixture_encode( $claims, jwt_fixture_secret(), 'HS256' );
}

/** The claims of a token that this site signed, or a refusal. */
function sjl_fixture_read( $token, $leeway = SJL_FIXTURE_LEEWAY ) {
	$now = jwt_fixture_time();
	try {
		return (array) jwt_fixture_decode( $token, jwt_fixture_secret(), 'HS256', $now, $leeway );
	} catch ( Exception $error ) {
		throw sjl_fixture_token_refusal( $error->getMessage(), sjl_fixture_peek( $token )[1], $now + $leeway );
	}
}

/** Header and claims of a token, unchecked. */
function sjl_fixture_peek( $token ) {
	$parts = array_slice( explode( '.', $token ), 0, 2 );
	$parts = array_map( fn( $part ) => json_decode( base64_decode( strtr( $part, '-_', '+/' ) ), true ), $parts );
	return array_pad( $parts, 2, null );
}

/** The user whom claims name, or null. */
function sjl_fixture_user_of( array $claims ) {
	if ( ! empty( $claims['tfa_pending'] ) && ! sjl_fixture_is_3() ) {
		throw new Sjl_Fixture_Refusal( 110, 'This JWT requires two-factor verification before it can be used.', 500 );
	}
	if ( ! isset( $claims['id'] ) ) {
		throw new Sjl_Fixture_Refusal( 30, 'Unable to find user id property in JWT.', 500 );
	}
	$user = get_user_by( 'id', (int) $claims['id'] );
	return $user ? $user : null;
}
