// What stays where after: local then vault; remember with vault; remember true as A, then false as B.
import { scene, dump, short, credentials } from "./harness.mjs";
const s = await scene(process.argv[2] ?? "pro");
const has = (d) => s.mock.secrets().filter((x) => JSON.stringify(d).includes(x)).length;
const names = (d) => JSON.stringify([Object.keys(d.local).map((k) => k.replace(s.mock.url, "S")), Object.keys(d.session).map((k) => k.replace(s.mock.url, "S"))]);
async function run(title, steps) {
  const ctx = await s.browser.newContext();
  console.log("##", title);
  await steps(async (client) => s.visit(client, { ctx }));
  await ctx.close();
}
await run("local, then vault", async (open) => {
  const a = await open({ storage: "local" });
  await a.login("editor");
  await a.page.close();
  const b = await open({ storage: "vault" });
  console.log("ready", JSON.stringify(await b.call("ready")), names(await dump(b)), "secrets:", has(await dump(b)));
  await b.login("admin");
  console.log("after login", names(await dump(b)), "secrets:", has(await dump(b)));
  await b.logout();
  console.log("after logout", names(await dump(b)), "secrets:", has(await dump(b)));
});
await run("local then session/memory", async (open) => {
  for (const storage of ["session", "memory"]) {
    const a = await open({ storage: "local" });
    await a.login("editor");
    await a.page.close();
    const b = await open({ storage });
    console.log(storage, JSON.stringify(await b.call("ready")), "secrets:", has(await dump(b)));
    await b.login("admin"); await b.logout();
    console.log(storage, "after admin in and out", names(await dump(b)), "secrets:", has(await dump(b)));
    await b.page.close();
  }
});
await run("vault + remember", async (open) => {
  for (const remember of [true, false]) {
    const b = await open({ storage: "vault" });
    const r = await b.run((c, remember) => wp.login(c, { remember }), credentials("editor"), remember).catch((e) => e.code);
    console.log(remember, r.status ?? r, names(await dump(b)), "secrets:", has(await dump(b)));
    await b.logout().catch(() => {});
    console.log(" out", names(await dump(b)), "secrets:", has(await dump(b)));
    await b.page.close();
  }
});
await run("session storage: A remember true; B remember false; B logs out", async (open) => {
  for (const storage of ["session", "local"]) {
    const a = await open({ storage });
    await a.run((c) => wp.login(c, { remember: true }), credentials("editor"));
    await a.run((c) => wp.login(c, { remember: false }), credentials("admin"));
    console.log(storage, "B in", names(await dump(a)), "secrets:", has(await dump(a)));
    const t = await open({ storage });
    console.log("   new tab shows", JSON.stringify((await t.call("ready")).user?.username ?? null));
    await a.logout();
    console.log("   B out", names(await dump(a)), "secrets:", has(await dump(a)));
    console.log("   new tab shows", JSON.stringify((await t.session()).user?.username ?? null));
    await t.page.close(); await a.page.close();
    const n = await open({ storage });
    console.log("   fresh tab shows", JSON.stringify((await n.call("ready")).user?.username ?? null));
    await n.page.close();
  }
});
await run("A remember true in tab 1; tab 2: B remember false, close tab 2", async (open) => {
  const a = await open({ storage: "session" });
  await a.run((c) => wp.login(c, { remember: true }), credentials("editor"));
  const b = await open({ storage: "session" });
  console.log("tab2 ready", (await b.call("ready")).user?.username);
  await b.run((c) => wp.login(c, { remember: false }), credentials("admin"));
  console.log("tab1", (await a.session()).user?.username, "tab2", (await b.session()).user?.username, names(await dump(b)), "secrets:", has(await dump(b)));
  await b.page.close();
  const n = await open({ storage: "session" });
  console.log("fresh", (await n.call("ready")).user?.username);
});
await s.stop();
