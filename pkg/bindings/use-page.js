import { useCallback, useEffect, useRef, useState } from "react";
import { read, userOf } from "./session.js";

/**
 * @import { Client, PresskeyError, Session, User } from "../index.d.ts"
 * @import { UsePage, UsePageInit } from "../react.d.ts"
 * @typedef {{ key?: string, client?: Client, page?: number, round?: number }} About what is shown
 * @typedef {About & Pick<UsePage<any>, "items" | "total" | "totalPages" | "error">} Loaded items of any type
 */

/** @type {Loaded} */
const EMPTY = { items: [], total: null, totalPages: null, error: null };

/**
 * One page of a list. What is shown belongs to a `key`: route, options, client and user. With another
 * key nothing of the list before is shown, and nobody sees another user's items.
 *
 * @param {Client} client
 * @param {Session & { user?: User }} session
 * @param {string | null} route
 * @param {UsePageInit & { signal?: unknown }} init
 */
export function usePageOf(client, session, route, init) {
  const { page: first = 1, signal: _, ...options } = init;
  // Also if the page shows the session that the server rendered with: the cookie may be another user's by now.
  const loading = client.session.status === "loading";
  const user = userOf(session, () => client.claims()?.sub);
  const key = JSON.stringify([route, options, first, user]);
  const [wanted, setWanted] = useState(/** @type {About} */ (EMPTY));
  const [loaded, setLoaded] = useState(EMPTY);
  const [round, setRound] = useState(0);
  const page =
    wanted.key === key && wanted.client === client ? /** @type {number} */ (wanted.page) : first;
  // `options` are new in every render; `key` tells whether they have changed.
  const latest = useRef(options);
  latest.current = options;

  useEffect(() => {
    if (route == null) return;
    const controller = new AbortController();
    const { signal } = controller;
    const about = { key, client, page, round };
    const load = async () => {
      if (!loading) return client.page(route, { ...latest.current, page, signal });
      // Until the stored session is known: then this effect runs again.
      const state = read(client);
      await state.promise;
      if (state.error) throw state.error;
    };
    load().then(
      (answer) => {
        if (!answer || signal.aborted) return;
        const { items, total, totalPages } = answer;
        setLoaded({ ...about, items, total, totalPages, error: null });
      },
      (error) => {
        if (signal.aborted) return;
        setLoaded((before) => ({
          ...(isOf(before, key, client) ? before : EMPTY),
          ...about,
          error,
        }));
      },
    );
    return () => controller.abort();
  }, [client, key, loading, page, round, route]);

  const setPage = useCallback(
    /** @type {UsePage<unknown>["setPage"]} */
    (next) =>
      setWanted((before) => {
        const now = isOf(before, key, client) ? /** @type {number} */ (before.page) : first;
        const page = Math.trunc(typeof next === "function" ? next(now) : next);
        return { key, client, page: Math.max(1, page) || 1 };
      }),
    [client, key, first],
  );
  const reload = useCallback(() => setRound((before) => before + 1), []);

  const shown = isOf(loaded, key, client) ? loaded : EMPTY;
  const pending = route != null && !(shown.page === page && shown.round === round);
  const { items, total, totalPages, error } = shown;
  return {
    items,
    page,
    total,
    totalPages,
    pending,
    error: pending ? null : error,
    setPage,
    reload,
  };
}

/** @param {About} state @param {string} key @param {Client} client */
const isOf = (state, key, client) => state.key === key && state.client === client;
