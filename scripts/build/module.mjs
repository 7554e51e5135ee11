// Modules in binaryen.
import binaryen from "binaryen";

/**
 * A module, which keeps the names of its functions.
 *
 * @param {Uint8Array} bytes
 */
export function read(bytes) {
  binaryen.setDebugInfo(true);
  const module = binaryen.readBinary(bytes);
  const { Features } = binaryen;
  module.setFeatures(
    Features.MutableGlobals |
      Features.SignExt |
      Features.NontrappingFPToInt |
      Features.BulkMemory |
      Features.BulkMemoryOpt |
      Features.ReferenceTypes |
      Features.Multivalue,
  );
  return module;
}

export const functionsOf = (module) =>
  Array.from({ length: module.getNumFunctions() }, (_, i) =>
    binaryen.getFunctionInfo(module.getFunctionByIndex(i)),
  );
