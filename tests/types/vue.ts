// presskey/vue: composables return what they say.
import { createClient, type PresskeyError, type Session, type WordPressClaims } from "presskey";
import {
  createPresskey,
  useClaims,
  useClient,
  useLogin,
  useLogout,
  useSession,
} from "presskey/vue";
import { createApp } from "vue";
import { same } from "./assert";

const wp = createClient("https://example.com");
createApp({}).use(createPresskey(wp));
same<typeof wp>()(useClient());
same<Session>()(useSession().value);
same<Session>()(useSession(wp).value);
// @ts-expect-error it cannot be written
useSession().value = { status: "loading" };
same<WordPressClaims | null>()(useClaims().value);
same<{ role: string } | null>()(useClaims<{ role: string }>().value);

const { login, pending, error, reset } = useLogin();
same<boolean>()(pending.value);
same<PresskeyError | null>()(error.value);
same<() => void>()(reset);
same<Promise<Session | null>>()(login({ username: "a", password: "b" }));
// @ts-expect-error the password is missing
login({ username: "a" });
same<Promise<void>>()(useLogout()({ everywhere: true }));
// @ts-expect-error a client, not a site
createPresskey("https://example.com");
