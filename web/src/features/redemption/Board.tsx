// Where all claims stand: a column for each step, or a table in which many are chosen at once.
import { useQuery } from "@tanstack/react-query";
import { Button, Checkbox, Dropdown, Segmented, Select } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { Schema } from "@/api/client";
import { useToday, useZone } from "@/api/me";
import { useAddress } from "@/ui/address";
import { Asked, Refusal } from "@/ui/Asked";
import { Light } from "@/ui/Light";
import { Due } from "@/ui/MatterRow";
import { Empty, Page } from "@/ui/Page";
import { count, exact, yuan } from "@/ui/sums";
import { dayWords } from "@/ui/time";
import { columns, filterOf, keys, listed, toClaim, toTable, useDesk, type Act, type Claim, type Filter } from "./ask";
import { Do } from "./Do";
import css from "./redemption.module.css";
import { Table } from "./Table";
import { useRedemptionWords } from "./words";

type Clause = Schema["DeskClauseView"];

export default function Board() {
  const t = useRedemptionWords();
  const desk = useDesk();
  const [params, set] = useAddress();
  const filter = filterOf(params);
  const view = params.get("view") ?? "board";
  return (
    <Page
      title={t("title")}
      note={desk.data ? t("as_of", { day: dayWords(desk.data.date, "") }) : t("note")}
      actions={
        <>
          {desk.data && <Begin clauses={desk.data.clauses} />}
          <Link to="/redemption/payments">{t("payments")}</Link>
          <Link to="/redemption/money">{t("money")}</Link>
          <Link to="/redemption/shown">{t("shown")}</Link>
        </>
      }
    >
      <Asked query={desk} rows={10}>
        {(d) => {
          const none = d.steps.every((s) => s.count === 0);
          if (none && d.clauses.length === 0) return <Empty hint={t("no_clauses_hint")}>{t("no_clauses")}</Empty>;
          if (none) return <Empty hint={t("none_yet_hint")}>{t("none_yet")}</Empty>;
          const clauses = d.clauses.filter((c) => c.steps.length > 0);
          return (
            <>
              <div className={css.filters}>
                <Segmented
                  value={view}
                  onChange={(v) => set("view", v === "board" ? "" : v)}
                  options={[
                    { value: "board", label: t("board") },
                    { value: "table", label: t("table") },
                  ]}
                />
                <Select
                  allowClear
                  showSearch={{ optionFilterProp: "label" }}
                  className={css.pick}
                  value={filter.clause}
                  onChange={(v?: string) => set("clause", v)}
                  placeholder={t("all_clauses")}
                  aria-label={t("clause")}
                  options={clauses.map((c) => ({ value: c.id, label: c.title }))}
                />
                {d.units.length > 1 && (
                  <Select
                    allowClear
                    showSearch={{ optionFilterProp: "label" }}
                    className={css.pick}
                    value={filter.unit}
                    onChange={(v?: string) => set("unit", v)}
                    placeholder={t("all_units")}
                    aria-label={t("unit")}
                    options={d.units.map((u) => ({ value: u.code, label: u.name }))}
                  />
                )}
                <Checkbox checked={!!filter.late} onChange={(e) => set("late", e.target.checked ? "true" : "")}>
                  {t("late")}
                  {d.late > 0 && <b className={css.late}> {t("late_n", { n: count(d.late) })}</b>}
                </Checkbox>
              </div>
              {view === "table" ? (
                <Table filter={filter} desk={d} />
              ) : (
                <div className={css.board}>
                  {columns.map((step) => (
                    <Column key={step} step={step} filter={filter} desk={d} />
                  ))}
                </div>
              )}
            </>
          );
        }}
      </Asked>
    </Page>
  );
}

