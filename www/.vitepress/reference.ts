// The API reference: pages made of the package's type declarations.
import { fileURLToPath } from "node:url";
import { Application } from "typedoc";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export async function writeReference() {
  const options = {
    entryPoints: ["index", "react", "url", "testing", "devtools", "vue", "svelte"].map((name) =>
      here(`../../pkg/${name}.d.ts`),
    ),
    tsconfig: here("../typedoc.tsconfig.json"),
    plugin: ["typedoc-plugin-markdown"],
    out: here("../pages/api"),
    readme: "none",
    router: "module",
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
    hideGroupHeadings: true,
    parametersFormat: "table",
    typeDeclarationFormat: "table",
  } as const;
  const app = await Application.bootstrapWithPlugins(options as object);
  const project = await app.convert();
  if (!project) throw new Error("The API reference cannot be made of the types.");
  // As apps import them.
  for (const module of project.children ?? []) {
    module.name = module.name === "index" ? "presskey" : `presskey/${module.name}`;
  }
  await app.generateOutputs(project);
  if (app.logger.hasErrors() || app.logger.hasWarnings())
    throw new Error("The types' documentation has mistakes.");
}
