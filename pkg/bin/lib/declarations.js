import { answersOf, fill, nameOf, patternsOf, routesOf, unnamed } from "./routes.js";
import { comment, typeOf } from "./schema.js";

/**
 * @import { Index, Kind, Schema } from "./routes.js"
 */

/**
 * What a method returns, given the type of an item.
 *
 * @type {Record<Kind, (type: string) => string>}
 */
const TYPES = {
  one: (type) => type,
  list: (type) => `${type}[]`,
  keyed: (type) => `Record<string, ${type}>`,
  deleted: (type) => `Deleted<${type}>`,
};
const SLUG = /^\[(\\w\\?-|a-zA-Z0-9_-)\]\+$/;

/**
 * The `.d.ts` of a site, from its index with schemas (`GET /?context=help`).
 *
 * @param {Index} index
 * @param {string} site
 */
export function declarations(index, site) {
  const all = routesOf(index);
  const paths = all.map(([route]) => unnamed(route));
  const names = namesOf();
  const lines = all.flatMap(([route, description]) => {
    const key = keyOf(route, paths);
    const methods = key ? answersOf(route, description, paths) : [];
    const type = methods.length ? names.of(description.schema, route) : undefined;
    if (!type) return [];
    const answers = methods.map(([method, kind]) => `${method}: ${TYPES[kind](type)}`);
    return [`  ${key}: { ${answers.join("; ")} };`];
  });
  const note = `The routes of ${site}, written by \`npx presskey types\`. Do not edit: run it again.`;
  const text = `${comment(note)}
import "presskey";

/** The response to DELETE: the item in the trash, or with force=true what it was. */
export type Deleted<T> = T | { deleted: true; previous: T };

${names.declared().join("\n\n")}

/** What each route answers, by method. */
export interface WordPressRoutes {
${lines.join("\n")}
}

declare module "presskey" {
  interface SiteRoutes extends WordPressRoutes {}
}
`;
  return { text, routes: lines.length, types: names.declared().length };
}

/** Types by name: the same schema has one, different ones of the same title get a number. */
function namesOf() {
  const bodies = new Map();
  return {
    /** @param {Schema | undefined} schema @param {string} route */
    of(schema, route) {
      if (!schema?.properties || Array.isArray(schema.properties)) return undefined;
      const body = typeOf({ type: "object", properties: propertiesOf(schema, route) });
      const name = freeName(schema.title, route);
      for (let number = 1; ; number++) {
        const tried = number > 1 ? `${name}${number}` : name;
        if (!bodies.has(tried)) bodies.set(tried, body);
        if (bodies.get(tried) === body) return tried;
      }
    },
    declared: () => [...bodies].map(([name, body]) => `export interface ${name} ${body}`),
  };
}

/**
 * A setting that has no value of its type is null (`WP_REST_Settings_Controller`).
 *
 * @param {Schema} schema
 * @param {string} route
 */
function propertiesOf({ properties }, route) {
  if (route !== "/wp/v2/settings") return properties;
  const nullable = (/** @type {[string, unknown]} */ [name, schema]) => [
    name,
    { anyOf: [schema, { type: "null" }] },
  ];
  return Object.fromEntries(Object.entries(properties).map(nullable));
}

/**
 * A name that none of the declarations around it has.
 *
 * @param {unknown} title
 * @param {string} route
 */
function freeName(title, route) {
  const name = nameOf(title, route);
  return /^(Record|Deleted|WordPressRoutes)$/.test(name) ? `Item${name}` : name;
}

/**
 * How the route is written as a key; nothing where no type could tell it from another.
 *
 * @param {string} route
 * @param {string[]} paths
 */
function keyOf(route, paths) {
  const open = patternsOf(route);
  const numeric = open.every((pattern) => pattern === "[\\d]+");
  const text = fill(route, numeric ? `${"$"}{number}` : `${"$"}{string}`);
  if (/[^\w/${}.~-]/.test(text)) return undefined;
  if (!open.length) return JSON.stringify(route);
  // A slug may be anything, also the name of another route.
  const path = unnamed(route);
  const before = path.slice(0, path.indexOf("(*)"));
  const alone = paths.every((other) => other === path || !other.startsWith(before));
  const isSlug = open.length === 1 && SLUG.test(open[0]) && path === `${before}(*)` && alone;
  return numeric || isSlug ? `[route: \`${text}\`]` : undefined;
}
