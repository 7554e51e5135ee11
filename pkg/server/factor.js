/** Seconds for which a login waits for its second factor. */
const LIFE = 600;

/** What is added to the name of the session's cookie. */
const SUFFIX = "-code";

/**
 * What the second step of a login must be sent with. It waits in a sealed cookie of its own: the
 * next request may reach another process, and the session that is there stays as it is.
 *
 * @param {Pick<import("./types.d.ts").Shared, "sealer">} backend
 * @param {import("./types.d.ts").Visitor} visitor
 */
export function factorCookie({ sealer }, visitor) {
  /** @type {string | undefined} */
  let token;
  /** @type {Promise<void> | undefined} */
  let loaded;
  const forms = visitor.forms(SUFFIX);
  const removal = (/** @type {import("./types.d.ts").Form} */ form) => ({
    name: form.name,
    value: "",
    options: { ...form.options, maxAge: 0 },
  });

  const load = async () => {
    for (const form of forms) {
      const text = await visitor.get(form.name);
      const opened = text && (await sealer.open(form.name, text));
      if (opened && opened.until > Date.now()) token ??= opened.token;
    }
  };

  return {
    load() {
      loaded ??= load();
      return loaded;
    },
    read: () => token,
    async keep(/** @type {string | undefined} */ given) {
      token = given;
      const [{ name, options }] = forms;
      const until = Date.now() + LIFE * 1000;
      const value = await sealer.seal(name, { token: given, until });
      await visitor.set([{ name, value, options: { ...options, maxAge: LIFE } }]);
    },
    async forget() {
      const sent = token === undefined ? [] : [removal(forms[0])];
      if (token) sealer.forget((opened) => opened.token === token);
      token = undefined;
      for (const form of forms) {
        if ((await visitor.get(form.name)) !== undefined) sent.push(removal(form));
      }
      await visitor.set(sent);
    },
  };
}
