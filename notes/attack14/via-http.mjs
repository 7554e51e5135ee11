// P2: "It is never sent over plain `http:` to another machine." With `via`.
const sent = [];
const fetch = async (url, init = {}) => { sent.push(`${init.method} ${url} ${init.body ?? ""}`); return Response.json({ status: "authenticated", user: { id: 1 }, shown: "1" }); };
const mode = process.argv[2];
if (mode === "page") { const { makePage } = await import("./page.mjs"); makePage(); Object.defineProperty(globalThis, "location", { value: new URL("http://app.example/"), configurable: true }); }
const { createClient } = await import("presskey");
try {
  const wp = createClient({ via: mode === "page" ? "/api/presskey" : "http://app.example/api/presskey", fetch });
  await wp.login({ username: "anna", password: "hunter2-xyz9" });
  console.log(mode, sent);
} catch (e) { console.log(mode, e.code, e.message); }
try { createClient({ site: "http://app.example", fetch }); } catch (e) { console.log("without via:", e.code); }
process.exit();
