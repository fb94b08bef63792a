// Changing the mechanisms: a file is written anew, checked while one writes, its scenarios are played, it is tried on the
// ledger, and sent to somebody else for approval.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, DatePicker, Input, Popconfirm, Progress } from "antd";
import dayjs from "dayjs";
import { useEffect, useMemo, useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { api, take, type Schema } from "@/api/client";
import { setChange, useChange } from "@/api/kept";
import { useMay, useToday, useZone } from "@/api/me";
import { Asked, Refusal } from "@/ui/Asked";
import { Empty, Page, Panel } from "@/ui/Page";
import { Yaml } from "@/ui/yaml/Yaml";
import { lang } from "@/words/words";
import { keys, useCatalogue, useFiles } from "./ask";
import { source, type Node } from "./complete";
import css from "./mechanisms.module.css";
import { ReportView } from "./Report";
import { useMechanismWords } from "./words";

const dayBefore = (d: dayjs.Dayjs, today: string) => d.format("YYYY-MM-DD") <= today;

export default function Edit() {
  const t = useMechanismWords();
  const list = useCatalogue();
  const newest = list.data?.versions[0]?.hash;
  const files = useFiles(newest);
  return (
    <Page title={t("edit_title")} actions={<Link to="/mechanisms">{t("back")}</Link>}>
      <Asked query={files} rows={12}>
        {(f) => <Desk key={f.hash} files={f.files} base={f.hash} />}
      </Asked>
    </Page>
  );
}

function Desk({ files, base }: { files: Schema["MechanismFileView"][]; base: string }) {
  const t = useMechanismWords();
  const zone = useZone();
  const [params, setParams] = useSearchParams();
  const kept = useChange();
  const draft = kept?.base === base ? kept.files : {};
  const path = params.get("file") ?? files.find((f) => f.path.startsWith(zone))?.path ?? files[0]!.path;
  const was = useMemo(() => new Map(files.map((f) => [f.path, f.text])), [files]);
  const [jump, setJump] = useState(Number(params.get("line") ?? 0));
  const [round, setRound] = useState(0);
  const changed = Object.keys(draft);
  const write = (text: string) => {
    const next = { ...draft };
    if (text === was.get(path)) delete next[path];
    else next[path] = text;
    setChange(zone, Object.keys(next).length > 0 ? { base, files: next } : null);
  };
  // What one writes is checked when the hand rests.
  const [settled, setSettled] = useState(draft);
  const said = JSON.stringify(draft);
  useEffect(() => {
    const rest = setTimeout(() => setSettled(JSON.parse(said) as Record<string, string>), 500);
    return () => clearTimeout(rest);
  }, [said]);
  const check = useQuery({
    queryKey: keys.part(zone, "check", base, settled),
    queryFn: () => take(api.POST("/api/v1/zones/{zone}/mechanisms/check", { params: { path: { zone } }, body: { files: settled } })),
    staleTime: Infinity,
    gcTime: 60_000,
  });
  const schema = useQuery({
    queryKey: keys.part(zone, "schema"),
    staleTime: Infinity,
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/mechanisms/schema", { params: { path: { zone } } })) as Promise<Node>,
  });
  const fresh = check.data !== undefined && JSON.stringify(settled) === said;
  const faults = fresh ? check.data.faults : [];
  const ready = fresh && check.data.sound && changed.length > 0;
  const goTo = (file: string, line = 0) => {
    setParams({ file }, { replace: true });
    setJump(line);
  };
  return (
    <>
      <div className={css.desk}>
        <Panel title={t("text")} flush>
          <ul className={css.tree} aria-label={t("pick")}>
            {files.map((f) => (
              <li key={f.path}>
                <button
                  type="button"
                  aria-current={f.path === path}
                  data-changed={f.path in draft || undefined}
                  onClick={() => goTo(f.path)}
                >
                  {f.path.replace(`${zone}/`, "")}
                </button>
              </li>
            ))}
          </ul>
        </Panel>
        <div>
          <Yaml
            key={`${path} ${round}`}
            path={path}
            text={draft[path] ?? was.get(path) ?? ""}
            label={t("editor")}
            faults={faults.filter((f) => f.file === path)}
            complete={source(() => schema.data, lang)}
            line={jump}
            onChange={write}
          />
          <div className={css.state} role="status">
            <span>{changed.length > 0 ? t("changed", { n: changed.length }) : t("unchanged")}</span>
            <b>{!fresh ? t("checking") : faults.length > 0 ? t("faults", { n: faults.length }) : t("sound")}</b>
            {changed.length > 0 && (
              <Popconfirm
                title={t("discard_sure")}
                onConfirm={() => {
                  setChange(zone, null);
                  setRound(round + 1);
                }}
              >
                <Button size="small">{t("discard")}</Button>
              </Popconfirm>
            )}
          </div>
          {check.isError && <Refusal error={check.error} retry={() => void check.refetch()} />}
          <ul className={css.faults}>
            {faults.map((f, i) => (
              <li key={i}>
                <button type="button" onClick={() => goTo(f.file ?? path, f.line)}>
                  <b>
                    {f.file !== path && `${f.file} `}
                    {t("line", { n: f.line ?? 0 })}
                  </b>
                  {f.message}
                </button>
              </li>
            ))}
          </ul>
        </div>
      </div>
      {ready ? <Steps key={check.data.hash} files={settled} hash={check.data.hash ?? ""} /> : <Empty>{t("send_first")}</Empty>}
    </>
  );
}

function Steps({ files, hash }: { files: Record<string, string>; hash: string }) {
  const t = useMechanismWords();
  const zone = useZone();
  const diff = useQuery({
    queryKey: keys.part(zone, "diff", hash, files),
    queryFn: () => take(api.POST("/api/v1/zones/{zone}/mechanisms/diff", { params: { path: { zone } }, body: { files } })),
  });
  const [plan, setPlan] = useState<string>();
  return (
    <>
      <Panel title={t("changes")} n={diff.data?.changes.length}>
        <Asked query={diff}>
          {({ changes }) => (
            <ul className={css.tale}>
              {changes.map((c, i) => (
                <li key={i}>{c.says}</li>
              ))}
            </ul>
          )}
        </Asked>
      </Panel>
      <Play files={files} />
      <Trial files={files} done={setPlan} />
      {useMay("propose") && <Send files={files} hash={hash} plan={plan} />}
    </>
  );
}

const running = (state?: string) => state === "waiting" || state === "running";

export function Play({ files }: { files: Record<string, string> }) {
  const t = useMechanismWords();
  const zone = useZone();
  const begin = useMutation({
    mutationFn: () => take(api.POST("/api/v1/zones/{zone}/mechanisms/scenarios", { params: { path: { zone } }, body: { files } })),
  });
  const id = begin.data?.id;
  const task = useQuery({
    enabled: !!id,
    queryKey: keys.part(zone, "play", id),
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/mechanisms/scenarios/{task}", { params: { path: { zone, task: id! } } })),
    refetchInterval: (q) => (running(q.state.data?.state ?? "waiting") ? 800 : false),
  });
  const now = task.data;
  return (
    <Panel
      title={t("step_play")}
      more={
        <Button onClick={() => begin.mutate()} loading={begin.isPending || running(now?.state)}>
          {t("play")}
        </Button>
      }
    >
      {begin.isError && <Refusal error={begin.error} />}
      {!begin.isError && !now && <Empty hint={t("played_hint")}>{t("played_none")}</Empty>}
      {running(now?.state) && (
        <Progress
          percent={Math.round((100 * now!.done) / Math.max(1, now!.total))}
          format={() => t("playing", { a: now!.done, b: now!.total })}
          aria-label={t("play")}
        />
      )}
      {now?.error && <Refusal error={now.error} />}
      {now?.state === "done" && (
        <>
          <p className={css.headline}>{t("passed", { a: now.passed, b: now.total })}</p>
          <ul className={css.tale}>
            {now.scenarios
              .toSorted((a, b) => Number(a.passed) - Number(b.passed))
              .map((s) => (
                <li key={s.file + s.line}>
                  <b data-ok={s.passed || undefined} data-not={!s.passed || undefined}>
                    {s.passed ? `✓ ${t("ok")}` : `✗ ${t("not_ok")}`}
                  </b>
                  {s.name}
                  {s.failures.length > 0 && (
                    <ul>
                      {s.failures.map((f, i) => (
                        <li key={i}>
                          {f.says} <small>{t("line", { n: f.line })}</small>
                        </li>
                      ))}
                    </ul>
                  )}
                </li>
              ))}
          </ul>
        </>
      )}
    </Panel>
  );
}

export function Trial({ files, done }: { files: Record<string, string>; done?: (id: string) => void }) {
  const t = useMechanismWords();
  const zone = useZone();
  const begin = useMutation({
    mutationFn: () => take(api.POST("/api/v1/zones/{zone}/mechanisms/plans", { params: { path: { zone } }, body: { files } })),
  });
  const id = begin.data?.id;
  const task = useQuery({
    enabled: !!id,
    queryKey: keys.part(zone, "plan", id),
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/mechanisms/plans/{plan}", { params: { path: { zone, plan: id! } } })),
    refetchInterval: (q) => (running(q.state.data?.state ?? "waiting") ? 800 : false),
  });
  const now = task.data;
  const ended = now?.state === "done" ? now.id : undefined;
  useEffect(() => {
    if (ended) done?.(ended);
  }, [ended, done]);
  return (
    <Panel
      title={t("step_plan")}
      more={
        <Button onClick={() => begin.mutate()} loading={begin.isPending || running(now?.state)}>
          {t("plan")}
        </Button>
      }
    >
      {begin.isError && <Refusal error={begin.error} />}
      {!begin.isError && !now && <Empty hint={t("planned_hint")}>{t("planned_none")}</Empty>}
      {running(now?.state) && (
        <Progress
          percent={Math.round((100 * now!.done) / Math.max(1, now!.total))}
          format={() => t("planning", { a: now!.done, b: now!.total })}
          aria-label={t("plan")}
        />
      )}
      {now?.error && <Refusal error={now.error} />}
      {now?.report && <ReportView report={now.report} headline={now.headline} />}
    </Panel>
  );
}

function Send({ files, hash, plan }: { files: Record<string, string>; hash: string; plan?: string }) {
  const t = useMechanismWords();
  const zone = useZone();
  const today = useToday();
  const go = useNavigate();
  const queries = useQueryClient();
  const [from, setFrom] = useState(dayjs(today).add(1, "day"));
  const [why, setWhy] = useState("");
  const send = useMutation({
    mutationFn: () =>
      take(
        api.POST("/api/v1/zones/{zone}/mechanisms/proposals", {
          params: { path: { zone } },
          body: { files, hash, why, plan, from: `${from.format("YYYY-MM-DD")}T00:00:00+08:00` },
        }),
      ),
    onSuccess: async (p) => {
      setChange(zone, null);
      await queries.invalidateQueries({ queryKey: keys.part(zone, "proposals") });
      await go(`/mechanisms/proposals/${p.id}`);
    },
  });
  return (
    <Panel title={t("step_send")}>
      <form
        className={css.form}
        onSubmit={(e) => {
          e.preventDefault();
          send.mutate();
        }}
      >
        <label>
          {t("from")}
          <DatePicker
            value={from}
            onChange={(d) => d && setFrom(d)}
            disabledDate={(d) => dayBefore(d, today)}
            allowClear={false}
            aria-label={t("from")}
          />
          <small>{t("day_hint")}</small>
        </label>
        <label>
          {t("reason")}
          <Input.TextArea
            value={why}
            onChange={(e) => setWhy(e.target.value)}
            required
            maxLength={2000}
            rows={3}
            placeholder={t("reason_hint")}
          />
        </label>
        {send.isError && <Refusal error={send.error} />}
        <div>
          <Button type="primary" htmlType="submit" loading={send.isPending} disabled={!why.trim()}>
            {t("propose")}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
