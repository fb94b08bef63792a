// An enterprise's own claims, each with its way.
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { api, take } from "@/api/client";
import { useToday, useZone } from "@/api/me";
import { Asked } from "@/ui/Asked";
import { Empty, Page, Panel } from "@/ui/Page";
import { exact } from "@/ui/sums";
import { keys, toOwn, type Act, type Claim } from "./ask";
import { Do } from "./Do";
import css from "./redemption.module.css";
import { Stand, Steps } from "./Steps";
import { useRedemptionWords } from "./words";

export default function Own() {
  const t = useRedemptionWords();
  const zone = useZone();
  const today = useToday();
  const [doing, setDoing] = useState<{ act: Act; claim: Claim }>();
  const own = useQuery({
    queryKey: keys.part(zone, "own"),
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/own-claims", { params: { path: { zone } } })),
  });
  return (
    <Page
      title={t("mine")}
      note={t("mine_note")}
      actions={
        <>
          <Link to="/benefits/mine">{t("to_benefits")}</Link>
          <Link to="/redemption/shown">{t("shown")}</Link>
        </>
      }
    >
      <Asked query={own} rows={8}>
        {({ claims }) =>
          claims.length === 0 ? (
            <Empty
              hint={
                <>
                  <p>{t("mine_none_hint")}</p>
                  <Link to="/benefits/mine">{t("to_benefits")}</Link>
                </>
              }
            >
              {t("mine_none")}
            </Empty>
          ) : (
            claims.map((c) => (
              <Panel
                key={c.id}
                title={<Link to={toOwn(c.number)}>{`${c.title} · ${c.period === "once" ? t("once") : c.period}`}</Link>}
                more={<Stand claim={c} today={today} />}
              >
                <div className={css.own}>
                  <p>
                    <b>{exact(c.amount)}</b> {c.name || c.record}
                  </p>
                  <div className={css.acts}>
                    {c.acts
                      .filter((a) => a.do === "account" || a.do === "object")
                      .map((a) => (
                        <Button
                          key={a.do}
                          type={a.do === "account" && !c.account ? "primary" : "default"}
                          onClick={() => setDoing({ act: a, claim: c })}
                        >
                          {a.title}
                        </Button>
                      ))}
                  </div>
                </div>
                <Steps claim={c} today={today} />
              </Panel>
            ))
          )
        }
      </Asked>
      {doing && <Do act={doing.act} claims={[doing.claim]} own close={() => setDoing(undefined)} />}
    </Page>
  );
}
