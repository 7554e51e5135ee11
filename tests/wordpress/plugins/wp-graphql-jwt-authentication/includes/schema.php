<?php
/**
 * What can be asked for.
 */

function graphql_fixture_schema() {
	return array(
		'query'    => array(
			'viewer'          => fn() => is_user_logged_in() ? graphql_fixture_user( wp_get_current_user() ) : null,
			'generalSettings' => fn() => array( 'title' => get_bloginfo( 'name' ), 'url' => get_bloginfo( 'wpurl' ) ),
			'posts'           => 'graphql_fixture_posts',
		),
		'mutation' => array(
			'login'               => 'graphql_fixture_login',
			'refreshJwtAuthToken' => 'graphql_fixture_refresh',
			'updateUser'          => 'graphql_fixture_update_user',
			'createPost'          => 'graphql_fixture_create_post',
		),
	);
}

/** The inputs that a mutation cannot do without. */
const GRAPHQL_FIXTURE_REQUIRED = array(
	'login'               => array( 'username', 'password' ),
	'refreshJwtAuthToken' => array( 'jwtRefreshToken' ),
	'updateUser'          => array( 'id' ),
	'createPost'          => array(),
);

function graphql_fixture_user( WP_User $user ) {
	return array(
		'id'                     => base64_encode( "user:$user->ID" ),
		'databaseId'             => $user->ID,
		'name'                   => $user->display_name,
		'username'               => $user->user_login,
		'email'                  => $user->user_email,
		'firstName'              => $user->first_name ? $user->first_name : null,
		'lastName'               => $user->last_name ? $user->last_name : null,
		'nicename'               => $user->user_nicename,
		'jwtAuthToken'           => fn() => graphql_fixture_issue( $user ),
		'jwtRefreshToken'        => fn() => graphql_fixture_issue( $user, true ),
		'isJwtAuthSecretRevoked' => fn() => graphql_fixture_is_revoked( $user->ID ),
	);
}

function graphql_fixture_posts() {
	$node = fn( $post ) => array( 'title' => get_the_title( $post ), 'databaseId' => $post->ID );
	return array( 'nodes' => array_map( $node, get_posts() ) );
}

function graphql_fixture_login( array $input ) {
	if ( '' === graphql_fixture_secret() ) {
		// The error is returned, not thrown: giving it a clientMutationId is one error more.
		throw new Graphql_Fixture_Error( isset( $input['clientMutationId'] ) ? 'Internal server error' : 'JWT Auth is not configured correctly. Please contact a site administrator.' );
	}
	$user = wp_authenticate( sanitize_user( $input['username'] ), trim( $input['password'] ) );
	if ( is_wp_error( $user ) ) {
		// HTML, escaped: tags arrive as text.
		throw new Graphql_Fixture_Error( esc_html( '0.6' === jwt_fixture_setting( 'mode' ) ? $user->get_error_code() : $user->get_error_message() ) );
	}
	wp_set_current_user( $user->ID );
	return array(
		'authToken'    => graphql_fixture_issue( $user ),
		'refreshToken' => graphql_fixture_issue( $user, true ),
		'user'         => graphql_fixture_user( $user ),
	);
}

function graphql_fixture_refresh( array $input ) {
	$claims = graphql_fixture_check( $input['jwtRefreshToken'] );
	if ( is_wp_error( $claims ) ) {
		graphql_fixture_status( $claims->get_error_data()['status'] );
		throw new Graphql_Fixture_Error( 'The provided refresh token is invalid' );
	}
	return array( 'authToken' => graphql_fixture_issue( new WP_User( $claims->data->user->id ) ) );
}

function graphql_fixture_update_user( array $input ) {
	$id = (int) str_replace( 'user:', '', is_numeric( $input['id'] ) ? $input['id'] : base64_decode( $input['id'] ) );
	if ( ! current_user_can( 'edit_user', $id ) ) {
		throw new Graphql_Fixture_Error( 'You do not have the appropriate capabilities to perform this action' );
	}
	$revoke = $input['revokeJwtUserSecret'] ?? null;
	if ( true === $revoke || ( false === $revoke && current_user_can( 'edit_users' ) ) ) {
		update_user_meta( $id, 'graphql_jwt_auth_secret_revoked', (int) $revoke );
	}
	if ( ! empty( $input['refreshJwtUserSecret'] ) ) {
		delete_user_meta( $id, 'graphql_jwt_auth_secret' );
	}
	return array( 'user' => graphql_fixture_user( get_userdata( $id ) ) );
}

function graphql_fixture_create_post( array $input ) {
	if ( ! current_user_can( 'edit_posts' ) ) {
		throw new Graphql_Fixture_Error( 'Sorry, you are not allowed to create posts' );
	}
	$id = wp_insert_post( wp_slash( array( 'post_title' => $input['title'] ?? '', 'post_status' => strtolower( $input['status'] ?? 'draft' ) ) ) );
	return array( 'post' => array( 'title' => get_the_title( $id ), 'databaseId' => $id ) );
}
