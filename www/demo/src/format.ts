const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });

/** Epoch ms as date and time. */
export const dateAndTime = (ms: number) => moment.format(ms);

/** A date that WordPress sent in GMT, without a zone. */
export const gmtDate = (text: string) => day.format(new Date(`${text}Z`));

/** Milliseconds as their two largest units: "6 d 23 h", "4 min 9 s". */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const parts = [
    [Math.floor(seconds / 86400), "d"],
    [Math.floor(seconds / 3600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "min"],
    [seconds % 60, "s"],
  ] as const;
  const first = parts.findIndex(([amount]) => amount > 0);
  if (first < 0) return "0 s";
  const shown = parts.slice(first, first + 2).map(([amount, unit]) => `${amount} ${unit}`);
  return shown.join(" ");
}

/** The text of HTML that WordPress rendered, e.g. a title: parsed in a document that runs nothing. */
export function textOf(html: string): string {
  return new DOMParser().parseFromString(html, "text/html").body.textContent.trim();
}

/** "640 kB", "2.1 MB". */
export const bytes = (count: number) =>
  count < 1e6 ? `${Math.round(count / 1000)} kB` : `${(count / 1e6).toFixed(1)} MB`;
