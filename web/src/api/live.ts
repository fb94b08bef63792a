// Live changes: one stream for the whole screen. What changed is put into the lists that show it, in place; only when
// more changed than the server tells one by one are the lists asked for again.
import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Schema } from "./client";
import { matterKeys } from "./keys";

type Line = Schema["MatterLine"];

/** Puts a matter as it now stands into every list and page that holds it. */
export function settle(queries: QueryClient, line: Line) {
  queries.setQueriesData<{ pages: { matters: Line[] | null }[] }>({ queryKey: matterKeys.lists }, (old) =>
    old && Array.isArray(old.pages)
      ? {
          ...old,
          pages: old.pages.map((p) => ({ ...p, matters: (p.matters ?? []).map((m) => (m.id === line.id ? { ...m, ...line } : m)) })),
        }
      : old,
  );
  void queries.invalidateQueries({ queryKey: matterKeys.of(line.number) });
}

// A browser comes back by itself to a stream that broke off, and leaves for good one that was answered with an error, as by
// a gateway while the server starts anew: that is asked for again, by and by less often, and not by all desks at once.
const soonest = 2_000; // ms
const latest = 60_000;

export function useLive(zone: string) {
  const queries = useQueryClient();
  useEffect(() => {
    if (!zone) return;
    let stream: EventSource;
    let asked: ReturnType<typeof setTimeout> | undefined;
    let again: ReturnType<typeof setTimeout> | undefined;
    let wait = soonest;
    // Counts and agendas follow a burst of changes once, not each of them.
    const later = () => {
      clearTimeout(asked);
      asked = setTimeout(() => void queries.invalidateQueries({ queryKey: matterKeys.figures }), 1500);
    };
    const everything = () => void queries.invalidateQueries({ queryKey: matterKeys.all });
    const open = (missed: boolean) => {
      stream = new EventSource(`/api/v1/zones/${encodeURIComponent(zone)}/changes`);
      stream.addEventListener("changed", (e) => {
        const body = JSON.parse((e as MessageEvent<string>).data) as Schema["Changed"];
        settle(queries, body as unknown as Line);
        later();
      });
      stream.addEventListener("behind", everything);
      stream.addEventListener("open", () => {
        wait = soonest;
        if (missed) everything(); // what changed meanwhile is told by nobody
        missed = false;
      });
      stream.addEventListener("error", () => {
        if (stream.readyState !== EventSource.CLOSED) return;
        again = setTimeout(() => open(true), wait * (0.75 + Math.random() / 2));
        wait = Math.min(wait * 2, latest);
      });
    };
    open(false);
    return () => {
      clearTimeout(asked);
      clearTimeout(again);
      stream.close();
    };
  }, [zone, queries]);
}
