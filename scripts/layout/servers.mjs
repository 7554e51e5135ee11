// A server is mentioned by name in its own place only. Everybody else asks its description.
import { filesOf, isTest, shipped } from "./source.mjs";

/** Where servers are at home: what they are, what the doctor says of each, and how each responds. */
const OWN = ["src/core/server/", "src/core/doctor/plugin.rs", "pkg/testing/servers/"];

/** The other files that mention one, and why. */
export const EXCEPTIONS = {
  "pkg/bin/fetch.js": "--help gives an example.",
  "pkg/bin/postman.js": "--help gives an example.",
  "pkg/bin/token.js": "--help gives an example.",
  "pkg/devtools/address.js": "Shows the namespaces of login plugins, as recordings keep them.",
  "pkg/features/authorize.js": "The approval page of application passwords is its own place.",
  "pkg/features/oauth1.js": "OAuth 1's own place.",
  "pkg/front/options.js": "createClient() rejects an unknown name before the engine is loaded.",
  "pkg/testing/site.js": "The default of fakeWordPress().",
  "src/core/discovery.rs": "The route that most servers share tells what the index hides.",
  "src/core/doctor/brief.rs": "Keeps what an index says of application passwords.",
  "src/core/doctor/cure.rs": "Recommends one where a site has none.",
  "src/core/doctor/failure.rs": "Reads codes that several servers share.",
  "src/core/doctor/login_checks.rs": "Reads codes that several servers share.",
  "src/web/authorize.rs": "The approval page of application passwords is its own place.",
};

/** What identifies a server: a code of its errors, or its id; one that is a word only as a string. */
export function namesOf(descriptions) {
  const ids = descriptions.flatMap((text) => [...text.matchAll(/^ {4}"id": "([^"]+)"/gm)]);
  const names = ids.map(([, id]) => id).filter((id) => id !== "cookie");
  const mentions = names.map((id) => (id.includes("-") ? id : `(?<=")${id}(?=")`));
  return {
    names,
    pattern: new RegExp(`(?<![\\w-])(${mentions.join("|")}|jwt_auth_\\w+)(?![\\w-])`),
  };
}

export function lintServers() {
  const descriptions = filesOf("src/core/server", ".rs").map(([, text]) => text);
  const { names, pattern } = namesOf(descriptions);
  if (names.length < 12) return [`Only these servers were found: ${names}.`];
  const mentioning = [...filesOf("src", ".rs"), ...filesOf("pkg", ".js")]
    .filter(([path]) => !isTest(path) && !OWN.some((own) => path.startsWith(own)))
    .filter(([, text]) => pattern.test(shipped(text)))
    .map(([path]) => path);
  return [
    ...mentioning
      .filter((path) => !(path in EXCEPTIONS))
      .map((path) => `${path} mentions a server by name. Put what it needs into the description.`),
    ...Object.keys(EXCEPTIONS)
      .filter((path) => !mentioning.includes(path))
      .map((path) => `${path} mentions no server any more: remove it from EXCEPTIONS.`),
  ];
}
