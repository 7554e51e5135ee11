import type { Client } from "presskey";
import { PresskeyProvider, SignedIn } from "presskey/react";
import { useEffect, useState } from "react";
import type { Target } from "./connection";
import { AccountPanels } from "./panels/AccountPanels";
import { ClaimsPanel } from "./panels/ClaimsPanel";
import { DevtoolsPanel } from "./panels/DevtoolsPanel";
import { PostsPanel } from "./panels/PostsPanel";
import { TryPanel } from "./panels/TryPanel";
import { UploadPanel } from "./panels/UploadPanel";
import { ErrorNote } from "./ui/ErrorNote";

/** Everything that needs a client. */
export function Dashboard({ client, target }: { client: Client; target: Target }) {
  const failure = useReadyFailure(client);
  return (
    <PresskeyProvider client={client}>
      {failure ? <ErrorNote error={failure} /> : null}
      <div className="columns">
        <div className="column">
          <AccountPanels site={target.site} />
          <TryPanel target={target} />
        </div>
        <div className="column">
          <PostsPanel />
          <SignedIn>
            <UploadPanel />
            <ClaimsPanel />
          </SignedIn>
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
