// What the ledger shows is in its address, so that a view can be kept, sent to a colleague and reached with the back button.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useSearchParams } from "react-router";
import { api, take, type Schema } from "@/api/client";
import { matterKeys } from "@/api/keys";
import type { paths } from "@/api/schema";

export type Line = Schema["MatterLine"];
type Query = NonNullable<paths["/api/v1/zones/{zone}/matters"]["get"]["parameters"]["query"]>;

/** Conditions that figures lead here with, for which there is no control: shown, and taken away one by one. */
export const figured = [
  "registered_from",
  "registered_to",
  "closed_from",
  "closed_to",
  "light_from",
  "level_from",
  "missed_from",
  "behind",
  "dated",
  "no_unit",
  "top",
  "root",
] as const;
const single = [
  "light",
  "unit",
  "owner",
  "urgency",
  "due_from",
  "due_to",
  "parent",
  "session",
  "origin",
  "open",
  "sort",
  ...figured,
] as const;
type Single = (typeof single)[number];
const many = ["kind", "stage"] as const;

export type Conditions = Partial<Record<Single, string>> & {
  kind?: string[];
  stage?: string[];
  unowned?: boolean;
  owned?: boolean;
  q?: string;
};

/** The conditions of the address, and how to change some of them; undefined takes one away. */
export function useConditions(): [Conditions, (change: Conditions) => void, () => void] {
  const [params, setParams] = useSearchParams();
  const read = useMemo(() => {
    const c: Conditions = {};
    for (const k of single) if (params.get(k)) c[k] = params.get(k)!;
    for (const k of many) if (params.getAll(k).length > 0) c[k] = params.getAll(k);
    if (params.get("unowned") === "true") c.unowned = true;
    if (params.get("owned") === "true") c.owned = true;
    if (params.get("q")) c.q = params.get("q")!;
    return c;
  }, [params]);
  const change = (wanted: Conditions) => {
    const next = new URLSearchParams(params);
    for (const [k, v] of Object.entries(wanted)) {
      next.delete(k);
      for (const one of Array.isArray(v) ? v : v === undefined || v === "" || v === false ? [] : [String(v)]) next.append(k, one);
    }
    setParams(next, { replace: true });
  };
  return [read, change, () => setParams(new URLSearchParams(), { replace: true })];
}

/** The conditions as /matters takes them. */
export function asked({ q: _, ...c }: Conditions): Query {
  return c as Query;
}

// The first page comes quickly; who scrolls on is going far.
const [first, further] = [100, 500];

/** The matters that meet the conditions, a page at a time; a search has one page, best first. */
export function useMatters(zone: string, c: Conditions) {
  return useInfiniteQuery({
    queryKey: matterKeys.list({ zone, ...c }),
    initialPageParam: "",
    queryFn: async ({ pageParam }): Promise<Schema["MatterList"]> => {
      if (c.q) {
        const found = await take(api.GET("/api/v1/zones/{zone}/search", { params: { path: { zone }, query: { q: c.q, limit: 100 } } }));
        return { matters: found.matters, total: (found.matters ?? []).length };
      }
      const query = { ...asked(c), limit: pageParam ? further : first, ...(pageParam ? { after: pageParam } : { count: true }) };
      return take(api.GET("/api/v1/zones/{zone}/matters", { params: { path: { zone }, query } }));
    },
    getNextPageParam: (last) => last.next || undefined,
  });
}
