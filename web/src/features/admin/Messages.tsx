import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Checkbox, Form, Input, Segmented, Select } from "antd";
import { useState } from "react";
import { api, take, type Schema } from "@/api/client";
import { Ask, Once, Said } from "@/ui/ask/Ask";
import { Sheet, SheetFoot } from "@/ui/ask/Sheet";
import { Asked, Refusal } from "@/ui/Asked";
import { Empty, Panel } from "@/ui/Page";
import { instantWords } from "@/ui/time";
import css from "./admin.module.css";
import { useAdminWords } from "./words";

type Hook = Schema["HookView"];
type Secret = Schema["SecretOutputBody"];
const channelWords = ["email", "wecom", "dingtalk", "webhook", "hook"] as const;
const useChannel = () => {
  const t = useAdminWords();
  return (name: string) => ((channelWords as readonly string[]).includes(name) ? t(name as "email") : name);
};

/** The subscriptions of other systems. */
export function Webhooks({ zone }: { zone: string }) {
  const t = useAdminWords();
  const cache = useQueryClient();
  const { message } = App.useApp();
  const name = ["admin", "webhooks", zone];
  const [wish, setWish] = useState<{ deed: "add" | "change" | "rotate" | "remove"; of?: Hook }>();
  const [secret, setSecret] = useState<string>();
  const hooks = useQuery({ queryKey: name, queryFn: () => take(api.GET("/api/v1/zones/{zone}/webhooks", { params: { path: { zone } } })) });
  const close = () => setWish(undefined);
  const done = (r: unknown) => {
    void cache.invalidateQueries({ queryKey: name });
    if (r && typeof r === "object" && "secret" in r) setSecret(String((r as Secret).secret));
    else void message.success(t("done", { what: t("webhooks") }));
  };
  const at = (h: Hook) => ({ params: { path: { zone, webhook: h.id }, header: { "If-Match": h.version } } });
  return (
    <>
      <div className={css.bar}>
        <Button type="primary" onClick={() => setWish({ deed: "add" })}>
          {t("add_hook")}
        </Button>
      </div>
      <Panel title={t("webhooks")} n={hooks.data?.webhooks.length} flush>
        <Asked query={hooks}>
          {({ webhooks: all }) =>
            all.length === 0 ? (
              <Empty hint={t("no_hooks_hint")}>{t("no_hooks")}</Empty>
            ) : (
              <Sheet
                name={t("webhooks")}
                rows={all}
                keyOf={(h) => h.id}
                columns={[
                  {
                    title: t("url"),
                    cell: (h) => (
                      <>
                        {h.url}
                        {h.unreadable && <small className={css.bad}>{t("hook_unreadable")}</small>}
                        <small>{h.note}</small>
                      </>
                    ),
                  },
                  { title: t("events"), cell: (h) => (h.kinds.length === 0 ? t("all_events") : h.kinds.join(", ")) },
                  {
                    title: t("state"),
                    cell: (h) => (
                      <>
                        <span className={h.active ? css.good : css.note}>{t(h.active ? "active" : "paused")}</span>
                        {h.old_secret_until && <small>{t("old_until", { when: instantWords(h.old_secret_until, "") })}</small>}
                      </>
                    ),
                  },
                  { title: t("created"), cell: (h) => instantWords(h.created_at, "") },
                  {
                    title: t("more"),
                    acts: true,
                    cell: (h) => (
                      <>
                        {(["change", "rotate", "remove"] as const).map((d) => (
                          <Button key={d} size="small" onClick={() => setWish({ deed: d, of: h })}>
                            {t(d)}
                          </Button>
                        ))}
                      </>
                    ),
                  },
                ]}
              />
            )
          }
        </Asked>
      </Panel>
      {(wish?.deed === "add" || wish?.deed === "change") && (
        <Ask<Schema["HookBody"]>
          title={t(wish.of ? "change" : "add_hook")}
          close={close}
          done={done}
          initial={wish.of ? { url: wish.of.url, kinds: wish.of.kinds, note: wish.of.note, active: wish.of.active } : { active: true }}
          send={(body) =>
            wish.of
              ? take(api.PUT("/api/v1/zones/{zone}/webhooks/{webhook}", { ...at(wish.of), body }))
              : take(api.POST("/api/v1/zones/{zone}/webhooks", { params: { path: { zone } }, body }))
          }
        >
          <Said name="url" title={t("url")} hint={t("url_hint")}>
            <Input maxLength={2000} inputMode="url" />
          </Said>
          <Said name="kinds" title={t("events")} optional hint={t("all_events")}>
            <Select mode="multiple" allowClear options={(hooks.data?.kinds ?? []).map((k) => ({ value: k, label: k }))} />
          </Said>
          <Said name="note" title={t("note")} optional>
            <Input maxLength={500} />
          </Said>
          <Form.Item name="active" valuePropName="checked">
            <Checkbox>{t("active")}</Checkbox>
          </Form.Item>
        </Ask>
      )}
      {wish?.deed === "rotate" && wish.of && (
        <Ask
          title={t("rotate")}
          note={t("rotate_why")}
          ok={t("rotate")}
          close={close}
          done={done}
          send={() => take(api.POST("/api/v1/zones/{zone}/webhooks/{webhook}/secret", at(wish.of as Hook)))}
        />
      )}
      {wish?.deed === "remove" && wish.of && (
        <Ask
          title={t("remove")}
          note={t("remove_why", { url: wish.of.url })}
          danger
          ok={t("remove")}
          close={close}
          done={done}
          send={() => take(api.DELETE("/api/v1/zones/{zone}/webhooks/{webhook}", at(wish.of as Hook)))}
        />
      )}
      {secret && <Once title={t("hook_secret")} secret={secret} close={() => setSecret(undefined)} />}
    </>
  );
}

