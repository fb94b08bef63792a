// Two sets of clauses side by side on the records of a day: who wins, who loses, what it costs and where, and through the year.
import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Checkbox, Progress, Select, Switch } from "antd";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { api, take, type Schema } from "@/api/client";
import { useZone } from "@/api/me";
import { Refusal } from "@/ui/Asked";
import { Chart, type Ink, type Option } from "@/ui/Chart";
import { Empty, Page, Panel } from "@/ui/Page";
import { count, exact, yuan } from "@/ui/sums";
import { keys, useDrafts, type Drafts } from "./ask";
import css from "./benefits.module.css";
import { Day } from "./Clauses";
import { useBenefitWords } from "./words";

type Side = { files?: Record<string, string>; proposal?: string };
type Part = Schema["BenefitPlanPart"];

const running = (state?: string) => state === "waiting" || state === "running";

export default function Plan() {
  const t = useBenefitWords();
  const zone = useZone();
  const drafts = useDrafts();
  const [params, setParams] = useSearchParams();
  const on = params.get("on") ?? undefined;
  const proposals = useQuery({
    queryKey: keys.part(zone, "proposals"),
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/mechanisms/proposals", { params: { path: { zone } } })),
  });
  const open = (proposals.data?.proposals ?? []).filter((p) => p.state === "open");
  const options = [
    ...(["a", "b"] as const).filter((s) => drafts[s]).map((s) => ({ value: s as string, label: `${t(`side_${s}`)}：${drafts[s]!.title}` })),
    ...open.map((p) => ({ value: p.id, label: t("proposal", { why: p.why }) })),
  ];
  const [after, setAfter] = useState<string>();
  const [against, setAgainst] = useState("");
  const [year, setYear] = useState(true);
  const chosen = after ?? options[0]?.value;
  const begin = useMutation({
    mutationFn: () =>
      take(
        api.POST("/api/v1/zones/{zone}/benefits/plans", {
          params: { path: { zone } },
          body: { ...side(drafts, chosen), against: side(drafts, against), on, year },
        }),
      ),
  });
  const id = begin.data?.id;
  const task = useQuery({
    enabled: !!id,
    queryKey: keys.part(zone, "plan", id),
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/benefits/plans/{plan}", { params: { path: { zone, plan: id! } } })),
    refetchInterval: (q) => (running(q.state.data?.state ?? "waiting") ? 600 : false),
  });
  const now = task.data;
  return (
    <Page
      title={t("plan_title")}
      note={t("plan_note")}
      actions={
        <>
          <Day on={on} change={(d) => setParams(d ? { on: d } : {}, { replace: true })} />
          <Link to="/benefits/draft">{t("draft")}</Link>
        </>
      }
    >
      {options.length === 0 && (
        <Empty hint={<Link to="/benefits/draft">{t("draft")}</Link>}>
          {t("no_drafts")} {t("no_drafts_hint")}
        </Empty>
      )}
      {options.length > 0 && (
        <div className={css.filters}>
          <label className={css.day}>
            {t("after")}
            <Select value={chosen} onChange={setAfter} options={options} className={css.pick} aria-label={t("after")} />
          </label>
          <label className={css.day}>
            {t("against")}
            <Select
              value={against}
              onChange={setAgainst}
              options={[{ value: "", label: t("in_force") }, ...options.filter((o) => o.value !== chosen)]}
              className={css.pick}
              aria-label={t("against")}
            />
          </label>
          <Checkbox checked={year} onChange={(e) => setYear(e.target.checked)}>
            {t("year")}
          </Checkbox>
          <Button type="primary" onClick={() => begin.mutate()} loading={begin.isPending || running(now?.state)}>
            {t("run")}
          </Button>
        </div>
      )}
      {begin.isError && <Refusal error={begin.error} />}
      {task.isError && <Refusal error={task.error} retry={() => void task.refetch()} />}
      {running(now?.state) && (
        <Progress
          percent={Math.round((100 * now!.done) / Math.max(1, now!.total))}
          format={() => t("running", { a: now!.done, b: now!.total })}
          aria-label={t("run")}
        />
      )}
      {now?.error && <Refusal error={now.error} />}
      {now?.parts.map((p) => (
        <Came key={p.register} part={p} />
      ))}
    </Page>
  );
}

