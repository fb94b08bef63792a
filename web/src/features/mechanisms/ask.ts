// What this room asks for, and the changes that somebody has in hand: they stay in the browser's tab until they are sent.
import { useQuery } from "@tanstack/react-query";
import { api, take, type Schema } from "@/api/client";
import { useZone } from "@/api/me";

export const keys = {
  all: ["mechanisms"] as const,
  list: (zone: string) => ["mechanisms", zone, "list"] as const,
  part: (zone: string, ...of: unknown[]) => ["mechanisms", zone, ...of] as const,
};

export function useCatalogue() {
  const zone = useZone();
  return useQuery({
    queryKey: keys.list(zone),
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/mechanisms", { params: { path: { zone } } })),
  });
}

export function useProposals(enabled: boolean) {
  const zone = useZone();
  return useQuery({
    enabled,
    queryKey: keys.part(zone, "proposals"),
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/mechanisms/proposals", { params: { path: { zone } } })),
  });
}

/** Files of the newest version, which a change is made upon. */
export function useFiles(hash?: string) {
  const zone = useZone();
  return useQuery({
    enabled: !!hash,
    queryKey: keys.part(zone, "files", hash),
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/mechanisms/files", { params: { path: { zone }, query: { hash } } })),
  });
}

export type Report = NonNullable<Schema["PlanView"]["report"]>;
