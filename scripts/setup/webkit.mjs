// WebKitGTK, its driver, and Xvfb for a display. MiniBrowser finds its other processes only below
// /usr, so that unpacking the packages is not enough.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { install } from "./debian-packages.mjs";
import { which } from "./shell.mjs";

const LIBRARIES = "/usr/lib";

export const webkit = {
  name: "WebKitGTK",
  optional: true,
  find: () => findWebKit()?.browser,
  install: () => install("webkit2gtk-driver", "xvfb"),
};

/** The programs; undefined where one is missing. */
export function findWebKit() {
  const driver = which("WebKitWebDriver");
  const browser = driver && which("Xvfb") && miniBrowsers().find(existsSync);
  return browser && { driver, browser };
}

/** It is not in PATH, but in a folder of the machine's kind and the library's version. */
function miniBrowsers() {
  const folders = ["x86_64-linux-gnu", "aarch64-linux-gnu"].map((name) => join(LIBRARIES, name));
  return folders.filter(existsSync).flatMap((folder) => {
    const versions = readdirSync(folder).filter((name) => name.startsWith("webkit2gtk-"));
    return versions.map((name) => join(folder, name, "MiniBrowser"));
  });
}
