// The lines that hints and pages quote: each is applied in `cures.test.mjs`, or in the test of the
// server that needs it, and seen to fix the fault.

/** By name. */
export const cures = {
  setEnvIf: 'SetEnvIf Authorization "(.*)" HTTP_AUTHORIZATION=$1',
  passAuth: "CGIPassAuth On",
  rewriteRule: "RewriteRule .* - [E=HTTP_AUTHORIZATION:%{HTTP:Authorization}]",
  noSlash: "RewriteCond %{REQUEST_URI} !/wp-json/",
  fastcgiParam: "fastcgi_param HTTP_AUTHORIZATION $http_authorization;",
  noIntercept: "fastcgi_intercept_errors off;",
  noUserCache: "fastcgi_cache_bypass $http_authorization; fastcgi_no_cache $http_authorization;",
  tryFiles: "try_files $uri $uri/ /index.php?$args;",
  gateApache: String.raw`Require expr "%{THE_REQUEST} =~ m#^[A-Z]+ /(wp-json/|\?rest_route=)#"`,
  gateMap: String.raw`map $request_uri $gate { default "Staging"; "~^/(wp-json/|\?rest_route=)" off; }`,
  gateNginx: "auth_basic $gate;",
  headerSet: "Header set Access-Control-Allow-Origin",
  addHeader: "add_header Access-Control-Allow-Origin",
  preflight:
    "<?php add_filter('rest_authentication_errors', fn ($error) => $_SERVER['REQUEST_METHOD'] === 'OPTIONS' ? true : $error, 1000);",
  allowHeader:
    "<?php add_filter('rest_allowed_cors_headers', fn ($headers) => [...$headers, 'X-Shop']);",
  early: "<?php add_action('rest_api_init', fn () => rest_send_cors_headers(null), 0);",
  laxCookie: "<?php add_filter('wp_auth_jwt_cookie_samesite', fn () => 'Lax');",
  quiet: "ini_set('display_errors', '0');",
  debugLog: "define('WP_DEBUG', true); define('WP_DEBUG_LOG', true);",
  shortLife:
    "add_filter('jwt_auth_expire', fn ($expires, $issued) => $issued + DAY_IN_SECONDS, 10, 2);",
};
