// P6/P4: `via` in a web worker (no localStorage): a logout that the backend did not confirm.
import { createStage, outcome } from "/work/wt/attack14/tests/via/stage.mjs";
import { credentials } from "/work/wt/attack14/tests/support/app.mjs";
const stage = await createStage({ mode: "pro" });
const visitor = await stage.visitor();
const WORKER = `
  import { createClient } from "/presskey/index.js";
  const wp = createClient({ via: "/api/presskey" });
  wp.subscribe((s) => postMessage({ event: s.status, user: s.user?.username ?? s.user?.id }));
  onmessage = async ({ data: { id, name, args } }) => {
    try { postMessage({ id, value: name === "session" ? wp.session : name === "me" ? (await wp.fetch("/wp/v2/users/me")).status : await wp[name](...args) }); }
    catch (e) { postMessage({ id, error: { code: e.code, message: e.message } }); }
  };`;
await visitor.context.route("**/worker.js", (route) => route.fulfill({ contentType: "text/javascript", body: WORKER }));
try {
  const tab = await visitor.open();
  await tab.evaluate(() => {
    globalThis.events = [];
    globalThis.worker = new Worker("/worker.js", { type: "module" });
    let n = 0; const open = new Map();
    worker.onmessage = ({ data }) => { if (data.id) { open.get(data.id)(data); } else events.push(data); };
    worker.onerror = (e) => events.push({ error: e.message });
    globalThis.ask = (name, ...args) => new Promise((r) => { open.set(++n, r); worker.postMessage({ id: n, name, args }); });
    wp.close();
  });
  const ask = (name, ...args) => tab.evaluate(([name, args]) => ask(name, ...args), [name, args]);
  console.log("login", JSON.stringify(await ask("login", credentials("editor"))));
  console.log("me", await ask("me"));
  // The app's server is restarted for a moment.
  stage.intercept((request, response) => {
    if (!request.url.includes("/logout")) return false;
    response.destroy();
    return true;
  });
  console.log("logout", await ask("logout"));
  console.log("session", JSON.stringify(await ask("session")));
  console.log("me after the logout", await ask("me"));
  stage.reset();
  visitor.requests.length = 0;
  // Another tab says that something has changed, as each of them does.
  await tab.evaluate(() => new BroadcastChannel("presskey:/api/presskey").postMessage("changed"));
  await new Promise((r) => setTimeout(r, 1500));
  console.log("session, a moment later:", JSON.stringify(await ask("session")));
  console.log("me", await ask("me"));
  console.log(visitor.requests, await tab.evaluate(() => events));
} finally {
  await visitor.close();
  await stage.stop();
}
