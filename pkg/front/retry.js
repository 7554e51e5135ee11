/**
 * Parts that are asked for anew when they could not be loaded. Browsers keep a failed import() by its
 * URL, so the second attempt adds a query to the URL, where the browser's message names it. Bundlers
 * that load by themselves ask again anyway.
 */
export function retrying(parts) {
  const failed = {};
  const retried = (name, load) => async () => {
    try {
      return await load();
    } catch (error) {
      const url = failed[name];
      failed[name] = /\bhttps?:\/\/[^\s"']+/.exec(error?.message)?.[0];
      if (!url) throw error;
      return import(
        /* @vite-ignore */ /* webpackIgnore: true */ /* turbopackIgnore: true */ `${url}?${Date.now()}`
      );
    }
  };
  return Object.fromEntries(
    Object.entries(parts).map(([name, load]) => [name, retried(name, load)]),
  );
}
