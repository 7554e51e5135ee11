// Passwords that other clients break on their way to the server (docs/wire-facts.md).
import assert from "node:assert/strict";
import { it } from "node:test";
import { users } from "../../../scripts/wordpress/users.mjs";
import { password } from "../../support/app.mjs";
import { setStage } from "../../support/stage.mjs";

const stage = setStage();

for (const { username, email, name } of users.filter(({ slashed }) => !slashed)) {
  it(`logs in ${username} with ${password(username)}`, async () => {
    const app = await stage.visit();
    const { user } = await app.login(username);
    assert.equal(user.email, email);
    assert.equal(user.displayName, name);
    assert.deepEqual(stage.sent(), ["POST /jwt-auth/v1/token"]);
  });
}

// Known and documented: WordPress's own forms store such a password with backslashes before the
// quotes, so what the person typed is refused over REST (docs/wire-facts.md).
it("cannot log in with quotes that a WordPress form stored, but for the slashed form", async () => {
  const app = await stage.visit();
  await assert.rejects(app.login("slashed"), { code: "invalid_credentials", sent: "answered" });
  const { status } = await app.login("slashed", password("slashed").replace(/['"\\]/g, "\\$&"));
  assert.equal(status, "authenticated");
});
