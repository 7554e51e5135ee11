// The linter of the suite `style` finds the sentences that it is there for, and leaves code alone.
import assert from "node:assert/strict";
import { it } from "node:test";
import { documents, problems } from "../../scripts/prose/lint.mjs";

it("finds sentences that have to be read twice", async () => {
  for (const bad of [
    "What keeps it from being read goes to the error boundary.",
    "The server that asks anew is told so.",
    "A refusal ends the session at once.",
    "The answer comes from a cache.",
    "Every request is answered as to a visitor.",
    "Found by itself where it can be.",
    "Put this line beside the other ones.",
  ]) {
    assert.notDeepEqual(await problems(bad), [], bad);
    const [found] = await problems(`# Heading\n\n${bad}`);
    assert.equal(found.line, 3, bad);
  }
});

it("accepts plain sentences, questions, headings and code", async () => {
  const good = `# What you get

What happens if the token expires? presskey renews it.

Call \`answer()\`, or write \`at once\`.

\`\`\`js
// asks anew at once
\`\`\`
`;
  assert.deepEqual(await problems(good), []);
});

it("reads the README, every page, the messages, the types and the tests", () => {
  for (const file of [
    "README.md",
    "www/pages/errors.md",
    "docs/messages.md",
    "pkg/index.d.ts",
    "tests/field/field.test.mjs",
  ]) {
    assert.ok(documents().includes(file), file);
  }
});
