<?php
/**
 * Fills a freshly installed WordPress: users, posts, a draft, a category.
 * Runs once per machine; the database is kept in the cache folder afterwards.
 */

require '/wordpress/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/user.php';

$seed = json_decode( file_get_contents( '/wordpress/wp-content/presskey/seed.json' ), true );

foreach ( $seed['users'] as $user ) {
	$old = get_user_by( 'login', $user['username'] );
	$id  = wp_insert_user(
		array(
			'ID'           => $old ? $old->ID : null,
			'user_login'   => $user['username'],
			'user_pass'    => 'set below',
			'user_email'   => $user['email'],
			'display_name' => $user['name'],
			'role'         => $user['role'],
		)
	);
	if ( is_wp_error( $id ) ) {
		throw new Exception( $user['username'] . ': ' . $id->get_error_message() );
	}
	// wp_set_password() hashes what it gets; the forms of WordPress hand it a slashed one.
	wp_set_password( empty( $user['slashed'] ) ? $user['password'] : wp_slash( $user['password'] ), $id );
}

$editor   = get_user_by( 'login', 'editor' )->ID;
$category = wp_insert_term( 'Field notes', 'category', array( 'slug' => 'field-notes' ) )['term_id'];
foreach ( get_posts( array( 'post_type' => array( 'post', 'page' ), 'post_status' => 'any', 'numberposts' => -1 ) ) as $old ) {
	wp_delete_post( $old->ID, true );
}

foreach ( $seed['posts'] as $number => $post ) {
	wp_insert_post(
		wp_slash(
			array(
				'post_title'    => $post['title'],
				'post_content'  => $post['content'],
				'post_status'   => $post['status'],
				'post_author'   => $editor,
				'post_category' => array( $category ),
				// One a day, so that the order never depends on the second they were made in.
				'post_date'     => gmdate( 'Y-m-d 09:00:00', strtotime( '2024-03-01 +' . $number . ' days' ) ),
			)
		)
	);
}

update_option( 'blogname', 'Presskey test site' );
update_option( 'blogdescription', '' );
update_option( 'permalink_structure', $seed['permalink_structure'] );
$GLOBALS['wp_rewrite']->init();
flush_rewrite_rules( false );
echo 'seeded';
