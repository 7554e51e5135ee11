// Version, links and figures of the start page and the comparison. presskey's sizes are measured when the site is built;
// everything else is read from BENCHMARKS.md, which `npm run bench -- --write` writes.
import { readFileSync } from "node:fs";
import { sizeOf } from "../../scripts/build/size.mjs";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

export interface Bar {
  label: string;
  value: number;
  text: string;
  own: boolean;
}
export interface Chart {
  title: string;
  note: string;
  bars: Bar[];
}

type Row = Record<string, string>;

/** The rows of the first table below a heading of BENCHMARKS.md. Empty if there is no such heading. */
function table(heading: string): Row[] {
  const [, section = ""] = read("BENCHMARKS.md").split(`\n## ${heading}\n`);
  const [before = ""] = section.split("\n## ");
  const lines = before.split("\n").filter((line) => line.startsWith("|"));
  const [header = [], , ...rows] = lines.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return rows.map((cells) => Object.fromEntries(header.map((name, i) => [name, cells[i] ?? ""])));
}

const number = (cell = "") => Number.parseFloat(cell.replaceAll(",", ""));
const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
const isOwn = (label: string) => label.startsWith("presskey");

const bar = (label: string, value: number, text = String(value)): Bar => ({
  label,
  value,
  text,
  own: isOwn(label),
});

/** Clients that log in or send requests: readers of tokens do something else. */
const peers = ["@wordpress/api-fetch", "axios + ", "oidc-client-ts", "@supabase", "@auth0"];

function sizeOfPeer(peer: string): string {
  const row = table("Size").find((each) => each.Import?.startsWith(peer));
  return row ? kilobytes(number(row.Brotli)) : "not measured";
}

type Size = { size: number; gzip: number };

function sizeChart(front: Size, engine: Size): Chart {
  const others = table("Size").filter((row) => peers.some((peer) => row.Import?.startsWith(peer)));
  return {
    title: "Download for every visitor",
    note: `Brotli. In gzip, presskey is ${kilobytes(front.gzip)}. When somebody logs in, the engine follows: ${kilobytes(engine.size)} in brotli, ${kilobytes(engine.gzip)} in gzip.`,
    bars: [
      bar("presskey", front.size, kilobytes(front.size)),
      ...others.map((row) => {
        const bytes = number(row.Brotli);
        return bar(row.Import ?? "", bytes, kilobytes(bytes));
      }),
    ],
  };
}

/** One chart for each visit that was measured. */
function coldStartCharts(): Chart[] {
  const rows = table("Cold start");
  return [...new Set(rows.map((row) => row.Visit ?? ""))].map((visit) => ({
    title: `Cold start: ${visit}`,
    note: "Median on an emulated slow phone, with an empty cache.",
    bars: rows
      .filter((row) => row.Visit === visit)
      .map((row) => {
        const ms = number(row["Median ms"]);
        return bar(row.Client ?? "", ms, `${ms.toLocaleString("en")} ms`);
      }),
  }));
}

function requestChart(): Chart {
  return {
    title: "Requests for a login from another origin",
    note: "Preflights included. axios and ky know the plugin's route; presskey with “auto” detects it.",
    bars: table("Requests per login").map((row) =>
      bar(row["Login from another origin"] ?? "", number(row.Requests)),
    ),
  };
}

const storms = () => table("A storm over one token").filter((row) => row.Storm?.startsWith("100"));

function stormChart(): Chart {
  const rows = storms();
  return {
    title: "Failed requests of 100 that share a refused token",
    note: "The server has forgotten the token, and each refresh token works once.",
    bars: rows.map((row) => bar(row.Client ?? "", number(row["Calls failed"]))),
  };
}

/** For the comparison: sizes by the beginning of a name, and the storm of 100 requests by client. */
interface StartData {
  version: string;
  repository: string;
  charts: Chart[];
  size: Record<string, string>;
  storm: Record<string, { refreshes: string; failed: string }>;
}
export declare const data: StartData;

export default {
  watch: ["../../BENCHMARKS.md"],
  async load(): Promise<StartData> {
    const [front, engine] = await Promise.all([sizeOf("presskey"), sizeOf("engine")]);
    const charts = [sizeChart(front, engine), ...coldStartCharts(), requestChart(), stormChart()];
    return {
      version: JSON.parse(read("pkg/package.json")).version,
      repository: JSON.parse(read("project.json")).repository,
      charts: charts.filter(({ bars }) => bars.length > 0),
      size: {
        front: kilobytes(front.size),
        engine: kilobytes(engine.size),
        ...Object.fromEntries(peers.map((peer) => [peer.trim(), sizeOfPeer(peer)])),
      },
      storm: Object.fromEntries(
        storms().map((row) => [
          row.Client,
          { refreshes: row.Refreshes ?? "", failed: row["Calls failed"] ?? "" },
        ]),
      ),
    };
  },
};
