import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api, take, type Schema } from "@/api/client";
import { matterKeys } from "@/api/keys";
import { useToday, useZone } from "@/api/me";
import { Asked } from "@/ui/Asked";
import { MatterRow, Rows } from "@/ui/MatterRow";
import { Empty, Panel } from "@/ui/Page";
import { useTodayWords } from "./words";

type Part = "accept" | "verify" | "report";
const parts: Part[] = ["accept", "verify", "report"];

/** What waits for the reader: to accept, to verify, to report, to hand over, due and missed. quiet: say nothing when nothing does. */
export function MyWork({ quiet = false }: { quiet?: boolean }) {
  const t = useTodayWords();
  const zone = useZone();
  const today = useToday();
  const work = useQuery({
    queryKey: matterKeys.figure("work", zone),
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/work", { params: { path: { zone } } })),
  });
  return (
    <Asked query={work}>
      {(w) => {
        const shown: ReactNode[] = parts.filter((p) => w[p].total > 0).map((p) => <Matters key={p} title={t(p)} of={w[p]} today={today} />);
        if ((w.hand_over ?? []).length > 0) shown.push(<HandOvers key="hand_over" all={w.hand_over ?? []} today={today} />);
        if (shown.length > 0) return <>{shown}</>;
        if (quiet) return null;
        return (
          <Panel title={t("my_work")}>
            <Empty hint={t("clear_hint")}>{t("clear")}</Empty>
          </Panel>
        );
      }}
    </Asked>
  );
}

function Matters({ title, of, today }: { title: string; of: Schema["WorkMatters"]; today: string }) {
  return (
    <Panel title={title} n={of.total} flush>
      <Rows>
        {(of.matters ?? []).map((m) => (
          <MatterRow key={m.id} row={m} today={today} />
        ))}
      </Rows>
    </Panel>
  );
}

function HandOvers({ all, today }: { all: Schema["HandOverLine"][]; today: string }) {
  const t = useTodayWords();
  return (
    <Panel title={t("hand_over")} n={all.length} flush>
      {all.map((h) => (
        <Rows key={h.post + h.from}>
          {(h.matters ?? []).map((m) => (
            <MatterRow key={m.id} row={m} today={today} what={`${h.post} · ${t(h.mine ? "mine" : "take")}`} />
          ))}
        </Rows>
      ))}
    </Panel>
  );
}
