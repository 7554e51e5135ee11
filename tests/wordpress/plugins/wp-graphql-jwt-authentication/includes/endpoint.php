<?php
/**
 * The endpoint: errors are inside responses with HTTP 200, and a bad token makes every field fail.
 */

/** The status of the response: the last one that any code set. */
function graphql_fixture_status( $set = null ) {
	static $status = 200;
	return $status = $set ?? $status;
}

function graphql_fixture_serve() {
	$path = untrailingslashit( (string) parse_url( $_SERVER['REQUEST_URI'] ?? '', PHP_URL_PATH ) );
	if ( ! isset( $_GET['graphql'] ) && ! str_ends_with( $path, '/graphql' ) ) {
		return;
	}
	$answer = 'OPTIONS' === $_SERVER['REQUEST_METHOD'] ? '' : wp_json_encode( graphql_fixture_answer( graphql_fixture_request() ) );
	status_header( graphql_fixture_status() );
	header( 'Content-Type: application/json; charset=UTF-8' );
	header( 'Access-Control-Allow-Origin: *' );
	header( 'Access-Control-Allow-Headers: Authorization, Content-Type, X-JWT-Auth, X-JWT-Refresh' );
	header( 'Access-Control-Max-Age: 600' );
	header( 'Access-Control-Expose-Headers: ' . ( '0.6' === jwt_fixture_setting( 'mode' ) ? 'X-JWT-Refresh' : 'X-JWT-Auth,X-JWT-Refresh' ) );
	foreach ( graphql_fixture_token_headers() as $name => $value ) {
		header( "$name: $value" );
	}
	echo $answer;
	exit;
}

function graphql_fixture_request() {
	$body = 'POST' === $_SERVER['REQUEST_METHOD'] ? json_decode( file_get_contents( 'php://input' ), true ) : wp_unslash( $_GET );
	return is_array( $body ) ? $body : array();
}

function graphql_fixture_answer( array $request ) {
	if ( empty( $request['query'] ) ) {
		return graphql_fixture_errors( 'GraphQL Request must include at least one of those two parameters: "query" or "queryId"' );
	}
	try {
		list( $kind, $fields ) = ( new Graphql_Fixture_Parser( $request['query'] ) )->operation();
		$fields = array_map( fn( $field ) => graphql_fixture_fill_in( $field, (array) ( $request['variables'] ?? array() ) ), $fields );
		graphql_fixture_validate( $kind, $fields );
	} catch ( Graphql_Fixture_Syntax_Error $error ) {
		graphql_fixture_status( 500 );
		return graphql_fixture_errors( $error->getMessage() );
	} catch ( Graphql_Fixture_Invalid $error ) {
		return graphql_fixture_errors( $error->getMessage() );
	}
	return graphql_fixture_execute( graphql_fixture_schema()[ $kind ], $fields );
}

function graphql_fixture_errors( $message ) {
	return array( 'errors' => array( array( 'message' => $message ) ) );
}

/** Puts values in the place of variables. */
function graphql_fixture_fill_in( $value, array $variables ) {
	if ( $value instanceof Graphql_Fixture_Variable ) {
		if ( ! isset( $variables[ $value->name ] ) ) {
			throw new Graphql_Fixture_Invalid( "Variable \"\$$value->name\" of required type \"String!\" was not provided." );
		}
		return $variables[ $value->name ];
	}
	return is_array( $value ) ? array_map( fn( $each ) => graphql_fixture_fill_in( $each, $variables ), $value ) : $value;
}

function graphql_fixture_validate( $kind, array $fields ) {
	foreach ( $fields as $field ) {
		if ( ! isset( graphql_fixture_schema()[ $kind ][ $field['name'] ] ) ) {
			throw new Graphql_Fixture_Invalid( "Cannot query field \"{$field['name']}\" on type \"Root" . ucfirst( $kind ) . '".' );
		}
		if ( 'mutation' === $kind && array_diff( GRAPHQL_FIXTURE_REQUIRED[ $field['name'] ], array_keys( $field['arguments']['input'] ?? array() ) ) ) {
			throw new Graphql_Fixture_Invalid( "Field \"{$field['name']}\" argument \"input\" of type \"" . ucfirst( $field['name'] ) . 'Input!" is required but not provided.' );
		}
	}
}

function graphql_fixture_execute( array $resolvers, array $fields ) {
	$errors = array();
	$data   = array();
	$bearer = graphql_fixture_bearer();
	// With no secret at all a token is as good as none, but for the status.
	$refused = is_wp_error( $bearer ) && '' !== graphql_fixture_secret() ? $bearer->get_error_message() : null;
	if ( is_wp_error( $bearer ) ) {
		graphql_fixture_status( $bearer->get_error_data()['status'] );
	}
	foreach ( $fields as $alias => $field ) {
		$data[ $alias ] = null;
		if ( null !== $refused ) {
			$debug    = GRAPHQL_DEBUG ? array( 'extensions' => array( 'debugMessage' => $refused ) ) : array();
			$errors[] = array( 'message' => 'Internal server error', 'path' => array( $alias ) ) + $debug;
			continue;
		}
		try {
			$input          = $field['arguments']['input'] ?? array();
			$data[ $alias ] = graphql_fixture_pick( $resolvers[ $field['name'] ]( $input ), $field['fields'], $input );
		} catch ( Graphql_Fixture_Error $error ) {
			$errors[] = array( 'message' => $error->getMessage(), 'path' => array( $alias ) );
		}
	}
	return ( $errors ? array( 'errors' => $errors ) : array() ) + array( 'data' => $data );
}

/** Of a value only what was asked for; a mutation gives its id back. */
function graphql_fixture_pick( $value, array $fields, array $input = array() ) {
	if ( is_array( $value ) && array_is_list( $value ) ) {
		return array_map( fn( $each ) => graphql_fixture_pick( $each, $fields ), $value );
	}
	if ( ! is_array( $value ) || ! $fields ) {
		return $value;
	}
	$value += array( 'clientMutationId' => $input['clientMutationId'] ?? null );
	$picked = array();
	foreach ( $fields as $alias => $field ) {
		$each             = $value[ $field['name'] ] ?? null;
		$picked[ $alias ] = graphql_fixture_pick( $each instanceof Closure ? $each() : $each, $field['fields'] );
	}
	return $picked;
}
