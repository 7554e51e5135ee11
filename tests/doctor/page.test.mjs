// What a page learns about a call without a response, and how many requests that costs.
import assert from "node:assert/strict";
import { it } from "node:test";
import { jwt } from "../support/app.mjs";
import { setStage } from "../support/stage.mjs";

const stage = setStage({ mock: true });
const closed = { "access-control-allow-origin": "https://elsewhere.example" };

/** Responses that other origins may not read. */
const hide = (fits) =>
  stage.site.setOptions({
    answer: ({ route }) => (route && fits.test(route) ? { headers: closed } : undefined),
  });

/** A connection that is gone until a request arrives that `ends` the outage. */
const breakUntil = (ends) => {
  let gone = true;
  stage.site.setOptions({
    answer: (request) => {
      gone &&= !ends(request);
      return gone ? "break" : undefined;
    },
  });
};

const isHidden = ({ headers }) => headers["sec-fetch-mode"] === "no-cors";
const failedChecks = ({ findings }) =>
  findings.filter(({ status }) => status === "fail").map(({ id }) => id);

it("a connection that was gone for a moment is no matter of CORS", async () => {
  const app = await stage.visit();
  breakUntil(isHidden);
  await assert.rejects(app.fetch("/wp/v2/posts", { auth: "omit" }), { code: "unreachable" });
  breakUntil(isHidden);
  assert.deepEqual(failedChecks(await app.call("diagnose")), []);
});

it("a request with a token that got lost is no refused preflight", async () => {
  const app = await stage.visit();
  let [lost, over] = [false, false];
  stage.site.setOptions({
    answer: ({ headers }) => {
      const hasToken = Boolean(headers.authorization);
      over ||= lost && !hasToken;
      lost ||= hasToken;
      return hasToken && !over ? "break" : undefined;
    },
  });
  assert.deepEqual(failedChecks(await app.call("diagnose")), []);
});

it("a login that got lost is no matter of CORS", async () => {
  const app = await stage.visit();
  stage.site.setOptions({
    answer: ({ route, fields }) =>
      route?.endsWith("/token") && fields.password ? "break" : undefined,
  });
  await assert.rejects(app.login(), { code: "unreachable" });
});

it("hidden answers are cors_blocked, after one search and six probes without a token", async () => {
  const app = await stage.visit();
  await app.login();
  hide(/./);
  stage.site.clearLog();
  const failed = { code: "cors_blocked", sent: "maybe" };
  await assert.rejects(app.fetch("/wp/v2/posts", { auth: "omit" }), (error) => {
    assert.equal(error.code, failed.code);
    assert.equal(error.sent, failed.sent);
    assert.match(error.hint, /Access-Control-Allow-Origin/);
    assert.doesNotMatch(error.everything, jwt);
    return true;
  });
  const [first, search, ...probes] = stage.sent();
  assert.equal(first, "GET /wp/v2/posts");
  // The other form of the root may work where this one does not. Its index tells, before any probe.
  assert.equal(search, "GET /");
  assert.ok(probes.length > 0 && probes.length <= 6, probes.join());
  assert.ok(![search, ...probes].some((line) => line.includes("+token")));
  stage.site.clearLog();
  await assert.rejects(app.fetch("/wp/v2/posts", { auth: "omit" }), { code: "cors_blocked" });
  assert.deepEqual(stage.sent(), ["GET /wp/v2/posts"], "what was seen is believed for a minute");
});

it("a login whose answer alone is hidden was cut short", async () => {
  const app = await stage.visit();
  hide(/token$/);
  await assert.rejects(app.login(), (error) => {
    assert.equal(error.code, "cors_blocked");
    assert.match(error.hint, /PHP/);
    return true;
  });
});

it("an aborted call causes no probe", async () => {
  const app = await stage.visit();
  stage.site.setOptions({ answer: () => "hang" });
  await app.run(async () => {
    const controller = new AbortController();
    const call = wp.fetch("/wp/v2/posts", { signal: controller.signal }).catch(() => {});
    setTimeout(() => controller.abort(), 200);
    await call;
    await new Promise((done) => setTimeout(done, 300));
  });
  assert.ok(stage.calls().length <= 1, stage.calls().join());
});

it("a dropped Authorization header is told by one validate()", async () => {
  const app = await stage.visit();
  await app.login();
  stage.site.setOptions({
    answer: ({ route }) => {
      if (route === "/wp/v2/users/me") return { status: 401, body: { code: "rest_not_logged_in" } };
      if (!route?.endsWith("/validate")) return undefined;
      return { status: 403, body: { code: "jwt_auth_no_auth_header" } };
    },
  });
  await assert.rejects(app.json("/wp/v2/users/me"), (error) => {
    assert.equal(error.code, "authorization_stripped");
    assert.match(error.hint, /SetEnvIf/);
    return true;
  });
  const validations = stage.calls().filter((line) => line.includes("validate"));
  assert.equal(validations.length, 1);
});

// Holds P12 of SECURITY.md.
it("diagnose() and supportBundle() tell no secret", async () => {
  const app = await stage.visit();
  await app.login();
  const { ok, findings } = await app.call("diagnose");
  assert.equal(ok, true, JSON.stringify(findings));
  const bundle = JSON.stringify(await app.call("supportBundle"));
  assert.match(bundle, /"authenticated"/);
  assert.doesNotMatch(bundle, jwt);
  assert.ok(!bundle.includes("editor"));
});
