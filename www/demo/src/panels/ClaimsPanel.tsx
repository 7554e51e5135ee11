import { useClaims } from "presskey/react";
import { dateAndTime } from "../format";
import { Panel } from "../ui/Panel";

const meanings: Record<string, string> = {
  iss: "issued by",
  sub: "about",
  aud: "meant for",
  iat: "issued at",
  nbf: "not before",
  exp: "expires at",
  jti: "token's id",
  data: "WordPress",
};
const times = new Set(["iat", "nbf", "exp"]);

/** What the token says about itself. */
export function ClaimsPanel() {
  const claims = useClaims();
  return (
    <Panel title="Claims">
      {claims ? (
        <>
          <table className="claims">
            <thead className="unseen">
              <tr>
                <th scope="col">Claim</th>
                <th scope="col">Value</th>
              </tr>
            </thead>
            <tbody>
              {Object.entries(claims).map(([claim, value]) => (
                <tr key={claim}>
                  <th scope="row">
                    <code>{claim}</code>
                    <span className="quiet"> {meanings[claim]}</span>
                  </th>
                  <td>{shown(claim, value)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className="quiet">
            Decoded, not verified: only the site can say whether they are true.
          </p>
        </>
      ) : (
        <p className="quiet">This session has no readable token.</p>
      )}
    </Panel>
  );
}

function shown(claim: string, value: unknown) {
  // Claims count seconds, where sessions and Date count milliseconds.
  if (times.has(claim) && typeof value === "number") {
    return (
      <>
        {dateAndTime(value * 1000)} <span className="quiet">{value}</span>
      </>
    );
  }
  return typeof value === "object" ? (
    <code className="json">{JSON.stringify(value, null, 2)}</code>
  ) : (
    String(value)
  );
}
