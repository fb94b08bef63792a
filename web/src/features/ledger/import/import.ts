// Importing at the desk: a file is sent and tried, doubtful cells are corrected and tried again, and what was looked at is imported.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take, type Schema } from "@/api/client";
import { matterKeys } from "@/api/keys";

export type Import = Schema["ImportView"];
export type Doubt = Schema["DoubtView"];
export type Corrections = Record<string, string>;

export const importKeys = {
  all: ["imports"] as const,
  one: (zone: string, id: string) => ["imports", zone, id] as const,
  list: (zone: string) => ["imports", zone] as const,
};

/** The cell that a doubt is about as corrections name it; none where it is about a row or a sheet. */
export const cellOf = (d: Doubt) => (/^[A-Z]+\d+$/.test(d.cell ?? "") ? `${d.sheet}!${d.cell}` : undefined);

const underWay = (i?: Import) => [i?.dry_run?.state, i?.import?.state].some((s) => s === "waiting" || s === "running");

export function useImport(zone: string, id: string | undefined) {
  return useQuery({
    queryKey: importKeys.one(zone, id ?? ""),
    enabled: id !== undefined,
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/imports/{import}", { params: { path: { zone, import: id ?? "" } } })),
    refetchInterval: (q) => (underWay(q.state.data) ? 600 : false),
  });
}

export function useImports(zone: string) {
  return useQuery({
    queryKey: importKeys.list(zone),
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/imports", { params: { path: { zone } } })),
  });
}

/** Sends a file with what it is told besides; gives the import whose dry run began. */
export function useSend(zone: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ file, said }: { file: File; said: Record<string, string | number | undefined> }) => {
      const body = new FormData();
      for (const [name, value] of Object.entries(said)) if (value !== undefined && value !== "") body.append(name, String(value));
      body.append("file", file, file.name);
      return take(
        api.POST("/api/v1/zones/{zone}/imports", {
          params: { path: { zone } },
          body: body as never,
          bodySerializer: (b: unknown) => b as FormData,
        }),
      );
    },
    onSuccess: (i) => {
      queries.setQueryData(importKeys.one(zone, i.id), i);
      void queries.invalidateQueries({ queryKey: importKeys.list(zone) });
    },
  });
}

function useStep(zone: string, id: string, step: (corrections: Corrections) => Promise<Import>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: step,
    onSuccess: (i) => queries.setQueryData(importKeys.one(zone, id), i),
    onError: () => queries.invalidateQueries({ queryKey: importKeys.one(zone, id) }),
  });
}

export const useCorrect = (zone: string, id: string) =>
  useStep(zone, id, (corrections) =>
    take(api.POST("/api/v1/zones/{zone}/imports/{import}/corrections", { params: { path: { zone, import: id } }, body: { corrections } })),
  );

export const useConfirm = (zone: string, of: Import) =>
  useStep(zone, of.id, () =>
    take(
      api.POST("/api/v1/zones/{zone}/imports/{import}/confirmation", {
        params: { path: { zone, import: of.id } },
        body: { sha256: of.sha256, corrections: of.corrections },
      }),
    ),
  );

/** What an import brought is read anew wherever it shows. */
export function useImportedMatters() {
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ queryKey: matterKeys.all });
}

/** A field that spreadsheet programs would take for a formula keeps an apostrophe before it. */
const field = (s: string) => `"${(/^[=+\-@\t\r＝＋－＠]/.test(s) ? `'${s}` : s).replaceAll('"', '""')}"`;

/** Saves rows as a csv that Excel opens as UTF-8. */
export function save(name: string, rows: string[][]) {
  const url = URL.createObjectURL(new Blob(["\ufeff", rows.map((r) => r.map(field).join(",")).join("\r\n"), "\r\n"], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
