import { comment, typeOf } from "./schema.js";

/** Lists that are objects, by slug, and so no lists (`WP_REST_Post_Types_Controller` and its like). */
const KEYED = ["/wp/v2/types", "/wp/v2/statuses", "/wp/v2/taxonomies", "/wp/v2/menu-locations"];
/** What is one, beside routes that end in a parameter. Of others WordPress does not say it. */
const SINGLE = ["/wp/v2/settings", "/wp/v2/users/me", "/wp/v2/templates/lookup"];
const PARAMETER = /\(\?P<\w+>(.*?)\)(?=\/|$)/g;
const SLUG = /^\[(\\w\\?-|a-zA-Z0-9_-)\]\+$/;

/** The `.d.ts` of a site, from its index with schemas (`GET /?context=help`). */
export function declarations(index, site) {
  const all = Object.entries(index?.routes ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const paths = all.map(([route]) => unnamed(route));
  const names = namesOf();
  const lines = all.flatMap(([route, description]) => {
    const key = keyOf(route, paths);
    const methods = key ? methodsOf(route, description, paths) : [];
    const type = methods.length ? names.of(description.schema, route) : undefined;
    if (!type) return [];
    const answers = methods.map(([method, answer]) => `${method}: ${answer(type)}`);
    return [`  ${key}: { ${answers.join("; ")} };`];
  });
  const note = `The routes of ${site}, written by \`npx presskey types\`. Do not edit: run it again.`;
  const text = `${comment(note)}
import "presskey";

/** What a deletion answers: the item, now in the trash, or what it was. */
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

/** A route without its parameters' names, which differ between routes of one family. */
const unnamed = (route) => route.replace(PARAMETER, "(*)");

/** Types by name: the same schema has one, different ones of the same title get a number. */
function namesOf() {
  const bodies = new Map();
  return {
    of(schema, route) {
      if (!schema?.properties || Array.isArray(schema.properties)) return undefined;
      const body = typeOf({ type: "object", properties: propertiesOf(schema, route) });
      const name = nameOf(schema.title, route);
      for (let number = 1; ; number++) {
        const tried = number > 1 ? `${name}${number}` : name;
        if (!bodies.has(tried)) bodies.set(tried, body);
        if (bodies.get(tried) === body) return tried;
      }
    },
    declared: () => [...bodies].map(([name, body]) => `export interface ${name} ${body}`),
  };
}

/** A setting that has no value of its type is null (`WP_REST_Settings_Controller`). */
function propertiesOf({ properties }, route) {
  if (route !== "/wp/v2/settings") return properties;
  const nullable = ([name, schema]) => [name, { anyOf: [schema, { type: "null" }] }];
  return Object.fromEntries(Object.entries(properties).map(nullable));
}

/** `wp_block-revision` is WpBlockRevision. */
function nameOf(title, route) {
  const last = route.replace(PARAMETER, "").split("/").filter(Boolean).at(-1);
  const words = String(title || last).match(/[A-Za-z0-9]+/g) ?? ["Item"];
  const name = words.map((word) => word[0].toUpperCase() + word.slice(1)).join("");
  // What stands in the declarations keeps its meaning.
  return /^(\d|(Record|Deleted|WordPressRoutes)$)/.test(name) ? `Item${name}` : name;
}

/** How the route is written as a key; nothing where no type could tell it from another. */
function keyOf(route, paths) {
  const open = [...route.matchAll(PARAMETER)].map(([, pattern]) => pattern);
  const numeric = open.every((pattern) => pattern === "[\\d]+");
  const text = route.replace(PARAMETER, numeric ? `${"$"}{number}` : `${"$"}{string}`);
  if (/[^\w/${}.~-]/.test(text)) return undefined;
  if (!open.length) return JSON.stringify(route);
  // A slug may be anything, also the name of another route.
  const path = unnamed(route);
  const before = path.slice(0, path.indexOf("(*)"));
  const alone = paths.every((other) => other === path || !other.startsWith(before));
  const isSlug = open.length === 1 && SLUG.test(open[0]) && path === `${before}(*)` && alone;
  return numeric || isSlug ? `[route: \`${text}\`]` : undefined;
}

/** The route's methods, each with what it answers, given the type of an item. */
function methodsOf(route, description, paths) {
  const { endpoints, schema } = description ?? {};
  if (!schema) return [];
  const all = [endpoints].flat();
  const read = all.find((endpoint) => endpoint?.methods?.includes("GET"));
  const one = (type) => type;
  const answers = [
    ["GET", reading(route, read?.args, paths)],
    ...["POST", "PUT", "PATCH"].map((method) => [method, one]),
    ["DELETE", (type) => `Deleted<${type}>`],
  ];
  const methods = new Set(all.flatMap((endpoint) => endpoint?.methods ?? []));
  return answers.filter(([method, answer]) => answer && methods.has(method));
}

function reading(route, args, paths) {
  if (KEYED.includes(route)) return (type) => `Record<string, ${type}>`;
  if (SINGLE.includes(route) || route.endsWith(")")) return (type) => type;
  const isParent = paths.includes(`${unnamed(route)}/(*)`);
  if (args?.per_page || isParent) return (type) => `${type}[]`;
  return route.startsWith("/wp/v2/") ? undefined : (type) => type;
}
