// How PHP itself (php-wasm, real rfc1867.c) reads spellings of a part's name.
import { loadNodeRuntime } from "@php-wasm/node";
import { PHP } from "@php-wasm/universal";
const php = new PHP(await loadNodeRuntime("8.3", { emscriptenOptions: { processId: process.pid } }));
const dec = new TextDecoder();
const spell = {
  plain: `Content-Disposition: form-data; name="requests[0][path]"`,
  "==": `Content-Disposition: form-data; name=="requests[0][path]"`,
  "fold without blank": `Content-Disposition: form-data; name="reque\r\nsts[0][path]"`,
  "fold": `Content-Disposition: form-data; name="reque\r\n sts[0][path]"`,
  "nul?": `Content-Disposition: form-data; name="\0requests[0][path]"`,
  "backslash quote": `Content-Disposition: form-data; name="\\requests[0][path]"`,
  "; in quotes": `Content-Disposition: form-data; name="requests[0][path]`,
  "vt": `Content-Disposition: form-data; name=\x0b"requests[0][path]"`,
};
for (const [k, h] of Object.entries(spell)) {
  const body = `--b\r\n${h}\r\n\r\n/wp/v2/users\r\n--b--\r\n`;
  php.writeFile("/tmp/x.php", "<?php echo json_encode($_POST);");
  const r = await php.run({ scriptPath: "/tmp/x.php", method: "POST", headers: { "Content-Type": "multipart/form-data; boundary=b" , "Content-Length": String(body.length)}, body });
  console.log(k.padEnd(22), dec.decode(r.bytes));
}
process.exit(0);
