// A line that is being written: it becomes a matter when Enter is pressed, and what the server refuses is said below it.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, DatePicker, Input, InputNumber, Select, type InputRef } from "antd";
import dayjs from "dayjs";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { useChoices } from "@/api/choices";
import { api, take, type Schema } from "@/api/client";
import { matterKeys } from "@/api/keys";
import { useZone } from "@/api/me";
import { Control } from "@/deeds/Control";
import { saidOf, type Said } from "@/deeds/deeds";
import { Refusal } from "@/ui/Asked";
import css from "./decomposition.module.css";
import type { Branch, Kind } from "./tree";
import { useTreeWords } from "./words";

/** What the line asks for itself; anything else that the server requires is asked for below it. */
const own = ["title", "lead_unit", "owner", "due", "weight", "parent"];

export function Line({
  parent,
  kinds,
  depth,
  indent,
  close,
}: {
  parent?: Branch;
  kinds: Kind[];
  depth: number;
  indent: (out: boolean) => void;
  close: () => void;
}) {
  const t = useTreeWords();
  const zone = useZone();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { units, bearers } = useChoices(zone);
  const title = useRef<InputRef>(null);
  const [picked, setPicked] = useState<string>();
  const kind = kinds.find((k) => k.name === picked)?.name ?? kinds[0]?.name ?? "";
  const [said, setSaid] = useState<Said>({});
  const say = (name: string, value: unknown) => setSaid((old) => ({ ...old, [name]: value }));
  const form = useQuery({
    queryKey: ["mechanisms", zone, "kind", kind],
    enabled: kind !== "",
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/mechanisms/kinds/{kind}", { params: { path: { zone, kind } } })),
    staleTime: 300_000,
  });
  const asked = (form.data?.register_takes ?? []).filter((x) => x.required && !own.includes(x.name));
  useEffect(() => title.current?.focus(), [parent?.id]);
  const register = useMutation({
    mutationFn: () =>
      take(
        api.POST("/api/v1/zones/{zone}/matters", {
          params: { path: { zone } },
          body: { kind, parent: parent?.id, ...saidOf({ lead_unit: parent?.lead_unit, ...said }) } as Schema["Registration"],
        }),
      ),
    onSuccess: (m) => {
      void message.success(t("added", { number: m.number }));
      setSaid({});
      void queries.invalidateQueries({ queryKey: matterKeys.all });
      title.current?.focus();
    },
  });
  const send = () => {
    if (String(said.title ?? "").trim()) register.mutate();
  };
  const press = (e: KeyboardEvent) => {
    if (e.nativeEvent.isComposing) return;
    if (e.key === "Enter") send();
    else if (e.key === "Tab" && !said.title) indent(e.shiftKey);
    else return;
    e.preventDefault();
  };
  return (
    <div className={css.draft} style={{ paddingLeft: 12 + depth * 22 }} onKeyDown={(e) => e.key === "Escape" && close()}>
      <small>{parent ? t("below", { title: parent.title }) : t("on_top")}</small>
      <div className={css.fields}>
        {kinds.length > 1 && (
          <Select
            value={kind}
            onChange={setPicked}
            options={kinds.map((k) => ({ value: k.name, label: k.title }))}
            aria-label={t("kind")}
          />
        )}
        <Input
          ref={title}
          className={css.name}
          value={said.title as string}
          maxLength={500}
          placeholder={kinds.length === 1 ? kinds[0]!.title : t("name")}
          aria-label={t("name")}
          onChange={(e) => say("title", e.target.value)}
          onKeyDown={press}
        />
        <Select
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          value={said.lead_unit ?? parent?.lead_unit}
          onChange={(v) => say("lead_unit", v)}
          placeholder={t("unit")}
          aria-label={t("unit")}
          options={units.map((u) => ({ value: u.code, label: u.name }))}
        />
        <Select
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          value={said.owner}
          onChange={(v) => say("owner", v)}
          placeholder={t("owner")}
          aria-label={t("owner")}
          options={bearers.map((name) => ({ value: name, label: name }))}
        />
        <DatePicker
          value={said.due ? dayjs(said.due as string) : null}
          onChange={(d) => say("due", d?.format("YYYY-MM-DD"))}
          placeholder={t("due")}
          aria-label={t("due")}
        />
        <InputNumber
          min={1}
          max={10000}
          precision={0}
          value={(said.weight as number) ?? null}
          onChange={(v) => say("weight", v)}
          placeholder={t("weight")}
          aria-label={t("weight")}
        />
        {asked.map((x) => (
          <label key={x.name} className={css.more}>
            <span>{x.title}</span>
            <Control of={x} number="" value={said[x.name]} onChange={(v) => say(x.name, v)} checked={said[x.name] === true} />
          </label>
        ))}
        <Button type="primary" loading={register.isPending} disabled={!String(said.title ?? "").trim()} onClick={send}>
          {t("save")}
        </Button>
        <Button onClick={close}>{t("cancel")}</Button>
      </div>
      {register.isError && <Refusal error={register.error} />}
    </div>
  );
}
