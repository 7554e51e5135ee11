// A module worker that runs what it is sent, as app.js does for a page.
import * as presskey from "/presskey/index.js";

self.presskey = presskey;

self.onmessage = async ({ data: [code, args] }) => {
  try {
    postMessage({ value: await new Function(`return (${code})`)()(...args) });
  } catch ({ name, code, message }) {
    postMessage({ error: { name, code, message } });
  }
};
