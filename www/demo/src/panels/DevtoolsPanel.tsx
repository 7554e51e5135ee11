import { useClient } from "presskey/react";
import { useEffect, useRef } from "react";
import { Panel } from "../ui/Panel";

/** presskey's own panel: the calls of this page, with and without a token, other tabs, the doctor. */
export function DevtoolsPanel() {
  const client = useClient();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let current = true;
    let close = () => {};
    import("presskey/devtools").then(({ showDevtools }) => {
      if (current && place.current) close = showDevtools(client, { target: place.current }).close;
    });
    return () => {
      current = false;
      close();
    };
  }, [client]);
  return (
    <Panel title="Developer tools">
      <div ref={place} />
    </Panel>
  );
}
