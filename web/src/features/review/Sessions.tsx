// The sessions of the zone: what is to come first, then what was held; the sorts of sessions, and calling one.
import { PlusOutlined } from "@ant-design/icons";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button, Tag } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { api, take, type Schema } from "@/api/client";
import { useToday, useZone } from "@/api/me";
import { Asked, Refusal } from "@/ui/Asked";
import { Empty, Page, Panel } from "@/ui/Page";
import { dayWords } from "@/ui/time";
import { Convene } from "./Convene";
import { toSession, useTemplates } from "./query";
import css from "./review.module.css";
import { useReviewWords } from "./words";

type Line = Schema["MeetingLine"];

export default function Sessions() {
  const t = useReviewWords();
  const zone = useZone();
  const templates = useTemplates();
  const [calling, setCalling] = useState<string>();
  const mine = (templates.data?.templates ?? []).filter((s) => s.hold_as.length > 0);
  const coming = useQuery({
    queryKey: ["sessions", zone, "coming"],
    queryFn: async () => {
      const ask = (stage: "open" | "convened") =>
        take(api.GET("/api/v1/zones/{zone}/sessions", { params: { path: { zone }, query: { stage, limit: 100 } } }));
      const [open, convened] = await Promise.all([ask("open"), ask("convened")]);
      return [...open.sessions, ...convened.sessions.toSorted((a, b) => a.date.localeCompare(b.date))];
    },
  });
  return (
    <Page
      title={t("title")}
      actions={
        mine.length > 0 && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setCalling(mine[0]!.name)}>
            {t("convene")}
          </Button>
        )
      }
    >
      <div className={css.columns}>
        <div>
          <Panel title={t("upcoming")} n={coming.data?.length} flush>
            <Asked query={coming}>
              {(all) =>
                all.length === 0 ? (
                  <Empty hint={t(mine.length > 0 ? "none_upcoming_hint" : "none_upcoming_reader")}>{t("none_upcoming")}</Empty>
                ) : (
                  <List lines={all} next />
                )
              }
            </Asked>
          </Panel>
          <Held />
        </div>
        {(templates.isPending || (templates.data?.templates.length ?? 0) > 0) && (
          <Panel title={t("kinds")} flush>
            <Asked query={templates}>{({ templates: all }) => <Kinds all={all} choose={setCalling} />}</Asked>
          </Panel>
        )}
      </div>
      {calling && <Convene templates={mine} first={calling} close={() => setCalling(undefined)} />}
    </Page>
  );
}

function Held() {
  const t = useReviewWords();
  const zone = useZone();
  const pages = useInfiniteQuery({
    queryKey: ["sessions", zone, "held"],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      take(api.GET("/api/v1/zones/{zone}/sessions", { params: { path: { zone }, query: { after: pageParam || undefined, limit: 50 } } })),
    getNextPageParam: (last) => last.next || undefined,
  });
  const lines = (pages.data?.pages ?? []).flatMap((p) => p.sessions).filter((s) => s.stage === "closed" || s.stage === "cancelled");
  return (
    <Panel title={t("held")} n={pages.data ? lines.length : undefined} flush>
      {pages.isError ? (
        <Refusal error={pages.error} retry={() => void pages.refetch()} />
      ) : pages.data && lines.length === 0 ? (
        <Empty hint={t("none_held_hint")}>{t("none_held")}</Empty>
      ) : (
        <List lines={lines} />
      )}
      {pages.hasNextPage && (
        <p className={css.foot}>
          <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {t("more")}
          </Button>
        </p>
      )}
    </Panel>
  );
}

const colours: Record<string, string> = { open: "processing", convened: "warning" };

function List({ lines, next = false }: { lines: Line[]; next?: boolean }) {
  const t = useReviewWords();
  const today = useToday();
  return (
    <ul className={css.sessions}>
      {lines.map((s) => (
        <li key={s.id} data-next={next ? "" : undefined}>
          <time dateTime={s.date}>{dayWords(s.date, today)}</time>
          <span className={css.what}>
            <Link to={toSession(s.number || s.id)}>{s.title}</Link>
            <small>
              {s.number} {s.chair && `· ${s.chair}`}
            </small>
          </span>
          <Tag color={colours[s.stage]}>{t(s.stage as "open")}</Tag>
          <small className={css.counts}>
            {t("items_n", { n: s.items })}
            <br />
            {t("resolutions_n", { n: s.resolutions })}
          </small>
        </li>
      ))}
    </ul>
  );
}

function Kinds({ all, choose }: { all: Schema["TemplateView"][]; choose: (name: string) => void }) {
  const t = useReviewWords();
  const today = useToday();
  return (
    <ul className={css.kinds}>
      {all.map((s) => (
        <li key={s.name}>
          <div>
            <b>{s.title}</b>
            <small>{s.per_year ? t("plan", { held: s.held, plan: s.per_year }) : t("plan_none", { held: s.held })}</small>
            {s.series && (
              <small>
                {s.series.count ? t("series", { count: s.series.count }) : ""}{" "}
                {s.series.says && t("series_within", { within: s.series.says })}
              </small>
            )}
            {s.number && (
              <small>
                {t("number_as", {
                  pattern: s.number
                    .replace("{year}", today.slice(0, 4))
                    .replace("{month}", today.slice(5, 7))
                    .replace(/\{\w+\}/g, "N"),
                })}
              </small>
            )}
          </div>
          {s.hold_as.length > 0 && (
            <Button size="small" onClick={() => choose(s.name)} aria-label={`${t("do_convene")} ${s.title}`}>
              {t("do_convene")}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
