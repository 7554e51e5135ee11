// The endpoints of each plugin, held against the fixture that plays it in a real WordPress (which is
// itself held against the real plugin: tests/wordpress).
import { describe, it } from "node:test";
import { startPair } from "./compare.mjs";
import { servers } from "./servers.mjs";

for (const { often, rows, ...options } of servers) {
  const skip = !often && !process.env.PRESSKEY_ALL && "in `npm run test:all`";
  describe(`${options.server} ${options.mode ?? ""}`, { skip }, () => {
    // One site, and the requests in their order: each may build on those before it.
    it("answers as the real one does", async (test) => {
      const pair = await startPair(options);
      try {
        for (const [title, ask, options] of rows(pair)) {
          await test.test(title, () => pair.same(ask, options));
        }
      } finally {
        await pair.stop();
      }
    });
  });
}
