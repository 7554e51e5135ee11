<?php
/**
 * Sets up "JWT Auth" of Useful Team, the fixture and the real one alike, through its filters.
 * `refresh_lifetime` and the settings of 20-plugin.php work as ever; of its own it has
 *
 *   whitelist             2.x: paths that need no token, e.g. "/wp-json/"
 *   authorization_header  the server variable with the token, e.g. "HTTP_X_TOKEN"
 *   custom_auth           the name of the user whom every `custom_auth` logs in
 */

add_filter( 'jwt_auth_alg', fn( $algorithm ) => presskey_option( 'algorithm', $algorithm ) );
add_filter( 'jwt_auth_payload', 'presskey_claims', 20 );
add_filter( 'jwt_auth_valid_credential_response', fn( $answer ) => array( 'data' => presskey_login_fields( $answer['data'] ) ) + $answer );
add_filter( 'jwt_auth_refresh_expire', fn( $exp, $created ) => null === presskey_option( 'refresh_lifetime' ) ? $exp : $created + presskey_option( 'refresh_lifetime' ), 10, 2 );
add_filter( 'jwt_auth_whitelist', fn( $routes ) => presskey_option( 'whitelist', $routes ) );
add_filter( 'jwt_auth_authorization_header', fn( $name ) => presskey_option( 'authorization_header', $name ) );
add_filter( 'jwt_auth_do_custom_auth', fn( $user ) => presskey_option( 'custom_auth' ) ? get_user_by( 'login', presskey_option( 'custom_auth' ) ) : $user );
