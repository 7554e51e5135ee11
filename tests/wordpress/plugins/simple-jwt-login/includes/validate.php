<?php
/**
 * The routes that look at a token: is it good, and make an end of it.
 */

/** The token of a request and its user, for the routes that ask for one. */
function sjl_fixture_bearer() {
	$token = sjl_fixture_find_token();
	if ( ! $token ) {
		throw new Sjl_Fixture_Refusal( 53, 'The `jwt` parameter is missing.', 422 );
	}
	$user = sjl_fixture_user_of( sjl_fixture_read( $token ) );
	if ( ! $user ) {
		throw new Sjl_Fixture_Refusal( 24, 'User not found.', 404 );
	}
	return array( $token, $user );
}

function sjl_fixture_validate( array $request ) {
	sjl_fixture_admit( 'validate', $request );
	list( $token, $user ) = sjl_fixture_bearer();
	sjl_fixture_refuse_revoked( $user, $token );

	list( $header, $payload ) = sjl_fixture_peek( $token );
	$jwt = array( 'token' => $token, 'header' => $header, 'payload' => $payload );
	if ( isset( $payload['exp'] ) ) {
		$jwt['expire_in'] = $payload['exp'] - jwt_fixture_time();
	}
	return array(
		'data' => array(
			'user'  => array_diff_key( $user->to_array(), array( 'user_pass' => '' ) ),
			'roles' => $user->roles,
			'jwt'   => sjl_fixture_is_3() ? array( $jwt ) : $jwt,
		),
	);
}

function sjl_fixture_do_revoke( array $request ) {
	sjl_fixture_admit( 'revoke', $request );
	list( $token, $user ) = sjl_fixture_bearer();
	sjl_fixture_refuse_revoked( $user, $token, 'Token was already revoked.', sjl_fixture_is_3() ? 0 : 55 );
	sjl_fixture_revoke( $user, $token );
	return array( 'message' => 'Token was revoked.', 'data' => array( 'jwt' => array( $token ) ) );
}
