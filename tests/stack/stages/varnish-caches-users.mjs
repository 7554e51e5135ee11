// Varnish with rules that cache everything, as copied from posts on speed.
import { varnish } from "./varnish.mjs";

export default {
  name: "Varnish caches what has an Authorization header",
  edge: true,
  start: (stage) =>
    varnish(
      stage,
      `sub vcl_recv { if (req.method == "GET") { return (hash); } }
sub vcl_backend_response { if (bereq.method == "GET" && beresp.status == 200) { unset beresp.http.set-cookie; set beresp.ttl = 60s; set beresp.uncacheable = false; return (deliver); } }`,
    ),
  // Kept responses allow no origin, or another one: pages cannot read them either.
  finds: ["preflight fail", "cache fail"],
};
