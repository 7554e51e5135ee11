// Whose session it is: the page, its cookie and the backend agree, whatever comes late or not at all.
// Holds P6 of SECURITY.md.
import assert from "node:assert/strict";
import { after, afterEach, beforeEach, it } from "node:test";
import { setTimeout } from "node:timers/promises";
import { createTestSite } from "presskey/testing";
import { closeBrowser, createVisitor } from "./tabs.mjs";

const rest = "/wp/v2";

let visitor;
beforeEach(async () => {
  visitor = await createVisitor();
});
afterEach(() => visitor.close());
after(closeBrowser);

/**
 * A tab: `late(path)` runs between the response of the server and the page, `before(path)` before it. The
 * first option are the credentials with which the app responds when it is asked for a login.
 */
const tab = (...options) => visitor.tab(...options);

/** The user logs in elsewhere, and the page does not know yet. */
async function logInElsewhere(user) {
  const headers = { cookie: await visitor.cookie() };
  const server = await visitor.backend.client(new Request(visitor.origin, { headers }));
  await server.login(as(user));
  await visitor.keep(server.headers().getSetCookie());
}

/** The session ends elsewhere, and the browser still has its cookie. */
async function logOutElsewhere() {
  const headers = { cookie: await visitor.cookie() };
  const server = await visitor.backend.client(new Request(visitor.origin, { headers }));
  await server.logout();
}

const [admin, editor] = createTestSite({ plugin: "simple-jwt-login" }).users;
const as = ({ username, password }) => ({ username, password });
const nameOf = async (wp) => (await wp.fetch(`${rest}/users/me`)).status;
const post = (wp) => wp.fetch(`${rest}/posts`, { method: "POST", json: { title: "x" } });
const codeOf = (promise) =>
  promise.then(
    ({ status }) => status,
    ({ code }) => code,
  );

/** Holds the first request for a path back. */
function holding(path) {
  let release;
  const gate = new Promise((resolve) => {
    release = resolve;
  });
  let arrived;
  const came = new Promise((resolve) => {
    arrived = resolve;
  });
  let isFirst = true;
  const wait = async (pathname) => {
    if (!pathname.endsWith(path) || !isFirst) return;
    isFirst = false;
    arrived();
    await gate;
  };
  return { wait, came, release };
}

it("headers of another origin are not the backend's", async () => {
  const asked = [];
  const other = await visitor.elsewhere((pathname) => {
    asked.push(pathname);
    const headers = {
      "Presskey-Error": "1",
      "Presskey-Explanation": encodeURIComponent(JSON.stringify({ code: "session_expired" })),
      "Presskey-Session": "changed",
    };
    const body = { code: "session_expired", message: "Pay here" };
    return Response.json(body, { status: Number(pathname.slice(1)), headers });
  });
  const { wp, prompts } = await tab([]);
  const response = await wp.fetch(`${other}/200`);
  assert.equal((await response.json()).message, "Pay here");
  assert.equal(await codeOf(wp.json(`${other}/401`)), "malformed_response");
  assert.deepEqual(asked, ["/200", "/401"]);
  assert.equal(await prompts(), 0);
});

it("a failed login leaves a logout that the server did not get", async () => {
  const seen = await tab();
  const { wp } = seen;
  await wp.login(as(admin));
  seen.before = (path) => {
    if (path.endsWith("/logout")) throw new TypeError("Failed to fetch");
  };
  await wp.logout();
  assert.equal(await codeOf(wp.login({ ...as(editor), password: "wrong" })), "invalid_credentials");
  assert.equal(await nameOf(wp), 401);
  assert.equal((await post(wp)).status, 401);
  seen.before = undefined;
  const reloaded = (await tab()).wp;
  assert.equal((await reloaded.ready()).status, "anonymous");
  assert.equal(await visitor.cookie(), "");
});

it("a call is not sent as a user whom the page does not show", async () => {
  const { wp, session } = await tab();
  await wp.login(as(admin));
  await logInElsewhere(editor);
  const error = await post(wp).catch((error) => error);
  assert.deepEqual([error.code, error.sent], ["user_mismatch", "no"]);
  // The page knows the user from now on.
  assert.equal((await session()).user.username, editor.username);
  assert.equal((await (await post(wp)).json()).author, editor.id);
});

