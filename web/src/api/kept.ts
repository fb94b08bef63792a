// What somebody has in hand and nobody else has to see: it stays in the browser's tab, of each zone its own, and outlives a reload.
import { useSyncExternalStore } from "react";
import { useZone } from "./me";

/** Makes such a thing: set keeps it, use reads it and follows it. */
export function kept<T>(name: string, none: T) {
  const listeners = new Set<() => void>();
  const held = new Map<string, T>();
  const at = (zone: string) => `qinlian.${name}.${zone}`;
  const read = (zone: string): T => {
    if (!held.has(zone)) {
      const raw = sessionStorage.getItem(at(zone));
      held.set(zone, raw ? (JSON.parse(raw) as T) : none);
    }
    return held.get(zone)!;
  };
  return {
    read,
    set(zone: string, to: T) {
      held.set(zone, to);
      if (to === none) sessionStorage.removeItem(at(zone));
      else sessionStorage.setItem(at(zone), JSON.stringify(to));
      for (const call of listeners) call();
    },
    use(): T {
      const zone = useZone();
      return useSyncExternalStore(
        (call) => {
          listeners.add(call);
          return () => listeners.delete(call);
        },
        () => read(zone),
      );
    },
  };
}

/** Files of a version of the mechanisms, written anew upon it: the one change that somebody is about to send for approval. */
export type Change = { base: string; files: Record<string, string> };

const change = kept<Change | null>("mechanisms", null);
export const setChange = change.set;
export const useChange = change.use;
