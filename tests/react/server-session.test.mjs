// <PresskeyProvider session>: a page that the server rendered for its visitor.
import assert from "node:assert/strict";
import { test } from "node:test";
import { anonymous, authenticated, fakeClient } from "../support/fake-client.mjs";
import { eachReact } from "./harness.mjs";

await eachReact((kit) => {
  const { h, act, hydrate, mount, strict, server } = kit;
  const { PresskeyProvider, useSession } = kit;

  const clientOf = (stored) => {
    const client = fakeClient({ stored });
    client.looks = 0;
    client.preload = async () => void client.looks++;
    return client;
  };

  const seen = [];
  const note = ({ status, user }) => {
    seen.push(user?.username ?? status);
    return seen.at(-1);
  };
  const name = () => note(useSession());

  test("renders and hydrates with the server's session, and never flickers", async () => {
    const client = clientOf(authenticated("ada"));
    seen.length = 0;
    const app = () =>
      strict(h(PresskeyProvider, { client, session: authenticated("ada") }, h(name)));
    const html = server.renderToString(app());
    assert.equal(html, "ada");
    const problems = [];
    const page = await hydrate(html, app(), { onRecoverableError: (e) => problems.push(e) });
    assert.equal(page.text(), "ada");
    assert.deepEqual(problems, []);
    assert.deepEqual([...new Set(seen)], ["ada"]);
    await act(async () => client.change(anonymous("logged_out")));
    assert.equal(page.text(), "anonymous");
    assert.equal(client.looks, 0);
  });

  test("asks the client to look when the server renders for somebody else", async () => {
    const client = clientOf(anonymous());
    const app = (session) => h(PresskeyProvider, { client, session }, "");
    const page = await mount(app(anonymous()));
    await act(() => client.ready());
    assert.equal(client.looks, 0);
    await page.render(app(authenticated("ada")));
    assert.equal(client.looks, 1);
  });

  test("asks the client to look for another user of whom the server tells nothing", async () => {
    const user = { id: null, username: null, email: null };
    const [ada, bob] = [1, 2].map((issuedAt) => ({ ...authenticated(""), user, issuedAt }));
    const client = clientOf(ada);
    const app = (session) => h(PresskeyProvider, { client, session }, "");
    const page = await mount(app(ada));
    await act(() => client.ready());
    await page.render(app({ ...ada }));
    assert.equal(client.looks, 0);
    await page.render(app(bob));
    assert.equal(client.looks, 1);
  });
});
