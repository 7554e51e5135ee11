// presskey/testing: what it takes and what it returns.
import { createClient } from "presskey";
import {
  createTestSite,
  route,
  type TestRequest,
  type TestSite,
  type TestUser,
} from "presskey/testing";
import { same } from "./assert";

const test = createTestSite({
  site: new URL("https://wordpress.test"),
  users: [{ username: "ada", role: "editor", secondFactor: "123456" }],
  posts: [{ title: { rendered: "x" }, date: 0, status: "draft" }],
  media: [{ file: "2024/05/a.png", bytes: new Uint8Array() }],
  plugin: "simple-jwt-login",
  edition: "4",
  tokenLifetime: 60,
  latency: () => 10,
  now: new Date(),
});
same<TestSite>()(test);
createTestSite();
createTestSite({ posts: 25 });
createClient({ site: test.site, fetch: test.fetch }).login(test.users[0]);
same<TestUser[]>()(test.users);
same<TestRequest[]>()(test.requests);
test.expireTokens();
test.expireTokens({ refreshTokens: true });
test.fail("offline");
test.fail(500, { times: 2, route: /posts/ });
test.fail("503");
test.fail(() => Response.json({}));
test.reset();
same<Promise<Response>>()(test.answer(new Request("https://wordpress.test"), { origin: null }));
const handler = route(test);
same<ReturnType<typeof route>>()(handler);

// @ts-expect-error it cannot be played
createTestSite({ plugin: "cookie" });
// @ts-expect-error no such role
createTestSite({ users: [{ username: "x", role: "boss" }] });
// @ts-expect-error no such failure
test.fail("explode");
// @ts-expect-error no such status
test.fail(418);
