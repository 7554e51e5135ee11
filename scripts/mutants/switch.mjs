// Every mutant of a Rust file in one build: each function that has mutants becomes a `match` with one
// copy of its body for each of them, and so does the value of each private constant. The environment
// variable MUTANT chooses the copy.

/** Added to src/lib.rs. Without MUTANT, every function runs its own body. */
export const CHOSEN = `
mod mutant {
    static CHOSEN: std::sync::LazyLock<u32> = std::sync::LazyLock::new(|| {
        std::env::var("MUTANT").ok().and_then(|text| text.parse().ok()).unwrap_or(0)
    });
    pub(crate) fn chosen() -> u32 {
        *CHOSEN
    }
}
`;

/** Whether a mutant can be chosen at run time: functions for constants can't. */
export function canSwitch(mutant, source) {
  const all = letters(source);
  if (mutant.function === null) return itemOf(all, mutant) !== undefined;
  return !/\bconst fn\b/.test(signature(all, mutant.function));
}

const ITERATOR = /^-> impl (Iterator<Item = .*>)$/;

/** A copy of a body. Each copy of an iterator has a type of its own. */
function arm(body, { return_type: type }) {
  const [, item] = ITERATOR.exec(type) ?? [];
  if (!item) return `{${body}\n}`;
  return `{ let all: alloc::boxed::Box<dyn ${item} + '_> = alloc::boxed::Box::new({${body}\n}); all }`;
}

/**
 * @param {string} source
 * @param {object[]} mutants those of `cargo mutants --list --json`, with an `id`
 * @returns {{ text: string, copies: { id: number, from: number, to: number }[] }} `copies` has the
 *   lines of the text that each mutant is in
 */
export function switchedSource(source, mutants) {
  const all = letters(source);
  const copies = [];
  let text = "";
  let done = 0;
  const uses = [];
  for (const { ofBody, span, item } of places(all, mutants)) {
    if (item) {
      text += all.slice(done, item.start);
      const [, name, type] = item.head;
      uses.push(name);
      const value = (changed) => `{ const VALUE: ${type} = ${changed}; VALUE }`;
      text += `static ${name}: std::sync::LazyLock<${type}> = std::sync::LazyLock::new(|| match crate::mutant::chosen() {\n`;
      for (const mutant of ofBody) {
        const [start, end] = [all.at(mutant.span.start), all.at(mutant.span.end)];
        const from = lines(text);
        const changed = all.slice(item.from, start) + mutant.replacement + all.slice(end, item.to);
        text += `${mutant.id} => ${value(changed)}\n`;
        copies.push({ id: mutant.id, from, to: lines(text) - 1 });
      }
      text += `_ => ${value(all.slice(item.from, item.to))} })`;
      done = item.to;
      continue;
    }
    const open = bodyStart(all, { span });
    const close = all.at(span.end) - 1;
    text += `${all.slice(done, open + 1)} match crate::mutant::chosen() {\n`;
    for (const mutant of ofBody) {
      const [start, end] = [all.at(mutant.span.start), all.at(mutant.span.end)];
      const body = all.slice(open + 1, start) + mutant.replacement + all.slice(end, close);
      const from = lines(text);
      text += `${mutant.id} => ${arm(body, mutant.function)}\n`;
      copies.push({ id: mutant.id, from, to: lines(text) - 1 });
    }
    text += `_ => ${arm(all.slice(open + 1, close), ofBody[0].function)} } `;
    done = close;
  }
  text += all.slice(done);
  for (const name of uses)
    text = text.replace(new RegExp(`(?<!static )\\b${name}\\b`, "g"), `(*${name})`);
  return { text, copies };
}

/** The functions and constants that have mutants, in their order. */
function places(all, mutants) {
  const items = new Map();
  for (const mutant of mutants.filter((mutant) => mutant.function === null)) {
    const item = itemOf(all, mutant);
    const place = items.get(item.start) ?? { item, at: item.start, ofBody: [] };
    items.set(item.start, { ...place, ofBody: [...place.ofBody, mutant] });
  }
  const bodies = functions(mutants.filter((mutant) => mutant.function !== null));
  return [
    ...items.values(),
    ...bodies.map((body) => ({ ...body, at: all.at(body.span.start) })),
  ].sort((a, b) => a.at - b.at);
}

const ITEM = /^(?:const|static) (\w+): ([^=]+?) =\s/;

/** A value of one line, or up to the line that closes it. */
const VALUE = /^(?:[^\n]*|[\s\S]*?\n[)}\]][^\n]*)(?=;\n)/;

/** The private constant that a mutant is in: where it and its value begin, and where its value ends. */
function itemOf(all, { span }) {
  for (let line = span.start.line; line > 0; line--) {
    const start = all.at({ line, column: 1 });
    const rest = all.slice(start, all.at(span.end));
    const head = ITEM.exec(rest);
    if (head) {
      const from = start + Array.from(head[0]).length;
      const value = VALUE.exec(all.slice(from, Number.POSITIVE_INFINITY));
      return { start, head, from, to: from + Array.from(value[0]).length };
    }
    if (line < span.start.line && /^\S/.test(rest) && !/^[)}\]]/.test(rest)) return undefined;
  }
  return undefined;
}

/** The functions that have mutants, in their order; one inside another belongs to the outer one. */
function functions(mutants) {
  const all = [];
  const byStart = (a, b) => a.function.span.start.line - b.function.span.start.line;
  for (const mutant of mutants.toSorted(byStart)) {
    const { span } = mutant.function;
    const last = all.at(-1);
    if (last && span.start.line <= last.span.end.line) last.ofBody.push(mutant);
    else all.push({ span, ofBody: [mutant] });
  }
  return all;
}

const lines = (text) => text.split("\n").length;

/** Columns count letters, also those that are two units of a JavaScript text. */
function letters(source) {
  const all = Array.from(source);
  const starts = [0];
  for (const [at, letter] of all.entries()) if (letter === "\n") starts.push(at + 1);
  return {
    at: ({ line, column }) => starts[line - 1] + column - 1,
    slice: (from, to) => all.slice(from, to).join(""),
  };
}

/** From the start of a function, which may be a comment or an attribute, to its body. */
function signature(all, place) {
  const text = all.slice(all.at(place.span.start), all.at(place.span.end));
  const before = /^(?:\s*(?:\/\/|#\[).*\n)*/.exec(text)[0];
  return before + text.slice(before.length).split("{")[0];
}

const bodyStart = (all, place) =>
  all.at(place.span.start) + Array.from(signature(all, place)).length;
