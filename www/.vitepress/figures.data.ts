// Figures on the pages: measured when the site is built, of the package that is in it.
import { entrySize } from "../../scripts/build/size.mjs";

const kilobytes = (bytes: number) => Math.round(bytes / 1000);

export default {
  async load() {
    const [entry, react] = await Promise.all([entrySize(), entrySize("presskey/react")]);
    return { entry: kilobytes(entry), react: (react / 1000).toFixed(1) };
  },
};
