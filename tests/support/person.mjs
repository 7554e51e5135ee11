// What a person does in the site's own pages, in the browser of an app's visitor.
import { browser } from "../wordpress/browser.mjs";

/** The files of WordPress's own pages, which the embedded one has left out. Requests for them fail. */
const ASSETS = /\/wp-(admin|includes)\/.*\.(css|js)\b/;

/** Signs the visitor in to WordPress itself. Resolves to the person, without a browser around. */
export async function signIn(context, site, username = "editor") {
  const person = browser(site);
  await person.signIn(username);
  const pairs = person.cookie().split("; ");
  await context.addCookies(
    pairs.map((pair) => {
      const [, name, value] = /^([^=]+)=(.*)$/.exec(pair);
      return { name, value, url: site.url };
    }),
  );
  await context.route(ASSETS, (route) => route.abort());
  return person;
}

/** Has the page do what makes it leave; resolves when the site's own page is there. */
export async function leaveFor(app, url, code, ...args) {
  // Nothing comes back from a page that is left.
  await app.page.evaluate(
    ([code, args]) => {
      window.outcome(code, args).then(({ error }) => {
        if (error) console.log(`Stayed: ${error.code} ${error.message}`);
      });
    },
    [code.toString(), args],
  );
  await app.page.waitForURL(url, { waitUntil: "domcontentloaded" });
}
