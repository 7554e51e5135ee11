import type { SyntheticEvent } from "react";
import {
  addressFrom,
  type Connection,
  ownUser,
  type Storage,
  storages,
  type Target,
} from "../connection";
import { ErrorNote } from "../ui/ErrorNote";
import { Field } from "../ui/Field";

interface SitePanelProps {
  connection: Connection;
  onConnect: (target: Target) => void;
}

/** Which site, and where its session is kept. A new choice makes a new client. */
export function SitePanel({ connection, onConnect }: SitePanelProps) {
  function submit(event: SyntheticEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    onConnect({
      site: addressFrom(String(form.get("site"))),
      storage: form.get("storage") as Storage,
    });
  }

  return (
    // Open where a person has chosen the site, so that it can be changed, and where it can't work.
    <details className="panel" open={!ownUser(connection.site)}>
      <summary>
        <h2>Your own WordPress</h2>
      </summary>
      <form className="row" onSubmit={submit}>
        <Field label="Address">
          {(control) => (
            <input
              {...control}
              // Another element for another site: the default value is read only once.
              key={connection.site}
              name="site"
              // Not type="url": the client's own message about a bad address is part of the demo.
              inputMode="url"
              autoComplete="url"
              spellCheck={false}
              placeholder="https://example.com"
              defaultValue={connection.site}
              required
            />
          )}
        </Field>
        <Field label="Stay logged in">
          {(control) => (
            <select {...control} name="storage" defaultValue={connection.storage}>
              {Object.entries(storages).map(([storage, text]) => (
                <option key={storage} value={storage}>
                  {text}
                </option>
              ))}
            </select>
          )}
        </Field>
        <button type="submit">Use this site</button>
      </form>
      {connection.error && connection.site ? <ErrorNote error={connection.error} /> : null}
    </details>
  );
}