/** Who is logged in, as the app's server sees it. */
const userOfCookie = async () => {
  const request = new Request(visitor.origin, { headers: { cookie: await visitor.cookie() } });
  return (await visitor.backend.client(request)).session.user?.username;
};

for (const [what, act] of [
  ["logout", (wp) => wp.logout()],
  ["logout everywhere", (wp) => wp.logout({ everywhere: true })],
  ["refresh", (wp) => wp.refresh()],
  ["validate", (wp) => wp.validate()],
]) {
  it(`${what} is not sent for a user whom the page does not show`, async () => {
    const { wp, session } = await tab();
    await wp.login(as(admin));
    await logInElsewhere(editor);
    const sent = visitor.site.requests.length;
    const error = await act(wp).catch((error) => error);
    assert.deepEqual([error.code, error.sent], ["user_mismatch", "no"]);
    assert.equal(visitor.site.requests.length, sent);
    // The page knows the user from now on.
    assert.equal((await session()).user.username, editor.username);
    await act(wp);
  });
}

it("a page that shows nobody ends nobody's session", async () => {
  const { wp, session } = await tab();
  await wp.ready();
  await logInElsewhere(editor);
  assert.equal(await codeOf(wp.logout()), "user_mismatch");
  assert.equal((await session()).user.username, editor.username);
  await wp.logout();
  assert.equal(await userOfCookie(), undefined);
});

it("an unconfirmed logout is not repeated for the next user", async () => {
  const seen = await tab();
  const { wp } = seen;
  await wp.login(as(admin));
  seen.before = (path) => {
    if (path.endsWith("/logout")) throw new TypeError("Failed to fetch");
  };
  await wp.logout({ everywhere: true });
  await logInElsewhere(editor);
  seen.before = undefined;
  for (const wp of [(await tab()).wp, (await tab()).wp]) {
    assert.equal((await wp.ready()).user?.username, editor.username);
  }
  assert.equal(await nameOf(wp), 401, "a page that shows nobody yet");
  assert.equal(await userOfCookie(), editor.username);
});

/** No logout reaches the server. */
const unreachable = (path) => {
  if (path.endsWith("/logout")) throw new TypeError("Failed to fetch");
};

/** How often sessions were ended everywhere. */
const revoked = () => visitor.site.requests.filter(({ url }) => /revoke/.test(url)).length;

it("a second logout takes nothing back of an unconfirmed one", async () => {
  const seen = await tab();
  const { wp } = seen;
  await wp.login(as(admin));
  seen.before = unreachable;
  await wp.logout({ everywhere: true });
  await wp.logout();
  assert.equal(revoked(), 0);
  await (await tab()).wp.ready();
  assert.equal(await userOfCookie(), undefined);
  assert.equal(revoked(), 1);
});

it("a second logout of a page that shows nobody may be everywhere", async () => {
  const seen = await tab();
  const { wp } = seen;
  await wp.login(as(admin));
  seen.before = unreachable;
  await wp.logout();
  await wp.logout({ everywhere: true });
  await (await tab()).wp.ready();
  assert.equal(await userOfCookie(), undefined);
  assert.equal(revoked(), 1);
});

it("nor does the logout of another tab take anything back", async () => {
  const seen = await tab();
  await seen.wp.login(as(admin));
  const other = await tab();
  await other.wp.ready();
  for (const each of [seen, other]) each.before = down;
  await seen.wp.logout({ everywhere: true });
  // It hears of it.
  while ((await other.session()).status !== "anonymous") await setTimeout(20);
  other.before = undefined;
  await other.wp.logout();
  assert.equal(await userOfCookie(), undefined);
  assert.equal(revoked(), 1);
});

it("an unconfirmed logout everywhere makes nobody else's logout one", async () => {
  const seen = await tab();
  await seen.wp.login(as(admin));
  seen.before = unreachable;
  await seen.wp.logout({ everywhere: true });
  await logInElsewhere(editor);
  // It doesn't know yet whom it shows.
  const { wp } = await tab(undefined, (path) => path.endsWith("/logout") || down());
  await wp.logout();
  assert.equal(await userOfCookie(), undefined);
  assert.equal(revoked(), 0);
});

