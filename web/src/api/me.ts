import { useQuery, useQueryClient } from "@tanstack/react-query";
import { dayOf } from "@/ui/time";
import { api, take, type Schema } from "./client";

export type Me = Schema["MeOutputBody"];

export const meKey = ["me"] as const;

export const loadMe = () => take(api.GET("/api/v1/me"));

/** Who is signed in. Only screens behind the door ask, where there always is somebody. */
export function useMe(): Me {
  const { data } = useQuery({ queryKey: meKey, queryFn: loadMe, staleTime: Infinity });
  if (!data) throw new Error("useMe outside of the door");
  return data;
}

/** The zone one works in; administrators of the whole installation have none and get no screen that asks. */
export function useZone(): string {
  return useMe().zone ?? "";
}

/** The day it is in the office, whose clock is the server's. */
export function useToday(): string {
  const { data, dataUpdatedAt } = useQuery({ queryKey: meKey, queryFn: loadMe, staleTime: Infinity });
  const since = Date.now() - dataUpdatedAt;
  return dayOf(new Date(Date.parse(data?.now ?? new Date().toISOString()) + since).toISOString());
}

export function useMay(capability: string): boolean {
  return (useMe().capabilities ?? []).includes(capability);
}

export function useSignOut(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    await api.DELETE("/api/v1/session");
    // Nothing that was read stays for the next one to sit here; the door itself goes on asking who that is.
    queries.setQueryData(meKey, null);
    queries.removeQueries({ predicate: (q) => q.queryKey[0] !== meKey[0] });
  };
}
