<?php
/**
 * Sets up "WPGraphQL JWT Authentication", the fixture and the real one alike. `secret`, `bad_config`,
 * `lifetime`, `refresh_lifetime` and `claims` work as ever; of its own it has
 *
 *   graphql_debug   true: GRAPHQL_DEBUG, without which the tokens in headers need https
 */

if ( 'wp-graphql-jwt-authentication' === presskey_option( 'server' ) ) {
	if ( defined( 'JWT_AUTH_SECRET_KEY' ) ) {
		define( 'GRAPHQL_JWT_AUTH_SECRET_KEY', JWT_AUTH_SECRET_KEY );
	}
	define( 'GRAPHQL_DEBUG', presskey_option( 'graphql_debug', false ) );
	add_filter( 'graphql_jwt_auth_expire', fn( $seconds ) => presskey_option( 'lifetime', $seconds ) );
	add_filter( 'graphql_jwt_auth_refresh_token_expiration', fn( $exp ) => null === presskey_option( 'refresh_lifetime' ) ? $exp : time() + presskey_option( 'refresh_lifetime' ) );
	add_filter( 'graphql_jwt_auth_token_before_sign', 'presskey_claims', 20 );
}
