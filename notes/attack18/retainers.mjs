export async function retainers(text, depth = 14) {
  const { getHeapSnapshot } = await import("node:v8");
  let s = ""; for await (const p of getHeapSnapshot().setEncoding("utf8")) s += p;
  return retainersIn(JSON.parse(s), text, depth);
}
export function retainersIn({ snapshot: { meta }, nodes, edges, strings }, text, depth = 14) {
  const nf = meta.node_fields, ef = meta.edge_fields, N = nf.length, E = ef.length;
  const [nn, nt, nec] = ["name", "type", "edge_count"].map((x) => nf.indexOf(x)); const [et, en, eto] = ["type", "name_or_index", "to_node"].map((x) => ef.indexOf(x));
  const etypes = meta.edge_types[et];
  const back = new Map(); let e = 0;
  for (let n = 0; n < nodes.length; n += N) for (let k = 0; k < nodes[n + nec]; k++, e += E) { const t = edges[e + eto]; const type = etypes[edges[e + et]]; if (type === "weak") continue; if (!back.has(t)) back.set(t, []); back.get(t).push([n, ["element", "hidden"].includes(type) ? edges[e + en] : strings[edges[e + en]], type]); }
  const out = [];
  for (let n = 0; n < nodes.length; n += N) if (strings[nodes[n + nn]].includes(text) && /string/.test(meta.node_types[nt][nodes[n + nt]])) {
    const seen = new Map([[n, null]]); let q = [n]; let end;
    for (let d = 0; d < 40 && q.length && end === undefined; d++) { const next = []; for (const x of q) for (const [p, name, type] of back.get(x) ?? []) if (!seen.has(p)) { seen.set(p, [x, name]); next.push(p); if (p === 0) end = p; } q = next; }
    const path = []; for (let x = end ?? 0; seen.get(x); x = seen.get(x)[0]) path.push(`${strings[nodes[x + nn]].slice(0, 30)}.${String(seen.get(x)[1]).slice(0, 30)}`);
    out.push(strings[nodes[n + nn]].slice(0, 60) + "  <=  " + path.reverse().slice(0, depth).join(" <- "));
  }
  return out;
}
