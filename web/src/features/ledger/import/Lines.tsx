import { Link } from "react-router";
import type { Schema } from "@/api/client";
import { toMatter } from "@/ui/MatterRow";
import { Panel } from "@/ui/Page";
import css from "./import.module.css";
import { useImportWords } from "./words";

const most = 200;

/** Row by row what is registered anew and what changes, cell by cell. */
export function Lines({ found }: { found: Schema["ImportFound"] }) {
  const t = useImportWords();
  if (found.lines.length === 0) return null;
  return (
    <Panel title={t("lines")} n={found.new + found.changed} more={found.lines.length > most ? t("first", { n: most }) : undefined}>
      <ul className={css.lines}>
        {found.lines.slice(0, most).map((l) => (
          <li key={`${l.row}${l.number}${l.title}`}>
            <small>{t("row_n", { n: l.row })}</small>
            <span>
              {l.number && found.kept ? <Link to={toMatter(l.number)}>{l.title}</Link> : l.title} {l.new && <b>{t("line_new")}</b>}
              {(l.changes ?? []).map((c) => (
                <em key={c.cell + c.field}>
                  <del>{c.old || t("empty_cell")}</del> → <ins>{c.new || t("empty_cell")}</ins>
                </em>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
