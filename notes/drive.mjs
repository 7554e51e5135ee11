// drive.mjs build NAME FILES... | run NAME [FILES...] | fold NAME
import { execFileSync, spawnSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync, copyFileSync } from "node:fs";
import { dirname, join } from "node:path";
const root = "/work/wt/mutants";
const { build } = await import(`${root}/scripts/mutants/switched.mjs`);
const { hashOf, record, results } = await import(`${root}/scripts/mutants/record.mjs`);
const { files: allFiles } = await import(`${root}/scripts/mutants/files.mjs`);
const { writeTable } = await import(`${root}/scripts/mutants/document.mjs`);
const [, , what, name, ...given] = process.argv;
const at = (end) => `/tmp/mutants/${name}.${end}`;
function copy(to_) {
  const tree = join(root, "target/mutants", to_);
  const list = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  for (const file of execFileSync("git", list, { cwd: root }).toString().split("\0")) {
    const [from, to] = [join(root, file), join(tree, file)];
    if (!file || !existsSync(from)) continue;
    if (existsSync(to) && readFileSync(from).equals(readFileSync(to))) continue;
    mkdirSync(dirname(to), { recursive: true });
    cpSync(from, to);
  }
  return tree;
}
const parse = (line) => { const [, at, change] = line.match(/^[^:]+:(\d+:\d+): (.*)$/); return { at, change }; };
const isSession = (file) => /core\/(client|session)/.test(file);
const SLOW = "no_servers_failure_is_a_session";
const moduleOf = (file) => `core::${file.match(/core\/(\w+)/)[1]}`;
function stages(file) {
  const fast = ["--skip", "exploration", "--skip", SLOW];
  const module = isSession(file) ? ["core::client", "core::session"] : [moduleOf(file)];
  const slow = isSession(file) ? [[SLOW], ["exploration"]] : [[SLOW]];
  return [[...module, ...fast], fast, ...slow];
}
const env = { ...process.env, PROPTEST_CASES: "32", PROPTEST_MAX_SHRINK_ITERS: "0", PROPTEST_DISABLE_FAILURE_PERSISTENCE: "1", RUST_BACKTRACE: "0", RUST_MIN_STACK: String(256 << 20), RUST_TEST_THREADS: "1" };
const SECONDS = Number(process.env.SECONDS_CPU || 60);
function runOne(binary, id, filters) {
  const child = spawn("nice", ["-n", "19", "bash", "-c", `ulimit -t ${SECONDS} -v 6000000; exec "$0" "$@"`, binary, "--quiet", ...filters], { cwd: root, env: { ...env, MUTANT: String(id) }, stdio: "ignore" });
  return new Promise((r) => child.on("close", (status, signal) => r(["SIGKILL", "SIGXCPU"].includes(signal) ? "timeout" : status === 0 ? "missed" : "caught")));
}
if (what === "build") {
  const files = given.length ? given : allFiles().filter((f) => f.endsWith(".rs"));
  const which = files.flatMap((file) => ["--file", file]);
  const { stdout, stderr } = spawnSync(process.env.HOME + "/.cache/presskey/cargo-tools/bin/cargo-mutants", ["mutants", "--list", "--json", ...which], { cwd: copy(`listed-${name}`), encoding: "utf8", maxBuffer: 2 ** 30 });
  if (!stdout) throw new Error(stderr);
  const all = JSON.parse(stdout).map((m, i) => ({ ...m, ...parse(m.name), id: i + 1 }));
  console.log(all.length, "mutants");
  const hashes = Object.fromEntries(files.map((f) => [f, hashOf(f)]));
  const { binary, usable, unviable, fixed } = build(copy("switched"), all);
  copyFileSync(binary, at("bin"));
  spawnSync("chmod", ["+x", at("bin")]);
  writeFileSync(at("json"), JSON.stringify({ files, hashes, usable, unviable, fixed }));
  console.log(usable.length, "usable", unviable.length, "unviable", fixed.length, "fixed");
} else {
  const data = JSON.parse(readFileSync(at("json"), "utf8"));
  const found = existsSync(at("found")) ? JSON.parse(readFileSync(at("found"), "utf8")) : {};
  if (what === "run") {
    const files = given.length ? data.files.filter((f) => given.some((g) => f.includes(g))) : data.files;
    let n = 0;
    for (const file of files) {
      const ids = data.usable.filter((m) => m.file === file && !(found[m.id]?.done)).map((m) => m.id);
      if (!ids.length) continue;
      let queue = ids;
      const st = stages(file);
      for (const [k, filters] of st.entries()) {
        if ((await runOne(at("bin"), 0, filters)) !== "missed") { console.log("BASE FAILS", file, filters); process.exit(1); }
        const left = [];
        for (const id of queue) {
          const r = await runOne(at("bin"), id, filters);
          if (r === "missed") left.push(id);
          found[id] = { r, done: r !== "missed" || k === st.length - 1 };
          if (++n % 20 === 0) writeFileSync(at("found"), JSON.stringify(found));
        }
        queue = left;
      }
      writeFileSync(at("found"), JSON.stringify(found));
      console.log(new Date().toTimeString().slice(0, 8), file, ids.length, "run,", queue.length, "missed");
      for (const id of queue) { const m = data.usable.find((u) => u.id === id); console.log("   ", m.at, m.change); }
    }
    console.log("end");
  } else if (what === "fold") {
    const fixedMissed = process.env.FIXED ? JSON.parse(readFileSync(process.env.FIXED, "utf8")) : {};
    for (const file of data.files) {
      const own = (all) => all.filter((m) => m.file === file);
      if (own(data.usable).some((m) => !found[m.id]?.done)) { console.log("not run", file); continue; }
      if (hashOf(file) !== data.hashes[file]) { console.log("changed", file); continue; }
      const fx = own(data.fixed);
      if (fx.length && !fixedMissed[file]) { console.log("has fixed:", file, fx.map((m) => `${m.at} ${m.change}`)); continue; }
      const count = (k) => own(data.usable).filter((m) => found[m.id].r === k).length;
      const missed = own(data.usable).filter((m) => found[m.id].r === "missed").map(({ at, change }) => ({ at, change }));
      const f = fixedMissed[file] ?? { caught: 0, timeout: 0, unviable: 0, missed: [] };
      record(file, { hash: data.hashes[file], caught: count("caught") + f.caught, timeout: count("timeout") + f.timeout, unviable: own(data.unviable).length + f.unviable, missed: [...missed, ...f.missed] });
    }
    writeTable();
  }
}
