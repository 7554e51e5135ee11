import { useClient, useSession } from "presskey/react";
import { useEffect, useState } from "react";
import { addressOf, expireToken, ownUser, type Target } from "../connection";
import { type Fault, faults, setFault } from "../faults";
import { ErrorNote } from "../ui/ErrorNote";
import { Panel } from "../ui/Panel";
import { useAction } from "../use-action";

/** What goes wrong in real life, by a click, and what presskey makes of it. */
export function TryPanel({ target }: { target: Target }) {
  const client = useClient();
  const { status } = useSession();
  const { run, pending, error } = useAction<string>();
  const [done, setDone] = useState("");
  const [fault, showFault] = useState<Fault | null>(null);
  const user = ownUser(target.site);
  const loggedIn = status === "authenticated";
  // Through a backend, the page talks to its own server.
  const direct = target.storage !== "server";

  // Another connection begins with a site that works.
  useEffect(() => () => setFault(null), []);

  async function attempt(work: () => Promise<string>) {
    setDone("");
    setDone((await run(work)) ?? "");
  }
  const who = () => client.json(loggedIn ? "/wp/v2/users/me" : "/wp/v2/posts");

  const wrongPassword = async () => {
    await client.login({ username: user?.username ?? "", password: "not the password" });
    return "The site accepted a wrong password.";
  };
  const expiredToken = async () => {
    expireToken(target.site);
    await who();
    // The site refuses every token from before.
    return client.session.status === "authenticated"
      ? "The site refused the token as expired. presskey renewed it and repeated the request."
      : "The site refused the token as expired. It can't renew one, so the session ended.";
  };
  const breakSite = (next: Fault | null) => async () => {
    setFault(next);
    showFault(next);
    await who();
    return next ? "The request succeeded anyway." : "The site works again.";
  };

  return (
    <Panel title="What if …">
      <div className="buttons small">
        {user && (
          <button type="button" disabled={pending} onClick={() => attempt(wrongPassword)}>
            The password is wrong
          </button>
        )}
        {loggedIn && direct && (
          <button type="button" disabled={pending} onClick={() => attempt(expiredToken)}>
            The token expires
          </button>
        )}
        <a className="button" href={addressOf(target)} target="_blank" rel="noreferrer">
          There is a second tab
        </a>
      </div>
      {target.storage === "local" ? null : (
        <p className="quiet">To share the session with other tabs, stay logged in in every tab.</p>
      )}
      {direct && (
        <>
          <h3>… the site is broken?</h3>
          <div className="buttons small">
            {Object.entries(faults).map(([id, name]) => (
              <button
                key={id}
                type="button"
                disabled={pending}
                aria-pressed={fault === id}
                onClick={() => attempt(breakSite(fault === id ? null : (id as Fault)))}
              >
                {name}
              </button>
            ))}
          </div>
          {fault && (
            <p className="quiet">
              The page plays this failure for every request. Run the checks of the doctor below, or
              click again to repair the site.
            </p>
          )}
        </>
      )}
      <p className="quiet" role="status">
        {done}
      </p>
      {error ? <ErrorNote error={error} /> : null}
    </Panel>
  );
}
