<?php
/**
 * The OAuth 1.0a consumers that tests ask for, as the plugin's settings page would store them:
 * `consumers` is a list of { key, secret, callback, name }.
 */

add_action(
	'init',
	function () {
		foreach ( presskey_option( 'consumers', array() ) as $consumer ) {
			$known = array( 'post_type' => 'json_consumer', 'post_status' => 'any', 'meta_key' => 'key', 'meta_value' => $consumer['key'] );
			if ( ! get_posts( $known ) ) {
				wp_insert_post(
					array(
						'post_type'  => 'json_consumer',
						'post_title' => $consumer['name'] ?? 'An app',
						'meta_input' => array( 'type' => 'oauth1' ) + array_diff_key( $consumer, array( 'name' => 1 ) ),
					)
				);
			}
		}
	},
	20
);
