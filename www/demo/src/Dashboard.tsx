import type { Client } from "presskey";
import { PresskeyProvider } from "presskey/react";
import { useEffect, useState } from "react";
import { AccountPanels } from "./panels/AccountPanels";
import { DevtoolsPanel } from "./panels/DevtoolsPanel";
import { PostsPanel } from "./panels/PostsPanel";
import { ErrorNote } from "./ui/ErrorNote";

/** Everything that needs a client. */
export function Dashboard({ client, site }: { client: Client; site: string }) {
  const failure = useReadyFailure(client);
  return (
    <PresskeyProvider client={client}>
      {failure ? <ErrorNote error={failure} /> : null}
      <div className="columns">
        <AccountPanels site={site} />
        <div className="column">
          <PostsPanel />
        </div>
      </div>
      <DevtoolsPanel />
    </PresskeyProvider>
  );
}

/** What keeps the session from ever being known, e.g. a page that forbids WebAssembly. */
function useReadyFailure(client: Client) {
  const [failure, setFailure] = useState<unknown>(null);
  useEffect(() => {
    let current = true;
    setFailure(null);
    client.ready().catch((error) => current && setFailure(error));
    return () => {
      current = false;
    };
  }, [client]);
  return failure;
}