function side(drafts: Drafts, of?: string): Side {
  if (!of) return {};
  const kept = of === "a" || of === "b" ? drafts[of] : undefined;
  return kept ? { files: kept.files } : { proposal: of };
}

function Came({ part: p }: { part: Part }) {
  const t = useBenefitWords();
  const [asTable, setAsTable] = useState(false);
  const moved = p.clauses.filter((c) => c.before !== c.after || c.records_before !== c.records_after);
  if (moved.length === 0 && p.won + p.lost === 0)
    return (
      <Panel title={p.title}>
        <p>{t("same", { n: count(p.after.records), amount: yuan(p.after.amount) })}</p>
      </Panel>
    );
  const head = [t("before"), t("after"), t("change"), t("before_n"), t("after_n")];
  const all = {
    name: "",
    title: t("total"),
    before: p.before.amount,
    after: p.after.amount,
    records_before: p.before.records,
    records_after: p.after.records,
  };
  return (
    <>
      <div className={css.totals} role="group" aria-label={p.title}>
        <div>
          <b>{yuan(p.after.amount)}</b>
          <span>
            {t("after")} · {count(p.after.records)} {t("households")}
          </span>
        </div>
        <div>
          <b>{yuan(p.before.amount)}</b>
          <span>
            {t("against")} · {count(p.before.records)} {t("households")}
          </span>
        </div>
        <div>
          <b data-more={p.after.amount > p.before.amount || undefined}>
            {p.after.amount >= p.before.amount ? "+" : "−"}
            {yuan(Math.abs(p.after.amount - p.before.amount))}
          </b>
          <span>{t("change")}</span>
        </div>
        <div>
          <b>{count(p.won)}</b>
          <span>{t("won", { n: count(p.won) })}</span>
        </div>
        <div>
          <b>{count(p.lost)}</b>
          <span>{t("lost", { n: count(p.lost) })}</span>
        </div>
      </div>
      <Panel title={t("clauses")} flush>
        <Sides name={t("clause")} head={head} rows={[all, ...moved]} />
      </Panel>
      <p className={css.turn}>
        <Switch size="small" checked={asTable} onChange={setAsTable} aria-label={t("as_table")} /> {t("as_table")}
      </p>
      <div className={css.charts}>
        {p.groups.map((g) => (
          <Panel key={g.by} title={t("by", { title: g.title })}>
            <Chart
              label={t("by", { title: g.title })}
              asTable={asTable}
              height={Math.max(120, 34 * Math.min(12, g.rows.length) + 40)}
              option={(ink) => lying(ink, g.rows.slice(0, 12), t)}
              table={{
                head: [g.title, ...head],
                rows: g.rows.map((r) => [
                  r.name || t("unknown"),
                  exact(r.before),
                  exact(r.after),
                  exact(r.after - r.before),
                  r.records_before,
                  r.records_after,
                ]),
              }}
            />
          </Panel>
        ))}
        {p.months.length > 0 && (
          <Panel title={t("curve")}>
            <Chart
              label={t("curve")}
              asTable={asTable}
              height={240}
              option={(ink) => standing(ink, p.months, t)}
              table={{
                head: ["", t("before"), t("after"), t("change")],
                rows: p.months.map((m) => [m.month, exact(m.before), exact(m.after), exact(m.after - m.before)]),
              }}
            />
          </Panel>
        )}
      </div>
      {(["winners", "losers"] as const).map(
        (which) =>
          p[which].length > 0 && (
            <Panel key={which} title={t(which)} n={which === "winners" ? p.won : p.lost} flush>
              <div className={css.scroll} tabIndex={0} role="region" aria-label={t(which)}>
                <table className={css.table}>
                  <thead>
                    <tr>
                      {[t("name"), t("before"), t("after"), t("change")].map((h) => (
                        <th key={h} scope="col">
                          {h}
                        </th>
                      ))}
                    </tr>
                  </thead>
                  <tbody>
                    {p[which].slice(0, 20).map((c) => (
                      <tr key={c.key}>
                        <td>
                          {c.name || c.key}
                          {c.name && <small>{c.key}</small>}
                        </td>
                        <td>{exact(c.before)}</td>
                        <td>{exact(c.after)}</td>
                        <td data-more={c.after > c.before || undefined} data-less={c.after < c.before || undefined}>
                          {exact(c.after - c.before)}
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            </Panel>
          ),
      )}
      {p.overlap.length > 0 && (
        <Panel title={t("overlap")}>
          <ul className={css.tale}>
            {p.overlap.slice(0, 20).map((o) => (
              <li key={o.a + o.b}>{t("both", { n: count(o.records), a: o.a, b: o.b, amount: yuan(o.amount) })}</li>
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
}

function Sides({ name, head, rows }: { name: string; head: string[]; rows: Schema["SideView"][] }) {
  return (
    <div className={css.scroll} tabIndex={0} role="region" aria-label={name}>
      <table className={css.table}>
        <thead>
          <tr>
            {[name, ...head].map((h) => (
              <th key={h} scope="col">
                {h}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((r) => (
            <tr key={r.name}>
              <td>{r.title || r.name}</td>
              <td>{exact(r.before)}</td>
              <td>{exact(r.after)}</td>
              <td data-more={r.after > r.before || undefined} data-less={r.after < r.before || undefined}>
                {exact(r.after - r.before)}
              </td>
              <td>{count(r.records_before)}</td>
              <td>{count(r.records_after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type T = ReturnType<typeof useBenefitWords>;

const words = (ink: Ink) => ({ color: ink.soft, fontSize: ink.size, fontFamily: ink.font });
const around = (ink: Ink, t: T) => ({
  legend: { data: [t("before"), t("after")], top: 0, right: 0, textStyle: words(ink), selectedMode: false, itemWidth: 12, itemHeight: 10 },
  tooltip: {
    trigger: "axis",
    axisPointer: { type: "shadow" },
    backgroundColor: ink.paper,
    borderColor: ink.line,
    textStyle: { ...words(ink), color: ink.text },
    confine: true,
    valueFormatter: (v: number) => yuan(v),
  },
});
const pair = (ink: Ink, t: T, rows: { before: number; after: number }[]) => [
  { name: t("before"), type: "bar", data: rows.map((r) => r.before), itemStyle: { color: ink.quiet }, barGap: "10%" },
  { name: t("after"), type: "bar", data: rows.map((r) => r.after), itemStyle: { color: ink.brand } },
];

const lying = (ink: Ink, rows: Schema["SideView"][], t: T): Option => ({
  ...around(ink, t),
  grid: { left: 4, right: 12, top: 28, bottom: 0, containLabel: true },
  xAxis: { type: "value", show: false },
  yAxis: {
    type: "category",
    inverse: true,
    data: rows.map((r) => r.name || t("unknown")),
    axisTick: { show: false },
    axisLine: { show: false },
    axisLabel: words(ink),
  },
  series: pair(ink, t, rows),
});

const standing = (ink: Ink, months: Schema["MonthSpentView"][], t: T): Option => ({
  ...around(ink, t),
  grid: { left: 4, right: 4, top: 32, bottom: 0, containLabel: true },
  xAxis: {
    type: "category",
    data: months.map((m) => m.month.slice(5)),
    axisTick: { show: false },
    axisLine: { lineStyle: { color: ink.line } },
    axisLabel: words(ink),
  },
  yAxis: {
    type: "value",
    axisLabel: { ...words(ink), formatter: (v: number) => yuan(v) },
    splitLine: { lineStyle: { color: ink.line } },
    splitNumber: 3,
  },
  series: pair(ink, t, months),
});
