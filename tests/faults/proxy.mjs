// A server in front of WordPress that misbehaves in one way. It has a port, and so an origin, of its
// own, at which the site believes to live: many can share one WordPress.
import http from "node:http";
import https from "node:https";

/**
 * @typedef {{ method: string, url: string, headers: http.IncomingHttpHeaders, body: Buffer }} Asked
 * @typedef {{ status: number, headers: http.OutgoingHttpHeaders, body: Buffer | string,
 *   cut?: number }} Response `cut`: the connection ends after so many bytes of the body
 * @typedef {(asked: Asked, next: (asked: Asked) => Promise<Answer>) => Promise<Answer | null>} Fault
 *   what is between; null ends the connection without a response
 */

/**
 * @param {object} options
 * @param {string} options.site WordPress itself
 * @param {Fault} [options.fault]
 * @param {object} [options.settings] for the site, as in scripts/wordpress/knobs.mjs
 * @param {string} [options.host] the name that visitors use
 * @param {string} [options.folder] the path that the site is below, e.g. "/blog"
 * @param {{ key: string, cert: string }} [options.tls]
 */
export async function startProxy({ site, fault, settings, host = "127.0.0.1", folder = "", tls }) {
  const agent = new http.Agent({ keepAlive: true });
  const seen = [];
  const handle = async (request, response) => {
    const asked = { ...pick(request), body: await bodyOf(request) };
    seen.push(asked);
    const answer = await Promise.resolve(fault ? fault(asked, next) : next(asked)).catch(failed);
    if (!answer) return request.socket.destroy();
    send(response, answer, asked);
  };
  const server = tls ? https.createServer(tls, handle) : http.createServer(handle);
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const origin = `${tls ? "https" : "http"}://${host}:${server.address().port}`;
  const home = origin + folder;
  const { wp_options: wpOptions, ...others } = settings ?? {};
  const header = JSON.stringify({
    ...others,
    wp_options: { home, siteurl: home, ...wpOptions },
  });

  /** WordPress's own response. */
  const next = ({ method, url, headers, body }) =>
    new Promise((resolve, reject) => {
      if (!url.startsWith(folder)) return resolve(page(404, "Another site's page"));
      const path = url.slice(folder.length);
      const request = http.request(new URL(site + (path.startsWith("/") ? path : `/${path}`)), {
        agent,
        method,
        headers: { ...headers, "x-presskey-options": header },
      });
      request.once("error", reject).once("response", async (response) => {
        const { "transfer-encoding": _, connection: __, ...kept } = response.headers;
        resolve({ status: response.statusCode, headers: kept, body: await bodyOf(response) });
      });
      request.end(body);
    });

  return {
    url: home,
    origin,
    seen,
    stop() {
      agent.destroy();
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}

const pick = ({ method, url, headers }) => ({ method, url, headers });

async function bodyOf(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const failed = (error) => page(502, String(error));

/** An HTML page, without any header that a browser's script could use. */
export const page = (status, text, headers) => ({
  status,
  headers: { "content-type": "text/html; charset=utf-8", ...headers },
  body: `<!doctype html><html><head><title>${text}</title></head><body><h1>${text}</h1></body></html>`,
});

function send(response, { status, headers, body, cut }, { method }) {
  const bytes = method === "HEAD" ? Buffer.alloc(0) : Buffer.from(body);
  response.writeHead(status, { ...headers, "content-length": bytes.length });
  if (cut === undefined) return response.end(bytes);
  response.write(bytes.subarray(0, cut), () => response.socket.destroy());
}
