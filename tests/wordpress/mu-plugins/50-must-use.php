<?php
/**
 * What a site's owner would put into a must-use plugin of their own: the lines that hints quote. Not
 * included, since PHP would keep what it compiled.
 */

eval( '?>' . @file_get_contents( PRESSKEY_FOLDER . '/must-use.php' ) );
