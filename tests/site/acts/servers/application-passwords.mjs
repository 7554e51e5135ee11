import { browser } from "../../../wordpress/browser.mjs";

export default (stage) => ({
  "Log in with an existing application password": async ({ code }) => {
    // As the user's profile page makes one.
    const { request, restNonce, signIn } = browser(stage.site);
    await signIn("editor");
    const headers = { "content-type": "application/json", "x-wp-nonce": await restNonce() };
    const init = { method: "POST", headers, body: JSON.stringify({ name: "A script" }) };
    const { body } = await request("wp-json/wp/v2/users/me/application-passwords", init);
    await stage.runsInNode(code, { env: { APPLICATION_PASSWORD: body.password } });
  },
});
