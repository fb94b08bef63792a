import { useQuery } from "@tanstack/react-query";
import { api, take, type Schema } from "@/api/client";
import { matterKeys } from "@/api/keys";
import { useZone } from "@/api/me";

export type Node = Schema["TreeNode"];
export type Kind = Schema["TreeKind"];

/** One tree, or all of the zone. Progress, weights and counts are the server's. */
export function useTree(number: string | undefined) {
  const zone = useZone();
  return useQuery({
    queryKey: number ? matterKeys.part(number, "tree") : matterKeys.figure("trees"),
    queryFn: () =>
      number
        ? take(api.GET("/api/v1/zones/{zone}/matters/{number}/tree", { params: { path: { zone, number } } }))
        : take(api.GET("/api/v1/zones/{zone}/trees", { params: { path: { zone } } })),
  });
}

export type Branch = Node & { below: Branch[] };

/** The nodes as they hang; each comes before what hangs below it. */
export function hung(nodes: Node[]): Branch[] {
  const by = new Map<string, Branch>();
  const top: Branch[] = [];
  for (const n of nodes) {
    const b = { ...n, below: [] };
    by.set(n.id, b);
    const above = n.parent ? by.get(n.parent) : undefined;
    (above ? above.below : top).push(b);
  }
  return top;
}

export const sumOf = (all: Node[]) => all.reduce((n, b) => n + b.weight, 0);
