// One matter, whole: what it is and who has it; why it shows its light; its clock; what the reader may do; what hangs below
// it; what was attached, written and owed; and everything that happened, each line provable.
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState, type ReactNode } from "react";
import { Link, useParams } from "react-router";
import { useChoices } from "@/api/choices";
import { api, take, type Schema } from "@/api/client";
import { matterKeys } from "@/api/keys";
import { useZone } from "@/api/me";
import { isProblem } from "@/api/problem";
import { Deeds } from "@/deeds/Deeds";
import { useDeedWords } from "@/deeds/words";
import { Bearer } from "@/ui/Bearer";
import { Asked } from "@/ui/Asked";
import { Light } from "@/ui/Light";
import { toMatter } from "@/ui/MatterRow";
import { Empty, Page, Panel } from "@/ui/Page";
import { useStage } from "@/ui/stages";
import { dayWords, instantWords } from "@/ui/time";
import { useUiWords } from "@/ui/words";
import { Clock } from "./Clock";
import { Files } from "./Files";
import { Timeline } from "./History";
import css from "./matter.module.css";
import { Ladder } from "./Ladder";
import { Letters, Owed } from "./Papers";
import { Reports, Sessions } from "./Reports";
import { Tree } from "./Tree";
import { useMatterWords } from "./words";

export default function Matter() {
  const t = useMatterWords();
  const deeds = useDeedWords();
  const zone = useZone();
  const number = useParams().number ?? "";
  const at = { params: { path: { zone, number } } };
  const matter = useQuery({
    queryKey: matterKeys.part(number, "matter"),
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/matters/{number}", at)),
  });
  const history = useQuery({
    queryKey: matterKeys.part(number, "history"),
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/matters/{number}/history", at)),
  });
  if (isProblem(matter.error) && matter.error.status === 404) {
    return (
      <Page title={number}>
        <Panel title={number}>
          <Empty>{t("not_found")}</Empty>
        </Panel>
      </Page>
    );
  }
  return (
    <Page
      title={matter.data?.title ?? number}
      note={matter.data && number}
      actions={matter.data && <Light light={matter.data.light} chip />}
    >
      <Asked query={matter}>
        {(m) => (
          <div className={css.columns}>
            <div>
              <Panel title={deeds("actions")}>
                <Deeds number={number} />
              </Panel>
              <Facts m={m} of={history.data} />
              <Tree number={number} />
              {history.data && <Reports number={number} reports={history.data.reports} />}
              <Files number={number} />
              <Asked query={history}>{(h) => <Timeline number={number} first={h} />}</Asked>
            </div>
            <div>
              <Asked query={history}>
                {(h) => (
                  <>
                    <Why light={m.light} tried={h.why} />
                    <Clock of={h.clock} />
                    <Ladder rungs={h.ladder} />
                    <Ahead all={h.ahead} />
                  </>
                )}
              </Asked>
              <Sessions id={m.id} number={number} />
              <Letters number={number} />
              <Owed number={number} />
            </div>
          </div>
        )}
      </Asked>
    </Page>
  );
}

function Facts({ m, of }: { m: Schema["MatterView"]; of?: Schema["HistoryOutputBody"] }) {
  const t = useMatterWords();
  const stage = useStage();
  const { units, posts } = useChoices(useZone());
  const told = of?.told;
  // Who holds a post and who stands in (A/B), beside the post itself; of the owner, who acts now or why nobody does.
  const seats = (name?: string, acting?: string) => {
    const p = posts.find((x) => x.name === name);
    const both = [p?.primary && t("ab", { a: p.primary }), p?.deputy && t("ab_b", { b: p.deputy })].filter(Boolean).join("，");
    return (
      name && (
        <>
          {acting ? name : <Bearer name={name} />}
          {both && <small>{both}</small>}
          {acting && <small>{acting}</small>}
        </>
      )
    );
  };
  const unit = (code?: string) => units.find((u) => u.code === code)?.name ?? code;
  const facts: [string, ReactNode][] = [
    [t("kind"), told?.kind],
    [t("stage"), stage(m.stage)],
    [t("urgency"), told?.urgency],
    [t("progress"), `${Math.round(m.progress)}%`],
    [t("unit"), told?.unit ?? m.unit ?? unit(m.lead_unit)],
    [t("owner"), seats(m.owner, of?.acting)],
    [t("support"), (m.support_units ?? []).map(unit).join("、")],
    [t("sponsor"), seats(m.sponsor)],
    [t("verifier"), seats(m.verifier)],
    [t("category"), (m.category ?? []).join(" / ")],
    [t("applicant"), m.applicant],
    [t("parent"), m.parent && <Link to={toMatter(m.parent)}>{told?.parent ?? m.parent}</Link>],
    [t("registered"), dayWords(m.registered_at.slice(0, 10), "")],
    [t("level"), m.level > 0 ? t("level_n", { n: m.level }) : undefined],
    [t("missed"), m.missed > 0 ? t("missed_n", { n: m.missed }) : undefined],
    ...(told?.fields ?? []).map((f): [string, ReactNode] => [f.title, f.value]),
    [t("origin"), of?.origin],
  ];
  return (
    <Panel title={t("facts")}>
      {m.brief && <p className={css.brief}>{m.brief}</p>}
      <dl className={css.facts}>
        {facts.map(
          ([name, value]) =>
            value && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
    </Panel>
  );
}

/** Why it shows this light: the rules in the order in which they were tried, and what the deciding one found. */
function Why({ light, tried }: { light?: string; tried: Schema["RuleTried"][] | null }) {
  const t = useMatterWords();
  const ui = useUiWords();
  if (!light) return null;
  return (
    <Panel title={t("why", { light: ui(light === "red" ? "red_long" : light === "amber" ? "amber_long" : "green_long") })}>
      <ol className={css.why}>
        {(tried ?? []).map((r, i) => (
          <li key={i} data-holds={r.holds ? "" : undefined}>
            <Light light={r.light} />
            <span>
              {r.says ?? <span title={r.rule}>{t("why_wordless")}</span>} {r.holds && r.found && !r.deciding.length && <b>{r.found}</b>}
              {r.deciding.map((d) => (
                <span key={d.says} className={css.decided} data-verdict={d.verdict}>
                  {d.says}
                </span>
              ))}
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function Ahead({ all }: { all: Schema["HistoryEntry"][] | null }) {
  const t = useMatterWords();
  const [whole, setWhole] = useState(false);
  if (!all?.length) return null;
  return (
    <Panel title={t("ahead")}>
      <ol className={css.ahead}>
        {(whole ? all : all.slice(0, 8)).map((e, i) => (
          <li key={i}>
            <time dateTime={e.at}>{instantWords(e.at)}</time>
            <span>{e.says}</span>
          </li>
        ))}
      </ol>
      {!whole && all.length > 8 && (
        <Button size="small" type="link" onClick={() => setWhole(true)}>
          {t("ahead_more", { n: all.length - 8 })}
        </Button>
      )}
    </Panel>
  );
}
