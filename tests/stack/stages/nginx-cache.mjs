// nginx keeps every response for a minute, by address alone, and gives a user's to anybody.
import { join } from "node:path";

export default {
  name: "nginx's fastcgi cache serves a user's response to others",
  start: ({ host, folder }) =>
    host.serve("nginx", {
      all: `fastcgi_cache_path ${join(folder, "cache")} keys_zone=all:1m;`,
      config: `fastcgi_cache all;
        fastcgi_cache_key $request_method$request_uri;
        fastcgi_cache_valid 200 1m;
        fastcgi_ignore_headers Cache-Control Expires Set-Cookie Vary;`,
      site: "client_max_body_size 64m;",
    }),
  // Kept responses allow no origin, or another one: pages cannot read them either.
  finds: ["preflight fail", "cache fail"],
};