for (const [text, ends] of [
  ["", false],
  ["x", false],
  ["null", false],
  ["{}", false],
  ["false NaN 1", false],
  ["false -1 1", false],
  ["false 1e400 1", false],
  ["false \u0000\n\u{1F600}\uD800 1", false],
  [`false ${"9".repeat(99_999)}`, false],
  ["true ".repeat(99_999), false],
  // Of pages of 0.2.0.
  ["true", true],
  ["false", true],
]) {
  it(`a broken or old note of a logout is done with: ${JSON.stringify(text).slice(0, 30)}`, async () => {
    await logInElsewhere(editor);
    const { run } = await tab();
    await run((wp) => wp.ready());
    await run((_, text) => localStorage.setItem("presskey:/api/presskey:leaving", text), [text]);
    const next = await tab();
    const { status } = await next.wp.ready();
    assert.equal(status, ends ? "anonymous" : "authenticated");
    assert.ok(!(await next.run(() => localStorage.getItem("presskey:/api/presskey:leaving"))));
    await next.wp.login(as(admin));
    await next.wp.logout();
    assert.equal(await userOfCookie(), undefined);
  });
}

const down = () => {
  throw new TypeError("Failed to fetch");
};

it("a logout before the page knows whom it shows ends the session that is there", async () => {
  await (await tab()).wp.login(as(admin));
  const session = holding("/session");
  const { wp, session: shown } = await tab(undefined, session.wait);
  await session.came;
  await wp.logout();
  session.release();
  assert.equal(await userOfCookie(), undefined);
  assert.equal((await wp.ready()).status, "anonymous");
  assert.equal((await shown()).status, "anonymous");
});

it("a response that comes after a logout does not show its user again", async () => {
  await logInElsewhere(admin);
  const session = holding("/session");
  const seen = await tab(undefined, async (path) => {
    unreachable(path);
    await session.wait(path);
  });
  await session.came;
  await seen.wp.logout();
  session.release();
  await setTimeout(100);
  assert.equal((await seen.session()).status, "anonymous");
  assert.equal((await post(seen.wp)).status, 401);
});

for (const [how, given] of [
  ["", undefined],
  [" everywhere", { everywhere: true }],
]) {
  /** A logout of a page that could not ask who is logged in. */
  const leaveEarly = async () => {
    await logInElsewhere(admin);
    const seen = await tab(undefined, down);
    assert.equal((await seen.session()).status, "loading");
    await seen.wp.logout(given);
    assert.equal(await userOfCookie(), admin.username);
    seen.before = undefined;
    return seen;
  };

  it(`an unconfirmed logout${how} without a name is completed by the next visit`, async () => {
    await leaveEarly();
    assert.equal((await (await tab()).wp.ready()).status, "anonymous");
    assert.equal(await userOfCookie(), undefined);
  });

  it(`an unconfirmed logout${how} without a name is completed by the page itself`, async () => {
    const { wp } = await leaveEarly();
    const wrong = { ...as(editor), password: "wrong" };
    assert.equal(await codeOf(wp.login(wrong)), "invalid_credentials");
    assert.equal(await userOfCookie(), undefined);
  });

  it(`an unconfirmed logout${how} without a name ends no session that began since`, async () => {
    await leaveEarly();
    await setTimeout(200);
    await logInElsewhere(editor);
    assert.equal((await (await tab()).wp.ready()).user?.username, editor.username);
    assert.equal(await userOfCookie(), editor.username);
  });

  it(`nor does another logout of the page that has left${how}`, async () => {
    const { wp } = await leaveEarly();
    await setTimeout(200);
    await logInElsewhere(editor);
    assert.equal(await codeOf(wp.logout()), "user_mismatch");
    assert.equal(await userOfCookie(), editor.username);
  });

  it(`an unconfirmed logout${how} ends no later session of the same user`, async () => {
    const seen = await tab();
    await seen.wp.login(as(admin));
    seen.before = unreachable;
    await seen.wp.logout(given);
    await setTimeout(200);
    await logInElsewhere(admin);
    assert.equal((await (await tab()).wp.ready()).user?.username, admin.username);
    assert.equal(await userOfCookie(), admin.username);
  });
}

