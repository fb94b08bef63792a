// A question that a screen asks before it does something: a form in a dialog, which stays open with the server's words
// where the server refuses; and what is shown once.
import { useMutation } from "@tanstack/react-query";
import { App, Button, Form, Modal, type FormInstance } from "antd";
import { useState, type ReactNode } from "react";
import { Refusal } from "@/ui/Asked";
import css from "./ask.module.css";
import { useAskWords } from "./words";

type Props<V, R> = {
  title: string;
  note?: ReactNode;
  initial?: Partial<V>;
  send: (values: V) => Promise<R>;
  done?: (result: R) => void;
  close: () => void;
  ok?: string;
  danger?: boolean;
  wide?: boolean;
  /** What the form asks for; form gives what was said so far. */
  children?: ReactNode | ((form: FormInstance<V>) => ReactNode);
};

export function Ask<V extends object = object, R = unknown>({
  title,
  note,
  initial,
  send,
  done,
  close,
  ok,
  danger,
  wide,
  children,
}: Props<V, R>) {
  const t = useAskWords();
  const [form] = Form.useForm<V>();
  const doing = useMutation({
    mutationFn: send,
    onSuccess: (result) => {
      done?.(result);
      close();
    },
  });
  return (
    <Modal
      open
      title={title}
      onCancel={close}
      okText={ok ?? t("send")}
      cancelText={t("cancel")}
      okButtonProps={{ danger }}
      confirmLoading={doing.isPending}
      onOk={() => form.submit()}
      width={wide ? 760 : 520}
      destroyOnHidden
    >
      {note && <div className={css.note}>{note}</div>}
      <Form<V> form={form} layout="vertical" initialValues={initial} onFinish={(v) => doing.mutate(v)} scrollToFirstError>
        {typeof children === "function" ? children(form) : children}
      </Form>
      {doing.isError && <Refusal error={doing.error} />}
    </Modal>
  );
}

/** One thing that a form asks for. */
export function Said({
  name,
  title,
  optional,
  hint,
  children,
  flag,
}: {
  name: string | (string | number)[];
  title: string;
  optional?: boolean;
  hint?: ReactNode;
  children: ReactNode;
  flag?: boolean;
}) {
  const t = useAskWords();
  return (
    <Form.Item
      name={name}
      label={title}
      extra={hint}
      valuePropName={flag ? "checked" : "value"}
      rules={optional || flag ? [] : [{ required: true, message: t("required", { title }) }]}
    >
      {children}
    </Form.Item>
  );
}

/** A secret that nobody can read again: a password, a token, recovery codes. */
export function Once({ title, secret, note, close }: { title: string; secret: string; note?: ReactNode; close: () => void }) {
  const t = useAskWords();
  const { message } = App.useApp();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(secret);
    setCopied(true);
    void message.success(t("copied"));
  };
  return (
    <Modal
      open
      title={title}
      onCancel={close}
      mask={{ closable: false }}
      footer={[
        ...("clipboard" in navigator
          ? [
              <Button key="copy" onClick={() => void copy()}>
                {t(copied ? "copied" : "copy")}
              </Button>,
            ]
          : []),
        <Button key="close" type="primary" onClick={close}>
          {t("close")}
        </Button>,
      ]}
    >
      {note && <p>{note}</p>}
      <output className={css.once}>{secret}</output>
      <p>{t("once")}</p>
    </Modal>
  );
}
