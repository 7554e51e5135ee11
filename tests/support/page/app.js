// The page's half of tests/support/app.mjs.
import * as presskey from "./presskey/index.js";

/** Runs a test's function; what it returns or throws becomes data that can leave the page. */
window.outcome = async (code, args) => {
  try {
    // Functions reach the page as text.
    const run = new Function(`return (${code})`)();
    return { value: await describe(await run(...args)) };
  } catch (error) {
    return { error: await describeError(error) };
  }
};

async function describe(value) {
  if (!(value instanceof Response)) return value;
  const { status, ok, url, type, redirected } = value;
  const text = await value.text();
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined;
  }
  return {
    status,
    ok,
    url,
    type,
    redirected,
    headers: Object.fromEntries(value.headers),
    body,
    text,
  };
}

async function describeError(error) {
  if (!(error instanceof Error)) return { thrown: error };
  const { name, code, message, serverMessage, hint, sent } = error;
  const { status, wpCode, retryAfter, secondFactor } = error;
  return {
    name,
    ours: error instanceof presskey.PresskeyError,
    message,
    // A DOMException has a numeric code of its own.
    ...(typeof code === "string" && { code }),
    hint,
    sent,
    status,
    wpCode,
    serverMessage,
    retryAfter,
    secondFactor,
    hasCause: "cause" in error && error.cause !== undefined,
    response: error.response && (await describe(error.response)),
    everything: [error.message, error.stack, JSON.stringify(error), String(error.cause)].join("\n"),
  };
}

/** Waits without a timer of its own that could be forgotten. */
window.until = async (condition) => {
  while (!(await condition())) await new Promise((done) => setTimeout(done, 20));
};

window.presskey = presskey;
