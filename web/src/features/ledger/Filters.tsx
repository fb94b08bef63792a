import { Button, DatePicker, Segmented, Select, Tag } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import type { useChoices } from "@/api/choices";
import { Light } from "@/ui/Light";
import { stages, useStage } from "@/ui/stages";
import { MatterOf, SessionOf, UrgencyOf } from "./Among";
import css from "./ledger.module.css";
import { figured, type Conditions } from "./query";
import { useLedgerWords } from "./words";

type Props = { conditions: Conditions; change: (c: Conditions) => void; clear: () => void; choices: ReturnType<typeof useChoices> };

export function Filters({ conditions: c, change, clear, choices }: Props) {
  const t = useLedgerWords();
  const stage = useStage();
  const [more, setMore] = useState(false);
  const any = Object.keys(c).length > (c.sort ? 1 : 0);
  return (
    <div className={`${css.filters} no-print`}>
      <Segmented
        value={c.unowned ? "unowned" : (c.open ?? "all")}
        onChange={(v) =>
          change({ open: v === "true" || v === "false" ? v : undefined, unowned: v === "unowned" || undefined, owned: undefined })
        }
        options={[
          { value: "all", label: t("all") },
          { value: "true", label: t("open") },
          { value: "false", label: t("over") },
          { value: "unowned", label: t("unowned") },
        ]}
      />
      <Select
        aria-label={t("light")}
        allowClear
        placeholder={t("any_light")}
        value={c.light}
        onChange={(light) => change({ light })}
        style={{ width: 110 }}
        options={["red", "amber", "green"].map((value) => ({ value, label: <Light light={value} /> }))}
      />
      <Select
        aria-label={t("stage")}
        mode="multiple"
        allowClear
        maxTagCount="responsive"
        placeholder={t("any_stage")}
        value={c.stage ?? []}
        onChange={(v) => change({ stage: v })}
        style={{ minWidth: 140 }}
        options={stages.map((value) => ({ value, label: stage(value) }))}
      />
      {choices.kinds.length > 1 && (
        <Select
          aria-label={t("kind")}
          mode="multiple"
          allowClear
          maxTagCount="responsive"
          placeholder={t("any_kind")}
          value={c.kind ?? []}
          onChange={(v) => change({ kind: v })}
          style={{ minWidth: 150 }}
          showSearch={{ optionFilterProp: "label" }}
          options={choices.kinds.map((k) => ({ value: k.name, label: k.title }))}
        />
      )}
      <Select
        aria-label={t("unit")}
        allowClear
        placeholder={t("any_unit")}
        value={c.unit}
        onChange={(unit) => change({ unit })}
        style={{ width: 160 }}
        showSearch={{ optionFilterProp: "label" }}
        options={choices.units.map((u) => ({ value: u.code, label: u.name }))}
      />
      <Select
        aria-label={t("owner")}
        allowClear
        placeholder={t("any_owner")}
        value={c.owner}
        onChange={(owner) => change({ owner })}
        style={{ width: 160 }}
        showSearch={{ optionFilterProp: "label" }}
        options={choices.bearers.map((name) => ({ value: name, label: name }))}
      />
      <DatePicker.RangePicker
        allowEmpty
        placeholder={[t("due_from"), t("due_to")]}
        style={{ width: 240 }}
        value={[c.due_from ? dayjs(c.due_from) : null, c.due_to ? dayjs(c.due_to) : null]}
        onChange={(v) => change({ due_from: v?.[0]?.format("YYYY-MM-DD"), due_to: v?.[1]?.format("YYYY-MM-DD") })}
      />
      {(more || c.urgency || c.session || c.parent) && (
        <>
          <UrgencyOf
            value={c.urgency}
            change={(urgency) => change({ urgency })}
            kinds={c.kind?.length ? c.kind : choices.kinds.map((k) => k.name)}
          />
          <SessionOf value={c.session} change={(session) => change({ session })} />
          <MatterOf value={c.parent} change={(parent) => change({ parent })} />
        </>
      )}
      {!more && !c.urgency && !c.session && !c.parent && (
        <Button type="link" onClick={() => setMore(true)}>
          {t("more_filters")}
        </Button>
      )}
      {c.origin && (
        <Tag closable onClose={() => change({ origin: undefined })} className={css.origin}>
          {t("from_ledger", { name: c.origin.replace(/^sheet:(.*)!$/, "$1") })}
        </Tag>
      )}
      {figured.map(
        (k) =>
          c[k] !== undefined && (
            <Tag key={k} closable onClose={() => change({ [k]: undefined })} closeIcon={<span aria-label={t("drop")}>×</span>}>
              {t(k === "dated" && c.dated === "false" ? "undated" : `is_${k}`, { v: c[k] ?? "" })}
            </Tag>
          ),
      )}
      {any && (
        <Button type="link" onClick={clear}>
          {t("clear")}
        </Button>
      )}
    </div>
  );
}
