// The session cookie, as anybody may have changed it. Lines: what to do with the real one (`whole`,
// or `POSITION LENGTH` of what is replaced), the replacement, further cookies before and after it.
// Holds B2 of SECURITY.md.
const assert = require("node:assert/strict");
const { cookie, handle, OWN } = require("./backend.cjs");

exports.run = async (text) => {
  const [what, replacement = "", before = "", after = ""] = text.split("\n");
  const [name, value] = (await cookie()).split(/=(.*)/s);
  const [at, length] = what.split(" ").map(Number);
  const kept = what === "whole" || !Number.isSafeInteger(at) || !Number.isSafeInteger(length);
  const changed = kept
    ? value
    : value.slice(0, at) + replacement + value.slice(Math.max(0, at) + Math.max(0, length));
  const header = [before, `${name}=${changed}`, after].filter(Boolean).join("; ");
  const request = requestOf(header);
  if (!request) return;
  const { response, text: body } = await handle(request);
  const session = JSON.parse(body);
  // The first cookie of a name counts, one without "=" has no name, and white space around a value does not.
  const sent = (request.headers.get("Cookie") ?? "").split(";").map((pair) => pair.trim());
  const first = sent.find((pair) => pair.includes("=") && pair.split("=")[0].trim() === name);
  const isWhole = first?.slice(first.indexOf("=") + 1).trim() === value;
  if (!isWhole) assert.equal(session.status, "anonymous", "a changed cookie opens a session");
  const removed = response.headers.getSetCookie().some((each) => each.startsWith(`${name}=;`));
  if (session.status === "authenticated") assert.ok(!removed);
  else if (first !== undefined) assert.ok(removed, "a cookie that does not open stays");
};

function requestOf(header) {
  try {
    return new Request(`${OWN}/api/presskey/session`, { headers: { Cookie: header } });
  } catch {
    return undefined;
  }
}
