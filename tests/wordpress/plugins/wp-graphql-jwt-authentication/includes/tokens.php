<?php
/**
 * Access tokens of five minutes and refresh tokens of a year, which differ only in a word about the
 * user: either renews.
 */

const GRAPHQL_FIXTURE_LEEWAY = 60;

function graphql_fixture_secret() {
	return defined( 'GRAPHQL_JWT_AUTH_SECRET_KEY' ) ? GRAPHQL_JWT_AUTH_SECRET_KEY : '';
}

function graphql_fixture_is_revoked( $user_id ) {
	return (bool) get_user_meta( $user_id, 'graphql_jwt_auth_secret_revoked', true );
}

function graphql_fixture_issue( WP_User $user, $refresh = false ) {
	if ( graphql_fixture_is_revoked( $user->ID ) ) {
		throw new Graphql_Fixture_Error( 'The JWT token cannot be issued for this user' );
	}
	$now    = jwt_fixture_time();
	$claims = array(
		'iss'  => get_bloginfo( 'url' ),
		'iat'  => $now,
		'nbf'  => $now,
		'exp'  => $now + apply_filters( 'graphql_jwt_auth_expire', 5 * MINUTE_IN_SECONDS ),
		'data' => array( 'user' => array( 'id' => $user->data->ID ) ),
	);
	if ( $refresh ) {
		$claims['exp']                         = apply_filters( 'graphql_jwt_auth_refresh_token_expiration', $now + YEAR_IN_SECONDS );
		$claims['data']['user']['user_secret'] = graphql_fixture_user_secret( $user );
	}
	return jwt_fixture_encode( apply_filters( 'graphql_jwt_auth_token_before_sign', $claims, $user ), graphql_fixture_secret(), 'HS256' );
}

function graphql_fixture_user_secret( WP_User $user ) {
	$secret = get_user_meta( $user->ID, 'graphql_jwt_auth_secret', true );
	if ( ! $secret ) {
		$secret = uniqid( 'graphql_jwt_' );
		update_user_meta( $user->ID, 'graphql_jwt_auth_secret', $secret );
	}
	return $secret;
}

/** Returns the claims, or a WP_Error with the HTTP status that it brings about. */
function graphql_fixture_check( $token ) {
	if ( '' === graphql_fixture_secret() ) {
		return jwt_fixture_error( 'invalid-secret-key', 'JWT is not configured properly', 403 );
	}
	try {
		$claims = jwt_fixture_decode( $token, graphql_fixture_secret(), 'HS256', jwt_fixture_time(), GRAPHQL_FIXTURE_LEEWAY );
	} catch ( Exception $error ) {
		return jwt_fixture_error( 'invalid-secret-key', $error->getMessage(), 200 );
	}
	if ( ( $claims->iss ?? null ) !== get_bloginfo( 'url' ) ) {
		return jwt_fixture_error( 'invalid-jwt', 'The iss do not match with this server', 401 );
	}
	if ( ! isset( $claims->data->user->id ) ) {
		return jwt_fixture_error( 'invalid-jwt', 'User ID not found in the token', 401 );
	}
	// Access tokens have no such word: revoking leaves them alive until they expire.
	if ( isset( $claims->data->user->user_secret ) && graphql_fixture_is_revoked( $claims->data->user->id ) ) {
		return jwt_fixture_error( 'invalid-jwt', 'The User Secret does not match or has been revoked for this user', 401 );
	}
	return $claims;
}

/** The claims or the WP_Error of the request's own token; null without one. */
function graphql_fixture_bearer() {
	$header = jwt_fixture_authorization();
	return preg_match( '/^Bearer\s*(\S+)/', $header, $found ) ? graphql_fixture_check( $found[1] ) : null;
}

function graphql_fixture_current_user( $user ) {
	$claims = graphql_fixture_bearer();
	return $claims && ! is_wp_error( $claims ) ? absint( $claims->data->user->id ) : $user;
}

/** New tokens in the headers of a response: with https, or where debugging is on. */
function graphql_fixture_token_headers() {
	if ( ! is_ssl() && ! ( defined( 'GRAPHQL_DEBUG' ) && GRAPHQL_DEBUG ) ) {
		return array();
	}
	$headers = array();
	$bearer  = graphql_fixture_bearer();
	// The refresh token comes bare: with "Bearer" before it, it is none.
	$refresh = sanitize_text_field( $_SERVER['HTTP_REFRESH_AUTHORIZATION'] ?? '' );
	$renews  = '' === $refresh ? $bearer : graphql_fixture_check( $refresh );
	foreach ( array( 'X-JWT-Auth' => $renews, 'X-JWT-Refresh' => $bearer ) as $name => $claims ) {
		if ( $claims && ! is_wp_error( $claims ) ) {
			$headers[ $name ] = graphql_fixture_issue( new WP_User( $claims->data->user->id ), 'X-JWT-Refresh' === $name );
		}
	}
	return $headers;
}

/** WordPress's own routes get a refresh token too, and lose Link from what may be read. */
function graphql_fixture_rest_headers( $response ) {
	if ( $response instanceof WP_HTTP_Response && ( is_ssl() || ( defined( 'GRAPHQL_DEBUG' ) && GRAPHQL_DEBUG ) ) ) {
		$response->header( 'Access-Control-Expose-Headers', 'X-WP-Total, X-WP-TotalPages, X-JWT-Refresh' );
		foreach ( array_intersect_key( graphql_fixture_token_headers(), array( 'X-JWT-Refresh' => '' ) ) as $name => $value ) {
			$response->header( $name, $value );
		}
	}
	return $response;
}
