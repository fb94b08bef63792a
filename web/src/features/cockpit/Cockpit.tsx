// The cockpit: every figure that the zone is run by, each leading to the matters behind it. On a wall it fills the screen,
// in the dark, and turns its pages by itself.
import { BarChartOutlined, FullscreenOutlined, TableOutlined } from "@ant-design/icons";
import { Button, Segmented } from "antd";
import { useState, type ReactNode } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { Asked } from "@/ui/Asked";
import { Chart } from "@/ui/Chart";
import { LightMark } from "@/ui/Light";
import { Empty, Page, Panel } from "@/ui/Page";
import { instantWords } from "@/ui/time";
import * as draw from "./charts";
import css from "./cockpit.module.css";
import { behind, useFigures, type By, type Figure, type Figures } from "./data";
import { Wall, useScale } from "./Wall";
import { useCockpitWords } from "./words";

export default function Cockpit() {
  const t = useCockpitWords();
  const [params, setParams] = useSearchParams();
  const [by, setBy] = useState<By>("week");
  const figures = useFigures(by);
  const f = figures.data;
  if (params.get("wall") === "true") return <OnWall by={by} leave={() => setParams({})} />;
  return (
    <Page
      title={t("cockpit")}
      note={f && t("as_of", { when: instantWords(f.at) })}
      actions={
        <Button icon={<FullscreenOutlined />} onClick={() => setParams({ wall: "true" })}>
          {t("wall")}
        </Button>
      }
    >
      <Asked query={figures} rows={14}>
        {(f) =>
          f.open.all.n === 0 && (f.flow ?? []).every((p) => p.registered.n + p.closed.n === 0) ? (
            <Panel title={t("open")}>
              <Empty hint={t("nothing_hint")}>{t("nothing_open")}</Empty>
            </Panel>
          ) : (
            <>
              <Head f={f} />
              <div className={css.grid}>
                <Drawn
                  title={t("by_unit")}
                  drawn={draw.byUnit(t, f)}
                  height={Math.max(220, 32 * Math.min(10, (f.units ?? []).length) + 40)}
                />
                <Drawn
                  title={t("pace")}
                  note={t("pace_note")}
                  drawn={draw.pace(t, f)}
                  height={Math.max(220, 40 * Math.min(8, (f.units ?? []).length) + 40)}
                />
                <Drawn
                  title={t("flow")}
                  drawn={draw.flow(t, f)}
                  height={240}
                  extra={
                    <Segmented
                      size="small"
                      value={by}
                      onChange={setBy}
                      options={[
                        { value: "week" as const, label: t("by_week") },
                        { value: "month" as const, label: t("by_month") },
                      ]}
                    />
                  }
                />
                <Drawn title={t("late")} drawn={draw.late(t, f)} height={240} />
                <Drawn
                  title={t("loads")}
                  note={(f.loads ?? []).length > 10 ? t("more_posts", { n: (f.loads ?? []).length - 10 }) : undefined}
                  drawn={draw.loads(t, f)}
                  height={Math.max(220, 30 * Math.min(10, (f.loads ?? []).length) + 40)}
                />
                <Drawn
                  title={t("missed_by_unit")}
                  drawn={draw.missed(t, f)}
                  height={Math.max(220, 32 * Math.min(10, new Set((f.missed ?? []).map((m) => m.unit)).size) + 40)}
                  none={t("nothing_missed")}
                />
                <Drawn title={t("ages")} drawn={draw.ages(t, f)} height={220} />
                <Drawn title={t("ladder")} drawn={draw.ladder(t, f)} height={220} />
                <Drawn
                  title={t("by_kind")}
                  drawn={draw.byKind(t, f)}
                  height={Math.max(150, 32 * Math.min(10, (f.kinds ?? []).length) + 40)}
                />
              </div>
            </>
          )
        }
      </Asked>
    </Page>
  );
}

