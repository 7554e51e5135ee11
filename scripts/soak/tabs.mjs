// The visitors with tabs in Chromium, and what happens to tabs: reload, close, freeze, offline, copy.
import { setTimeout as sleep } from "node:timers/promises";
import { launch } from "../../tests/support/chromium.mjs";
import { chanceOf } from "./chance.mjs";
import { UNSTORED } from "./ledger.mjs";
import { createPerson } from "./person.mjs";
import { ACCESS_TOKEN } from "./site.mjs";

/** Who has how many tabs. The first tab of each is never reloaded: its memory is measured. */
export const VISITORS = {
  local: { tabs: 3, entry: "index.js", options: { storage: "local" } },
  vault: { tabs: 2, entry: "index.js", options: { storage: "vault" } },
  session: { tabs: 1, entry: "index.js", options: { storage: "session" }, isCopied: true },
  "js engine": { tabs: 2, entry: "js.js", options: { storage: "local" } },
  via: { tabs: 2, entry: "dist/via.client.js", options: { via: "/api/presskey" } },
};

export async function openVisitors({ app, site, seed, users, ledger, run }) {
  // The run ends the browser itself, after its report.
  const browser = await launch({ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false });
  const all = [];
  for (const [name, kind] of Object.entries(VISITORS)) {
    const context = await browser.newContext();
    const options = { timeout: run.phases.timeout, ...kind.options };
    if (!options.via)
      Object.assign(options, { site: site.url, plugin: "jwt-authentication-for-wp-rest-api" });
    const fragment = encodeURIComponent(JSON.stringify({ entry: kind.entry, options }));
    const address = `${app}/${kind.options.via ? "via" : "direct"}#${fragment}`;
    const tabs = [];
    let person;
    for (let at = 0; at < kind.tabs; at++) {
      tabs.push(
        await Tab.open({
          name: `tab ${at + 1}`,
          note: (text) => person?.user && ledger.note(person.user.username, text),
          // Also after the site has responded: the tab may not have stored the new token.
          interrupted: () => person?.user && ledger.cause(person.user.username, UNSTORED, 500),
          refreshes: () => person?.user && ledger.reported(person.user.username),
          context,
          address,
          isResident: !at,
          run,
          visitor: name,
        }),
      );
    }
    const chance = chanceOf(seed, name);
    const own = users.splice(0, 2);
    person = createPerson({ name, users: own, places: () => tabs, chance }, run);
    all.push({ person, tabs, context, chance, kind, address, elsewhere: site.elsewhere });
  }
  return { all, browser, work: () => all.flatMap((visitor) => live(visitor, { ledger, run })) };
}

class Tab {
  isAway = false;
  generation = 0;
  inFlight = 0;
  /** Whether the tab may go at any moment, and a refresh with it. */
  isLeaving = false;

  static async open(fields) {
    const tab = Object.assign(new Tab(), fields);
    await tab.start();
    return tab;
  }

  async start() {
    this.page = await this.context.newPage();
    this.listen(this.page);
    await this.page.goto(this.address);
    await this.isReady();
  }

  listen(page) {
    const { run, visitor, name } = this;
    const problem = (text) => run.problem(`${visitor}, ${name}: ${text}`);
    page.on("pageerror", (error) => problem(`unhandled: ${error.stack ?? error}`));
    page.on("request", (request) => {
      if (!isRefresh(request.url())) return;
      this.note(`${name} sends a refresh`);
      this.refreshes();
      if (this.isLeaving) this.interrupted();
    });
    page.on("framenavigated", () => this.left());
    page.on("close", () => this.left());
    page.on("crash", () => problem("the tab crashed"));
    page.on("console", (message) => {
      if (ACCESS_TOKEN.test(message.text())) problem("a token is on the console");
    });
  }

  /** What happens to the tab has happened: refreshes from now on are those of a live tab. */
  left() {
    this.isLeaving = false;
  }

  isReady() {
    return this.page.waitForFunction(() => globalThis.soak, null, { timeout: 120_000 });
  }

  /** Undefined if the tab went away meanwhile. */
  async ask(method, argument) {
    const { generation } = this;
    this.inFlight++;
    try {
      const code = ([method, argument]) => globalThis.soak[method](argument);
      return await this.page.evaluate(code, [method, argument]);
    } catch (error) {
      if (this.isAway || this.generation !== generation) return undefined;
      throw error;
    } finally {
      this.inFlight--;
    }
  }

  me = () => this.ask("me");
  session = () => this.ask("session");
  login = async (given) => (await this.ask("login", given)) ?? { error: { code: "timeout" } };
  logout = () => this.ask("logout");

