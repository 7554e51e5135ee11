// Errors that handlers throw, and HTML pages.

/** WordPress's error: `{ code, message, data: { status } }`. Thrown by handlers. */
export class WpError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {number | null} status null sends `data: null` with status 500
   * @param {Record<string, unknown>} [data]
   */
  constructor(code, message, status, data) {
    super(message);
    this.code = code;
    this.status = status ?? 500;
    this.data = status === null ? null : { status, ...data };
  }

  /** @returns {unknown} */
  get body() {
    return { code: this.code, message: this.message, data: this.data };
  }
}

/** A response that ends PHP before WordPress adds its CORS headers. Thrown by handlers. */
export class Dies extends Error {
  /**
   * @param {number} status
   * @param {unknown} body
   * @param {Record<string, string>} [headers]
   * @param {boolean} [early] before WordPress has written any header
   */
  constructor(status, body, headers = {}, early = false) {
    super("The request ends here.");
    this.answer = { status, body, headers };
    this.early = early;
  }
}

export const noRoute = () =>
  new WpError("rest_no_route", "No route was found matching the URL and request method.", 404);

/**
 * A page as a browser shows it.
 * @param {number} status
 * @param {string} title
 * @param {Record<string, string>} [headers]
 */
export const page = (status, title, headers = {}) => ({
  status,
  html: `<!DOCTYPE html>\n<html lang="en-US">\n<head>\n<meta charset="UTF-8" />\n<title>${title}</title>\n</head>\n<body>\n<h1>${title}</h1>\n</body>\n</html>\n`,
  headers,
});
