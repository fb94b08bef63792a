// A chart: a thin wrapper of ECharts. It takes its colours from the screen's theme, grows with its box, leads to what is
// behind what one clicks, and has the same as a table behind a switch (the panel's), for who does not see or click it.
import { theme } from "antd";
import { BarChart, FunnelChart, PieChart, SunburstChart, TreemapChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef, type ReactNode } from "react";
import { Link } from "react-router";
import type { Colour } from "./Light";
import css from "./chart.module.css";

echarts.use([
  BarChart,
  FunnelChart,
  PieChart,
  SunburstChart,
  TreemapChart,
  GridComponent,
  LegendComponent,
  TooltipComponent,
  CanvasRenderer,
]);

export type Option = echarts.EChartsCoreOption;

/** What a chart is drawn with: the colours of the screen, and how large its text is. */
export type Ink = {
  text: string;
  soft: string;
  line: string;
  paper: string;
  brand: string;
  quiet: string;
  font: string;
  size: number;
  lights: Record<Colour, string>;
};

/** The shapes of the lights, as LightMark draws them, for a legend. */
export const shapes: Record<Colour, string> = {
  red: "path://M5 1h6l4 4v6l-4 4H5l-4-4V5z",
  amber: "path://M8 1.2 15.4 14.4H.6z",
  green: "circle",
};

// The lights have their colours from the style sheet, which antd has no names for.
const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** A cell of the table that says the same: words, a number, or a number with what is behind it. */
export type Cell = string | number | { n: number | string; to?: string };

export type Shown = { head: string[]; rows: Cell[][] };

/** scale is by how much text is larger than on a desk. label says in words what is drawn. */
export function Chart({
  option,
  label,
  table,
  asTable,
  pick,
  scale = 1,
  height,
}: {
  option: (ink: Ink) => Option;
  label: string;
  table: Shown;
  asTable: boolean;
  pick?: (at: { series: number; index: number }) => void;
  scale?: number;
  height?: number | string;
}) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<echarts.ECharts>(undefined);
  const chosen = useRef(pick);
  chosen.current = pick;
  const { token } = theme.useToken();
  const drawn = option({
    text: token.colorText,
    soft: token.colorTextSecondary,
    line: token.colorBorderSecondary,
    paper: token.colorBgContainer,
    brand: token.colorPrimary,
    quiet: token.colorBorder,
    font: token.fontFamily,
    size: 12.5 * scale,
    lights: { red: colour("--red-fill"), amber: colour("--amber-fill"), green: colour("--green-fill") },
  });
  const said = JSON.stringify(drawn, (_, v) => (typeof v === "function" ? String(v) : v));
  useEffect(() => {
    if (asTable || !box.current) return;
    const c = echarts.init(box.current, undefined, { renderer: "canvas" });
    chart.current = c;
    c.on("click", (e) => chosen.current?.({ series: e.seriesIndex ?? 0, index: e.dataIndex ?? 0 }));
    const watch = new ResizeObserver(() => c.resize());
    watch.observe(box.current);
    return () => {
      watch.disconnect();
      c.dispose();
      chart.current = undefined;
    };
  }, [asTable]);
  useEffect(() => {
    chart.current?.setOption({ animation: false, textStyle: { fontFamily: token.fontFamily }, ...drawn }, { notMerge: true });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- what is drawn is new each time; what it says is not
  }, [said, asTable, token.fontFamily]);
  if (asTable) return <Told table={table} label={label} />;
  return <div ref={box} role="img" aria-label={label} className={css.chart} style={{ height }} data-pick={pick ? "" : undefined} />;
}

/** The chart as a table; what is behind a number is a link. */
function Told({ table, label }: { table: Shown; label: string }) {
  return (
    <div className={css.told} tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead>
          <tr>
            {table.head.map((h) => (
              <th key={h} scope="col">
                {h}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, i) => (
            <tr key={i}>
              {row.map((c, j) =>
                j === 0 ? (
                  <th key={j} scope="row">
                    {told(c)}
                  </th>
                ) : (
                  <td key={j}>{told(c)}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function told(c: Cell): ReactNode {
  if (typeof c !== "object") return c;
  return c.to && c.n !== 0 ? <Link to={c.to}>{c.n}</Link> : c.n;
}
