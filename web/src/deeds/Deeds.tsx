import { App, Button, Form, Modal, Tooltip } from "antd";
import { useState } from "react";
import { useZone } from "@/api/me";
import { isProblem } from "@/api/problem";
import { Asked, Refusal } from "@/ui/Asked";
import { Empty } from "@/ui/Page";
import { Control } from "./Control";
import css from "./deeds.module.css";
import { useActions, useDeed, type Action, type Said } from "./deeds";
import { useDeedWords } from "./words";

/**
 * Everything that the reader may do with a matter now, or with one of its letters. What is ready comes first; what a gate
 * holds back says what it misses.
 */
export function Deeds({ number, letter }: { number: string; letter?: string }) {
  const t = useDeedWords();
  const zone = useZone();
  const actions = useActions(zone, number);
  const [open, setOpen] = useState<Action>();
  return (
    <Asked query={actions} rows={2}>
      {({ value, etag }) => {
        const all = value.actions.filter((a) => letter === undefined || a.letter === letter).sort((a, b) => Number(held(a)) - Number(held(b)));
        if (all.length === 0) return <Empty hint={t("none_hint")}>{t("none")}</Empty>;
        return (
          <>
            <ul className={css.actions}>
              {all.map((a) => (
                <li key={a.as + a.command + (a.letter ?? "") + (a.duty ?? "")}>
                  <Tooltip title={held(a) ? `${t("missing")}：${gate(a).map((m) => m.message).join("；")}` : t("as", { post: a.as })}>
                    <Button type={held(a) ? "dashed" : "default"} onClick={() => setOpen(a)}>
                      {a.title}
                      {a.letter && <small>{a.letter}</small>}
                    </Button>
                  </Tooltip>
                </li>
              ))}
            </ul>
            {open && <DeedForm key={open.command + open.letter + open.duty} number={number} action={open} etag={etag} close={() => setOpen(undefined)} />}
          </>
        );
      }}
    </Asked>
  );
}

/** What the gate still misses, as against what the form will ask for. */
const gate = (a: Action) => a.missing.filter((m) => !a.takes.some((x) => x.required && m.code.endsWith(`no_${x.name}`)));
const held = (a: Action) => !a.ready && a.takes.every((x) => !x.required) && a.missing.length > 0;

function DeedForm({ number, action, etag, close }: { number: string; action: Action; etag: string; close: () => void }) {
  const t = useDeedWords();
  const zone = useZone();
  const { message } = App.useApp();
  const [form] = Form.useForm<Said>();
  const [seldom, showSeldom] = useState(false);
  const deed = useDeed(zone, number, etag);
  const shown = action.takes.filter((x) => seldom || !x.seldom);
  const stale = isProblem(deed.error) && deed.error.status === 412;
  return (
    <Modal
      open
      title={action.title}
      onCancel={close}
      okText={t("send")}
      cancelText={t("cancel")}
      confirmLoading={deed.isPending}
      onOk={() => form.submit()}
      destroyOnHidden
    >
      <p className={css.as}>
        {t("as", { post: action.as })}
        {action.letter && ` · ${t("with_letter", { letter: action.letter })}`}
      </p>
      {held(action) && (
        <ul className={css.missing}>
          {action.missing.map((m) => (
            <li key={m.message}>{m.message}</li>
          ))}
        </ul>
      )}
      <Form<Said>
        form={form}
        layout="vertical"
        requiredMark
        onFinish={(said) =>
          deed.mutate(
            { action, said },
            {
              onSuccess: () => {
                void message.success(t("done", { title: action.title }));
                close();
              },
            },
          )
        }
      >
        {shown.map((x) => (
          <Form.Item key={x.name} name={[x.name]} label={x.title} rules={x.required ? [{ required: true, message: t("required", { title: x.title }) }] : []} valuePropName={x.type === "boolean" ? "checked" : "value"}>
            <Control of={x} number={number} />
          </Form.Item>
        ))}
      </Form>
      {!seldom && shown.length < action.takes.length && (
        <Button type="link" className={css.more} onClick={() => showSeldom(true)}>
          {t("more")}
        </Button>
      )}
      {stale ? <p className={css.missing}>{t("changed")}</p> : deed.isError && <Refusal error={deed.error} />}
    </Modal>
  );
}
