// What the client sent, for the call log. Only the presence of the token is noted, never its value:
// nothing of a header or a body is kept.

export interface Call {
  id: number;
  at: number;
  method: string;
  route: string;
  query: string;
  withToken: boolean;
  /** The answer's HTTP status; a word where there is none. */
  outcome: number | "…" | "redirect" | "aborted" | "no answer";
  /** Milliseconds; null while under way. */
  duration: number | null;
}

const KEPT = 50;

export type CallLog = ReturnType<typeof createCallLog>;

/** A `fetch` for `ClientOptions`, and the calls that went through it as a store for React. */
export function createCallLog() {
  const listeners = new Set<() => void>();
  let calls: readonly Call[] = [];
  let count = 0;

  function change(next: readonly Call[]) {
    calls = next;
    for (const listener of listeners) listener();
  }

  function begin(input: RequestInfo | URL, init?: RequestInit) {
    const request = input instanceof Request ? input : undefined;
    const call: Call = {
      id: ++count,
      at: Date.now(),
      method: (init?.method ?? request?.method ?? "GET").toUpperCase(),
      ...addressOf(request?.url ?? String(input)),
      withToken: new Headers(init?.headers ?? request?.headers).has("Authorization"),
      outcome: "…",
      duration: null,
    };
    change([call, ...calls].slice(0, KEPT));
    const started = performance.now();
    return (outcome: Call["outcome"]) => {
      const duration = performance.now() - started;
      change(calls.map((one) => (one.id === call.id ? { ...one, outcome, duration } : one)));
    };
  }

  return {
    fetch: async (input: RequestInfo | URL, init?: RequestInit) => {
      const end = begin(input, init);
      try {
        const response = await fetch(input, init);
        end(response.type === "opaqueredirect" ? "redirect" : response.status);
        return response;
      } catch (error) {
        const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined);
        end(signal?.aborted ? "aborted" : "no answer");
        throw error;
      }
    },
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    snapshot: () => calls,
    clear: () => change([]),
  };
}

/** The REST route of a URL, pretty or `?rest_route=`, and its query; values that look secret hidden. */
function addressOf(address: string) {
  const url = new URL(address, location.href);
  const query = url.searchParams;
  const route = query.get("rest_route") ?? url.pathname.split("/wp-json").at(-1);
  query.delete("rest_route");
  const pairs = [...query].map(([name, value]) =>
    /pass|token|secret|key|code|jwt/i.test(name) ? `${name}=•••` : `${name}=${value}`,
  );
  return { route: route || "/", query: pairs.join(" & ") };
}
