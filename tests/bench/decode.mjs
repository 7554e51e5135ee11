// How fast a token is decoded, in Node and in Chromium.
import { servePage } from "./lib/page.mjs";
import { ratio, table } from "./lib/table.mjs";

export async function speeds(browser) {
  const { run } = await import("./decode.run.mjs");
  const node = await run();
  const served = await servePage("decode.run.mjs");
  const context = await browser.newContext();
  try {
    const page = await served.open(context);
    const chromium = await page.evaluate(() => globalThis.bench.run());
    return [
      ...node.map((row) => ({ where: "Node", ...row })),
      ...chromium.map((row) => ({ where: "Chromium", ...row })),
    ];
  } finally {
    await context.close();
    await served.stop();
  }
}

/** `what`: "decode" or "expired". */
export const report = (rows, what) =>
  table(
    [
      "Where",
      "Token",
      "presskey",
      "presskey/js",
      "jwt-decode",
      "jose",
      "jwt-decode / presskey",
      "jose / presskey",
    ],
    rows.map(({ where, kind, length, [what]: times }) => [
      where,
      `${kind}, ${length} characters`,
      ...["presskey", "presskey/js", "jwt-decode", "jose"].map((name) => Math.round(times[name])),
      ratio(times["jwt-decode"], times.presskey),
      ratio(times.jose, times.presskey),
    ]),
  );
