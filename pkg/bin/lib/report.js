/**
 * @import { Diagnosis, Finding } from "../../index.js"
 * @typedef {ReturnType<typeof import("./style.js").painter>} Paint
 */

/** @type {Record<Finding["status"], [colour: Parameters<Paint>[0], mark: string]>} */
const MARKS = {
  pass: ["green", "✓"],
  warn: ["yellow", "!"],
  fail: ["red", "✗"],
  skip: ["gray", "–"],
};
const WIDTH = 80;
/** The problems come first: they are what somebody runs the command for. */
const ORDER = ["fail", "warn", "pass", "skip"];
/** Code of this length or more gets a line of its own, so that it can be copied. */
const COPIED = 24;

/**
 * A diagnosis as text for a person. `paint(format, text)` colours it.
 *
 * @param {Diagnosis} diagnosis
 * @param {Paint} paint
 */
export function report({ site, plugin, findings, ok }, paint) {
  const lines = [paint("bold", site) + (plugin ? paint("gray", `  ${plugin}`) : ""), ""];
  const widest = Math.max(...findings.map(({ title }) => title.length));
  for (const { status, title, detail, fix } of inOrder(findings)) {
    const [colour, mark] = MARKS[status];
    const [first, ...rest] = wrap(detail, WIDTH - widest - 6);
    lines.push(`${paint(colour, mark)} ${title.padEnd(widest)}  ${paint(tone(status), first)}`);
    for (const line of rest) lines.push(`${" ".repeat(widest + 4)}${paint(tone(status), line)}`);
    if (fix) lines.push(...explained(fix, paint));
  }
  const count = (/** @type {string} */ wanted) =>
    findings.filter(({ status }) => status === wanted).length;
  const [failed, warned] = [count("fail"), count("warn")];
  const end = ok
    ? paint(
        "green",
        warned
          ? `No check failed. ${warned} warning${warned === 1 ? "" : "s"}.`
          : "No check failed.",
      )
    : paint("red", `${failed} of ${findings.length} checks failed.`);
  return `${[...lines, "", end].join("\n")}\n`;
}

const inOrder = (/** @type {Finding[]} */ findings) =>
  ORDER.flatMap((wanted) => findings.filter(({ status }) => status === wanted));

/**
 * A fix as lines: prose, and each piece of code on a line of its own, to copy.
 *
 * @param {string} fix
 * @param {Paint} paint
 */
export function explained(fix, paint) {
  /** @type {string[]} */
  const lines = [];
  let prose = "";
  const flush = () => {
    const text = prose.trim().replace(/^[.,;] ?/, "");
    if (text) lines.push(...wrap(text, WIDTH - 6).map((line) => `    ${paint("cyan", line)}`));
    prose = "";
  };
  for (const part of fix.split(/(`[^`]+`)/)) {
    if (part.startsWith("`") && part.length > COPIED) {
      flush();
      lines.push("", `        ${paint("bold", part.slice(1, -1))}`, "");
    } else {
      prose += part;
    }
  }
  flush();
  if (lines.at(-1)) lines.push("");
  return lines.filter((line, index) => line || lines[index - 1]);
}

const tone = (/** @type {string} */ status) => (status === "skip" ? "gray" : "reset");

/**
 * Lines of at most so many characters, broken at spaces; a longer word, or code, stays whole.
 *
 * @param {string} text
 * @param {number} width
 */
function wrap(text, width) {
  const lines = [""];
  for (const word of text.match(/(?:`[^`]*`|[^\s`])+/g) ?? []) {
    const last = lines.length - 1;
    if (lines[last] && lines[last].length + 1 + word.length > width) lines.push(word);
    else lines[last] += lines[last] ? ` ${word}` : word;
  }
  return lines;
}
