import { useQuery } from "@tanstack/react-query";
import { api, take, type Schema } from "@/api/client";
import { matterKeys } from "@/api/keys";
import { useZone } from "@/api/me";
import { Panel } from "@/ui/Page";
import { dayWords, instantWords } from "@/ui/time";
import css from "./matter.module.css";
import { useMatterWords } from "./words";

/** What was reported and by which evidence; a file that is cited is a link to it. */
export function Reports({ number, reports }: { number: string; reports: Schema["ReportView"][] }) {
  const t = useMatterWords();
  const zone = useZone();
  const files = useQuery({
    queryKey: matterKeys.part(number, "attachments"),
    enabled: reports.some((r) => r.evidence?.some((e) => e.startsWith("sha256:"))),
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/matters/{number}/attachments", { params: { path: { zone, number } } })),
  });
  if (reports.length === 0) return null;
  const name = (hash: string) => files.data?.attachments?.find((a) => a.sha256 === hash)?.name ?? `${hash.slice(0, 12)}…`;
  return (
    <Panel title={t("reports")} n={reports.length}>
      <ol className={css.reports}>
        {reports.map((r) => (
          <li key={r.seq}>
            <p>
              <b>{r.what}</b> {r.progress !== undefined && <strong>{Math.round(r.progress)}%</strong>} {r.text}
            </p>
            {(r.evidence ?? []).length > 0 && (
              <ul aria-label={t("evidence")}>
                {(r.evidence ?? []).map((e) => {
                  const hash = /^sha256:([0-9a-f]{64})/.exec(e)?.[1];
                  return (
                    <li key={e}>
                      {hash ? (
                        <a href={`/api/v1/zones/${encodeURIComponent(zone)}/matters/${encodeURIComponent(number)}/attachments/${hash}`}>
                          {name(hash)}
                        </a>
                      ) : (
                        e
                      )}
                    </li>
                  );
                })}
              </ul>
            )}
            <small>
              {r.by} · {instantWords(r.at, "")}
            </small>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

/** The sessions that had the matter on their agenda or resolved about it, as far as the reader attends them. */
export function Sessions({ id, number }: { id: string; number: string }) {
  const t = useMatterWords();
  const zone = useZone();
  const sessions = useQuery({
    queryKey: matterKeys.part(number, "sessions"),
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/sessions", { params: { path: { zone }, query: { matter: id, limit: 50 } } })),
  });
  const all = sessions.data?.sessions ?? [];
  if (all.length === 0) return null;
  return (
    <Panel title={t("sessions")} n={all.length}>
      <ul className={css.reports}>
        {all.map((s) => (
          <li key={s.id}>
            <p>
              <b>{s.number ?? s.title}</b> {s.number && s.title}
            </p>
            {(s.resolved ?? []).map((r) => (
              <p key={r}>{t("resolved", { what: r })}</p>
            ))}
            <small>
              {dayWords(s.date, "")} · {t(`stage_${s.stage}` as "stage_open")}
            </small>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
