import type { Schema } from "@/api/client";
import { Provisional } from "@/ui/MatterRow";
import { Panel } from "@/ui/Page";
import { dayOf, dayWords, instantWords } from "@/ui/time";
import css from "./matter.module.css";
import { useMatterWords } from "./words";

/** The clock: the day people are held to and how far off it is, what of the limit was used, the deadlines beside it, when it stood still, and what the calendar did to it. */
export function Clock({ of }: { of: Schema["ClockView"] }) {
  const t = useMatterWords();
  const day = of.due?.date;
  const used = Math.max(0, of.consumed_days);
  const whole = used + Math.max(0, of.remaining_days);
  const deadlines = (["promised", "statutory", "advisory"] as const).filter((k) => of[k]?.date);
  return (
    <Panel title={t("clock")}>
      {!of.started ? (
        <p>{t("not_started")}</p>
      ) : (
        <>
          {day && (
            <p className={css.big}>
              {dayWords(day, "")}
              <Provisional of={of.due?.provisional} />
              <i data-late={of.overdue ? "" : undefined}>
                {of.days_left < 0 ? t("over", { n: -of.days_left }) : t("left", { n: of.days_left })}
              </i>
            </p>
          )}
          {whole > 0 && (
            <div className={css.meter} role="img" aria-label={`${t("consumed")} ${t("consumed_n", { n: used })}`}>
              <i data-late={of.overdue ? "" : undefined} style={{ width: `${Math.min(100, (100 * used) / whole)}%` }} />
            </div>
          )}
          <dl className={css.small}>
            {of.limit && (
              <Line
                name={t("budget")}
                value={t("budget_n", {
                  used,
                  limit: [of.limit, ...(of.extended ?? [])].map((l) => limitWords(l, t)).reduce((sum, by) => t("extended_by", { sum, by })),
                })}
              />
            )}
            {of.started_at && <Line name={t("started")} value={dayWords(dayOf(of.started_at), "")} />}
            {deadlines.map((k) => (
              <Line
                key={k}
                name={t(k)}
                value={`${dayWords(of[k]?.date ?? "", "")}${of[k]?.provisional ? ` ${t("provisional_mark")}` : ""}`}
                held={of[k]?.date === day}
              />
            ))}
            {of.baseline && of.baseline !== day && <Line name={t("baseline")} value={dayWords(of.baseline, "")} />}
            {of.accept?.date && (
              <Line
                name={t("accept_by")}
                value={`${dayWords(of.accept.date, "")}${of.accept.provisional ? ` ${t("provisional_mark")}` : ""}`}
              />
            )}
            {of.extensions > 0 && <Line name="" value={t("extensions", { n: of.extensions })} />}
          </dl>
        </>
      )}
      {(of.stops ?? []).map((s) => (
        <p key={s.from} className={css.stop} data-lasts={s.to ? undefined : ""}>
          <b>
            {s.to
              ? t("stopped", { from: instantWords(s.from, ""), to: instantWords(s.to, "") })
              : t("stands", { from: instantWords(s.from, "") })}
          </b>
          {s.reason}（{s.by}）
        </p>
      ))}
      {of.suspended && !of.stops?.length && <p className={css.note}>{t("suspended")}</p>}
      {(of.notes ?? []).map((n) => (
        <p key={n} className={css.note}>
          {n}
        </p>
      ))}
      {of.due?.make_up && !of.notes?.length && <p className={css.note}>{t("make_up")}</p>}
      {of.provisional && <p className={css.note}>{t("provisional")}</p>}
    </Panel>
  );
}

/** 20wd in words. */
function limitWords(limit: string, t: ReturnType<typeof useMatterWords>): string {
  const [, n, unit] = /^(\d+(?:\.\d+)?)(wd|d|mo|h|ch)$/.exec(limit) ?? [];
  return n && unit ? t(`unit_${unit as "wd" | "d" | "mo" | "h" | "ch"}`, { n }) : limit;
}

function Line({ name, value, held = false }: { name: string; value: string; held?: boolean }) {
  return (
    <div data-held={held ? "" : undefined}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
