// A backend with a PluginSpec: each request leaks the description in the wasm memory (Box::leak in Server::of_spec).
import { createBackend } from "/tmp/fresh/p/pkg/dist/server.js";
const pad = Number(process.argv[2] ?? 0);
const spec = { id: "own", namespace: "own/v1", login: { path: "/own/v1/login", body: { username: "$username", password: "$password", note: "x".repeat(pad) } }, token: "token" };
let memory; const I = WebAssembly.Instance; WebAssembly.Instance = function (...a) { const i = new I(...a); for (const v of Object.values(i.exports)) if (v instanceof WebAssembly.Memory) memory ??= v; return i; };
for (const [name, plugin] of [["built-in plugin", "jwt-auth"], ["PluginSpec", spec]]) {

  const backend = createBackend({ site: "https://e.com/wp-json", plugin, fetch: async () => Response.json([]), secret: "x".repeat(40) });
  const get = async () => (await backend.handle(new Request("https://a.example/api/presskey/session"))).text();
  for (let i = 0; i < 200; i++) await get();
  const before = memory?.buffer.byteLength, n = 4000;
  for (let i = 0; i < n; i++) await get();
  console.log(name, "spec bytes:", JSON.stringify(plugin).length, "| wasm memory", before, "->", memory?.buffer.byteLength, "| bytes per request:", Math.round((memory?.buffer.byteLength - before) / n));
}
