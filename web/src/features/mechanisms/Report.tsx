// What a plan found: one sentence, the units before and after, the months, and each matter that would stand otherwise.
import { useMemo } from "react";
import { Link } from "react-router";
import { Light } from "@/ui/Light";
import { toMatter } from "@/ui/MatterRow";
import { Empty } from "@/ui/Page";
import { dayWords, instantWords } from "@/ui/time";
import { useUiWords } from "@/ui/words";
import type { Report } from "./ask";
import { Bars } from "./Bars";
import css from "./mechanisms.module.css";
import { relit } from "./relit";
import { useMechanismWords } from "./words";

const most = 60;

type Track = "due" | "promised" | "statutory" | "advisory" | "accept";

export function ReportView({ report, headline }: { report: Report; headline?: string }) {
  const t = useMechanismWords();
  const ui = useUiWords();
  const units = useMemo(() => report.units.filter((u) => u.red_before !== u.red_after || u.amber_before !== u.amber_after), [report]);
  const sums = [
    { title: t("letters"), delta: report.letters },
    { title: t("duties"), delta: report.duties },
  ];
  const differs = [
    report.left,
    report.barred,
    report.lights,
    report.deadlines,
    report.escalations,
    ...[report.letters, report.duties, report.missed].flatMap((d) => [d.added, d.removed]),
  ];
  // The hour is told only where the day stays.
  const moved = (d: Report["deadlines"][number], side: "before" | "after") => {
    const [day, at] = [d[side], d[`${side}_at`]];
    if (!day) return "－";
    const says = at && d.before === d.after ? instantWords(at, report.to) : dayWords(day, report.to);
    return d[`${side}_provisional`] ? `${says}（${ui("provisional")}）` : says;
  };
  return (
    <>
      <p className={css.headline}>{headline}</p>
      {report.months.length > 0 && <Bars title={t("by_month")} months={report.months} />}
      {units.length > 0 && (
        <div className={css.scroll} tabIndex={0}>
          <table className={css.table}>
            <thead>
              <tr>
                {(["unit", "matters", "red_before", "red_after", "amber_before", "amber_after"] as const).map((c) => (
                  <th key={c} scope="col">
                    {t(c)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {units.map((u) => (
                <tr key={u.unit}>
                  <td>
                    <Link to={`/ledger?unit=${encodeURIComponent(u.unit)}`}>{u.name || u.unit}</Link>
                  </td>
                  <td>{u.matters}</td>
                  <td>{u.red_before}</td>
                  <td data-more={u.red_after > u.red_before || undefined} data-less={u.red_after < u.red_before || undefined}>
                    {u.red_after}
                  </td>
                  <td>{u.amber_before}</td>
                  <td>{u.amber_after}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {report.lights.length > 0 && (
        <details open>
          <summary>
            {t("light_changes")} {relit(report.lights)}
          </summary>
          <ul className={css.tale}>
            {report.lights.slice(0, most).map((l) => (
              <li key={`${l.number} ${l.before} ${l.after}`}>
                <Link to={toMatter(l.number)}>{l.title}</Link> <Light light={l.before} /> → <Light light={l.after} chip />
                <small>
                  {" "}
                  {l.number} · {l.name} · {t("first_day")} {dayWords(l.first, report.to)} · {t("days")} {l.days}
                </small>
              </li>
            ))}
          </ul>
          {report.lights.length > most && <p>{t("more", { n: report.lights.length - most })}</p>}
        </details>
      )}
      {report.deadlines.length > 0 && (
        <details>
          <summary>
            {t("deadlines")} {report.deadlines.length}
          </summary>
          <div className={css.scroll} tabIndex={0}>
            <table className={css.table}>
              <thead>
                <tr>
                  {(["number", "which", "before", "after"] as const).map((c) => (
                    <th key={c} scope="col">
                      {t(c)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {report.deadlines.slice(0, most).map((d) => (
                  <tr key={`${d.number} ${d.track}`}>
                    <td>
                      <Link to={toMatter(d.number)}>{d.number}</Link>
                    </td>
                    <td>{t((d.track || "due") as Track)}</td>
                    <td>{moved(d, "before")}</td>
                    <td>{moved(d, "after")}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {report.deadlines.length > most && <p>{t("more", { n: report.deadlines.length - most })}</p>}
        </details>
      )}
      {sums.map(({ title, delta }) =>
        (["added", "removed"] as const).map((side) => {
          const all = delta[side] ?? [];
          return (
            all.length > 0 && (
              <details key={title + side}>
                <summary>
                  {title} {t(side)} {all.length}
                </summary>
                <ul className={css.tale}>
                  {all.slice(0, most).map((e, i) => (
                    <li key={i}>
                      <Link to={toMatter(e.number)}>{e.number}</Link> {e.who} <small>{dayWords(e.on, report.to)}</small>
                    </li>
                  ))}
                </ul>
                {all.length > most && <p>{t("more", { n: all.length - most })}</p>}
              </details>
            )
          );
        }),
      )}
      {!differs.some((list) => list?.length) && <Empty>{t("no_change")}</Empty>}
    </>
  );
}
