// The clauses that govern on a day, document by document, with what each comes to.
import { Button, DatePicker, Input, Segmented, Tag } from "antd";
import dayjs from "dayjs";
import { Link } from "react-router";
import { useMay, useToday, useZone } from "@/api/me";
import { useAddress } from "@/ui/address";
import { Asked, Refusal } from "@/ui/Asked";
import { Empty, Page, Panel } from "@/ui/Page";
import { count, exact, yuan } from "@/ui/sums";
import { toClause, useClauses, useResults, type Clause } from "./ask";
import css from "./benefits.module.css";
import { useBenefitWords } from "./words";

export default function Clauses() {
  const t = useBenefitWords();
  const zone = useZone();
  const [params, set] = useAddress();
  const tries = useMay("benefits");
  const on = params.get("on") ?? undefined;
  const list = useClauses(zone, on);
  const results = useResults(on, tries);
  const q = (params.get("q") ?? "").trim().toLowerCase();
  const mode = params.get("mode") ?? "";
  return (
    <Page
      title={t("title")}
      note={t("note")}
      actions={
        <>
          <Day on={on} change={(d) => set("on", d)} />
          {tries && (
            <Link to="/benefits/draft">
              <Button type="primary">{t("draft")}</Button>
            </Link>
          )}
          {useMay("plan") && (
            <Link to="/benefits/plan">
              <Button>{t("plan_link")}</Button>
            </Link>
          )}
          <Link to={`/calculator/${zone}`}>{t("calculator_link")}</Link>
        </>
      }
    >
      {results.isError && <Refusal error={results.error} retry={() => void results.refetch()} />}
      {(results.data?.registers ?? []).map((r) => (
        <div key={r.register} className={css.totals} aria-label={t("total")} role="group">
          <div>
            <b>{count(r.total.records)}</b>
            <span>
              {r.title} · {t("paid_to")} · {t("of_records", { n: count(r.records) })}
            </span>
          </div>
          <div>
            <b>{yuan(r.total.amount)}</b>
            <span>{t("sum")}</span>
          </div>
          <div>
            <b>{count(r.total.grants)}</b>
            <span>{t("items")}</span>
          </div>
          <div>
            <b>{count(r.total.refused)}</b>
            <span>{t("refused")}</span>
          </div>
          <div>
            <b>{count(r.total.undecided)}</b>
            <span>{t("undecided")}</span>
          </div>
        </div>
      ))}
      <Asked query={list} rows={10}>
        {({ clauses, documents }) => {
          if (documents.length === 0) return <Empty hint={t("no_clauses_hint")}>{t("no_clauses")}</Empty>;
          const modes = [...new Map(clauses.filter((c) => c.mode).map((c) => [c.mode!, c.mode_title!])).entries()];
          const found = clauses.filter(
            (c) => (!mode || c.mode === mode) && (!q || `${c.title} ${c.policy} ${c.id} ${c.for ?? ""}`.toLowerCase().includes(q)),
          );
          const come = new Map((results.data?.registers ?? []).flatMap((r) => r.clauses.map((c) => [c.id, c] as const)));
          const filtered = !!q || !!mode;
          return (
            <>
              <div className={css.filters}>
                <Input.Search
                  allowClear
                  defaultValue={q}
                  onChange={(e) => set("q", e.target.value)}
                  placeholder={t("search")}
                  aria-label={t("search")}
                  className={css.search}
                />
                <Segmented
                  value={mode}
                  onChange={(v) => set("mode", v)}
                  options={[{ value: "", label: t("all") }, ...modes.map(([value, label]) => ({ value, label }))]}
                />
              </div>
              {found.length === 0 && <Empty hint={t("none_hint")}>{t("none")}</Empty>}
              {documents.map((d) => {
                const of = found.filter((c) => c.document === d.name);
                if (of.length === 0 && (filtered || !d.articles)) return null;
                return (
                  <Panel key={d.name} title={d.title} n={of.length} flush more={[d.level, d.issuer, d.number].filter(Boolean).join(" · ")}>
                    {d.articles !== undefined && d.articles > d.clauses && (
                      <p className={css.source}>{t("articles", { a: d.articles, n: d.clauses })}</p>
                    )}
                    <ul className={css.list}>
                      {of.map((c) => (
                        <Row key={c.id} clause={c} on={on} comes={come.get(c.id)} />
                      ))}
                    </ul>
                  </Panel>
                );
              })}
              {results.data?.registers.some((r) => r.pools.length > 0) && (
                <Panel title={t("pools")} flush>
                  <div className={css.scroll} tabIndex={0} role="region" aria-label={t("pools")}>
                    <table className={css.table}>
                      <thead>
                        <tr>
                          <th scope="col">{t("pools")}</th>
                          <th scope="col">{t("pool_left")}</th>
                          <th scope="col">{t("pool_asked")}</th>
                          <th scope="col">{t("pool_paid")}</th>
                        </tr>
                      </thead>
                      <tbody>
                        {results.data.registers.flatMap((r) =>
                          r.pools.map((p) => (
                            <tr key={r.register + p.name}>
                              <td>
                                {p.title || p.name} <small>{p.short}</small>
                              </td>
                              <td>{p.bounded ? exact(p.left) : t("unbounded")}</td>
                              <td>{exact(p.asked)}</td>
                              <td>{exact(p.paid)}</td>
                            </tr>
                          )),
                        )}
                      </tbody>
                    </table>
                  </div>
                </Panel>
              )}
            </>
          );
        }}
      </Asked>
    </Page>
  );
}

function Row({
  clause: c,
  on,
  comes,
}: {
  clause: Clause;
  on?: string;
  comes?: { records: number; amount: number; refused: number; undecided: number };
}) {
  const t = useBenefitWords();
  return (
    <li>
      <div>
        <Link to={toClause(c, on)}>{c.title}</Link>
        {c.mode_title && <Tag>{c.mode_title}</Tag>}
        {c.period && <Tag>{c.period}</Tag>}
        <small>{c.tried ? [c.for, c.amount].filter(Boolean).join(" · ") : c.why}</small>
      </div>
      {comes ? (
        <div className={css.comes}>
          <b>{yuan(comes.amount)}</b>
          <span>
            {count(comes.records)} {t("households")}
            {comes.undecided > 0 && ` · ${t("missing", { n: count(comes.undecided) })}`}
          </span>
        </div>
      ) : (
        !c.tried && <div className={css.comes}>{t("not_tried")}</div>
      )}
    </li>
  );
}

/** The day that is asked of. */
export function Day({ on, change }: { on?: string; change: (day: string) => void }) {
  const t = useBenefitWords();
  const today = useToday();
  return (
    <label className={css.day}>
      {t("on")}
      <DatePicker
        value={dayjs(on ?? today)}
        onChange={(d) => change(d && d.format("YYYY-MM-DD") !== today ? d.format("YYYY-MM-DD") : "")}
        aria-label={t("on")}
      />
    </label>
  );
}
