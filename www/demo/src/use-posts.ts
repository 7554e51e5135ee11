import { useClient, useSession } from "presskey/react";
import { useCallback, useEffect, useState } from "react";
import { listPosts, type PostList } from "./posts";

/** The list for the user who is logged in now. `show` loads one of its pages, or the same one again. */
export function usePosts() {
  const client = useClient();
  const session = useSession();
  const who = session.status === "authenticated" ? `user ${session.user.username}` : session.status;
  const [wanted, setWanted] = useState({ who, page: 1 });
  const [state, setState] = useState<State>(nothing);

  useEffect(() => {
    if (who === "loading") return;
    // Another user's list begins with its first page.
    const page = wanted.who === who ? wanted.page : 1;
    const controller = new AbortController();
    const { signal } = controller;
    setState((shown) => ({ ...(shown.who === who ? shown : nothing), who, pending: true }));
    // In a moment: StrictMode runs effects twice, and the call log should show one call.
    const timer = setTimeout(() => {
      listPosts(client, { loggedIn: who !== "anonymous", page, signal }).then(
        (list) => signal.aborted || setState({ who, list, error: null, pending: false }),
        (error) => signal.aborted || setState({ who, list: null, error, pending: false }),
      );
    });
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [client, who, wanted]);

  // Nothing of a user who has just logged out is shown.
  const current = state.who === who ? state : nothing;
  return { ...current, show: useCallback((page: number) => setWanted({ who, page }), [who]) };
}

interface State {
  /** Whose list it is. */
  who: string | null;
  list: PostList | null;
  error: unknown;
  pending: boolean;
}
const nothing: State = { who: null, list: null, error: null, pending: false };
