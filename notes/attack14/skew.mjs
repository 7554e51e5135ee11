// P8 / skew: a page with `via` whose clock is ahead by more than the session's remaining life.
import { createStage, outcome } from "/work/wt/attack14/tests/via/stage.mjs";
import { credentials } from "/work/wt/attack14/tests/support/app.mjs";
const ahead = Number(process.argv[2] ?? 2);
const stage = await createStage({ mode: "free", lifetime: 3600 });
const visitor = await stage.visitor();
try {
  const tab = await visitor.open(`{ const now = Date.now; Date.now = () => now() + ${ahead} * 3600000; }`);
  console.log((await outcome(tab, (given) => wp.login(given), credentials("editor"))).value);
  visitor.requests.length = 0;
  await new Promise((r) => setTimeout(r, 5000));
  const counts = {};
  for (const each of visitor.requests) counts[each] = (counts[each] ?? 0) + 1;
  console.log(`clock ahead by ${ahead} h, 5 s after the login:`, counts);
  console.log((await outcome(tab, () => wp.session)).value);
} finally {
  await visitor.close();
  await stage.stop();
}
