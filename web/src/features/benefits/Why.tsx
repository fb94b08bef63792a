// Why a record gets a clause or not: the tree of its conditions with what was found and where that is from, and the nearest miss.
import { CheckCircleFilled, CloseCircleFilled, QuestionCircleFilled } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearchParams } from "react-router";
import { api, take, type Schema } from "@/api/client";
import { useZone } from "@/api/me";
import { Asked } from "@/ui/Asked";
import { Page, Panel } from "@/ui/Page";
import { yuan } from "@/ui/sums";
import { keys, toClause } from "./ask";
import css from "./benefits.module.css";
import { useBenefitWords } from "./words";

type Explained = Schema["ExplanationView"];
type Part = Schema["ConditionView"];

export default function Why() {
  const zone = useZone();
  const { document = "", clause = "", key = "" } = useParams();
  const on = useSearchParams()[0].get("on") ?? undefined;
  const why = useQuery({
    queryKey: keys.part(zone, "why", document, clause, key, on),
    queryFn: () =>
      take(
        api.GET("/api/v1/zones/{zone}/benefits/clauses/{document}/{clause}/records/{key}", {
          params: { path: { zone, document, clause, key }, query: { on } },
        }),
      ),
  });
  return <Told query={why} back={toClause({ document, key: clause }, on, "grants")} />;
}

/** The same of one's own record. */
export function WhyMine() {
  const zone = useZone();
  const { document = "", clause = "", key = "" } = useParams();
  const why = useQuery({
    queryKey: keys.part(zone, "mine", document, clause, key),
    queryFn: () =>
      take(
        api.GET("/api/v1/zones/{zone}/benefits/mine/{key}/clauses/{document}/{clause}", {
          params: { path: { zone, key, document, clause } },
        }),
      ),
  });
  return <Told query={why} back="/benefits/mine" />;
}

function Told({ query, back }: { query: Parameters<typeof Asked<Explained>>[0]["query"]; back: string }) {
  const t = useBenefitWords();
  const e = query.data;
  return (
    <Page title={e ? e.name || e.record : t("why_title")} note={e?.title} actions={<Link to={back}>{t("back")}</Link>}>
      <Asked query={query} rows={8}>
        {(x) => (
          <>
            <div className={css.verdict} data-is={x.verdict}>
              <Mark verdict={x.verdict} />
              <div>
                <b>{t(`verdict_${x.verdict}`)}</b>
                {x.verdict === "true" && <p>{t("gives", { a: yuan(x.asked), b: yuan(x.paid) })}</p>}
                {x.cuts.map((c) => (
                  <p key={c}>{c}</p>
                ))}
                {x.lacks.map((l) => (
                  <p key={l.join()}>
                    {t("lacks")}
                    <b>{l.join(t("and"))}</b>
                  </p>
                ))}
                {x.verdict !== "true" && x.lacks.length === 0 && x.deciding.length > 0 && (
                  <p>
                    {t("deciding")}
                    {x.deciding.join("；")}
                  </p>
                )}
                {x.fault && x.verdict === "failed" && <p>{x.fault}</p>}
              </div>
            </div>
            <Panel title={t("conditions")}>
              <ul className={css.tree}>
                <Node part={x.tree} />
              </ul>
            </Panel>
          </>
        )}
      </Asked>
    </Page>
  );
}

const ops = { "&&": "op_and", "||": "op_or", "!": "op_not", "?:": "op_if" } as const;

function Node({ part: p }: { part: Part }) {
  const t = useBenefitWords();
  return (
    <li data-is={p.verdict}>
      <div>
        <Mark verdict={p.verdict} />
        <span>
          {p.op ? t(ops[p.op]) : p.says}
          {p.found && <small>{p.found}</small>}
          {p.reads
            .filter((r) => r.source || r.unset)
            .map((r) => (
              <small key={r.path}>
                {r.title} {r.unset ? t("unset") : t("source", { value: r.value, source: r.source ?? "" })}
              </small>
            ))}
        </span>
      </div>
      {p.parts.length > 0 && (
        <ul>
          {p.parts.map((x, i) => (
            <Node key={i} part={x} />
          ))}
        </ul>
      )}
    </li>
  );
}

export function Mark({ verdict }: { verdict: string }) {
  const t = useBenefitWords();
  if (verdict === "true") return <CheckCircleFilled role="img" className={css.yes} aria-label={t("verdict_true")} />;
  if (verdict === "false") return <CloseCircleFilled role="img" className={css.no} aria-label={t("verdict_false")} />;
  if (verdict === "failed") return <QuestionCircleFilled role="img" className={css.unsure} aria-label={t("verdict_failed")} />;
  return <i aria-hidden />;
}
