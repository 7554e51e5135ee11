// Echoes that come late: the session with which a request was sent is over, or has another token.
import assert from "node:assert/strict";
import { it } from "node:test";
import { inspect } from "node:util";
import { createClient } from "presskey";

const SITE = "https://example.com";
const json = (body, status = 200) => Response.json(body, { status });
/** The response itself is the app's. */
const everything = (error) =>
  inspect(Object.assign(error, { response: undefined }), { depth: 9, showHidden: true });

/** Tokens that look like nothing, and have letters that servers spell in many ways. */
const SPEC = {
  ...{ id: "my", namespace: "my/v1", token: "token", opaque: true, refreshToken: "refresh" },
  login: { path: "login", body: { name: "$username", password: "$password" } },
  refresh: { path: "refresh", body: { refresh: "$refreshToken" }, with: "refreshToken" },
  validate: { path: "validate", auth: true },
  user: { id: "id", username: "name" },
};

/** A site that responds when the test lets it, and every secret that it was sent or has given. */
function stage(plugin = SPEC) {
  const secrets = [];
  const held = [];
  let count = 0;
  let holds = /never/;
  const fetch = async (input, init = {}) => {
    const url = String(input.url ?? input);
    const sent = new Headers(init.headers).get("Authorization");
    if (sent) secrets.push(sent.replace(/^\w+ /, ""));
    if (holds.test(url)) {
      return new Promise((resolve) => held.push({ url, resolve }));
    }
    if (/my\/v1\/(login|refresh)$/.test(url)) {
      count++;
      const pair = { token: `t0ken/+${count}!opaque`, refresh: `r3fresh/+${count}!opaque` };
      secrets.push(...Object.values(pair));
      return json({ ...pair, id: /refresh/.test(url) ? 1 : count, name: `user${count}` });
    }
    if (/users\/me|validate/.test(url)) return json({ id: 7, username: "editor" });
    return json({ home: SITE, namespaces: ["wp/v2", "my/v1"], routes: {} });
  };
  const wp = createClient({ site: SITE, fetch, plugin });
  return {
    wp,
    secrets,
    hold(pattern) {
      holds = pattern;
    },
    /** Waits for the request that is held, and responds with what `make` says. */
    async answer(make) {
      while (!held.length) await new Promise((done) => setTimeout(done, 1));
      holds = /never/;
      held.shift().resolve(make([...new Set(secrets)].join(" and ")));
    },
  };
}

const refusal = (status) => (words) =>
  json({ code: "rest_no", message: `Not with ${words}.` }, status);

/** A page that a cache served, which quotes in its header what it was sent. */
const cached = (words) => {
  const headers = { "content-type": "text/html", "x-cache": `HIT ${words}` };
  return new Response("<html><body>No.</body></html>", { status: 500, headers });
};

/** Nothing of a secret is in an error. */
function assertClean(error, secrets, what) {
  assert.ok(error instanceof Error, what);
  for (const secret of secrets) {
    for (const spelled of [
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
    ]) {
      assert.ok(!everything(error).includes(spelled), `${what}: ${spelled}`);
    }
  }
}

