// P3: "presskey never writes a token, a password or a refresh token into an error". The address with the new application password that completeAuthorization() is given, if it is no absolute URL.
import { createClient } from "presskey";
const wp = createClient({ site: "https://example.com", fetch: async () => Response.json({}) });
// As Electron's main process, a deep link's handler or a server's `request.url` has it.
await wp.completeAuthorization("/callback?presskey_state=123&site_url=https%3A%2F%2Fexample.com&user_login=anna&password=abcdEFGH1jklmn0pqr5tuv7x").catch((error) => {
  console.error(error);
  console.log(JSON.stringify(error.cause).includes("abcdEFGH") ? "FIND: error.cause has the application password" : "holds");
});
