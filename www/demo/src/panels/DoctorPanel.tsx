import type { Diagnosis, Finding } from "presskey";
import { useClient } from "presskey/react";
import { useState } from "react";
import { ErrorNote } from "../ui/ErrorNote";
import { Hint } from "../ui/Hint";
import { Panel } from "../ui/Panel";
import { useAction } from "../use-action";

/** Everything that keeps this page from the site above, with cures to copy. */
export function DoctorPanel() {
  const client = useClient();
  const [diagnosis, setDiagnosis] = useState<Diagnosis | null>(null);
  const { run, pending, error } = useAction<void>();
  const examine = () => run(async () => setDiagnosis(await client.diagnose()));
  return (
    <Panel
      title="Site Doctor"
      aside={
        <button type="button" className="small" disabled={pending} onClick={examine}>
          {pending ? "Looking …" : "Examine the site"}
        </button>
      }
    >
      {error ? <ErrorNote error={error} /> : null}
      <p className="quiet" role="status">
        {diagnosis ? summary(diagnosis) : "Says what keeps frontends from the site, and the cure."}
      </p>
      {diagnosis && (
        <ul className="findings">
          {diagnosis.findings.map((finding) => (
            <Row key={finding.id} finding={finding} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

const summary = ({ ok, findings }: Diagnosis) =>
  ok ? "Nothing fails." : `Failing: ${findings.filter(({ status }) => status === "fail").length}.`;

const tones = { pass: "badge on", warn: "badge", fail: "badge bad", skip: "badge" };

function Row({ finding: { status, title, detail, fix } }: { finding: Finding }) {
  return (
    <li>
      <h3>
        <span className={tones[status]}>{status}</span> {title}
      </h3>
      <p className={status === "skip" ? "quiet" : undefined}>{detail}</p>
      {fix && (
        <div className="note">
          <Hint text={fix} />
          <Copy text={fix} of={title} />
        </div>
      )}
    </li>
  );
}

/** Copies the lines of code in a cure; all of it where there are none. */
function Copy({ text, of }: { text: string; of: string }) {
  const [copied, setCopied] = useState(false);
  const code = text.split("`").filter((_, n) => n % 2);
  const copy = () =>
    navigator.clipboard.writeText(code.length ? code.join("\n") : text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <button type="button" className="small" aria-label={`Copy the cure: ${of}`} onClick={copy}>
      {copied ? "Copied" : "Copy"}
    </button>
  );
}