/** The figures that are read first. */
function Head({ f }: { f: Figures }) {
  const t = useCockpitWords();
  const all: { key: string; word: string; of: Figure; light?: string; title?: string; bad?: boolean }[] = [
    { key: "open", word: t("open"), of: f.open.all },
    { key: "red", word: t("red"), of: f.open.red, light: "red" },
    { key: "amber", word: t("amber"), of: f.open.amber, light: "amber" },
    { key: "green", word: t("green"), of: f.open.green, light: "green" },
    { key: "overdue", word: t("overdue"), of: f.late.overdue, bad: true },
    { key: "behind", word: t("behind"), of: f.pace.behind, title: t("behind_note") },
    { key: "missed", word: t("missed"), of: f.missed_sum.missed, bad: true },
    { key: "duties", word: t("due_duties"), of: f.missed_sum.open },
  ];
  return (
    <ul className={css.head}>
      {all.map((x) => (
        <li key={x.key} data-light={x.light} data-bad={x.bad && x.of.n > 0 ? "" : undefined} title={x.title}>
          <To figure={x.of}>
            <span>
              {x.light && <LightMark light={x.light} />}
              {x.word}
            </span>
            <b>{x.of.n}</b>
          </To>
        </li>
      ))}
    </ul>
  );
}

function To({ figure, children }: { figure: Figure; children: ReactNode }) {
  const to = behind(figure);
  return to ? <Link to={to}>{children}</Link> : <span>{children}</span>;
}

/** A panel with a chart in it, and the switch to the table that says the same. */
function Drawn({
  title,
  note,
  drawn,
  height,
  extra,
  none,
  wall = false,
}: {
  title: string;
  note?: string;
  drawn: draw.Drawn;
  height?: number | string;
  extra?: ReactNode;
  none?: string;
  wall?: boolean;
}) {
  const t = useCockpitWords();
  const go = useNavigate();
  const scale = useScale(wall);
  const [asTable, setAsTable] = useState(false);
  const chart = drawn.empty ? (
    <Empty>{none ?? t("nothing_open")}</Empty>
  ) : (
    <Chart
      option={drawn.option}
      label={t("chart_label", { what: title, sum: drawn.sum })}
      table={drawn.table}
      asTable={asTable}
      scale={scale}
      height={height}
      pick={({ series, index }) => {
        const to = behind(drawn.at(series, index));
        if (to) void go(to);
      }}
    />
  );
  if (wall)
    return (
      <section className={css.tile} aria-label={title}>
        <h2>{title}</h2>
        {chart}
      </section>
    );
  return (
    <Panel
      title={title}
      more={
        <span className={css.switches}>
          {extra}
          <Button
            size="small"
            type="text"
            icon={asTable ? <BarChartOutlined /> : <TableOutlined />}
            aria-pressed={asTable}
            aria-label={t(asTable ? "as_chart_of" : "as_table_of", { what: title })}
            onClick={() => setAsTable(!asTable)}
          >
            {t(asTable ? "as_chart" : "as_table")}
          </Button>
        </span>
      }
    >
      {chart}
      {note && !asTable && <p className={css.note}>{note}</p>}
    </Panel>
  );
}

/** The cockpit on a wall: two screens that turn. */
function OnWall({ by, leave }: { by: By; leave: () => void }) {
  const t = useCockpitWords();
  const figures = useFigures(by);
  const f = figures.data;
  const tile = (title: string, drawn: draw.Drawn, none?: string) => (
    <Drawn key={title} wall title={title} drawn={drawn} height="100%" none={none} />
  );
  return (
    <Wall
      title={t("cockpit")}
      at={f?.at}
      leave={leave}
      pages={
        f
          ? [
              <div key="now" className={css.screen}>
                <Head f={f} />
                <div className={css.tiles} data-of="4">
                  {tile(t("by_unit"), draw.byUnit(t, f))}
                  {tile(t("pace"), draw.pace(t, f))}
                  {tile(t("flow"), draw.flow(t, f))}
                  {tile(t("late"), draw.late(t, f))}
                </div>
              </div>,
              <div key="load" className={css.screen}>
                <Head f={f} />
                <div className={css.tiles} data-of="5">
                  {tile(t("loads"), draw.loads(t, f))}
                  {tile(t("missed_by_unit"), draw.missed(t, f), t("nothing_missed"))}
                  {tile(t("ladder"), draw.ladder(t, f))}
                  {tile(t("ages"), draw.ages(t, f))}
                  {tile(t("by_kind"), draw.byKind(t, f))}
                </div>
              </div>,
            ]
          : [
              <div key="wait" className={css.screen}>
                <Asked query={figures} rows={12}>
                  {() => null}
                </Asked>
              </div>,
            ]
      }
    />
  );
}
