// The charts of the cockpit: what each draws, the table that says the same, and the list behind each part of it.
import type { Cell, Ink, Option, Shown } from "@/ui/Chart";
import { shapes } from "@/ui/Chart";
import type { Colour } from "@/ui/Light";
import { lang } from "@/words/words";
import { behind, type Figure, type Figures, type Lit } from "./data";
import { above, lying, most, named, standing, tip } from "./draw";
import type { useCockpitWords } from "./words";

type T = ReturnType<typeof useCockpitWords>;

/** What a panel draws. at gives the figure behind the part of a series. */
export type Drawn = {
  option: (ink: Ink) => Option;
  table: Shown;
  at: (series: number, index: number) => Figure | undefined;
  sum: string;
  empty: boolean;
};

const colours: Colour[] = ["red", "amber", "green"];
const cell = (f: Figure): Cell => ({ n: f.n, to: behind(f) });

const onDark: Record<Colour, string> = { red: "#ffffff", amber: "#2b1a00", green: "#06150d" };

function lights(t: T, what: string, rows: { name: string; of: Lit }[]): Drawn {
  const shown = rows.slice(0, most);
  const total = Math.max(1, ...shown.map((r) => r.of.all.n));
  return {
    empty: rows.length === 0,
    sum: rows
      .slice(0, 5)
      .map(
        (r) =>
          `${r.name} ${colours
            .filter((c) => r.of[c].n > 0)
            .map((c) => `${t(c)} ${r.of[c].n}`)
            .join(" ")}`,
      )
      .join("; "),
    table: {
      head: [what, ...colours.map((c) => t(c)), t("all")],
      rows: rows.map((r) => [r.name, ...colours.map((c) => cell(r.of[c])), cell(r.of.all)]),
    },
    at: (series, index) => shown[index]?.of[colours[series] ?? "red"],
    option: (ink) =>
      lying(
        ink,
        shown.map((r) => r.name),
        colours.map((c) => ({
          name: t(c),
          type: "bar",
          stack: "lights",
          barMaxWidth: ink.size * 1.7,
          barMinHeight: 0,
          itemStyle: { color: ink.lights[c], borderColor: ink.paper, borderWidth: 1 },
          data: shown.map((r) => r.of[c].n),
          label: {
            show: true,
            color: onDark[c],
            fontSize: ink.size * 0.95,
            fontFamily: ink.font,
            formatter: ({ value }: { value: number }) => (value / total > 0.06 ? String(value) : ""),
          },
        })),
        colours.map((c) => ({ name: t(c), icon: shapes[c], itemStyle: { color: ink.lights[c] } })),
      ),
  };
}

export function byUnit(t: T, f: Figures): Drawn {
  return lights(
    t,
    t("unit"),
    (f.units ?? []).map((u) => ({ name: u.name || t("none_unit"), of: u })),
  );
}

export function byKind(t: T, f: Figures): Drawn {
  return lights(
    t,
    t("kind"),
    (f.kinds ?? []).map((k) => ({ name: k.title, of: k })),
  );
}

type Bar = { name: string; of: Figure; bad?: boolean };

function bands(t: T, what: string, rows: Bar[]): Drawn {
  return {
    empty: rows.every((r) => r.of.n === 0),
    sum: rows
      .filter((r) => r.of.n > 0)
      .map((r) => `${r.name} ${r.of.n}`)
      .join("; "),
    table: { head: [what, t("matters")], rows: rows.map((r) => [r.name, cell(r.of)]) },
    at: (_, index) => rows[index]?.of,
    option: (ink) =>
      lying(
        ink,
        rows.map((r) => r.name),
        [
          {
            name: t("matters"),
            type: "bar",
            barMaxWidth: ink.size * 1.5,
            data: rows.map((r) => ({ value: r.of.n, itemStyle: { color: r.bad ? ink.lights.red : ink.brand, borderRadius: 2 } })),
            label: { show: true, position: "right", color: ink.text, fontSize: ink.size, fontFamily: ink.font },
          },
        ],
        [],
      ),
  };
}

export function ages(t: T, f: Figures): Drawn {
  return bands(
    t,
    t("ages"),
    (f.ages ?? []).map((b) => ({
      name: b.to === undefined ? t("day_over", { from: b.from ?? 0 }) : t("day_range", { from: b.from ?? 0, to: b.to }),
      of: b,
    })),
  );
}

export function late(t: T, f: Figures): Drawn {
  const l = f.late;
  return bands(t, t("late"), [
    ...(l.bands ?? []).map((b) => ({
      name: b.to === undefined ? t("late_over", { from: b.from ?? 0 }) : t("late_range", { from: b.from ?? 0, to: b.to }),
      of: b,
      bad: true,
    })),
    { name: t("soon", { to: l.soon.to ?? 0 }), of: l.soon },
    { name: t("later", { from: l.later.from ?? 0 }), of: l.later },
    { name: t("undated"), of: l.undated },
  ]);
}

