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
  administration administrator administrators after again age agent ago agree ahead ajax akamai akismet alg
  algorithm algorithms alias aliases alive all allocate allow allowance allowed allows alone alphanumeric
  already also alt alternative always am amazon ambiguous amz an ancestor ancestors and android angular
  anonymous another answer answered anti anubis any anybody anyone anything anywhere apache apcu api apikey
  app append application applications apply approval apps archive archived are area aren args argument
  argumentcounterror arguments aria array arrays arrive article articles as ascending ascii aside ask asked
  aspnet assign assigned assistance associated async at attachment attachments attack attackers attempt
  attempted attempting attempts attention attr attribute attributes aud audience audio audit auth
  authenticate authenticated authentication author authority authorization authorize authorized authors auto
  autologin automated automatically automation autosave autosaves available avatar await away aws awselb
  back backend bad balancer ban banned bans base based basic batch be bearer because become bedrock been
  before begin beginning behind being belong below between big bitninja bitrate blacklist blacklisted blank
  blob block blocked blocking blockquote blocks blog body boldgrid bom book bookings books bool boolean bot
  both bots boundary br break breaks browse browser browsers brute bruteforce buddypress bug build built
  bulk bundle bunny busy but button bviewer by bypass byte bytes cache cached caches caching caddy call
  callback called calls can cancel cannot canvas capabilities capability captcha caption cart case catch
  categories category cause cdn center cert certainty certificate cf cfray cgi challenge challenged
  challenges challenging change changed changes changeset changesets char character characters chars charset
  check checked checking checkout checks child children chk choose chunk city claim claims class classes
  classname clear clearance click client clients clock clocks close closed closes closing cloud cloudflare
  cloudfront cloudproxy cms cocart code codeigniter codes collection collections color column com come comes
  command comment comments common community compare compile complete completed compliant component
  compression concerns conf config configuration configured confirm confirmation confirmed confirming
  confirms conflicts connect connected connecting connection console constructor consumer consumers contact
  contain container contains content context contexts continue control convert cookie cookies cookieyes copy
  copyright core correct correctly cors could couldn count counted countries country counts coupons courses
  cpanel crash crashed create created creating credential credentials credit critical crop cropping cross
  crowdsec crud csrf css csv ct curies curl current currently custom customer customers cut d dashboard data
  database datacenter date dates days db dd ddos deactivate dead debug debugging debugmessage declaration
  decode decoded decoding decryption default defaults define defined definition deflate degrees delay delete
  deleted deletion demo denied denies deny depends deprecated desc descending description desktop detail
  detailed details detected determine determines dev developer device devices diagnose dialog did didn die
  died different digest digits directives directory disable disabled dispatch display displayed displayname
  disposition div dl dns do doc docker doctype document documentation documents does doesn domain don done
  down download downtime draft drag driver drop dropped dt duplicate duplicated during dynamic each early
  easy echo economy edge edit editable edited edition editor effect either element elementor elements else
  em email emails embed embeddable embedded emoji empty en enable enabled encode encoded encoding
  encountered encrypted end ended endpoint endpoints ends engine engintron english enotfound enough ensure
  enter entered entity entries entry enum envelope environment eof equal equiv erase errno error errorcode
  errordata errors escape escaped establishing etag event events ever every everything example exceed
  exceeded exceeds except exception excerpt excessive exclude excluded excludes exclusive exec execute
  execution exhausted exist existing exists exp expect expected expert expiration expire expired expires
  expiresin expiry explain explanation export expose exposed express extend extends extension extensions
  external extra fa face facebook faces facing fail failed fails failure failures fallback false families
  family fastcgi fastly fatal fault favicon fcgid feature featured featuredmedia features feed feedback
  fetch few field fields fieldset figure file filename files filesize filesystem filter filtered final
  finalize find finding finish firebase firewall firewalls first firstname fix flagged floating flood flush
  folder follow followed following font foobar footer for forbid forbidden force foreign form format formats
  formatted forms forums forward forwarded found fpm freshness friendlycaptcha from front frontend fs
  fulfill full function functions future gallery gateway gateways gatsby gb general generate generated
  generator get gf gif github give given global gmt gmtoffset go gone good google got graphql gravatar
  gravity gravityforms greater group groups guard guarded guards guid gutenberg gzip h1 had halt handle
  handler handles hardening has hash hasn have haven hcaptcha he head header headers heading headless health
  height hello help here hex hi hidden hide hierarchical high hint hints history hit hits hmac hold home
  hook hooks host hosting hosts hotlink hour hours how hr href htaccess html html5 http httpd httpdocs
  httperrors https hub human humanized hy i iat icon id identifier identifying identity idp ids if iframe
  ignore ignored ignores iis illegal image images img immutable implemented import important imunify
  imunify360 in inactive inc incapsula incident include includes inclusive incorrect incorrectpassword index
  indicates info information inherit init inline inner input insecure insert inserted inserter inside
  install installed installs instance instances instead integer intended interface interim internal internet
  interstitial into introspect invalid invalidusername ioncube ios ip ip2location ips is isn iso iss issue
  issued issuer issues it item items iterable iterator ithemes itok its itsec itself java javascript jetpack
  jobs jpeg jpg js json jsonp jti just jwk jwt jwtauth kb keep kept key keys keyword keywords kind know
  known label labels lang language large larger last lastname late later latest layout lazy ldlms leading
  leaks learndash least leave left legend length lengths less lessons let letter letters level li library
  license lifetime like limit limited limiter limits line lines link links linux list listed lists litespeed
  llms load loaded loader loading local locale localhost location locations lock locked lockout lockouts log
  logged loggedin logging login loginizer logins logo logout logs long longer look looks lookup loop
  loopback lost lostpassword lower lowercase lscache ltr machine made mail main maintenance maintenancemode
  make makes malformed malicious manage manager managing manual many maria mariadb mark marked markers
  markup match matches matching max maximum may maybe mb mb4 me mean means media mem member members
  memcached memory menu menus message messages meta metadata method methods microsoft middleware might mime
  minimum miniorange minute minutes misconfigured mismatch miss missing mixed mobile mod modal mode moderate
  modified modifiers modsecurity module modules moment months more most move moved movies mozilla ms mu much
  multi multipart multiple multisite must my mysql mysqli mysqlnd name named names namespace namespaces nav
  navigation nbf need needed needs neither net network never new news next ng nginx nicename nickname no
  nobody node nofollow noindex non nonce nonces none nor normal noscript nosniff not note notes nothing
  notice notices notifications notified now null nulled number numbers oauth object objects obsolete octet
  oembed of off offline offset often ok ol old on once one onelogin only oops opaque opcache open opencors
  opening openlitespeed openresty openssl operand operands operation optimized optimizer optimole option
  options or order orderby orders org origin original originally originals origins other others otherwise
  otp our out output outside over overload overloaded override owasp own owner p page pages pagination pairs
  panel pantheon param parameter parameters params parent parked parse parser part partial particular parts
  pass passcode passed passes password passwordless passwords patch path pattern patterns payment payments
  pdf pending per percentage perform performance perhaps permalink permalinks permission permissions
  permitted personal photos php php5 php7 php8 phpsessid picture piece ping pingback pingbacks pixels place
  placeholder placeholders plain plan platform please plesk plugin plugins png policy polylang pool popup
  port portal position post posted posting postname posts posttypes powered pragma pre preferences prefix
  preflight prepared prepend preset pretty prevent preview previous price prior priority privacy private
  privileges pro probably probe problem problems process processing product production products profile
  profiler program progress prohibited projects promise prompt proof properly properties property protect
  protected protection protocol provide provided provider provides proxy psr pub public publicly publish
  published pull put pwd python quantity query queryable question questions queue quic quick quickly quiz
  quizzes quota quoted quotes range ranges rankmath rate rating raw reach reachable reached reaches react
  read readable reader reading ready real really realm reason reasons reassign recaptcha receive received
  recent recently recipes record redirect redirected redirecting redirection redirects redis reference
  referer referrer refresh refreshed refunds refusal refuse refused refuses regards region register
  registered registering registration reject rejected rejection rel relation relationship relevance reload
  reloaded remaining remote remove removed removes rename renamed rendered renderer rendering renew renewal
  renewed renews reorder repeat repeated replace replaces replies reply report reports representation
  represented represents request requested requests require required requires reset resetpassword resolve
  resource resources respond responded responds response responses rest restapi restricted restriction
  result results retries retrieve retry return returned returns revalidate revalidated revision revisions
  revoke revoked right robot robots role roles root rotate rotated rotates route routes rows rss rtl rule
  rules ruleset run running runtime s safe safely same sameorigin sample satisfied save saved say scan
  scanner scheduled schema scheme scope scopes screenshot script scripts sdk search searched sec second
  seconds secret secrets section secure secured security see seems seen segment segments select selected
  selection selectors self send sending sends sent seo serve served server servers service services session
  sessions set setenvif sets setting settings several sg sgcaptcha sha shall shared sharing she shield shift
  shipping shop short should shouldn show shown shows sid sidebar sidebars sideload sign signal signals
  signature signatures signed similar simple simplejwtlogin since single site siteicon sitelogo sitemap
  sitename sites siteurl size sizes skew skip skipped sku slash sliced slot slow slug slugs small so social
  socket software solid some someone something somewhere soon sorry sort source space spam spambots spammer
  span special specific specified specify sql src ssl stack staging stale standard start started starts
  startup state stateless statement static stats status statuscode statuses stays step steps sticky still
  stock stop stopped storage store stored stores stories story stream strict string strings strip stripped
  strips strong style styles stylesheet sub subject subscriber subscription subscriptions subtype success
  successful successfully such sucuri suffix suhosin summary sup super supercache supplied support supported
  supports sure suspended suspicious svg switch switched switches symbol sync syntax system t tab table
  tables tag tags take taken takes target task tasks taxonomies taxonomy tbody tcp td team tell template
  templated templates temporarily temporary term terms test testing tests text textarea textdomain th than
  thanks that the their them theme themes then there these they thing things third this those threads three
  throttle throttled through throw thrown throws thus ticket tickets time timed timeout times timestamp
  timezone timing title tls tmp to today together toggle token tokens told too tool tools top topic total
  totals totp tr trace trackback trackbacks tracking traefik traffic trailing transfer transformed translate
  transport trash trashed trashing treated tribe tried trim troubleshooting true trusted try trying tunnel
  turn turnstile twentytwenty twice two twofactor txt typ type typeerror types typography ui ul unable
  unapproved unauthenticated unauthorized unavailable uncached uncategorized uncaught undefined under
  undergoing unexpected unfiltered unique uniquely unit unix unknown unless unlock unreachable unreadable
  unregistering unsafe unsuccessful unsupported unsure until up update updated updating upgrade upload
  uploaded uploads upon upper ups upstream uri url urlencoded urls us usage use used useful usefulteam user
  username usernames users uses using utc utf uuid v valid validate validated validation value values var
  variable variant variation variations various varnish vary vendor verb vercel verification verified verify
  verifying version very via video videos view viewable viewer viewport violation vip visibility visible
  visit visitor visitors vite vpn waf wait waiting want warn warning was wasm wasn way ways wc we web
  webauthn webdav webhook webhooks webp webpage website week weeks weight welcome well went were wfls what
  when where whether which while whitelist whitelisted who whole whoops whose why wide widget widgets width
  wildcard will window windows with within without won woocommerce word wordfence wordpress words work
  worker workers working works world would wouldn wp wpdb wpengine wpgraphql wpml wpnonce wpuser wrapped
  writable write writes written wrong www x xhtml xml xmlrpc year yes yet yoast you your yours zero zip zlib
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

/** As many digits as the number of a phone has, in groups. */
const NUMBER = /(?:\d\D*){7}/;

/**
 * Whether a segment of a route is one of these words, or several.
 *
 * @param {string} part
 */
export const isKnown = (part) =>
  /^[\w.+*-]*$/.test(part) &&
  !ADDRESS.test(part) &&
  !NUMBER.test(part) &&
  (part.match(RUN) ?? []).every(isWord);

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

/** Ten digits without a dot are the number of a phone. */
const VERSION = /^v?\d{1,4}(?:\.\d{1,5}){0,3}[a-z]?\d{0,2}$/i;

/**
 * A header's value without names: products and their versions, numbers and words; `x` for everything
 * else.
 *
 * @param {string} value
 */
export const withoutNames = (value) =>
  value.replace(/[^\s,;()=/:"']+/g, (part) => {
    const isVersion = VERSION.test(part) && part.length <= 10;
    if (isVersion && !ADDRESS.test(part)) return part;
    return PRODUCT.test(part) || isKnown(part) ? part : "x";
  });
