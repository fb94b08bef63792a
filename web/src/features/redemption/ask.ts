// What this room asks for, and the one way to do something with claims.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take, type Schema } from "@/api/client";
import { matterKeys } from "@/api/keys";
import { useZone } from "@/api/me";

export type Claim = Schema["ClaimView"];
export type Act = Schema["ClaimActView"];
export type Step = Claim["step"];

/** The steps that a board has columns for; who was struck or had it taken back stands in the table alone. */
export const columns = ["listed", "confirmed", "noticed", "sent", "paid"] as const satisfies Step[];
export const steps = [...columns, "struck", "clawed"] as const satisfies Step[];

export const keys = {
  all: (zone: string) => ["redemption", zone] as const,
  part: (zone: string, ...of: unknown[]) => ["redemption", zone, ...of] as const,
};

/** What the address says that claims are looked for by. */
export type Filter = { clause?: string; unit?: string; line?: string; batch?: string; year?: number; late?: boolean };

export const filterOf = (p: URLSearchParams): Filter => ({
  clause: p.get("clause") ?? undefined,
  unit: p.get("unit") ?? undefined,
  line: p.get("line") ?? undefined,
  batch: p.get("batch") ?? undefined,
  year: Number(p.get("year")) || undefined,
  late: p.get("late") === "true" || undefined,
});

export function useDesk() {
  const zone = useZone();
  return useQuery({
    queryKey: keys.part(zone, "desk"),
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/claim-desk", { params: { path: { zone } } })),
  });
}

export const listed = (zone: string, query: Filter & { step?: Step[]; after?: string; limit?: number }) =>
  take(api.GET("/api/v1/zones/{zone}/claims", { params: { path: { zone }, query } }));

export const toClaim = (number: string) => `/redemption/claims/${encodeURIComponent(number)}`;
export const toOwn = (number: string) => `/redemption/mine/${encodeURIComponent(number)}`;
export const toTable = (of: Record<string, string | number>) =>
  `/redemption?${new URLSearchParams({ view: "table", ...Object.fromEntries(Object.entries(of).map(([k, v]) => [k, String(v)])) }).toString()}`;
export const toBatch = (number: string) => `/redemption/payments/${encodeURIComponent(number)}`;
export const toLine = (l: { line: string; year: number }, what?: string) =>
  `/redemption/money/${l.year}/${encodeURIComponent(l.line)}${what ? `?what=${what}` : ""}`;

/** What was read is read anew: claims and money hang together, and so do their matters. */
export function useAnew() {
  const queries = useQueryClient();
  const zone = useZone();
  return () => {
    void queries.invalidateQueries({ queryKey: keys.all(zone) });
    void queries.invalidateQueries({ queryKey: matterKeys.all });
    void queries.invalidateQueries({ queryKey: ["benefits", zone] });
  };
}