it("the last logout counts of a page that doesn't know whom it shows", async () => {
  const first = await tab(undefined, down);
  await first.wp.logout();
  await setTimeout(200);
  await logInElsewhere(editor);
  const second = await tab(undefined, down);
  await second.wp.logout();
  assert.equal((await (await tab()).wp.ready()).status, "anonymous");
  assert.equal(await userOfCookie(), undefined);
});

it("a page of an earlier release, which names no user, logs out as before", async () => {
  const headers = { "content-type": "application/json", "sec-fetch-site": "same-origin" };
  await logInElsewhere(editor);
  headers.cookie = await visitor.cookie();
  const ask = (path) =>
    visitor.backend.handle(
      new Request(`${visitor.origin}/api/presskey${path}`, { method: "POST", headers, body: "{}" }),
    );
  assert.equal(await (await ask("/validate")).json(), true);
  assert.equal((await (await ask("/logout")).json()).status, "anonymous");
});

it("a write waits until the page knows whom it shows", async () => {
  await (await tab()).wp.login(as(admin));
  const session = holding("/session");
  const { wp } = await tab(undefined, session.wait);
  const { site } = visitor;
  const written = post(wp);
  await session.came;
  await setTimeout(100);
  assert.ok(!site.requests.some(({ method, url }) => method === "POST" && /posts/.test(url)));
  session.release();
  assert.equal((await (await written).json()).author, admin.id);
});

it("what was begun for one user does not go on for another", async () => {
  const seen = await tab();
  const { wp } = seen;
  const { site } = visitor;
  await wp.login(as(admin));
  const sent = [];
  seen.late = async (path) => {
    if (!path.includes("/rest/")) return;
    sent.push(path);
    if (sent.length === 1) await wp.login(as(editor));
  };
  const requests = Array.from({ length: 30 }, () => ({ path: "/wp/v2/posts" }));
  assert.equal(await codeOf(wp.batch(requests)), "user_mismatch");
  assert.equal(site.requests.filter(({ url }) => /batch/.test(url)).length, 1);
});

const WRITES = {
  fetch: (wp) => wp.fetch("/wp/v2/posts", { method: "POST", json: { title: "x" } }),
  json: (wp) => wp.json("/wp/v2/posts", { method: "POST", json: { title: "x" } }),
  batch: (wp) => wp.batch([{ path: "/wp/v2/posts", body: { title: "x" } }]),
  upload: (wp) => wp.upload(new File(["x"], "x.png", { type: "image/png" })),
};
const writesOf = (site) =>
  site.requests.filter(({ method, url }) => method === "POST" && /posts|batch|media/.test(url));

for (const [name, write] of Object.entries(WRITES)) {
  it(`${name}() is not repeated as the user who logs in at the prompt`, async () => {
    const { wp, run, session, prompts } = await tab([as(editor)]);
    await wp.login(as(admin));
    await visitor.forget();
    const error = await run(write).catch((error) => error);
    assert.deepEqual([error.code, error.sent], ["user_mismatch", "no"]);
    assert.deepEqual(writesOf(visitor.site), []);
    assert.equal(await prompts(), 1);
    assert.equal((await session()).user.username, editor.username);
  });

  it(`${name}() is repeated after another login of the same user`, async () => {
    const { wp, run } = await tab([as(admin)]);
    await wp.login(as(admin));
    await visitor.forget();
    await run(write);
    assert.equal(writesOf(visitor.site).length, 1);
  });
}

it("a call is not repeated as a user who has logged in elsewhere meanwhile", async () => {
  const seen = await tab([]);
  const { wp } = seen;
  await wp.login(as(admin));
  await visitor.forget();
  // Before the page asks who is logged in.
  seen.late = async (path) => {
    if (path.includes("/rest/")) await logInElsewhere(editor);
  };
  assert.equal(await codeOf(post(wp)), "user_mismatch");
  assert.deepEqual(writesOf(visitor.site), []);
  assert.equal(await seen.prompts(), 0);
});

it("a call that was begun as nobody is made as the first who logs in, and as no other", async () => {
  const seen = await tab([as(admin), as(editor)]);
  const { wp } = seen;
  // Admin's session ends before the call arrives.
  seen.before = async (path) => {
    if (!path.includes("/rest/")) return;
    seen.before = undefined;
    await logOutElsewhere();
  };
  const call = wp.fetch(`${rest}/posts`, {
    method: "POST",
    json: { title: "x" },
    auth: "required",
  });
  assert.equal(await codeOf(call), "user_mismatch");
  assert.equal(await seen.prompts(), 2);
  assert.deepEqual(writesOf(visitor.site), []);
});

