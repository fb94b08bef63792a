// The organisation as it is on a day. All of it hangs together: one key, so that a change reads all of it anew.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take, takeTagged, type Schema } from "@/api/client";
import { matterKeys } from "@/api/keys";
import { useZone } from "@/api/me";

export type Unit = Schema["UnitView"];
export type Post = Schema["PostView"];
export type Command = Schema["OrgInputBody"]["command"];

const orgKey = ["org"] as const;

export function useChart(on: string) {
  const zone = useZone();
  const at = { params: { path: { zone }, query: { on } } };
  const units = useQuery({
    queryKey: [...orgKey, "on", zone, on, "units"],
    queryFn: () => takeTagged(api.GET("/api/v1/zones/{zone}/org/units", at)),
  });
  const posts = useQuery({
    queryKey: [...orgKey, "on", zone, on, "posts"],
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/org/posts", at)),
  });
  return { units, posts };
}

export const useBodies = (on: string) => {
  const zone = useZone();
  return useQuery({
    queryKey: [...orgKey, "on", zone, on, "bodies"],
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/org/bodies", { params: { path: { zone }, query: { on } } })),
  });
};

export const useAbsences = (on: string) => {
  const zone = useZone();
  return useQuery({
    queryKey: [...orgKey, "on", zone, on, "absences"],
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/org/absences", { params: { path: { zone }, query: { on } } })),
  });
};

export const useMatrix = (on: string) => {
  const zone = useZone();
  return useQuery({
    queryKey: [...orgKey, "on", zone, on, "matrix"],
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/org/responsibility", { params: { path: { zone }, query: { on } } })),
  });
};

export const useHandOvers = () => {
  const zone = useZone();
  return useQuery({
    queryKey: [...orgKey, "hand-overs", zone],
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/org/hand-overs", { params: { path: { zone } } })),
  });
};

export const useDelegations = () => {
  const zone = useZone();
  return useQuery({
    queryKey: [...orgKey, "delegations", zone],
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/delegations", { params: { path: { zone } } })),
  });
};

/** What a change touches: the organisation, and whose the matters are. */
export function useAgain() {
  const cache = useQueryClient();
  return () => {
    void cache.invalidateQueries({ queryKey: orgKey });
    void cache.invalidateQueries({ queryKey: matterKeys.all });
  };
}

/** Every person that the chart knows on the day, with their posts. */
export function people(posts: readonly Post[]): { value: string; label: string }[] {
  const of = new Map<string, string[]>();
  for (const p of posts) for (const who of [p.primary, p.deputy]) if (who) of.set(who, [...(of.get(who) ?? []), p.name]);
  return [...of].map(([value, names]) => ({ value, label: `${value}（${names.join("、")}）` }));
}
