import { startMock } from "../../tests/support/mock-wordpress.mjs";
import { servePages } from "../../tests/support/servers.mjs";
import { App, credentials, password } from "../../tests/support/app.mjs";
import { launch } from "../../tests/support/browser.mjs";
export { credentials, password };
export const PLUGIN = "jwt-authentication-for-wp-rest-api";
export async function scene(mode = "pro", settings = {}) {
  const mock = await startMock({ mode, ...settings });
  const pages = await servePages();
  const browser = await launch();
  const context = await browser.newContext();
  const visit = async (client = {}, { extra, ctx = context } = {}) => {
    const page = await ctx.newPage();
    return new App(page, pages.url + "/", { site: mock.url, plugin: PLUGIN, ...client }, extra).open();
  };
  return { mock, pages, browser, context, visit, stop: async () => { await browser.close(); await pages.stop(); await mock.stop(); process.exit(0); } };
}
export const dump = (app) => app.run(() => ({ local: { ...localStorage }, session: { ...sessionStorage } }));
export const short = (o, secrets = []) => JSON.stringify(o, (k, v) => typeof v === "string" ? (secrets.some((s) => v.includes(s)) ? "!!SECRET!! " : "") + v.slice(0, 160) : v, 1);
