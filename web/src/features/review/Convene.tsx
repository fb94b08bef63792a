// Calling a session: its agenda as the server draws it up from lights, duties and the last resolutions, with what people
// still have to name.
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, DatePicker, Input, Modal, Select, Tag } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useChoices } from "@/api/choices";
import { api, take, type Schema } from "@/api/client";
import { useZone } from "@/api/me";
import { Control } from "@/deeds/Control";
import { Asked, Refusal } from "@/ui/Asked";
import { Light } from "@/ui/Light";
import { sessionKeys, toSession } from "./query";
import css from "./review.module.css";
import { useReviewWords } from "./words";

type Template = Schema["TemplateView"];
type Draft = Schema["AgendaOutputBody"];
type Wish = { key: number; block: string; title: string; matter?: string };

export function Convene({ templates, first, close }: { templates: Template[]; first: string; close: () => void }) {
  const t = useReviewWords();
  const zone = useZone();
  const [name, setName] = useState(first);
  const template = templates.find((s) => s.name === name) ?? templates[0]!;
  const draft = useQuery({
    queryKey: ["sessions", zone, "draft", name],
    queryFn: () =>
      take(api.GET("/api/v1/zones/{zone}/session-templates/{template}/agenda", { params: { path: { zone, template: name } } })),
    staleTime: 0,
    gcTime: 0,
  });
  return (
    <Modal open title={t("convene")} onCancel={close} footer={null} width={780} destroyOnHidden>
      <label className={css.field}>
        <span>{t("template")}</span>
        <Select
          value={name}
          onChange={setName}
          options={templates.map((s) => ({ value: s.name, label: s.title }))}
          aria-label={t("template")}
        />
      </label>
      <Asked query={draft} rows={6}>
        {(d) => <Form key={name} template={template} draft={d} close={close} />}
      </Asked>
    </Modal>
  );
}

function Form({ template, draft, close }: { template: Template; draft: Draft; close: () => void }) {
  const t = useReviewWords();
  const zone = useZone();
  const go = useNavigate();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { posts } = useChoices(zone);
  const [date, setDate] = useState(draft.date);
  const [place, setPlace] = useState("");
  const [row, setRow] = useState("");
  const [chair, setChair] = useState(draft.chair);
  const [members, setMembers] = useState(draft.expected);
  const [wishes, setWishes] = useState<Wish[]>(() => draft.missing.map((b, i) => ({ key: i, block: b.name, title: "" })));
  const change = (key: number, to: Partial<Wish>) => setWishes((old) => old.map((w) => (w.key === key ? { ...w, ...to } : w)));
  const postOptions = posts.map((p) => ({ value: p.name, label: p.name }));
  const memberOptions = postOptions.map((o) => ({ ...o, disabled: draft.expected.includes(o.value) })); // a body's members are expected by themselves
  const call = useMutation({
    mutationFn: () =>
      take(
        api.POST("/api/v1/zones/{zone}/sessions", {
          params: { path: { zone } },
          body: {
            template: template.name,
            as: template.hold_as[0],
            date,
            place: place || undefined,
            row: row || undefined,
            chair: chair || undefined,
            expected: members.filter((m) => !draft.expected.includes(m)),
            agenda: wishes
              .filter((w) => w.title.trim() || w.matter)
              .map((w) => ({ block: w.block, title: w.title.trim() || undefined, matter: w.matter })),
          },
        }),
      ),
    onSuccess: (s) => {
      void queries.invalidateQueries({ queryKey: sessionKeys.all });
      void message.success(t("convened_done", { number: s.number ?? s.title }));
      close();
      void go(toSession(s.number || s.id));
    },
  });
  return (
    <form
      className={css.form}
      onSubmit={(e) => {
        e.preventDefault();
        call.mutate();
      }}
    >
      <div className={css.grid}>
        <label className={css.field}>
          <span>{t("date")}</span>
          <DatePicker
            value={dayjs(date)}
            allowClear={false}
            onChange={(d) => d && setDate(d.format("YYYY-MM-DD"))}
            aria-label={t("date")}
          />
        </label>
        <label className={css.field}>
          <span>{t("place")}</span>
          <Input value={place} maxLength={200} onChange={(e) => setPlace(e.target.value)} />
        </label>
        <label className={css.field}>
          <span>{t("chair")}</span>
          <Select
            value={chair}
            onChange={setChair}
            options={postOptions}
            showSearch={{ optionFilterProp: "label" }}
            aria-label={t("chair")}
          />
        </label>
        {template.series && (
          <label className={css.field}>
            <span>{t("row")}</span>
            <Input value={row} maxLength={200} onChange={(e) => setRow(e.target.value)} />
          </label>
        )}
      </div>
      <label className={css.field}>
        <span>{t("members")}</span>
        <Select
          mode="multiple"
          value={members}
          onChange={setMembers}
          options={memberOptions}
          showSearch={{ optionFilterProp: "label" }}
          aria-label={t("members")}
        />
      </label>
      <h3>{t("agenda_draft")}</h3>
      <p className={css.note}>{t("agenda_why")}</p>
      <ol className={css.parts}>
        {template.blocks.map((b) => {
          const drawn = draft.agenda.filter((i) => i.block === b.name);
          const own = wishes.filter((w) => w.block === b.name);
          return (
            <li key={b.name}>
              <div className={css.part}>
                <b>{b.title}</b>
                {b.required && <Tag>{t("required")}</Tag>}
                {b.first && <Tag>{t("first")}</Tag>}
                <small>{b.fill ? t(`fill_${b.fill}` as "fill_red") : ""}</small>
                <Button
                  size="small"
                  type="text"
                  icon={<PlusOutlined />}
                  aria-label={`${t("add_item")} ${b.title}`}
                  onClick={() => setWishes((old) => [...old, { key: Math.max(0, ...old.map((w) => w.key)) + 1, block: b.name, title: "" }])}
                >
                  {t("add_item")}
                </Button>
              </div>
              <ul>
                {drawn.map((i) => (
                  <li key={i.item} className={css.drawn}>
                    {i.about ? <Light light={i.about.light} /> : <span />}
                    <span>{i.title}</span>
                    <small>{i.about?.owner}</small>
                  </li>
                ))}
                {own.map((w) => (
                  <li key={w.key} className={css.wish}>
                    <Input
                      value={w.title}
                      maxLength={500}
                      placeholder={t(b.required && drawn.length === 0 ? "missing" : "item_title")}
                      aria-label={`${t("item_title")} ${b.title}`}
                      onChange={(e) => change(w.key, { title: e.target.value })}
                    />
                    <label>
                      <span className="sr">{t("about_matter")}</span>
                      <Control
                        of={{ name: "matter", type: "matter", title: t("about_matter"), required: false, seldom: false }}
                        number=""
                        value={w.matter}
                        onChange={(v) => change(w.key, { matter: v as string })}
                      />
                    </label>
                    <Button
                      type="text"
                      icon={<DeleteOutlined />}
                      aria-label={t("cancel")}
                      onClick={() => setWishes((old) => old.filter((x) => x.key !== w.key))}
                    />
                  </li>
                ))}
                {drawn.length === 0 && own.length === 0 && (
                  <li className={css.note}>{b.required ? t("missing_hint") : t("empty_block")}</li>
                )}
              </ul>
            </li>
          );
        })}
      </ol>
      {call.isError && <Refusal error={call.error} />}
      <div className={css.buttons}>
        <Button onClick={close}>{t("cancel")}</Button>
        <Button type="primary" htmlType="submit" loading={call.isPending}>
          {t("do_convene")}
        </Button>
      </div>
    </form>
  );
}
