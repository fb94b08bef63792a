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

export function useLive(zone: string) {
  const queries = useQueryClient();
  useEffect(() => {
    if (!zone) return;
    const stream = new EventSource(`/api/v1/zones/${encodeURIComponent(zone)}/changes`);
    let asked: ReturnType<typeof setTimeout> | undefined;
    // Counts and agendas follow a burst of changes once, not each of them.
    const later = () => {
      clearTimeout(asked);
      asked = setTimeout(() => void queries.invalidateQueries({ queryKey: matterKeys.figures }), 1500);
    };
    stream.addEventListener("changed", (e) => {
      const body = JSON.parse((e as MessageEvent<string>).data) as Schema["Changed"];
      settle(queries, body as unknown as Line);
      later();
    });
    stream.addEventListener("behind", () => {
      void queries.invalidateQueries({ queryKey: matterKeys.all });
    });
    return () => {
      clearTimeout(asked);
      stream.close();
    };
  }, [zone, queries]);
}
