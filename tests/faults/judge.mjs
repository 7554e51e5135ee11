// What was told, against the truth.

/** A hint that names several causes. */
const UNSURE = /one of these|does not say why/i;

/**
 * "right", "unsure" (an honest "one of these", the cause among them) or "wrong".
 *
 * @param {import("./cases.mjs").Case} fault
 */
export function judgeCall({ truth, cause }, call, { code, hint = "" }) {
  const named = !cause || cause.test(hint);
  const wanted = codeOf(truth, call);
  if (wanted === code) return wanted === "ok" || named ? "right" : "wrong";
  return wanted !== "ok" && code === "unreachable" && UNSURE.test(hint) && named
    ? "unsure"
    : "wrong";
}

/** The code that a call must fail with; "ok" where it must succeed. */
export const codeOf = (truth, call) =>
  typeof truth === "string" ? truth : (truth[call] ?? truth["*"] ?? "ok");

/** The same for a diagnosis: the finding that fails, or one that warns and names the cause. */
export function judgeFindings({ finding, cause }, findings) {
  const of = (status) => findings.filter((each) => each.status === status);
  const failed = of("fail").map(({ id }) => id);
  const wanted = finding ? [finding] : [];
  if (failed.length === wanted.length && wanted.every((id) => failed.includes(id))) return "right";
  const warned = of("warn").filter(({ id, detail, fix = "" }) => {
    return id === finding && (!cause || cause.test(detail + fix));
  });
  return failed.length === 0 && warned.length ? "unsure" : "wrong";
}