function deferred() {
  let resolve;
  const promise = new Promise((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

const ENDS = {
  "a logout": (wp) => wp.logout(),
  "a renewal": (wp) => wp.refresh(),
  "two renewals and a logout": async (wp) => {
    await wp.refresh();
    await wp.refresh();
    await wp.logout();
  },
  "another login": (wp) => wp.login({ username: "b", password: "another-s3cret" }),
  "a logout and another login": async (wp) => {
    await wp.logout();
    await wp.login({ username: "b", password: "another-s3cret" });
  },
};

for (const [end, happen] of Object.entries(ENDS)) {
  for (const [what, init] of Object.entries({
    "a call": {},
    "a call that must be somebody's": { auth: "required", method: "POST", json: {} },
    "a call that is nobody's": { auth: "omit" },
  })) {
    // Holds P3 of SECURITY.md.
    it(`${what} is answered after ${end}`, async () => {
      for (const make of [refusal(400), refusal(403), refusal(500), cached]) {
        const { wp, secrets, hold, answer } = stage();
        await wp.login({ username: "a", password: "some-s3cret" });
        hold(/posts/);
        const call = wp.json("/wp/v2/posts", init).catch((error) => error);
        await new Promise((done) => setTimeout(done, 20));
        const known = [...secrets];
        await happen(wp);
        await answer(make);
        const error = await call;
        assertClean(error, known, what);
        if (error.serverMessage) assert.match(error.serverMessage, /^Not with \*\*\*/);
        wp.close();
      }
    });
  }

  // Holds P3 of SECURITY.md.
  it(`explain() of a response after ${end}`, async () => {
    for (const make of [refusal(400), cached]) {
      const { wp, secrets, hold, answer } = stage();
      await wp.login({ username: "a", password: "some-s3cret" });
      hold(/posts/);
      const call = wp.fetch("/wp/v2/posts");
      await answer(make);
      const response = await call;
      const known = [...secrets];
      const copy = response.clone();
      await happen(wp);
      for (const each of [response, copy]) {
        const error = await wp.explain(each);
        assertClean(error, known, end);
        assert.equal(error.status, response.status);
      }
      wp.close();
    }
  });

  // Holds P3 of SECURITY.md.
  it(`validate() is answered after ${end}`, async () => {
    const { wp, secrets, hold, answer } = stage();
    await wp.login({ username: "a", password: "some-s3cret" });
    hold(/my\/v1\/validate$/);
    const call = wp.validate().catch((error) => error);
    await new Promise((done) => setTimeout(done, 20));
    const known = [...secrets];
    await happen(wp);
    await answer(refusal(500));
    const result = await call;
    if (typeof result !== "boolean") assertClean(result, known, end);
    wp.close();
  });

  // A login would wait for the search that is held.
  if (/login/.test(end)) continue;
  // Holds P3 and P12 of SECURITY.md.
  it(`diagnose() is answered after ${end}`, async () => {
    const { wp, secrets, hold, answer } = stage();
    await wp.login({ username: "a", password: "some-s3cret" });
    hold(/rest_route/);
    const diagnosis = wp.diagnose();
    await new Promise((done) => setTimeout(done, 20));
    const known = [...secrets];
    await happen(wp).catch(() => {});
    const home = (words) => json({ home: `${SITE}/${words}`, namespaces: [`my/v1/${words}`] });
    await answer(home);
    const text = JSON.stringify(await diagnosis);
    for (const secret of known) assert.ok(!text.includes(secret), secret);
    wp.close();
  });
}

// Holds P3 of SECURITY.md.
it("a refresh is answered after another login", async () => {
  const { wp, secrets, hold, answer } = stage();
  await wp.login({ username: "a", password: "some-s3cret" });
  hold(/my\/v1\/refresh$/);
  const refreshed = wp.refresh().catch((error) => error);
  await new Promise((done) => setTimeout(done, 20));
  hold(/never/);
  const known = [...secrets];
  await wp.login({ username: "b", password: "another-s3cret" });
  await answer(refusal(500));
  const result = await refreshed;
  if (result instanceof Error) assertClean(result, known, "refresh");
  wp.close();
});

// Holds P3 of SECURITY.md.
it("a call with a password is answered after the logout", async () => {
  for (const [plugin, password, echo] of [
    ["basic-auth", "c0rrect horse:battery", "c0rrect horse:battery"],
    ["application-passwords", "abcd EFGH 12:34", "abcdEFGH12:34"],
  ]) {
    const { wp, hold, answer } = stage(plugin);
    await wp.login({ username: "editor", password });
    hold(/posts/);
    const call = wp.json("/wp/v2/posts").catch((error) => error);
    await new Promise((done) => setTimeout(done, 20));
    await wp.logout();
    await answer(() => refusal(400)(echo));
    const error = await call;
    assertClean(error, [password, echo, btoa(`editor:${password}`)], plugin);
    assert.match(error.serverMessage, /^Not with \*\*\*/);
    wp.close();
  }
});

// Holds P3 of SECURITY.md.
it("a call is redirected to its own token after the logout", async () => {
  const { wp, secrets, hold, answer } = stage();
  await wp.login({ username: "a", password: "some-s3cret" });
  hold(/posts/);
  const call = wp.json("/wp/v2/posts").catch((error) => error);
  await new Promise((done) => setTimeout(done, 20));
  const known = [...secrets];
  await wp.logout();
  await answer(() => {
    const location = `https://${encodeURIComponent(known[0]).toLowerCase()}.example/${known[0]}`;
    return new Response(null, { status: 302, headers: { location } });
  });
  assertClean(await call, known, "redirect");
  wp.close();
});

// Holds P12 of SECURITY.md.
it("diagnose() during a login that onLoginRequired has begun", async () => {
  const password = "hunter2-xyz9-q";
  const { promise, resolve } = deferred();
  let typed = false;
  const fetch = async (input, init = {}) => {
    const url = String(input.url ?? input);
    if (/my\/v1\/login$/.test(url)) {
      // The doctor's own requests to this route are answered.
      if (!String(init.body).includes(password)) return refusal(403)("nothing");
      typed = true;
      return (await promise).clone();
    }
    const headers = { "access-control-allow-origin": typed ? `https://${password}.example` : "*" };
    return Response.json({ home: SITE, namespaces: ["wp/v2", "my/v1"], routes: {} }, { headers });
  };
  const onLoginRequired = async () => ({ username: "a", password });
  const wp = createClient({ site: SITE, fetch, plugin: SPEC, onLoginRequired });
  const call = wp.json("/wp/v2/posts", { auth: "required" }).catch((error) => error);
  while (!typed) await new Promise((done) => setTimeout(done, 1));
  const findings = await wp.diagnose({ origin: "https://app.example" });
  assert.ok(JSON.stringify(findings).includes("https://***.example"));
  assert.ok(!JSON.stringify(findings).includes(password));
  resolve(refusal(403)(""));
  assertClean(await call, [password], "the call");
  wp.close();
});
