<?php
/**
 * Both generations of refreshing: with a token of its own in 4.0, with the old token in 3.x.
 */

function sjl_fixture_refresh( array $request ) {
	sjl_fixture_admit( 'refresh', $request );
	sjl_fixture_refuse_revoked_rider();
	if ( empty( $request['refresh_token'] ) ) {
		throw new Sjl_Fixture_Refusal( 51, 'Refresh token is missing.', 422 );
	}
	$user = sjl_fixture_take_refresh_token( $request['refresh_token'] );
	if ( ! $user ) {
		throw new Sjl_Fixture_Refusal( 51, 'Invalid refresh token.', 401 );
	}
	return sjl_fixture_session( $user, sjl_fixture_payload( $request ) );
}

/** A token that rides along is looked at for one thing only: whether it was revoked. */
function sjl_fixture_refuse_revoked_rider() {
	try {
		$token = sjl_fixture_find_token();
		$user  = $token ? sjl_fixture_user_of( sjl_fixture_read( $token ) ) : null;
	} catch ( Sjl_Fixture_Refusal $ignored ) {
		return;
	}
	if ( $user ) {
		sjl_fixture_refuse_revoked( $user, $token );
	}
}

/** In 3.x the old token is what is refreshed, for a while after its end too. */
function sjl_fixture_refresh_old( array $request ) {
	sjl_fixture_admit( 'refresh', $request );
	$token = sjl_fixture_find_token();
	if ( ! $token ) {
		throw new Sjl_Fixture_Refusal( 51, 'JWT is missing.', 422 );
	}
	try {
		sjl_fixture_read( $token );
	} catch ( Sjl_Fixture_Refusal $refusal ) {
		if ( 14 !== $refusal->getCode() ) {
			throw $refusal;
		}
	}
	$claims = sjl_fixture_peek( $token )[1];
	$user   = sjl_fixture_user_of( $claims );
	if ( $user ) {
		sjl_fixture_refuse_revoked( $user, $token );
	}
	if ( isset( $claims['exp'] ) ) {
		$now = jwt_fixture_time();
		if ( $now > $claims['exp'] + (int) jwt_fixture_setting( 'refresh_lifetime', 20160 * MINUTE_IN_SECONDS ) ) {
			throw new Sjl_Fixture_Refusal( 50, 'JWT is too old to be refreshed.', 401 );
		}
		$claims['exp'] = $now + (int) jwt_fixture_setting( 'lifetime', HOUR_IN_SECONDS );
	}
	return array( 'data' => array( 'jwt' => sjl_fixture_sign( $claims ) ) );
}
