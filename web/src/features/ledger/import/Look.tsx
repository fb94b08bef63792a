import { Button, Progress } from "antd";
import { useEffect, useState } from "react";
import { Link } from "react-router";
import { useZone } from "@/api/me";
import { Refusal } from "@/ui/Asked";
import { Empty, Panel } from "@/ui/Page";
import { Doubts } from "./Doubts";
import css from "./import.module.css";
import { useConfirm, useCorrect, useImportedMatters, type Corrections, type Import } from "./import";
import { Lines } from "./Lines";
import { useImportWords } from "./words";

const same = (a: Corrections, b: Corrections) =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([k, v]) => b[k] === v);

/** An import from its dry run on: how far it is, what was found, what to put right, and what came of it. */
export function Look({ of }: { of: Import }) {
  const t = useImportWords();
  const zone = useZone();
  const tried = of.corrections ?? {};
  const [fixed, fix] = useState<Corrections>(tried);
  const correct = useCorrect(zone, of.id);
  const confirm = useConfirm(zone, of);
  const imported = useImportedMatters();
  const done = of.import?.state === "done";
  useEffect(() => {
    if (done) imported();
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [done]);
  const task = of.import ?? of.dry_run;
  if (!task) return null;
  if (task.state === "waiting" || task.state === "running") {
    return (
      <Panel title={t(task.state === "waiting" ? "waiting" : of.import ? "importing" : "running")}>
        <div role="status">
          <Progress
            aria-label={t(of.import ? "importing" : "running")}
            percent={task.total > 0 ? Math.min(99, Math.round((100 * task.done) / task.total)) : 0}
            status="active"
          />
        </div>
      </Panel>
    );
  }
  if (task.state !== "done" || !task.result) {
    return (
      <Panel title={t(task.state === "forgotten" ? "forgotten" : "failed")}>
        <Empty hint={<Link to="/ledger/import">{t("again")}</Link>}>{task.error ?? t("failed")}</Empty>
      </Panel>
    );
  }
  const found = task.result;
  const coming = found.new + found.above + found.changed;
  const pending = !same(fixed, tried);
  return (
    <>
      <Panel
        title={of.import ? t("done", { new: found.new + found.above, changed: found.changed }) : t("step_look")}
        more={<a href={`/api/v1/zones/${encodeURIComponent(zone)}/imports/${of.id}/file`}>{t("download_file")}</a>}
      >
        <dl className={css.figures}>
          {(["rows", "new", "changed", "unchanged", "differing", "errors", "assumed", "notes"] as const).map((k) => (
            <div key={k} data-bad={k === "errors" && found[k] > 0 ? "" : undefined}>
              <dt>{t(k)}</dt>
              <dd>{found[k].toLocaleString()}</dd>
            </div>
          ))}
        </dl>
        {of.import ? (
          <p className={css.steps}>
            <Link to={`/ledger?origin=${encodeURIComponent(`sheet:${found.ledger}!`)}`}>{t("look")}</Link>
            <Link to="/ledger/import">{t("another")}</Link>
          </p>
        ) : (
          <>
            <p role="status" className={found.errors > 0 ? css.stands : css.ready}>
              {found.errors > 0 ? t("errors_stand", { n: found.errors }) : t("ready")}
              {Object.keys(tried).length > 0 && ` ${t("fixed", { n: Object.keys(tried).length })}`}
            </p>
            {(correct.isError || confirm.isError) && <Refusal error={correct.error ?? confirm.error} />}
            <div className={css.steps}>
              {pending && (
                <span>
                  {t("retry_hint", { n: Object.keys(fixed).filter((k) => fixed[k] !== tried[k]).length || Object.keys(tried).length })}
                </span>
              )}
              {Object.keys(fixed).length > 0 && <Button onClick={() => fix({})}>{t("clear")}</Button>}
              <Button
                type={pending ? "primary" : "default"}
                disabled={!pending}
                loading={correct.isPending}
                onClick={() => correct.mutate(fixed)}
              >
                {t("retry")}
              </Button>
              <Button
                type={pending ? "default" : "primary"}
                disabled={pending || found.errors > 0 || coming === 0}
                loading={confirm.isPending}
                onClick={() => confirm.mutate(fixed)}
              >
                {coming === 0 ? t("go_none") : t("go", { n: coming })}
              </Button>
            </div>
          </>
        )}
      </Panel>
      <Doubts of={of} found={found} fixed={fixed} fix={of.import ? undefined : fix} />
      <Lines found={found} />
    </>
  );
}
