import { notLoaded, PresskeyError } from "./error.js";

/** verify() over decode(): itself loaded on use. */
export const verifierOf = (decode) => async (token, key, options) => {
  const decoded = decode(token);
  const part = await import("../features/verify.js").catch((cause) => {
    throw notLoaded(cause);
  });
  part.use(PresskeyError);
  return part.verify(token, decoded, key, options);
};
