const MARKS = {
  pass: ["green", "✓"],
  warn: ["yellow", "!"],
  fail: ["red", "✗"],
  skip: ["gray", "–"],
};
const WIDTH = 80;

/** A diagnosis as text for a person. `paint(format, text)` colours it. */
export function report({ site, plugin, findings, ok }, paint) {
  const lines = [paint("bold", site) + (plugin ? paint("gray", `  ${plugin}`) : ""), ""];
  const widest = Math.max(...findings.map(({ title }) => title.length));
  for (const { status, title, detail, fix } of findings) {
    const [colour, mark] = MARKS[status];
    const [first, ...rest] = wrap(detail, WIDTH - widest - 6);
    lines.push(`${paint(colour, mark)} ${title.padEnd(widest)}  ${paint(tone(status), first)}`);
    for (const line of rest) lines.push(`${" ".repeat(widest + 4)}${paint(tone(status), line)}`);
    if (fix) for (const line of wrap(fix, WIDTH - 6)) lines.push(`    ${paint("cyan", line)}`);
  }
  const count = (wanted) => findings.filter(({ status }) => status === wanted).length;
  const [failed, warned] = [count("fail"), count("warn")];
  const end = ok
    ? paint("green", warned ? `Nothing fails; ${warned} to look at.` : "Nothing is wrong.")
    : paint("red", `${failed} of ${findings.length} fail${failed === 1 ? "s" : ""}.`);
  return `${[...lines, "", end].join("\n")}\n`;
}

const tone = (status) => (status === "skip" ? "gray" : "reset");

/** Lines of at most so many characters, broken at spaces; a longer word, or code, stays whole. */
function wrap(text, width) {
  const lines = [""];
  for (const word of text.match(/(?:`[^`]*`|[^\s`])+/g) ?? []) {
    const last = lines.length - 1;
    if (lines[last] && lines[last].length + 1 + word.length > width) lines.push(word);
    else lines[last] += lines[last] ? ` ${word}` : word;
  }
  return lines;
}
