// How the cockpit draws: bars that lie and bars that stand, and what their parts are called, in the inks of the page.
import type { Ink, Option } from "@/ui/Chart";
import { lang } from "@/words/words";

/** How many rows a chart shows; a table shows all. */
export const most = 10;

const axes = (ink: Ink) => ({
  label: { color: ink.soft, fontSize: ink.size, fontFamily: ink.font },
  line: { lineStyle: { color: ink.line } },
});

export const tip = (ink: Ink) => ({
  trigger: "axis",
  axisPointer: { type: "shadow" },
  backgroundColor: ink.paper,
  borderColor: ink.line,
  textStyle: { color: ink.text, fontSize: ink.size, fontFamily: ink.font },
  confine: true,
});

const legend = (ink: Ink, data: unknown[]) => ({
  data,
  top: 0,
  right: 0,
  itemWidth: ink.size,
  itemHeight: ink.size * 0.9,
  itemGap: ink.size,
  textStyle: { color: ink.soft, fontSize: ink.size, fontFamily: ink.font },
  selectedMode: false,
});

const cut = (ink: Ink) => ({ ...axes(ink).label, width: ink.size * (lang() === "en" ? 10 : 8.5), overflow: "truncate" as const });

/** Bars that lie, one below the other, the first on top. */
export function lying(ink: Ink, names: string[], series: object[], marks: unknown[], percent = false): Option {
  return {
    grid: { left: 4, right: ink.size * 3.2, top: marks.length > 0 ? ink.size * 2.2 : 2, bottom: 0, containLabel: true },
    legend: marks.length > 0 ? legend(ink, marks) : { show: false },
    tooltip: tip(ink),
    xAxis: { type: "value", show: false, minInterval: 1, max: percent ? 100 : undefined },
    yAxis: { type: "category", inverse: true, data: names, axisTick: { show: false }, axisLine: { show: false }, axisLabel: cut(ink) },
    series,
  };
}

/** Bars that stand. */
export function standing(ink: Ink, names: string[], series: object[], marks: unknown[]): Option {
  return {
    grid: { left: 4, right: 4, top: ink.size * (marks.length > 0 ? 4 : 1.6), bottom: 0, containLabel: true },
    legend: marks.length > 0 ? legend(ink, marks) : { show: false },
    tooltip: tip(ink),
    xAxis: {
      type: "category",
      data: names,
      axisTick: { show: false },
      axisLine: axes(ink).line,
      axisLabel: { ...axes(ink).label, interval: 0, hideOverlap: true },
    },
    yAxis: { type: "value", show: false, minInterval: 1 },
    series,
  };
}

/** What stands at a bar: its number in small figures, and whatever else. */
export const named = (ink: Ink, more: object) => ({ show: true, fontSize: ink.size * 0.92, fontFamily: ink.font, ...more });

/** The number of a bar that has any. */
export const above = ({ value }: { value: number }) => (value > 0 ? String(value) : "");
