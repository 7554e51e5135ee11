// The half of page.mjs that runs in pages, and how values get from one to the other.

/** JSON knows neither undefined nor Infinity, and a driver would take some objects for elements. */
export function encode(value) {
  if (Array.isArray(value)) return { list: value.map(encode) };
  if (value instanceof Date) return { date: value.getTime() };
  // It has itself as a property.
  if (Object.prototype.toString.call(value) === "[object Window]") return {};
  if (typeof value === "object" && value !== null) {
    return { object: Object.entries(value).map(([name, each]) => [name, encode(each)]) };
  }
  if (typeof value === "number" && !Number.isFinite(value)) return { number: String(value) };
  return ["undefined", "function", "symbol"].includes(typeof value) ? {} : { value };
}

export function decode(coded) {
  if ("list" in coded) return coded.list.map(decode);
  if ("date" in coded) return new Date(coded.date);
  if ("object" in coded) {
    return Object.fromEntries(coded.object.map(([name, each]) => [name, decode(each)]));
  }
  return "number" in coded ? Number(coded.number) : coded.value;
}

/** Runs a function in the page and reports its value. A promise is kept until look() finds its value. */
export const start = (code) => `return (${run})((${code}), ...arguments, ${encode}, ${decode});`;

/** The function stands outside of this one, whose names would hide the page's. */
function run(code, id, argument, encode, decode) {
  const key = Symbol.for("driver's");
  window[key] ??= {};
  const outcomes = window[key];
  const failed = (error) => ({ error: `${error}\n${error?.stack}` });
  const done = (value) => ({ value: encode(value) });
  const told = (outcome) => JSON.stringify({ address: location.href, ...outcome });
  try {
    const value = code(decode(JSON.parse(argument)));
    if (typeof value?.then !== "function") return told(done(value));
    outcomes[id] = { isPending: true };
    value.then(
      (value) => {
        outcomes[id] = done(value);
      },
      (error) => {
        outcomes[id] = failed(error);
      },
    );
    return told(outcomes[id]);
  } catch (error) {
    return told(failed(error));
  }
}

/** What has come of it so far. */
export const look = `
  const [id] = arguments;
  const outcomes = window[Symbol.for("driver's")] ?? {};
  const outcome = outcomes[id] ?? { error: "The page was left." };
  if (!outcome.isPending) delete outcomes[id];
  return JSON.stringify({ address: location.href, ...outcome });`;

/** Has pages tell the proxy what they say: before they go on, so that nothing is missed. */
export const listen = `(() => {
  const { open, send } = XMLHttpRequest.prototype;
  const tell = (...said) => {
    try {
      const request = new XMLHttpRequest();
      open.call(request, "POST", "/--driver/said", false);
      send.call(request, JSON.stringify(said));
    } catch {}
  };
  for (const level of ["debug", "log", "info", "warn", "error"]) {
    const own = console[level];
    console[level] = (...given) => {
      own.apply(console, given);
      tell("console", given.map(String).join(" "));
    };
  }
  addEventListener("error", ({ message, error }) => tell("pageerror", message, error?.stack));
  addEventListener("unhandledrejection", ({ reason }) =>
    tell("pageerror", String(reason), reason?.stack),
  );
})();`;
