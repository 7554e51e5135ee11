/** A wrong call of a command: its message and the command's usage are printed, and it exits 2. */
export class UsageError extends Error {}

/** The one address among the arguments; `example.com` means its https: site. */
export function siteOf(args) {
  const [site, ...more] = args;
  if (site === undefined) throw new UsageError("Which SITE?");
  if (more.length) throw new UsageError(`One SITE at a time: what is "${more[0]}"?`);
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(site) ? site : `https://${site}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`"${site}" is no address of a site.`);
  }
  if (url.username || url.password) {
    throw new UsageError("Credentials do not belong into the address.");
  }
  return url.href;
}
