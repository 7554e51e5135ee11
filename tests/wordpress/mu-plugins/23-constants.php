<?php
/**
 * What site owners write into wp-config.php for the other JWT plugins.
 */

if ( ! presskey_option( 'bad_config' ) ) {
	define( 'SIMPLE_JWT_AUTHENTICATION_SECRET_KEY', JWT_AUTH_SECRET_KEY );
	define( 'JWT_AUTH_PRO_SECRET', JWT_AUTH_SECRET_KEY );
}
if ( presskey_option( 'header_name' ) ) {
	define( 'SIMPLE_JWT_AUTHENTICATION_HEADER_NAME', presskey_option( 'header_name' ) );
}
if ( null !== presskey_option( 'lifetime' ) ) {
	define( 'JWT_AUTH_PRO_ACCESS_TTL', presskey_option( 'lifetime' ) );
}
if ( null !== presskey_option( 'refresh_lifetime' ) ) {
	define( 'JWT_AUTH_PRO_REFRESH_TTL', presskey_option( 'refresh_lifetime' ) );
}
