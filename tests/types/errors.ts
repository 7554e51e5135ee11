// Errors: a real Error, told apart by its code.
import { type ErrorCode, PresskeyError } from "presskey";
import { same } from "./assert";

declare const thrown: unknown;
if (thrown instanceof PresskeyError) {
  const error: Error = thrown;
  same<string>()(error.message);
  same<ErrorCode>()(thrown.code);
  same<"no" | "maybe" | "answered">()(thrown.sent);
  const { status, wpCode, serverMessage, hint, retryAfter, secondFactor, response, cause } = thrown;
  same<number | undefined>()(status);
  same<string | undefined>()(wpCode);
  same<string | undefined>()(serverMessage);
  same<string | undefined>()(hint);
  same<number | undefined>()(retryAfter);
  same<{ provider: string | null } | undefined>()(secondFactor);
  same<Response | undefined>()(response);
  same<unknown>()(cause);
  // @ts-expect-error not a code
  thrown.code === "wrong_password";
}
// @ts-expect-error made by presskey only
new PresskeyError("no");

// Every code of the contract, once: one too few or too many does not compile.
const codes = {
  invalid_credentials: 0,
  second_factor_required: 0,
  rate_limited: 0,
  forbidden: 0,
  user_mismatch: 0,
  not_authenticated: 0,
  session_expired: 0,
  token_rejected: 0,
  refresh_failed: 0,
  refresh_unsupported: 0,
  plugin_missing: 0,
  rest_closed: 0,
  rest_not_found: 0,
  authorization_stripped: 0,
  server_misconfigured: 0,
  issuer_mismatch: 0,
  cors_blocked: 0,
  redirected: 0,
  mixed_content: 0,
  offline: 0,
  unreachable: 0,
  timeout: 0,
  origin_not_allowed: 0,
  insecure_site: 0,
  invalid_token: 0,
  invalid_option: 0,
  malformed_response: 0,
  body_not_replayable: 0,
  storage_unavailable: 0,
  wasm_unavailable: 0,
  not_loaded: 0,
  internal_error: 0,
  http_error: 0,
};
same<ErrorCode>()(Object.keys(codes)[0] as keyof typeof codes);
