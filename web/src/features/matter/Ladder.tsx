import type { Schema } from "@/api/client";
import { Panel } from "@/ui/Page";
import { instantWords } from "@/ui/time";
import css from "./ladder.module.css";
import { useMatterWords } from "./words";

/** The ladder of the matter's kind, drawn as one: rungs that fired, rungs that come if nobody acts, and those that may. */
export function Ladder({ rungs }: { rungs: Schema["StepView"][] }) {
  const t = useMatterWords();
  if (rungs.length === 0) return null;
  return (
    <Panel title={t("ladder")}>
      <ol className={css.ladder}>
        {rungs.map((r, i) => {
          const last = r.fired.at(-1);
          const state = last ? "fired" : r.comes ? "comes" : "may";
          return (
            <li key={i} data-state={state}>
              <p>
                <b>{r.what}</b> {r.to?.length ? `→ ${r.to.join("、")}` : r.whom && `→ ${r.whom}`}
              </p>
              <small>
                {r.when}
                {r.action === "raise" && ` · ${t("level_to", { n: r.level })}`}
              </small>
              {last && (
                <small className={css.fired}>
                  {t(r.fired.length > 1 ? "fired_often" : "fired_at", { at: instantWords(last, ""), n: r.fired.length })}
                </small>
              )}
              {r.comes && <small className={css.comes}>{t("comes_at", { at: instantWords(r.comes, "") })}</small>}
              {state === "may" && <small>{t("may_fire")}</small>}
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}
