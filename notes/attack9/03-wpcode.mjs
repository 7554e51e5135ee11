// A password of lower-case letters (and _) is shown in error.wpCode if the server's code echoes it.
import { createClient } from "/tmp/fresh/p/pkg/index.js";
for (const password of ["correcthorsebatterystaple", "correct_horse_battery_staple"]) {
  for (const code of [password, `no_user_with_${password}`, `wrong password: ${password}`]) {
    const fetch = async (url, init) => init?.method === "POST"
      ? Response.json({ code, message: `The password ${password} is wrong`, data: { status: 403 } }, { status: 403 })
      : Response.json({ name: "S", namespaces: ["wp/v2", "jwt-auth/v1"], url: "https://e.com" });
    const wp = createClient({ site: "https://e.com", plugin: "jwt-authentication-for-wp-rest-api", fetch });
    const e = await wp.login({ username: "ed", password }).catch((e) => e);
    console.log(JSON.stringify({ code: e.code, wpCode: e.wpCode, message: e.message, serverMessage: e.serverMessage, LEAK: JSON.stringify(e).includes(password) }));
  }
}
