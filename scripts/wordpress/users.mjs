// Who lives in the embedded WordPress. Passwords are stored as given here, so the REST login
// compares them as given; "slashed" is stored the way WordPress's own forms store it.
export const users = [
  { username: "admin", role: "administrator", password: "presskey-admin" },
  { username: "editor", role: "editor", password: "presskey-demo", name: "Edith Editor" },
  { username: "subscriber", role: "subscriber", password: "presskey-reader" },
  { username: "spaces", role: "author", password: "four words  two blanks" },
  { username: "euro", role: "author", password: "10€ or 20€" },
  { username: "ampersand", role: "author", password: "this&that&username=admin" },
  { username: "plus", role: "author", password: "1+1+1" },
  { username: "percent", role: "author", password: "100%25 %zz %" },
  { username: "hash", role: "author", password: "#one#two" },
  { username: "equals", role: "author", password: "a=b==" },
  { username: "doublequote", role: "author", password: 'say "hello"' },
  { username: "singlequote", role: "author", password: "it's mine" },
  { username: "backslash", role: "author", password: "C:\\temp\\new\\" },
  { username: "angles", role: "author", password: "<b>bold</b> & <script>" },
  {
    username: "unicode",
    role: "author",
    password: "žluťoučký 🐴 日本",
    name: "Zoë Ångström 日本 🐴",
  },
  // The slashing bug (docs/wire-facts.md): a password chosen in WordPress's own form is hashed with
  // backslashes before quotes, so the REST login fails with what the person typed.
  { username: "slashed", role: "author", password: 'it\'s "mine"', slashed: true },
].map((user) => ({ email: `${user.username}@example.com`, name: user.username, ...user }));
