// A recording replays, and nothing of anybody's is in it.
import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { caseOf } from "../../pkg/features/record/case.js";
import { sign } from "../support/mock-wordpress.mjs";
import { encodings } from "./lib/encodings.mjs";
import { texts } from "./lib/secrets.mjs";

const SITE = "https://blog.jane-doe.de/family";
const PAGE = "https://app.jane-doe.de";

/** Letters, digits and what has to be escaped; long enough to be searched for. */
const secret = fc
  .string({ unit: "grapheme", minLength: 6, maxLength: 24 })
  // Words that sentences need are no secrets, and spaces at an end are cut by servers.
  .filter(
    (text) =>
      text.trim() === text && !/^[\w ]*$/.test(text) && Buffer.from(text).toString() === text,
  );
const word = fc.stringMatching(/^[A-Z][a-z]{5,9}[0-9]{2}$/);

const spelling = fc
  .array(fc.constantFrom(...Object.values(encodings)), { minLength: 1, maxLength: 2 })
  .map((list) => (text) => list.reduce((rest, encode) => encode(rest), text));

/** Where a server may put what it was sent. */
const PLACES = {
  message: (text) => ({ json: { code: "rest_forbidden", message: `No: ${text}.` } }),
  code: (text) => ({ json: { code: text, message: "No." } }),
  key: (text) => ({ json: { [text]: 1, code: "x" } }),
  field: (text) => ({ json: { id: 1, whatever: text, list: [text, { text }] } }),
  page: (text) => ({
    body: `<html><head><title>${text}</title></head><body id="${text}">${text}<!-- ${text} --><script>${text}</script></body></html>`,
  }),
  behindJson: (text) => ({ body: `{"code":"x"}<!-- ${text} -->` }),
  beforeJson: (text) => ({ body: `${text}{"code":"x"}` }),
  debugMessage: (text) => ({ json: { errors: [{ message: "x", debugMessage: text }] } }),
  plain: (text) => ({ body: text }),
  namespace: (text) => ({ json: { namespaces: [text], routes: { [`/${text}`]: {} } } }),
  header: (text) => ({ headers: [["x-debug", text]], json: {} }),
  headerName: (text) => ({ headers: [[`x-${text}`, "1"]], json: {} }),
  cookie: (text) => ({ headers: [["set-cookie", `session=${text}; Path=/`]], json: {} }),
  location: (text) => ({
    status: 302,
    headers: [["location", `https://evil.example/${text}?a=${text}#${text}`]],
  }),
  link: (text) => ({ headers: [["link", `<${SITE}/wp-json/${text}>; rel="${text}"`]], json: {} }),
  gate: (text) => ({ status: 401, headers: [["www-authenticate", `Basic realm="${text}"`]] }),
};

