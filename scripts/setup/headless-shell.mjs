// Chromium without windows of its own, which cost four fifths of what a test's page takes: the same
// engine. See debian-packages.mjs.
import { existsSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { findChromium, version } from "./browser.mjs";
import { debianFile, unpack, unpackedFolder } from "./debian-packages.mjs";

const NAME = "headless-shell";
const FOLDER = "/usr/lib/chromium";

export const headlessShell = {
  name: "headless shell",
  optional: true,
  /** Of Chromium's very version: they share files. */
  find() {
    const found = version(findHeadlessShell());
    return found === version(findChromium()) ? found : undefined;
  },
  async install() {
    rmSync(unpackedFolder(NAME), { recursive: true, force: true });
    await unpack(NAME, ["chromium-headless-shell"]);
    // It looks next to itself for what the machine has with Chromium.
    const own = join(unpackedFolder(NAME), FOLDER);
    const shared = existsSync(FOLDER) && existsSync(own) ? readdirSync(FOLDER) : [];
    for (const name of shared.filter((each) => !existsSync(join(own, each)))) {
      symlinkSync(join(FOLDER, name), join(own, name));
    }
  },
};

export const findHeadlessShell = () => debianFile(NAME, join(FOLDER, "chromium-headless-shell"));
