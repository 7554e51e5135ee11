// presskey/svelte: stores hold what they say.
import { createClient, type PresskeyError, type Session, type WordPressClaims } from "presskey";
import {
  createPresskey,
  useClaims,
  useClient,
  useLogin,
  useLogout,
  useSession,
} from "presskey/svelte";
import { get } from "svelte/store";
import { same } from "./assert";

const wp = createClient("https://example.com");
same<typeof wp>()(createPresskey(wp));
same<typeof wp>()(useClient());
same<Session>()(get(useSession()));
same<Session>()(get(useSession(wp)));
// @ts-expect-error it cannot be written
useSession().set({ status: "loading" });
same<WordPressClaims | null>()(get(useClaims()));
same<{ role: string } | null>()(get(useClaims<{ role: string }>()));

const { login, pending, error, reset } = useLogin();
same<boolean>()(get(pending));
same<PresskeyError | null>()(get(error));
same<() => void>()(reset);
same<Promise<Session | null>>()(login({ username: "a", password: "b" }));
// @ts-expect-error the password is missing
login({ username: "a" });
same<Promise<void>>()(useLogout()({ everywhere: true }));
// @ts-expect-error a client, not a site
createPresskey("https://example.com");
