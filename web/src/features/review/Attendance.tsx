import { App, Button, Input, Radio, Select } from "antd";
import { useState } from "react";
import { useChoices } from "@/api/choices";
import { useZone } from "@/api/me";
import { Refusal } from "@/ui/Asked";
import { Panel } from "@/ui/Page";
import { presider, presiding } from "./presides";
import { useSit, type Deed, type Meeting } from "./query";
import css from "./review.module.css";
import { useReviewWords } from "./words";

type Came = "present" | "apology" | "absent" | "left";

const cameOf = (m: Meeting, p: string): Came =>
  m.left.some((a) => a.post === p)
    ? "left"
    : m.present.includes(p)
      ? "present"
      : m.apologies.some((a) => a.post === p)
        ? "apology"
        : "absent";

/** Who of the members came; recorded before the session opens, and again when somebody comes later or leaves early. */
export function Attendance({ id, m, holds }: { id: string; m: Meeting; holds: boolean }) {
  const [again, setAgain] = useState(false);
  const asked = holds && (m.stage === "convened" || again);
  return asked ? (
    <Record id={id} m={m} done={() => setAgain(false)} />
  ) : (
    <Recorded m={m} again={holds ? () => setAgain(true) : undefined} />
  );
}

/** Who came as it is recorded, and whether anybody is left to preside. */
function Recorded({ m, again }: { m: Meeting; again?: () => void }) {
  const t = useReviewWords();
  const chair = presider(m);
  return (
    <Panel
      title={t("attendance")}
      more={
        again && (
          <Button size="small" type="link" onClick={again}>
            {t("save_attendance")}
          </Button>
        )
      }
    >
      <p>
        {t("present_n", {
          n: m.present.length,
          all: new Set([...m.expected, ...(m.by_list ? [] : [...m.present, ...m.apologies.map((a) => a.post)])]).size,
        })}
      </p>
      <p className={css.note}>{m.present.join("、")}</p>
      {(["apologies", "left"] as const).flatMap((list) =>
        m[list].map((a) => (
          <p key={list + a.post} className={css.note}>
            {t(list === "left" ? "left" : "apology")}：{a.post} {a.reason}
          </p>
        )),
      )}
      {m.guests.length > 0 && (
        <p className={css.note}>
          {t("guests")}：{m.guests.join("、")}
        </p>
      )}
      {m.stage === "open" && chair && m.left.some((a) => a.post === chair) && (
        <p className={css.owes}>{t("nobody_presides", { post: chair })}</p>
      )}
    </Panel>
  );
}

function Record({ id, m, done }: { id: string; m: Meeting; done: () => void }) {
  const t = useReviewWords();
  const { message } = App.useApp();
  const { posts } = useChoices(useZone());
  const sit = useSit(id);
  const none = m.present.length === 0 && m.apologies.length === 0;
  const [came, setCame] = useState<Record<string, Came>>(() =>
    Object.fromEntries([...m.expected, ...m.present].map((p) => [p, none ? "present" : cameOf(m, p)])),
  );
  const [why, setWhy] = useState<Record<string, string>>(() =>
    Object.fromEntries([...m.apologies, ...m.left].map((a) => [a.post, a.reason ?? ""])),
  );
  const [guests, setGuests] = useState(m.guests);
  const [free, setFree] = useState(m.present.filter((p) => !m.expected.includes(p)));
  const [chair, setChair] = useState<string>();
  const members = m.by_list ? m.expected : [...m.expected, ...free];
  const is = (c: Came) => members.filter((p) => (came[p] ?? "present") === c);
  const recorded = [...m.present, ...m.guests, ...m.apologies.map((a) => a.post)];
  const kept = [...is("present"), ...is("apology"), ...is("left"), ...guests];
  const presides = presiding(is("present"), chair, presider(m));
  const reasons = (list: string[]) => list.map((post) => ({ post, reason: why[post] || undefined }));
  const deed: Deed = {
    command: "attend",
    present: is("present"),
    apologies: reasons(is("apology")),
    left: reasons(is("left")),
    guests: guests.filter((p) => !m.guests.includes(p)),
    removed: recorded.filter((p) => !kept.includes(p)),
    chair: chair === presides ? chair : undefined,
  };
  const says = [deed.present, deed.apologies, deed.left, deed.guests, deed.removed].some((list) => list!.length > 0) || deed.chair;
  const send = (deeds: Deed[], said: string) =>
    sit.mutate(deeds, {
      onSuccess: () => {
        done();
        void message.success(said);
      },
    });
  const options = posts.map((p) => ({ value: p.name, label: p.name }));
  const choices = (p: string): Came[] =>
    m.stage === "open" && m.present.includes(p) ? ["present", "left", "absent"] : ["present", "apology", "absent"];
  return (
    <Panel title={t("attendance")} more={t("quorum", { n: m.needed })}>
      {!m.by_list && (
        <label className={css.field}>
          <span>{t("no_members")}</span>
          <Select
            mode="multiple"
            value={free}
            onChange={setFree}
            options={options.filter((o) => !m.expected.includes(o.value))}
            showSearch={{ optionFilterProp: "label" }}
          />
        </label>
      )}
      <ul className={css.came}>
        {(m.by_list || m.stage !== "open" ? m.expected : [...m.expected, ...m.present.filter((p) => free.includes(p))]).map((p) => (
          <li key={p}>
            <span id={`came-${p}`}>{p}</span>
            <Radio.Group
              size="small"
              optionType="button"
              aria-labelledby={`came-${p}`}
              value={came[p]}
              onChange={(e) => setCame((old) => ({ ...old, [p]: e.target.value as Came }))}
              options={choices(p).map((v) => ({ value: v, label: t(v) }))}
            />
            {(came[p] === "apology" || came[p] === "left") && (
              <Reason
                of={p}
                what={t(came[p] === "left" ? "left_reason" : "apology_reason")}
                why={why[p] ?? ""}
                say={(words) => setWhy((old) => ({ ...old, [p]: words }))}
              />
            )}
          </li>
        ))}
      </ul>
      <label className={css.field}>
        <span>{t("guests")}</span>
        <Select
          mode="multiple"
          value={guests}
          onChange={setGuests}
          options={options.filter((o) => !m.expected.includes(o.value))}
          showSearch={{ optionFilterProp: "label" }}
          placeholder={t("guest_pick")}
        />
      </label>
      <label className={css.field}>
        <span>{t("presides")}</span>
        <Select
          value={presides}
          onChange={setChair}
          options={is("present").map((p) => ({ value: p, label: p }))}
          placeholder={t("presides_hint")}
          aria-label={t("presides")}
        />
      </label>
      {sit.isError && <Refusal error={sit.error} />}
      <div className={css.buttons}>
        {m.stage === "open" && <Button onClick={done}>{t("cancel")}</Button>}
        <Button loading={sit.isPending} onClick={() => send([deed], t("saved"))}>
          {t("save_attendance")}
        </Button>
        {m.stage === "convened" && (
          <Button
            type="primary"
            loading={sit.isPending}
            onClick={() => send(says ? [deed, { command: "open" }] : [{ command: "open" }], t("started"))}
          >
            {t("start")}
          </Button>
        )}
      </div>
    </Panel>
  );
}

function Reason({ of, what, why, say }: { of: string; what: string; why: string; say: (words: string) => void }) {
  return (
    <Input
      size="small"
      value={why}
      maxLength={1000}
      placeholder={what}
      aria-label={`${what} ${of}`}
      onChange={(e) => say(e.target.value)}
    />
  );
}
