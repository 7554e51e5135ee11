// P3 "message to another tab", P13 "The panel neither shows nor keeps a token": a page whose address holds the
// token that it adopts, and that has no title yet. Every other tab's panel shows it.
import { createTestSite } from "presskey/testing";
import { bundle } from "../../tests/snippets/bundle.mjs";
import { launch } from "../../tests/support/chromium.mjs";
import { serve } from "../../tests/support/servers.mjs";
const code = await bundle({ "app.js": `import { createClient } from "presskey"; import { showDevtools } from "presskey/devtools"; Object.assign(globalThis, { createClient, showDevtools });` }, "app.js");
const app = await serve((q, r) => { const js = q.url === "/app.js"; r.writeHead(200, { "content-type": js ? "text/javascript" : "text/html" }); r.end(js ? code : `<!doctype html><script type="module" src="/app.js"></script>`); });
const browser = await launch();
const test = createTestSite({ edition: "pro" });
const context = await browser.newContext();
await test.route(context);
const { username, password } = test.users[1];
const open = async (path) => { const page = await context.newPage(); await page.goto(app.url + path); await page.waitForFunction(() => globalThis.showDevtools); await page.evaluate((site) => { globalThis.wp = createClient({ site, storage: "memory" }); globalThis.heard = []; new BroadcastChannel("presskey-devtools").onmessage = ({ data }) => heard.push(JSON.stringify(data)); showDevtools(wp, { open: true }); }, test.site); return page; };
const one = await open("/");
await one.evaluate((c) => wp.login(c), { username, password });
const token = await one.evaluate(() => wp.token());
const two = await open(`/sso/${token}`);
await two.evaluate((t) => wp.login({ token: t }), token);
await one.waitForTimeout(300);
const text = await one.evaluate(() => document.querySelector("presskey-devtools").shadowRoot.textContent);
const heard = await one.evaluate(() => heard.join("\n"));
console.log("the other tab's panel shows the token:", text.includes(token), "| a message between tabs holds it:", heard.includes(token));
await browser.close(); process.exit(0);
