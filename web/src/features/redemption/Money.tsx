// The budget lines of a year: what each has, what of it is promised, paid, left, and what came back.
import { useQuery } from "@tanstack/react-query";
import { Button, Input, Segmented, Switch } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { api, take, type Schema } from "@/api/client";
import { useToday, useZone } from "@/api/me";
import { useAddress } from "@/ui/address";
import { Ask, Said } from "@/ui/ask/Ask";
import { Sheet } from "@/ui/ask/Sheet";
import { Asked } from "@/ui/Asked";
import { Chart } from "@/ui/Chart";
import { Empty, Page, Panel } from "@/ui/Page";
import { Sum } from "@/ui/Sum";
import { exact, yuan } from "@/ui/sums";
import { dayWords } from "@/ui/time";
import { keys, toLine, toTable, useAnew } from "./ask";
import css from "./redemption.module.css";
import { useRedemptionWords } from "./words";

export type Fund = Schema["FundView"];

export default function Money() {
  const t = useRedemptionWords();
  const zone = useZone();
  const today = useToday();
  const [params, set] = useAddress();
  const now = Number(today.slice(0, 4));
  const year = Number(params.get("year")) || now;
  const [asTable, setTable] = useState(false);
  const [giving, setGiving] = useState<Fund>();
  const funds = useQuery({
    queryKey: keys.part(zone, "funds", year),
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/funds", { params: { path: { zone }, query: { year } } })),
  });
  return (
    <Page
      title={t("money_title")}
      note={funds.data ? t("as_of", { day: dayWords(funds.data.date, "") }) : t("money_note")}
      actions={
        <>
          <Segmented<number>
            aria-label={t("year")}
            value={year}
            onChange={(y) => set("year", y === now ? "" : String(y))}
            options={[...new Set([year, now, now - 1, now - 2])].sort().map((value) => ({ value, label: String(value) }))}
          />
          <Link to="/redemption">{t("back")}</Link>
        </>
      }
    >
      <Asked query={funds} rows={10}>
        {({ lines, date }) => {
          if (lines.length === 0) return <Empty hint={t("no_lines_hint")}>{t("no_lines")}</Empty>;
          const cut = t("as_of", { day: dayWords(date, "") });
          return (
            <>
              <Figures lines={lines} cut={cut} />
              <Panel
                title={t("lines")}
                n={lines.length}
                more={
                  <label>
                    {t("as_table")} <Switch size="small" checked={asTable} onChange={setTable} aria-label={t("as_table")} />
                  </label>
                }
              >
                <Drawn lines={lines} asTable={asTable} />
              </Panel>
              <Panel title={`${t("lines")} · ${cut}`} flush>
                <Sheet<Fund>
                  name={t("lines")}
                  rows={lines}
                  keyOf={(l) => l.line}
                  columns={[
                    { title: t("line"), cell: (l) => <Link to={toLine(l)}>{l.title}</Link> },
                    {
                      title: t("budget"),
                      cell: (l) => (l.opened ? <Link to={toLine(l, "appropriate")}>{exact(l.budget)}</Link> : t("not_opened")),
                    },
                    {
                      title: t("committed"),
                      cell: (l) => <To n={l.committed} to={toTable({ line: l.line, year: l.year, step: "confirmed,noticed" })} />,
                    },
                    {
                      title: t("money_paid"),
                      cell: (l) => <To n={l.paid} to={toTable({ line: l.line, year: l.year, step: "sent,paid" })} />,
                    },
                    { title: t("left"), cell: (l) => exact(l.left) },
                    { title: t("money_returned"), cell: (l) => <To n={l.returned} to={toLine(l, "return")} /> },
                    { title: t("money_clawed"), cell: (l) => <To n={l.clawed} to={toLine(l, "claw-back")} /> },
                    {
                      title: t("acts"),
                      acts: true,
                      cell: (l) =>
                        l.acts.some((a) => a.do === "appropriate") && (
                          <Button size="small" onClick={() => setGiving(l)}>
                            {t("appropriate")}
                          </Button>
                        ),
                    },
                  ]}
                />
              </Panel>
            </>
          );
        }}
      </Asked>
      {giving && <Give line={giving} close={() => setGiving(undefined)} />}
    </Page>
  );
}

const To = ({ n, to }: { n: number; to: string }) => (n === 0 ? <>0</> : <Link to={to}>{exact(n)}</Link>);

