// presskey/react: components take what they say, hooks return what they say.
import { createClient, type PresskeyError, type Session, type WordPressClaims } from "presskey";
import * as presskey from "presskey/react";
import {
  PresskeyProvider,
  SignedIn,
  SignedOut,
  useClaims,
  useClient,
  useLogin,
  useLogout,
  usePage,
  useSession,
} from "presskey/react";
import { same } from "./assert";

const wp = createClient("https://example.com");

export function App() {
  return (
    <PresskeyProvider client={wp}>
      <SignedIn fallback={<p>…</p>}>
        text <Page />
      </SignedIn>
      <SignedOut>{null}</SignedOut>
      <SignedIn>{(session) => session.user.displayName}</SignedIn>
      <SignedOut>{({ reason }) => reason}</SignedOut>
    </PresskeyProvider>
  );
}

export function Page() {
  same<typeof wp>()(useClient());
  same<Session>()(useSession());
  same<Session>()(useSession({ suspense: true }));
  same<WordPressClaims | null>()(useClaims());
  same<{ role: string } | null>()(useClaims<{ role: string }>());

  const { login, pending, error, reset } = useLogin();
  same<boolean>()(pending);
  same<PresskeyError | null>()(error);
  same<() => void>()(reset);
  same<Promise<Session | null>>()(login({ username: "a", password: "b" }));
  login({ token: "a.b.c" }, { signal: AbortSignal.timeout(1000) });
  // @ts-expect-error the password is missing
  login({ username: "a" });

  const list = usePage<{ id: number }>("/wp/v2/posts", { perPage: 5, query: { search: "x" } });
  same<{ id: number }[]>()(list.items);
  same<number | null>()(list.totalPages);
  list.setPage(2);
  list.setPage((page) => page + 1);
  same<unknown[]>()(usePage(null).items);
  // @ts-expect-error the hook has its own signal
  usePage("/wp/v2/posts", { signal: AbortSignal.timeout(1) });

  const logout = useLogout();
  same<Promise<void>>()(logout());
  return <button type="button" onClick={() => logout({ everywhere: true })} />;
}

export const mistakes = [
  // @ts-expect-error it needs a client
  <PresskeyProvider key={1} />,
  // @ts-expect-error a client, not a site
  <PresskeyProvider key={2} client="https://example.com" />,
  // @ts-expect-error no such prop
  <SignedIn key={3} loading="…" />,
];

// @ts-expect-error the context is private
presskey.ClientContext;
