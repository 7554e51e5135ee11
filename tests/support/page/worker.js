// A module worker that runs what it is sent, as app.js does for a page.
self.onmessage = async ({ data: [code, args] }) => {
  try {
    // Imported above, the Rust client would still be starting when the message comes.
    self.presskey = await import("/presskey/index.js");
    postMessage({ value: await new Function(`return (${code})`)()(...args) });
  } catch ({ name, code, message }) {
    postMessage({ error: { name, code, message } });
  }
};
