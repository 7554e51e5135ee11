import type { SessionEndReason } from "presskey";
import { useLogin, useSession } from "presskey/react";
import { type SyntheticEvent, useState } from "react";
import { isInPage, ownUser } from "../connection";
import { ErrorNote } from "../ui/ErrorNote";
import { Field } from "../ui/Field";
import { Panel } from "../ui/Panel";

const reasons: Record<SessionEndReason, string> = {
  logged_out: "You are logged out.",
  expired: "Your session has expired. Please log in again.",
  revoked: "Your session was ended by the site. Please log in again.",
  rejected: "The site no longer accepts your session. Please log in again.",
};

export function LoginPanel({ site }: { site: string }) {
  const { login, pending, error } = useLogin();
  const session = useSession();
  const [visible, setVisible] = useState(false);
  const user = ownUser(site);

  function submit(event: SyntheticEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    // Not trimmed: blanks may belong to a password.
    login({ username: String(form.get("username")), password: String(form.get("password")) });
  }

  return (
    <Panel title="Log in">
      {session.status === "anonymous" && session.reason && !error && (
        <p className="note" role="status">
          {reasons[session.reason]}
        </p>
      )}
      {/* "post", so that a submit before React is there cannot put the password into an address. */}
      <form className="stack" method="post" onSubmit={submit}>
        <Field label="User name or e-mail">
          {(control) => (
            <input
              {...control}
              name="username"
              defaultValue={user?.username}
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              required
            />
          )}
        </Field>
        <Field label="Password">
          {(control) => (
            <div className="joined">
              <input
                {...control}
                name="password"
                defaultValue={user?.password}
                type={visible ? "text" : "password"}
                autoComplete="current-password"
                required
              />
              <button
                type="button"
                className="plain"
                aria-pressed={visible}
                aria-label="Show password"
                onClick={() => setVisible(!visible)}
              >
                {visible ? "Hide" : "Show"}
              </button>
            </div>
          )}
        </Field>
        {error && <ErrorNote error={error} />}
        <button type="submit" className="primary" disabled={pending}>
          {pending ? "Logging in …" : "Log in"}
        </button>
      </form>
      {isInPage(site) && (
        <p className="quiet">
          This WordPress runs inside the page: nothing leaves your browser, and a reload restores
          its posts.
        </p>
      )}
    </Panel>
  );
}
