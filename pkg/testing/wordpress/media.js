// /wp/v2/media: uploads and the media library.
import { Dies, WpError } from "../answers.js";
import { decoded } from "../request.js";
import { canEdit, listArgs, listOf } from "./posts.js";
import { autop, texturize, wpDate } from "./text.js";
import { can, refusedStatus } from "./users.js";

/** @import { Answer, Fields, Media, Methods, Post, Routed, Schema, SentFile, Site, User, WpRequest } from "../types.d.ts" */

/** The endings that WordPress takes, of the common ones. */
/** @type {Record<string, string>} */
const TYPES = {
  ...{ jpg: "image/jpeg", jpeg: "image/jpeg", png: "image/png", gif: "image/gif" },
  ...{ webp: "image/webp", avif: "image/avif", mp4: "video/mp4", mp3: "audio/mpeg" },
  ...{ pdf: "application/pdf", txt: "text/plain", csv: "text/csv", zip: "application/zip" },
  ...{ docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
};
/** @type {Record<string, Schema>} */
const fieldArgs = {
  ...{ title: {}, caption: {}, description: {}, alt_text: { type: "string" } },
  post: { type: "integer" },
};
/** @type {Schema} */
const context = { type: "string", enum: ["view", "embed", "edit"], default: "view" };

/** @param {unknown} value */
const rawOf = (value) =>
  (value && typeof value === "object" ? /** @type {Fields} */ (value).raw : value) ?? "";

/**
 * The file of a request: a field of a form, or the whole body with its name in a header.
 *
 * @param {WpRequest} request
 * @returns {Pick<SentFile, "name" | "bytes"> & { sideload?: boolean }}
 */
function fileOf({ files, bytes, headers }) {
  const [sent] = Object.values(files);
  if (sent) return sent;
  if (!bytes.length) throw new WpError("rest_upload_no_data", "No data supplied.", 400);
  const disposition = headers.get("Content-Disposition");
  if (!headers.get("Content-Type")) {
    throw new WpError("rest_upload_no_content_type", "No Content-Type supplied.", 400);
  }
  if (!disposition) {
    const message = "No Content-Disposition supplied.";
    throw new WpError("rest_upload_no_content_disposition", message, 400);
  }
  const [, name] = /filename\s*=\s*"?([^";]+)"?/i.exec(disposition) ?? [];
  if (!name) {
    const form = '`attachment; filename="image.png"`';
    const message = `Invalid Content-Disposition supplied. Content-Disposition needs to be formatted as ${form} or similar.`;
    throw new WpError("rest_upload_invalid_disposition", message, 400);
  }
  return { name, bytes, sideload: true };
}

/** @param {Site} site @param {Routed} request */
function upload(site, request) {
  const { name, bytes, sideload } = fileOf(request);
  const ending = /\.(\w+)$/.exec(name)?.[1].toLowerCase() ?? "";
  const mime = TYPES[ending];
  if (!mime) {
    const code = sideload ? "rest_upload_sideload_error" : "rest_upload_unknown_error";
    throw new WpError(code, "Sorry, you are not allowed to upload this file type.", 500);
  }
  const now = site.now();
  const base = name.replace(/\.\w+$/, "").replace(/[^\w.-]+/g, "-");
  const folder = wpDate(now).slice(0, 7).replace("-", "/");
  const { title, caption, description, alt_text = "", post = null } = request.params;
  const item = site.newMedia({
    ...{
      id: site.nextId(),
      date: now,
      modified: now,
      author: /** @type {User} */ (request.user).id,
      mime,
      post,
    },
    title: rawOf(title) || base,
    ...{ caption: rawOf(caption), description: rawOf(description), alt_text },
    file: site.freeFile(`${folder}/${base}`, ending),
    bytes,
  });
  const headers = {
    Location: `${site.root}/wp/v2/media/${item.id}`,
    "X-WP-Upload-Attachment-ID": String(item.id),
  };
  return { status: 201, headers, body: mediaBody(site, item, "edit") };
}

/**
 * Width and height of a PNG, as its first chunk says.
 *
 * @param {Media} item
 */
