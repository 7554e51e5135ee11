// A WordPress inside the page, for visitors without one. Its posts are restored by a reload; its
// sessions are not lost, and are the same in every tab, as with a server.
import { createTestSite } from "presskey/testing";

const plugin = "/jwt-auth/v1/token";
/** The users of tokens and refresh tokens, issued by this page or by another one. */
const KEY = "presskey-demo-sessions";

export const inPage = createTestSite({
  edition: "pro",
  secret: "signs tokens that open nothing but this page",
  posts: [
    ...Array.from({ length: 14 }, (_, n) => ({
      title: `Post ${n + 1}`,
      content: "One of many, for the pages.",
      date: Date.UTC(2026, 0, n + 1, 9),
    })),
    { title: "A draft", status: "draft" as const, date: Date.UTC(2026, 0, 15, 9) },
    { title: "Hello from the page", content: "This WordPress runs in your browser." },
  ],
  latency: 200,
});

interface Pair {
  access: string;
  refresh: string;
}
/** The pairs of this page, by the tokens that requests come with. */
const pairs = new Map<string, Pair>();

/** The site, as `fetch`: knows the tokens that it has issued in other tabs and before a reload, too. */
export async function inPageFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init);
  const { pathname } = new URL(request.url);
  const [, token] = request.headers.get("Authorization")?.split("Bearer ") ?? [];
  const access = token && (await pairOf(token))?.access;
  if (access) request.headers.set("Authorization", `Bearer ${access}`);
  if (pathname.endsWith(`${plugin}/revoke`) && token) forget(token);
  if (pathname.endsWith(`${plugin}/refresh`)) return refresh(request);
  if (!pathname.endsWith(plugin)) return inPage.fetch(request);
  return remember(await inPage.fetch(request));
}

async function refresh(request: Request): Promise<Response> {
  const { refresh_token } = await request
    .clone()
    .json()
    .catch(() => request.clone().formData().then(Object.fromEntries));
  const username = users()[refresh_token];
  const pair = await pairOf(refresh_token);
  if (!pair || !username) return inPage.fetch(request);
  forget(refresh_token);
  const body = JSON.stringify({ refresh_token: pair.refresh });
  return remember(await inPage.fetch(again(request, body)), username);
}

const again = ({ url, method, signal }: Request, body: string) =>
  new Request(url, { method, signal, body, headers: { "Content-Type": "application/json" } });

/** This page's pair for a token. For one from elsewhere, its user is logged in again. */
async function pairOf(token: string): Promise<Pair | undefined> {
  const username = users()[token];
  const user = inPage.users.find((each) => each.username === username);
  if (!user) return undefined;
  if (!pairs.has(token)) {
    const body = JSON.stringify({ username, password: user.password });
    const login = new Request(`${inPage.site}/wp-json${plugin}`, { method: "POST" });
    const response = await inPage.fetch(again(login, body));
    const { token: access, refresh_token: refresh } = await response.json();
    pairs.set(token, { access, refresh });
  }
  return pairs.get(token);
}

/** Notes the tokens of a response and their user. */
async function remember(response: Response, name?: string): Promise<Response> {
  if (response.ok) {
    const body = await response.clone().json();
    const pair = { access: body.token ?? body.access_token, refresh: body.refresh_token };
    for (const token of [pair.access, pair.refresh]) pairs.set(token, pair);
    const username = name ?? inPage.users.find(({ id }) => id === body.user_id)?.username ?? "";
    save({ ...users(), [pair.access]: username, [pair.refresh]: username });
  }
  return response;
}

function forget(token: string) {
  const { [token]: _, ...rest } = users();
  save(rest);
}

function users(): Record<string, string> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}");
  } catch {
    // Storage is forbidden, or somebody has written to it.
    return {};
  }
}

function save(all: Record<string, string>) {
  try {
    // Old sessions go first.
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(Object.entries(all).slice(-20))));
  } catch {
    // Then sessions end with the page.
  }
}
