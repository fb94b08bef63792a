// Assigning and reminding many at once. It is tried first: the server does everything, says what came of each, and keeps
// nothing; only then can it be done.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Checkbox, DatePicker, Drawer, Form, Input, Select } from "antd";
import { useState } from "react";
import type { useChoices } from "@/api/choices";
import { api, take, type Schema } from "@/api/client";
import { matterKeys } from "@/api/keys";
import { useMe, useZone } from "@/api/me";
import { Refusal } from "@/ui/Asked";
import css from "./ledger.module.css";
import { useLedgerWords } from "./words";

export type BulkDeed = "assign" | "remind";
type Values = {
  owner?: string;
  lead_unit?: string;
  due?: { format: (as: string) => string };
  transfer?: boolean;
  reason?: string;
  template?: string;
  to?: string;
  issue?: boolean;
};

export function Bulk({
  deed,
  numbers,
  choices,
  close,
}: {
  deed: BulkDeed;
  numbers: string[];
  choices: ReturnType<typeof useChoices>;
  close: (done: boolean) => void;
}) {
  const t = useLedgerWords();
  const zone = useZone();
  const me = useMe();
  const queries = useQueryClient();
  const [form] = Form.useForm<Values>();
  const [tried, setTried] = useState<Schema["BulkView"]>();
  const as = (me.acting ?? []).length > 1 ? me.acting?.[0] : undefined;
  const send = useMutation({
    mutationFn: (dry: boolean) => {
      const v = form.getFieldsValue();
      const path = { zone };
      if (deed === "assign") {
        const body = {
          matters: numbers,
          dry_run: dry,
          as,
          owner: v.owner,
          lead_unit: v.lead_unit,
          due: v.due?.format("YYYY-MM-DD"),
          command: v.transfer ? ("transfer" as const) : ("assign" as const),
          reason: v.reason,
        };
        return take(api.POST("/api/v1/zones/{zone}/bulk/assign", { params: { path }, body }));
      }
      const body = { matters: numbers, dry_run: dry, as, template: v.template ?? "", reason: v.reason ?? "", to: v.to, issue: v.issue };
      return take(api.POST("/api/v1/zones/{zone}/bulk/remind", { params: { path }, body }));
    },
    onSuccess: (view) => {
      setTried(view);
      if (!view.dry_run) void queries.invalidateQueries({ queryKey: matterKeys.all });
    },
  });
  const refused = (tried?.items ?? []).filter((i) => i.outcome === "refused");
  const post = choices.bearers.map((name) => ({ value: name, label: name }));
  return (
    <Drawer
      open
      onClose={() => close(false)}
      size={460}
      title={t(deed === "assign" ? "assign_title" : "remind_title", { n: numbers.length })}
    >
      <Form
        form={form}
        layout="vertical"
        onValuesChange={() => setTried(undefined)}
        initialValues={{ template: choices.letters.find((l) => l.name === "reminder-letter")?.name }}
      >
        {deed === "assign" ? (
          <>
            <Form.Item name="owner" label={t("to_owner")}>
              <Select showSearch={{ optionFilterProp: "label" }} allowClear options={post} />
            </Form.Item>
            <Form.Item name="lead_unit" label={t("lead_unit")}>
              <Select
                showSearch={{ optionFilterProp: "label" }}
                allowClear
                options={choices.units.map((u) => ({ value: u.code, label: u.name }))}
              />
            </Form.Item>
            <Form.Item name="due" label={t("new_due")}>
              <DatePicker style={{ width: "100%" }} />
            </Form.Item>
            <Form.Item name="transfer" valuePropName="checked">
              <Checkbox>{t("transfer")}</Checkbox>
            </Form.Item>
          </>
        ) : (
          <>
            <Form.Item name="template" label={t("template")}>
              <Select options={choices.letters.map((l) => ({ value: l.name, label: l.title }))} />
            </Form.Item>
            <Form.Item name="to" label={t("to")}>
              <Select showSearch={{ optionFilterProp: "label" }} allowClear options={post} />
            </Form.Item>
            <Form.Item name="issue" valuePropName="checked">
              <Checkbox>{t("issue_now")}</Checkbox>
            </Form.Item>
          </>
        )}
        <Form.Item name="reason" label={t("reason")}>
          <Input.TextArea rows={3} maxLength={4000} />
        </Form.Item>
      </Form>
      {send.isError && <Refusal error={send.error} />}
      {tried && (
        <div className={css.tried} role="status">
          <strong>{t(tried.dry_run ? "tried" : "done", { done: tried.done, refused: tried.refused })}</strong>
          <ul>
            {refused.map((i) => (
              <li key={i.matter}>
                <b>{i.matter}</b>
                {i.message}
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className={css.steps}>
        {tried && !tried.dry_run ? (
          <Button type="primary" onClick={() => close(true)}>
            {t("sent")}
          </Button>
        ) : (
          <>
            <Button onClick={() => send.mutate(true)} loading={send.isPending}>
              {t("try")}
            </Button>
            <Button type="primary" disabled={!tried || tried.done === 0} loading={send.isPending} onClick={() => send.mutate(false)}>
              {t("do", { n: tried?.done ?? numbers.length })}
            </Button>
          </>
        )}
      </div>
    </Drawer>
  );
}
