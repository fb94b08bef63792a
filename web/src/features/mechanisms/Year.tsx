// The periods of a cadence as a year of twelve months: where a period begins, and the day on which it is due.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { useState } from "react";
import { api, take } from "@/api/client";
import { useToday, useZone } from "@/api/me";
import { Asked } from "@/ui/Asked";
import { dayWords, periodWords } from "@/ui/time";
import { lang } from "@/words/words";
import { keys } from "./ask";
import css from "./mechanisms.module.css";
import { useMechanismWords } from "./words";

export function Year({ kind }: { kind: string }) {
  const t = useMechanismWords();
  const zone = useZone();
  const [year, setYear] = useState(Number(useToday().slice(0, 4)));
  const [shown, setShown] = useState("");
  const asked = useQuery({
    queryKey: keys.part(zone, "year", kind, year),
    queryFn: () =>
      take(api.GET("/api/v1/zones/{zone}/mechanisms/kinds/{kind}/calendar", { params: { path: { zone, kind }, query: { year } } })),
    placeholderData: keepPreviousData,
  });
  return (
    <Asked query={asked}>
      {(y) => {
        const rhythm = y.rhythms.find((r) => r.value === shown) ?? y.rhythms[0];
        if (!rhythm) return null;
        const due = new Map(rhythm.periods.map((p) => [p.due, p]));
        const starts = new Set(rhythm.periods.map((p) => p.from));
        const off = new Set(y.days_off);
        return (
          <>
            <div className={css.filters}>
              <Segmented
                value={rhythm.value}
                onChange={setShown}
                options={y.rhythms.map((r) => ({ value: r.value, label: `${r.title} · ${r.says}` }))}
              />
              <span className={css.turn}>
                <Button size="small" onClick={() => setYear(y.year - 1)} aria-label={t("previous")}>
                  ‹
                </Button>
                <b>{t("year", { n: y.year })}</b>
                <Button size="small" onClick={() => setYear(y.year + 1)} aria-label={t("next")}>
                  ›
                </Button>
                <span>{t("periods", { n: rhythm.periods.length })}</span>
              </span>
            </div>
            {y.provisional && <p className={css.source}>{t("provisional")}</p>}
            <div className={css.year}>
              {Array.from({ length: 12 }, (_, m) => {
                const first = new Date(Date.UTC(y.year, m, 1));
                const days = new Date(Date.UTC(y.year, m + 1, 0)).getUTCDate();
                return (
                  <div key={m} className={css.month}>
                    <b>{new Intl.DateTimeFormat(lang() === "en" ? "en-GB" : "zh-CN", { timeZone: "UTC", month: "long" }).format(first)}</b>
                    <div>
                      {Array.from({ length: (first.getUTCDay() + 6) % 7 }, (_, i) => (
                        <i key={`_${i}`} />
                      ))}
                      {Array.from({ length: days }, (_, d) => {
                        const day = `${y.year}-${String(m + 1).padStart(2, "0")}-${String(d + 1).padStart(2, "0")}`;
                        const p = due.get(day);
                        return (
                          <i
                            key={day}
                            data-off={off.has(day) || undefined}
                            data-due={p ? true : undefined}
                            data-start={starts.has(day) || undefined}
                            title={p && t("due_on", { p: periodWords(p.key), d: dayWords(p.due) })}
                          >
                            {d + 1}
                          </i>
                        );
                      })}
                    </div>
                  </div>
                );
              })}
            </div>
          </>
        );
      }}
    </Asked>
  );
}