/** 2023-W23 at an axis: 23周. */
const short = (t: T, key: string) => {
  const [, week, month] = /^\d{4}-(?:W(\d{2})|(\d{2}))$/.exec(key) ?? [];
  return week ? t("week", { n: Number(week) }) : month ? t("month", { n: Number(month) }) : key;
};

export function flow(t: T, f: Figures): Drawn {
  const rows = f.flow ?? [];
  const series = ["registered", "closed"] as const;
  return {
    empty: false,
    sum: series.map((s) => `${t(s)} ${rows.reduce((n, r) => n + r[s].n, 0)}`).join("; "),
    table: {
      head: [t("period"), t("registered"), t("closed")],
      rows: rows.map((r) => [`${r.key} (${r.from} – ${r.to})`, cell(r.registered), cell(r.closed)]),
    },
    at: (s, index) => rows[index]?.[series[s] ?? "registered"],
    option: (ink) =>
      standing(
        ink,
        rows.map((r) => short(t, r.key)),
        series.map((s, i) => ({
          name: t(s),
          type: "bar",
          barMaxWidth: ink.size * 1.6,
          barGap: "10%",
          itemStyle:
            i === 0
              ? { color: ink.brand, borderRadius: [2, 2, 0, 0] }
              : { color: "transparent", borderColor: ink.lights.green, borderWidth: 2, borderRadius: [2, 2, 0, 0] },
          data: rows.map((r) => r[s].n || null),
          label: named(ink, { position: "top", color: ink.soft, formatter: above }),
        })),
        [
          { name: t("registered"), icon: "rect", itemStyle: { color: ink.brand } },
          { name: t("closed"), icon: "rect", itemStyle: { color: "transparent", borderColor: ink.lights.green, borderWidth: 2 } },
        ],
      ),
  };
}

export function pace(t: T, f: Figures): Drawn {
  const rows = (f.units ?? []).filter((u) => u.pace.dated.n > 0);
  const shown = [...rows].sort((a, b) => b.pace.elapsed - b.pace.progress - (a.pace.elapsed - a.pace.progress)).slice(0, most - 2);
  const series = ["elapsed", "progress"] as const;
  return {
    empty: rows.length === 0,
    sum: `${t("elapsed")} ${f.pace.elapsed}%, ${t("progress")} ${f.pace.progress}%, ${t("behind")} ${f.pace.behind.n}`,
    table: {
      head: [t("unit"), t("elapsed"), t("progress"), t("behind"), t("matters")],
      rows: rows.map((u) => [
        u.name || t("none_unit"),
        `${u.pace.elapsed}%`,
        `${u.pace.progress}%`,
        cell(u.pace.behind),
        cell(u.pace.dated),
      ]),
    },
    at: (s, index) => (s === 1 && shown[index] && shown[index].pace.behind.n > 0 ? shown[index].pace.behind : shown[index]?.pace.dated),
    option: (ink) =>
      lying(
        ink,
        shown.map((u) => u.name || t("none_unit")),
        series.map((s) => ({
          name: t(s),
          type: "bar",
          barMaxWidth: ink.size,
          barGap: "15%",
          itemStyle:
            s === "elapsed"
              ? { color: "transparent", borderColor: ink.soft, borderWidth: 1.5, borderRadius: 2 }
              : { color: ink.brand, borderRadius: 2 },
          data: shown.map((u) => u.pace[s]),
          label: named(ink, {
            position: "right",
            color: s === "elapsed" ? ink.soft : ink.text,
            formatter: ({ value }: { value: number }) => `${Math.round(value)}%`,
          }),
        })),
        [
          { name: t("elapsed"), icon: "rect", itemStyle: { color: "transparent", borderColor: ink.soft, borderWidth: 1.5 } },
          { name: t("progress"), icon: "rect", itemStyle: { color: ink.brand } },
        ],
        true,
      ),
  };
}

