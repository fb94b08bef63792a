import { useQuery } from "@tanstack/react-query";
import { api, take } from "./client";

const none: never[] = []; // always the same, so that what is worked out of it is kept

/** The kinds, units and posts to choose from; bearers are the posts and the bodies, which own and verify as posts do. */
export function useChoices(zone: string) {
  const kinds = useQuery({
    queryKey: ["mechanisms", zone],
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/mechanisms", { params: { path: { zone } } })),
    staleTime: 300_000,
  });
  const units = useQuery({
    queryKey: ["org", "units", zone],
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/org/units", { params: { path: { zone } } })),
    staleTime: 300_000,
  });
  const { posts, bodies } = useBearers(zone);
  return {
    bearers: [...posts, ...bodies].map((b) => b.name),
    kinds: kinds.data?.kinds ?? [],
    letters: kinds.data?.letters ?? [],
    units: units.data?.units ?? [],
    posts,
  };
}

/** The posts and bodies that matters are given to, as they stand today. */
export function useBearers(zone: string) {
  const posts = useQuery({
    queryKey: ["org", "posts", zone],
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/org/posts", { params: { path: { zone } } })),
    staleTime: 300_000,
  });
  const bodies = useQuery({
    queryKey: ["org", "bodies", zone],
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/org/bodies", { params: { path: { zone } } })),
    staleTime: 300_000,
  });
  return { posts: posts.data?.posts ?? none, bodies: bodies.data?.bodies ?? none };
}
