// What is shown of a call's address. A secret has no certain look: a password may be a word, and a code
// a number. So only that is shown which is in the lists below, and numbers behind the name of a list.

const setOf = (/** @type {string} */ text) => new Set(text.trim().split(/\s+/));

/** Segments of the routes of WordPress, of login plugins and of shops, and what apps call theirs. */
const SEGMENTS = setOf(`
  wp wp-json batch api rest presskey index.php graphql oembed embed proxy
  posts pages media users user me comments categories tags types type statuses taxonomies settings themes
  plugins search blocks block-types block-patterns block-renderer block-directory patterns
  pattern-directory revisions autosaves templates template-parts navigation global-styles font-families
  font-faces font-collections widgets widget-types sidebars menus menu-items menu-locations render
  application-passwords introspect url-details edit post-process sideload export wp-site-health
  wp-block-editor jwt-auth simple-jwt-login simple-jwt-authentication jwt wpuser oauth1 request access
  authorize token token-validate token-revoke validate refresh revoke generate verify auth autologin login
  logout register resetpassword reset-password lostpassword session nonce wc store products product
  variations orders customers coupons cart checkout items reports refunds acf contact-form-7
  contact-forms feedback forms entries options fields events members groups courses profile account
  `);

/** Lists: the number behind such a name is an id. */
const LISTS = setOf(`
  posts pages media users comments categories tags blocks templates template-parts navigation
  global-styles revisions autosaves font-families font-faces widgets menus menu-items products variations
  orders customers coupons items contact-forms entries events members groups courses
  `);

/** Names of parameters. */
const NAMES = setOf(`
  page per_page offset order orderby context status type search include exclude slug author
  author_exclude author_email parent parent_exclude parent_exclude before after modified_before
  modified_after sticky categories tags categories_exclude tags_exclude tax_relation hide_empty post
  product menu_order media_type mime_type roles who has_published_posts capabilities subtype force
  reassign password username email token access_token refresh_token api_key client_id nonce key code
  filter lang locale search_columns format url
  _fields _embed _method _locale _envelope _jsonp _wpnonce rest_route
  `);

/** Values of those parameters whose values WordPress defines. Others, `search` too, may say anything. */
const OPEN = /^(?:page|per_page|offset|order|orderby|context|status|_fields|_embed|_method|type)$/;
const VALUES = setOf(`
  view edit embed asc desc publish future draft pending private trash inherit any hold approve approved
  spam date id include modified parent relevance slug include_slugs title name email url count
  menu_order registered_date author comment_count term_group price popularity rating
  get post put patch delete head options page attachment comment term user
  rendered raw link guid excerpt content status type date_gmt modified_gmt featured_media template format
  meta categories tags source_url alt_text caption media_details mime_type description avatar_urls roles
  acf yoast_head_json _links _embedded wp:term wp:featuredmedia replies up
  `);

const NUMBER = /^\d{1,8}$/;
/** Parameters whose values are numbers. */
const COUNT = /^(?:page|per_page|offset)$/;
const VERSION = /^v\d{1,2}$/;
/** A namespace: what is before a version, and at the beginning of a route. */
const NAMESPACE = /^[a-z][a-z\d-]{0,30}$/;
const BEFORE = /^(?:|api|rest|presskey)$/;

const HIDDEN = "…";

/** @param {string} path */
function shownPath(path) {
  const parts = path.split("/");
  const isOwn = (/** @type {number} */ at) =>
    VERSION.test(parts[at + 1]) &&
    NAMESPACE.test(parts[at]) &&
    BEFORE.test(parts[at - 1]) &&
    !SEGMENTS.has(parts[at]);
  const own = parts.findIndex((_, at) => isOwn(at));
  // Of a namespace that is not in the list nobody knows what its routes take.
  const end = own < 0 ? parts.length : own + 3;
  return parts
    .map((part, at) => {
      const isKnown =
        SEGMENTS.has(part) ||
        (VERSION.test(part) && at > 0) ||
        (NUMBER.test(part) && LISTS.has(parts[at - 1]));
      return !part || at === own || (at < end && isKnown) ? part : HIDDEN;
    })
    .join("/");
}

/**
 * Separators stay.
 *
 * @param {string} text
 * @param {RegExp} separators
 * @param {(part: string) => boolean} isKnown
 */
const parts = (text, separators, isKnown) =>
  text
    .split(separators)
    .map((part, index) => (index % 2 || !part || isKnown(part) ? part : HIDDEN))
    .join("");

/** @param {[name: string, value: string]} pair */
const shownPair = ([name, value]) => {
  const isValue = (/** @type {string} */ part) =>
    COUNT.test(name) ? NUMBER.test(part) : VALUES.has(part.toLowerCase());
  const shown = parts(name, /([[\]])/, (part) => NAMES.has(part));
  return `${shown}=${OPEN.test(name) ? parts(value, /([,.])/, isValue) : value && HIDDEN}`;
};

const hasAny = (/** @type {string[]} */ tokens, /** @type {string[]} */ ...given) =>
  tokens.some((token) => given.some((text) => text.toLowerCase().includes(token.toLowerCase())));

/** A JSON Web Token that the client may not know yet. */
const JWT = /eyJ[\w-]+\.[\w-]+/;

/**
 * The name of a page in the panels of other tabs. The page's address is not used, because it may contain a
 * token that the page is about to adopt.
 *
 * @param {string} title
 * @param {string[]} tokens known ones
 */
export const titleOf = (title, tokens) =>
  JWT.test(title) || hasAny(tokens, title) ? HIDDEN : title || "Untitled";

/**
 * Route and query of a URL without what may be secret.
 *
 * @param {URL} url
 * @param {string[]} tokens known ones: they are left out even if they are plain words
 */
export function addressOf(url, tokens = []) {
  const pairs = new URLSearchParams(url.search);
  const path = pairs.get("rest_route") ?? url.pathname.replace(/^.*\/wp-json(?=\/|$)/, "");
  pairs.delete("rest_route");
  const route = shownPath(path) || "/";
  const query = [...pairs].map(shownPair).join("&");
  return {
    route: hasAny(tokens, path, route) ? HIDDEN : route,
    query: hasAny(tokens, query, ...[...pairs].flat()) ? HIDDEN : query,
  };
}
