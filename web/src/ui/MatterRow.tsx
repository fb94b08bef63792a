import type { ReactNode } from "react";
import { Link } from "react-router";
import { Bearer } from "./Bearer";
import { Light } from "./Light";
import css from "./row.module.css";
import { dayOf, daysBetween, dayWords } from "./time";
import { useUiWords } from "./words";

export type Row = { number: string; title: string; light?: string; unit?: string; owner?: string; due?: string; provisional?: boolean };

export const toMatter = (number: string) => `/matters/${encodeURIComponent(number)}`;

/** That a date counts a year whose holidays are not published yet. */
export function Provisional({ of }: { of?: boolean }) {
  const t = useUiWords();
  return of ? (
    <em className={css.provisional} title={t("provisional_why")}>
      {t("provisional")}
    </em>
  ) : null;
}

/** When something is due, and how far off that is, seen from a day; of what is over only when it was due. */
export function Due({ due, provisional, today, over }: { due?: string; provisional?: boolean; today: string; over?: boolean }) {
  const t = useUiWords();
  if (!due) return null;
  const day = due.length > 10 ? dayOf(due) : due;
  const left = daysBetween(today, day);
  return (
    <span className={css.due}>
      {dayWords(day, today)}
      <Provisional of={provisional} />
      {!over && (
        <i className={left < 0 ? css.late : left <= 3 ? css.soon : undefined}>
          {left < 0 ? t("days_over", { n: -left }) : left === 0 ? t("today") : t("days_left", { n: left })}
        </i>
      )}
    </span>
  );
}

/** A matter, or what is about one, as one line of a list: its light, what it is, who has it, when it is due, and what can be done at once. */
export function MatterRow({ row, today, what, act, to }: { row: Row; today: string; what?: ReactNode; act?: ReactNode; to?: string }) {
  return (
    <li className={css.row}>
      <span className={css.light}>{row.light !== undefined && <Light light={row.light} />}</span>
      <span className={css.main}>
        <Link to={to ?? toMatter(row.number)} className={css.title}>
          {row.title}
        </Link>
        <span className={css.sub}>
          {row.number}
          {what && <b>{what}</b>}
        </span>
      </span>
      <span className={css.who}>
        <Bearer name={row.owner} />
      </span>
      <Due due={row.due} provisional={row.provisional} today={today} />
      {act && <span className={`${css.act} no-print`}>{act}</span>}
    </li>
  );
}

export function Rows({ children }: { children: ReactNode }) {
  return <ul className={css.rows}>{children}</ul>;
}
