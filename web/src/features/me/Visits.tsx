import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useState } from "react";
import { api, take, type Schema } from "@/api/client";
import { meKey } from "@/api/me";
import { Ask } from "@/ui/ask/Ask";
import { Sheet } from "@/ui/ask/Sheet";
import { Asked, Refusal } from "@/ui/Asked";
import { Panel } from "@/ui/Page";
import { instantWords } from "@/ui/time";
import css from "./me.module.css";
import { useMeWords } from "./words";

const visitsKey = ["self", "visits"];

/** Where one is signed in; what one does not know one ends. */
export function Visits() {
  const t = useMeWords();
  const cache = useQueryClient();
  const { message } = App.useApp();
  const [leaving, setLeaving] = useState(false);
  const visits = useQuery({ queryKey: visitsKey, queryFn: () => take(api.GET("/api/v1/me/visits")) });
  const end = useMutation({
    mutationFn: (visit: string) => take(api.DELETE("/api/v1/session/visits/{visit}", { params: { path: { visit } } })),
    onSuccess: () => {
      void message.success(t("ended"));
      void cache.invalidateQueries({ queryKey: visitsKey });
    },
  });
  return (
    <>
      <div className={css.bar}>
        <span>{t("visit_note")}</span>
        <Button danger onClick={() => setLeaving(true)}>
          {t("everywhere")}
        </Button>
      </div>
      {end.isError && <Refusal error={end.error} />}
      <Panel title={t("visits")} n={visits.data?.visits.length} flush>
        <Asked query={visits}>
          {({ visits: all }) => (
            <Sheet<Schema["IdentityVisitInfo"]>
              name={t("visits")}
              rows={all}
              keyOf={(v) => v.id}
              columns={[
                {
                  title: t("device"),
                  cell: (v) => (
                    <>
                      {device(v.agent) || t("unknown_device")}
                      {v.current && <small>{t("here")}</small>}
                    </>
                  ),
                },
                { title: t("address"), cell: (v) => v.address },
                {
                  title: t("since"),
                  cell: (v) => (
                    <>
                      {instantWords(v.since, "")}
                      <small>{t(v.method.startsWith("oidc") ? "by_provider" : "by_password")}</small>
                    </>
                  ),
                },
                { title: t("last"), cell: (v) => instantWords(v.last, "") },
                {
                  title: t("end"),
                  acts: true,
                  cell: (v) =>
                    !v.current && (
                      <Button size="small" loading={end.isPending && end.variables === v.id} onClick={() => end.mutate(v.id)}>
                        {t("end")}
                      </Button>
                    ),
                },
              ]}
            />
          )}
        </Asked>
      </Panel>
      {leaving && (
        <Ask
          title={t("everywhere")}
          note={t("everywhere_why")}
          danger
          ok={t("everywhere")}
          close={() => setLeaving(false)}
          send={() => take(api.DELETE("/api/v1/session", { params: { query: { everywhere: true } } }))}
          done={() => {
            cache.setQueryData(meKey, null);
            cache.removeQueries({ predicate: (q) => q.queryKey[0] !== meKey[0] });
          }}
        />
      )}
    </>
  );
}

/** What a browser says of itself, as people call it. */
function device(agent: string): string {
  const browser = /Edg\//.test(agent)
    ? "Edge"
    : /Firefox\//.test(agent)
      ? "Firefox"
      : /Chrome\//.test(agent)
        ? "Chrome"
        : /Safari\//.test(agent)
          ? "Safari"
          : agent.split(/[\s/]/)[0];
  const on = /Android/.test(agent)
    ? "Android"
    : /iPhone|iPad/.test(agent)
      ? "iOS"
      : /Windows/.test(agent)
        ? "Windows"
        : /Mac OS/.test(agent)
          ? "macOS"
          : /Linux/.test(agent)
            ? "Linux"
            : "";
  return [browser, on].filter(Boolean).join(" · ");
}
