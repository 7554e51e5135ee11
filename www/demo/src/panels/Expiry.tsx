import { dateAndTime, duration } from "../format";
import { useNow } from "../use-now";

interface ExpiryProps {
  expiresAt: number | null;
  issuedAt: number | null;
}

/** The token's life, live. Both times are epoch ms on this device's clock. */
export function Expiry({ expiresAt, issuedAt }: ExpiryProps) {
  const now = useNow();
  if (expiresAt === null) return <p className="quiet">This token does not expire.</p>;

  const left = expiresAt - now;
  const life = issuedAt === null ? null : expiresAt - issuedAt;
  return (
    <div className="expiry">
      <p>
        {left > 0 ? (
          <>
            The token expires in <strong className="ticking">{duration(left)}</strong>
          </>
        ) : (
          "The token has expired; the next call gets a new one"
        )}
        <span className="quiet"> · {dateAndTime(expiresAt)}</span>
      </p>
      {life && life > 0 ? (
        <progress value={Math.max(0, left)} max={life} aria-label="Life left in the token" />
      ) : null}
    </div>
  );
}
