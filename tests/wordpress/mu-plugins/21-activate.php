<?php
/**
 * Activates the plugins under test as an administrator's click in the plugin list would: a real one
 * makes its tables and options then. Once per site; creating a file that must not exist is what two requests cannot
 * both do.
 */

add_action(
	'wp_loaded',
	function () {
		$file = presskey_option( 'plugins' ) ? @fopen( PRESSKEY_FOLDER . '/activated', 'x' ) : false;
		if ( ! $file ) {
			return;
		}
		fclose( $file );
		wp_set_current_user( 1 );
		foreach ( presskey_option( 'plugins' ) as $plugin ) {
			do_action( "activate_$plugin", false );
		}
		wp_set_current_user( 0 );
	},
	1
);
