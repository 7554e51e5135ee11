import { PresskeyError } from "presskey";
import { duration } from "../format";
import { Hint } from "./Hint";

/** What went wrong for the person, what to do about it for the developer, and the code for both. */
export function ErrorNote({ error }: { error: unknown }) {
  if (!(error instanceof PresskeyError)) {
    return (
      <div className="note error" role="alert">
        <p>{error instanceof Error ? error.message : String(error)}</p>
      </div>
    );
  }
  const { message, hint, retryAfter, code, status, wpCode } = error;
  return (
    <div className="note error" role="alert">
      <p>{message}</p>
      {retryAfter ? <p>Try again in {duration(retryAfter)}.</p> : null}
      {hint && <Hint text={hint} />}
      <p className="code">{[code, status, wpCode].filter(Boolean).join(" · ")}</p>
    </div>
  );
}
