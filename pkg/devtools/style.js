/** The panel's styles, for its shadow root. */
export const css = `
:host {
  --ground: #fff; --text: #1c2024; --quiet: #5a6269; --line: #d5dade; --tint: #f3f5f6;
  --good: #0a6b3d; --bad: #b3261e; --accent: #1d5fbf;
  color-scheme: light; color: var(--text); font: 13px/1.45 system-ui, sans-serif; display: block;
}
@media (prefers-color-scheme: dark) {
  :host {
    --ground: #16191c; --text: #e8eaed; --quiet: #a3abb2; --line: #383e44; --tint: #1f2429;
    --good: #6ed39b; --bad: #ff9c94; --accent: #8ab8ff; color-scheme: dark;
  }
}
* { box-sizing: border-box; }
.floating { position: fixed; inset: auto 12px 12px auto; z-index: 2147483000;
  width: min(480px, calc(100vw - 24px)); display: grid; justify-items: end; gap: 8px; }
button { font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--line);
  border-radius: 6px; padding: 4px 10px; min-height: 28px; cursor: pointer; }
button:hover { background: var(--tint); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.toggle { box-shadow: 0 2px 8px #0003; border-radius: 16px; }
.panel { width: 100%; background: var(--ground);
  border: 1px solid var(--line); border-radius: 8px; }
.floating .panel { max-height: min(70vh, 640px); overflow: auto; box-shadow: 0 8px 30px #0004; }
section { padding: 10px 14px 12px; }
section + section { border-top: 1px solid var(--line); }
header { display: flex; align-items: center; justify-content: space-between; gap: 8px; min-height: 28px; }
h2 { font-size: 13px; margin: 0; }
h3 { font-size: 13px; margin: 0; font-weight: 600; }
p, ul, dl { margin: 4px 0 0; padding: 0; }
ul { list-style: none; display: grid; gap: 8px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 14px; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
.scroll { max-height: 240px; overflow: auto; margin-top: 4px; }
table { width: 100%; border-collapse: collapse; }
th { text-align: left; font-weight: 600; color: var(--quiet); position: sticky; top: 0; background: var(--ground); }
th, td { padding: 3px 8px 3px 0; vertical-align: top; border-bottom: 1px solid var(--line); }
code { font: 12px/1.4 ui-monospace, monospace; overflow-wrap: anywhere; white-space: pre-wrap; }
.fix { margin-top: 4px; }
.block { display: flex; align-items: start; gap: 6px; margin: 4px 0; }
pre { flex: 1; min-width: 0; margin: 0; padding: 6px 8px; background: var(--tint); border-radius: 6px; overflow: auto; }
details { margin-top: 8px; }
summary { cursor: pointer; min-height: 24px; }
.quiet { color: var(--quiet); }
.good { color: var(--good); }
.bad { color: var(--bad); }
.number { white-space: nowrap; font-variant-numeric: tabular-nums; }
[hidden] { display: none; }
`;
