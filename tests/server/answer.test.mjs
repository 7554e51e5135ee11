// What a backend responds itself: JSON that nobody else may get.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PresskeyError } from "../../pkg/front/presskey-error.js";
import { errorAnswer, json, refusal } from "../../pkg/server/answer.js";

const always = {
  "cache-control": "private, no-store",
  "content-type": "application/json",
  vary: "Cookie",
  "x-content-type-options": "nosniff",
};

it("a response is JSON for one visitor", async () => {
  const answer = json({ a: 1 });
  assert.equal(answer.status, 200);
  assert.deepEqual(Object.fromEntries(answer.headers), always);
  assert.deepEqual(await answer.json(), { a: 1 });
  const other = json(7, { status: 201, headers: { Vary: "*", "X-A": "b" } });
  assert.deepEqual([other.status, await other.json()], [201, 7]);
  assert.deepEqual(Object.fromEntries(other.headers), { ...always, vary: "*", "x-a": "b" });
});

it("a refusal says that nothing was sent, and what helps if anything does", () => {
  const fields = { code: "invalid_option", message: "No.", sent: "no", http: 405 };
  const bare = refusal("invalid_option", 405, "No.");
  assert.deepEqual({ ...bare, message: bare.message }, fields);
  const more = refusal("invalid_option", 405, "No.", "Send a GET.", { allow: "GET" });
  const wanted = { ...fields, hint: "Send a GET.", allow: "GET" };
  assert.deepEqual({ ...more, message: more.message }, wanted);
});

describe("an error", () => {
  const of = async (thrown) => {
    const answer = errorAnswer(thrown);
    const { "presskey-error": code, ...headers } = Object.fromEntries(answer.headers);
    return { status: answer.status, code, headers, body: await answer.json() };
  };

  it("has the fields that help when it is shown, and no others", async () => {
    const fields = {
      ...{ code: "rate_limited", message: "Wait.", hint: "h", status: 503, wpCode: "w" },
      ...{ serverMessage: "m", retryAfter: 1500, secondFactor: { type: "totp" }, sent: "answered" },
    };
    const error = new PresskeyError({ ...fields, request: "r", cause: "c", response: {} });
    const headers = { ...always, "retry-after": "2" };
    assert.deepEqual(await of(error), {
      ...{ status: 429, code: "rate_limited", headers, body: fields },
    });
  });

  it("has the status of its code, or its own, or tells that WordPress is at fault", async () => {
    const bare = { code: "not_wordpress", message: "No." };
    assert.deepEqual(await of(new PresskeyError(bare)), {
      ...{ status: 502, code: "not_wordpress", headers: always, body: bare },
    });
    for (const [code, status] of [
      ...[
        ["invalid_credentials", 401],
        ["second_factor_required", 401],
        ["not_authenticated", 401],
      ],
      ...[
        ["session_expired", 401],
        ["token_rejected", 401],
        ["rate_limited", 429],
      ],
      ...[
        ["forbidden", 403],
        ["origin_not_allowed", 403],
        ["user_mismatch", 409],
      ],
      ...[
        ["body_not_replayable", 409],
        ["refresh_unsupported", 409],
        ["invalid_option", 400],
      ],
      ...[
        ["invalid_token", 400],
        ["timeout", 504],
        ["storage_unavailable", 503],
      ],
      ...[
        ["not_loaded", 503],
        ["insecure_site", 500],
        ["wasm_unavailable", 500],
      ],
      ["internal_error", 500],
    ])
      assert.equal((await of(new PresskeyError({ code, message: "" }))).status, status, code);
    const { status, headers } = await of(
      refusal("forbidden", 405, "", undefined, { allow: "GET" }),
    );
    assert.deepEqual([status, headers.allow], [405, "GET"]);
    const now = await of(new PresskeyError({ code: "timeout", message: "", retryAfter: 0 }));
    assert.equal(now.headers["retry-after"], undefined);
  });

  it("that is none of presskey's shows nothing of itself", async () => {
    for (const thrown of [new Error("a secret"), "a secret", undefined, { code: "forbidden" }]) {
      const { status, code, body } = await of(thrown);
      assert.deepEqual([status, code], [500, "internal_error"]);
      assert.deepEqual(body, {
        ...{ code: "internal_error", message: "Something went wrong inside presskey." },
        sent: "maybe",
      });
    }
  });
});
