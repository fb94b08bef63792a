import { Button, Skeleton } from "antd";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { isProblem } from "@/api/problem";
import { useUiWords } from "./words";
import css from "./ui.module.css";

/** What to do about a failure that is none of what was written. */
const hint = (status: number) =>
  status === 0
    ? "hint_away"
    : status === 401
      ? "hint_ended"
      : status === 403
        ? "hint_forbidden"
        : status === 404
          ? "hint_gone"
          : status === 412
            ? "hint_changed"
            : status >= 500
              ? "hint_failed"
              : undefined;

/** A refusal in the server's words, every fault of it, and the number under which the server knows the request. */
export function Refusal({ error, retry }: { error: unknown; retry?: () => void }) {
  const t = useUiWords();
  const problem = isProblem(error) ? error : null;
  const faults = (problem?.faults ?? []).filter((f) => f.message !== problem?.message);
  return (
    <div className={css.fault} role="alert">
      <strong>{problem ? problem.message : String(error)}</strong>
      {faults.length > 0 && (
        <ul>
          {faults.map((f, i) => (
            <li key={i}>{f.message}</li>
          ))}
        </ul>
      )}
      {problem && hint(problem.status) && <p>{t(hint(problem.status)!)}</p>}
      {problem?.trace && problem.status >= 500 && (
        <div>
          <small>{t("trace", { trace: problem.trace })}</small>
        </div>
      )}
      {retry && (
        <div style={{ marginTop: 8 }}>
          <Button size="small" onClick={retry}>
            {t("retry")}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Shows what a query brought; while it is under way a skeleton of it, where it failed the reason and a way to try again. */
export function Asked<T>({ query, rows = 4, children }: { query: UseQueryResult<T>; rows?: number; children: (value: T) => ReactNode }) {
  const t = useUiWords();
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) return <Refusal error={query.error} retry={() => void query.refetch()} />;
  return (
    <div role="status" aria-label={t("loading")} style={{ padding: 16 }}>
      <Skeleton active title={false} paragraph={{ rows }} />
    </div>
  );
}
