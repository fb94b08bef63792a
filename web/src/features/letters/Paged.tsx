import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState, type ReactNode } from "react";
import { Asked } from "@/ui/Asked";
import css from "./letters.module.css";
import { useLetterWords } from "./words";

export type Turned = { after?: string; count?: true; limit: number };
type Sheet<T> = { rows: T[]; next?: string; total?: number; at_least?: boolean };

/** A table that is turned page by page. Give it the query as its key: a cursor belongs to the query that gave it. */
export function Paged<T>({
  name,
  ask,
  columns,
  row,
  empty,
}: {
  name: readonly unknown[];
  ask: (turned: Turned) => Promise<Sheet<T>>;
  columns: string[];
  row: (of: T) => ReactNode;
  empty: ReactNode;
}) {
  const t = useLetterWords();
  const [after, setAfter] = useState<string>();
  const page = useQuery({
    queryKey: [...name, after],
    queryFn: () => ask({ after, limit: 50, count: after ? undefined : true }),
    placeholderData: keepPreviousData,
  });
  return (
    <div className={css.sheet}>
      <Asked query={page} rows={8}>
        {({ rows, next, total, at_least }) =>
          rows.length === 0 ? (
            empty
          ) : (
            <>
              <table className={css.table}>
                <thead>
                  <tr>
                    {columns.map((c) => (
                      <th key={c} scope="col">
                        {c}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>{rows.map(row)}</tbody>
              </table>
              <div className={css.foot}>
                {total !== undefined && <span>{t(at_least ? "at_least" : "of", { n: total })}</span>}
                {after && (
                  <Button size="small" onClick={() => setAfter(undefined)}>
                    {t("first")}
                  </Button>
                )}
                {next && (
                  <Button size="small" onClick={() => setAfter(next)}>
                    {t("next")}
                  </Button>
                )}
              </div>
            </>
          )
        }
      </Asked>
    </div>
  );
}
