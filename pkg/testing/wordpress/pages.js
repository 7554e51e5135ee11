// Addresses that are no REST routes: the pages of the site, uploaded files, a server's own endpoint.
import { page } from "../answers.js";
import { fileAt } from "./media.js";

/** @import { Answer, Site, WpRequest } from "../types.d.ts" */

const html = { "Content-Type": "text/html; charset=UTF-8" };

/** @param {Site} site @param {WpRequest} request */
export function answerPage(site, request) {
  const own = site.server.serve?.(request, site);
  if (own) return own;
  const file = fileAt(site, request);
  if (file) return file;
  const path = request.url.pathname.slice(site.path.length).replace(/\/$/, "");
  const post = site.posts.find(
    ({ slug, status }) => slug && `/${slug}` === path && status === "publish",
  );
  if (path && path !== "/index.php" && !post) return page(404, "Page not found", html);
  return page(200, post?.title ?? site.name, {
    ...html,
    Link: `<${site.root}/>; rel="https://api.w.org/"`,
  });
}
