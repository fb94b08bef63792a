// What this room asks for, and the changes that somebody has in hand: they stay in the browser's tab until they are sent.
import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { api, take, type Schema } from "@/api/client";
import { useZone } from "@/api/me";

export const keys = {
  all: ["mechanisms"] as const,
  list: (zone: string) => ["mechanisms", zone, "list"] as const,
  part: (zone: string, ...of: unknown[]) => ["mechanisms", zone, ...of] as const,
};

export function useCatalogue() {
  const zone = useZone();
  return useQuery({ queryKey: keys.list(zone), queryFn: () => take(api.GET("/api/v1/zones/{zone}/mechanisms", { params: { path: { zone } } })) });
}

export function useProposals(enabled: boolean) {
  const zone = useZone();
  return useQuery({ enabled, queryKey: keys.part(zone, "proposals"), queryFn: () => take(api.GET("/api/v1/zones/{zone}/mechanisms/proposals", { params: { path: { zone } } })) });
}

/** Files of the newest version, which a change is made upon. */
export function useFiles(hash?: string) {
  const zone = useZone();
  return useQuery({ enabled: !!hash, queryKey: keys.part(zone, "files", hash), queryFn: () => take(api.GET("/api/v1/zones/{zone}/mechanisms/files", { params: { path: { zone }, query: { hash } } })) });
}

export type Report = NonNullable<Schema["PlanView"]["report"]>;
export type Draft = { base: string; files: Record<string, string> };

const name = (zone: string) => `qinlian.mechanisms.${zone}`;
const listeners = new Set<() => void>();
const read = (zone: string): Draft | null => {
  const raw = sessionStorage.getItem(name(zone));
  return raw ? (JSON.parse(raw) as Draft) : null;
};
const held = new Map<string, Draft | null>();

export function setDraft(zone: string, draft: Draft | null) {
  held.set(zone, draft);
  if (draft) sessionStorage.setItem(name(zone), JSON.stringify(draft));
  else sessionStorage.removeItem(name(zone));
  for (const call of listeners) call();
}

export function useDraft(): Draft | null {
  const zone = useZone();
  return useSyncExternalStore(
    (call) => {
      listeners.add(call);
      return () => listeners.delete(call);
    },
    () => {
      if (!held.has(zone)) held.set(zone, read(zone));
      return held.get(zone) ?? null;
    },
  );
}
