// Memory over time, as SVG: a chart for each place where it is measured.
import * as Plot from "@observablehq/plot";
import { JSDOM } from "jsdom";

/** @param {{ minutes: number, of: string, kind: string, bytes: number }[]} samples */
export function draw(samples) {
  const { document } = new JSDOM().window;
  const rows = samples.map(({ bytes, ...row }) => ({ ...row, megabytes: bytes / 1e6 }));
  const line = { x: "minutes", y: "megabytes", fx: "of", stroke: "kind" };
  const label = { ...line, text: "kind", fill: "kind", stroke: "white", dy: -8, textAnchor: "end" };
  const chart = Plot.plot({
    document,
    width: 960,
    height: 320,
    style: { background: "white", color: "black", fontFamily: "sans-serif" },
    x: { label: "minutes", ticks: 4, grid: true },
    y: { label: "MB", grid: true, zero: true, nice: true },
    fx: { label: null, domain: [...new Set(samples.map(({ of }) => of))] },
    color: { domain: ["heap", "wasm"], range: ["#2563eb", "#b45309"] },
    marks: [
      Plot.frame({ stroke: "#ccc" }),
      Plot.lineY(rows, line),
      Plot.text(rows, Plot.selectLast({ ...label, z: "kind" })),
    ],
  });
  chart.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  // Plot's own styles are for a chart inside of a page.
  chart.querySelector("style").remove();
  const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
  title.textContent = "Memory in use during a soak";
  chart.prepend(title);
  return `${chart.outerHTML}\n`;
}
