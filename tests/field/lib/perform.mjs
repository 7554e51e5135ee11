// One step of an app. The function runs in Node and, as text, in a page: it uses nothing around it.

/** @param {{ presskey: typeof import("presskey"), clients: object }} app */
export async function perform({ presskey, clients }, id, options, step) {
  const [verb, given] = Object.entries(step)[0];
  const { init } = step;
  const open = () => {
    clients[id] = presskey.createClient(options);
    return clients[id];
  };
  const file = ({ bytes = 100, type = "image/png", name = "photo.png" }) =>
    new File([new Uint8Array(bytes)], name, { type });
  const collect = async (list) => {
    const items = [];
    for await (const item of list) items.push(item);
    return items;
  };
  const describe = async (value) => {
    if (!(value instanceof Response)) return value;
    const text = await value.text();
    let body;
    try {
      body = JSON.parse(text);
    } catch {
      body = text;
    }
    return { status: value.status, body, headers: Object.fromEntries(value.headers) };
  };
  const verbs = {
    open: () => open().ready(),
    reopen: () => {
      clients[id]?.close();
      return open().ready();
    },
    wait: () => new Promise((done) => setTimeout(done, given)),
    paginate: () => collect(clients[id].paginate(given, init)),
    upload: () => clients[id].upload(file(given === true ? {} : given), init),
    explain: async () => {
      const error = await clients[id].explain(await clients[id].fetch(given, init));
      if (error) throw error;
    },
  };
  const usual = async () => {
    clients[id] ??= open();
    const args = given === true || given === null ? [] : [given];
    return clients[id][verb](...args, ...(init ? [init] : []));
  };
  let outcome;
  try {
    if (!(verb in verbs)) outcome = { value: await describe(await usual()) };
    else {
      if (!/open$/.test(verb)) clients[id] ??= open();
      outcome = { value: await verbs[verb]() };
    }
  } catch (error) {
    const { name, code, message, hint, sent, status, wpCode, serverMessage } = error;
    const { retryAfter, secondFactor, stack, cause } = error;
    const isOurs = error instanceof presskey.PresskeyError;
    const everything = [message, stack, hint, JSON.stringify(error), String(cause)].join("\n");
    outcome = {
      error: {
        ...{ name, isOurs, code, message, hint, sent, status, wpCode, serverMessage },
        ...{ retryAfter, secondFactor, everything },
      },
    };
  }
  return { ...outcome, session: clients[id]?.session };
}
