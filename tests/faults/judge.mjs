// Compares what presskey said with the truth.

/** A hint that names several causes. */
const UNSURE = /one of these|does not say why/i;

/** A browser itself only says that there is no response. */
const OPAQUE = ["unreachable", "cors_blocked"];

/**
 * "right", "unsure" (an honest "one of these", the cause among them) or "wrong".
 *
 * @param {import("./cases.mjs").Case} fault
 */
export function judgeCall({ truth, cause }, call, { code, hint = "" }) {
  const named = !cause || cause.test(hint);
  const wanted = codeOf(truth, call);
  if (wanted === code) return wanted === "ok" || named ? "right" : "wrong";
  return wanted !== "ok" && OPAQUE.includes(code) && UNSURE.test(hint) && named
    ? "unsure"
    : "wrong";
}

/** The code that a call must fail with; "ok" where it must succeed. */
export const codeOf = (truth, call) =>
  typeof truth === "string" ? truth : (truth[call] ?? truth["*"] ?? "ok");

/**
 * The same for a diagnosis: the finding that fails, or warns of what fails no call; no other one may
 * fail. It is unsure where one warns or fails with "one of these".
 */
export function judgeFindings({ finding, warning, cause }, findings) {
  const of = (status) => findings.filter((each) => each.status === status);
  const failed = of("fail");
  const isIn = (list, id) => list.some((each) => each.id === id);
  if (warning) return failed.length === 0 && isIn(of("warn"), warning) ? "right" : "wrong";
  if (!finding) return failed.length === 0 ? "right" : "wrong";
  if (failed.length === 1 && isIn(failed, finding)) return "right";
  const honest = ({ id, status, detail, fix = "" }) => {
    const unsure = status === "warn" ? id === finding : UNSURE.test(fix);
    return unsure && (!cause || cause.test(detail + fix));
  };
  const said = failed.length ? failed : of("warn");
  return said.length && said.length < 2 && said.every(honest) ? "unsure" : "wrong";
}
