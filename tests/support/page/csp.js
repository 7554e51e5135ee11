import { createClient, decode, PresskeyError } from "/presskey/index.js";

// Everything that imports presskey, and the rest of the page, must go on without wasm.
window.ran = true;

const outcomeOf = async (run) => {
  try {
    return { value: await run() };
  } catch (error) {
    const { code, message, hint, sent } = error;
    return { error: { ours: error instanceof PresskeyError, code, message, hint, sent } };
  }
};

window.outcomes = async (site, token, credentials) => ({
  decode: await outcomeOf(() => decode(token).claims.data.user.id),
  login: await outcomeOf(async () => (await createClient(site).login(credentials)).status),
});
