// What is on show today, for anybody: whoever has something against it says so before its last day.
import { useQuery } from "@tanstack/react-query";
import { Input } from "antd";
import { useEffect, useState } from "react";
import { Link, useParams } from "react-router";
import { api, take, type Schema } from "@/api/client";
import { useZone } from "@/api/me";
import { Asked } from "@/ui/Asked";
import { Empty, Page, Panel } from "@/ui/Page";
import { Street } from "@/ui/street/Street";
import { exact, yuan } from "@/ui/sums";
import { daysBetween, dayWords } from "@/ui/time";
import { useLang } from "@/words/words";
import { keys } from "./ask";
import css from "./redemption.module.css";
import { useRedemptionWords } from "./words";

type One = Schema["ShownClaimView"];

/** The page for who stands in the street. */
export default function Shown() {
  const { zone = "" } = useParams();
  return (
    <Street>
      <List zone={zone} />
    </Street>
  );
}

export function ShownInside() {
  const t = useRedemptionWords();
  return <List zone={useZone()} actions={<Link to="/redemption">{t("back")}</Link>} />;
}

function List({ zone, actions }: { zone: string; actions?: React.ReactNode }) {
  const t = useRedemptionWords();
  const lang = useLang();
  const [q, setQ] = useState("");
  const list = useQuery({
    queryKey: keys.part(zone, "shown"),
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/claim-notices", { params: { path: { zone } } })),
  });
  const { refetch } = list;
  useEffect(() => void refetch(), [lang, refetch]);
  return (
    <Page
      title={t("shown_title")}
      note={list.data ? `${t("shown_note")} · ${t("as_of", { day: dayWords(list.data.date, "") })}` : t("shown_note")}
      actions={actions}
    >
      <Asked query={list} rows={8}>
        {({ claims, date }) => {
          if (claims.length === 0) return <Empty hint={t("shown_none_hint")}>{t("shown_none")}</Empty>;
          const found = claims.filter((c) => `${c.name} ${c.title} ${c.policy ?? ""}`.toLowerCase().includes(q.trim().toLowerCase()));
          const groups = new Map<string, One[]>();
          for (const c of found) groups.set(`${c.title}|${c.from}|${c.to}`, [...(groups.get(`${c.title}|${c.from}|${c.to}`) ?? []), c]);
          return (
            <>
              <div className={css.filters}>
                <Input.Search
                  allowClear
                  value={q}
                  onChange={(e) => setQ(e.target.value)}
                  placeholder={t("search_name")}
                  aria-label={t("search_name")}
                  className={css.search}
                />
              </div>
              {found.length === 0 && <Empty hint={t("none_hint")}>{t("none")}</Empty>}
              {[...groups].map(([key, of]) => {
                const g = of[0]!;
                const left = daysBetween(date, g.to);
                return (
                  <Panel key={key} title={g.title} n={of.length} flush more={yuan(of.reduce((s, c) => s + c.amount, 0))}>
                    <p className={css.foot}>
                      {[g.policy, t("from_to", { from: dayWords(g.from, date), to: dayWords(g.to, date) })].filter(Boolean).join(" · ")}{" "}
                      <b>{left === 0 ? t("last_day") : t("days_left", { n: left })}</b>
                      <br />
                      {[t("objections_to", { unit: g.unit }), g.contact && t("contact", { contact: g.contact })]
                        .filter(Boolean)
                        .join(" · ")}
                    </p>
                    <ul className={css.list}>
                      {of.map((c) => (
                        <li key={c.number}>
                          <span>
                            {c.name} <small>{c.number}</small>
                          </span>
                          <b>{exact(c.amount)}</b>
                        </li>
                      ))}
                    </ul>
                  </Panel>
                );
              })}
            </>
          );
        }}
      </Asked>
    </Page>
  );
}
