// The claims line by line. What all the chosen ones have in common among their deeds can be done with them together.
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Select, Table as Sheet, type TableColumnsType } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { Schema } from "@/api/client";
import { useToday, useZone } from "@/api/me";
import { useAddress } from "@/ui/address";
import { Refusal } from "@/ui/Asked";
import { Light } from "@/ui/Light";
import { Due } from "@/ui/MatterRow";
import { Empty, Panel } from "@/ui/Page";
import { exact, yuan } from "@/ui/sums";
import { keys, listed, steps, toClaim, type Act, type Claim, type Filter, type Step } from "./ask";
import { Do } from "./Do";
import css from "./redemption.module.css";
import { useRedemptionWords } from "./words";

export function Table({ filter, desk }: { filter: Filter; desk: Schema["DeskOutputBody"] }) {
  const t = useRedemptionWords();
  const zone = useZone();
  const today = useToday();
  const [params, set] = useAddress();
  const [chosen, setChosen] = useState<string[]>([]);
  const [doing, setDoing] = useState<Act>();
  const step = (params.get("step") ?? "").split(",").filter((s): s is Step => (steps as readonly string[]).includes(s));
  const list = useInfiniteQuery({
    queryKey: keys.part(zone, "table", filter, step),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: after }) => listed(zone, { ...filter, step: step.length > 0 ? step : undefined, after, limit: 100 }),
    getNextPageParam: (last) => last.next,
  });
  const claims = list.data?.pages.flatMap((p) => p.claims) ?? [];
  const picked = claims.filter((c) => chosen.includes(c.id));
  const common = (picked[0]?.acts ?? []).filter(
    (a) =>
      picked.every((c) => c.acts.some((b) => b.do === a.do && b.as === a.as)) &&
      (picked.length === 1 || ["confirm", "notice", "strike", "take"].includes(a.do)),
  );
  const cols: TableColumnsType<Claim> = [
    { title: t("who"), key: "who", width: 240, render: (_, c) => <Link to={toClaim(c.number)}>{c.name || c.record}</Link> },
    {
      title: t("clause"),
      key: "clause",
      width: 220,
      render: (_, c) => <span>{`${c.title} · ${c.period === "once" ? t("once") : c.period}`}</span>,
    },
    { title: t("amount"), key: "amount", width: 130, align: "right", render: (_, c) => exact(c.amount) },
    { title: t("step"), key: "step", width: 110, render: (_, c) => c.words },
    { title: t("light"), key: "light", width: 90, render: (_, c) => (c.light ? <Light light={c.light} /> : null) },
    {
      title: t("due"),
      key: "due",
      width: 150,
      render: (_, c) => (c.light ? <Due due={c.due} provisional={c.provisional} today={today} /> : null),
    },
    { title: t("unit"), key: "unit", width: 140, render: (_, c) => c.unit },
    { title: t("waits"), key: "waits", render: (_, c) => (c.ready ? t("ready") : (c.waits ?? c.reason ?? "")) },
  ];
  return (
    <Panel
      title={desk.clauses.find((c) => c.id === filter.clause)?.title ?? t("all_clauses")}
      flush
      more={
        <Select
          mode="multiple"
          allowClear
          size="small"
          className={css.pick}
          value={step}
          onChange={(v: Step[]) => set("step", v.join(","))}
          placeholder={t("all_steps")}
          aria-label={t("step")}
          options={steps.map((value) => ({ value, label: t(value) }))}
        />
      }
    >
      {picked.length > 0 && (
        <div className={css.chosen} role="status">
          <span>{`${t("selected", { n: picked.length })} · ${yuan(picked.reduce((sum, c) => sum + c.amount, 0))}`}</span>
          {common.map((a) => (
            <Button key={a.do} size="small" danger={a.do === "strike" || a.do === "claw-back"} onClick={() => setDoing(a)}>
              {a.title}
            </Button>
          ))}
        </div>
      )}
      {list.isError ? (
        <Refusal error={list.error} retry={() => void list.refetch()} />
      ) : (
        <div className={css.wide} tabIndex={0} role="region" aria-label={t("all_clauses")}>
          <Sheet<Claim>
            className={css.sheet}
            size="small"
            rowKey="id"
            loading={list.isPending}
            dataSource={claims}
            columns={cols}
            pagination={false}
            rowSelection={{
              selectedRowKeys: chosen,
              onChange: (k) => setChosen(k as string[]),
              getCheckboxProps: (c) => ({ "aria-label": `${c.name || c.record} ${c.title}` }) as object,
              columnWidth: 40,
            }}
            locale={{ emptyText: list.isPending ? " " : <Empty hint={t("none_hint")}>{t("none")}</Empty> }}
          />
        </div>
      )}
      {list.hasNextPage && (
        <p className={css.foot}>
          <Button onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
            {t("more")}
          </Button>
        </p>
      )}
      {doing && (
        <Do
          act={doing}
          claims={picked}
          close={() => {
            setDoing(undefined);
            setChosen([]);
          }}
        />
      )}
    </Panel>
  );
}
