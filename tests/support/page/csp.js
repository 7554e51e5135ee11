import { createClient, decode, PresskeyError } from "/presskey/index.js";

// Everything that imports presskey, and everything beside it, must go on without wasm.
window.ran = true;

const fieldsOf = async (run) => {
  try {
    await run();
  } catch (error) {
    const { code, message, hint, sent } = error;
    return { ours: error instanceof PresskeyError, code, message, hint, sent };
  }
};

window.outcomes = async (site) => ({
  decode: await fieldsOf(() => decode("a.b.c")),
  login: await fieldsOf(() => createClient(site).login({ username: "a", password: "b" })),
});
