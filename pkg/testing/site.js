// The state of a test site, with the helpers that servers and routes use.
import { posts as defaultPosts, users as defaultUsers } from "./defaults.js";
import { sign, TokenError, verify } from "./jwt.js";
import { servers } from "./servers/index.js";
import { routesOf } from "./wordpress/rest.js";
import { slugOf, wpDate } from "./wordpress/text.js";
import { knownRoles } from "./wordpress/users.js";

/** @import { Fields, Media, Post, PostFields, Settings, Site, Term, User } from "./types.d.ts" */

/** @param {string} text */
const bad = (text) => new TypeError(`presskey/testing: ${text}`);

/**
 * Options with their defaults, checked.
 *
 * @param {import("../testing.d.ts").TestSiteOptions} [options]
 * @returns {Settings}
 */
export function checked(options = {}) {
  const {
    site = "https://wordpress.test",
    plugin = "jwt-authentication-for-wp-rest-api",
    now = () => Date.now(),
    ...rest
  } = options;
  const server = servers[plugin];
  if (!server) {
    throw bad(`\`plugin\` cannot be "${plugin}". It can be ${Object.keys(servers).join(", ")}.`);
  }
  const edition = rest.edition ?? server.editions[0];
  if (!server.editions.includes(edition)) {
    throw bad(`\`edition\` of ${plugin} can be ${server.editions.join(" or ")}, not "${edition}".`);
  }
  const url = String(site).replace(/\/+$/, "");
  if (!/^https?:\/\/[^/?#]+(\/[^?#]*)?$/.test(url)) throw bad("`site` must be an http(s) address.");
  const lifetime = rest.tokenLifetime;
  if (lifetime !== undefined && !(lifetime > 0)) {
    throw bad("`tokenLifetime` must be a number of seconds above 0.");
  }
  const clock = typeof now === "function" ? now : () => Number(now);
  if (!Number.isFinite(Number(clock()))) throw bad("`now` must be, or return, epoch milliseconds.");
  return { ...rest, url, server, edition, clock };
}

/**
 * A site in its initial state.
 *
 * @param {Settings} settings
 * @returns {Site}
 */
export function makeSite({ url, server, edition, clock, ...options }) {
  /** @type {Map<string, Map<any, any>>} rows of servers */
  const stores = new Map();
  /** @type {Map<string, boolean>} */
  const tokens = new Map();
  const secret = options.secret ?? random(32);
  let lastId = 0;
  let lastUser = 0;
  /** @type {Site} */
  const site = {
    name: options.name ?? "A test site",
    ...{ url, server, edition, secret, users: [], posts: [], media: [] },
    categories: termsOf(options.categories ?? [{ name: "Uncategorized" }]),
    tags: termsOf(options.tags ?? []),
    root: `${url}/wp-json`,
    path: new URL(url).pathname.replace(/\/$/, ""),
    routes: [],
    namespaces: ["oembed/1.0", ...server.namespaces, "wp/v2"],
    lifetime: options.tokenLifetime ?? server.lifetimes?.[edition] ?? server.lifetime,
    now: () => Number(clock()),
    seconds: () => Math.floor(Number(clock()) / 1000),
    random,
    uuid: () => random(16).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5"),
    nextId: () => ++lastId,

    /** A server's memory under a name. */
    store(name) {
      if (!stores.has(name)) stores.set(name, new Map());
      return /** @type {Map<any, any>} rows of a server */ (stores.get(name));
    },
    sign(claims, header) {
      const token = sign(claims, secret, header);
      tokens.set(token, true);
      return token;
    },
    /** A refresh token: `expireTokens()` doesn't expire it. */
    signRefresh: (claims) => sign(claims, secret),
    /** The claims of a token; throws a `TokenError`. */
    read(token, leeway) {
      const claims = verify(token, secret, site.seconds(), leeway);
      if (tokens.get(token) === false) throw new TokenError("Expired token", claims);
      return claims;
    },
    issued: () => tokens.keys(),
    expire() {
      for (const token of tokens.keys()) tokens.set(token, false);
    },

    userById: (id) => site.users.find((user) => user.id === Number(id)),
    /** By user name, or by e-mail address. */
    userBy: (name) => site.users.find(({ username, email }) => username === name || email === name),
    hasPublished: ({ id }) =>
      site.posts.some(({ author, status }) => author === id && status === "publish"),
    addUser(fields) {
      // Not the id of a user who was deleted.
      const user = userOf(fields, ++lastUser, site);
      site.users.push(user);
      return user;
    },
    newAppPassword(user, { name = "", app_id = "", password = appPassword() }) {
      const created = wpDate(site.now());
      const item = {
        uuid: site.uuid(),
        app_id,
        name,
        created,
        last_used: null,
        last_ip: null,
        password,
      };
      user.applicationPasswords.push(item);
      return item;
    },
    newPost: (fields) => postOf(fields, site),
    newMedia(fields) {
      const item = { slug: site.freeSlug(slugOf(fields.title)), ...fields };
      site.media.push(item);
      return item;
    },
    freeSlug: (slug) =>
      free(
        slug,
        [...site.posts, ...site.media].map((each) => each.slug),
        2,
      ),
    freeFile: (base, ending) =>
      `${free(
        base,
        site.media.map(({ file }) => file.replace(/\.\w+$/, "")),
        1,
      )}.${ending}`,
  };
  for (const fields of options.users ?? defaultUsers) site.addUser(fields);
  fill(site, options, (/** @type {number} */ id) => {
    lastId = Math.max(lastId, id);
  });
  site.routes = routesOf(site);
  return site;
}

/**
 * Posts and media, those with an id of their own first so that it is kept.
 *
 * @param {Site} site
 * @param {Pick<Settings, "posts" | "media">} options
 * @param {(id: number) => void} taken
 */
function fill(site, { posts: given = defaultPosts, media = [] }, taken) {
  /** @type {PostFields[]} */
  const posts = typeof given === "number" ? numbered(given) : given;
  for (const { id } of [...posts, ...media]) if (id) taken(id);
  for (const fields of posts) {
    const post = postOf({ id: fields.id ?? site.nextId(), status: "publish", ...fields }, site);
    if (post.status === "publish") post.slug ||= site.freeSlug(slugOf(post.title));
    site.posts.push(post);
  }
  for (const fields of media)
    site.newMedia(mediaOf({ id: fields.id ?? site.nextId(), ...fields }, site));
}

/**
 * Posts with numbers, one an hour.
 *
 * @param {number} count
 */
const numbered = (count) =>
  Array.from({ length: count }, (_, index) => ({
    title: `Post ${index + 1}`,
    content: `<p>This is post ${index + 1}.</p>`,
    date: Date.UTC(2024, 0, 1, index),
  }));

/**
 * A text, or one as the REST API writes it: `{ raw }` or `{ rendered }`.
 *
 * @param {import("../testing.d.ts").TestText} value
 */
const textOf = (value) =>
  value !== null && typeof value === "object" ? (value.raw ?? value.rendered ?? "") : value;

/** @param {import("../testing.d.ts").TestTermOptions[]} terms @returns {Term[]} */
const termsOf = (terms) =>
  terms.map(
    ({ name, ...fields }, index) =>
      /** @type {Term} */ ({
        ...{ id: index + 1, name, slug: slugOf(name), description: "", parent: 0 },
        ...fields,
      }),
  );

const appPassword = () => random(12).replace(/(.{4})(?=.)/g, "$1 ");

/**
 * @param {import("../testing.d.ts").TestUserOptions} fields
 * @param {number} id
 * @param {Site} site
 */
function userOf(fields, id, site) {
  const { username, role, roles = [role ?? "subscriber"], apiKey } = fields;
  if (!username) throw bad("a user needs a `username`.");
  for (const each of roles) {
    if (!knownRoles.includes(each)) {
      throw bad(`"${each}" is no role. Roles are ${knownRoles.join(", ")}.`);
    }
  }
  const user = /** @type {User} */ ({
    ...{ id, username, password: "", email: `${username}@example.com`, displayName: username },
    ...{ nicename: slugOf(username), firstName: "", lastName: "", url: "", description: "" },
    ...{ registered: wpDate(site.now()), secondFactor: undefined },
    ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
    ...{
      roles: [...roles],
      role: roles[0],
      apiKey: apiKey ?? random(16),
      applicationPasswords: [],
    },
  });
  for (const password of fields.applicationPasswords ?? [appPassword()]) {
    site.newAppPassword(user, { name: "Tests", password });
  }
  return user;
}

/** @param {string | number | undefined} value @param {number} now */
const timeOf = (value, now) => {
  const time = value === undefined ? now : typeof value === "number" ? value : Date.parse(value);
  if (Number.isNaN(time)) throw bad("`date` of a post must be a date or epoch milliseconds.");
  return time;
};

/** @param {PostFields} fields @param {Site} site @returns {Post} */
function postOf({ date, modified, ...fields }, site) {
  const time = timeOf(date, site.now());
  for (const name of /** @type {const} */ (["title", "content", "excerpt"])) {
    const text = fields[name];
    if (text !== undefined) fields[name] = textOf(text);
  }
  return /** @type {Post} */ ({
    ...{ title: "", content: "", excerpt: "", slug: "", status: "draft", author: 1 },
    ...{ featured_media: 0, sticky: false, categories: [1], tags: [], comment_status: "open" },
    ...{ ...fields, meta: { ...fields.meta }, date: time, modified: timeOf(modified, time) },
  });
}

/**
 * @param {import("../testing.d.ts").TestMediaOptions & { id: number }} fields
 * @param {Site} site
 * @returns {Omit<Media, "slug">}
 */
function mediaOf({ date, file = "2024/03/file.png", ...fields }, site) {
  const time = timeOf(date, site.now());
  const name = file.replace(/^.*\/|\.\w+$/g, "");
  return /** @type {Media} */ ({
    ...{ title: name, caption: "", description: "", alt_text: "", author: 1, post: null },
    ...{ mime: "image/png", bytes: new Uint8Array(), ...fields, file, date: time, modified: time },
  });
}

/**
 * A free name. If it is taken, a number from `first` on is appended.
 *
 * @param {string} name
 * @param {string[]} taken
 * @param {number} first
 */
function free(name, taken, first) {
  if (!taken.includes(name)) return name;
  let number = first;
  while (taken.includes(`${name}-${number}`)) number++;
  return `${name}-${number}`;
}

/**
 * Random bytes as hexadecimal text.
 *
 * @param {number} bytes
 */
function random(bytes) {
  const values = crypto.getRandomValues(new Uint8Array(bytes));
  return Array.from(values, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
