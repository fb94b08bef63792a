import { useQuery } from "@tanstack/react-query";
import { api, take, type Schema } from "@/api/client";
import { useZone } from "@/api/me";

export type Register = Schema["RegisterView"];

export const keys = { part: (zone: string, ...of: unknown[]) => ["registers", zone, ...of] as const };

/** The registers that keep facts one by one; that of enterprises first. */
export function useRegisters() {
  const zone = useZone();
  return useQuery({
    queryKey: keys.part(zone, "all"),
    staleTime: 300_000,
    queryFn: async () =>
      (await take(api.GET("/api/v1/zones/{zone}/registers", { params: { path: { zone } } }))).registers
        .filter((r) => r.facts)
        .sort((a, b) => Number(b.name === "enterprise") - Number(a.name === "enterprise")),
  });
}

export const toRecord = (register: string, key: string, on?: string) =>
  `/enterprises/${encodeURIComponent(register)}/${encodeURIComponent(key)}${on ? `?on=${on}` : ""}`;
