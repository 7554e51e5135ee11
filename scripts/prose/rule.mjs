// A textlint rule: the words of rules.yml, and sentences that begin with a clause as their subject.
import { readFileSync } from "node:fs";
import { parse } from "yaml";

const rules = parse(readFileSync(new URL("rules.yml", import.meta.url), "utf8")).map(
  ({ find, write }) => ({ find: new RegExp(`(?<![\\w-])(?:${find})(?![\\w-])`, "gi"), write }),
);

/** A sentence whose subject is a clause: "What keeps it from being read goes to …". */
const CLAUSE =
  /(?<=^|[.!?] )(?:What|Who|Whoever) (?:[^\s.?!:;,]+ ){2,8}?(?:goes|is|are|has|gets|comes|needs|becomes|must|may|can)\b[^.?!:]*\.(?= |$)/g;

/** `fragments`: a text may begin with a phrase instead of a sentence, as comments do. */
export default ({ Syntax, RuleError, report, getSource, locator }, { fragments = false } = {}) => {
  const complain = (node, index, length, text) =>
    report(node, new RuleError(text, { padding: locator.range([index, index + length]) }));
  return {
    [Syntax.Str](node) {
      const text = getSource(node);
      for (const { find, write } of rules) {
        for (const match of text.matchAll(find)) {
          complain(node, match.index, match[0].length, `"${match[0]}": write ${write}`);
        }
      }
    },
    [Syntax.Paragraph](node) {
      const text = getSource(node).replace(/\s/g, " ");
      for (const match of text.matchAll(CLAUSE)) {
        if (fragments && match.index === 0) continue;
        const words = match[0].split(" ").slice(0, 5).join(" ");
        complain(node, match.index, match[0].length, `"${words} …": begin with who does it`);
      }
    },
  };
};
