import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { useState } from "react";
import { api, take, type Schema } from "@/api/client";
import { Ask } from "@/ui/ask/Ask";
import { Sheet, SheetFoot } from "@/ui/ask/Sheet";
import { Asked, Refusal } from "@/ui/Asked";
import { Empty, Panel } from "@/ui/Page";
import { instantWords } from "@/ui/time";
import css from "./admin.module.css";
import { useAdminWords } from "./words";

const states = ["available", "scheduled", "retryable", "running", "completed", "cancelled", "discarded"] as const;
type State = (typeof states)[number];
const jobsKey = ["admin", "jobs"];

/** The queue of the installation. */
export function Jobs() {
  const t = useAdminWords();
  const cache = useQueryClient();
  const [state, setState] = useState<State>();
  const [kind, setKind] = useState<string>();
  const [giving, setGiving] = useState<number>();
  const pages = useInfiniteQuery({
    queryKey: [...jobsKey, state, kind],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam: after }) => take(api.GET("/api/v1/admin/jobs", { params: { query: { state, kind, after, limit: 50 } } })),
    getNextPageParam: (page) => page.next,
  });
  const counts = pages.data?.pages[0]?.counts ?? [];
  const of = (s: State) => counts.filter((c) => c.state === s && (!kind || c.kind === kind)).reduce((n, c) => n + c.n, 0);
  const retry = useMutation({
    mutationFn: (job: number) => take(api.POST("/api/v1/admin/jobs/{job}/retry", { params: { path: { job: String(job) } } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: jobsKey }),
  });
  const over = (j: Schema["JobsRow"]) => ["completed", "cancelled", "discarded"].includes(j.state);
  return (
    <>
      <div className={css.bar}>
        <Select
          aria-label={t("state")}
          style={{ minWidth: 190 }}
          value={state ?? ""}
          onChange={(v: State | "") => setState(v || undefined)}
          options={[{ value: "" as const, label: t("all") }, ...states.map((s) => ({ value: s, label: `${t(s)} ${of(s)}` }))]}
        />
        <Select
          aria-label={t("kind")}
          style={{ minWidth: 170 }}
          value={kind ?? ""}
          onChange={(v) => setKind(v || undefined)}
          options={[{ value: "", label: t("every_kind") }, ...[...new Set(counts.map((c) => c.kind))].map((k) => ({ value: k, label: k }))]}
        />
        <span />
      </div>
      {retry.isError && <Refusal error={retry.error} />}
      <Panel title={t("jobs")} flush>
        <Asked query={pages} rows={8}>
          {({ pages: read }) => {
            const all = read.flatMap((p) => p.jobs);
            if (all.length === 0) return <Empty hint={t("no_accounts_hint")}>{t("no_jobs")}</Empty>;
            return (
              <>
                <Sheet
                  name={t("jobs")}
                  rows={all}
                  keyOf={(j) => String(j.id)}
                  columns={[
                    {
                      title: t("job"),
                      cell: (j) => (
                        <>
                          {j.kind}
                          <small>{j.id}</small>
                        </>
                      ),
                    },
                    { title: t("content"), cell: (j) => <span className={css.code}>{JSON.stringify(j.args)}</span> },
                    {
                      title: t("state"),
                      cell: (j) => (
                        <span className={j.state === "discarded" ? css.bad : j.state === "retryable" ? css.warn : ""}>
                          {t(j.state as State)}
                        </span>
                      ),
                    },
                    { title: t("attempts"), cell: (j) => `${j.attempt} / ${j.max_attempts}` },
                    { title: t("scheduled_at"), cell: (j) => instantWords(j.scheduled_at, "") },
                    { title: t("error"), cell: (j) => j.error },
                    {
                      title: t("more"),
                      acts: true,
                      cell: (j) => (
                        <>
                          {!["running", "available", "completed"].includes(j.state) && (
                            <Button size="small" loading={retry.isPending && retry.variables === j.id} onClick={() => retry.mutate(j.id)}>
                              {t("retry")}
                            </Button>
                          )}
                          {!over(j) && j.state !== "running" && (
                            <Button size="small" onClick={() => setGiving(j.id)}>
                              {t("cancel")}
                            </Button>
                          )}
                        </>
                      ),
                    },
                  ]}
                />
                {pages.hasNextPage && (
                  <SheetFoot>
                    <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
                      {t("next")}
                    </Button>
                  </SheetFoot>
                )}
              </>
            );
          }}
        </Asked>
      </Panel>
      {giving !== undefined && (
        <Ask
          title={t("cancel")}
          note={t("cancel_why", { id: giving })}
          danger
          ok={t("cancel")}
          close={() => setGiving(undefined)}
          done={() => void cache.invalidateQueries({ queryKey: jobsKey })}
          send={() => take(api.POST("/api/v1/admin/jobs/{job}/cancel", { params: { path: { job: String(giving) } } }))}
        />
      )}
    </>
  );
}
