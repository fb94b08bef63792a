import { useQuery } from "@tanstack/react-query";
import { Segmented, Tag } from "antd";
import { useState } from "react";
import { api, take, type Schema } from "@/api/client";
import { useZone } from "@/api/me";
import { Asked } from "@/ui/Asked";
import { Empty, Panel } from "@/ui/Page";
import css from "./decomposition.module.css";
import { useTreeWords } from "./words";

type All = Schema["MatrixOutputBody"];

/** Who answers for which level in which place, what nobody answers for, and posts that nobody holds. */
export function Matrix() {
  const t = useTreeWords();
  const zone = useZone();
  const [by, setBy] = useState<"levels_places" | "people">("levels_places");
  const matrix = useQuery({
    queryKey: ["org", "responsibility", zone],
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/org/responsibility", { params: { path: { zone } } })),
  });
  return (
    <Asked query={matrix} rows={8}>
      {(m) => (
        <>
          <Panel title={t("gaps")} n={m.gaps.length + m.unheld.length} flush>
            {m.gaps.length + m.unheld.length === 0 ? (
              <Empty>{m.cells.length === 0 ? t("no_matrix") : t("no_gaps")}</Empty>
            ) : (
              <ul className={css.gaps}>
                {[...m.gaps, ...m.unheld].map((g, i) => (
                  <li key={i}>
                    <Tag color="error">{t(i < m.gaps.length ? "gap" : "unheld")}</Tag>
                    {g.says}
                  </li>
                ))}
              </ul>
            )}
          </Panel>
          {m.cells.length === 0 ? (
            <div className={css.sheet}>
              <Empty hint={t("no_matrix_hint")}>{t("no_matrix")}</Empty>
            </div>
          ) : (
            <div className={css.sheet}>
              <div className={css.bar}>
                <Segmented
                  value={by}
                  onChange={setBy}
                  options={(["levels_places", "people"] as const).map((v) => ({ value: v, label: t(v) }))}
                  aria-label={t("matrix")}
                />
              </div>
              <div className={css.wide} tabIndex={0} role="region" aria-label={t("matrix")}>
                {by === "people" ? <People m={m} /> : <Places m={m} />}
              </div>
            </div>
          )}
        </>
      )}
    </Asked>
  );
}

function Places({ m }: { m: All }) {
  const t = useTreeWords();
  return (
    <table className={css.matrix}>
      <thead>
        <tr>
          <th scope="col">
            {t("level")} / {t("place")}
          </th>
          {m.places.map((p) => (
            <th key={p} scope="col">
              {p}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {m.levels.map((level) => (
          <tr key={level}>
            <th scope="row">{level}</th>
            {m.places.map((place) => {
              const shares = m.cells.find((c) => c.level === level && c.place === place)?.shares ?? [];
              const gap =
                m.gaps.some((g) => g.level === level && (!g.place || g.place === place)) ||
                (shares.length === 0 && m.gaps.some((g) => g.place === place && !g.level));
              return (
                <td key={place} data-gap={gap ? "" : undefined}>
                  {gap && <Tag color="error">{t("gap")}</Tag>}
                  <ul>
                    {shares.map((s) => (
                      <li key={s.post}>
                        {s.post} <small>{s.person ? `${s.person}${s.seat === "deputy" ? ` ${t("deputy")}` : ""}` : t("nobody")}</small>
                      </li>
                    ))}
                  </ul>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function People({ m }: { m: All }) {
  const t = useTreeWords();
  const people = new Map<string, Map<string, { posts: Set<string>; places: Set<string> }>>();
  for (const c of m.cells) {
    for (const s of c.shares) {
      const person = s.person || t("nobody");
      const levels = people.get(person) ?? new Map<string, { posts: Set<string>; places: Set<string> }>();
      const at = levels.get(c.level) ?? { posts: new Set<string>(), places: new Set<string>() };
      at.posts.add(s.post);
      at.places.add(c.place);
      people.set(person, levels.set(c.level, at));
    }
  }
  return (
    <table className={css.matrix}>
      <thead>
        <tr>
          <th scope="col">{t("person")}</th>
          {m.levels.map((l) => (
            <th key={l} scope="col">
              {l}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {[...people]
          .toSorted(([a], [b]) => a.localeCompare(b))
          .map(([person, levels]) => (
            <tr key={person}>
              <th scope="row">{person}</th>
              {m.levels.map((l) => {
                const at = levels.get(l);
                return (
                  <td key={l}>
                    {at && (
                      <>
                        {[...at.posts].join("、")} <small>{[...at.places].join("、")}</small>
                      </>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
      </tbody>
    </table>
  );
}