export function Figures({ lines, cut }: { lines: Fund[]; cut: string }) {
  const t = useRedemptionWords();
  const of = (f: (l: Fund) => number) => lines.reduce((sum, l) => sum + f(l), 0);
  const figures: [string, number][] = [
    [t("budget"), of((l) => l.budget)],
    [t("committed"), of((l) => l.committed)],
    [t("money_paid"), of((l) => l.paid)],
    [t("left"), of((l) => l.left)],
    [t("money_returned"), of((l) => l.returned)],
    [t("money_clawed"), of((l) => l.clawed)],
  ];
  return (
    <div className={css.totals}>
      {figures.map(([word, n]) => (
        <div key={word}>
          <b>{yuan(n)}</b>
          <span>{word}</span>
          <small>{cut}</small>
        </div>
      ))}
    </div>
  );
}

function Drawn({ lines, asTable }: { lines: Fund[]; asTable: boolean }) {
  const t = useRedemptionWords();
  const of = lines.filter((l) => l.opened);
  const parts = [
    { name: t("money_paid"), n: (l: Fund) => l.paid },
    { name: t("committed"), n: (l: Fund) => l.committed },
    { name: t("left"), n: (l: Fund) => l.left },
  ];
  if (of.length === 0) return <Empty hint={t("no_lines_hint")}>{t("not_opened")}</Empty>;
  return (
    <Chart
      label={t("chart_label")}
      asTable={asTable}
      height={Math.max(160, 70 + of.length * 44)}
      table={{ head: [t("line"), ...parts.map((p) => p.name)], rows: of.map((l) => [l.title, ...parts.map((p) => exact(p.n(l)))]) }}
      option={(ink) => ({
        grid: { left: 8, right: 24, top: 34, bottom: 8, containLabel: true },
        legend: { top: 0, left: 0, textStyle: { color: ink.text, fontSize: ink.size }, itemHeight: 10 },
        tooltip: {
          trigger: "axis",
          axisPointer: { type: "shadow" },
          backgroundColor: ink.paper,
          borderColor: ink.line,
          textStyle: { color: ink.text },
          valueFormatter: (v: unknown) => yuan(Number(v)),
        },
        xAxis: {
          type: "value",
          axisLabel: { color: ink.soft, fontSize: ink.size, hideOverlap: true, formatter: (v: number) => yuan(v) },
          splitLine: { lineStyle: { color: ink.line } },
        },
        yAxis: {
          type: "category",
          inverse: true,
          data: of.map((l) => l.title),
          axisLabel: { color: ink.text, fontSize: ink.size, width: 130, overflow: "truncate" },
          axisLine: { lineStyle: { color: ink.line } },
          axisTick: { show: false },
        },
        series: parts.map((p, i) => ({
          type: "bar",
          stack: "line",
          name: p.name,
          barMaxWidth: 22,
          data: of.map(p.n),
          itemStyle: { color: [ink.lights.green, ink.brand, ink.quiet][i], borderColor: ink.paper, borderWidth: 1, decal: undefined },
        })),
      })}
    />
  );
}

/** Gives a line more, or takes some away. */
export function Give({ line, close }: { line: Fund; close: () => void }) {
  const t = useRedemptionWords();
  const zone = useZone();
  const anew = useAnew();
  const as = line.acts.find((a) => a.do === "appropriate")?.as;
  const planned = !line.opened && !!line.planned;
  return (
    <Ask<{ amount?: number; basis: string }, unknown>
      title={t("appropriate")}
      note={
        <>
          <p>{`${line.title} · ${line.year}`}</p>
          <p>{planned ? t("appropriate_note", { amount: yuan(line.planned!) }) : t("appropriate_plain")}</p>
          <p>{t("as", { post: as ?? "" })}</p>
        </>
      }
      send={(v) =>
        take(
          api.POST("/api/v1/zones/{zone}/funds/{line}", {
            params: { path: { zone, line: line.line }, header: { "If-Match": line.version } },
            body: { as, year: line.year, amount: v.amount, basis: v.basis },
          }),
        )
      }
      done={anew}
      close={close}
    >
      <Said name="amount" title={t("amount")} optional={planned}>
        <Sum />
      </Said>
      <Said name="basis" title={t("basis")}>
        <Input maxLength={1000} />
      </Said>
    </Ask>
  );
}
