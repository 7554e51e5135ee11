// A page held against axe's rules, and against the width of the screen.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What is wrong with the page as it is now, for eyes, hands and ears: by all rules, or by some. */
export async function flaws(page, rules) {
  await page.evaluate(axe);
  const found = await page.evaluate(async (rules) => {
    const { violations } = await window.axe.run({
      resultTypes: ["violations"],
      ...(rules && { runOnly: rules }),
    });
    const list = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html)}`);
    const excess = document.documentElement.scrollWidth - window.innerWidth;
    if (excess > 0) list.push(`${excess} px wider than the screen`);
    return list;
  }, rules);
  return found;
}