export function ladder(t: T, f: Figures): Drawn {
  const steps = f.ladder ?? [];
  const rows: Bar[] = [
    { name: t("step_open"), of: f.open.all },
    { name: t("step_red"), of: f.open.red },
    ...steps.map((s, i) => ({ name: t(i === steps.length - 1 ? "step_level" : "step_level_more", { n: s.level }), of: s.all })),
  ];
  const shades = (ink: Ink) => [ink.brand, ink.lights.red, ink.lights.red, ink.lights.red, ink.lights.red];
  return {
    empty: f.open.all.n === 0,
    sum: rows.map((r) => `${r.name} ${r.of.n}`).join("; "),
    table: {
      head: [t("ladder"), t("matters"), ...colours.map((c) => t(c))],
      rows: [
        [t("step_open"), cell(f.open.all), ...colours.map((c) => cell(f.open[c]))],
        [t("step_red"), cell(f.open.red), cell(f.open.red), 0, 0],
        ...steps.map((s, i) => [rows[i + 2]!.name, cell(s.all), ...colours.map((c) => cell(s[c]))]),
      ],
    },
    at: (_, index) => rows[index]?.of,
    option: (ink) => ({
      tooltip: { ...tip(ink), trigger: "item" },
      series: [
        {
          type: "funnel",
          sort: "none",
          left: "4%",
          right: "4%",
          top: 4,
          bottom: 4,
          minSize: "22%",
          maxSize: "100%",
          gap: 3,
          min: 0,
          max: Math.max(1, f.open.all.n),
          label: {
            show: true,
            position: "inside",
            color: "#ffffff",
            fontSize: ink.size * 1.05,
            fontFamily: ink.font,
            formatter: "{b}  {c}",
            textBorderColor: "#22303b",
            textBorderWidth: 2.5,
          },
          data: rows.map((r, i) => ({
            name: r.name,
            value: r.of.n,
            itemStyle: {
              color: shades(ink)[Math.min(i, 4)],
              opacity: i < 2 ? 1 : Math.max(0.6, 1 - 0.14 * (i - 1)),
              borderColor: ink.paper,
              borderWidth: 1,
            },
          })),
        },
      ],
    }),
  };
}

export function loads(t: T, f: Figures): Drawn {
  const rows = f.loads ?? [];
  const shown = rows.slice(0, most);
  const series = ["matters", "duties", "missed"] as const;
  const paint = (ink: Ink) => [
    { color: ink.brand },
    { color: ink.paper, borderColor: ink.brand, borderWidth: 1.5 },
    { color: ink.lights.red },
  ];
  return {
    empty: rows.length === 0,
    sum: rows
      .slice(0, 5)
      .map((l) => `${l.owner} ${l.matters.n}/${l.duties.n}/${l.missed.n}`)
      .join("; "),
    table: {
      head: [t("post"), t("matters"), t("duties"), t("missed")],
      rows: rows.map((l) => [l.owner, cell(l.matters), cell(l.duties), cell(l.missed)]),
    },
    at: (s, index) => shown[index]?.[series[s] ?? "matters"],
    option: (ink) =>
      lying(
        ink,
        shown.map((l) => l.owner),
        series.map((s, i) => ({
          name: t(s),
          type: "bar",
          stack: "load",
          barMaxWidth: ink.size * 1.5,
          itemStyle: paint(ink)[i],
          data: shown.map((l) => l[s].n),
          label: named(ink, {
            color: i === 1 ? ink.text : "#ffffff",
            textBorderColor: i === 1 ? "transparent" : "#22303b",
            textBorderWidth: i === 1 ? 0 : 2,
            formatter: above,
          }),
        })),
        series.map((s, i) => ({ name: t(s), icon: i === 2 ? shapes.red : "rect", itemStyle: paint(ink)[i] })),
      ),
  };
}

export function missed(t: T, f: Figures): Drawn {
  const all = f.missed ?? [];
  const kinds = [...new Map(all.map((m) => [m.what, m.title])).entries()];
  const units = [...new Map(all.map((m) => [m.unit, m.name || t("none_unit")])).entries()];
  const of = (unit: string, what: string) => all.find((m) => m.unit === unit && m.what === what);
  const shown = units.slice(0, most);
  // One hue in steps, and a legend in order: the words in the tooltip and table tell them apart, too.
  const shade = (i: number) => Math.max(0.3, 1 - i * 0.16);
  return {
    empty: all.length === 0,
    sum: all
      .slice(0, 5)
      .map((m) => `${m.name || t("none_unit")} ${m.title} ${m.n}`)
      .join("; "),
    table: {
      head: [t("unit"), ...kinds.map(([, title]) => title)],
      rows: units.map(([unit, name]) => [
        name,
        ...kinds.map(([what]): Cell => {
          const m = of(unit, what);
          return m ? cell(m) : 0;
        }),
      ]),
    },
    at: (s, index) => of(shown[index]?.[0] ?? "", kinds[s]?.[0] ?? ""),
    option: (ink) =>
      lying(
        ink,
        shown.map(([, name]) => name),
        kinds.map(([what, title], i) => ({
          name: title,
          type: "bar",
          stack: "missed",
          barMaxWidth: ink.size * 1.5,
          itemStyle: { color: ink.brand, opacity: shade(i), borderColor: ink.paper, borderWidth: 1 },
          data: shown.map(([unit]) => of(unit, what)?.n ?? 0),
          label: named(ink, { color: ink.text, textBorderColor: ink.paper, textBorderWidth: 2.5, formatter: above }),
        })),
        kinds
          .slice(0, lang() === "en" ? 3 : 5)
          .map(([, title], i) => ({ name: title, icon: "rect", itemStyle: { color: ink.brand, opacity: shade(i) } })),
      ),
  };
}
