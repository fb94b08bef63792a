import type { Schema } from "@/api/client";
import { Panel } from "@/ui/Page";
import { dayWords } from "@/ui/time";
import css from "./matter.module.css";
import { useMatterWords } from "./words";

/** The clock: the day people are held to and how far off it is, what was used, and the other deadlines beside it. */
export function Clock({ of }: { of: Schema["ClockView"] }) {
  const t = useMatterWords();
  const day = of.due?.date;
  const used = Math.max(0, of.consumed_days);
  const whole = used + Math.max(0, of.remaining_days);
  const others = (["promised", "statutory", "advisory"] as const).filter((k) => of[k]?.date && of[k]!.date !== day);
  return (
    <Panel title={t("clock")}>
      {!of.started ? (
        <p>{t("not_started")}</p>
      ) : (
        <>
          {day && (
            <p className={css.big}>
              {dayWords(day, "")}
              <i data-late={of.overdue ? "" : undefined}>{of.days_left < 0 ? t("over", { n: -of.days_left }) : t("left", { n: of.days_left })}</i>
            </p>
          )}
          {whole > 0 && (
            <div className={css.meter} role="img" aria-label={`${t("consumed")} ${t("consumed_n", { n: used })}`}>
              <i data-late={of.overdue ? "" : undefined} style={{ width: `${Math.min(100, (100 * used) / whole)}%` }} />
            </div>
          )}
          <dl className={css.small}>
            <Line name={t("consumed")} value={t("consumed_n", { n: used })} />
            {others.map((k) => (
              <Line key={k} name={t(k)} value={dayWords(of[k]?.date ?? "", "")} />
            ))}
            {of.baseline && of.baseline !== day && <Line name={t("baseline")} value={dayWords(of.baseline, "")} />}
            {of.accept?.date && <Line name={t("accept_by")} value={dayWords(of.accept.date, "")} />}
            {of.extensions > 0 && <Line name="" value={t("extensions", { n: of.extensions })} />}
          </dl>
        </>
      )}
      {of.suspended && <p className={css.note}>{t("suspended")}</p>}
      {of.provisional && <p className={css.note}>{t("provisional")}</p>}
    </Panel>
  );
}

function Line({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
