// A session as the server keeps it, and recording what it did: each deed under the version that was on the screen.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { api, take, takeTagged, type Schema, type Tagged } from "@/api/client";
import { matterKeys } from "@/api/keys";
import { useZone } from "@/api/me";
import { isProblem } from "@/api/problem";
import { useReviewWords } from "./words";

export type Meeting = Schema["MeetingView"];
export type Item = Schema["AgendaItem"];
export type Deed = Schema["SessionDeed"];

export const sessionKeys = {
  all: ["sessions"] as const,
  of: (zone: string, id: string) => ["sessions", zone, "one", id] as const,
};

export const toSession = (id: string, part = "") => `/sessions/${encodeURIComponent(id)}${part}`;

/** Who presides over a session, one after another; before that is known, who is to. */
export function usePresiding() {
  const t = useReviewWords();
  return (m: Meeting) =>
    m.presides.length === 0 ? m.chair : m.presides.map((p) => (p.acting ? `${p.post}（${t("acting")}）` : p.post)).join(" → ");
}

export function useMeeting(id: string) {
  const zone = useZone();
  return useQuery({
    queryKey: sessionKeys.of(zone, id),
    queryFn: () => takeTagged(api.GET("/api/v1/zones/{zone}/sessions/{session}", { params: { path: { zone, session: id } } })),
    // Others in the room see what is recorded soon after.
    refetchInterval: (q) => (q.state.data?.value.stage === "open" ? 15_000 : false),
  });
}

/** Records deeds of a session, all or none; what it says afterwards is shown at once. */
export function useSit(id: string) {
  const t = useReviewWords();
  const zone = useZone();
  const queries = useQueryClient();
  const { message } = App.useApp();
  return useMutation({
    mutationFn: async (deeds: Deed[]) => {
      const known = queries.getQueryData<Tagged<Meeting>>(sessionKeys.of(zone, id));
      return takeTagged(
        api.POST("/api/v1/zones/{zone}/sessions/{session}/commands", {
          params: { path: { zone, session: id }, header: { "If-Match": known?.etag ?? "" } },
          body: { deeds, as: known?.value.hold_as[0] },
        }),
      );
    },
    onSuccess: (now) => {
      queries.setQueryData(sessionKeys.of(zone, id), now);
      void queries.invalidateQueries({ queryKey: matterKeys.all });
      void queries.invalidateQueries({ queryKey: sessionKeys.all, predicate: (q) => q.queryKey[2] !== "one" });
    },
    onError: (e) => {
      if (isProblem(e) && e.status === 412) {
        void message.warning(t("changed"));
        void queries.invalidateQueries({ queryKey: sessionKeys.of(zone, id) });
      }
    },
  });
}

/** A document that the server writes of a session. */
export function usePaper(id: string, paper: "minutes" | "bulletin") {
  const zone = useZone();
  const at = { params: { path: { zone, session: id } }, parseAs: "text" as const };
  return useQuery({
    queryKey: [...sessionKeys.of(zone, id), paper],
    queryFn: () =>
      paper === "minutes"
        ? take(api.GET("/api/v1/zones/{zone}/sessions/{session}/minutes", at) as Promise<{ data?: string; response: Response }>)
        : take(api.GET("/api/v1/zones/{zone}/sessions/{session}/bulletin", at) as Promise<{ data?: string; response: Response }>),
  });
}

export function useTemplates() {
  const zone = useZone();
  return useQuery({
    queryKey: ["sessions", zone, "templates"],
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/session-templates", { params: { path: { zone } } })),
  });
}
