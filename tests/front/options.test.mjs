// The front checks options and names storage keys without the engine, so it repeats some of what the
// engine knows. Both must say the same.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import fc from "fast-check";
import {
  optionsOf as checkedOptions,
  idOf,
  isLoopback,
  isStatic,
} from "../../pkg/front/options.js";
import { PresskeyError } from "../../pkg/front/presskey-error.js";
import { operationNames } from "../../scripts/build/operations.mjs";
import { root } from "../../scripts/setup/shell.mjs";
import { union } from "../snippets/declarations.mjs";

const core = await import("../../pkg/dist/core.js");
core.use(PresskeyError);
const SITE = "https://example.com";
const optionsOf = (given) => checkedOptions(given, isStatic);
const operations = await operationNames();
const engine = (options) => core.instance().engine({ site: SITE, plugin: "auto", ...options });
const ask = (options, operation) => engine(options).run(operations.indexOf(operation));

/** Descriptions of the engine's servers, as text: `[{ id, description }]`. */
function servers() {
  const folder = join(root, "src/core/server");
  const sources = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
  const found = sources.flatMap((source) => {
    const starts = [...source.matchAll(/^ {4}"id": "([^"]+)",$/gm)];
    return starts.map(({ index, 1: id }, at) => {
      return { id, description: source.slice(index, starts[at + 1]?.index) };
    });
  });
  const [, list] = /const ALL[^=]*= &\[([^\]]*)\]/.exec(
    readFileSync(join(folder, "mod.rs"), "utf8"),
  );
  assert.equal(found.length, list.trim().split(/,\s*/).filter(Boolean).length, "each is found");
  return found;
}

const code = (work) => {
  try {
    work();
  } catch (error) {
    return error.code;
  }
};

it("the front takes exactly the plugins that the engine has", () => {
  const known = servers().map(({ id }) => id);
  assert.deepEqual(known.toSorted(), union("PluginId").toSorted());
  // Its error lists what it takes.
  assert.throws(
    () => optionsOf({ site: SITE, plugin: "none" }),
    ({ message }) => {
      const listed = [...message.matchAll(/"([^"]+)"/g)].map(([, id]) => id);
      assert.deepEqual(listed.toSorted(), [...known, "auto"].toSorted());
      return true;
    },
  );
  for (const plugin of [...known, "auto"]) {
    assert.equal(
      code(() => optionsOf({ site: SITE, plugin })),
      undefined,
      plugin,
    );
    assert.equal(
      code(() => engine({ plugin })),
      undefined,
      plugin,
    );
  }
  for (const plugin of ["", "custom", "jwt", "AUTO", "auto ", "constructor"]) {
    assert.equal(
      code(() => optionsOf({ site: SITE, plugin })),
      "invalid_option",
      plugin,
    );
    assert.equal(
      code(() => engine({ plugin })),
      "invalid_option",
      plugin,
    );
  }
  assert.throws(
    () => optionsOf({ site: SITE, plugin: "none", storage: "memory" }),
    { code: "invalid_option" },
    "also with a storage",
  );
});

it("passwords and API keys stay in memory, whichever server takes them", () => {
  for (const { id, description } of servers()) {
    const isStatic = /"login": \{[^}]*"static": "(basic|key)"/.test(description);
    const { storage } = optionsOf({ site: SITE, plugin: id });
    assert.equal(storage, isStatic ? "memory" : "session", id);
  }
});

/** Parts of which sites' addresses are made, among them those that WordPress adds itself. */
const segment = fc.constantFrom(
  ...["blog", "wp-json", "index.php", "wp-jsonx", "a.b", "%C3%A9", "%2f", "ü", "a b", ".", ".."],
  ...["wp", "v2", "WP-JSON", "Index.php", "~x", "a;b", "a,b", "", "@", "[x]", "|", "'"],
);
const address = fc
  .record({
    host: fc.constantFrom("example.com", "EXAMPLE.com:8443", "bücher.example", "127.0.0.1:80"),
    path: fc.array(segment, { maxLength: 5 }),
    end: fc.constantFrom("", "/", "//", "?rest_route=/", "/?rest_route=/wp/v2", "#top", "?x=1"),
    scheme: fc.constantFrom("https:", "http:"),
  })
  .map(
    ({ scheme, host, path, end }) => `${scheme}//${host}${path.map((x) => `/${x}`).join("")}${end}`,
  );

it("both name a site the same, whichever of its addresses it is", () => {
  let agreed = 0;
  fc.assert(
    fc.property(address, (site) => {
      const options = { site, allowInsecure: true };
      const theirs = code(() => engine(options));
      if (theirs) return;
      assert.equal(idOf(new URL(site)), ask(options, "id"));
      agreed++;
    }),
    { numRuns: 2000 },
  );
  assert.ok(agreed > 1000, `the engine took ${agreed} addresses`);
});

it("both take plain http: to the same hosts only", () => {
  const hosts = [
    ...["localhost", "LOCALHOST", "app.localhost", "127.0.0.1", "127.1", "127.255.0.9", "[::1]"],
    ...["localhost.example.com", "notlocalhost", "127.0.0.1.example.com", "128.0.0.1", "10.0.0.1"],
    ...["0x7f000001", "[::2]", "[::ffff:127.0.0.1]", "0.0.0.0", "127.example.com", "localhost."],
  ];
  for (const host of hosts) {
    const site = `http://${host}`;
    const ours = code(() => optionsOf(site));
    assert.equal(
      ours,
      code(() => engine({ site })),
      host,
    );
    assert.equal(ours === undefined, isLoopback(new URL(site).hostname), host);
  }
});