function sizeOf({ mime, bytes }) {
  if (mime !== "image/png" || bytes.length < 24) return {};
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

const imageMeta = {
  ...{ aperture: "0", credit: "", camera: "", caption: "", created_timestamp: "0" },
  ...{ copyright: "", focal_length: "0", iso: "0", shutter_speed: "0", title: "" },
  ...{ orientation: "0", keywords: [] },
};

/** @param {Media} item */
const detailsOf = (item) =>
  item.mime.startsWith("image/")
    ? {
        ...sizeOf(item),
        file: item.file,
        filesize: item.bytes.length,
        sizes: {},
        image_meta: imageMeta,
      }
    : { filesize: item.bytes.length, sizes: {} };

/** The fields of the context "embed". */
const EMBEDDED = [
  ...["id", "date", "slug", "type", "link", "title", "author", "featured_media", "caption"],
  ...["alt_text", "media_type", "mime_type", "media_details", "source_url", "_links"],
];

/** @param {Site} site @param {Media} item @param {string} context */
export function mediaBody(site, item, context) {
  const raw = context === "edit";
  /** @param {unknown} value @param {string} rendered */
  const text = (value, rendered) => ({ ...(raw && { raw: value }), rendered });
  const source = `${site.url}/wp-content/uploads/${item.file}`;
  const parent = site.posts.find(({ id }) => id === item.post);
  const link = parent?.slug
    ? `${site.url}/${parent.slug}/${item.slug}/`
    : `${site.url}/${item.slug}/`;
  const template = parent?.slug
    ? `${site.url}/${parent.slug}/%postname%/`
    : `${site.url}/?attachment_id=${item.id}`;
  const [date, modified] = [wpDate(item.date), wpDate(item.modified)];
  const self = `${site.root}/wp/v2/media/${item.id}`;
  const api = `${site.root}/wp/v2`;
  /** @type {Fields} */
  const body = {
    ...{ id: item.id, date, date_gmt: date, guid: text(source, source), modified },
    ...{ modified_gmt: modified, slug: item.slug, status: "inherit", type: "attachment", link },
    ...{ title: text(item.title, texturize(item.title)), author: item.author },
    ...{ featured_media: 0, comment_status: "open", ping_status: "closed", template: "", meta: [] },
    ...(raw && { permalink_template: template }),
    ...(raw && { generated_slug: item.slug }),
    description: text(item.description, descriptionHtml(item, source)),
    caption: text(item.caption, captionHtml(item)),
    ...{ alt_text: item.alt_text, media_type: item.mime.startsWith("image/") ? "image" : "file" },
    ...{ mime_type: item.mime, media_details: detailsOf(item), post: item.post },
    source_url: source,
    ...(raw && { missing_image_sizes: [] }),
    _links: {
      self: [{ href: self }],
      collection: [{ href: `${api}/media` }],
      about: [{ href: `${api}/types/attachment` }],
      author: [{ embeddable: true, href: `${api}/users/${item.author}` }],
      replies: [{ embeddable: true, href: `${api}/comments?post=${item.id}` }],
    },
  };
  if (context === "embed") return Object.fromEntries(EMBEDDED.map((name) => [name, body[name]]));
  if (!raw) return body;
  for (const action of ["unfiltered-html", "assign-author"]) {
    body._links[`wp:action-${action}`] = [{ href: self }];
  }
  body._links.curies = [{ name: "wp", href: "https://api.w.org/{rel}", templated: true }];
  return body;
}

/**
 * Without a caption WordPress uses the text of the attachment's page. Images have none.
 *
 * @param {Media} item
 */
function captionHtml({ caption, mime, title }) {
  return autop(texturize(caption || (mime.startsWith("image/") ? "" : title)));
}

/** @param {Media} item @param {string} source */
function descriptionHtml(item, source) {
  const image = item.mime.startsWith("image/");
  const shown = image ? `<img src="${source}" alt="${item.alt_text}" />` : item.title;
  return `<p class="attachment"><a href='${source}'>${shown}</a></p>\n${autop(item.description)}`;
}

/** @param {Site} site @param {Routed} request */
function found(site, { match }) {
  const item = site.media.find(({ id }) => id === Number(match.id));
  if (!item) throw new WpError("rest_post_invalid_id", "Invalid post ID.", 404);
  return item;
}

/** @param {Site} site @param {Routed} request @param {string} action */
function editable(site, request, action) {
  const item = found(site, request);
  if (canEdit(request.user, { ...item, status: "inherit" })) return;
  const message = `Sorry, you are not allowed to ${action} this post.`;
  throw new WpError(`rest_cannot_${action}`, message, refusedStatus(request.user));
}

/** @param {Site} site @param {Routed} request */
function change(site, request) {
  const item = found(site, request);
  for (const name of ["title", "caption", "description", "alt_text"]) {
    if (request.params[name] !== undefined)
      /** @type {Fields} */ (item)[name] = rawOf(request.params[name]);
  }
  if (request.params.post !== undefined) item.post = request.params.post;
  item.modified = site.now();
  return { body: mediaBody(site, item, "edit") };
}

/** @param {Site} site @param {Routed} request */
function remove(site, request) {
  const item = found(site, request);
  if (!request.params.force) {
    const message = "The post does not support trashing. Set 'force=true' to delete.";
    throw new WpError("rest_trash_not_supported", message, 501);
  }
  const { _links, ...previous } = mediaBody(site, item, "edit");
  site.media.splice(site.media.indexOf(item), 1);
  return { body: { deleted: true, previous } };
}

const { author, exclude, include, after, before, ...common } = listArgs;
/** @type {Record<string, Schema>} */
const mediaArgs = {
  ...common,
  ...{ author, exclude, include, after, before },
  status: { type: "array", items: { type: "string" }, default: ["inherit"] },
  parent: { type: "array", items: { type: "integer" } },
  media_type: { type: "string", enum: ["image", "video", "text", "application", "audio"] },
  mime_type: { type: "string" },
};

/**
 * Media with the fields of posts, so that lists filter both the same way.
 *
 * @param {Media} item
 */
const asPost = (item) => ({
  ...{ ...item, status: "inherit", content: item.description, excerpt: item.caption },
  ...{ sticky: false, categories: [], tags: [] },
});

/** @param {Site} site @returns {Record<string, Methods>} */
export const mediaRoutes = (site) => ({
  "/wp/v2/media": {
    GET: {
      args: mediaArgs,
      handler(request) {
        const { media_type, mime_type, parent, context } = request.params;
        const wanted = site.media.filter(
          (item) =>
            (!media_type || item.mime.startsWith(`${media_type}/`)) &&
            (!mime_type || item.mime === mime_type) &&
            (!parent?.length || parent.includes(item.post ?? 0)),
        );
        const { items, ...rest } = listOf(wanted.map(asPost), request);
        const originals = items.map(({ id }) => site.media.find((item) => item.id === id));
        return {
          ...rest,
          body: originals.map((item) => mediaBody(site, /** @type {Media} */ (item), context)),
        };
      },
    },
    POST: {
      args: fieldArgs,
      permission({ user }) {
        if (!can(user, "edit_posts")) {
          const message = "Sorry, you are not allowed to create posts as this user.";
          throw new WpError("rest_cannot_create", message, refusedStatus(user));
        }
        if (can(user, "upload_files")) return;
        const message = "Sorry, you are not allowed to upload media on this site.";
        throw new WpError("rest_cannot_create", message, 400);
      },
      handler: (request) => upload(site, request),
    },
  },
  "/wp/v2/media/(?P<id>[\\d]+)": {
    GET: {
      args: { context },
      permission: (request) => void found(site, request),
      handler(request) {
        const body = mediaBody(site, found(site, request), request.params.context);
        return { headers: { Link: `<${body.link}>; rel="alternate"; type=text/html` }, body };
      },
    },
    "POST, PUT, PATCH": {
      args: fieldArgs,
      permission: (request) => editable(site, request, "edit"),
      handler: (request) => change(site, request),
    },
    DELETE: {
      args: { force: { type: "boolean", default: false } },
      permission: (request) => editable(site, request, "delete"),
      handler: (request) => remove(site, request),
    },
  },
});

/**
 * An uploaded file at its address, as the web server sends it; undefined for any other address.
 *
 * @param {Site} site
 * @param {WpRequest} request
 */
export function fileAt(site, { url }) {
  const path = decoded(url.pathname).slice(site.path.length);
  const item = site.media.find(({ file }) => path === `/wp-content/uploads/${file}`);
  return item && new Dies(200, item.bytes, { "Content-Type": item.mime }).answer;
}
