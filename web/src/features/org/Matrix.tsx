import { Asked } from "@/ui/Asked";
import { Empty, Panel } from "@/ui/Page";
import { useMatrix } from "./chart";
import css from "./org.module.css";
import type { Shown } from "./Units";
import { useOrgWords } from "./words";

/** Who is responsible at each level in each place; what nobody answers for stands first. */
export function Matrix({ on }: Shown) {
  const t = useOrgWords();
  const matrix = useMatrix(on);
  return (
    <Asked query={matrix} rows={8}>
      {(m) => {
        const gaps = [...m.gaps, ...m.unheld];
        return (
          <>
            <Panel title={t("gaps")} n={gaps.length} flush>
              {gaps.length === 0 ? (
                <Empty>{t("no_gaps")}</Empty>
              ) : (
                <ul className={css.gaps}>
                  {gaps.map((g) => (
                    <li key={g.says + g.posts.join()}>{g.says}</li>
                  ))}
                </ul>
              )}
            </Panel>
            <Panel title={t("matrix")} flush>
              {m.cells.length === 0 ? (
                <Empty hint={t("no_matrix_hint")}>{t("no_matrix")}</Empty>
              ) : (
                <div className={css.matrix} tabIndex={0} role="region" aria-label={t("matrix")}>
                  <table>
                    <thead>
                      <tr>
                        <th scope="col">{t("level")}</th>
                        {m.places.map((p) => (
                          <th key={p} scope="col">
                            {p}
                          </th>
                        ))}
                      </tr>
                    </thead>
                    <tbody>
                      {m.levels.map((l) => (
                        <tr key={l}>
                          <th scope="row">{l}</th>
                          {m.places.map((p) => (
                            <td key={p}>
                              {m.cells
                                .find((c) => c.level === l && c.place === p)
                                ?.shares.map((s) => (
                                  <div key={s.post + s.person}>
                                    {s.post} <small>{s.person}</small>
                                  </div>
                                ))}
                            </td>
                          ))}
                        </tr>
                      ))}
                    </tbody>
                  </table>
                </div>
              )}
            </Panel>
          </>
        );
      }}
    </Asked>
  );
}
