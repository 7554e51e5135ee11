/**
 * `login()` for a form: it never rejects, and tells `set` what to show. Of overlapping attempts only
 * the last one is shown.
 *
 * @param {import("../index.d.ts").Client} client
 * @param {(pending: boolean, error: unknown) => void} set
 * @returns {(...given: Parameters<import("../index.d.ts").Client["login"]>) => Promise<import("../index.d.ts").Session | null>}
 */
export function loginFor(client, set) {
  let latest = 0;
  return async (credentials, options) => {
    const attempt = ++latest;
    /** @type {typeof set} */
    const show = (pending, error) => attempt === latest && set(pending, error);
    set(true, null);
    try {
      const session = await client.login(credentials, options);
      show(false, null);
      return session;
    } catch (error) {
      // The caller aborted it, so there is no failure to show.
      show(false, options?.signal?.aborted ? null : error);
      return null;
    }
  };
}
