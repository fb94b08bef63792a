import { Link } from "react-router";
import type { Schema } from "@/api/client";
import { InPlace } from "@/deeds/InPlace";
import { MatterRow, Rows } from "@/ui/MatterRow";
import { Panel } from "@/ui/Page";
import { useStage } from "@/ui/stages";
import { periodWords } from "@/ui/time";
import { type Lang, lang } from "@/words/words";
import { useTodayWords } from "./words";

type Page = Schema["EngineToday"];
type Listing = Schema["EngineListing"];
type Key = Parameters<ReturnType<typeof useTodayWords>>[0];

const cadences = new Set<string>(["weekly", "half-monthly", "monthly", "quarterly", "half-yearly", "yearly"]);

/** What duties ask for, by the words of docs/glossary.md. */
const duties = new Set([
  "review",
  "report",
  "publish",
  "accept",
  "issue",
  "reply",
  "talk",
  "bulletin",
  "raise",
  "recheck",
  "extension",
  "replan",
  "objection",
]);

/** The lists of the 8:30 page, those that press most first; a list of nothing is not shown. */
export function Lists({ page }: { page: Page }) {
  const t = useTodayWords();
  const since = new Date(Date.parse(`${page.date}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
  const lists: { key: Key; of?: Listing; to: string }[] = [
    { key: "turned_red", of: page.turned_red, to: `/ledger?open=true&light=red&light_from=${since}` },
    { key: "letters_to_issue", of: page.letters_to_issue, to: "/letters?state=drafted" },
    { key: "letters_to_deliver", of: page.letters_to_deliver, to: "/letters?state=issued" },
    { key: "missed", of: page.missed, to: "/letters?tab=duties&state=missed" },
    { key: "awaiting", of: page.awaiting_verification, to: "/ledger?stage=completed&stage=followed-up" },
    { key: "letters_unreplied", of: page.letters_unreplied, to: "/letters?state=delivered&late=true" },
    { key: "other_duties", of: page.duties, to: "/letters?tab=duties&state=open" },
    { key: "unassigned", of: page.unassigned, to: "/ledger?open=true&owned=true&stage=registered&stage=established" },
    { key: "unowned", of: page.unowned, to: "/ledger?unowned=true" },
    { key: "outlived", of: page.outlived, to: "/ledger?open=true" },
  ];
  return (
    <>
      {(page.reviews ?? []).map((r) => (
        <List
          key={r.cadence + r.period.key}
          title={period(t, r)}
          of={r}
          today={page.date}
          to="/letters?tab=duties&state=open"
          label={t("deal")}
        />
      ))}
      {lists.map(
        (l) =>
          l.of &&
          l.of.n > 0 && (
            <List
              key={l.key}
              title={t(l.key)}
              of={l.of}
              today={page.date}
              to={l.to}
              label={t(l.key === "awaiting" ? "do_verify" : "deal")}
            />
          ),
      )}
    </>
  );
}

/** Of which period reviews are: the running one, one that is over, or one that no rhythm names. */
function period(t: ReturnType<typeof useTodayWords>, r: Schema["EngineReviews"]): string {
  if (!r.over && cadences.has(r.cadence)) return t(r.cadence as Key);
  return t(r.over ? "over" : "of_period", { period: periodWords(r.period.key) });
}

/** What is owed, how the matter ended if it did, to or above whom, and why a draft cannot go out as it is. */
function told(t: ReturnType<typeof useTodayWords>, stage: (s: string) => string, r: Schema["EngineLine"]): string {
  const owed = duties.has(r.what ?? "") ? t(`w_${r.what}` as "w_review") : "";
  return [
    owed,
    r.ended && stage(r.ended),
    r.to && t("to", { to: r.to }),
    r.heir && t("heir", { heir: r.heir }),
    r.above && t("above", { above: r.above }),
    r.withheld && t("withheld", { why: (r.withheld as Record<Lang, string>)[lang()] }),
  ]
    .filter(Boolean)
    .join(" · ");
}

/** How many rows of a list the page shows. */
const shown = 8;

function List({ title, of, today, to, label }: { title: string; of: Listing; today: string; to: string; label: string }) {
  const t = useTodayWords();
  const stage = useStage();
  const rows = of.rows ?? [];
  return (
    <Panel title={title} n={of.n} flush more={of.n > Math.min(shown, rows.length) ? <Link to={to}>{t("see_ledger")}</Link> : undefined}>
      <Rows>
        {rows.slice(0, shown).map((r, i) => (
          <MatterRow key={r.number + i} row={r} today={today} act={<InPlace number={r.number} label={label} />} what={told(t, stage, r)} />
        ))}
      </Rows>
    </Panel>
  );
}
