// One claim: how far it has come, what keeps it, what one may do, and everything that happened to it.
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { api, take, type Schema } from "@/api/client";
import { useToday, useZone } from "@/api/me";
import { Facts, Sheet } from "@/ui/ask/Sheet";
import { Asked } from "@/ui/Asked";
import { toMatter } from "@/ui/MatterRow";
import { Empty, Page, Panel } from "@/ui/Page";
import { exact, yuan } from "@/ui/sums";
import { dayOf, dayWords, instantWords } from "@/ui/time";
import { keys, toLine, type Act } from "./ask";
import { Do } from "./Do";
import css from "./redemption.module.css";
import { Stand, Steps } from "./Steps";
import { useRedemptionWords } from "./words";

type Whole = Schema["ClaimPageOutputBody"];

export default function ClaimPage() {
  const zone = useZone();
  const { number = "" } = useParams();
  const query = useQuery({
    queryKey: keys.part(zone, "claim", number),
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/claims/{number}", { params: { path: { zone, number } } })),
  });
  return <Told query={query} />;
}

export function OwnClaim() {
  const zone = useZone();
  const { number = "" } = useParams();
  const query = useQuery({
    queryKey: keys.part(zone, "own", number),
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/own-claims/{number}", { params: { path: { zone, number } } })),
  });
  return <Told query={query} own />;
}

function Told({ query, own = false }: { query: Parameters<typeof Asked<Whole>>[0]["query"]; own?: boolean }) {
  const t = useRedemptionWords();
  const today = useToday();
  const [doing, setDoing] = useState<Act>();
  const c = query.data;
  const acts = (c?.acts ?? []).filter((a) => !own || a.do === "account" || a.do === "object");
  const [document = "", clause = ""] = (c?.clause ?? "/").split("/");
  return (
    <Page
      title={c ? c.name || c.record : t("title")}
      note={c && `${c.title} · ${c.period === "once" ? t("once") : c.period}`}
      actions={<Link to={own ? "/redemption/mine" : "/redemption"}>{t("back")}</Link>}
    >
      <Asked query={query} rows={12}>
        {(one) => (
          <div className={css.claim}>
            <div>
              <Panel title={t("steps")} more={<Stand claim={one} today={today} />}>
                <Steps claim={one} today={today} />
              </Panel>
              <Panel title={t("history")} flush>
                <Sheet
                  name={t("history")}
                  rows={one.history}
                  keyOf={(h) => h.at + h.what + h.number}
                  columns={[
                    { title: t("when"), cell: (h) => instantWords(h.at, today) },
                    { title: t("what"), cell: (h) => h.words },
                    { title: t("by"), cell: (h) => h.by },
                    { title: t("words"), cell: (h) => [h.amount ? yuan(h.amount) : "", h.number, h.text].filter(Boolean).join(" · ") },
                  ]}
                />
              </Panel>
            </div>
            <div>
              <Panel title={t("acts")}>
                {acts.length === 0 ? (
                  <Empty hint={t("acts_none_hint")}>{t("acts_none")}</Empty>
                ) : (
                  <div className={css.acts}>
                    {acts.map((a, i) => (
                      <Button
                        key={a.do}
                        type={i === 0 && a.do !== "strike" && a.do !== "object" ? "primary" : "default"}
                        danger={a.do === "strike" || a.do === "claw-back"}
                        title={a.as ? t("as", { post: a.as }) : undefined}
                        onClick={() => setDoing(a)}
                      >
                        {a.title}
                      </Button>
                    ))}
                  </div>
                )}
                {one.turn && (
                  <p className={css.turn}>
                    {t("turn", {
                      who: own && one.turn.desk === "applicant" ? t("you") : (one.turn.post ?? one.turn.unit ?? one.name ?? one.record),
                      what: one.turn.words,
                    })}
                    {one.turn.after && ` · ${t("after", { day: dayWords(one.turn.after, today) })}`}
                  </p>
                )}
                {one.waits && <p className={css.waits}>{one.waits}</p>}
              </Panel>
              {one.route.length > 0 && (
                <Panel title={t("route")}>
                  <ol className={css.route}>
                    {one.route.map((r) => (
                      <li key={r.desk} aria-current={r.here ? "step" : undefined}>
                        <b>{r.words}</b> {r.unit}
                        <small>
                          {[r.post, r.within && t("within", { limit: r.within }), r.here && t("here"), r.passed && t("passed")]
                            .filter(Boolean)
                            .join(" · ")}
                        </small>
                      </li>
                    ))}
                  </ol>
                </Panel>
              )}
              {one.objections.length > 0 && (
                <Panel title={t("said")} n={one.objections.length}>
                  <ul className={css.said}>
                    {one.objections.map((o, i) => (
                      <li key={i}>
                        <p>
                          <b>{o.by}</b> <small>{instantWords(o.at, today)}</small>
                        </p>
                        <p>{o.text}</p>
                        <p className={css.answer}>
                          {o.answer ? `${t("answer")}：${o.answer}（${t(o.upheld ? "upheld" : "rejected")}）` : t("open_n", { n: 1 })}
                        </p>
                      </li>
                    ))}
                  </ul>
                </Panel>
              )}
              <Panel title={t("about")}>
                <Facts
                  of={[
                    [t("amount"), <b key="a">{exact(one.amount)}</b>],
                    [t("asked"), one.asked !== one.amount && exact(one.asked)],
                    [t("cut"), one.why.join("；")],
                    [t("policy"), one.policy],
                    [
                      t("clause"),
                      <Link key="c" to={`/benefits/clauses/${encodeURIComponent(document)}/${encodeURIComponent(clause)}`}>
                        {one.title}
                      </Link>,
                    ],
                    [
                      t("why_link"),
                      <Link
                        key="w"
                        to={
                          own
                            ? `/benefits/mine/${encodeURIComponent(one.record)}/${encodeURIComponent(document)}/${encodeURIComponent(clause)}`
                            : `/benefits/clauses/${encodeURIComponent(document)}/${encodeURIComponent(clause)}/records/${encodeURIComponent(one.record)}?on=${dayOf(one.opened_at)}`
                        }
                      >
                        {one.record}
                      </Link>,
                    ],
                    [
                      t("matter_link"),
                      own ? (
                        one.number
                      ) : (
                        <Link key="m" to={toMatter(one.number)}>
                          {one.number}
                        </Link>
                      ),
                    ],
                    [t("unit"), one.unit],
                    [t("owner"), one.owner],
                    [t("line"), own ? one.line : <Link key="l" to={toLine(one)}>{`${one.line} · ${one.year}`}</Link>],
                    [t("account"), one.account],
                    [t("channel"), one.channel],
                    [t("promise"), one.promise],
                    [t("materials"), one.materials?.join("、")],
                  ]}
                />
              </Panel>
            </div>
            {doing && <Do act={doing} claims={[one]} own={own} close={() => setDoing(undefined)} />}
          </div>
        )}
      </Asked>
    </Page>
  );
}
