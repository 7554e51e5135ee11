// What can go wrong between the page and a WordPress, played on demand. The page's `fetch` does it, so
// that it works with any site: nothing is changed there.
import { createTestSite, type TestFailure } from "presskey/testing";

export type Fault = "unreachable" | "cors" | "challenge" | "maintenance" | "notice" | "stripped";

export const faults: Record<Fault, string> = {
  cors: "CORS error",
  challenge: "Firewall",
  stripped: "No Authorization header",
  notice: "PHP notice in the JSON",
  maintenance: "Maintenance",
  unreachable: "Server down",
};

let current: Fault | null = null;
let expired = false;

/** From now on every request fails like this. null repairs the site. */
export function setFault(fault: Fault | null) {
  current = fault;
}

/** The next request with a token gets the response that the plugin sends for an expired one. */
export function refuseNextToken() {
  expired = true;
}

/** Sends requests with `send`, unless something is to go wrong. */
export function faulty(send: typeof fetch): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    if (!isRest(request.url)) return send(input, init);
    if (expired && request.headers.has("Authorization")) {
      expired = false;
      return expiredToken();
    }
    return current ? fail(current, request, send) : send(input, init);
  };
}

const isRest = (url: string) => /\/wp-json(\/|\?|$)|[?&]rest_route=/.test(url);

async function fail(fault: Fault, request: Request, send: typeof fetch): Promise<Response> {
  if (fault === "stripped") request.headers.delete("Authorization");
  // What a server would send, by the in-memory WordPress, under the site's address.
  else if (fault !== "notice") return standIn(fault, request);
  const response = await send(request);
  if (fault === "stripped" || !isJson(response)) return response;
  const notice =
    "<br />\n<b>Notice</b>: Undefined index in <b>functions.php</b> on line <b>1</b>\n";
  return new Response(notice + (await response.text()), response);
}

const isJson = ({ headers }: Response) => /json/.test(headers.get("Content-Type") ?? "");

function standIn(fault: TestFailure, request: Request) {
  const site = createTestSite({ site: new URL(request.url).origin });
  site.fail(fault, { times: Number.POSITIVE_INFINITY });
  return site.fetch(request);
}

const expiredToken = () =>
  Response.json(
    { code: "jwt_auth_invalid_token", message: "Expired token", data: { status: 403 } },
    { status: 403 },
  );
