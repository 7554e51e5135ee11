// The app, the same for every client: a login button for visitors, and a greeting for users. It reports
// when each is there, in milliseconds since the navigation began.
import { open } from "client";

const report = (what) => {
  const files = performance.getEntriesByType("resource").map((entry) => ({
    url: entry.name,
    start: entry.startTime,
    end: entry.responseEnd,
    bytes: entry.encodedBodySize,
  }));
  const [{ responseEnd: html }] = performance.getEntriesByType("navigation");
  console.log(`bench ${JSON.stringify({ what, at: performance.now(), html, files })}`);
};

const show = (html) => {
  document.querySelector("main").innerHTML = html;
};

const client = await open(SITE);

async function greet() {
  const { name } = await client.me();
  if (!name) throw new Error("The response is not a user.");
  show(`<h1>Hello, ${name}</h1>`);
  report("response");
}

function offerLogin() {
  show("<button>Log in</button>");
  report("button");
  document.querySelector("button").onclick = () => {
    show("<form><button>Log in</button></form>");
    Promise.resolve(client.formOpened?.()).then(() => report("loaded"));
    document.querySelector("form").onsubmit = async (event) => {
      event.preventDefault();
      report("click");
      await client.login({ username: "editor", password: "any" });
      report("session");
    };
  };
}

if (await client.isLoggedIn()) await greet();
else offerLogin();
