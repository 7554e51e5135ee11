// HAProxy lets a few requests through and refuses the rest with its own 429 page.
import { haproxy } from "./haproxy.mjs";

export default {
  name: "HAProxy limits requests",
  edge: true,
  start: (stage) =>
    haproxy(
      stage,
      `stick-table type ip size 100k expire 60s store http_req_rate(60s)
  http-request track-sc0 src
  http-request deny deny_status 429 if { sc_http_req_rate(0) gt 1 }`,
    ),
  says: { "*": "rate_limited" },
};
