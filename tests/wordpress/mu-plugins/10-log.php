<?php
/**
 * The request log: two small files per request, so that parallel requests need no lock. Names of
 * fields only: a log of a login must not hold the password.
 */

function presskey_log() {
	static $name = null;
	if ( ! is_dir( PRESSKEY_FOLDER . '/log' ) || isset( $name ) ) {
		return $name;
	}
	$name = sprintf( '%017.6f-%s', microtime( true ), bin2hex( random_bytes( 3 ) ) );
	$type = $_SERVER['CONTENT_TYPE'] ?? $_SERVER['HTTP_CONTENT_TYPE'] ?? '';
	$body = $_POST;
	if ( str_contains( $type, 'json' ) ) {
		$body = json_decode( file_get_contents( 'php://input' ), true );
	}
	$authorization = (string) ( $_SERVER['HTTP_AUTHORIZATION'] ?? '' );
	$entry         = array(
		'method'        => $_SERVER['REQUEST_METHOD'],
		'path'          => parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH ),
		'route'         => presskey_route(),
		'query'         => array_keys( $_GET ),
		'authorization' => '' !== $authorization,
		'scheme'        => strtok( $authorization, ' ' ) ?: null,
		'contentType'   => $type ?: null,
		'fields'        => array_map( 'strval', array_keys( is_array( $body ) ? $body : array() ) ),
		'origin'        => $_SERVER['HTTP_ORIGIN'] ?? null,
		'cookie'        => ! empty( $_SERVER['HTTP_COOKIE'] ),
	);
	presskey_write( "log/$name.start.json", $entry );
	return $name;
}

/** Renamed when it is whole: the tests read the log while requests are answered. */
function presskey_write( $file, $value ) {
	$path = PRESSKEY_FOLDER . "/$file";
	file_put_contents( "$path.part", wp_json_encode( $value ) );
	// The tests may have cleared the log meanwhile.
	@rename( "$path.part", $path );
}

presskey_log();

/** The response's status, written before the response leaves, so that its recipient can read the log. */
add_filter(
	'rest_pre_serve_request',
	function ( $served, $result, $request ) {
		$name = presskey_log();
		if ( $name ) {
			presskey_write( "log/$name.end.json", array( 'status' => http_response_code(), 'user' => get_current_user_id() ) );
		}
		return $served;
	},
	1000,
	3
);
