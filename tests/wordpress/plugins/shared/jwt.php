<?php
/**
 * JSON Web Tokens signed with HMAC. The texts of the exceptions are the ones clients see in the
 * wild (they come from the php-jwt library there), in the order in which it makes its checks.
 */

const JWT_FIXTURE_HASHES = array(
	'HS256' => 'sha256',
	'HS384' => 'sha384',
	'HS512' => 'sha512',
);

function jwt_fixture_base64url( $bytes ) {
	return rtrim( strtr( base64_encode( $bytes ), '+/', '-_' ), '=' );
}

function jwt_fixture_encode( array $claims, $secret, $algorithm ) {
	if ( ! isset( JWT_FIXTURE_HASHES[ $algorithm ] ) ) {
		throw new DomainException( 'Algorithm not supported' );
	}
	$parts = array( array( 'typ' => 'JWT', 'alg' => $algorithm ), $claims );
	// Slashes stay as they are, letters outside ASCII become \u escapes: as php-jwt 6 writes them.
	$parts  = array_map( fn( $part ) => jwt_fixture_base64url( wp_json_encode( $part, JSON_UNESCAPED_SLASHES ) ), $parts );
	$signed = implode( '.', $parts );
	return $signed . '.' . jwt_fixture_base64url( hash_hmac( JWT_FIXTURE_HASHES[ $algorithm ], $signed, $secret, true ) );
}

/** Returns the claims as an object, or throws. Most servers allow a wrong clock no second. */
function jwt_fixture_decode( $token, $secret, $algorithm, $now, $leeway = 0 ) {
	$parts = explode( '.', $token );
	if ( 3 !== count( $parts ) ) {
		throw new UnexpectedValueException( 'Wrong number of segments' );
	}
	$header = jwt_fixture_json( $parts[0] );
	if ( null === $header ) {
		throw new UnexpectedValueException( 'Invalid header encoding' );
	}
	$claims = jwt_fixture_json( $parts[1] );
	if ( null === $claims ) {
		throw new UnexpectedValueException( 'Invalid claims encoding' );
	}
	if ( array() === $claims ) {
		$claims = new stdClass();
	}
	if ( ! is_object( $claims ) ) {
		throw new UnexpectedValueException( 'Payload must be a JSON object' );
	}
	if ( empty( $header->alg ) ) {
		throw new UnexpectedValueException( 'Empty algorithm' );
	}
	if ( ! preg_match( '/^((HS|RS)(256|384|512)|ES(256|384|256K)|EdDSA)$/', $header->alg ) ) {
		throw new UnexpectedValueException( 'Algorithm not supported' );
	}
	if ( $header->alg !== $algorithm ) {
		throw new UnexpectedValueException( 'Incorrect key for this algorithm' );
	}
	$wanted = hash_hmac( JWT_FIXTURE_HASHES[ $algorithm ], $parts[0] . '.' . $parts[1], $secret, true );
	if ( ! hash_equals( $wanted, (string) base64_decode( strtr( $parts[2], '-_', '+/' ) ) ) ) {
		throw new UnexpectedValueException( 'Signature verification failed' );
	}
	foreach ( array( 'nbf', 'iat' ) as $claim ) {
		if ( isset( $claims->$claim ) && $claims->$claim > $now + $leeway ) {
			throw new UnexpectedValueException( 'Cannot handle token prior to ' . gmdate( DateTime::ISO8601, (int) $claims->$claim ) );
		}
	}
	if ( isset( $claims->exp ) && $now - $leeway >= $claims->exp ) {
		throw new UnexpectedValueException( 'Expired token' );
	}
	return $claims;
}

function jwt_fixture_json( $part ) {
	$text  = (string) base64_decode( strtr( $part, '-_', '+/' ) );
	$value = json_decode( $text );
	$error = json_last_error();
	if ( JSON_ERROR_NONE !== $error ) {
		$texts = array(
			JSON_ERROR_DEPTH          => 'Maximum stack depth exceeded',
			JSON_ERROR_STATE_MISMATCH => 'Invalid or malformed JSON',
			JSON_ERROR_CTRL_CHAR      => 'Unexpected control character found',
			JSON_ERROR_SYNTAX         => 'Syntax error, malformed JSON',
			JSON_ERROR_UTF8           => 'Malformed UTF-8 characters',
		);
		throw new DomainException( $texts[ $error ] ?? 'Unknown JSON error: ' . $error );
	}
	return $value;
}
