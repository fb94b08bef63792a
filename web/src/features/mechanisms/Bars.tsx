import css from "./mechanisms.module.css";
import { useMechanismWords } from "./words";

/** Two bars a month: as it was, and as it would have been. The figures stand beside them. */
export function Bars({ title, months }: { title: string; months: { month: string; before: number; after: number }[] }) {
  const t = useMechanismWords();
  const top = Math.max(1, ...months.flatMap((m) => [m.before, m.after]));
  return (
    <figure className={css.bars}>
      <figcaption>
        {title}　<i data-was /> {t("before")}　<i data-will /> {t("after")}
      </figcaption>
      <div>
        {months.map((m) => (
          <div key={m.month} className={css.bar}>
            <span>
              <i data-was style={{ height: `${(m.before / top) * 100}%` }} />
              <i data-will style={{ height: `${(m.after / top) * 100}%` }} />
            </span>
            <b>
              {m.before} → {m.after}
            </b>
            <small>{m.month}</small>
          </div>
        ))}
      </div>
    </figure>
  );
}
