// The marks that logouts leave in localStorage reach a tab that hears nothing of other tabs, however many users
// have logged out before and however long their names are. Holds P4 and P6 of SECURITY.md.
import assert from "node:assert/strict";
import { it } from "node:test";
import { setStage } from "../../support/stage.mjs";

/* global wp, until */

const stage = setStage({ mock: true });
const plugin = {
  ...{ id: "acme", namespace: "acme/v1", token: "token", opaque: true, user: { username: "name" } },
  login: { path: "login", body: { name: "$username", password: "$password" } },
};
const nameOf = (user) => `Александра Владимировна Константинопольская ${user}`;
const typed = (user) => ({ username: nameOf(user), password: "correct-horse-4711" });

/** A site whose tokens say nothing, so that a user has only a name. */
const serve = () =>
  stage.site.setOptions({
    answer({ method, route, fields, headers }) {
      if (method === "OPTIONS") return undefined;
      if (route === "/acme/v1/login") {
        const token = `token-${Math.random().toString(36).slice(2)}`;
        return { body: { token, name: fields.name } };
      }
      if (route === "/") {
        const { url } = stage.site;
        return { body: { url, home: url, namespaces: ["wp/v2", "acme/v1"], routes: {} } };
      }
      if (method !== "POST") return undefined;
      return { status: headers.authorization ? 201 : 401, body: { id: 1, code: "rest_cannot" } };
    },
  });

for (const storage of ["local", "vault"])
  it(`${storage}: a closed tab sends nothing after a logout, the 60th or the 1,001st`, async () => {
    const one = await stage.visit({ plugin, storage, storageKey: "k" });
    serve();
    const kept = () =>
      one.run(() => [...new URLSearchParams(localStorage.getItem("k:logout")).keys()]);
    for (let user = 0; user < 60; user++) {
      await one.call("login", typed(user));
      await one.logout();
    }
    // 50 older ones and the last.
    assert.equal((await kept()).length, 51);
    // As if many more had been here before.
    await one.run((name) => {
      const marks = Array.from({ length: 1000 }, (_, at) => [`${name} ${at}`, "x"]);
      localStorage.setItem("k:logout", String(new URLSearchParams(marks)));
    }, nameOf("before"));
    await one.call("login", typed("last"));
    const two = await stage.visit({ plugin, storage, storageKey: "k" }, { beside: one });
    assert.equal((await two.call("ready")).user.username, nameOf("last"));
    // It hears of no logout any more, as a frozen tab does; calls still work.
    await two.call("close");
    await one.logout();
    assert.equal((await kept()).length, 51);
    // Browsers need a moment to show a change of localStorage to another process.
    const marks = await one.run(() => localStorage.getItem("k:logout"));
    await two.run(
      (marks) =>
        until(() => localStorage.getItem("k:logout") === marks && !localStorage.getItem("k")),
      marks,
    );
    const written = await two.run(() =>
      wp.fetch("/wp/v2/posts", { method: "POST", json: {} }).then(
        ({ status }) => status,
        ({ code }) => code,
      ),
    );
    // If the storage event came before the call, the page showed nobody.
    assert.ok(["session_expired", 401].includes(written), String(written));
    assert.ok(!stage.calls().includes("POST /wp/v2/posts +token"), stage.calls().join());
  });
