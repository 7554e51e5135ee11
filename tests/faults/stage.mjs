// What the cases of the matrix share: a site, and pages by http: and https:.
import selfsigned from "selfsigned";
import { buildRustClient, usesRust } from "../support/rust-client.mjs";
import { servePages } from "../support/servers.mjs";
import { startProxy } from "./proxy.mjs";
import { startSite } from "./site.mjs";

export async function startStage() {
  if (usesRust) await buildRustClient();
  const [site, pages, tls] = await Promise.all([startSite(), servePages(), certificate()]);
  const securePages = await startProxy({ site: pages.url, tls });
  return {
    ownFiles: site.ownFiles,
    page: ({ securePage }) => (securePage ? securePages : pages).url,

    /** Puts a case's fault before the site; `site` is the address that the app was given. */
    async put({ elsewhere, host, folder, settings, site: given = (url) => url, fault, makeFault }) {
      const common = { site: site.url, folder, settings };
      const other =
        elsewhere &&
        (await startProxy({
          ...common,
          ...(elsewhere === "https" ? { host, tls } : { host: elsewhere }),
        }));
      const standing = makeFault ? makeFault(other?.url) : fault;
      const proxy = await startProxy({ ...common, host, fault: standing });
      return {
        site: given(proxy.url),
        seen: proxy.seen,
        stop: () => Promise.all([proxy.stop(), other?.stop()]),
      };
    },

    stop: () => Promise.all([site.stop(), pages.stop(), securePages.stop()]),
  };
}

/** For names that only this machine knows. Browsers get an option to accept it. */
async function certificate() {
  const subject = [{ name: "commonName", value: "site.localhost" }];
  const { private: key, cert } = await selfsigned.generate(subject, { keySize: 2048 });
  return { key, cert };
}
