// `npx presskey doctor SITE`: everything that keeps a frontend from a WordPress.
import { writeFile } from "node:fs/promises";
import { createClient } from "../index.js";
import { credentials } from "./lib/credentials.js";
import { report } from "./lib/report.js";
import { painter, progressLine } from "./lib/style.js";
import { siteOf, UsageError } from "./lib/usage.js";

export const usage = `Usage: presskey doctor SITE [OPTION …]

Looks at a WordPress and says what keeps frontends from it, and what to change where.

  --origin ORIGIN  the origin of the pages that are to call it, such as https://app.example.com
  --login          asks for a user name and a password, to test with a token
  --json           prints the findings as JSON
  --record FILE    also writes what was asked and answered, without anything that belongs to
                   somebody: a test case for an issue

PRESSKEY_USERNAME and PRESSKEY_PASSWORD are used where they are set. Exits 0 when nothing fails,
1 when something does, 2 for a wrong call.
`;

export const options = {
  origin: { type: "string" },
  login: { type: "boolean" },
  json: { type: "boolean" },
  record: { type: "string" },
};

export async function run({ origin, login, json, record }, args) {
  const site = siteOf(args);
  const page = origin === undefined ? undefined : originOf(origin);
  const given = await credentials({ prompt: Boolean(login) });
  if (login && !given) throw new UsageError("--login needs a terminal, or the environment.");
  const progress = progressLine();
  const wp = clientFor(site, given);
  try {
    const look = { origin: page, progress: progress.say };
    const { failure, diagnosis } = record
      ? await recordTo(record, wp, given, look)
      : {
          failure: given && (await logIn(wp, given, progress)),
          diagnosis: await wp.diagnose(look),
        };
    progress.clear();
    const all = failure ? withFailure(diagnosis, failure) : diagnosis;
    const text = json ? `${JSON.stringify(all, null, 2)}\n` : report(all, painter(process.stdout));
    process.stdout.write(text);
    return all.ok ? 0 : 1;
  } finally {
    progress.clear();
    wp.close();
  }
}

/** The same, and the file that replays it. */
async function recordTo(file, wp, given, look) {
  let failure = null;
  const bundle = await wp.supportBundle({
    ...look,
    record: async (client) => {
      if (given) failure = await logIn(client, given, { say: look.progress });
    },
  });
  await writeFile(file, `${JSON.stringify(bundle.record, null, 2)}\n`);
  return { failure, diagnosis: bundle.diagnosis };
}

/** Where a password would travel readable, that is said instead. */
function clientFor(site, given) {
  try {
    return createClient({ site, storage: "memory", allowInsecure: !given });
  } catch ({ message, hint }) {
    throw new UsageError([message, hint].filter(Boolean).join(" "));
  }
}

function originOf(text) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url?.host && url?.protocol !== "file:") {
    throw new UsageError(`"${text}" is no origin, such as https://app.example.com.`);
  }
  // URL knows the origins of the web alone, not those of apps: capacitor://localhost.
  return url.origin === "null" ? `${url.protocol}//${url.host}` : url.origin;
}

/** Logs in, to test with a token; why not, if it fails. */
async function logIn(wp, given, progress) {
  progress.say("logging in");
  try {
    await wp.login(given);
    return null;
  } catch (error) {
    return error;
  }
}

/** A diagnosis in which the login that was tried failed. */
function withFailure({ findings, ...rest }, { code, message, hint }) {
  const detail = `Logging in: ${message} (${code})`;
  const failed = { id: "login", status: "fail", title: "Login route", detail };
  const login = hint ? { ...failed, fix: hint } : failed;
  return {
    ...rest,
    ok: false,
    findings: findings.map((each) =>
      each.id === "login" && each.status !== "fail" ? login : each,
    ),
  };
}
