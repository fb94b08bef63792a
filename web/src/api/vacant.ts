import { useMemo } from "react";
import { useBearers } from "./choices";
import { useZone } from "./me";

/** The posts and bodies of a chart for which nobody acts. */
export function vacancies(
  posts: readonly { name: string; acting?: string }[],
  bodies: readonly { name: string; vacant?: boolean }[],
): ReadonlySet<string> {
  return new Set([...posts.filter((p) => !p.acting), ...bodies.filter((b) => b.vacant)].map((one) => one.name));
}

/** Those of today; none until they are known. */
export function useVacant(): ReadonlySet<string> {
  const { posts, bodies } = useBearers(useZone());
  return useMemo(() => vacancies(posts, bodies), [posts, bodies]);
}
