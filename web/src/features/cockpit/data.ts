import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, take, type Schema } from "@/api/client";
import { matterKeys } from "@/api/keys";
import { useZone } from "@/api/me";

export type Figures = Schema["FiguresView"];
export type Figure = Schema["Figure"];
export type Lit = Schema["LightFigures"];
export type Board = Schema["BoardOutputBody"];
export type Card = Schema["BoardCard"];
export type By = "week" | "month";

// Live changes ask again at once (api/live.ts); time moves lights, too, without anybody doing anything.
const again = 60_000;

export function useFigures(by: By) {
  const zone = useZone();
  return useQuery({
    queryKey: matterKeys.figure("cockpit", zone, by),
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/figures", { params: { path: { zone }, query: { by, periods: 12 } } })),
    placeholderData: keepPreviousData,
    refetchInterval: again,
  });
}

export function useBoard(kind: string[], most: number) {
  const zone = useZone();
  return useQuery({
    queryKey: matterKeys.figure("board", zone, kind, most),
    queryFn: () =>
      take(
        api.GET("/api/v1/zones/{zone}/board", { params: { path: { zone }, query: { kind: kind.length > 0 ? kind : undefined, most } } }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: again,
  });
}

/** Where the list behind a figure is shown; undefined where there is none. */
export function behind(f?: Figure): string | undefined {
  if (!f?.list) return undefined;
  const [path, query = ""] = f.list.split("?");
  return path === "duties" ? `/letters?tab=duties&${query}` : `/ledger?${query}`;
}
