// One factory of query keys: what hangs together is invalidated together.
const all = ["matters"] as const;

export const matterKeys = {
  all,
  lists: [...all, "list"] as const,
  list: (query: unknown) => [...all, "list", query] as const,
  /** Today, my work, counts: whatever sums matters up. */
  figures: [...all, "figures"] as const,
  figure: (...name: unknown[]) => [...all, "figures", ...name] as const,
  of: (number: string) => [...all, "one", number] as const,
  part: (number: string, part: string) => [...all, "one", number, part] as const,
};
