export const posts = [
  { title: "Hello from the embedded WordPress", content: "<p>This site runs in PHP-wasm.</p>" },
  { title: "Tea & <em>biscuits</em>", content: "<p>A title with an entity and a tag.</p>" },
  { title: "Přehled týdne 日本 🐴", content: "<p>A title outside ASCII.</p>" },
  { title: "On tokens", content: "<p>A token is a promise with a date on it.</p>" },
  { title: "On passwords", content: "<p>Long beats clever.</p>" },
  { title: "On logging out", content: "<p>Everywhere at once.</p>" },
  { title: "Not ready yet", content: "<p>A draft.</p>", status: "draft" },
].map((post) => ({ status: "publish", ...post }));
