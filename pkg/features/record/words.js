// Words that say what a site runs or what it refused, and nothing about whose it is. Everything else
// in a text, a key, a route or a header may be the name of a person, a company or a machine.

/**
 * Words of WordPress's own messages, codes and fields, of presskey's rules, of servers, firewalls and
 * login plugins, and of markup. First names and family names are not among them, as far as the list can
 * do without: `may`, `page` and `mark` are words of messages, too.
 */
const WORDS = new Set(
  `
  a aam abilities abort aborted about above accel accept acceptable accepted accepts access account accounts
  acf action activate activated activation active activity add added additional address addresses admin
  administration administrator administrators after again age agent ago agree ahead ajax akamai akismet
  algorithm algorithms alive all allocate allow allowed allows alone alphanumeric already also alt
  alternative always am amazon ambiguous amz an ancestor ancestors and android angular another answer
  answered anti anubis any anybody anyone anything anywhere apache apcu api apikey app append application
  applications approval apps archive are area aren args argument argumentcounterror arguments aria array
  arrive article articles as ascending aside ask asked aspnet assign assigned assistance associated async at
  attachment attachments attack attempt attempted attempts attention attr attribute attributes aud audience
  audio audit auth authenticate authenticated authentication author authority authorization authorize
  authorized authors auto autologin automated automatically automation autosave autosaves available avatar
  await away aws awselb back backend bad balancer base based basic batch be bearer because become bedrock
  been before begin behind being belong below between big bitninja bitrate blacklist blacklisted blank blob
  block blocked blocking blockquote blocks blog body boldgrid bom book bookings books bool boolean bot both
  bots boundary br break breaks browse browser browsers buddypress bug build built bulk bundle bunny busy
  but button by bypass byte bytes cache cached caches caching caddy call callback called calls can cancel
  cannot canvas capabilities capability captcha caption cart case catch categories category cause cdn center
  cert certainty certificate cf cfray cgi challenge challenged challenges challenging change changed
  changeset changesets char character characters charset check checked checking checkout checks child
  children chk choose chunk city claim claims class classes classname clear clearance click client clients
  clock close closed closes closing cloud cloudflare cloudfront cloudproxy cms cocart code codeigniter codes
  collection collections color column com come comes command comment comments common community compare
  complete completed compliant component compression concerns conf config configuration configured confirm
  confirmation confirmed confirming confirms conflicts connect connected connecting connection console
  constructor consumer consumers contact contain container contains content context contexts continue
  control convert cookie cookies cookieyes copy correct correctly cors could couldn count counts coupons
  courses cpanel crash crashed create created creating credential credentials critical crop cropping cross
  crowdsec crud csrf css csv ct curies curl current currently custom customer customers cut d dashboard data
  database date dates db dd ddos deactivate dead debug debugging debugmessage declaration decode decoded
  decoding decryption default define defined definition deflate degrees delay delete deleted deletion demo
  denied denies deny depends deprecated descending description desktop detail detailed details detected
  determine determines dev developer device devices diagnose dialog did didn different digest digits
  directory disable disabled dispatch display displayed displayname disposition div dl do docker doctype
  document documentation documents does doesn domain don done down download downtime draft drag driver drop
  dropped dt duplicate duplicated during dynamic each early easy echo edge edit edited editor effect either
  element elementor else em email emails embed embeddable embedded emoji empty en enable enabled encode
  encoded encoding encountered encrypted end ended endpoint endpoints ends engine engintron english enough
  ensure enter entered entity entries entry enum envelope environment equal equiv erase errno error
  errorcode errordata errors escape escaped establishing etag event events ever every everything example
  exceed exceeded exceeds except exception excerpt excessive excludes exclusive exec execution exhausted
  exist existing exists exp expected expert expiration expire expired expires expiresin expiry explain
  export expose express extend extends extension extensions external extra fa face facebook faces facing
  fail failed fails failure failures fallback false families family fastcgi fastly fatal fault favicon fcgid
  feature featured features feed feedback few field fields fieldset figure file filename files filesize
  filesystem filter finalize find finding finish firebase firewall firewalls first firstname fix flagged
  floating flood flush folder follow following font foobar footer for forbid forbidden force form format
  formats formatted forms forums forward forwarded found fpm friendlycaptcha from front frontend fs fulfill
  full function functions gallery gateway gatsby gb general generate generated generator get gf gif github
  give given global gmt gmtoffset go gone good google graphql gravity gravityforms greater group groups
  guard guid gutenberg gzip h1 had halt handle handler handles hardening has hash hasn have haven hcaptcha
  he head header headers heading headless health height hello help here hex hi hidden hide hierarchical high
  hint hit hold home hook hooks host hosting hosts hotlink hour hours how hr href htaccess html html5 http
  httpd httpdocs httperrors https hub human humanized hy i iat icon id identifier identifying identity idp
  ids if iframe ignore iis illegal image images img immutable implemented important imunify imunify360 in
  inactive inc incapsula incident include includes inclusive incorrect index indicates info information init
  inline inner input insert inserted inserter inside install installed installs instance instances instead
  integer intended interface internal internet interstitial into introspect invalid ioncube ios ip ips is
  isn iso iss issue issued issuer issues it item items ithemes itok its itsec itself java javascript jetpack
  jobs jpeg jpg js json jsonp jti just jwk jwt jwtauth kb keep key keys keyword keywords kind know known
  label labels lang language large larger last lastname late later layout lazy ldlms learndash least leave
  left legend length less lessons let letters level li library license like limit limited limiter limits
  line lines link links linux list listed lists litespeed llms load loaded loader loading local locale
  localhost location locations lock locked lockout log logged loggedin login loginizer logins logo logout
  long longer look looks lookup loop lost lostpassword lscache ltr machine made mail main maintenance make
  makes malformed malicious manage manager managing many maria mariadb mark marked markup match matches
  matching max maximum may maybe mb mb4 me mean means media mem member members memcached memory menu menus
  message messages meta metadata method methods microsoft middleware might mime minimum miniorange minute
  minutes mismatch miss missing mixed mobile mod modal mode modified modifiers modsecurity module modules
  moment more most move moved movies mozilla ms mu much multi multipart multiple multisite must my mysql
  mysqli mysqlnd name named names namespace namespaces nav navigation nbf need needed needs neither net
  network never new news next ng nginx nicename nickname no nobody node nofollow noindex non nonce none nor
  noscript nosniff not note notes nothing notice notices notifications notified now null nulled number
  numbers oauth object objects octet oembed of off offline offset often ok ol old on once one onelogin only
  oops opcache open opencors opening openlitespeed openresty openssl operand operands operation optimized
  optimizer optimole option options or order orderby orders org origin original originally origins other
  others otherwise otp our out output over overload override owasp own owner p page pages pagination panel
  pantheon param parameter parameters params parent parked parse parser part particular parts pass passcode
  passed password passwordless passwords path pattern patterns payment payments pdf pending per percentage
  perform performance perhaps permalink permalinks permission permissions permitted personal photos php php5
  php7 php8 phpsessid ping pingback pingbacks pixels place placeholder placeholders plain plan platform
  please plesk plugin plugins png policy polylang pool popup port portal position post posted posting posts
  posttypes powered pragma pre prefix preflight prepared prepend preset prevent preview previous price
  priority privacy private privileges probably problem problems process processing product production
  products profile profiler program progress prohibited projects promise prompt properly properties property
  protect protected protection protocol provide provided provider provides proxy psr pub public publicly
  publish published pull pwd python quantity query queryable question questions queue quic quick quickly
  quiz quizzes quota range ranges rankmath rate rating raw reach reached react read readable ready real
  really realm reason reassign recaptcha receive received recent recently recipes record redirect redirected
  redirecting redirection redirects redis reference referer referrer refresh refreshed refunds refuse
  refused regards register registered registering registration reject rejected rejection relation
  relationship relevance reload reloaded remote remove removed rename renamed rendered renderer renew
  renewal reorder repeat replace reply report reports representation represented represents request
  requested requests require required requires reset resetpassword resolve resource resources respond
  response rest restapi restricted restriction result results retrieve retry return returned returns
  revalidate revalidated revision revisions revoke revoked right robot robots role roles root rotate route
  routes rss rtl rule rules ruleset run running runtime s safe safely same sameorigin sample satisfied save
  saved say scan scanner scheduled schema scheme scope scopes screenshot script scripts sdk search searched
  sec second seconds secret secrets section secure secured security see seems seen segment select selected
  selection selectors self send sending sent seo serve served server servers service services session
  sessions set setenvif settings several sg sgcaptcha shall shared sharing she shield shipping shop short
  should shouldn show sid sidebar sidebars sideload sign signal signature signed simple simplejwtlogin since
  single site siteicon sitelogo sitemap sitename sites siteurl size sizes skip sku slot slow slug slugs
  small so social socket software solid some someone something somewhere soon sorry sort source space spam
  spammer span special specific specified specify sql src ssl stack staging stale start started startup
  state stateless statement static stats status statuscode statuses step steps sticky still stock stop
  stopped storage store stored stories story stream strict string strings strip strips strong style styles
  stylesheet sub subscriber subscription subscriptions subtype success such sucuri suffix suhosin summary
  sup super supercache supplied support supported supports sure suspended suspicious svg switch switched
  sync syntax system t tab table tables tag tags take taken takes target task tasks taxonomies taxonomy
  tbody tcp td team tell template templated templates temporarily temporary term terms test testing tests
  text textarea textdomain th than thanks that the their them theme themes then there these they thing
  things third this those threads three throttle throttled through throw thrown thus ticket time timed
  timeout times timestamp timezone timing title tls tmp to today together toggle token tokens too tool tools
  top topic total totals tr trace trackback trackbacks tracking traefik traffic transfer transformed
  translate transport trash trashed trashing tribe tried trim troubleshooting true trusted try trying tunnel
  turn turnstile twentytwenty twice two twofactor txt type typeerror types typography ui ul unable
  unapproved unauthenticated unauthorized unavailable uncached uncaught undefined under undergoing
  unexpected unique uniquely unix unknown unless unlock unreachable unreadable unregistering unsafe
  unsuccessful unsupported unsure until up update updated updating upgrade upload uploaded uploads upon ups
  upstream uri url urls us usage use used useful usefulteam user username usernames users uses using utc utf
  v valid validate validated validation value values var variable variant variation variations various
  varnish vary vendor vercel verification verified verify verifying version very via video videos view
  viewable viewport violation vip visibility visible visit visitor visitors vite waf wait waiting want
  warning was wasm wasn way ways wc we web webauthn webdav webhook webhooks webp webpage website week weight
  welcome well went were wfls what when where whether which while whitelist whitelisted who whole whoops
  whose why wide widget widgets width will window windows with within without won woocommerce word wordfence
  wordpress words work worker workers working works world would wouldn wp wpdb wpengine wpgraphql wpml
  wpnonce wpuser writable write wrong www x xhtml xml xmlrpc yes yet yoast you your yours zero zip zlib
  `
    .trim()
    .split(/\s+/),
);

