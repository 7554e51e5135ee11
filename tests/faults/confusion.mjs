import { table } from "../bench/lib/table.mjs";

/**
 * A confusion matrix: what was true in rows, what was said in columns.
 *
 * @param {string} title
 * @param {[truth: string, said: string][]} pairs
 */
export function confusion(title, pairs) {
  const kinds = (at) => [...new Set(pairs.map((pair) => pair[at]))].sort();
  const [truths, said] = [kinds(0), kinds(1)];
  const count = (truth, saying) =>
    pairs.filter((pair) => pair[0] === truth && pair[1] === saying).length || "";
  const rows = truths.map((truth) => [truth, ...said.map((saying) => count(truth, saying))]);
  return table([`${title}: truth \\ said`, ...said], rows);
}
