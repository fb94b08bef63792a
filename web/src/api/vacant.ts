import { useQuery } from "@tanstack/react-query";
import { api, take } from "./client";
import { useZone } from "./me";

/** The posts and bodies of a chart for which nobody acts. */
export function vacancies(posts: readonly { name: string; acting?: string }[], bodies: readonly { name: string; vacant?: boolean }[]): ReadonlySet<string> {
  return new Set([...posts.filter((p) => !p.acting), ...bodies.filter((b) => b.vacant)].map((one) => one.name));
}

/** Those of today, read once for all the rows of a page; none until it is known. */
export function useVacant(): ReadonlySet<string> {
  const zone = useZone();
  const at = { params: { path: { zone } } };
  const vacant = useQuery({
    queryKey: ["org", "vacant", zone],
    queryFn: async () => {
      const [posts, bodies] = await Promise.all([take(api.GET("/api/v1/zones/{zone}/org/posts", at)), take(api.GET("/api/v1/zones/{zone}/org/bodies", at))]);
      return vacancies(posts.posts, bodies.bodies);
    },
    staleTime: 300_000,
    structuralSharing: false,
  });
  return vacant.data ?? new Set();
}