/** Lists to be made and applications to be taken, where that is one's own to do. */
function Begin({ clauses }: { clauses: Clause[] }) {
  const t = useRedemptionWords();
  const [open, setOpen] = useState<{ act: Act; clause: Clause }>();
  const of = (what: "match" | "apply") =>
    clauses.flatMap((clause) => clause.acts.filter((a) => a.do === what).map((act) => ({ act, clause })));
  const menu = (which: { act: Act; clause: Clause }[]) => ({
    items: which.map((w, i) => ({ key: String(i), label: w.clause.title, onClick: () => setOpen(w) })),
    className: css.menu,
  });
  return (
    <>
      {of("match").length > 0 && (
        <Dropdown trigger={["click"]} menu={menu(of("match"))}>
          <Button type="primary">{t("make_list")}</Button>
        </Dropdown>
      )}
      {of("apply").length > 0 && (
        <Dropdown trigger={["click"]} menu={menu(of("apply"))}>
          <Button>{t("apply_for")}</Button>
        </Dropdown>
      )}
      {open && <Do act={open.act} claims={[]} clause={open.clause} close={() => setOpen(undefined)} />}
    </>
  );
}

const shown = 12;

function Column({ step, filter, desk }: { step: (typeof columns)[number]; filter: Filter; desk: Schema["DeskOutputBody"] }) {
  const t = useRedemptionWords();
  const zone = useZone();
  const [doing, setDoing] = useState<Act>();
  const list = useQuery({
    queryKey: keys.part(zone, "board", step, filter),
    queryFn: () => listed(zone, { ...filter, step: [step], limit: shown }),
  });
  const filtered = Object.values(filter).some((v) => v !== undefined);
  const clause = desk.clauses.find((c) => c.id === filter.clause);
  const only = filter.clause !== undefined && Object.values(filter).filter((v) => v !== undefined).length === 1;
  const sums = only ? clause?.steps.find((s) => s.step === step) : filtered ? undefined : desk.steps.find((s) => s.step === step);
  const rest = sums && sums.count > shown;
  // What may be done with each of them may be done with all of the clause at once.
  const claims = list.data?.claims ?? [];
  const next = step === "listed" ? "confirm" : step === "confirmed" ? "notice" : undefined;
  const all =
    only && sums && sums.count > 1 && claims.length > 0 && claims.every((c) => c.acts.some((a) => a.do === next))
      ? claims[0]!.acts.find((a) => a.do === next)
      : undefined;
  return (
    <section className={css.column} aria-label={t(step)}>
      <h2>
        {t(step)}
        {sums && <span>{count(sums.count)}</span>}
      </h2>
      {sums && sums.count > 0 && <p className={css.sum}>{yuan(sums.amount)}</p>}
      {all && (
        <Button size="small" type="primary" onClick={() => setDoing(all)}>
          {`${all.title} · ${t("all_of_clause")}`}
        </Button>
      )}
      {list.isError && <Refusal error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && claims.length === 0 && <p className={css.nothing}>{t("empty_step")}</p>}
      <ul>
        {claims.map((c) => (
          <Card key={c.id} claim={c} />
        ))}
      </ul>
      {(rest || (!sums && list.data?.next)) && (
        <Link
          to={toTable({
            ...(Object.fromEntries(Object.entries(filter).filter(([, v]) => v !== undefined)) as Record<string, string>),
            step,
          })}
        >
          {sums ? t("see_all", { n: count(sums.count) }) : t("more")}
        </Link>
      )}
      {doing && clause && <Do act={doing} claims={[]} clause={clause} close={() => setDoing(undefined)} />}
    </section>
  );
}

function Card({ claim: c }: { claim: Claim }) {
  const t = useRedemptionWords();
  const today = useToday();
  return (
    <li className={css.card}>
      <div>
        <Link to={toClaim(c.number)}>{c.name || c.record}</Link>
        <b>{exact(c.amount)}</b>
      </div>
      <small>
        {c.title} · {c.period === "once" ? t("once") : c.period}
      </small>
      <div className={css.mark}>
        {c.light && <Light light={c.light} />}
        {c.step !== "paid" && c.due && <Due due={c.due} provisional={c.provisional} today={today} />}
        {c.ready && <em>{t("ready")}</em>}
        {c.step === "noticed" && c.to && c.to >= today && <em>{t("until", { day: dayWords(c.to, today) })}</em>}
        {c.turn?.late && <em data-bad="">{t("unsigned")}</em>}
        {c.objections.some((o) => !o.answer) && <em data-bad="">{t("open_n", { n: c.objections.filter((o) => !o.answer).length })}</em>}
      </div>
    </li>
  );
}
