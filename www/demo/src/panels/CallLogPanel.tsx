import { useSyncExternalStore } from "react";
import type { Call, CallLog } from "../call-log";
import { timeOfDay } from "../format";
import { Panel } from "../ui/Panel";

/** Every request the client sent, newest first, and whether the token went along. */
export function CallLogPanel({ log }: { log: CallLog }) {
  const calls = useSyncExternalStore(log.subscribe, log.snapshot);
  return (
    <Panel
      title="Call log"
      aside={
        calls.length > 0 && (
          <button type="button" className="small" onClick={log.clear}>
            Clear
          </button>
        )
      }
    >
      {calls.length === 0 ? (
        <p className="quiet">Nothing was sent yet.</p>
      ) : (
        // A region that scrolls must be reachable by keyboard.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
        <section className="scroll" aria-label="Calls" tabIndex={0}>
          <table className="calls">
            <thead>
              <tr>
                <th scope="col">Call</th>
                <th scope="col">Token</th>
                <th scope="col">Answer</th>
                <th scope="col" className="time">
                  Time
                </th>
              </tr>
            </thead>
            <tbody>
              {calls.map((call) => (
                <Row key={call.id} call={call} />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Panel>
  );
}

function Row({ call }: { call: Call }) {
  const { at, method, route, query, withToken, outcome, duration } = call;
  const fine = outcome === "…" || outcome === "aborted";
  const bad = typeof outcome === "number" ? outcome >= 400 : !fine;
  return (
    <tr>
      <td className="call">
        <code>
          <strong>{method}</strong> {route}
        </code>
        {query && <code className="query">{query}</code>}
      </td>
      <td>
        <span className={withToken ? "badge on" : "badge"}>{withToken ? "with" : "without"}</span>
      </td>
      <td>
        <span className={bad ? "bad" : undefined}>{outcome}</span>{" "}
        <span className="quiet">{duration !== null && <>{Math.round(duration)}&nbsp;ms</>}</span>
      </td>
      <td className="time quiet">{timeOfDay(at)}</td>
    </tr>
  );
}
