import { quiet, webStorage } from "./storage.js";

/** How many older ones are kept: a device has few users. */
const MAX_MARKERS = 50;

/**
 * Marks under a key of localStorage, without secrets: for each user the last logout. They reach tabs
 * that were frozen when it was announced. Only pages have them.
 *
 * @param {string} key
 * @param {ReturnType<typeof import("./place.js").placeOf>} place
 */
export function markersOf(key, place) {
  const local = webStorage("localStorage");
  const list = () => new URLSearchParams((place === "page" && quiet(() => local.get(key))) || "");
  return {
    list,
    /**
     * Leaves a new one, which it returns.
     *
     * @param {string} name
     */
    leave(name) {
      if (place !== "page") return "";
      const marker = Math.random().toString(36).slice(2);
      const kept = [...list()].filter(([other]) => other !== name).slice(-MAX_MARKERS);
      quiet(() => local.set(key, String(new URLSearchParams([...kept, [name, marker]]))));
      return marker;
    },
  };
}
