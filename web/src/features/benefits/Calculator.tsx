// The policy calculator, for anybody: facts in, clauses out. No account is needed and nothing is kept, here or on the server.
import { useMutation } from "@tanstack/react-query";
import { Button, Input, InputNumber, Select, Tag } from "antd";
import { useEffect, useState } from "react";
import { useParams } from "react-router";
import { api, take, type Schema } from "@/api/client";
import { Asked, Refusal } from "@/ui/Asked";
import { Empty, Page, Panel } from "@/ui/Page";
import { Street } from "@/ui/street/Street";
import { exact, yuan } from "@/ui/sums";
import { useLang } from "@/words/words";
import { useRegisters } from "./ask";
import css from "./benefits.module.css";
import { useBenefitWords } from "./words";
import { Mark } from "./Why";

type Field = Schema["ReadingView"];
type Facts = Record<string, unknown>;

/** How many fields are asked at once; the others are behind a switch. */
const most = 12;

export default function Calculator() {
  const t = useBenefitWords();
  const { zone = "" } = useParams();
  return (
    <Street>
      <Page title={t("calc_title")} note={t("calc_note")}>
        <Form zone={zone} />
      </Page>
    </Street>
  );
}

function Form({ zone }: { zone: string }) {
  const t = useBenefitWords();
  const lang = useLang();
  const registers = useRegisters(zone);
  const { refetch } = registers;
  useEffect(() => void refetch(), [lang, refetch]);
  return (
    <Asked query={registers} rows={10}>
      {(r) => {
        const subject = r.registers.find((x) => x.fields.some((f) => f.asked > 0));
        return subject ? <Asking zone={zone} subject={subject} /> : <Empty hint={t("no_clauses_hint")}>{t("no_clauses")}</Empty>;
      }}
    </Asked>
  );
}

function Asking({ zone, subject }: { zone: string; subject: Schema["SubjectView"] }) {
  const t = useBenefitWords();
  const lang = useLang();
  const [facts, setFacts] = useState<Facts>({});
  const asked = subject.fields.filter((f) => f.asked > 0 && !f.record).sort((a, b) => b.asked - a.asked);
  const set = (name: string, value: unknown) =>
    setFacts((was) => {
      const next = { ...was, [name]: value };
      if (value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0)) delete next[name];
      return next;
    });
  const send = useMutation({
    mutationFn: () =>
      take(api.POST("/api/v1/zones/{zone}/benefits/calculator", { params: { path: { zone } }, body: { register: subject.name, facts } })),
  });
  const { mutate, isSuccess } = send;
  useEffect(() => {
    if (isSuccess) mutate(); // the same in the other language
    // eslint-disable-next-line react-hooks/exhaustive-deps -- asked anew for the language alone
  }, [lang]);
  return (
    <div className={css.calc}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          mutate();
        }}
      >
        <Panel title={t("calc_facts")}>
          <div className={css.fields}>
            {asked.slice(0, most).map((f) => (
              <Entry key={f.name} field={f} value={facts[f.name]} set={(v) => set(f.name, v)} />
            ))}
          </div>
          {asked.length > most && (
            <details className={css.raw}>
              <summary>{t("calc_more", { n: asked.length - most })}</summary>
              <div className={css.fields}>
                {asked.slice(most).map((f) => (
                  <Entry key={f.name} field={f} value={facts[f.name]} set={(v) => set(f.name, v)} />
                ))}
              </div>
            </details>
          )}
          {send.isError && <Refusal error={send.error} />}
          <Button type="primary" htmlType="submit" size="large" loading={send.isPending} block>
            {t("calc_go")}
          </Button>
        </Panel>
      </form>
      <Panel title={t("calc_result")}>
        {send.data ? <Came result={send.data} fields={subject.fields} /> : <Empty hint={t("calc_first_hint")}>{t("calc_first")}</Empty>}
      </Panel>
    </div>
  );
}

function Entry({ field: f, value, set }: { field: Field; value: unknown; set: (v: unknown) => void }) {
  const t = useBenefitWords();
  const options = f.one_of.map((o) => ({ value: o, label: o }));
  return (
    <label>
      <span>{f.title}</span>
      {f.type === "bool" ? (
        <Select
          allowClear
          value={value as boolean | undefined}
          onChange={set}
          options={[
            { value: true, label: t("yes") },
            { value: false, label: t("no") },
          ]}
          aria-label={f.title}
        />
      ) : f.type === "list" ? (
        <Select
          mode={options.length > 0 ? "multiple" : "tags"}
          allowClear
          value={(value as string[] | undefined) ?? []}
          onChange={set}
          options={options}
          placeholder={t("list_hint")}
          aria-label={f.title}
          maxCount={50}
        />
      ) : options.length > 0 ? (
        <Select allowClear value={value as string | undefined} onChange={set} options={options} aria-label={f.title} />
      ) : f.type === "int" || f.type === "double" ? (
        <InputNumber
          value={value as number | undefined}
          onChange={set}
          precision={f.type === "int" ? 0 : undefined}
          min={0}
          max={1e15}
          aria-label={f.title}
          className={css.wide}
        />
      ) : (
        <Input
          value={(value as string | undefined) ?? ""}
          onChange={(e) => set(e.target.value)}
          maxLength={100}
          placeholder={f.type === "money" ? t("amount_hint") : f.type === "date" ? "2021-05-01" : undefined}
          aria-label={f.title}
        />
      )}
    </label>
  );
}

function Came({ result, fields }: { result: Schema["CalculatedOutputBody"]; fields: Field[] }) {
  const t = useBenefitWords();
  const got = result.clauses.filter((c) => c.verdict === "true");
  const title = (name: string) => fields.find((f) => f.name === name)?.title ?? name;
  return (
    <>
      <p className={css.headline} role="status">
        {t("calc_total", { n: got.filter((c) => c.paid > 0).length, amount: yuan(result.sum) })}
      </p>
      <ul className={css.outcome}>
        {result.clauses.map((c) => (
          <li key={c.id} data-is={c.verdict}>
            <Mark verdict={c.verdict} />
            <div>
              <b>{c.title}</b> {c.mode_title && <Tag>{c.mode_title}</Tag>}
              <small>
                {c.verdict === "true"
                  ? [c.policy, ...c.cuts].join(" · ")
                  : c.verdict === "failed"
                    ? t("calc_need", { what: c.missing.map(title).join("、") })
                    : c.lacks.length > 0
                      ? `${t("lacks")}${c.lacks.join(t("and"))}`
                      : c.for}
              </small>
            </div>
            {c.verdict === "true" && <span>{exact(c.paid)}</span>}
          </li>
        ))}
      </ul>
      <p className={css.source}>{t("calc_disclaimer")}</p>
    </>
  );
}
