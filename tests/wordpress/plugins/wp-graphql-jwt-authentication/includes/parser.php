<?php
/**
 * As much of GraphQL's language as a client that logs in speaks: one operation, fields with aliases
 * and arguments, variables. No fragments and no directives.
 */

class Graphql_Fixture_Parser {
	private $tokens;

	public function __construct( $text ) {
		// A block string is none of this client's means; commas and comments mean nothing.
		preg_match_all( '/"(?:[^"\\\\\n]|\\\\.)*"|\$?[A-Za-z_]\w*|-?\d+(?:\.\d+)?|[{}()\[\]:!=]|#[^\n]*|[^\s,]/', $text, $found );
		$this->tokens = array_values( array_filter( $found[0], fn( $token ) => '#' !== $token[0] ) );
	}

	/** Returns "query" or "mutation", and the fields that are asked for. */
	public function operation() {
		$kind = 'query';
		if ( '{' !== $this->peek() ) {
			$kind = $this->name();
			// The name of the operation and the types of its variables are not looked at.
			while ( '{' !== $this->peek() ) {
				$this->next();
			}
		}
		return array( $kind, $this->selection() );
	}

	private function selection() {
		$fields = array();
		$this->expect( '{' );
		do {
			$name  = $this->name();
			$alias = $name;
			if ( $this->skip( ':' ) ) {
				$name = $this->name();
			}
			$arguments        = '(' === $this->peek() ? $this->pairs( '(', ')' ) : array();
			$fields[ $alias ] = array(
				'name'      => $name,
				'arguments' => $arguments,
				'fields'    => '{' === $this->peek() ? $this->selection() : array(),
			);
		} while ( ! $this->skip( '}' ) );
		return $fields;
	}

	private function pairs( $open, $close ) {
		$pairs = array();
		$this->expect( $open );
		while ( ! $this->skip( $close ) ) {
			$name = $this->name();
			$this->expect( ':' );
			$pairs[ $name ] = $this->value();
		}
		return $pairs;
	}

	private function value() {
		if ( '{' === $this->peek() ) {
			return $this->pairs( '{', '}' );
		}
		$token = $this->next();
		if ( '$' === $token[0] ) {
			return new Graphql_Fixture_Variable( substr( $token, 1 ) );
		}
		$value = json_decode( $token );
		// What is no JSON is the name of an enum's value.
		return null === $value && 'null' !== $token ? $token : $value;
	}

	private function peek() {
		return $this->tokens[0] ?? '<EOF>';
	}

	private function next() {
		if ( ! $this->tokens ) {
			throw new Graphql_Fixture_Syntax_Error( 'Syntax Error: Unexpected <EOF>' );
		}
		return array_shift( $this->tokens );
	}

	private function skip( $token ) {
		return $token === $this->peek() && null !== $this->next();
	}

	private function expect( $token ) {
		if ( ! $this->skip( $token ) ) {
			throw new Graphql_Fixture_Syntax_Error( "Syntax Error: Expected \"$token\", found {$this->peek()}" );
		}
	}

	private function name() {
		if ( ! preg_match( '/^[A-Za-z_]\w*$/', $this->peek() ) ) {
			throw new Graphql_Fixture_Syntax_Error( "Syntax Error: Expected Name, found {$this->peek()}" );
		}
		return $this->next();
	}
}

class Graphql_Fixture_Variable {
	public $name;

	public function __construct( $name ) {
		$this->name = $name;
	}
}

/** A field failed: its value is null, its text is shown. */
class Graphql_Fixture_Error extends Exception {}

/** The document is none: nothing is answered. */
class Graphql_Fixture_Syntax_Error extends Exception {}

/** The document asks for what there is not: nothing is carried out. */
class Graphql_Fixture_Invalid extends Exception {}
