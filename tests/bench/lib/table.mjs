// Markdown that can be read in a terminal, too.

/** A table; columns that hold numbers are set to the right. */
export function table(header, rows) {
  const text = rows.map((row) => row.map((cell) => format(cell)));
  const widths = header.map((name, i) =>
    Math.max(name.length, ...text.map((row) => row[i].length)),
  );
  const right = header.map((_, i) => i > 0 && rows.every((row) => /^-?\d/.test(format(row[i]))));
  const line = (cells) =>
    `| ${cells.map((cell, i) => (right[i] ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join(" | ")} |`;
  const rule = widths.map((width, i) =>
    right[i] ? `${"-".repeat(width - 1)}:` : "-".repeat(width),
  );
  return [line(header), line(rule), ...text.map(line)].join("\n");
}

const format = (cell) => (typeof cell === "number" ? cell.toLocaleString("en") : String(cell));

/** How many times as much: `ratio(20, 5)` is "4.0x". */
export const ratio = (a, b) => `${(a / b).toFixed(a / b < 10 ? 2 : 1)}x`;
