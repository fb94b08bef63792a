// What an enterprise may claim, and what it nearly may: the records that the account acts for, no others.
import { useQuery } from "@tanstack/react-query";
import { Button, Tag } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { api, take, type Schema } from "@/api/client";
import { useMe, useZone } from "@/api/me";
import { Asked } from "@/ui/Asked";
import { Empty, Page, Panel } from "@/ui/Page";
import { exact, yuan } from "@/ui/sums";
import { Apply } from "./Apply";
import { Follow } from "./Follow";
import { keys, type Clause } from "./ask";
import css from "./benefits.module.css";
import { useBenefitWords } from "./words";

export default function Mine() {
  const t = useBenefitWords();
  const zone = useZone();
  const me = useMe();
  const mine = useQuery({
    queryKey: keys.part(zone, "mine"),
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/benefits/mine", { params: { path: { zone } } })),
  });
  return (
    <Page
      title={t("mine_title")}
      note={t("mine_note")}
      actions={
        <>
          <Link to="/redemption/mine">{t("own_claims")}</Link>
          <Link to="/benefits/clauses">{t("clauses")}</Link>
          <Link to={`/calculator/${zone}`}>{t("calculator_link")}</Link>
        </>
      }
    >
      <Asked query={mine} rows={8}>
        {({ records }) =>
          records.length === 0 ? (
            <Empty hint={t("mine_none_hint")}>{t("mine_none")}</Empty>
          ) : (
            records.map((r) => <Own key={r.register + r.key} record={r} />)
          )
        }
      </Asked>
      {mine.data && me.inbox && !me.person && <Follow />}
    </Page>
  );
}

function Own({ record: r }: { record: Schema["OwnRecord"] }) {
  const t = useBenefitWords();
  const [applying, setApplying] = useState<Schema["EntitlementView"]>();
  const to = (c: Clause) => `/benefits/mine/${encodeURIComponent(r.key)}/${encodeURIComponent(c.document)}/${encodeURIComponent(c.key)}`;
  return (
    <>
      <div className={css.totals} role="group" aria-label={r.name || r.key}>
        <div>
          <b>{r.name || r.key}</b>
          <span>{r.key}</span>
        </div>
        <div>
          <b>{yuan(r.sum)}</b>
          <span>{t("sum_mine", { amount: exact(r.sum) })}</span>
        </div>
        <div>
          <b>{r.entitled.length}</b>
          <span>{t("entitled")}</span>
        </div>
        <div>
          <b>{r.near.length}</b>
          <span>{t("near")}</span>
        </div>
      </div>
      <Panel title={t("entitled")} n={r.entitled.length} flush>
        {r.entitled.length === 0 && <Empty>{t("no_entitled")}</Empty>}
        <ul className={css.list}>
          {r.entitled.map((c) => (
            <li key={c.id}>
              <div>
                <Link to={to(c)}>{c.title}</Link>
                {c.mode_title && <Tag>{c.mode_title}</Tag>}
                {c.period && <Tag>{c.period}</Tag>}
                <small>{[c.policy, ...c.cuts].join(" · ")}</small>
              </div>
              <div className={css.comes}>
                <b>{yuan(c.paid)}</b>
                {c.paid < c.asked && <s>{yuan(c.asked)}</s>}
                {c.redeemed && c.paid > 0 && c.mode === "automatic" && <small>{t("no_application")}</small>}
                {c.redeemed && c.paid > 0 && c.mode !== "automatic" && (
                  <Button size="small" type="primary" onClick={() => setApplying(c)}>
                    {t("apply")}
                  </Button>
                )}
              </div>
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title={t("near")} n={r.near.length} flush>
        {r.near.length === 0 && <Empty>{t("no_near")}</Empty>}
        <ul className={css.list}>
          {r.near.map((c) => (
            <li key={c.id}>
              <div>
                <Link to={to(c)}>{c.title}</Link>
                <small>
                  {t("lacks")}
                  {c.lacks.map((l) => l.join(t("and"))).join("；")}
                </small>
              </div>
              <div className={css.comes}>{c.amount}</div>
            </li>
          ))}
        </ul>
      </Panel>
      {r.missing.length > 0 && (
        <Panel title={t("missing_facts")} n={r.missing.length} flush>
          <ul className={css.list}>
            {r.missing.map((c) => (
              <li key={c.id}>
                <div>
                  <Link to={to(c)}>{c.title}</Link>
                  <small>{t("missing_list", { what: c.facts.join("、") })}</small>
                </div>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {r.others > 0 && <p className={css.source}>{t("others", { n: r.others })}</p>}
      {applying && <Apply clause={applying} record={r} close={() => setApplying(undefined)} />}
    </>
  );
}
