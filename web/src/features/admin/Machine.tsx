import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useState, type ReactNode } from "react";
import { api, take } from "@/api/client";
import { Ask } from "@/ui/ask/Ask";
import { Sheet } from "@/ui/ask/Sheet";
import { Asked } from "@/ui/Asked";
import { Empty, Panel } from "@/ui/Page";
import { instantWords } from "@/ui/time";
import css from "./admin.module.css";
import { useAdminWords } from "./words";

const units = ["B", "KiB", "MiB", "GiB", "TiB"];
function bytes(n: number): string {
  const i = Math.min(units.length - 1, n < 1 ? 0 : Math.floor(Math.log2(n) / 10));
  return `${(n / 1024 ** i).toFixed(i === 0 ? 0 : 1)} ${units[i]}`;
}

/** How the installation fares, asked again every half minute. */
export function Health() {
  const t = useAdminWords();
  const health = useQuery({ queryKey: ["admin", "health"], queryFn: () => take(api.GET("/api/v1/admin/health")), refetchInterval: 30_000 });
  return (
    <Asked query={health}>
      {(h) => (
        <>
          <dl className={css.tiles}>
            <Tile name={t("version")}>{h.version || t("unknown")}</Tile>
            <Tile name={t("database")}>{h.database}</Tile>
            <Tile name={t("schema")}>{h.schema}</Tile>
            <Tile name={t("answers")} good={h.answers_us < 200_000}>
              {(h.answers_us / 1000).toFixed(1)} ms
            </Tile>
            <Tile name={t("lag")} good={h.lag_seconds < 300}>
              {t("seconds", { n: h.lag_seconds })}
            </Tile>
            <Tile name={t("waiting_n")}>{h.waiting}</Tile>
            <Tile name={t("running_n")}>{h.running}</Tile>
            <Tile name={t("failing_n")} good={h.failing === 0}>
              {h.failing}
            </Tile>
            <Tile name={t("discarded_n")} good={h.discarded === 0}>
              {h.discarded}
            </Tile>
          </dl>
          {h.disks.length > 0 && (
            <Panel title={t("disks")} flush>
              <Sheet
                name={t("disks")}
                rows={h.disks}
                keyOf={(d) => d.what}
                columns={[
                  { title: t("disks"), cell: (d) => t(`disk_${d.what}`) },
                  { title: t("state"), cell: (d) => <Judged good={d.free > d.total / 10} /> },
                  { title: t("size"), cell: (d) => t("free", { free: bytes(d.free), total: bytes(d.total) }) },
                ]}
              />
            </Panel>
          )}
        </>
      )}
    </Asked>
  );
}

function Judged({ good }: { good: boolean }) {
  const t = useAdminWords();
  return <span className={good ? css.good : css.bad}>{t(good ? "well" : "look")}</span>;
}

function Tile({ name, good, children }: { name: string; good?: boolean; children: ReactNode }) {
  return (
    <div className={css.tile}>
      <dt>{name}</dt>
      <dd>
        {children}{" "}
        {good !== undefined && (
          <small>
            <Judged good={good} />
          </small>
        )}
      </dd>
    </div>
  );
}

/** The backups that lie in their folder, and one more. */
export function Backups() {
  const t = useAdminWords();
  const cache = useQueryClient();
  const { message } = App.useApp();
  const [asking, setAsking] = useState(false);
  const name = ["admin", "backups"];
  const backups = useQuery({ queryKey: name, queryFn: () => take(api.GET("/api/v1/admin/backups")), refetchInterval: 15_000 });
  return (
    <>
      <div className={css.bar}>
        {backups.data?.folder && (
          <span className={css.note}>
            {t("folder")} <span className={css.code}>{backups.data.folder}</span>
          </span>
        )}
        {backups.data?.configured && (
          <Button type="primary" onClick={() => setAsking(true)}>
            {t("begin")}
          </Button>
        )}
      </div>
      <Panel title={t("backups")} n={backups.data?.backups.length} flush>
        <Asked query={backups}>
          {({ configured, backups: all }) =>
            all.length === 0 ? (
              <Empty hint={t(configured ? "begin_why" : "no_folder_hint")}>{t(configured ? "no_backups" : "no_folder")}</Empty>
            ) : (
              <Sheet
                name={t("backups")}
                rows={all}
                keyOf={(b) => b.name}
                columns={[
                  { title: t("file_name"), cell: (b) => <span className={css.code}>{b.name}</span> },
                  { title: t("made"), cell: (b) => instantWords(b.at, "") },
                  { title: t("size"), cell: (b) => bytes(b.size) },
                  { title: t("files_size"), cell: (b) => (b.files > 0 ? bytes(b.files) : "") },
                ]}
              />
            )
          }
        </Asked>
      </Panel>
      {asking && (
        <Ask
          title={t("begin")}
          note={t("begin_why")}
          ok={t("begin")}
          close={() => setAsking(false)}
          send={() => take(api.POST("/api/v1/admin/backups"))}
          done={(r) => {
            void message.success(t("begun", { id: (r as { job: number }).job }));
            void cache.invalidateQueries({ queryKey: name });
          }}
        />
      )}
    </>
  );
}
