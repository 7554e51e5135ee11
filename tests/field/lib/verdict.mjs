// What was said of a call against the truth, over all cases.
import { confusion } from "../../faults/confusion.mjs";

/** A hint that names several causes, as tests/faults/judge.mjs knows it. */
const UNSURE = /one of these|does not say why/i;

/** What a step had to say, what it said, and whether that was certain. */
export function verdictOf(step, { error }, isWrong) {
  const said = error ? (error.code ?? error.name) : "ok";
  const wanted = (step.either ?? [step]).flatMap(({ fails }) =>
    fails ? (fails.code ?? fails) : "ok",
  );
  // Of several right codes the one that came, else the first.
  const codes = wanted.map((code) => (typeof code === "string" ? code : said));
  const truth = codes.includes(said) ? said : codes[0];
  const isUnsure = UNSURE.test(error?.hint ?? "");
  return {
    truth,
    said,
    verdict: isUnsure && truth === said ? "unsure" : isWrong ? "wrong" : "right",
  };
}

/** The share of failed calls about which a hint was not certain. */
export function unsureShare(verdicts) {
  const failed = verdicts.filter(({ truth }) => truth !== "ok");
  return failed.length
    ? failed.filter(({ verdict }) => verdict === "unsure").length / failed.length
    : 0;
}

/** How often what was said, as a table, and the sum. */
export function report(title, verdicts) {
  const count = (name) => verdicts.filter(({ verdict }) => verdict === name).length;
  const pairs = verdicts.map(({ truth, said }) => [truth, said]);
  const percent = Math.round(unsureShare(verdicts) * 100);
  return `${confusion(title, pairs)}
| ${title}: ${count("right")} right, ${count("wrong")} wrong, ${count("unsure")} unsure (${percent} % of the failures)`;
}
