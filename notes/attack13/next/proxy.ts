import { type NextRequest, NextResponse } from "next/server";
import { backend } from "./lib/backend.mjs";

// Server components can't set cookies, so an expired token is renewed here.
export async function proxy(request: NextRequest) {
  const { cookies, request: renewed } = await backend.renew(request);
  const response = NextResponse.next({ request: { headers: renewed.headers } });
  for (const cookie of cookies) response.headers.append("Set-Cookie", cookie);
  return response;
}

export const config = { matcher: "/((?!_next/|api/).*)" };
