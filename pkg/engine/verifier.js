import { notLoaded, PresskeyError } from "./error.js";

/**
 * verify() over decode(): itself loaded on use.
 *
 * @param {typeof import("../index.d.ts").decode} decode
 * @returns {typeof import("../index.d.ts").verify}
 */
export const verifierOf = (decode) => async (token, key, options) => {
  /** @type {import("../index.d.ts").DecodedToken<any>} The app names the claims' type. */
  const decoded = decode(token);
  const part = await import("../features/verify.js").catch((cause) => {
    throw notLoaded(cause);
  });
  part.use(PresskeyError);
  return part.verify(token, decoded, key, options);
};
