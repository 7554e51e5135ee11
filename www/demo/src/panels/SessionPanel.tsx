import { useClient, useLogout, useSession } from "presskey/react";
import { useState } from "react";
import { ErrorNote } from "../ui/ErrorNote";
import { Panel } from "../ui/Panel";
import { useAction } from "../use-action";
import { Expiry } from "./Expiry";

/** Who is logged in, how long for, and what can be done about it. */
export function SessionPanel() {
  const client = useClient();
  const session = useSession();
  const logout = useLogout();
  const action = useAction<string>();
  const [done, setDone] = useState("");
  if (session.status !== "authenticated") return null;
  const { user, plugin, canRefresh, persisted } = session;
  const name = user.displayName ?? user.username ?? user.email ?? "Somebody";

  async function perform(work: () => Promise<string>) {
    setDone("");
    setDone((await action.run(work)) ?? "");
  }
  const refresh = async () => {
    await client.refresh();
    return "There is a new token.";
  };
  const validate = async () =>
    (await client.validate()) ? "The site accepts the token." : "The site refuses the token.";

  return (
    <Panel title="Session">
      <div className="person">
        <span className="avatar" aria-hidden="true">
          {[...name][0]?.toUpperCase()}
        </span>
        <div>
          <p className="name">{name}</p>
          <p className="quiet">{[user.username, user.email].filter(Boolean).join(" · ")}</p>
        </div>
      </div>

      <Expiry expiresAt={session.expiresAt} issuedAt={session.issuedAt} />

      <dl className="facts">
        <dt>Server</dt>
        <dd>{plugin}</dd>
        <dt>User id</dt>
        <dd>{user.id ?? "not told"}</dd>
        <dt>After a reload</dt>
        <dd>{persisted ? "you are still logged in" : "you have to log in again"}</dd>
        <dt>Refresh</dt>
        <dd>
          {canRefresh
            ? "by itself, before the token expires"
            : "not offered by this server: when the token expires, you log in again"}
        </dd>
      </dl>

      <div className="buttons small">
        {canRefresh && (
          <button type="button" disabled={action.pending} onClick={() => perform(refresh)}>
            Refresh now
          </button>
        )}
        <button type="button" disabled={action.pending} onClick={() => perform(validate)}>
          Ask the site
        </button>
        <button type="button" onClick={() => logout()}>
          Log out
        </button>
        <button type="button" onClick={() => logout({ everywhere: true })}>
          Log out everywhere
        </button>
      </div>
      <p className="quiet" role="status">
        {done}
      </p>
      {action.error ? <ErrorNote error={action.error} /> : null}
    </Panel>
  );
}
