import type { ReactNode } from "react";
import css from "./ask.module.css";

export type Column<T> = { title: string; cell: (row: T) => ReactNode; acts?: boolean };

/** A plain table that a phone reads line by line. */
export function Sheet<T>({
  rows,
  columns,
  name,
  keyOf,
}: {
  rows: readonly T[];
  columns: Column<T>[];
  name: string;
  keyOf: (row: T) => string;
}) {
  return (
    <div className={css.wide}>
      <table className={css.sheet} aria-label={name}>
        <thead>
          <tr>
            {columns.map((c) => (
              <th key={c.title} scope="col">
                {c.acts ? <span className="sr">{c.title}</span> : c.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((c) => (
                <td key={c.title} data-label={c.title} data-acts={c.acts ? "" : undefined}>
                  {c.acts ? <span className={css.acts}>{c.cell(row)}</span> : <span>{c.cell(row)}</span>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What is known of something, by name. A name without a value is left out. */
export function Facts({ of }: { of: [name: string, value: ReactNode][] }) {
  return (
    <dl className={css.facts}>
      {of
        .filter(([, value]) => value !== undefined && value !== null && value !== "" && value !== false)
        .map(([name, value]) => [<dt key={`${name} `}>{name}</dt>, <dd key={name}>{value}</dd>])}
    </dl>
  );
}

export const SheetFoot = ({ children }: { children: ReactNode }) => <div className={css.foot}>{children}</div>;
