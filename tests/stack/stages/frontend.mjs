// The site's address is the frontend's, which passes on /wp-json/ and the dashboard alone.
const PAGE = "<!doctype html><title>The frontend</title><div id=app></div>";

export default {
  name: "a frontend at the site's own address, which passes /wp-json/ on",
  start: ({ host }) =>
    host.serve("nginx", {
      site: `client_max_body_size 64m; default_type text/html;
        location ^~ /wp-json/ { try_files /none /index.php?$args; }`,
      config: 'if ($request_uri !~ "^/wp-(json|admin|login)") { return 404; }',
      fallback: `return 200 '${PAGE}';`,
    }),
  finds: [],
};
