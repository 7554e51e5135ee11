<?php
/**
 * What owners do to their sites, and plugins for them.
 *
 *   closed    a code: the REST API refuses visitors with it, every method and OPTIONS too
 */

if ( presskey_option( 'closed' ) ) {
	add_filter(
		'rest_authentication_errors',
		fn( $result ) => ! empty( $result ) || is_user_logged_in()
			? $result
			: new WP_Error( presskey_option( 'closed' ), 'You are not currently logged in.', array( 'status' => 401 ) )
	);
}