  /** Bytes of WebAssembly, and of JavaScript after a garbage collection. */
  async sample() {
    this.devtools ??= await this.context.newCDPSession(this.page);
    // Chromium keeps up to 1,000 messages for a console that nobody opens.
    await this.devtools.send("Runtime.discardConsoleEntries");
    await this.devtools.send("HeapProfiler.collectGarbage");
    const { usedSize } = await this.devtools.send("Runtime.getHeapUsage");
    return { heap: usedSize, wasm: await this.page.evaluate(() => globalThis.wasmBytes()) };
  }
}

const isRefresh = (url) => decodeURIComponent(url).includes("/token/refresh");

/** Everything that a visitor does until the run is over. */
function live(visitor, { ledger, run }) {
  const { person, tabs, chance, elsewhere } = visitor;
  const calling = tabs.map(async (tab) => {
    while (!run.isOver()) {
      await person.callFrom(tab);
      if (chance.happens(0.02) && !tab.isAway) {
        const { error } = (await tab.ask("abroad", elsewhere)) ?? {};
        if (
          error &&
          !["offline", "unreachable", "timeout"].includes(error.code) &&
          !visitor.kind.options.via
        )
          run.problem(`${person.name}: a call to another origin: ${error.code}`);
      }
      await sleep(chance.between(0, 1500));
    }
  });
  return [...calling, disturb(visitor, { ledger, run })];
}

async function disturb(visitor, { ledger, run }) {
  const { person, chance } = visitor;
  const actions = actionsFor(visitor);
  while (!run.isOver()) {
    await sleep(chance.between(2000, 12_000));
    if (!run.phases.isStorm() || person.isChanging || run.isOver()) continue;
    if (chance.happens(0.15)) {
      await person.switchUser();
      continue;
    }
    const [name, action] = chance.oneOf(actions);
    run.count(name);
    await action({ ledger, run });
  }
}

function actionsFor(visitor) {
  const { tabs, context, chance, kind, address } = visitor;
  const others = tabs.filter(({ isResident }) => !isResident);
  const gone = (tabs, act) => (world) => withdraw(visitor, tabs, act, world);
  const forTabs = {
    reload: async ([tab]) => {
      await tab.page.reload();
      await tab.isReady();
    },
    reopen: async ([tab]) => {
      await tab.page.close();
      await sleep(chance.between(0, 3000));
      await tab.start();
    },
  };
  const actions = [
    ["freeze", (world) => gone([chance.oneOf(tabs)], freeze)(world)],
    ["offline", gone(tabs, offline)],
  ];
  for (const [name, act] of others.length ? Object.entries(forTabs) : []) {
    actions.push([name, (world) => gone([chance.oneOf(others)], act)(world)]);
  }
  if (kind.isCopied) actions.push(["copy", copy]);
  return actions;

  async function freeze([tab]) {
    const devtools = await context.newCDPSession(tab.page);
    await devtools.send("Page.setWebLifecycleState", { state: "frozen" });
    await sleep(chance.between(500, 9000));
    // A frozen tab sends nothing.
    tab.left();
    await devtools.send("Page.setWebLifecycleState", { state: "active" });
    await devtools.detach();
  }

  async function offline() {
    await context.setOffline(true);
    for (const tab of tabs) tab.left();
    await sleep(chance.between(500, 5000));
    await context.setOffline(false);
  }

  /** The browser copies sessionStorage. The original must keep its session; the copy may have none. */
  async function copy({ run }) {
    const [tab] = tabs;
    const opening = context.waitForEvent("page");
    await tab.page.evaluate((address) => void window.open(address), address);
    const page = await opening;
    const twin = Object.assign(new Tab(), { ...tab, page, name: "a copy", devtools: undefined });
    twin.listen(page);
    await twin.isReady();
    const until = Date.now() + chance.between(2000, 15_000);
    while (Date.now() < until && !run.isOver()) {
      await twin.ask("me");
      await sleep(500);
    }
    await page.close();
  }
}

/**
 * Takes tabs away from their person while something is done to them. A refresh that this interrupts may
 * cost the session: usually it waits until none is under way, sometimes it does not.
 */
async function withdraw({ person, chance }, tabs, act, { ledger, run }) {
  const waits = chance.happens(0.8);
  for (const tab of tabs) tab.isAway = true;
  const user = person.user?.username;
  const isQuiet = () => tabs.every(({ inFlight }) => !inFlight) && (!user || ledger.isQuiet(user));
  const until = Date.now() + 5000;
  while (waits && !isQuiet() && Date.now() < until) await sleep(50);
  if (user && !isQuiet()) ledger.cause(user, "a tab was interrupted during a call or refresh");
  for (const tab of tabs) {
    tab.note(`${tab.name}: ${act.name}`);
    tab.generation++;
    tab.isLeaving = true;
  }
  await act(tabs);
  for (const tab of tabs) {
    tab.note(`${tab.name}: ${act.name} is over`);
    tab.left();
    tab.generation++;
    tab.isAway = false;
  }
  run.count("interruptions");
}
