import { useQuery } from "@tanstack/react-query";
import { api, take } from "./client";
import { useMe } from "./me";

export const noticesKey = ["notices"] as const;

/** How many notices one has not read; undefined for who has no inbox. */
export function useUnread(): number | undefined {
  const me = useMe();
  const zone = me.zone ?? "";
  const asked = useQuery({
    queryKey: [...noticesKey, zone, "count"],
    enabled: Boolean(me.inbox && zone),
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/notices", { params: { path: { zone }, query: { unread: true, limit: 1 } } })),
    refetchInterval: 120_000,
  });
  return asked.data?.unread;
}
