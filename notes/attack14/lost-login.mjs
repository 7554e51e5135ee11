// P6: "A failed login leaves the previous session as it was", with `via`: the connection drops before the response.
import { createStage, outcome } from "/work/wt/attack14/tests/via/stage.mjs";
import { credentials } from "/work/wt/attack14/tests/support/app.mjs";
import { Writable } from "node:stream";
const stage = await createStage({ mode: "pro" });
const visitor = await stage.visitor();
try {
  const tab = await visitor.open();
  await outcome(tab, (given) => wp.login(given), credentials("editor"));
  console.log("before:", (await outcome(tab, () => wp.fetch("/wp/v2/users/me").then((r) => r.status))).value);
  // The backend gets the login, and its response is lost.
  stage.intercept((request, response) => {
    if (!request.url.includes("/login")) return false;
    response.end = () => response.destroy();
    response.write = () => (response.destroy(), true);
    response.writeHead = () => response;
    return false;
  });
  const { error } = await outcome(tab, (given) => wp.login(given), credentials("euro"));
  console.log("login as another:", error?.code, error?.sent);
  stage.reset();
  console.log("shown:", JSON.stringify((await outcome(tab, () => wp.session)).value));
  console.log("GET me:", JSON.stringify(await outcome(tab, () => wp.fetch("/wp/v2/users/me").then((r) => r.status))));
  console.log("POST:", JSON.stringify(await outcome(tab, () => wp.json("/wp/v2/posts", { method: "POST", json: { title: "x" } }))));
  console.log("shown:", JSON.stringify((await outcome(tab, () => wp.session)).value));
  // The same by a person who cancels: login({ signal }).
  await outcome(tab, (given) => wp.login(given), credentials("editor"));
  console.log("again:", JSON.stringify((await outcome(tab, () => wp.session.user)).value?.username ?? (await outcome(tab, () => wp.session.user)).value));
  const aborted = await outcome(tab, async (given) => {
    const c = new AbortController();
    const p = wp.login(given, { signal: c.signal });
    setTimeout(() => c.abort(), 60);
    return p;
  }, credentials("euro"));
  console.log("cancelled login:", JSON.stringify(aborted).slice(0, 150));
  await new Promise((r) => setTimeout(r, 1000));
  console.log("GET me:", JSON.stringify(await outcome(tab, () => wp.fetch("/wp/v2/users/me").then(async (r) => [r.status, await r.text()]))).slice(0, 200));
  console.log("shown:", JSON.stringify((await outcome(tab, () => wp.session)).value));
} finally {
  await visitor.close();
  await stage.stop();
}
