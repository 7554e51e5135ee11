/**
 * Imports a file whose address is only known when it has failed. Not in places where Metro bundles.
 *
 * @param {string} url
 */
export const again = (url) =>
  import(
    /* @vite-ignore */ /* webpackIgnore: true */ /* turbopackIgnore: true */ `${url}?${Date.now()}`
  );
