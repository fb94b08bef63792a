import { Link } from "react-router";
import type { Schema } from "@/api/client";
import { LightMark, type Colour } from "@/ui/Light";
import { Panel } from "@/ui/Page";
import { useUiWords } from "@/ui/words";
import css from "./today.module.css";
import { useTodayWords } from "./words";

type UnitLights = Schema["EngineUnitLights"];
const colours: Colour[] = ["red", "amber", "green"];

/** Three numbers to read from across the room; each leads to its matters. */
export function Lights({ totals }: { totals: UnitLights }) {
  const t = useUiWords();
  return (
    <ul className={css.lights}>
      {colours.map((c) => (
        <li key={c} data-light={c}>
          <Link to={`/ledger?light=${c}`}>
            <LightMark light={c} />
            <span>{t(`${c}_long`)}</span>
            <b>{totals[c]}</b>
          </Link>
        </li>
      ))}
    </ul>
  );
}

export function UnitLights({ lights, totals }: { lights: UnitLights[]; totals: UnitLights }) {
  const t = useTodayWords();
  const ui = useUiWords();
  const most = Math.max(1, ...lights.map((u) => u.red + u.amber + u.green));
  return (
    <Panel title={t("by_unit")} n={totals.red + totals.amber + totals.green}>
      <table className={css.units}>
        <thead className="sr">
          <tr>
            <th>{t("unit")}</th>
            <th>{t("by_unit")}</th>
            <th>{t("all")}</th>
          </tr>
        </thead>
        <tbody>
          {lights.map((u) => (
            <tr key={u.unit}>
              <th scope="row">
                {u.unit ? <Link to={`/ledger?unit=${encodeURIComponent(u.unit)}`}>{u.name || u.unit}</Link> : t("no_unit")}
              </th>
              <td>
                <span className={css.bar} style={{ width: `${(100 * (u.red + u.amber + u.green)) / most}%` }}>
                  {colours.map(
                    (c) =>
                      u[c] > 0 && (
                        <span key={c} data-light={c} style={{ flexGrow: u[c] }} title={`${ui(c)} ${u[c]}`}>
                          <i>{u[c]}</i>
                          <span className="sr">{ui(c)}</span>
                        </span>
                      ),
                  )}
                </span>
              </td>
              <td>{u.red + u.amber + u.green}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

export function Loads({ loads, heavy }: { loads: Schema["EngineOwnerLoad"][]; heavy: number }) {
  const t = useTodayWords();
  if (loads.length === 0) return null;
  return (
    <Panel title={t("loads")} more={<span className={css.faint}>{t("heavy_note", { n: heavy })}</span>} flush>
      <table className={css.loads}>
        <thead>
          <tr>
            <th scope="col">{t("post")}</th>
            <th scope="col">{t("matters")}</th>
            <th scope="col">{t("duties")}</th>
            <th scope="col">{t("missed_n")}</th>
          </tr>
        </thead>
        <tbody>
          {loads.map((l) => (
            <tr key={l.owner}>
              <th scope="row">
                <Link to={`/ledger?owner=${encodeURIComponent(l.owner)}`}>{l.owner}</Link>
                {l.overloaded && <em>{t("heavy")}</em>}
              </th>
              <td>{l.matters}</td>
              <td>{l.duties}</td>
              <td data-bad={l.missed > 0 ? "" : undefined}>{l.missed}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

/** How often each sort of meeting was held this year, and which posts nobody holds. */
export function Meetings({ page }: { page: Schema["EngineToday"] }) {
  const t = useTodayWords();
  const lang = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
  const sessions = page.sessions ?? [];
  return (
    <>
      {sessions.length > 0 && (
        <Panel title={t("sessions")}>
          <ul className={css.meetings}>
            {sessions.map((s) => (
              <li key={s.template}>
                <span>{(s.title as Record<string, string>)[lang] ?? (s.title as Record<string, string>).zh}</span>
                <span>
                  {t("held", { n: s.n })}
                  {s.per_year > 0 && ` / ${t("of_year", { n: s.per_year })}`}
                  {(s.rows ?? []).map((r) => (
                    <small
                      key={`${r.name}${r.first}`}
                    >{` · ${t(r.short ? "row_short" : "row", { first: r.first, of: r.of, held: r.held, short: r.short ?? 0 })}`}</small>
                  ))}
                </span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {(page.unheld ?? []).length > 0 && (
        <Panel title={t("unheld")} n={(page.unheld ?? []).length}>
          <ul className={css.meetings}>
            {(page.unheld ?? []).map((u, i) => (
              <li key={i}>{(u as Record<string, string>)[lang] ?? (u as Record<string, string>).zh}</li>
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
}
