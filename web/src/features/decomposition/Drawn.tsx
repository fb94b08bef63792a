import { Segmented } from "antd";
import { useState } from "react";
import { Chart, type Ink } from "@/ui/Chart";
import { colourOf } from "@/ui/Light";
import { toMatter } from "@/ui/MatterRow";
import { Empty } from "@/ui/Page";
import { useUiWords } from "@/ui/words";
import css from "./decomposition.module.css";
import { hung, sumOf, type Branch, type Node } from "./tree";
import { useTreeWords } from "./words";

/** The tree as areas: how large by weight, coloured by light, each with the word of its light and how far it is. */
export function Drawn({ nodes }: { nodes: Node[] }) {
  const t = useTreeWords();
  const ui = useUiWords();
  const [form, setForm] = useState<"sunburst" | "treemap" | "table">("sunburst");
  if (nodes.length === 0)
    return (
      <div className={css.sheet}>
        <Empty>{t("none")}</Empty>
      </div>
    );
  const word = (n: Node) => {
    const c = colourOf(n.light);
    return ui(c === "none" ? "over" : c);
  };
  const draw = (ink: Ink) => {
    const data = (all: Branch[], share: number): object[] => {
      const sum = sumOf(all);
      return all.map((b) => {
        const c = colourOf(b.light);
        const part = (share * b.weight) / Math.max(1, sum);
        return {
          name: `${b.title}\n${word(b)} ${Math.round(b.progress)}%`,
          value: part,
          itemStyle: { color: c === "none" ? ink.quiet : ink.lights[c], borderColor: ink.paper, borderWidth: 2 },
          children: b.below.length > 0 ? data(b.below, part) : undefined,
        };
      });
    };
    const common = {
      data: data(hung(nodes), 100),
      label: { color: "#fff", fontSize: ink.size, textBorderColor: "rgba(16,40,60,0.75)", textBorderWidth: 3, overflow: "truncate" },
    };
    return {
      tooltip: {
        formatter: (p: { name: string }) =>
          p.name
            .split("\n")
            .map((s) => s.replaceAll("&", "&amp;").replaceAll("<", "&lt;"))
            .join("<br>"),
      },
      series: [
        form === "treemap"
          ? {
              type: "treemap",
              ...common,
              leafDepth: 3,
              roam: false,
              width: "100%",
              height: "88%",
              top: 0,
              upperLabel: { show: true, height: 24, color: ink.text },
              levels: [{}, { itemStyle: { gapWidth: 3 } }, { itemStyle: { gapWidth: 2 } }],
              breadcrumb: { show: true, bottom: 0 },
            }
          : {
              type: "sunburst",
              ...common,
              radius: ["14%", "96%"],
              sort: undefined,
              nodeClick: "rootToNode",
              label: { ...common.label, rotate: "radial", width: 110, minAngle: 5 },
            },
      ],
    };
  };
  const table = {
    head: [t("name"), t("light"), t("progress"), t("weight"), t("done")],
    rows: nodes.map((n) => [
      { n: `${"　".repeat(n.depth)}${n.title}`, to: toMatter(n.number) },
      word(n),
      `${Math.round(n.progress)}%`,
      n.weight,
      n.leaves > 0 ? `${n.leaves_done}/${n.leaves}` : n.done ? t("done") : "",
    ]),
  };
  return (
    <div className={css.sheet}>
      <div className={css.bar}>
        <Segmented
          value={form}
          onChange={setForm}
          options={(["sunburst", "treemap", "table"] as const).map((f) => ({ value: f, label: t(f) }))}
          aria-label={t("chart")}
        />
      </div>
      <Chart key={form} option={draw} label={t("chart_label")} table={table} asTable={form === "table"} height="min(78vh, 760px)" />
    </div>
  );
}