/** The exchanges of an app that logs in and calls; the last response quotes a secret. */
function exchangesOf({ person, quote, place, encode }) {
  const { username, password, token, refresh, nonce, key } = person;
  const quoted = encode(person[quote]);
  const { json, body, headers = [], status = 403 } = PLACES[place](quoted);
  const answer = (value) => ({ status: 200, headers: [], body: JSON.stringify(value) });
  const call = (path, more) => ({
    url: `${SITE}/wp-json${path}`,
    method: "GET",
    headers: {},
    fields: {},
    ...more,
  });
  return {
    quoted,
    exchanges: [
      call("/jwt-auth/v1/token", {
        method: "POST",
        fields: { username, password },
        answer: answer({
          token,
          refresh_token: refresh,
          user_email: person.email,
          user_display_name: person.name,
        }),
      }),
      call(`/wp/v2/users/me?search=${encodeURIComponent(person.name)}`, {
        headers: { authorization: `Bearer ${token}`, "x-wp-nonce": nonce, "x-api-key": key },
        answer: { status, headers, body: json ? JSON.stringify(json) : (body ?? "") },
      }),
      call("/wp/v2/users/me", {
        headers: {
          authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`,
        },
        answer: answer({
          id: 2,
          name: person.name,
          slug: person.name,
          email: person.email,
          link: `${SITE}/author/${person.name}`,
        }),
      }),
    ],
  };
}

const person = fc
  .record({
    username: word,
    password: secret,
    refresh: fc.uuid(),
    nonce: fc.stringMatching(/^[0-9a-f]{10}$/),
    key: secret,
    name: word,
    id: fc.nat(),
  })
  .map((made) => ({
    ...made,
    email: `${made.name}@mail.example.org`,
    token: sign({ exp: 9e9, sub: made.name, data: { user: { id: String(made.id) } } }),
  }));

const SECRETS = ["username", "password", "token", "refresh", "nonce", "key", "name", "email"];

// Holds P12 of SECURITY.md.
it("no secret survives, wherever and however a server spells it", () => {
  fc.assert(
    fc.property(
      fc.record({
        person,
        quote: fc.constantFrom(...SECRETS),
        place: fc.constantFrom(...Object.keys(PLACES)),
        encode: spelling,
      }),
      (given) => {
        const { exchanges, quoted } = exchangesOf(given);
        const { username, password } = given.person;
        const steps = [{ method: "login", args: [{ username, password }] }];
        const record = caseOf({
          exchanges,
          steps,
          site: SITE,
          page: PAGE,
          plugin: null,
          named: "auto",
          inPage: true,
          storage: "memory",
          loggedIn: false,
          version: "1",
        });
        const all = texts(record);
        const hidden = [
          quoted,
          ...SECRETS.map((name) => given.person[name]),
          "jane-doe",
          "evil.example",
          "/family",
        ];
        for (const text of hidden) {
          const found = all.find((each) => each.includes(text));
          assert.equal(found, undefined, `${text} (${given.quote} in ${given.place})`);
        }
      },
    ),
    { numRuns: process.env.PRESSKEY_ALL ? 20_000 : 3000 },
  );
});

it("what nobody called a secret is found by how it looks", () => {
  const unknown = [
    "mary.major@corp.example.net",
    "203.0.113.77",
    "2001:db8:85a3:8d3:1319:8a2e:370:7348",
    "fd00::1234:5",
    "fe80::7:9%eth0",
    "::ffff:a0b:c0d",
    "/home/acme/public_html/x.php",
    "/Users/acme/site/x.php",
    "/var/www/vhosts/acme/httpdocs/x.php",
    "C:\\Users\\acme\\x.php",
    "+49 170 1234567",
    "9f86d081884c7d659a2feaa0c55ad015",
    "4c7Qz0rT5yXb2LmN8vKd",
    "internal.corp.example.net",
    sign({ sub: "stranger", exp: 9e9 }),
  ];
  const message = `Blocked: ${unknown.join(" | ")} https://internal.corp.example.net/u/mary`;
  const answers = [
    { body: JSON.stringify({ code: "blocked", message }) },
    { body: `<html><head><title>${message}</title></head><body>${message}</body></html>` },
  ].map((each) => ({ status: 403, headers: [["x-info", message]], ...each }));
  const exchanges = answers.map((answer, at) => ({
    ...{ url: `${SITE}/wp-json/wp/v2/posts/${at}`, method: "GET", headers: {}, fields: {}, answer },
  }));
  const common = { site: SITE, page: PAGE, plugin: null, named: "auto", storage: "memory" };
  const record = caseOf({
    ...common,
    exchanges,
    steps: [],
    inPage: true,
    loggedIn: false,
    version: "1",
  });
  const all = texts(record).join("\n");
  for (const text of [...unknown, "corp.example.net", "mary", "acme", "1234:5"])
    assert.ok(!all.includes(text), text);
  assert.match(all, /Blocked: /, "what it says stays");
  assert.match(all, /^blocked$/m, "codes stay");
});

it("of what is written for developers only the words that the rules read are kept", () => {
  const words = fc.string({ unit: "grapheme" });
  fc.assert(
    fc.property(words, words, (before, behind) => {
      const debugMessage = `${before}JWT Secret is not set${behind}`;
      const body = JSON.stringify({ errors: [{ message: "x", extensions: { debugMessage } }] });
      const record = caseOf({
        ...{ site: SITE, plugin: null, named: "auto", storage: "memory", version: "1" },
        ...{ steps: [], inPage: false, loggedIn: false },
        exchanges: [
          {
            ...{ url: `${SITE}/graphql`, method: "POST", headers: {}, fields: {} },
            answer: { status: 200, headers: [], body },
          },
        ],
      });
      const [{ json }] = record.answers;
      const kept = json.errors[0].extensions.debugMessage;
      const known = ["secret", "key may not be empty", "key is too short"];
      assert.match(kept, /Secret/);
      let rest = kept.toLowerCase();
      for (const each of known) rest = rest.replaceAll(each, "");
      assert.equal(rest.trim(), "", debugMessage);
    }),
  );
});

/** A recording of one call: its URL, and what was answered. */
const recordOf = (path, answer, steps = []) =>
  caseOf({
    ...{ site: SITE, page: PAGE, plugin: null, named: "auto", storage: "memory", version: "1" },
    ...{ steps, inPage: true, loggedIn: false },
    exchanges: [{ url: `${SITE}${path}`, method: "GET", headers: {}, fields: {}, answer }],
  });
const NOTHING = { status: 200, headers: [], body: "{}" };

it("addresses of an inner network and names of a directory go, whatever is around them", () => {
  const around = fc
    .array(fc.constantFrom("the", "login", "of", "a user;"), { maxLength: 4 })
    .map((words) => words.map((word) => `${word} `).join(""));
  for (const [text, kept] of [
    ["http://intranet/login", "{elsewhere}/login"],
    ["http://intranet:8080/", "{elsewhere}/"],
    ["ldap://intranet/ou=people", "…"],
    ["mysql://jane@intranet/wp", "mysql://…/wp"],
    ["\\\\intranet\\jane", "\\\\…"],
    ["CN=Jane Doe,OU=Sales,DC=intranet", "…"],
    ["(sAMAccountName=jane)", "(…)"],
    ["10.11.12.13", "192.0.2.1"],
    ["10.11.12.13:8080", "192.0.2.1:8080"],
    ["10.11.12.13, +49 171 1234567", "192.0.2.1, 555-0100"],
  ]) {
    fc.assert(
      fc.property(around, (before) => {
        const body = JSON.stringify({ code: "blocked", message: `${before}${text}` });
        const [{ json }] = recordOf("/wp-json/", { ...NOTHING, status: 403, body }).answers;
        assert.equal(json.message, `${before}${kept}`, text);
      }),
      { numRuns: 20 },
    );
  }
});

/** What a site may say of somebody, and what must not be there any more. */
const SAID = {
  "a name as a key": [{ authors: { "Anna Schmidt": 3, "Björn Ødegård": 4 } }, /Anna|Schmidt|Bj|rn/],
  "a login as a key": [{ by_user: { annaschmidt: { n: 1 } } }, /anna/],
  "an address as a key": [{ seen: { "anna@acme-corp.de": 1 } }, /anna|acme|corp/],
  "a name in a message": [
    { code: "x", message: "Sorry Anna Schmidt, this is private." },
    /Anna|Sch/,
  ],
  "a title": [{ title: "Diary of Anna Schmidt", status: "publish" }, /Anna|Schmidt|Diary/],
  "an address with umlauts": [{ code: "x", message: "No user jörg@müller.de" }, /rg@|ller|jö/],
  "a quoted address": [{ code: "x", message: 'No "anna schmidt"@acme-corp.de' }, /anna|acme/],
  "a host before an underscore": [
    { code: "x", message: "Table acme-corp.de_wp.users" },
    /acme|corp/,
  ],
  "a host of one label": [{ code: "x", message: "No server on 'annas-server' (111)" }, /anna/],
  "a host with a file's ending": [
    { code: "x", message: "acme-corp.xml.conf or acme.js" },
    /acme|corp/,
  ],
  punycode: [{ code: "x", message: "xn--mller-kva.de. and ACME-Corp.DE. fail" }, /mller|kva|corp/i],
  "folders of Windows": [
    { code: "x", message: "C:/wamp64/www/anna-schmidt/a.php D:\\sites\\anna" },
    /anna/,
  ],
  "folders of hosts": [
    {
      code: "x",
      message: "/volume1/web/annaschmidt/x.php /app/anna/x.php /customers/9/anna.dk/x.php",
    },
    /anna|dk/,
  ],
  "an account of a database": [
    "<b>Warning</b>: mysqli_connect(): (HY000/1045): Access denied for user 'annaschmidt'@'localhost'",
    /anna/,
  ],
  "a page": [
    '<html><head><title>Anna Schmidt</title></head><body class="user-anna-schmidt" id="anna"><h1>Hello Anna</h1></body></html>',
    /anna|schmidt/i,
  ],
  "long numbers": [
    { phone: 4915112345678, born: 19870412, lat: 52.52437, list: [89370400] },
    /4915|1987|52|8937/,
  ],
  "long numbers in a text": [{ code: "x", message: "Call 4915112345678 on 19870412" }, /4915|1987/],
  "letters as numbers": [
    { code: "x", message: "&#65;&#110;&#110;&#97; %41%6e%6e%61 \\u0041" },
    /65|110|41|6e/,
  ],
  "the name of a plugin": [
    { namespaces: ["annas-shop/v1"], routes: { "/annas-shop/v1": {} } },
    /anna/,
  ],
};
for (const [what, [said, left]] of Object.entries(SAID)) {
  // Holds P12 of SECURITY.md.
  it(`of what a site says only known words are kept: ${what}`, () => {
    const body = typeof said === "string" ? said : JSON.stringify(said);
    const { answers } = recordOf("/wp-json/wp/v2/posts", { ...NOTHING, status: 500, body });
    assert.doesNotMatch(texts(answers).join("\n"), left);
  });
}

// Holds P12 of SECURITY.md.
it("keeps no name, wherever a site writes it", () => {
  const name = fc.stringMatching(/^[A-Z]?[a-z]{0,3}(q[xzkv]|zw|vk)[a-zäöé]{1,5}$/);
  const glue = fc.constantFrom(" ", "_", "-", ".", "@", "/", ", ", "'s ", "=");
  fc.assert(
    fc.property(name, glue, glue, fc.constantFrom(...Object.keys(PLACES)), (who, a, b, place) => {
      const { json, body, headers = [], status = 403 } = PLACES[place](`user${a}${who}${b}login`);
      const given = json ? JSON.stringify(json) : (body ?? "");
      const record = recordOf("/wp-json/wp/v2/posts", { status, headers, body: given });
      const all = texts(record).join("\n").toLowerCase();
      assert.ok(!all.includes(who.toLowerCase()), `${place}: ${all}`);
    }),
    { numRuns: 2000 },
  );
});

/** Digits of a phone, a card or an order, in groups. No time of these years begins with 3 to 9. */
const digits = fc.stringMatching(/^[3-9][0-9]{6,17}$/);
const grouped = fc
  .tuple(
    digits,
    fc.integer({ min: 2, max: 4 }),
    fc.constantFrom("", "", " ", "-", ".", "/", "_", ":", "\u00a0", "–", ") ", " - "),
  )
  .map(([number, size, between]) => ({
    number,
    written: between ? number.match(new RegExp(`.{1,${size}}`, "g")).join(between) : number,
  }));
const digitsIn = (list) => list.map((text) => text.replace(/\D/g, ""));

// Holds P12 of SECURITY.md.
it("keeps no number of a phone, a card or an order, wherever a site writes it", () => {
  const around = fc.constantFrom(
    ["", ""],
    ["call ", " or"],
    ["v", ""],
    ["user_", "_login"],
    ["(", ")"],
  );
  fc.assert(
    fc.property(
      grouped,
      around,
      fc.constantFrom(...Object.keys(PLACES)),
      ({ number, written }, [before, behind], place) => {
        // A route has ids, and an address ends at a blank.
        fc.pre(place !== "link" || /^[\w.-]*$/.test(written));
        const {
          json,
          body,
          headers = [],
          status = 403,
        } = PLACES[place](`${before}${written}${behind}`);
        const given = json ? JSON.stringify(json) : (body ?? "");
        const record = recordOf("/wp-json/wp/v2/posts", { status, headers, body: given });
        const kept = digitsIn(texts(record)).find((each) => each.includes(number));
        assert.equal(kept, undefined, `${place}: ${written}`);
      },
    ),
    { numRuns: 3000 },
  );
});

/** Of one that stays, a phone's would, too. */
const TIMES = [
  "exp",
  "iat",
  "expires_in",
  "expiry_card",
  "retry_after",
  "timestamp",
  "status",
  "statusCode",
];

// Holds P12 of SECURITY.md.
it("keeps no long number that can't be a time, whatever its key says", () => {
  const number = digits
    .map(Number)
    .filter((value) => value % 3600 !== 0 && /[1-8]/.test(String(value).slice(1)));
  const key = fc.constantFrom(...TIMES);
  fc.assert(
    fc.property(number, key, fc.constantFrom(1, -1), (given, name, factor) => {
      const value = given * factor;
      const token = sign({ [name]: value });
      const body = JSON.stringify({ [name]: value, data: { [name]: [value] }, token });
      const headers = [
        ["retry-after", String(given)],
        ["x-wp-total", String(given)],
        ["x-reset", String(given)],
      ];
      const record = recordOf("/wp-json/wp/v2/posts", { ...NOTHING, headers, body });
      const kept = digitsIn(texts(record)).filter((each) =>
        each.includes(String(given).slice(0, 6)),
      );
      assert.deepEqual(kept, [], `${name} ${value}`);
    }),
  );
});

it("keeps times near now, lifetimes and short numbers", () => {
  const now = Math.floor(Date.now() / 1000);
  const year = 365 * 86_400;
  const said = {
    ...{ exp: now + 3600, iat: now - 10, expires_at: (now + year) * 1000, timestamp: now + 0.25 },
    ...{ expires_in: 604_800, refresh_expires_in: year, lifetime: 3_600_000, retry_after: 0.5 },
    ...{ id: 1234, expiration: 0, exp_ms: 12, data: { status: 403 } },
  };
  const day = new Date().toISOString().slice(0, 10);
  const message = `There was an error on ${day} 10:11:12`;
  const body = JSON.stringify({ ...said, message });
  const headers = [
    ["retry-after", "604800"],
    ["x-wp-total", "12345"],
    ["server", "nginx/1.18.0"],
  ];
  const [answer] = recordOf("/wp-json/", { ...NOTHING, headers, body }).answers;
  assert.deepEqual(answer.json, { ...said, message });
  assert.deepEqual(answer.headers, Object.fromEntries(headers));
});

it("keeps of another time only its length, and whether it is over", () => {
  for (const [exp, kept] of [
    [9_000_000_001, 9_999_999_999],
    [4_915_112_345_678, 9_999_999_999_999],
    [1_234_567_890, 1_000_000_000],
    [491_511_234, 100_000_000],
    [-491_511_234, -100_000_000],
    [253_402_300_799_999, 999_999_999_999_999],
    [52.524_37, 52.5],
    [1e300, 1e22],
  ]) {
    const body = JSON.stringify({ exp, token: sign({ exp }) });
    const { answers, tokens } = recordOf("/wp-json/", { ...NOTHING, body });
    assert.equal(answers[0].json.exp, kept);
    assert.deepEqual(tokens.token, { exp: kept });
  }
});

it("keeps what WordPress, plugins, firewalls and PHP say", () => {
  for (const message of [
    "Sorry, you are not allowed to create posts as this user.",
    "No route was found matching the URL and request method.",
    "Cookie check failed",
    "JWT is not configured properly, please contact the admin",
    "Too many failed login attempts. Please try again in 20 minutes.",
    "There has been a critical error on this website.",
    "Access denied by Imunify360 bot-protection. IPs used for automation should be whitelisted",
    "Error establishing a database connection",
    "The provided password is an invalid application password.",
    "Authorization header malformed.",
    "Just a moment...",
    "Uncaught TypeError: Unsupported operand types in wp-includes/rest-api.php on line 123",
  ]) {
    const body = JSON.stringify({ code: "rest_cannot_create", message, data: { status: 403 } });
    const [{ json }] = recordOf("/wp-json/", { ...NOTHING, status: 403, body }).answers;
    assert.deepEqual(json, JSON.parse(body));
  }
});

it("of a route only words that name nobody are kept, and others stay apart", () => {
  const name = fc.stringMatching(/^[a-z]{3,9}([._-][a-z0-9]{2,9}){0,3}$/).map((text) => `q${text}`);
  fc.assert(
    fc.property(name, name, fc.boolean(), (one, other, isQuery) => {
      fc.pre(!one.includes(other) && !other.includes(one));
      const route = `/wp/v2/users/${one}/posts/7/${other}`;
      const path = isQuery ? `/?rest_route=${route}` : `/wp-json${route}`;
      const steps = [{ method: "json", args: [route] }];
      const record = recordOf(path, NOTHING, steps);
      const all = texts(record).join("\n");
      assert.ok(!all.includes(one) && !all.includes(other), all);
      const shown = "/wp/v2/users/x/posts/7/x2";
      assert.ok(record.answers[0].to.endsWith(shown), record.answers[0].to);
      assert.equal(record.app[0].json, shown);
    }),
  );
});

it("keeps the names of known plugins, unless somebody is called so", () => {
  const namespaces = ["jwt-auth/v1", "wc/v3", "contact-form-7/v1", "edithp/v1", "acme/v1"];
  const index = { status: 200, headers: [], body: JSON.stringify({ namespaces }) };
  const exchanges = ["/", "/wc/v3/edithp", "/edithp/v1/posts", "/jwt-auth/v1/wc"].map((path) => ({
    ...{ url: `${SITE}/wp-json${path}`, method: "GET", headers: {}, answer: index },
    fields: { username: "edithp" },
  }));
  const record = caseOf({
    ...{ site: SITE, plugin: null, named: "auto", storage: "memory", version: "1" },
    ...{ steps: [], inPage: false, loggedIn: false, exchanges },
  });
  const all = texts(record).join("\n");
  for (const kept of namespaces.slice(0, 3)) assert.ok(all.includes(`\n${kept}\n`), kept);
  assert.match(all, /\/wc\/v3\/x$/m);
  assert.doesNotMatch(all, /edithp|acme/);
});

it("of headers only products, versions and the words of caches are kept", () => {
  for (const [name, value, kept] of [
    ["server", "nginx/1.18.0 (Ubuntu)", "nginx/1.18.0 (Ubuntu)"],
    ["server", "Apache/2.4.41 OpenSSL/1.1.1k mod_fcgid/2.3.9 PHP/8.1", null],
    ["server", "cloudflare", null],
    ["server", "Sucuri/Cloudproxy", null],
    ["server", "web-03.jane", "x"],
    ["server", "edith", "x"],
    ["via", "1.1 varnish, 1.1 cache-jane:80 (Varnish/6.0)", "1.1 varnish, 1.1 x:80 (Varnish/6.0)"],
    ["x-powered-by", "PHP/8.2.1, Jane Doe's server", "PHP/8.2.1, x x's server"],
    ["x-cache", "Error from cloudfront", null],
    ["x-cache", "HIT, MISS from cache-edith", "HIT, MISS from x"],
    ["x-served-by", "cache-edith", "x"],
    ["x-backend", "10.1.2.3:8080", "x:8080"],
    ["x-anything", "edith", "x"],
    ["x-anything", "HIT", "HIT"],
  ]) {
    const { headers } = recordOf("/wp-json/", { ...NOTHING, headers: [[name, value]] }).answers[0];
    assert.equal(headers[name], kept ?? value, `${name}: ${value}`);
  }
});

const PASSWORD = "hunter-two-correct";
const REFRESH = "delta-echo-foxtrot";
const ACCESS = "alpha-bravo-charlie";
/** A recording of one login, with what was answered. */
const loginOf = (body, { username = "edith", password = PASSWORD, status = 200 } = {}) => {
  const given = typeof body === "string" ? body : JSON.stringify(body);
  return texts(
    caseOf({
      ...{ site: SITE, page: PAGE, plugin: null, named: "auto", storage: "memory", version: "1" },
      ...{ inPage: true, loggedIn: false },
      steps: [{ method: "login", args: [{ username, password }] }],
      exchanges: [
        {
          ...{ url: `${SITE}/wp-json/my-auth/v1/login`, method: "POST", headers: {} },
          fields: { user: username, pass: password },
          answer: { status, headers: [], body: given },
        },
      ],
    }),
  ).join("\n");
};

// Holds P12 of SECURITY.md.
it("no part of a password survives where a text is cut", () => {
  const encodings = [String, (text) => Buffer.from(text).toString("base64"), encodeURIComponent];
  for (const encode of encodings) {
    const quoted = encode(PASSWORD);
    for (const whole of [2000, 500]) {
      for (let kept = 7; kept <= quoted.length; kept++) {
        const link = whole === 2000 ? `https://foreign.example/${"a".repeat(1500)}` : "";
        const filling = "b ".repeat((whole - link.length - kept) / 2);
        const message = `${link} ${filling}${quoted} and more`;
        const all = loginOf({ code: "x", message }, { status: 403 });
        for (const text of [PASSWORD.slice(0, 6), quoted.slice(0, 7)]) {
          assert.ok(!all.includes(text), `${whole} ${kept} ${text}`);
        }
      }
    }
  }
});

it("finds tokens in the response to a login by any name, however long it is", () => {
  const data = { access: ACCESS, refresh: REFRESH };
  for (const body of [
    { data, message: `your refresh is ${REFRESH}` },
    { data, message: REFRESH, more: "z".repeat(70_000) },
    { data, [REFRESH]: 1, list: { methods: [REFRESH] } },
    `${JSON.stringify({ data, more: "z".repeat(70_000) }).slice(0, -1)}`,
  ]) {
    const all = loginOf(body);
    assert.ok(!all.includes(REFRESH) && !all.includes(ACCESS), all.slice(0, 500));
  }
});

it("finds a password of three letters, and a trimmed one", () => {
  for (const password of ["qzx", ` ${PASSWORD}  `]) {
    const message = `The password ${password.trim()} is wrong`;
    const all = loginOf({ code: "x", message }, { password, status: 403 });
    assert.ok(!all.includes(password.trim()), all);
  }
});

it("finds a name as the server writes it: trimmed, with single blanks, composed or not", () => {
  for (const [typed, shown] of [
    ["  Zoë  Müller ", "Zoë Müller"],
    ["Zoë Müller".normalize("NFD"), "Zoë Müller".normalize("NFC")],
    ["Zoë Müller".normalize("NFC"), "Zoë Müller".normalize("NFD")],
    ["Zoë\tMüller".normalize("NFD"), "Zoë Müller".normalize("NFC")],
  ]) {
    const message = `The user ${shown} is unknown`;
    const all = loginOf({ code: "x", message }, { username: typed, status: 403 });
    for (const form of ["NFC", "NFD"])
      assert.ok(!all.normalize(form).includes(shown.normalize(form)), all);
  }
});
