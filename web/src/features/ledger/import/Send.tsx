import { InboxOutlined } from "@ant-design/icons";
import { Button, Form, Input, InputNumber, Radio, Select, Upload } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useChoices } from "@/api/choices";
import { useMe, useZone } from "@/api/me";
import { Asked, Refusal } from "@/ui/Asked";
import { Panel } from "@/ui/Page";
import { instantWords } from "@/ui/time";
import css from "./import.module.css";
import { useImports, useSend, type Import } from "./import";
import { useImportWords } from "./words";

export function Send({ begun }: { begun: (i: Import) => void }) {
  const t = useImportWords();
  const zone = useZone();
  const me = useMe();
  const { kinds } = useChoices(zone);
  const [file, setFile] = useState<File>();
  const [more, setMore] = useState(false);
  const [form] = Form.useForm<Record<string, string>>();
  const send = useSend(zone);
  const acting = me.acting ?? [];
  const kind = kinds.map((k) => ({ value: k.name, label: k.title }));
  return (
    <Panel title={t("step_send")}>
      <Form
        form={form}
        layout="vertical"
        onFinish={(said) => file && send.mutate({ file, said }, { onSuccess: begun })}
        initialValues={{ as: acting[0], unit: "" }}
      >
        <Form.Item>
          <Upload.Dragger
            accept=".xlsx,.csv"
            maxCount={1}
            fileList={file ? [{ uid: "1", name: file.name, status: "done" }] : []}
            beforeUpload={(f) => {
              setFile(f as File);
              return false;
            }}
            onRemove={() => setFile(undefined)}
          >
            <p className={css.icon}>
              <InboxOutlined />
            </p>
            <p>{t("choose")}</p>
            <p className={css.hint}>{t("choose_hint")}</p>
          </Upload.Dragger>
        </Form.Item>
        <div className={css.fields}>
          <Form.Item name="kind" label={t("kind")} extra={t("kind_hint")}>
            <Select allowClear showSearch={{ optionFilterProp: "label" }} options={kind} />
          </Form.Item>
          <Form.Item name="unit" label={t("unit")}>
            <Radio.Group
              optionType="button"
              options={[{ value: "", label: t("unit_none") }, ...(["yuan", "wan", "yi"] as const).map((u) => ({ value: u, label: t(u) }))]}
            />
          </Form.Item>
          {acting.length > 1 && (
            <Form.Item name="as" label={t("as")}>
              <Select options={acting.map((p) => ({ value: p, label: p }))} />
            </Form.Item>
          )}
          {more && (
            <>
              <Form.Item name="year" label={t("year")}>
                <InputNumber min={1949} max={2200} style={{ width: "100%" }} />
              </Form.Item>
              <Form.Item name="above" label={t("above")}>
                <Select allowClear showSearch={{ optionFilterProp: "label" }} options={kind} />
              </Form.Item>
              <Form.Item name="ledger" label={t("ledger")} extra={t("ledger_hint")}>
                <Input maxLength={100} />
              </Form.Item>
              <Form.Item name="sheet" label={t("sheet")}>
                <Input maxLength={100} />
              </Form.Item>
            </>
          )}
        </div>
        {!more && (
          <Button type="link" className={css.more} onClick={() => setMore(true)}>
            {t("more")}
          </Button>
        )}
        {send.isError && <Refusal error={send.error} />}
        <div className={css.steps}>
          <Button type="primary" htmlType="submit" disabled={!file} loading={send.isPending}>
            {t(send.isPending ? "sending" : "send")}
          </Button>
        </div>
      </Form>
    </Panel>
  );
}

const stateOf = (i: Import) => {
  const task = i.import ?? i.dry_run;
  if (!task) return "tried" as const;
  return task.state === "done" ? (i.import ? ("imported" as const) : ("tried" as const)) : task.state;
};

export function Mine() {
  const t = useImportWords();
  const zone = useZone();
  const imports = useImports(zone);
  return (
    <Asked query={imports}>
      {({ imports: all }) =>
        all.length === 0 ? null : (
          <Panel title={t("mine")} flush>
            <ul className={css.mine}>
              {all.map((i) => (
                <li key={i.id}>
                  <Link to={`/ledger/import/${i.id}`}>{i.file}</Link>
                  <span>{instantWords(i.created_at, "")}</span>
                  <span>{t(stateOf(i))}</span>
                </li>
              ))}
            </ul>
          </Panel>
        )
      }
    </Asked>
  );
}
