// What may be done with a matter, and doing it. The server says which commands there are for the reader, what each takes and
// what its gate still misses; nothing of that is known here.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, take, takeTagged, type Schema } from "@/api/client";
import { matterKeys } from "@/api/keys";
import { isProblem } from "@/api/problem";

export type Take = Schema["TakeView"];
export type Action = Schema["ActionView"];
export type Said = Record<string, unknown>;

export function useActions(zone: string, number: string) {
  return useQuery({
    queryKey: matterKeys.part(number, "actions"),
    queryFn: () => takeTagged(api.GET("/api/v1/zones/{zone}/matters/{number}/actions", { params: { path: { zone, number } } })),
  });
}

/** What was said as it is sent: the kind's own fields gathered under fields, nothing that was left empty. */
export function saidOf(said: Said): Said {
  const out: Said = {};
  const fields: Said = {};
  for (const [name, value] of Object.entries(said)) {
    if (value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0)) continue;
    if (name.startsWith("fields.")) fields[name.slice("fields.".length)] = value;
    else out[name] = value;
  }
  return Object.keys(fields).length > 0 ? { ...out, fields } : out;
}

export function deedOf(action: Action, said: Said): Schema["Deed"] {
  const deed: Record<string, unknown> = { command: action.command, as: action.as };
  if (action.letter) deed.letter = action.letter;
  if (action.duty) deed.duty = action.duty;
  return { ...deed, ...saidOf(said) } as Schema["Deed"];
}

/** Carries out one action under the version that was on the screen; a matter that others changed meanwhile is read anew. */
export function useDeed(zone: string, number: string, etag: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ action, said }: { action: Action; said: Said }) =>
      take(
        api.POST("/api/v1/zones/{zone}/matters/{number}/commands", {
          params: { path: { zone, number }, header: { "If-Match": etag } },
          body: { deeds: [deedOf(action, said)] },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: matterKeys.all }),
    onError: (e) => {
      if (isProblem(e) && e.status === 412) void queries.invalidateQueries({ queryKey: matterKeys.of(number) });
    },
  });
}

/** Attaches a file to the matter and gives how evidence cites it. */
export async function attach(zone: string, number: string, file: File): Promise<Schema["AttachmentView"]> {
  const body = new FormData();
  body.append("file", file, file.name);
  return take(
    api.POST("/api/v1/zones/{zone}/matters/{number}/attachments", {
      params: { path: { zone, number } },
      body: body as never,
      bodySerializer: (b: unknown) => b as FormData,
    }),
  );
}
