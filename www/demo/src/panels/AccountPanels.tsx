import { SignedIn, SignedOut, useSession } from "presskey/react";
import { useEffect, useRef } from "react";
import { LoginPanel } from "./LoginPanel";
import { SessionPanel } from "./SessionPanel";

/** The login form, or the user who is logged in. */
export function AccountPanels({ site }: { site: string }) {
  const column = useFocusOnTurn();
  return (
    <div className="column" ref={column}>
      <SignedOut fallback={<p className="quiet">Looking for a stored session …</p>}>
        <LoginPanel site={site} />
      </SignedOut>
      <SignedIn>
        <SessionPanel />
      </SignedIn>
    </div>
  );
}

/** The button that had the focus is gone after a login or a logout: its place takes the focus. */
function useFocusOnTurn() {
  const { status } = useSession();
  const column = useRef<HTMLDivElement>(null);
  const before = useRef(status);
  useEffect(() => {
    if (before.current !== "loading" && before.current !== status) {
      column.current?.querySelector("h2")?.focus();
    }
    before.current = status;
  }, [status]);
  return column;
}
