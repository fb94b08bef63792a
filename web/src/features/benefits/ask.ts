// What this room asks for, sums of money in words, and the drafts that somebody has in hand: they stay in the browser's tab.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { api, take, type Schema } from "@/api/client";
import { useZone } from "@/api/me";
import { lang } from "@/words/words";

export const keys = { part: (zone: string, ...of: unknown[]) => ["benefits", zone, ...of] as const };

export type Clause = Schema["ClauseLine"];

export function useClauses(zone: string, on?: string) {
  return useQuery({ queryKey: keys.part(zone, "clauses", on), placeholderData: keepPreviousData, queryFn: () => take(api.GET("/api/v1/zones/{zone}/benefits/clauses", { params: { path: { zone }, query: { on } } })) });
}

export function useResults(on: string | undefined, enabled: boolean) {
  const zone = useZone();
  return useQuery({ enabled, queryKey: keys.part(zone, "results", on), placeholderData: keepPreviousData, queryFn: () => take(api.GET("/api/v1/zones/{zone}/benefits/results", { params: { path: { zone }, query: { on } } })) });
}

export function useRegisters(zone: string) {
  return useQuery({ queryKey: keys.part(zone, "registers"), staleTime: 60_000, queryFn: () => take(api.GET("/api/v1/zones/{zone}/benefits/registers", { params: { path: { zone } } })) });
}

/** 1,234.50 yuan of fen, exactly. */
export const exact = (fen: number) => new Intl.NumberFormat(lang() === "en" ? "en-GB" : "zh-CN", { minimumFractionDigits: fen % 100 === 0 ? 0 : 2, maximumFractionDigits: 2 }).format(fen / 100);

/** 5.2 万元, 3.1 亿元; CNY 52,000. Short, for heads and axes. */
export function yuan(fen: number): string {
  if (lang() === "en") return `CNY ${exact(fen)}`;
  const n = Math.abs(fen) / 100;
  const short = (of: number) => new Intl.NumberFormat("zh-CN", { maximumFractionDigits: 2 }).format(fen / 100 / of);
  return n >= 1e8 ? `${short(1e8)} 亿元` : n >= 1e4 ? `${short(1e4)} 万元` : `${exact(fen)} 元`;
}

export const count = (n: number) => new Intl.NumberFormat(lang() === "en" ? "en-GB" : "zh-CN").format(n);

export const toClause = (c: { document: string; key: string }, on?: string, tab?: string) => {
  const q = new URLSearchParams({ ...(tab ? { tab } : {}), ...(on ? { on } : {}) }).toString();
  return `/benefits/clauses/${encodeURIComponent(c.document)}/${encodeURIComponent(c.key)}${q ? `?${q}` : ""}`;
};

/** A draft: files of the newest version, written anew, and what it is about. */
export type Kept = { title: string; files: Record<string, string> };
export type Drafts = { text?: { of: string; text: string }; a?: Kept; b?: Kept };

const name = (zone: string) => `qinlian.benefits.${zone}`;
const listeners = new Set<() => void>();
const held = new Map<string, Drafts>();

function drafts(zone: string): Drafts {
  if (!held.has(zone)) held.set(zone, JSON.parse(sessionStorage.getItem(name(zone)) ?? "{}") as Drafts);
  return held.get(zone)!;
}

export function setDrafts(zone: string, change: Partial<Drafts>) {
  const next = { ...drafts(zone), ...change };
  held.set(zone, next);
  sessionStorage.setItem(name(zone), JSON.stringify(next));
  for (const call of listeners) call();
}

export function useDrafts(): Drafts {
  const zone = useZone();
  return useSyncExternalStore(
    (call) => {
      listeners.add(call);
      return () => listeners.delete(call);
    },
    () => drafts(zone),
  );
}
