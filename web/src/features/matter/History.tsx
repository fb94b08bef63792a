import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { useState } from "react";
import { api, take, type Schema } from "@/api/client";
import { matterKeys } from "@/api/keys";
import { useZone } from "@/api/me";
import { Panel } from "@/ui/Page";
import { instantWords } from "@/ui/time";
import css from "./matter.module.css";
import { Proof } from "./proof/Proof";
import { useMatterWords } from "./words";

type History = Schema["HistoryOutputBody"];

/** Everything that happened, newest first; what followed by itself can be left out. Each line carries the hash that proves it. */
export function Timeline({ number, first }: { number: string; first: History }) {
  const t = useMatterWords();
  const zone = useZone();
  const [people, setPeople] = useState(true);
  const pages = useInfiniteQuery({
    queryKey: matterKeys.part(number, "past"),
    initialPageParam: 0,
    queryFn: ({ pageParam }) =>
      take(
        api.GET("/api/v1/zones/{zone}/matters/{number}/history", {
          params: { path: { zone, number }, query: { after: pageParam || undefined } },
        }),
      ),
    getNextPageParam: (last) => (last.more ? last.past?.at(-1)?.seq : undefined),
  });
  const all = (pages.data?.pages ?? [first]).flatMap((p) => p.past ?? []);
  const shown = all.filter((e) => !people || !e.derived).toReversed();
  return (
    <Panel
      title={t("history")}
      n={all.length}
      more={
        <Segmented
          size="small"
          value={people ? "people" : "all"}
          onChange={(v) => setPeople(v === "people")}
          options={[
            { value: "people", label: t("only_human") },
            { value: "all", label: t("all_events") },
          ]}
        />
      }
    >
      {pages.hasNextPage && (
        <p className={css.note}>
          {t("more_events")}{" "}
          <Button size="small" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {t("load_more")}
          </Button>
        </p>
      )}
      <ol className={css.timeline}>
        {shown.map((e) => (
          <li key={e.seq} data-derived={e.derived ? "" : undefined}>
            <time dateTime={e.at}>{instantWords(e.at, "")}</time>
            <div>
              <p>{e.says}</p>
              <small title={e.hash}>
                {e.actor ?? t("derived")}
                {e.deputy && ` · ${t("deputy")}`} · {t("hash", { seq: e.seq ?? 0, hash: (e.hash ?? "").slice(0, 12) })}{" "}
                <Proof plain number={number} seq={e.seq} />
              </small>
            </div>
          </li>
        ))}
      </ol>
      <div className="no-print" style={{ marginTop: 10 }}>
        <Proof number={number} />
      </div>
    </Panel>
  );
}
