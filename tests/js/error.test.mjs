// The errors of the files that are loaded on use.
import assert from "node:assert/strict";
import { it } from "node:test";
import {
  errorOf,
  failure,
  internalError,
  invalidOption,
  notLoaded,
  storageUnavailable,
  use,
} from "../../pkg/engine/error.js";
import { permitted } from "../../pkg/engine/permitted.js";
import { PresskeyError } from "../../pkg/front/presskey-error.js";

use(PresskeyError);
const cause = new Error("why");

for (const [name, error, wanted] of [
  ["failure", failure("forbidden", "No."), { code: "forbidden", message: "No.", sent: "no" }],
  [
    "failure with more",
    failure("forbidden", "No.", "answered", { status: 403, hint: "Ask." }),
    { code: "forbidden", sent: "answered", status: 403, hint: "Ask." },
  ],
  [
    "invalidOption",
    invalidOption("No.", cause),
    { code: "invalid_option", message: "No.", sent: "no", cause },
  ],
  ["notLoaded", notLoaded(cause), { code: "not_loaded", sent: "no", cause }],
  ["storageUnavailable", storageUnavailable(), { code: "storage_unavailable", sent: "no" }],
  [
    "storageUnavailable of a request",
    storageUnavailable("maybe"),
    { code: "storage_unavailable", sent: "maybe" },
  ],
  ["internalError", internalError(), { code: "internal_error", sent: "maybe", cause: undefined }],
  [
    "what the rules throw",
    errorOf('{"code":"forbidden","message":"No.","sent":"answered","status":403}'),
    { code: "forbidden", message: "No.", sent: "answered", status: 403 },
  ],
  [
    "a trap, which may hold a secret",
    errorOf(new Error("secret")),
    { code: "internal_error", cause: undefined },
  ],
]) {
  it(name, () => {
    assert.ok(error instanceof PresskeyError);
    for (const [member, value] of Object.entries(wanted))
      assert.equal(error[member], value, member);
  });
}

it("tells a policy that forbids WebAssembly from a module that is broken", () => {
  const trapped = () => {};
  const given = [];
  const instance = permitted((...all) => given.push(all) && "instance", "module", trapped);
  assert.equal(instance, "instance");
  assert.deepEqual(given, [["module", trapped]]);
  const forbidden = new WebAssembly.CompileError("by the policy");
  const throwing = (error) => () =>
    permitted(
      () => {
        throw error;
      },
      undefined,
      trapped,
    );
  assert.throws(throwing(forbidden), { code: "wasm_unavailable", sent: "no", cause: forbidden });
  assert.throws(throwing(cause), (error) => error === cause);
});

it("asks for a report of what only presskey can be to blame for", () => {
  assert.match(internalError().hint, /Please report it/);
});
