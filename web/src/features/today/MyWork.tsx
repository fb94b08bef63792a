import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { api, take, type Schema } from "@/api/client";
import { matterKeys } from "@/api/keys";
import { useToday, useZone } from "@/api/me";
import { InPlace } from "@/deeds/InPlace";
import { Asked } from "@/ui/Asked";
import { MatterRow, Rows } from "@/ui/MatterRow";
import { Empty, Panel } from "@/ui/Page";
import { dayHeading, periodWords } from "@/ui/time";
import css from "./today.module.css";
import { useTodayWords } from "./words";

type Part = "accept" | "verify" | "report";
const parts: Part[] = ["accept", "verify", "report"];
// What each list is for; the server says whether it may be done.
const meant: Record<Part, string> = { accept: "accept", verify: "close", report: "report" };

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
        if (!quiet && w.next_session) shown.push(<Ahead key="session" of={w.next_session} />);
        if (!quiet && w.turned_red.total > 0)
          shown.push(<Matters key="turned_red" title={t("turned_red")} of={w.turned_red} today={today} label={t("deal")} />);
        if (w.sign.total > 0)
          shown.push(<Letters key="sign" title={t("sign")} of={w.sign} today={today} command="sign-letter" label={t("do_sign")} />);
        if (w.issue.total > 0)
          shown.push(<Letters key="issue" title={t("issue")} of={w.issue} today={today} command="issue-letter" label={t("do_issue")} />);
        for (const p of parts)
          if (w[p].total > 0) shown.push(<Matters key={p} title={t(p)} of={w[p]} today={today} command={meant[p]} label={t(`do_${p}`)} />);
        if (w.reply.total > 0)
          shown.push(<Letters key="reply" title={t("reply")} of={w.reply} today={today} command="reply-letter" label={t("do_reply")} />);
        for (const p of ["due", "missed"] as const)
          if (w[p].total > 0)
            shown.push(
              <Duties
                key={p}
                title={t(p)}
                of={w[p]}
                today={today}
                more={`/letters?tab=duties&mine=true&state=${p === "due" ? "open" : "missed"}`}
              />,
            );
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
function Letters({
  title,
  of,
  today,
  command,
  label,
}: {
  title: string;
  of: Schema["WorkLetters"];
  today: string;
  command: string;
  label: string;
}) {
  return (
    <Panel title={title} n={of.total} flush>
      <Rows>
        {of.letters.map((l) => (
          <LetterRow key={l.matter + l.id} l={l} today={today} command={command} label={label} />
        ))}
      </Rows>
    </Panel>
  );
}

function LetterRow({ l, today, command, label }: { l: Schema["WorkLetterLine"]; today: string; command: string; label: string }) {
  // Who may not see the matter acts on the letter's own page.
  const act = l.matter_number ? <InPlace number={l.matter_number} letter={l.id} command={command} label={label} /> : undefined;
  return (
    <MatterRow
      act={act}
      row={{ number: l.number ?? l.id, title: l.matter_title ?? l.title, owner: l.to, due: l.reply_by, provisional: l.provisional }}
      to={`/letters/${encodeURIComponent(l.matter_number ?? l.matter)}/${encodeURIComponent(l.id)}`}
      today={today}
      what={l.title}
    />
  );
}

function Duties({ title, of, today, more }: { title: string; of: Schema["WorkDuties"]; today: string; more: string }) {
  const t = useTodayWords();
  return (
    <Panel title={title} n={of.total} flush more={of.total > of.duties.length ? <Link to={more}>{t("see_all")}</Link> : undefined}>
      <Rows>
        {of.duties.map((d) => (
          <MatterRow
            key={d.matter + d.id}
            row={{
              number: d.matter_number ?? "",
              title: d.matter_title ?? d.title,
              light: d.light,
              due: d.due,
              provisional: d.provisional,
            }}
            today={today}
            what={`${d.title}${d.period ? ` · ${periodWords(d.period)}` : ""}`}
            act={d.matter_number ? <InPlace number={d.matter_number} duty={d.id} label={t("deal")} /> : undefined}
          />
        ))}
      </Rows>
    </Panel>
  );
}

function Matters({
  title,
  of,
  today,
  command,
  label,
}: {
  title: string;
  of: Schema["WorkMatters"];
  today: string;
  command?: string;
  label: string;
}) {
  return (
    <Panel title={title} n={of.total} flush>
      <Rows>
        {(of.matters ?? []).map((m) => (
          <MatterRow key={m.id} row={m} today={today} act={<InPlace number={m.number} command={command} label={label} />} />
        ))}
      </Rows>
    </Panel>
  );
}

/** The next session: what it is, when, and how much is on its agenda. */
export function Ahead({ of }: { of: Schema["EngineSessionAhead"] }) {
  const t = useTodayWords();
  return (
    <Panel title={t("next_session")}>
      <p className={css.ahead}>
        <b>{of.title}</b>
        <span>{dayHeading(of.date)}</span>
        {of.chair && <span>{t("chair", { who: of.chair })}</span>}
        <span>{t("items", { n: of.items })}</span>
        {of.number && <small>{of.number}</small>}
      </p>
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
            <MatterRow
              key={m.id}
              row={m}
              today={today}
              what={`${h.post} · ${t(h.mine ? "mine" : "take")}`}
              act={<InPlace number={m.number} label={t("do_hand_over")} />}
            />
          ))}
        </Rows>
      ))}
    </Panel>
  );
}