/** Parts of what is written as one word: `statusCode`, `Imunify360`, `HY000`. */
const PIECES = /[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+/g;

/**
 * Whether letters and digits are words, and numbers of up to four digits.
 *
 * @param {string} run
 */
function isWord(run) {
  const isPlain = (/** @type {string} */ piece) =>
    /^\d{1,4}$/.test(piece) || (piece.length > 1 && WORDS.has(piece.toLowerCase()));
  if (isPlain(run) || WORDS.has(run.toLowerCase()) || /^[vhx]\d{1,2}$/i.test(run)) return true;
  const pieces = run.match(PIECES) ?? [];
  return pieces.join("") === run && pieces.every(isPlain);
}

/** Letters of any language and digits, joined by what joins the words of a code or of a class. */
const RUN = /[\p{L}\p{M}\p{N}]+/gu;
const JOINED = /[\p{L}\p{M}\p{N}]+(?:[_-]+[\p{L}\p{M}\p{N}]+)*/gu;

/** An address of the network, which looks like a version. */
const ADDRESS = /^\d+(?:\.\d+){3}$/;

/**
 * Whether a segment of a route is one of these words, or several.
 *
 * @param {string} part
 */
export const isKnown = (part) =>
  /^[\w.+*-]*$/.test(part) && !ADDRESS.test(part) && (part.match(RUN) ?? []).every(isWord);

/**
 * A text with `…` in place of everything but words of the list and short numbers. Of a code or a class,
 * `x` takes the place of the part that is none.
 *
 * @param {string} text
 */
export const onlyWords = (text) =>
  text
    .replace(JOINED, (joined) => {
      const runs = joined.match(RUN) ?? [];
      if (!runs.some(isWord)) return "…";
      return joined.replace(RUN, (run) => (isWord(run) ? run : "x"));
    })
    .replace(/…(?:[^\p{L}\p{N}<>{}"'|\n…]{0,3}…)+/gu, "…");

/** Software that names itself in `Server`, `Via` and `X-Powered-By`: servers, proxies, hosts. */
const PRODUCT =
  /^(?:akamai(?:ghost|netstorage)?|amazons3|apache(?:-coyote)?|asp\.net|awselb|bitninja|bunnycdn[\w-]*|caddy|centos|cloudflare|cloudfront|cloudproxy|cowboy|ddos-guard|debian|deno|envoy|express|fastly|flywheel|frankenphp|gce|google|gunicorn|gws|haproxy|hcdn|hostinger|imperva|imunify360(?:-webshield)?|incapsula|keycdn|kestrel|kinsta|lighttpd|litespeed|microsoft-iis|mod_\w{2,12}|next\.js|netlify|nginx|openlitespeed|openresty|openssl|pantheon|phusion|passenger|php|plesk(?:lin|win)?|pressable|siteground|squid|sucuri|swoole|tengine|traefik|ubuntu|unix|varnish(?:-v\d)?|vercel|vip|win(?:32|64)|wordpress(?:\.com)?|wp|wpengine|wp-engine)$/i;

/**
 * A header's value without names: products and their versions, numbers and words; `x` for everything
 * else.
 *
 * @param {string} value
 */
export const withoutNames = (value) =>
  value.replace(/[^\s,;()=/:"']+/g, (part) => {
    const isVersion = /^[v\d][\d.]*[a-z]?\d*$/i.test(part) && part.length <= 10;
    if (isVersion && !ADDRESS.test(part)) return part;
    return PRODUCT.test(part) || isKnown(part) ? part : "x";
  });
