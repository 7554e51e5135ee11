import { failure, PresskeyError } from "./error.js";

/** Loads the parts of the package that are not in the front, each when it is first needed. */
export const loaderOf = (parts) => async (name) => {
  try {
    const part = await parts[name]();
    // Throws, too, where a server answers with a page instead.
    part.use(PresskeyError);
    return part;
  } catch (cause) {
    throw failure("not_loaded", "presskey could not load a part.", "no", {
      hint: HINT,
      cause,
    });
  }
};

const HINT = "Reload the page. In service workers import presskey/eager.";
