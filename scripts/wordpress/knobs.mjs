// The test's side of tests/wordpress/mu-plugins: settings go in, the request log comes out, both
// as files in a folder that PHP has mounted. No request is needed, so none is ever miscounted.
//
// The settings, each gone again with `null`; where it matters, what they do is in the mu-plugins:
//   mode             which edition or version the fixture plays: "free" | "pro" for the default
//                    server, for another one see its plugin.php
//   wp_options       { name: value }: options of WordPress that take the place of the stored ones,
//                    e.g. the settings that a plugin's own page would write
//   lifetime         seconds that an access token lives (7 days)
//   secret           the signing secret: another one makes every token invalid
//   bad_config       true: no secret is configured
//   algorithm        e.g. "HS512", or an unknown one to be refused
//   claims           { name: value } put into tokens; null leaves a claim out
//   consumers        OAuth 1.0a apps, [{ key, secret, callback, name }], made when first named
//   timestamp_window, request_token_lifetime   seconds: a quarter of an hour, a day (OAuth 1.0a)
//   api_key          the key of the server "api-key"
//   header_name      e.g. "HTTP_X_TOKEN", where simple-jwt-authentication looks for the token
//   login_fields     { name: value } put into responses with a token; null leaves a field out
//   clock_offset     seconds by which the server's clock is ahead (fixture)
//   strip_authorization   true: the web server keeps the header to itself
//   before_json      text before every REST response, e.g. a PHP notice
//   `answers`        rules that spoil responses: see tests/wordpress/mu-plugins/30-answers.php
//   closed           a code: the REST API refuses visitors with it, and their preflights
//   admin_routes     true: the routes of the settings page, as of 1.4 (fixture)
//   application_passwords   true | false: whether WordPress offers them
//   application_passwords_user   false: not to the user of the request
//   asks_early       true: a plugin asks who calls, so that a wrong application password is an error
//   cors             true: JWT_AUTH_CORS_ENABLE
//   must_use         PHP for a must-use plugin, as hints quote it: "<?php add_filter(…);"
//   books            true: a post type of the site's own, see tests/wordpress/mu-plugins/40-content.php
// and for PRO (fixture):
//   refresh_lifetime seconds that a refresh token lives (30 days)
//   rate_limit, rate_window   requests (60) in so many seconds (60); 0 refuses immediately
//   refresh_error, revoke_error   a code to refuse with, e.g. "jwt_auth_user_not_found"
//   revoke_on_change   true: a new password, e-mail address or role ends every session
//   licensed         false: 401 rest_forbidden
//   encode_fails     true: jwt_auth_encode_failed
// Settings of one server alone are described in tests/wordpress/mu-plugins, in the file with its name.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export function knobs(folder, always) {
  const log = join(folder, "log");
  const counts = join(folder, "counts");
  for (const each of [log, counts]) mkdirSync(each, { recursive: true });
  let current = {};

  const write = () => {
    // Each setting starts counting its responses again.
    for (const name of readdirSync(counts)) {
      rmSync(join(counts, name), { recursive: true, force: true });
    }
    // A file of its own: unlike the others, no request may bring it along.
    const { must_use = "<?php", ...options } = current;
    writeWhole(join(folder, "must-use.php"), must_use);
    writeJson(join(folder, "options.json"), { ...always, ...options });
  };
  write();

  return {
    /** Adds to the settings; `null` takes one back, no argument takes all back. */
    setOptions(changes) {
      current = changes ? { ...current, ...changes } : {};
      for (const [name, value] of Object.entries(current)) if (value === null) delete current[name];
      write();
    },
    /** Every request since the last clearLog(), in the order they arrived. */
    log() {
      const read = (name) => JSON.parse(readFileSync(join(log, name), "utf8"));
      const names = readdirSync(log).sort();
      const ends = new Set(names.filter((name) => name.endsWith(".end.json")));
      return names
        .filter((name) => name.endsWith(".start.json"))
        .map((name) => {
          const end = name.replace(".start.", ".end.");
          return { ...read(name), ...(ends.has(end) && read(end)) };
        });
    },
    clearLog() {
      for (const name of readdirSync(log)) rmSync(join(log, name), { force: true });
    },
  };
}

export const writeJson = (file, value) => writeWhole(file, JSON.stringify(value));

/** PHP must never see half a file. */
function writeWhole(file, text) {
  writeFileSync(`${file}.draft`, text);
  renameSync(`${file}.draft`, file);
}
