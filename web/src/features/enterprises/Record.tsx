// What is known of one record as of a day, fact by fact with its source, and everything that was ever recorded.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, DatePicker, Input, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { api, take, takeTagged, type Schema } from "@/api/client";
import { useMay, useToday, useZone } from "@/api/me";
import { useAddress } from "@/ui/address";
import { Ask, Said } from "@/ui/ask/Ask";
import { Facts, Sheet } from "@/ui/ask/Sheet";
import { Asked } from "@/ui/Asked";
import { Empty, Page, Panel } from "@/ui/Page";
import { dayWords, instantWords } from "@/ui/time";
import { keys, useRegisters } from "./ask";
import css from "./enterprises.module.css";
import { Day } from "./List";
import { useEnterpriseWords } from "./words";

type Whole = Schema["RecordView"];

export default function Record() {
  const t = useEnterpriseWords();
  const zone = useZone();
  const today = useToday();
  const { register = "", key = "" } = useParams();
  const [params, set] = useAddress();
  const on = params.get("on") ?? undefined;
  const writes = useMay("records");
  const registers = useRegisters();
  const [writing, setWriting] = useState(false);
  const query = useQuery({
    queryKey: keys.part(zone, "one", register, key, on),
    queryFn: () =>
      takeTagged(
        api.GET("/api/v1/zones/{zone}/registers/{register}/records/{key}", { params: { path: { zone, register, key }, query: { on } } }),
      ),
  });
  const fields = registers.data?.find((r) => r.name === register)?.fields ?? [];
  const title = (name: string) => fields.find((f) => f.name === name)?.title ?? name;
  return (
    <Page
      title={query.data?.value.name ?? key}
      note={key}
      actions={
        <>
          <Day on={on ?? today} change={(d) => set("on", d === today ? "" : d)} />
          {writes && (
            <Button type="primary" onClick={() => setWriting(true)}>
              {t("correct")}
            </Button>
          )}
          <Link to={`/enterprises?register=${encodeURIComponent(register)}`}>{t("back")}</Link>
        </>
      }
    >
      <Asked query={query} rows={14}>
        {({ value: r, etag }) => {
          const facts = r.facts ?? [];
          const statements = r.statements ?? [];
          return (
            <>
              {r.vouched && <p className={css.warn}>{t("vouched", { who: r.vouched })}</p>}
              {r.retired && <p className={css.warn}>{t("retired", { day: dayWords(r.retired, "") })}</p>}
              <Panel title={t("as_held", { day: dayWords(r.date, "") })}>
                {r.holds ? (
                  <div className={css.held}>
                    <Facts of={fields.filter((f) => r.words?.[f.name]).map((f) => [title(f.name), r.words![f.name]])} />
                  </div>
                ) : (
                  <Empty hint={t("none_hint")}>{t("not_held")}</Empty>
                )}
              </Panel>
              <Panel title={t("facts")} n={facts.length} flush>
                <Sheet
                  name={t("facts")}
                  rows={facts}
                  keyOf={(f) => `${f.field} ${f.from ?? ""}`}
                  columns={[
                    { title: t("fact"), cell: (f) => f.title },
                    { title: t("value"), cell: (f) => f.words },
                    {
                      title: t("since"),
                      cell: (f) =>
                        [f.period, f.from && dayWords(f.from, ""), f.to && t("until", { day: dayWords(f.to, "") })]
                          .filter(Boolean)
                          .join(" "),
                    },
                    {
                      title: t("source"),
                      cell: (f) => {
                        const s = statements[f.statement - 1];
                        return s?.source ? (s.dated ? t("dated", { source: s.source, day: dayWords(s.dated, "") }) : s.source) : "";
                      },
                    },
                  ]}
                />
              </Panel>
              <Panel title={t("statements")} n={statements.length} flush>
                <Sheet
                  name={t("statements")}
                  rows={statements.toReversed()}
                  keyOf={(s) => s.recorded_at + s.what + s.source}
                  columns={[
                    { title: t("when"), cell: (s) => instantWords(s.recorded_at, "") },
                    { title: t("what"), cell: (s) => t(s.what === "retired" ? "retired_what" : s.what) },
                    { title: t("by"), cell: (s) => s.actor },
                    { title: t("from"), cell: (s) => dayWords(s.from, "") },
                    { title: t("source"), cell: (s) => [s.source, t("n_facts", { n: s.facts })].filter(Boolean).join(" · ") },
                    { title: t("reason"), cell: (s) => s.reason ?? "" },
                  ]}
                />
              </Panel>
              {writing && <Write record={r} etag={etag} fields={fields} close={() => setWriting(false)} />}
            </>
          );
        }}
      </Asked>
    </Page>
  );
}

type Values = { field: string; value?: string; from: Dayjs; source: string; reason?: string };

function Write({ record: r, etag, fields, close }: { record: Whole; etag: string; fields: Schema["FieldView"][]; close: () => void }) {
  const t = useEnterpriseWords();
  const zone = useZone();
  const today = useToday();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const known = (r.facts ?? []).map((f) => ({ value: f.field, label: `${f.title}：${f.words}` }));
  const options = [
    ...known,
    ...fields.filter((f) => !known.some((k) => k.value === f.name)).map((f) => ({ value: f.name, label: f.title ?? f.name })),
  ];
  return (
    <Ask<Values, unknown>
      title={t("correct")}
      note={
        <>
          <p>{r.name || r.key}</p>
          <p>{t("correct_note")}</p>
        </>
      }
      initial={{ from: dayjs(today) }}
      send={(v) =>
        take(
          api.POST("/api/v1/zones/{zone}/registers/{register}/records/{key}/facts", {
            params: { path: { zone, register: r.register, key: r.key }, header: { "If-Match": etag } },
            body: { from: v.from.format("YYYY-MM-DD"), source: v.source, values: { [v.field]: v.value ?? "" }, reason: v.reason },
          }),
        )
      }
      done={() => {
        void queries.invalidateQueries({ queryKey: keys.part(zone) });
        void queries.invalidateQueries({ queryKey: ["benefits", zone] });
        void message.success(t("done"));
      }}
      close={close}
    >
      <Said name="field" title={t("field")} hint={t("field_hint")}>
        <Select showSearch={{ optionFilterProp: "label" }} options={options} />
      </Said>
      <Said name="value" title={t("new_value")} optional hint={t("value_hint")}>
        <Input maxLength={400} />
      </Said>
      <Said name="from" title={t("from_day")}>
        <DatePicker style={{ width: "100%" }} />
      </Said>
      <Said name="source" title={t("source_of")} hint={t("source_hint")}>
        <Input maxLength={400} />
      </Said>
      <Said name="reason" title={t("reason")} optional>
        <Input maxLength={4000} />
      </Said>
    </Ask>
  );
}
