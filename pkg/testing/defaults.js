// Who and what is on a test site unless its options say otherwise.

/** @type {import("../testing.d.ts").TestUserOptions[]} */
export const users = [
  {
    username: "admin",
    displayName: "Ada Admin",
    role: "administrator",
    password: "admin-password",
  },
  { username: "editor", displayName: "Edith Editor", role: "editor", password: "editor-password" },
  { username: "author", displayName: "Arthur Author", role: "author", password: "author-password" },
  {
    username: "subscriber",
    displayName: "Sue Subscriber",
    role: "subscriber",
    password: "subscriber-password",
  },
];

const titles = [
  "Hello world",
  "Tea & biscuits",
  "On tokens",
  "On passwords",
  "On logging out",
  "A headless site",
  "Say it in blocks",
  "What the cache knew",
  "Plain permalinks",
  "A walk in the park",
  "Twelve posts make two pages",
  "The latest news",
];

/** Twelve posts, one a day, and a draft: enough for a second page. */
/** @type {import("./types.d.ts").PostFields[]} */
export const posts = [
  ...titles.map((title, index) => ({ title, date: Date.UTC(2024, 2, index + 1, 9) })),
  {
    title: "Not ready yet",
    status: /** @type {const} */ ("draft"),
    date: Date.UTC(2024, 2, 13, 9),
  },
].map((post) => ({ content: `<p>${post.title}, in more words.</p>`, author: 2, ...post }));
