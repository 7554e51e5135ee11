<?php
/**
 * Sets up "Simple JWT Login". The fixture reads these settings itself; the real one finds them in its
 * option, which is laid out in one way for 3.x and in another for 4.0.
 *
 *   lifetime, refresh_lifetime   seconds (the real one counts in minutes)
 *   auth, refresh, validate, revoke   false: that is not enabled
 *   jwt_claims        the claims in a token: all of iat, exp, email, id, site, username, iss
 *   auth_code         a code to be sent along, as auth_code_key ("AUTH_KEY"); 3.x wants it everywhere
 *                     but for validating
 *   auth_code_routes  4.0: where it is wanted, of auth, refresh, validate, revoke (auth)
 *   allowed_ips       addresses that may use the routes, with commas
 *   password_base64, password_hash   true: passwords come in base64; 4.0: a hash may log in
 *   namespace         instead of "simple-jwt-login/v1"
 *   token_places      of header, parameter and cookie (the first two)
 *   token_header, token_parameter   names (Authorization, JWT)
 *   all_endpoints     false: tokens count on the plugin's own routes only
 *   protected         { route: [role, …] } that only a token opens, with no role any user's
 *   cors_origin       the plugin's own Access-Control-Allow-Origin
 *   second_factor     4.0: { username: code }
 *   second_factor_wait   seconds: too many attempts were made
 */

if ( 'simple-jwt-login' === presskey_option( 'server' ) ) {
	add_filter( 'simple_jwt_login_generate_payload', 'presskey_claims' );
	add_filter( 'pre_option_simple_jwt_login_settings', fn() => wp_json_encode( '3' === presskey_option( 'mode' ) ? presskey_sjl_flat() : presskey_sjl_nested() ) );
	if ( presskey_option( 'second_factor' ) ) {
		require __DIR__ . '/two-factor/two-factor.php';
	}
}

function presskey_sjl_general() {
	$places = presskey_option( 'token_places', array( 'header', 'parameter' ) );
	return array(
		'route_namespace'    => presskey_option( 'namespace', 'simple-jwt-login/v1/' ),
		'decryption_key'     => JWT_AUTH_SECRET_KEY,
		'jwt_algorithm'      => 'HS256',
		'request_jwt_url'    => (int) in_array( 'parameter', $places, true ),
		'request_jwt_header' => (int) in_array( 'header', $places, true ),
		'request_jwt_cookie' => (int) in_array( 'cookie', $places, true ),
		'request_keys'       => array(
			'url'    => presskey_option( 'token_parameter', 'JWT' ),
			'header' => presskey_option( 'token_header', 'Authorization' ),
		),
		'api_middleware'     => array( 'enabled' => presskey_option( 'all_endpoints', true ) ),
	);
}

function presskey_sjl_shared() {
	return array(
		'jwt_payload' => presskey_option( 'jwt_claims', array( 'iat', 'exp', 'email', 'id', 'site', 'username', 'iss' ) ),
		'cors'        => array(
			'enabled'              => (int) null !== presskey_option( 'cors_origin' ),
			'allow_origin_enabled' => null !== presskey_option( 'cors_origin' ),
			'allow_origin'         => presskey_option( 'cors_origin', '' ),
		),
		'codes'       => array( array( 'code' => presskey_option( 'auth_code', '' ), 'role' => '', 'expiration_date' => '' ) ),
		'key'         => presskey_option( 'auth_code_key', '' ),
	);
}

function presskey_sjl_minutes( $name, $default ) {
	return (int) ceil( presskey_option( $name, $default * 60 ) / 60 );
}

/** As 3.x keeps it. */
function presskey_sjl_flat() {
	$shared = presskey_sjl_shared();
	return presskey_sjl_general() + array(
		'jwt_login_by'            => 1,
		'jwt_login_by_parameter'  => 'id',
		'allow_authentication'    => (int) presskey_option( 'auth', true ),
		'jwt_payload'             => $shared['jwt_payload'],
		'jwt_auth_ttl'            => presskey_sjl_minutes( 'lifetime', 60 ),
		'jwt_auth_refresh_ttl'    => presskey_sjl_minutes( 'refresh_lifetime', 20160 ),
		'auth_ip'                 => presskey_option( 'allowed_ips', '' ),
		'auth_requires_auth_code' => null !== presskey_option( 'auth_code' ),
		'auth_password_base64'    => presskey_option( 'password_base64', false ),
		'auth_codes'              => $shared['codes'],
		'auth_code_key'           => $shared['key'],
		'cors'                    => $shared['cors'],
		'enabled_hooks'           => array( 'simple_jwt_login_generate_payload' ),
		'protect_endpoints'       => array(
			'enabled' => (int) (bool) presskey_option( 'protected' ),
			'action'  => 2,
			'protect' => array_keys( presskey_option( 'protected', array() ) ),
		),
	);
}

/** As 4.0 keeps it. */
function presskey_sjl_nested() {
	$shared = presskey_sjl_shared();
	$wanted = null === presskey_option( 'auth_code' ) ? array() : presskey_option( 'auth_code_routes', array( 'auth' ) );
	$rules  = presskey_option( 'protected', array() );
	return array(
		'_schema_version'  => 2,
		'general'          => presskey_sjl_general(),
		'login'            => array( 'login_by' => 1, 'login_by_parameter' => 'id' ),
		'authorization'    => array(
			'enabled'                => (int) presskey_option( 'auth', true ),
			'jwt_payload'            => $shared['jwt_payload'],
			'ttl'                    => presskey_sjl_minutes( 'lifetime', 60 ),
			'refresh_ttl'            => presskey_sjl_minutes( 'refresh_lifetime', 20160 ),
			'ip_whitelist'           => presskey_option( 'allowed_ips', '' ),
			'auth_code'              => in_array( 'auth', $wanted, true ),
			'refresh_auth_code'      => in_array( 'refresh', $wanted, true ),
			'validate_auth_code'     => in_array( 'validate', $wanted, true ),
			'revoke_auth_code'       => in_array( 'revoke', $wanted, true ),
			'password_base64'        => presskey_option( 'password_base64', false ),
			'password_hash_enabled'  => presskey_option( 'password_hash', false ),
			'refresh_token_enabled'  => (int) presskey_option( 'refresh', true ),
			'validate_token_enabled' => (int) presskey_option( 'validate', true ),
			'revoke_token_enabled'   => (int) presskey_option( 'revoke', true ),
			'refresh_token_key'      => 'a key for tests only',
		),
		'auth_codes'       => array( 'codes' => $shared['codes'], 'key' => $shared['key'] ),
		'cors'             => $shared['cors'],
		'hooks'            => array( 'enabled_hooks' => array( 'simple_jwt_login_generate_payload' ) ),
		'protect_endpoint' => array(
			'enabled'        => (int) (bool) $rules,
			'default_action' => 'allow_all',
			'rules_url'      => array_keys( $rules ),
			'rules_type'     => array_map( fn( $roles ) => $roles ? 'protected_roles' : 'protected', array_values( $rules ) ),
			'rules_roles'    => array_map( fn( $roles ) => implode( ',', $roles ), array_values( $rules ) ),
		),
		'integrations'     => array( '3rdparty' => array( 'two_factor' => array( 'enabled' => true ) ) ),
	);
}
