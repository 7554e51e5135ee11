import { useClient, useSession } from "presskey/react";
import { useCallback, useEffect, useState } from "react";
import { listPosts, type PostList } from "./posts";

/** The list for whoever is logged in now, and `reload`. */
export function usePosts() {
  const client = useClient();
  const session = useSession();
  const who = session.status === "authenticated" ? `user ${session.user.username}` : session.status;
  const [round, setRound] = useState(0);
  const [state, setState] = useState<{ list: PostList | null; error: unknown }>(nothing);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks again
  useEffect(() => {
    if (who === "loading") return;
    const controller = new AbortController();
    const { signal } = controller;
    // In a moment: StrictMode runs effects twice, and the call log should show one call.
    const timer = setTimeout(() => {
      listPosts(client, { loggedIn: who !== "anonymous", signal }).then(
        (list) => signal.aborted || setState({ list, error: null }),
        (error) => signal.aborted || setState({ list: null, error }),
      );
    });
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [client, who, round]);

  return { ...state, reload: useCallback(() => setRound((n) => n + 1), []) };
}

const nothing = { list: null, error: null };
