// Finds values in a text. A site decides how many there are and how long, so that neither a loop over
// all of them for each text will do, nor a comparison of whole ones.

/** Characters by which a value is known. A text with as many of one counts as if it had the whole. */
const LONGEST = 32;
/** Values with the same beginning that are compared one by one. */
const FEW = 8;
/** Characters at the end of a text that was cut, by which the beginning of a value is known. */
const BEGINNING = 4;
/** What may be behind it: a part of one more character, in any encoding. */
const LEFT_OVER = 8;

/**
 * Values that begin in the same way: those that end here, and the others by their next character. As
 * long as there are few, all of them are in `values`.
 *
 * @typedef {{ values: string[], next?: Map<string, Node> }} Node
 */

export class Finder {
  /** @type {Node} */
  #root = { values: [] };

  /** @param {string} value not empty, and not one that is there already */
  add(value) {
    let [node, depth] = [this.#root, 0];
    while (node.next && depth < value.length) node = below(node, value[depth++]);
    node.values.push(value);
    while (!node.next && node.values.length > FEW && depth < LONGEST) {
      const values = node.values;
      node.next = new Map();
      node.values = values.filter(({ length }) => length === depth);
      for (const each of values)
        if (each.length > depth) below(node, each[depth]).values.push(each);
      // Only the branch of the last one can have as many.
      if (value.length > depth) node = below(node, value[depth++]);
    }
  }

  /**
   * The values in a text, longest first, so that no part of one is replaced before the whole. Of those
   * that begin with the same LONGEST characters there are only a few: `has` knows of the others.
   *
   * @param {string} text
   */
  in(text) {
    /** @type {Set<string>} */
    const found = new Set();
    for (let at = 0; at < text.length; at++) {
      this.#compare(text, at, (same, value) => {
        if (value && same === knownBy(value)) found.add(value);
        return false;
      });
    }
    return [...found]
      .filter((value) => value.length <= LONGEST || text.includes(value))
      .sort((a, b) => b.length - a.length);
  }

  /**
   * Whether a text has one. At the end of a text that was cut, a part counts, too.
   *
   * @param {string} text
   * @param {boolean} isCut
   */
  has(text, isCut) {
    for (let at = 0; at < text.length; at++) {
      const isIn = this.#compare(
        text,
        at,
        (same, value) =>
          (value && same === knownBy(value)) ||
          (isCut && same >= BEGINNING && text.length - at - same <= LEFT_OVER),
      );
      if (isIn) return true;
    }
    return false;
  }

  /**
   * Tells how many characters of a value are at a place of a text, until `see` returns true. Without a
   * value: no other one has more of them.
   *
   * @param {string} text
   * @param {number} at
   * @param {(same: number, value?: string) => boolean | undefined | ""} see
   */
  #compare(text, at, see) {
    /** @type {Node | undefined} */
    let node = this.#root;
    for (let depth = 0; ; depth++) {
      // More than a few begin with the same LONGEST characters: then this text has those of all.
      for (const value of node.values.slice(0, FEW)) {
        let same = depth;
        while (same < knownBy(value) && text[at + same] === value[same]) same++;
        if (see(same, value)) return true;
      }
      if (!node.next) return false;
      node = node.next.get(text[at + depth]);
      if (!node) return Boolean(see(depth));
    }
  }
}

const knownBy = (/** @type {string} */ { length }) => Math.min(length, LONGEST);

/** @param {Node} node that has been split @param {string} character */
function below({ next }, character) {
  const branches = /** @type {NonNullable<Node["next"]>} */ (next);
  /** @type {Node} */
  const node = branches.get(character) ?? { values: [] };
  branches.set(character, node);
  return node;
}
