// What an enterprise wants to be told of when it changes.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Switch } from "antd";
import { Link } from "react-router";
import { api, take, type Schema } from "@/api/client";
import { useZone } from "@/api/me";
import { Asked, Refusal } from "@/ui/Asked";
import { Panel } from "@/ui/Page";
import { instantWords } from "@/ui/time";
import { keys } from "./ask";
import css from "./benefits.module.css";
import { useBenefitWords } from "./words";

const parts = ["entitlements", "claims", "clauses"] as const;

export function Follow() {
  const t = useBenefitWords();
  const zone = useZone();
  const cache = useQueryClient();
  const { message } = App.useApp();
  const name = keys.part(zone, "subscription");
  const asked = useQuery({
    queryKey: name,
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/benefits/mine/subscription", { params: { path: { zone } } })),
  });
  const save = useMutation({
    mutationFn: (body: Schema["SubscriptionBody"]) =>
      take(api.PUT("/api/v1/zones/{zone}/benefits/mine/subscription", { params: { path: { zone } }, body })),
    onSuccess: (now) => {
      cache.setQueryData(name, now);
      void message.success(t(now.since ? "follow_saved" : "follow_ended"));
    },
  });
  return (
    <Panel
      title={t("follow")}
      more={
        <>
          <Link to="/me?tab=notices">{t("follow_inbox")}</Link> · <Link to="/me?tab=notify">{t("follow_how")}</Link>
        </>
      }
    >
      <Asked query={asked}>
        {(now) => (
          <>
            <p>{t("follow_note")}</p>
            <div className={css.follow}>
              {parts.map((part) => (
                <label key={part}>
                  <Switch
                    aria-label={t(`follow_${part}`)}
                    checked={now[part]}
                    loading={save.isPending}
                    onChange={(on) => save.mutate({ entitlements: now.entitlements, claims: now.claims, clauses: now.clauses, [part]: on })}
                  />
                  <span>
                    {t(`follow_${part}`)}
                    <small>{t(`follow_${part}_hint`)}</small>
                  </span>
                </label>
              ))}
            </div>
            <small>{now.since ? t("follow_since", { when: instantWords(now.since, "") }) : t("follow_none")}</small>
            {save.isError && <Refusal error={save.error} />}
          </>
        )}
      </Asked>
    </Panel>
  );
}
