// docs/messages.md lists every text that a person is shown.
import assert from "node:assert/strict";
import { it } from "node:test";
import { parts, secondPart } from "../../scripts/prose/messages.mjs";
import { texts } from "../../scripts/prose/texts.mjs";

it("lists the messages of every part of the package", () => {
  assert.equal(parts().second, secondPart(), "node scripts/prose/messages.mjs --write");
});

it("finds messages with their code and hint", () => {
  const find = (start) => texts().find(({ message }) => message.startsWith(start));
  for (const [message, code, hint] of [
    ["No presskey backend is at", "malformed_response", /^Mount createBackend/],
    ["The browser still holds another", "user_mismatch", /^Delete the cookie/],
    ["Pages of this origin", "origin_not_allowed", /^Call it from a page/],
    ["The stored session could not", "storage_unavailable", /^$/],
    ["The session is too large", "internal_error", /^Give createBackend/],
  ]) {
    assert.equal(find(message)?.code, code, message);
    assert.match(find(message).hint, hint, message);
  }
});
