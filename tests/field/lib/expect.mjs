// What came out of a step, held against what the case says.
import { isDeepStrictEqual } from "node:util";
import { requestMatches } from "./match.mjs";

/** What differs, as sentences; none if the step came out right. */
export function differences(step, outcome, log) {
  const said = step.either ? eitherDiffers(step.either, outcome) : outcomeDiffers(step, outcome);
  // The rest follows from it.
  if (said.length) return said;
  return [...requestsDiffer(step.requests, log), ...sessionDiffers(step.session, outcome)];
}

function eitherDiffers(list, outcome) {
  const all = list.map((each) => outcomeDiffers(each, outcome));
  return all.some((each) => !each.length)
    ? []
    : all.flatMap((each) => [`either ${each.join(", ")}`]);
}

function outcomeDiffers({ gives, fails, finds }, { value, error }) {
  if (finds && value) return findingsDiffer(finds, value.findings ?? value.diagnosis?.findings);
  if (fails) return error ? errorDiffers(fails, error) : [`resolved with ${short(value)}`];
  if (error)
    return [`rejected with ${error.code ?? error.name}: ${error.message} ${hintOf(error)}`];
  return gives === undefined || fits(gives, value) ? [] : [`resolved with ${short(value)}`];
}

/** `finds`: a status, or fields of a finding, by its id; `others` for all that are not named. */
function findingsDiffer({ others, ...wanted }, findings) {
  return findings.flatMap((finding) => {
    const expected = wanted[finding.id] ?? (others && { status: others });
    if (!expected) return [];
    const fields =
      typeof expected === "object" && !Array.isArray(expected) ? expected : { status: expected };
    const isRight = Object.entries(fields).every(([name, each]) =>
      name === "status" ? [each].flat().includes(finding.status) : fieldFits(name, each, finding),
    );
    return isRight ? [] : [`finding ${JSON.stringify(finding)}`];
  });
}

const hintOf = ({ hint }) => (hint ? `[hint: ${hint}]` : "[no hint]");
const short = (value) => (JSON.stringify(value) ?? String(value)).slice(0, 300);

function errorDiffers(fails, error) {
  const wanted = typeof fails === "string" ? { code: fails } : fails;
  const said = [];
  if (!error.isOurs) said.push(`threw ${error.name}: ${error.message}`);
  for (const [name, value] of Object.entries(wanted)) {
    if (!fieldFits(name, value, error))
      said.push(`${name} is ${short(error[name.replace(/Not$/, "")])}`);
  }
  // A wrong code says more with the rest of the error.
  return said.length
    ? [`${said.join(", ")} (${error.code}: ${error.message} ${hintOf(error)})`]
    : [];
}

/** Texts are patterns, whatever their case; `false` is for what must not be there. */
function fieldFits(name, wanted, error) {
  if (name.endsWith("Not")) return !new RegExp(wanted, "i").test(error[name.slice(0, -3)] ?? "");
  const value = error[name];
  if (wanted === false) return value === undefined;
  if (name === "code") return [wanted].flat().includes(value);
  if (typeof wanted === "string") return new RegExp(wanted, "i").test(value ?? "");
  return fits(wanted, value);
}

/** Every part that is named is there; lists have the same length. */
export function fits(wanted, value) {
  if (Array.isArray(wanted)) {
    const isSame = Array.isArray(value) && value.length === wanted.length;
    return isSame && wanted.every((each, at) => fits(each, value[at]));
  }
  if (wanted && typeof wanted === "object") {
    return (
      Boolean(value) && Object.entries(wanted).every(([name, each]) => fits(each, value[name]))
    );
  }
  return isDeepStrictEqual(wanted, value);
}

function requestsDiffer(wanted = {}, log) {
  return Object.entries(wanted).flatMap(([pattern, count]) => {
    const [method, target, ...marks] = pattern.split(" ");
    const when = marks.includes("+token")
      ? { authorization: "any" }
      : marks.includes("-token")
        ? { authorization: "none" }
        : {};
    const sent = log
      .filter((asked) => requestMatches({ to: `${method} ${target}`, when }, asked))
      .filter(({ fields }) => !marks.includes("+password") || fields.password);
    return countFits(count, sent.length)
      ? []
      : [
          `${sent.length} times ${pattern}, of ${log.map(({ method, url }) => `${method} ${url}`).join(", ") || "none"}`,
        ];
  });
}

/** `2`, or "<=2", ">=1". */
function countFits(wanted, count) {
  const [, sign, number] = String(wanted).match(/^(<=|>=)?(\d+)$/);
  if (sign === "<=") return count <= Number(number);
  return sign === ">=" ? count >= Number(number) : count === Number(number);
}

const sessionDiffers = (wanted, { session }) =>
  !wanted || session?.status === wanted ? [] : [`the session is ${session?.status}`];
