import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { api, take, type Schema } from "@/api/client";
import { noticesKey } from "@/api/notices";
import { useZone } from "@/api/me";
import { Asked, Refusal } from "@/ui/Asked";
import { Empty, Panel } from "@/ui/Page";
import { instantWords } from "@/ui/time";
import css from "./me.module.css";
import { useMeWords } from "./words";

/** One's inbox: what one was told, newest first. */
export function Notices() {
  const t = useMeWords();
  const zone = useZone();
  const cache = useQueryClient();
  const [unread, setUnread] = useState(true);
  const pages = useInfiniteQuery({
    queryKey: [...noticesKey, zone, unread],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      take(api.GET("/api/v1/zones/{zone}/notices", { params: { path: { zone }, query: { unread, after: pageParam, limit: 50 } } })),
    getNextPageParam: (page) => page.next,
  });
  const mark = useMutation({
    mutationFn: (ids: string[]) => take(api.POST("/api/v1/zones/{zone}/notices/read", { params: { path: { zone } }, body: { ids } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: noticesKey }),
  });
  const n = pages.data?.pages[0]?.unread;
  return (
    <>
      <div className={css.bar}>
        <Segmented
          value={unread ? "unread" : "all"}
          onChange={(v) => setUnread(v === "unread")}
          options={[
            { value: "unread", label: t("unread") },
            { value: "all", label: t("all") },
          ]}
        />
        <Button disabled={!n} loading={mark.isPending} onClick={() => mark.mutate([])}>
          {t("read_all")}
        </Button>
      </div>
      {mark.isError && <Refusal error={mark.error} />}
      <Panel title={t("notices")} n={n} flush>
        <Asked query={pages}>
          {({ pages: all }) => {
            const notices = all.flatMap((p) => p.notices);
            if (notices.length === 0) return <Empty hint={t("no_notices_hint")}>{t(unread ? "no_unread" : "no_notices")}</Empty>;
            return (
              <>
                {notices.map((x) => (
                  <Notice key={x.id} of={x} read={() => mark.mutate([x.id])} />
                ))}
                {pages.hasNextPage && (
                  <div className={css.item}>
                    <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
                      {t("next")}
                    </Button>
                  </div>
                )}
              </>
            );
          }}
        </Asked>
      </Panel>
    </>
  );
}

function Notice({ of, read }: { of: Schema["NoticeView"]; read: () => void }) {
  const t = useMeWords();
  const to = of.link;
  return (
    <article className={css.notice} data-unread={of.read_at ? undefined : ""}>
      <header>
        <h3>{to ? <Link to={to}>{of.title}</Link> : of.title}</h3>
        {of.urgent && <span className={css.urgent}>{t("is_urgent")}</span>}
        <small>{[t(of.kind), of.number, instantWords(of.created_at, "")].filter(Boolean).join(" · ")}</small>
        {!of.read_at && (
          <Button size="small" type="link" onClick={read}>
            {t("read")}
          </Button>
        )}
      </header>
      <p>{of.body}</p>
      {of.confidential && <small>{t("confidential")}</small>}
    </article>
  );
}