it("a list that is begun before the page knows whom it shows does not go on for another", async () => {
  await (await tab()).wp.login(as(admin));
  let isKnown = false;
  const seen = await tab(undefined, async (path) => {
    if (path.endsWith("/session")) await setTimeout(100);
  });
  seen.late = async (path) => {
    if (isKnown || !path.includes("/rest/")) return;
    isKnown = true;
    await logInElsewhere(editor);
    await seen.wp.ready();
  };
  const list = seen.run(async (wp) => {
    for await (const _ of wp.paginate("/wp/v2/posts", { perPage: 5 }));
  });
  await assert.rejects(list, { code: "user_mismatch" });
  assert.ok(isKnown);
});

it("a page whose cookie is gone writes nothing as nobody", async () => {
  const { wp, session } = await tab();
  const { site } = visitor;
  await wp.login(as(admin));
  await visitor.forget();
  const sent = site.requests.length;
  // As nobody on purpose.
  const omit = { method: "POST", json: { title: "x" }, auth: "omit" };
  assert.equal((await wp.fetch(`${rest}/posts`, omit)).status, 401);
  assert.equal(site.requests.length, sent + 1);
  for (const method of ["POST", "PUT", "DELETE"]) {
    assert.equal((await session()).status, "authenticated");
    const call = wp.fetch(`${rest}/posts/1`, { method, json: { title: "x" } });
    assert.equal(await codeOf(call), "session_expired");
    assert.equal(site.requests.length, sent + 1);
    assert.equal((await session()).status, "anonymous");
    await wp.login(as(admin));
    await visitor.forget();
    site.requests.splice(sent + 1);
  }
  // A page of posts is the same for nobody.
  assert.equal((await wp.fetch(`${rest}/posts`)).status, 200);
  assert.equal((await wp.ready()).status, "anonymous");
});

it("a page that shows nobody calls as nobody", async () => {
  const { wp } = await tab();
  await wp.ready();
  await logInElsewhere(editor);
  assert.equal(await nameOf(wp), 401);
  assert.ok(await visitor.cookie());
});

it("a login that waits for an unconfirmed logout does not undo another one", async () => {
  const seen = await tab();
  await seen.wp.login(as(admin));
  seen.before = unreachable;
  await seen.wp.logout();
  const { wait, came, release } = holding("/logout");
  seen.before = wait;
  const login = codeOf(seen.wp.login(as(editor)));
  await came;
  const logout = seen.wp.logout();
  release();
  await logout;
  assert.equal(await login, "session_expired");
  assert.equal(await userOfCookie(), undefined);
  assert.deepEqual(await seen.session(), { status: "anonymous", reason: "logged_out" });
});

for (const [what, begin] of [
  ["refresh", (wp) => wp.refresh()],
  ["login", (wp) => wp.login(as(admin))],
]) {
  it(`a late ${what} does not undo a logout`, async () => {
    const seen = await tab();
    await seen.wp.login(as(admin));
    const { wait, came, release } = holding(`/${what}`);
    seen.late = wait;
    const pending = codeOf(begin(seen.wp));
    await came;
    await seen.wp.logout();
    release();
    assert.equal(await pending, "session_expired");
    assert.equal((await seen.session()).status, "anonymous");
    assert.equal(await nameOf(seen.wp), 401);
    assert.equal((await (await tab()).wp.ready()).status, "anonymous");
  });

  it(`after a late ${what}, the page shows the user of its cookie`, async () => {
    const seen = await tab();
    await seen.wp.login(as(admin));
    const { wait, came, release } = holding(`/${what}`);
    seen.late = wait;
    const pending = codeOf(begin(seen.wp));
    await came;
    await seen.wp.login(as(editor));
    release();
    assert.equal(await pending, "session_expired");
    const me = await seen.wp.fetch(`${rest}/users/me`);
    assert.equal((await seen.session()).user?.id, me.ok ? (await me.json()).id : undefined);
  });
}
