// The short names of wasm-opt.mjs, put into the glue as well; both sides are checked.

export function renameInGlue(glue, { module, imports, exports }) {
  const pending = new Set(imports.keys());
  let modules = 0;
  const renamed = glue
    // `"./presskey_bg.js": import0`; binaryen calls the one module "a".
    .replaceAll(JSON.stringify(module), () => {
      modules++;
      return '"a"';
    })
    // The imports are keys of an object, each on its own line.
    .replace(/^( +)(__wb[\w$]+)(?=: )/gm, (_, indent, name) => {
      if (!pending.delete(name))
        throw new Error(`the module has no import ${name}, or it is twice`);
      return indent + imports.get(name);
    })
    .replace(/\bwasm\.([\w$]+)/g, (_, name) => {
      if (!exports.has(name)) throw new Error(`the module has no export ${name}`);
      return `wasm.${exports.get(name)}`;
    });

  if (modules !== 1) throw new Error(`the module's imports were found ${modules} times`);
  if (pending.size) throw new Error(`not found in the glue: ${[...pending]}`);
  for (const name of imports.keys()) {
    if (renamed.includes(name)) throw new Error(`${name} is still in the glue`);
  }
  return renamed;
}
