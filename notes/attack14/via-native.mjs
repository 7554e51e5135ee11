// As in React Native: `fetch` follows every redirect, `Request` knows no `redirect`, there is no `location`.
class OldRequest { constructor(u) { this.url = String(u); } clone() { return new OldRequest(this.url); } get headers() { return new Headers(); } }
globalThis.Request = OldRequest;
const { createClient } = await import("presskey");
const elsewhere = (body) => Object.defineProperty(Response.json(body), "url", { value: "https://evil.example/x" });
const log = [];
const fetch = async (url, init = {}) => {
  log.push(`${init.method ?? "GET"} ${url} redirect=${init.redirect}`);
  // The server redirects (307); the runtime has followed to another origin, with method and body.
  if (/session/.test(url)) return Response.json({ status: "anonymous", shown: "" });
  return elsewhere(/login/.test(url) ? { status: "authenticated", user: { id: 666, username: "from evil.example" }, shown: "666" } : [{ id: 666, title: "from evil.example" }]);
};
const wp = createClient({ via: "https://app.example/api/presskey", fetch });
console.log("via login:", JSON.stringify(await wp.login({ username: "anna", password: "hunter2-xyz9" }).catch((e) => e.code)));
console.log("via json: ", JSON.stringify(await wp.json("/wp/v2/posts", { method: "POST", json: { title: "x" } }).catch((e) => e.code)));
const direct = createClient({ site: "https://example.com", plugin: "api-key", storage: "memory", fetch: async (input, init) => /users|posts/.test(String(input.url ?? input)) ? elsewhere([{ id: 666 }]) : Response.json({ home: "https://example.com", namespaces: ["wp/v2"], routes: {} }) });
console.log("direct login:", await direct.login({ apiKey: "key-abcdefgh" }).then(() => "ok", (e) => e.code));
console.log(log);
process.exit();
