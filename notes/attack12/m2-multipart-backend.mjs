// B5: "Only headers on a list pass, also inside of a batch, and a batch is any list of `requests`,
// whatever the route. `allow` is asked about each of its calls."
// A form of several parts whose list of `requests` the backend doesn't see, and PHP does.
import { createBackend } from "presskey/server";
import { loadNodeRuntime } from "@php-wasm/node";
import { PHP } from "@php-wasm/universal";
import { startMock } from "../../tests/support/mock-wordpress.mjs";
import { credentials } from "../../tests/support/app.mjs";
const php = new PHP(await loadNodeRuntime("8.3", { emscriptenOptions: { processId: process.pid } }));
php.writeFile("/tmp/x.php", "<?php echo json_encode($_POST);");
const mock = await startMock();
const asked = [];
mock.setOptions({ answer: (r) => r.route?.startsWith("/wc/store/v1/batch") ? (r.query.get("rest_route"), asked.push(r), { status: 207, body: {} }) : undefined });
const allowed = [];
const backend = createBackend({ site: mock.url, plugin: "jwt-authentication-for-wp-rest-api", secret: "x".repeat(40),
  allow: (c) => { allowed.push(`${c.method} ${c.route}`); return c.route === "/wc/store/v1/batch" || c.route.startsWith("/wc/store/v1/cart"); } });
const H = { "Sec-Fetch-Site": "same-origin", Origin: "https://app.example" };
const login = await backend.handle(new Request("https://app.example/api/presskey/login", { method: "POST", headers: { ...H, "Content-Type": "application/json" }, body: JSON.stringify(credentials("editor")) }));
const Cookie = login.headers.getSetCookie().map((c) => c.split(";")[0]).join("; ");
const part = (name, value) => `--b\r\nContent-Disposition: form-data; name${name}\r\n\r\n${value}\r\n`;
for (const [how, n] of Object.entries({
  usual: (f) => `="requests[0]${f}"`,
  "two equals signs": (f) => `=="requests[0]${f}"`,
  "a line break in the name": (f) => `="reque\r\nsts[0]${f}"`,
})) {
  const body = part(n("[path]"), "/wp/v2/users/1") + part(n("[method]"), "DELETE") + part(n("[headers][X-Forwarded-For]"), "10.0.0.1") + part(n("[headers][Cookie]"), "a=b") + "--b--\r\n";
  asked.length = 0; allowed.length = 0;
  const r = await backend.handle(new Request("https://app.example/api/presskey/rest/wc/store/v1/batch", { method: "POST", headers: { ...H, Cookie, "Content-Type": "multipart/form-data; boundary=b", "Content-Length": String(body.length) }, body }));
  const got = asked[0];
  const seen = got && new TextDecoder().decode((await php.run({ scriptPath: "/tmp/x.php", method: "POST", headers: { "Content-Type": got.headers["content-type"], "Content-Length": String(got.text.length) }, body: new TextEncoder().encode(got.text) })).bytes);
  console.log(`${how}: ${r.status}; allow was asked: ${allowed}; PHP's $_POST at WordPress: ${seen ?? "never sent"}`);
}
process.exit(0);
