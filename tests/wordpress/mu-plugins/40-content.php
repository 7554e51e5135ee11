<?php
/**
 * Content of a site's own: the post type "book" with a meta field, an extra field and the taxonomy
 * "genre". Only with the setting `books`.
 */

add_action(
	'init',
	function () {
		if ( ! presskey_option( 'books' ) ) {
			return;
		}
		register_taxonomy( 'genre', 'book', array( 'show_in_rest' => true, 'label' => 'Genres' ) );
		register_post_type(
			'book',
			array(
				'public'       => true,
				'show_in_rest' => true,
				'label'        => 'Books',
				'supports'     => array( 'title', 'editor', 'custom-fields' ),
			)
		);
		register_post_meta(
			'book',
			'pages',
			array( 'type' => 'integer', 'single' => true, 'show_in_rest' => true, 'description' => 'How many pages it has */ alert(1) /*' )
		);
		register_rest_field(
			'book',
			'isbn',
			array(
				'get_callback' => fn() => array( 'prefix' => 978, 'form' => 'paper' ),
				'schema'       => array(
					'type'       => array( 'object', 'null' ),
					'properties' => array(
						'prefix' => array( 'type' => 'integer' ),
						'form'   => array( 'type' => 'string', 'enum' => array( 'paper', 'e"book' ) ),
					),
				),
			)
		);
	}
);
