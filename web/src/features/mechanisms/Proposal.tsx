// What somebody wants in force, for whoever decides on it; and how a version differs from the one before.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Popconfirm } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { api, take, type Schema } from "@/api/client";
import { useZone } from "@/api/me";
import { Asked, Refusal } from "@/ui/Asked";
import { Empty, Page, Panel } from "@/ui/Page";
import { dayOf, dayWords, instantWords } from "@/ui/time";
import { Side } from "@/ui/yaml/Yaml";
import { keys } from "./ask";
import { Trial } from "./Edit";
import css from "./mechanisms.module.css";
import { ReportView } from "./Report";
import { useMechanismWords } from "./words";

function Changes({ changes, files }: { changes: Schema["DifferenceView"][]; files: Schema["FileChange"][] }) {
  const t = useMechanismWords();
  return (
    <>
      <Panel title={t("changes")} n={changes.length}>
        {changes.length === 0 && <Empty>{t("no_change")}</Empty>}
        <ul className={css.tale}>
          {changes.map((c, i) => (
            <li key={i}>{c.says}</li>
          ))}
        </ul>
      </Panel>
      {files.length > 0 && (
        <Panel title={t("side")} n={files.length}>
          {files.map((f) => (
            <section key={f.path}>
              <h3>{f.path}</h3>
              <Side label={f.path} before={f.before} after={f.after} />
            </section>
          ))}
        </Panel>
      )}
    </>
  );
}

export default function Proposal() {
  const { id = "" } = useParams();
  const zone = useZone();
  const t = useMechanismWords();
  const p = useQuery({
    queryKey: keys.part(zone, "proposals", id),
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/mechanisms/proposals/{proposal}", { params: { path: { zone, proposal: id } } })),
  });
  return (
    <Asked query={p} rows={10}>
      {(v) => (
        <Page
          title={v.why}
          note={t("from_day", { day: dayWords(dayOf(v.from), "") })}
          actions={<Link to="/mechanisms?tab=proposals">{t("back")}</Link>}
        >
          <p className={css.source}>
            <span className={css.sign} data-is={v.state}>
              {t(v.state)}
            </span>
            {t("proposed_by", { who: v.post })} · {instantWords(v.at, "")}
            {v.answer_post && v.answered_at && ` · ${t("answered_by", { who: v.answer_post, when: instantWords(v.answered_at, "") })}`}
            {v.answer && ` · ${v.answer}`}
          </p>
          <Answer p={v} />
          <Changes changes={v.changes} files={v.files} />
          {v.report ? (
            <Panel title={t("step_plan")}>
              <ReportView report={v.report} headline={v.headline} />
            </Panel>
          ) : (
            v.state === "open" && (
              <>
                <p className={css.source}>{t(v.planned ? "hidden_plan" : "no_plan")}</p>
                <Trial files={Object.fromEntries(v.files.map((f) => [f.path, f.after]))} />
              </>
            )
          )}
        </Page>
      )}
    </Asked>
  );
}

function Answer({ p }: { p: Schema["ProposalWhole"] }) {
  const t = useMechanismWords();
  const zone = useZone();
  const queries = useQueryClient();
  const [why, setWhy] = useState("");
  const answer = useMutation({
    mutationFn: (how: "approval" | "refusal" | "withdrawal") => {
      const params = { path: { zone, proposal: p.id } };
      if (how === "approval")
        return take(api.POST("/api/v1/zones/{zone}/mechanisms/proposals/{proposal}/approval", { params, body: { hash: p.hash } }));
      if (how === "refusal")
        return take(api.POST("/api/v1/zones/{zone}/mechanisms/proposals/{proposal}/refusal", { params, body: { why } }));
      return take(api.POST("/api/v1/zones/{zone}/mechanisms/proposals/{proposal}/withdrawal", { params, body: {} }));
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.all }),
  });
  if (p.state !== "open") return null;
  return (
    <div className={css.state}>
      {p.may_approve && (
        <>
          <Popconfirm
            title={t("approve_sure", { day: dayWords(dayOf(p.from), "") })}
            okText={t("confirm")}
            onConfirm={() => answer.mutate("approval")}
          >
            <Button type="primary" loading={answer.isPending}>
              {t("approve")}
            </Button>
          </Popconfirm>
          <Popconfirm
            title={t("why_refuse")}
            okText={t("confirm")}
            okButtonProps={{ disabled: !why.trim() }}
            description={
              <Input.TextArea aria-label={t("why_refuse")} value={why} onChange={(e) => setWhy(e.target.value)} rows={2} maxLength={2000} />
            }
            onConfirm={() => answer.mutate("refusal")}
          >
            <Button>{t("refuse")}</Button>
          </Popconfirm>
        </>
      )}
      {p.may_withdraw && <Button onClick={() => answer.mutate("withdrawal")}>{t("withdraw")}</Button>}
      {p.why_not && <span>{p.why_not}</span>}
      {answer.isError && <Refusal error={answer.error} />}
    </div>
  );
}

export function Version() {
  const { hash = "" } = useParams();
  const zone = useZone();
  const t = useMechanismWords();
  const d = useQuery({
    queryKey: keys.part(zone, "differences", hash),
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/mechanisms/differences", { params: { path: { zone }, query: { version: hash } } })),
  });
  return (
    <Asked query={d} rows={10}>
      {(v) => (
        <Page
          title={`${t("versions")} ${v.version}`}
          note={v.since ? `${t("compare")} ${v.since}` : t("first_version")}
          actions={<Link to="/mechanisms?tab=versions">{t("back")}</Link>}
        >
          {v.since && <Changes changes={v.changes} files={v.files} />}
        </Page>
      )}
    </Asked>
  );
}
