// VitePress's search box says that it is a button, which contains options, which contain links. Those
// who listen need a dialog with a list of options.
import type { Plugin } from "vite";

const changes: [string, string][] = [
  ['role="button"', 'role="dialog" aria-modal="true"'],
  [`:aria-owns="results?.length ? 'localsearch-list' : undefined"`, ""],
  ['aria-expanded="true"', ""],
  ['aria-haspopup="listbox"', ""],
  ['type="search"', `type="search" role="combobox" :aria-expanded="Boolean(results?.length)"`],
  [`:id="'localsearch-item-' + index"`, ""],
  [`:aria-selected="selectedIndex === index ? 'true' : 'false'"`, ""],
  ['role="option"', 'role="none"'],
  ["<kbd ", '<kbd role="img" '],
  [
    `:aria-label="[...p.titles, p.title].join(' > ')"`,
    `role="option" :id="'localsearch-item-' + index" :aria-selected="selectedIndex === index"`,
  ],
];

export const searchForAll = (): Plugin => ({
  name: "search-for-all",
  enforce: "pre",
  transform(code, id) {
    if (!id.endsWith("VPLocalSearchBox.vue")) return;
    return changes.reduce((changed, [from, to]) => {
      // A new VitePress has to be looked at again.
      if (!changed.includes(from)) throw new Error(`The search box has no ${from}.`);
      return changed.replaceAll(from, to);
    }, code);
  },
});
