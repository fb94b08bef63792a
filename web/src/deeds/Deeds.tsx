import { DownOutlined } from "@ant-design/icons";
import { App, Button, Dropdown, Form, Modal, Tooltip } from "antd";
import { useState } from "react";
import { useZone } from "@/api/me";
import { isProblem } from "@/api/problem";
import { Asked, Refusal } from "@/ui/Asked";
import { Empty } from "@/ui/Page";
import { periodWords } from "@/ui/time";
import { Control } from "./Control";
import css from "./deeds.module.css";
import { useActions, useDeed, type Action, type Said } from "./deeds";
import { useDeedWords } from "./words";

/**
 * Everything that the reader may do with a matter now, or with one of its letters. What is ready comes first; what a gate
 * holds back says what it misses.
 */
export function Deeds({ number, letter, done }: { number: string; letter?: string; done?: () => void }) {
  const t = useDeedWords();
  const zone = useZone();
  const actions = useActions(zone, number);
  const [open, setOpen] = useState<Action>();
  return (
    <Asked query={actions} rows={2}>
      {({ value, etag }) => {
        const groups = grouped(value.actions.filter((a) => letter === undefined || a.letter === letter));
        if (groups.length === 0) return <Empty hint={t("none_hint")}>{t("none")}</Empty>;
        return (
          <>
            <ul className={css.actions}>
              {groups
                .filter((g) => !g.every(held))
                .map((g) => (
                  <li key={g[0]!.as + g[0]!.command}>
                    <Choice group={g} choose={setOpen} plain={letter !== undefined} />
                  </li>
                ))}
            </ul>
            {groups.some((g) => g.every(held)) && (
              <ul className={css.held} aria-label={t("held")}>
                {groups
                  .filter((g) => g.every(held))
                  .map((g) => (
                    <li key={g[0]!.as + g[0]!.command}>
                      <Choice group={g} choose={setOpen} plain={letter !== undefined} />
                      <span>
                        {t("missing")}：{[...new Set(g.flatMap((a) => a.missing.map((m) => m.message)))].join("；")}
                      </span>
                    </li>
                  ))}
              </ul>
            )}
            {open && (
              <DeedForm
                key={open.command + open.letter + open.duty}
                number={number}
                action={open}
                etag={etag}
                close={(sent) => {
                  setOpen(undefined);
                  if (sent) done?.();
                }}
              />
            )}
          </>
        );
      }}
    </Asked>
  );
}

/** One button for each command; where it could be about several duties or letters, one to choose from. Held back ones come last. */
function grouped(actions: Action[]): Action[][] {
  const groups = new Map<string, Action[]>();
  for (const a of actions) {
    const key = `${a.as} ${a.command}`;
    groups.set(key, [...(groups.get(key) ?? []), a]);
  }
  return [...groups.values()].sort((a, b) => Number(a.every(held)) - Number(b.every(held)));
}

/** plain: what it is about stands on the page already. */
function Choice({ group, choose, plain }: { group: Action[]; choose: (a: Action) => void; plain: boolean }) {
  const t = useDeedWords();
  const [first] = group;
  if (!first) return null;
  const kind = group.every(held) ? "dashed" : "default";
  if (group.length > 1) {
    const items = group.map((a, i) => ({ key: String(i), label: subject(a), onClick: () => choose(a) })).toReversed();
    return (
      <Dropdown trigger={["click"]} menu={{ items }}>
        <Button type={kind}>
          {first.title}
          <small>{group.length}</small>
          <DownOutlined />
        </Button>
      </Dropdown>
    );
  }
  const about = plain ? "" : subject(first);
  return (
    <Tooltip title={t("as", { post: first.as })}>
      <Button type={kind} onClick={() => choose(first)}>
        {first.title}
        {about && <small>{about}</small>}
      </Button>
    </Tooltip>
  );
}

/** The duty or letter that an action is about, as people call it. */
const subject = (a: Action) => (a.duty ? periodWords(a.duty.slice(a.duty.indexOf("/") + 1)) : (a.letter ?? ""));

/** It cannot be done now, whatever one fills in. */
const held = (a: Action) => !a.ready && a.takes.every((x) => !x.required) && a.missing.length > 0;

/** The form of one command. close says whether it was carried out. */
export function DeedForm({
  number,
  action,
  etag,
  close,
}: {
  number: string;
  action: Action;
  etag: string;
  close: (sent: boolean) => void;
}) {
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
      onCancel={() => close(false)}
      okText={t("send")}
      cancelText={t("cancel")}
      confirmLoading={deed.isPending}
      onOk={() => form.submit()}
      destroyOnHidden
    >
      <p className={css.as}>
        {t("as", { post: action.as })}
        {subject(action) && ` · ${t("about", { what: subject(action) })}`}
      </p>
      {action.missing.length > 0 && (
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
                close(true);
              },
            },
          )
        }
      >
        {shown.map((x) => (
          <Form.Item
            key={x.name}
            name={[x.name]}
            label={x.title}
            rules={x.required ? [{ required: true, message: t("required", { title: x.title }) }] : []}
            valuePropName={x.type === "boolean" ? "checked" : "value"}
          >
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
