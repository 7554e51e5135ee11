// Words that say what a site runs or what it refused, and nothing about whose it is. Everything else
// in a route or a header may be the name of a person, a company or a machine.

const setOf = (/** @type {string} */ text) => new Set(text.trim().split(/\s+/));

/** Segments of routes: WordPress's own, those of login plugins and shops, and what apps call theirs. */
const ROUTE_WORDS = setOf(`
  wp wp-json batch oembed embed proxy wp-site-health wp-block-editor wp-abilities abilities
  posts post pages page media users user me types type statuses taxonomies categories category tags tag
  comments settings themes plugins search blocks block-types block-patterns block-renderer
  block-directory pattern-directory revisions autosaves templates template-parts navigation
  global-styles font-families font-faces font-collections widgets widget-types sidebars menus menu
  menu-items menu-locations application-passwords introspect url-details edit post-process sideload
  finalize tests info directory-sizes export posttypes post-types terms term meta attachments uploads
  jwt-auth simple-jwt-login simple-jwt-authentication jwt wpuser api graphql rest auth oauth1 2fa
  token token-validate token-revoke validate refresh revoke generate verify login logout register
  resetpassword reset-password lostpassword autologin session sessions nonce key keys access request
  authorize device devices otp
  wc store shop products product variations orders order customers coupons cart checkout items item
  add-item remove-item shipping payment payments refunds reports stock subscriptions bookings
  acf fields field options option contact-form-7 contact-forms contact forms form feedback gf entries
  yoast rankmath redirection redirect redirects elementor wordfence wp-super-cache akismet jetpack
  buddypress members groups activity messages notifications tribe events event learndash ldlms courses
  lessons quizzes llms web-stories web-story stories
  articles article news blog notes note books book movies recipes projects tasks jobs photos images
  files videos test tests things list lists data stats status health ping version count public private
  profile account admin dashboard home new create update delete
  `);

/** Whether a segment of a route is one of these, a version or a short number. */
export const isRouteWord = (/** @type {string} */ part) =>
  /^(?:|v\d{1,2}|\d{1,7})$/i.test(part) || ROUTE_WORDS.has(part.toLowerCase());

/** Software that names itself in `Server`, `Via` and `X-Powered-By`: servers, proxies, hosts. */
const PRODUCT =
  /^(?:akamai(?:ghost|netstorage)?|amazons3|apache(?:-coyote)?|asp\.net|awselb|bitninja|bunnycdn[\w-]*|caddy|centos|cloudflare|cloudfront|cloudproxy|cowboy|ddos-guard|debian|deno|envoy|express|fastly|flywheel|frankenphp|gce|google|gunicorn|gws|haproxy|hcdn|hostinger|imperva|imunify360(?:-webshield)?|incapsula|keycdn|kestrel|kinsta|lighttpd|litespeed|microsoft-iis|mod_\w{2,12}|next\.js|netlify|nginx|openlitespeed|openresty|openssl|pantheon|phusion|passenger|php|plesk(?:lin|win)?|pressable|siteground|squid|sucuri|swoole|tengine|traefik|ubuntu|unix|varnish(?:-v\d)?|vercel|vip|win(?:32|64)|wordpress(?:\.com)?|wp|wpengine|wp-engine)$/i;

/** Values of headers about caches and policies. */
const VALUE_WORDS = setOf(`
  hit miss bypass expired stale dynamic updating revalidated refresh pass cached uncached none disabled
  enabled yes no on off true false ok deny allow block blocked challenge captcha sameorigin nosniff
  noindex nofollow default auto error from by proxy tcp_hit tcp_miss tcp_mem_hit http https redis
  `);

/**
 * A header's value without names: products and their versions, numbers and words of caches; `x`
 * for everything else.
 *
 * @param {string} value
 */
export const withoutNames = (value) =>
  value.replace(/[^\s,;()=/:]+/g, (part) => {
    const isVersion = /^[v\d][\d.]*[a-z]?\d*$/i.test(part) && part.length <= 10;
    // An address of the network looks like a version.
    if (isVersion && !/^\d+(?:\.\d+){3}$/.test(part)) return part;
    return PRODUCT.test(part) || VALUE_WORDS.has(part.toLowerCase()) ? part : "x";
  });
