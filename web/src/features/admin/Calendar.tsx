import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Input, InputNumber, Upload } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { api, take, type Schema } from "@/api/client";
import { useMe, useToday } from "@/api/me";
import { Sheet } from "@/ui/ask/Sheet";
import { Asked, Refusal } from "@/ui/Asked";
import { toMatter } from "@/ui/MatterRow";
import { Empty, Panel } from "@/ui/Page";
import { dayWords } from "@/ui/time";
import css from "./admin.module.css";
import { useAdminWords } from "./words";

/** The working days of a year, and the notice that settles them: tried first, then loaded. */
export function Calendar({ zone }: { zone: string }) {
  const t = useAdminWords();
  const today = useToday();
  const [year, setYear] = useState(Number(today.slice(0, 4)));
  const asked = useQuery({
    queryKey: ["admin", "calendar", zone, year],
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/calendar/years/{year}", { params: { path: { zone, year } } })),
  });
  return (
    <>
      <Panel
        title={t("calendar")}
        more={
          <InputNumber
            aria-label={t("year")}
            size="small"
            min={1970}
            max={9999}
            precision={0}
            value={year}
            onChange={(y) => y && setYear(y)}
          />
        }
      >
        <Asked query={asked} rows={10}>
          {(y) => (
            <>
              <div className={css.legend}>
                <strong>{t("workdays", { n: y.workdays })}</strong>
                <span className={y.gazetted ? css.good : css.warn}>{t(y.gazetted ? "gazetted" : "provisional")}</span>
                <span>
                  <i style={{ background: "var(--red-soft)" }} />
                  {t("holiday")}
                </span>
                <span>
                  <i style={{ background: "var(--brand-soft)" }} />
                  {t("made_up")}
                </span>
              </div>
              <div className={css.year}>
                {y.months.map((_, m) => (
                  <Month key={m} n={m + 1} days={y.days.filter((d) => Number(d.date.slice(5, 7)) === m + 1)} />
                ))}
              </div>
            </>
          )}
        </Asked>
      </Panel>
      <Notice zone={zone} />
    </>
  );
}

function Month({ n, days }: { n: number; days: Schema["CalendarDayInfo"][] }) {
  const t = useAdminWords();
  const first = new Date(`${days[0]?.date}T00:00:00Z`).getUTCDay();
  return (
    <section className={css.month}>
      <h3>{t("month", { n })}</h3>
      <div className={css.days}>
        {Array.from({ length: (first + 6) % 7 }, (_, i) => (
          <span key={`b${i}`} />
        ))}
        {days.map((d) => (
          <span
            key={d.date}
            title={[d.holiday, d.make_up && t("made_up")].filter(Boolean).join(" ")}
            data-off={d.workday ? undefined : ""}
            data-holiday={d.kind === "holiday" ? "" : undefined}
            data-makeup={d.make_up ? "" : undefined}
          >
            {Number(d.date.slice(8))}
          </span>
        ))}
      </div>
    </section>
  );
}

function Notice({ zone }: { zone: string }) {
  const t = useAdminWords();
  const me = useMe();
  const cache = useQueryClient();
  const { message } = App.useApp();
  const [file, setFile] = useState("");
  const send = useMutation({
    mutationFn: (dry_run: boolean) =>
      take(
        api.POST("/api/v1/zones/{zone}/calendar/notices", {
          params: { path: { zone } },
          body: { file, dry_run, ...(me.acting.length > 1 ? { as: me.acting[0] } : {}) },
        }),
      ),
    onSuccess: (r) => {
      if (!r.loaded) return;
      void message.success(t("loaded", { title: r.notice.title }));
      void cache.invalidateQueries({ queryKey: ["admin", "calendar"] });
    },
  });
  const tried = send.data && !send.isError && !send.data.loaded ? send.data : undefined;
  return (
    <>
      <Panel title={t("load")}>
        <p className={css.note} style={{ marginBottom: 8 }}>
          {t("file_hint")}
        </p>
        <Input.TextArea
          aria-label={t("file")}
          autoSize={{ minRows: 8, maxRows: 24 }}
          maxLength={100_000}
          value={file}
          spellCheck={false}
          className={css.code}
          onChange={(e) => {
            setFile(e.target.value);
            send.reset();
          }}
        />
        <div className={css.bar} style={{ margin: "12px 0 0" }}>
          <Upload
            accept=".yaml,.yml,.json"
            showUploadList={false}
            beforeUpload={(f) => {
              void f.text().then((words) => {
                setFile(words);
                send.reset();
              });
              return false;
            }}
          >
            <Button>{t("from_file")}</Button>
          </Upload>
          <Button disabled={!file.trim()} loading={send.isPending && send.variables} onClick={() => send.mutate(true)}>
            {t("preview")}
          </Button>
          <Button type="primary" disabled={!tried} loading={send.isPending && !send.variables} onClick={() => send.mutate(false)}>
            {t("load_now")}
          </Button>
        </div>
        {send.isError && (
          <div style={{ marginTop: 12 }}>
            <Refusal error={send.error} />
          </div>
        )}
      </Panel>
      {tried && <Moves of={tried} />}
    </>
  );
}

/** Which deadlines the notice would move: how many of each kind, and those that the reader may see. */
function Moves({ of }: { of: Schema["NoticeOutputBody"] }) {
  const t = useAdminWords();
  return (
    <Panel title={`${t("preview")} · ${of.notice.title}`} n={of.total} flush>
      {of.total === 0 ? (
        <Empty>{t("none_moves")}</Empty>
      ) : (
        <>
          <Sheet
            name={t("previewed", { n: of.total })}
            rows={of.kinds}
            keyOf={(k) => k.kind}
            columns={[
              { title: t("kind"), cell: (k) => k.kind },
              { title: t("earlier"), cell: (k) => k.earlier },
              { title: t("later"), cell: (k) => k.later },
            ]}
          />
          {of.moved.length === 0 ? (
            <Empty>{t("hidden_moves")}</Empty>
          ) : (
            <Sheet
              name={t("matter")}
              rows={of.moved}
              keyOf={(m) => m.number}
              columns={[
                { title: t("number"), cell: (m) => <Link to={toMatter(m.number)}>{m.number}</Link> },
                { title: t("matter"), cell: (m) => m.title },
                { title: t("before"), cell: (m) => dayWords(m.before, "") },
                { title: t("after"), cell: (m) => dayWords(m.after, "") },
              ]}
            />
          )}
        </>
      )}
    </Panel>
  );
}
