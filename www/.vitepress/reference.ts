// The API reference: one page for each export, generated from the package's type declarations.
import { fileURLToPath } from "node:url";
import { Application, Comment } from "typedoc";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The package's entries, with what the list of them says. */
const entries: Record<string, string> = {
  index: "The client, tokens and errors",
  react: "Provider, hooks and components for React",
  vue: "Composables for Vue",
  svelte: "Stores for Svelte",
  "server/index": "Sessions in a cookie on your own server",
  testing: "An in-memory WordPress for tests",
  devtools: "A panel for development",
  url: "The same client, with a separate .wasm file",
};

export async function writeReference() {
  const options = {
    entryPoints: Object.keys(entries).map((name) => here(`../../pkg/${name}.d.ts`)),
    tsconfig: here("../typedoc.tsconfig.json"),
    plugin: ["typedoc-plugin-markdown"],
    out: here("../pages/api"),
    readme: "none",
    router: "member",
    entryFileName: "index",
    hideBreadcrumbs: true,
    hidePageHeader: true,
    useCodeBlocks: true,
    disableSources: true,
    disableGit: true,
    excludeExternals: true,
    excludeReferences: true,
    githubPages: false,
    logLevel: "Warn",
    treatWarningsAsErrors: true,
    name: "API reference",
    groupOrder: ["Functions", "Classes", "Interfaces", "Type Aliases"],
    sortEntryPoints: false,
    // As declared: what is needed most comes first.
    sort: ["source-order"],
    pageTitleTemplates: { index: "{projectName}", member: "{name}", module: "{name}" },
    expandObjects: true,
    expandParameters: true,
    indexFormat: "table",
    parametersFormat: "table",
    typeDeclarationFormat: "table",
  } as const;
  const app = await Application.bootstrapWithPlugins(options as object);
  const project = await app.convert();
  if (!project) throw new Error("The API reference cannot be made of the types.");
  // The names that apps import.
  for (const module of project.children ?? []) {
    const text = entries[module.name] ?? entries[`${module.name}/index`];
    if (text) module.comment = new Comment([{ kind: "text", text }]);
    const name = module.name.replace(/\/?index$/, "");
    module.name = name ? `presskey/${name}` : "presskey";
  }
  await app.generateOutputs(project);
  if (app.logger.hasErrors() || app.logger.hasWarnings())
    throw new Error("The types' documentation has mistakes.");
}
