import { Button, Skeleton } from "antd";
import { useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { isProblem, type Problem } from "@/api/problem";
import { useUiWords } from "./words";
import css from "./ui.module.css";

/** What to do about a failure that is none of what was written. */
const hint = ({ status, trace }: Problem) =>
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
            : status < 500
              ? undefined
              : trace
                ? "hint_failed"
                : "hint_down";

/**
 * A refusal in the server's words, every fault of it, and the number under which the server knows the request. Trying again asks
 * for whatever else failed on the screen too: what kept one answer away kept others away.
 */
export function Refusal({ error, retry }: { error: unknown; retry?: () => void }) {
  const t = useUiWords();
  const queries = useQueryClient();
  const again = () => {
    retry?.();
    void queries.refetchQueries({ type: "active", predicate: (q) => q.state.status === "error" }, { cancelRefetch: false });
  };
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
      {problem && hint(problem) && <p>{t(hint(problem)!)}</p>}
      {problem?.trace && problem.status >= 500 && (
        <div>
          <small>{t("trace", { trace: problem.trace })}</small>
        </div>
      )}
      {retry && (
        <div style={{ marginTop: 8 }}>
          <Button size="small" onClick={again}>
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