/** What waits to leave, what left, and what could not. */
export function Deliveries({ zone }: { zone: string }) {
  const t = useAdminWords();
  const channel = useChannel();
  const cache = useQueryClient();
  const [state, setState] = useState<"waiting" | "done" | "dead">("dead");
  const name = ["admin", "deliveries", zone];
  const pages = useInfiniteQuery({
    queryKey: [...name, state],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: after }) =>
      take(api.GET("/api/v1/zones/{zone}/deliveries", { params: { path: { zone }, query: { state, after, limit: 50 } } })),
    getNextPageParam: (page) => page.next,
  });
  const act = useMutation({
    mutationFn: ({ id, deed }: { id: string; deed: "resend" | "drop" }) => {
      const params = { path: { zone, delivery: id } };
      return deed === "resend"
        ? take(api.POST("/api/v1/zones/{zone}/deliveries/{delivery}/resend", { params }))
        : take(api.POST("/api/v1/zones/{zone}/deliveries/{delivery}/drop", { params }));
    },
    onSuccess: () => cache.invalidateQueries({ queryKey: name }),
  });
  const count = (s: string) => (pages.data?.pages[0]?.counts ?? []).filter((c) => c.state === s).reduce((n, c) => n + c.n, 0);
  return (
    <>
      <div className={css.bar}>
        <Segmented
          value={state}
          onChange={setState}
          options={(["dead", "waiting", "done"] as const).map((s) => ({ value: s, label: `${t(s === "done" ? "sent" : s)} ${count(s)}` }))}
        />
      </div>
      {act.isError && <Refusal error={act.error} />}
      <Panel title={t("deliveries")} flush>
        <Asked query={pages}>
          {({ pages: read }) => {
            const all = read.flatMap((p) => p.deliveries);
            if (all.length === 0) return <Empty hint={t("no_deliveries_hint")}>{t("no_deliveries")}</Empty>;
            return (
              <>
                <Sheet
                  name={t("deliveries")}
                  rows={all}
                  keyOf={(d) => d.id}
                  columns={[
                    {
                      title: t("channel"),
                      cell: (d) => (
                        <>
                          {channel(d.channel)}
                          <small>{d.kind}</small>
                        </>
                      ),
                    },
                    { title: t("target"), cell: (d) => <span className={css.code}>{d.target}</span> },
                    { title: t("attempts"), cell: (d) => d.attempts },
                    {
                      title: t("at"),
                      cell: (d) => (
                        <>
                          {instantWords(d.ended_at ?? d.created_at, "")}
                          {d.state === "waiting" && d.next_at && <small>{t("next_at", { when: instantWords(d.next_at, "") })}</small>}
                        </>
                      ),
                    },
                    { title: t("error"), cell: (d) => d.error },
                    {
                      title: t("more"),
                      acts: true,
                      cell: (d) => (
                        <>
                          {d.state !== "done" && (
                            <Button
                              size="small"
                              loading={act.isPending && act.variables.id === d.id}
                              onClick={() => act.mutate({ id: d.id, deed: "resend" })}
                            >
                              {t("resend")}
                            </Button>
                          )}
                          {d.state === "waiting" && (
                            <Button size="small" onClick={() => act.mutate({ id: d.id, deed: "drop" })}>
                              {t("drop")}
                            </Button>
                          )}
                        </>
                      ),
                    },
                  ]}
                />
                {pages.hasNextPage && (
                  <SheetFoot>
                    <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
                      {t("next")}
                    </Button>
                  </SheetFoot>
                )}
              </>
            );
          }}
        </Asked>
      </Panel>
    </>
  );
}

/** The ways by which notices leave, without addresses. */
export function Channels({ zone }: { zone: string }) {
  const t = useAdminWords();
  const channel = useChannel();
  const channels = useQuery({
    queryKey: ["admin", "channels", zone],
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/channels", { params: { path: { zone } } })),
  });
  return (
    <Panel title={t("channels")} flush>
      <Asked query={channels}>
        {({ channels: all }) => (
          <>
            <Sheet
              name={t("channels")}
              rows={all}
              keyOf={(c) => c.channel}
              columns={[
                { title: t("channel"), cell: (c) => channel(c.channel) },
                {
                  title: t("state"),
                  cell: (c) => (
                    <span className={c.configured ? css.good : css.note}>{t(c.configured ? "configured" : "unconfigured")}</span>
                  ),
                },
                { title: t("waiting"), cell: (c) => c.waiting },
                { title: t("dead"), cell: (c) => <span className={c.dead > 0 ? css.bad : ""}>{c.dead}</span> },
                { title: t("last_sent"), cell: (c) => (c.sent_at ? instantWords(c.sent_at, "") : t("never")) },
                {
                  title: t("last_failed"),
                  cell: (c) =>
                    c.failed_at && (
                      <>
                        {instantWords(c.failed_at, "")}
                        <small>{c.error}</small>
                      </>
                    ),
                },
              ]}
            />
            <SheetFoot>{t("channels_hint")}</SheetFoot>
          </>
        )}
      </Asked>
    </Panel>
  );
}
