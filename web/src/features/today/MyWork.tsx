import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { api, take, type Schema } from "@/api/client";
import { matterKeys } from "@/api/keys";
import { useToday, useZone } from "@/api/me";
import { Asked } from "@/ui/Asked";
import { MatterRow, Rows } from "@/ui/MatterRow";
import { Empty, Panel } from "@/ui/Page";
import { periodWords } from "@/ui/time";
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
        const shown: ReactNode[] = [];
        if (w.sign.total > 0) shown.push(<Letters key="sign" title={t("sign")} of={w.sign} today={today} />);
        for (const p of parts) if (w[p].total > 0) shown.push(<Matters key={p} title={t(p)} of={w[p]} today={today} />);
        if (w.reply.total > 0) shown.push(<Letters key="reply" title={t("reply")} of={w.reply} today={today} />);
        for (const p of ["due", "missed"] as const) if (w[p].total > 0) shown.push(<Duties key={p} title={t(p)} of={w[p]} today={today} more={`/letters?tab=duties&mine=true&state=${p === "due" ? "open" : "missed"}`} />);
        if (w.hand_over.length > 0) shown.push(<HandOvers key="hand_over" all={w.hand_over} today={today} />);
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

/** Letters that wait for the reader; a letter may be shown whose matter is not. */
function Letters({ title, of, today }: { title: string; of: Schema["WorkLetters"]; today: string }) {
  return (
    <Panel title={title} n={of.total} flush>
      <Rows>
        {of.letters.map((l) => (
          <LetterRow key={l.matter + l.id} l={l} today={today} />
        ))}
      </Rows>
    </Panel>
  );
}

function LetterRow({ l, today }: { l: Schema["WorkLetterLine"]; today: string }) {
  return <MatterRow row={{ number: l.number ?? l.id, title: l.matter_title ?? l.title, owner: l.to, due: l.reply_by }} to={`/letters/${encodeURIComponent(l.matter_number ?? l.matter)}/${encodeURIComponent(l.id)}`} today={today} what={l.title} />;
}

function Duties({ title, of, today, more }: { title: string; of: Schema["WorkDuties"]; today: string; more: string }) {
  const t = useTodayWords();
  return (
    <Panel title={title} n={of.total} flush more={of.total > of.duties.length ? <Link to={more}>{t("see_all")}</Link> : undefined}>
      <Rows>
        {of.duties.map((d) => (
          <MatterRow key={d.matter + d.id} row={{ number: d.matter_number ?? "", title: d.matter_title ?? d.title, light: d.light, due: d.due }} today={today} what={`${d.title}${d.period ? ` · ${periodWords(d.period)}` : ""}`} />
        ))}
      </Rows>
    </Panel>
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

function HandOvers({ all, today }: { all: Schema["HandOver"][]; today: string }) {
  const t = useTodayWords();
  return (
    <Panel title={t("hand_over")} n={all.length} flush>
      {all.map((h) => (
        <Rows key={h.post + h.person}>
          {h.matters.map((m) => (
            <MatterRow key={m.id} row={m} today={today} what={`${h.post} · ${t(h.mine ? "mine" : "take")}`} />
          ))}
        </Rows>
      ))}
    </Panel>
  );
}
