// What binaryen's wasm2js writes is a module with one instance, made at import. It becomes a
// function that makes as many as are asked for, with the data in fewer characters.

/** `function instantiateCore(imports)`, whose exports are those of the wasm module. */
export function toFactory(script) {
  // Before them stands a decoder for base64.
  const [, segmentsAndCore] = cut(script, /^function initActiveSegments\(imports\) \{\n/m);
  const [segments, core] = cut(segmentsAndCore, /^\}\n/m);
  // After it, the one instance.
  const [body] = cut(core, /^var retasmFunc = /m);
  return `function instantiateCore(imports) {
    let bufferView;
    function initActiveSegments() {
      ${writer}
      ${segmentsOf(segments)
        .map(([at, text]) => `write(${at}, ${JSON.stringify(text)});`)
        .join("\n")}
    }
    ${body}
    return asmFunc(imports);
  }`;
}

/** Text is ASCII, and stays readable; every other byte is `~` with two hex digits. */
const writer = `
  const write = (at, text) => {
    for (const [, hex, char] of text.matchAll(/~(..)|([^])/g)) {
      bufferView[at++] = hex ? parseInt(hex, 16) : char.charCodeAt();
    }
  };`;

function segmentsOf(calls) {
  const lines = calls.trim().split("\n");
  return lines.map((line) => {
    const found = /^\s*base64DecodeToExistingUint8Array\(bufferView, (\d+), "(.*)"\);$/.exec(line);
    if (!found) throw new Error(`wasm2js's output has changed: ${line.slice(0, 200)}`);
    return [Number(found[1]), asText(Buffer.from(found[2], "base64"))];
  });
}

const asText = (bytes) =>
  Array.from(bytes, (byte) =>
    byte >= 32 && byte < 126 ? String.fromCharCode(byte) : `~${byte.toString(16).padStart(2, "0")}`,
  ).join("");

function cut(text, mark) {
  const found = mark.exec(text);
  if (!found) throw new Error(`wasm2js's output has changed: look for ${mark}`);
  return [text.slice(0, found.index), text.slice(found.index + found[0].length)];
}
