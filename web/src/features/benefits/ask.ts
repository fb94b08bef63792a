// What this room asks for, and the drafts that somebody has in hand: they stay in the browser's tab.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, take, type Schema } from "@/api/client";
import { kept } from "@/api/kept";
import { useZone } from "@/api/me";

export const keys = { part: (zone: string, ...of: unknown[]) => ["benefits", zone, ...of] as const };

export type Clause = Schema["ClauseLine"];

export function useClauses(zone: string, on?: string) {
  return useQuery({
    queryKey: keys.part(zone, "clauses", on),
    placeholderData: keepPreviousData,
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/benefits/clauses", { params: { path: { zone }, query: { on } } })),
  });
}

export function useResults(on: string | undefined, enabled: boolean) {
  const zone = useZone();
  return useQuery({
    enabled,
    queryKey: keys.part(zone, "results", on),
    placeholderData: keepPreviousData,
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/benefits/results", { params: { path: { zone }, query: { on } } })),
  });
}

export function useRegisters(zone: string) {
  return useQuery({
    queryKey: keys.part(zone, "registers"),
    staleTime: 60_000,
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/benefits/registers", { params: { path: { zone } } })),
  });
}

export const toClause = (c: { document: string; key: string }, on?: string, tab?: string) => {
  const q = new URLSearchParams({ ...(tab ? { tab } : {}), ...(on ? { on } : {}) }).toString();
  return `/benefits/clauses/${encodeURIComponent(c.document)}/${encodeURIComponent(c.key)}${q ? `?${q}` : ""}`;
};

/** A draft: files of the newest version, written anew, and what it is about. */
export type Kept = { title: string; files: Record<string, string> };
export type Drafts = { text?: { of: string; text: string }; a?: Kept; b?: Kept };

const drafts = kept<Drafts>("benefits", {});

export const setDrafts = (zone: string, change: Partial<Drafts>) => drafts.set(zone, { ...drafts.read(zone), ...change });
export const useDrafts = drafts.use;
