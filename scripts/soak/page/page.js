// A tab: `soak` is what scripts/soak/tabs.mjs calls. Entry and options are in the fragment.
const { entry, options } = JSON.parse(decodeURIComponent(location.hash.slice(1)));
const { createClient } = await import(`/presskey/${entry}`);
const wp = createClient(options);

/** The fields of an error that the run judges. */
const told = async (promise) => {
  try {
    return { value: await promise };
  } catch ({ code, status, message }) {
    return { error: { code, status, message } };
  }
};

globalThis.soak = {
  me: () => told(wp.json("/wp/v2/users/me", { auth: "required" }).then(({ id }) => id)),
  login: (credentials) => told(wp.login(credentials).then(() => null)),
  logout: () => told(wp.logout().then(() => null)),
  abroad: (url) => told(wp.fetch(url).then(({ status }) => status)),
  session: async () => {
    const { status, reason, user } = await wp.ready().then(
      () => wp.session,
      () => wp.session,
    );
    return { status, reason, user: user?.id };
  },
};
