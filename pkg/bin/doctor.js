// `npx presskey doctor SITE`: everything that keeps a frontend from a WordPress.
import { writeFile } from "node:fs/promises";
import { createClient } from "../index.js";
import { credentials } from "./lib/credentials.js";
import { jsonOf } from "./lib/format-json.js";
import { report } from "./lib/report.js";
import { painter, progressLine } from "./lib/style.js";
import { siteOf, UsageError } from "./lib/usage.js";

/** @import { Client, Diagnosis, Finding, PresskeyError } from "../index.js" */

export const usage = `Usage: presskey doctor SITE [OPTION …]

Checks a WordPress, reports what blocks your frontend, and prints the lines to change.

  --origin ORIGIN  the origin of your page, such as https://app.example.com
  --login          asks for a user name and a password, and tests a login
  --json           prints the findings as JSON
  --record FILE    also writes all requests and responses to a file, with credentials and
                   personal data replaced: a test case for an issue

If PRESSKEY_USERNAME and PRESSKEY_PASSWORD are set, the doctor always tests a login with them.
Exits 0 if no check fails, 1 if one fails, 2 for wrong arguments.
`;

export const options = {
  origin: { type: "string" },
  login: { type: "boolean" },
  json: { type: "boolean" },
  record: { type: "string" },
};

/**
 * @param {{ origin?: string, login?: boolean, json?: boolean, record?: string }} options
 * @param {string[]} args
 */
export async function run({ origin, login, json, record }, args) {
  const site = siteOf(args);
  const page = origin === undefined ? undefined : originOf(origin);
  const given = await credentials({ prompt: Boolean(login) });
  if (login && !given)
    throw new UsageError(
      "--login needs a terminal, or PRESSKEY_USERNAME and PRESSKEY_PASSWORD in the environment.",
    );
  const progress = progressLine();
  const wp = clientFor(site, given);
  try {
    const typed = given ? [given.password] : [];
    const look = { origin: page, progress: progress.say, typed };
    const { failure, diagnosis } = record
      ? await recordTo(record, wp, given, look)
      : {
          failure: given && (await logIn(wp, given, progress)),
          diagnosis: await wp.diagnose(look),
        };
    progress.clear();
    const all = failure ? withFailure(diagnosis, failure) : diagnosis;
    const text = json ? `${jsonOf(all, 2)}\n` : report(all, painter(process.stdout));
    process.stdout.write(text);
    return all.ok ? 0 : 1;
  } finally {
    progress.clear();
    wp.close();
  }
}

/**
 * The same, and the file that replays it.
 *
 * @param {string} file
 * @param {Client} wp
 * @param {Awaited<ReturnType<typeof credentials>>} given
 * @param {{ origin: string | undefined, progress: ReturnType<typeof progressLine>["say"], typed: string[] }} look
 */
async function recordTo(file, wp, given, look) {
  /** @type {PresskeyError | null} */
  let failure = null;
  const bundle = /** @type {{ record: object, diagnosis: Diagnosis }} */ (
    await wp.supportBundle({
      ...look,
      record: async (client) => {
        if (given) failure = await logIn(client, given, { say: look.progress });
      },
    })
  );
  await writeFile(file, `${JSON.stringify(bundle.record, null, 2)}\n`);
  return { failure, diagnosis: bundle.diagnosis };
}

const INSECURE = "Use the https: address, or run the doctor without a login.";

/**
 * Where a password would travel readable, that is said instead.
 *
 * @param {string} site
 * @param {object | null} given
 */
function clientFor(site, given) {
  try {
    return createClient({ site, storage: "memory", allowInsecure: !given });
  } catch (error) {
    const { code, message, hint } = /** @type {PresskeyError} */ (error);
    const advice = code === "insecure_site" ? INSECURE : hint;
    throw new UsageError([message, advice].filter(Boolean).join(" "));
  }
}

/** @param {string} text */
function originOf(text) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (!url.host && url.protocol !== "file:")) {
    // Not quoted: an address may hold a password.
    throw new UsageError("That is not an origin. An origin looks like https://app.example.com.");
  }
  // URL knows the origins of the web alone, not those of apps: capacitor://localhost.
  return url.origin === "null" ? `${url.protocol}//${url.host}` : url.origin;
}

/**
 * Logs in, to test with a token; why not, if it fails.
 *
 * @param {Client} wp
 * @param {import("../index.js").PasswordCredentials} given
 * @param {Pick<ReturnType<typeof progressLine>, "say">} progress
 */
async function logIn(wp, given, progress) {
  progress.say("logging in");
  try {
    await wp.login(given);
    return null;
  } catch (error) {
    return /** @type {PresskeyError} */ (error);
  }
}

/**
 * A diagnosis in which the login that was tried failed.
 *
 * @param {Diagnosis} diagnosis
 * @param {PresskeyError} error
 * @returns {Diagnosis}
 */
function withFailure({ findings, ...rest }, { code, message, hint }) {
  const detail = `Logging in: ${message} (${code})`;
  /** @type {Finding} */
  const failed = { id: "login", status: "fail", title: "Login route", detail };
  const login = hint ? { ...failed, fix: hint } : failed;
  // A check that was skipped because another one failed: the login failed for the same reason.
  const explained = (/** @type {Finding} */ each) => each.status === "skip" && !rest.ok;
  return {
    ...rest,
    ok: false,
    findings: findings.map((each) =>
      each.id === "login" && each.status !== "fail" && !explained(each) ? login : each,
    ),
  };
}
