import { App, Button, Input, Radio, Select } from "antd";
import { useState } from "react";
import { useChoices } from "@/api/choices";
import { useZone } from "@/api/me";
import { Refusal } from "@/ui/Asked";
import { Panel } from "@/ui/Page";
import { useSit, type Deed, type Meeting } from "./query";
import css from "./review.module.css";
import { useReviewWords } from "./words";

type Came = "present" | "apology" | "absent";

/** Who of the members came; recorded before the session opens, and again when somebody comes later. */
export function Attendance({ id, m, holds }: { id: string; m: Meeting; holds: boolean }) {
  const t = useReviewWords();
  const { message } = App.useApp();
  const { posts } = useChoices(useZone());
  const sit = useSit(id);
  const none = m.present.length === 0 && m.apologies.length === 0;
  const [came, setCame] = useState<Record<string, Came>>(() =>
    Object.fromEntries(m.expected.map((p) => [p, m.present.includes(p) || none ? "present" : m.apologies.some((a) => a.post === p) ? "apology" : "absent"])),
  );
  const [why, setWhy] = useState<Record<string, string>>(() => Object.fromEntries(m.apologies.map((a) => [a.post, a.reason ?? ""])));
  const [guests, setGuests] = useState(m.guests);
  const [free, setFree] = useState(m.present);
  const [again, setAgain] = useState(false);
  const listed = m.expected.length > 0;
  const deed: Deed = {
    command: "attend",
    present: listed ? m.expected.filter((p) => came[p] === "present") : free,
    apologies: m.expected.filter((p) => came[p] === "apology").map((post) => ({ post, reason: why[post] || undefined })),
    guests,
  };
  const send = (deeds: Deed[], said: string) => sit.mutate(deeds, { onSuccess: () => void message.success(said) });
  const options = posts.map((p) => ({ value: p.name, label: p.name }));
  if (!holds || (m.stage === "open" && !again)) {
    return (
      <Panel
        title={t("attendance")}
        more={
          holds && (
            <Button size="small" type="link" onClick={() => setAgain(true)}>
              {t("save_attendance")}
            </Button>
          )
        }
      >
        <p>{t("present_n", { n: m.present.length, all: m.expected.length })}</p>
        <p className={css.note}>{m.present.join("、")}</p>
        {m.apologies.map((a) => (
          <p key={a.post} className={css.note}>
            {t("apology")}：{a.post} {a.reason}
          </p>
        ))}
        {m.guests.length > 0 && (
          <p className={css.note}>
            {t("guests")}：{m.guests.join("、")}
          </p>
        )}
      </Panel>
    );
  }
  return (
    <Panel title={t("attendance")} more={t("quorum", { n: m.needed })}>
      {listed ? (
        <ul className={css.came}>
          {m.expected.map((p) => (
            <li key={p}>
              <span id={`came-${p}`}>{p}</span>
              <Radio.Group
                size="small" optionType="button" aria-labelledby={`came-${p}`} value={came[p]} onChange={(e) => setCame((old) => ({ ...old, [p]: e.target.value as Came }))}
                options={(["present", "apology", "absent"] as const).map((v) => ({ value: v, label: t(v) }))}
              />
              {came[p] === "apology" && <Input size="small" value={why[p] ?? ""} maxLength={1000} placeholder={t("apology_reason")} aria-label={`${t("apology_reason")} ${p}`} onChange={(e) => setWhy((old) => ({ ...old, [p]: e.target.value }))} />}
            </li>
          ))}
        </ul>
      ) : (
        <label className={css.field}>
          <span>{t("no_members")}</span>
          <Select mode="multiple" value={free} onChange={setFree} options={options} showSearch={{ optionFilterProp: "label" }} />
        </label>
      )}
      <label className={css.field}>
        <span>{t("guests")}</span>
        <Select mode="multiple" value={guests} onChange={setGuests} options={options.filter((o) => !m.expected.includes(o.value))} showSearch={{ optionFilterProp: "label" }} placeholder={t("guest_pick")} />
      </label>
      {sit.isError && <Refusal error={sit.error} />}
      <div className={css.buttons}>
        <Button loading={sit.isPending} onClick={() => send([deed], t("saved"))}>
          {t("save_attendance")}
        </Button>
        {m.stage === "convened" && (
          <Button type="primary" loading={sit.isPending} onClick={() => send([deed, { command: "open" }], t("started"))}>
            {t("start")}
          </Button>
        )}
      </div>
    </Panel>
  );
}
