import { App, Button, Input, Popconfirm } from "antd";
import { useState } from "react";
import { Refusal } from "@/ui/Asked";
import { Panel } from "@/ui/Page";
import { useSit, type Meeting } from "./query";
import css from "./review.module.css";
import { useReviewWords } from "./words";

/** The required blocks that the session still owes; one that found nothing may be passed over for a reason. */
export function Owed({ id, m, holds }: { id: string; m: Meeting; holds: boolean }) {
  const t = useReviewWords();
  const sit = useSit(id);
  const [passing, setPassing] = useState<string>();
  const [reason, setReason] = useState("");
  const owed = m.blocks.filter((b) => b.owed);
  return (
    <Panel title={t("owed")} n={owed.length}>
      {owed.length === 0 && <p>{t("all_done")}</p>}
      <ul className={css.owed}>
        {owed.map((b) => (
          <li key={b.name}>
            <span>
              {b.title}
              {b.passable && <small>{t("passable")}</small>}
            </span>
            {holds && b.passable && passing !== b.name && (
              <Button size="small" onClick={() => setPassing(b.name)} aria-label={`${t("pass")} ${b.title}`}>
                {t("pass")}
              </Button>
            )}
            {passing === b.name && (
              <form
                onSubmit={(e) => {
                  e.preventDefault();
                  sit.mutate([{ command: "pass", block: b.name, reason }], {
                    onSuccess: () => {
                      setPassing(undefined);
                      setReason("");
                    },
                  });
                }}
              >
                <Input
                  autoFocus
                  value={reason}
                  maxLength={4000}
                  placeholder={t("pass_reason")}
                  aria-label={t("pass_reason")}
                  onChange={(e) => setReason(e.target.value)}
                />
                <Button htmlType="submit" loading={sit.isPending}>
                  {t("pass")}
                </Button>
              </form>
            )}
          </li>
        ))}
      </ul>
      {sit.isError && <Refusal error={sit.error} />}
    </Panel>
  );
}

/** The words that the minutes end with, and the end of the session. */
export function Finish({ id, m }: { id: string; m: Meeting }) {
  const t = useReviewWords();
  const { message } = App.useApp();
  const sit = useSit(id);
  const [typed, setText] = useState<string>();
  const text = typed ?? m.minutes ?? t("minutes_default", { items: m.agenda.length, resolutions: m.resolutions.length });
  const minute = { command: "minute" as const, text };
  const owed = m.blocks.filter((b) => b.owed).length;
  const [stood, setStood] = useState<number>(); // how many it owed when it was refused: what stood in the way may be done by now
  const onError = () => setStood(owed);
  return (
    <Panel title={t("finish")}>
      <label className={css.field}>
        <span>{t("minutes_words")}</span>
        <Input.TextArea value={text} autoSize={{ minRows: 3, maxRows: 14 }} maxLength={100000} onChange={(e) => setText(e.target.value)} />
      </label>
      <p className={css.note}>{t("minutes_hint")}</p>
      {sit.isError && stood === owed && <Refusal error={sit.error} />}
      <div className={css.buttons}>
        <Button
          loading={sit.isPending}
          onClick={() => sit.mutate([minute], { onError, onSuccess: () => void message.success(t("saved")) })}
        >
          {t("save")}
        </Button>
        <Popconfirm
          title={t("close_sure")}
          okText={t("close")}
          cancelText={t("cancel")}
          onConfirm={() => sit.mutate([minute, { command: "close" }], { onError, onSuccess: () => void message.success(t("closed_done")) })}
        >
          <Button type="primary" loading={sit.isPending}>
            {t("close")}
          </Button>
        </Popconfirm>
      </div>
    </Panel>
  );
}

export function CallOff({ id }: { id: string }) {
  const t = useReviewWords();
  const { message } = App.useApp();
  const sit = useSit(id);
  const [reason, setReason] = useState<string>();
  if (reason === undefined) {
    return (
      <Button type="text" danger onClick={() => setReason("")}>
        {t("call_off")}
      </Button>
    );
  }
  return (
    <Panel title={t("call_off")}>
      <form
        className={css.form}
        onSubmit={(e) => {
          e.preventDefault();
          sit.mutate([{ command: "cancel", reason }], { onSuccess: () => void message.success(t("call_off_done")) });
        }}
      >
        <Input
          autoFocus
          value={reason}
          maxLength={4000}
          placeholder={t("call_off_reason")}
          aria-label={t("call_off_reason")}
          onChange={(e) => setReason(e.target.value)}
        />
        {sit.isError && <Refusal error={sit.error} />}
        <div className={css.buttons}>
          <Button onClick={() => setReason(undefined)}>{t("call_off_not")}</Button>
          <Button danger htmlType="submit" loading={sit.isPending}>
            {t("call_off")}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
