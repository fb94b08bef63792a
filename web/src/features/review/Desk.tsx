// What is typed in place about one item: what was said, and what is resolved. A resolution is words alone, a new matter
// with its form as the server asks for it, or another urgency of the matter.
import { useQuery } from "@tanstack/react-query";
import { App, Button, Form, Input, Radio, Segmented, Select } from "antd";
import { useEffect, useRef, useState } from "react";
import { api, take } from "@/api/client";
import { matterKeys } from "@/api/keys";
import { useZone } from "@/api/me";
import { Control } from "@/deeds/Control";
import { saidOf, type Said } from "@/deeds/deeds";
import { Refusal } from "@/ui/Asked";
import { useSit, type Deed, type Item, type Meeting } from "./query";
import css from "./review.module.css";
import { useReviewWords } from "./words";

type Sort = "review" | "task" | "urgency" | "words";

export function Desk({ id, m, item, done, first = "review" }: { id: string; m: Meeting; item: Item; done: () => void; first?: Sort }) {
  const t = useReviewWords();
  const [sort, setSort] = useState<Sort>(first);
  const options = [
    { value: "review", label: t("reviewed") },
    ...(m.registers.length > 0 ? [{ value: "task", label: t("sort_task") }] : []),
    ...(m.recolor && (!item.about || (item.about.open && item.about.urgencies.length > 0))
      ? [{ value: "urgency", label: t("sort_urgency") }]
      : []),
    { value: "words", label: t("sort_words") },
  ];
  return (
    <div className={css.desk}>
      <Segmented<string> value={sort} onChange={(v) => setSort(v as Sort)} options={options} aria-label={t("resolve")} />
      {sort === "task" ? <Task id={id} m={m} item={item} done={done} /> : <Words key={sort} id={id} item={item} sort={sort} done={done} />}
    </div>
  );
}

function Words({ id, item, sort, done }: { id: string; item: Item; sort: "review" | "urgency" | "words"; done: () => void }) {
  const t = useReviewWords();
  const { message } = App.useApp();
  const sit = useSit(id);
  const [text, setText] = useState("");
  const [urgency, setUrgency] = useState<string>();
  const [other, setOther] = useState<string>();
  const found = useUrgencies(sort === "urgency" && !item.about ? other : undefined);
  const now = item.about ?? found.data;
  const field = useRef<HTMLDivElement>(null);
  useEffect(() => field.current?.querySelector("textarea")?.focus(), []);
  const what = t(sort === "review" ? "review_words" : "resolution_words");
  const deed: Deed =
    sort === "review"
      ? { command: "review", item: item.item, text }
      : { command: "resolve", item: item.item, text, matter: now?.number, urgency };
  return (
    <form
      className={css.form}
      onSubmit={(e) => {
        e.preventDefault();
        sit.mutate([deed], {
          onSuccess: () => {
            void message.success(t(sort === "review" ? "recorded" : "resolved"));
            done();
          },
        });
      }}
    >
      {sort === "urgency" && !item.about && (
        <label className={css.field}>
          <span>{t("about_matter")}</span>
          <Control
            of={{ name: "matter", type: "matter", title: t("about_matter"), required: true, seldom: false }}
            number=""
            value={other}
            onChange={(v) => setOther(v as string)}
          />
        </label>
      )}
      {found.isError && <Refusal error={found.error} />}
      {sort === "urgency" && now && (
        <Radio.Group
          value={urgency}
          onChange={(e) => setUrgency(e.target.value as string)}
          optionType="button"
          aria-label={t("urgency_to")}
          options={now.urgencies.filter((u) => u.value !== now.urgency).map((u) => ({ value: u.value, label: u.title }))}
        />
      )}
      <div ref={field}>
        <Input.TextArea
          value={text}
          autoSize={{ minRows: 2, maxRows: 8 }}
          maxLength={20000}
          placeholder={what}
          aria-label={what}
          onChange={(e) => setText(e.target.value)}
        />
      </div>
      {sit.isError && <Refusal error={sit.error} />}
      <div className={css.buttons}>
        <Button type="primary" htmlType="submit" loading={sit.isPending} disabled={!text.trim() || (sort === "urgency" && !urgency)}>
          {t(sort === "review" ? "record" : "do_resolve")}
        </Button>
      </div>
    </form>
  );
}

/** A matter that is named in place, with the urgencies that its kind knows. */
function useUrgencies(number: string | undefined) {
  const zone = useZone();
  return useQuery({
    queryKey: matterKeys.part(number ?? "", "urgencies"),
    enabled: number !== undefined,
    queryFn: async () => {
      const of = await take(api.GET("/api/v1/zones/{zone}/matters/{number}", { params: { path: { zone, number: number! } } }));
      const kind = await take(api.GET("/api/v1/zones/{zone}/mechanisms/kinds/{kind}", { params: { path: { zone, kind: of.kind } } }));
      return { number: of.number, urgency: of.urgency, urgencies: kind.urgencies ?? [] };
    },
  });
}

/** Members of a registration that a resolution does not take. */
const notOfSessions = ["session", "applicant"];

function Task({ id, m, item, done }: { id: string; m: Meeting; item: Item; done: () => void }) {
  const t = useReviewWords();
  const zone = useZone();
  const { message } = App.useApp();
  const sit = useSit(id);
  const [form] = Form.useForm<Said>();
  const [kind, setKind] = useState(m.registers.find((k) => k.name === item.about?.kind)?.name ?? m.registers[0]?.name ?? "");
  const [all, setAll] = useState(false);
  const asked = useQuery({
    queryKey: ["mechanisms", zone, "kind", kind],
    enabled: kind !== "",
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/mechanisms/kinds/{kind}", { params: { path: { zone, kind } } })),
    staleTime: 300_000,
  });
  const takes = (asked.data?.register_takes ?? []).filter((x) => !notOfSessions.includes(x.name) && !x.personal);
  const shown = takes.filter((x) => all || x.required || !x.seldom);
  return (
    <Form<Said>
      form={form}
      layout="vertical"
      className={css.form}
      onFinish={({ text, ...said }) =>
        sit.mutate(
          [
            {
              command: "resolve",
              item: item.item,
              text: (text as string) || (said.title as string),
              register: { kind, ...saidOf(said) } as Deed["register"],
            },
          ],
          {
            onSuccess: () => {
              void message.success(t("resolved"));
              done();
            },
          },
        )
      }
    >
      <div className={css.grid}>
        <Form.Item label={t("kind")}>
          <Select
            value={kind}
            onChange={setKind}
            options={m.registers.map((k) => ({ value: k.name, label: k.title }))}
            aria-label={t("kind")}
          />
        </Form.Item>
        {shown.map((x) => (
          <Form.Item
            key={x.name}
            name={[x.name]}
            label={x.title}
            rules={x.required ? [{ required: true }] : []}
            valuePropName={x.type === "boolean" ? "checked" : "value"}
            className={x.type === "long-text" || x.name === "title" ? css.wide : undefined}
          >
            <Control of={x} number="" />
          </Form.Item>
        ))}
      </div>
      <Form.Item name="text" label={t("resolution_words")}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={20000} />
      </Form.Item>
      {sit.isError && <Refusal error={sit.error} />}
      <div className={css.buttons}>
        {takes.some((x) => x.seldom && !x.required) && (
          <Button type="link" onClick={() => setAll(!all)}>
            {t(all ? "fewer_fields" : "more_fields")}
          </Button>
        )}
        <Button type="primary" htmlType="submit" loading={sit.isPending}>
          {t("do_resolve")}
        </Button>
      </div>
    </Form>
  );
}
