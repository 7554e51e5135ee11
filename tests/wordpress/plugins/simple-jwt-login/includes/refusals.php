<?php
/**
 * Refusals have a number. They end the process before WordPress adds its CORS headers, so a page of
 * another origin sees a failed request instead of them.
 */

class Sjl_Fixture_Refusal extends Exception {
	/** @var int the status in 4.0 */
	public $status;

	public function __construct( $number, $message, $status ) {
		parent::__construct( $message, $number );
		$this->status = $status;
	}

	public function status() {
		if ( ! sjl_fixture_is_3() ) {
			return $this->status;
		}
		return in_array( $this->getCode(), array( 12, 13, 14, 55 ), true ) ? 401 : 400;
	}

	public function fields() {
		return array( 'message' => $this->getMessage(), sjl_fixture_is_3() ? 'errorCode' : 'error_code' => $this->getCode() );
	}
}

function sjl_fixture_answer_refusal( Sjl_Fixture_Refusal $refusal, $more = array() ) {
	wp_send_json_error( $refusal->fields() + $more, $refusal->status() );
}

/** The same for what the shared code says of a token: 400 in 4.0, even for an expired one. */
function sjl_fixture_token_refusal( $message, $claims, $now ) {
	$numbers = array(
		'Wrong number of segments'         => 2,
		'Invalid header encoding'          => 3,
		'Invalid claims encoding'          => 4,
		'Empty algorithm'                  => 6,
		'Algorithm not supported'          => 7,
		'Incorrect key for this algorithm' => 8,
		'Signature verification failed'    => 11,
		'Expired token'                    => 14,
	);
	$early  = str_starts_with( $message, 'Cannot handle token prior to' );
	$number = $early ? ( ( $claims['nbf'] ?? 0 ) > $now ? 12 : 13 ) : $numbers[ $message ] ?? 22;
	return new Sjl_Fixture_Refusal( $number, 8 === $number ? 'Algorithm not allowed' : $message, 400 );
}
