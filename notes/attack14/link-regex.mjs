// P8: a `Link` header in front of a backend of a site with plain permalinks.
import { linkRewriter } from "../../wt/attack14/pkg/server/headers.js";
const rewrite = linkRewriter("https://example.com/?rest_route=/", "/api/presskey/rest");
for (const n of [4000, 8000, 16000, 32000, 64000]) {
  const t = performance.now();
  rewrite("x", `https://example.com/${"/".repeat(n)}`, "");
  rewrite("x", `https://example.com/${"a".repeat(n)}`, "");
  console.log(n, Math.round(performance.now() - t), "ms");
}
