// Who is on record on a day, found by name or code.
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, DatePicker, Input, Segmented } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { Link } from "react-router";
import { api, take } from "@/api/client";
import { useToday, useZone } from "@/api/me";
import { useAddress } from "@/ui/address";
import { Sheet } from "@/ui/ask/Sheet";
import { Asked, Refusal } from "@/ui/Asked";
import { Empty, Page, Panel } from "@/ui/Page";
import { keys, toRecord, useRegisters, type Register } from "./ask";
import css from "./enterprises.module.css";
import { useEnterpriseWords } from "./words";

/** What of a record a list shows besides its name, where the register has it. */
const told = ["industry", "size", "staff", "revenue", "division"];

export default function List() {
  const t = useEnterpriseWords();
  const registers = useRegisters();
  const [params, set] = useAddress();
  const today = useToday();
  return (
    <Page
      title={t("title")}
      note={t("note")}
      actions={<Day on={params.get("on") ?? today} change={(d) => set("on", d === today ? "" : d)} />}
    >
      <Asked query={registers} rows={10}>
        {(all) => {
          const register = all.find((r) => r.name === params.get("register")) ?? all[0];
          if (!register) return <Empty hint={t("no_registers_hint")}>{t("no_registers")}</Empty>;
          return (
            <>
              <div className={css.filters}>
                <Input.Search
                  allowClear
                  defaultValue={params.get("q") ?? ""}
                  onSearch={(q) => set("q", q.trim())}
                  placeholder={t("search")}
                  aria-label={t("search")}
                  maxLength={200}
                  className={css.search}
                />
                {all.length > 1 && (
                  <Segmented
                    aria-label={t("register")}
                    value={register.name}
                    onChange={(v) => set("register", v)}
                    options={all.map((r) => ({ value: r.name, label: r.title }))}
                  />
                )}
              </div>
              <Records key={register.name} register={register} on={params.get("on") ?? undefined} q={params.get("q") ?? undefined} />
            </>
          );
        }}
      </Asked>
    </Page>
  );
}

/** The day that is asked of. */
export function Day({ on, change }: { on: string; change: (day: string) => void }) {
  const t = useEnterpriseWords();
  return (
    <label className={css.day}>
      {t("on")}
      <DatePicker allowClear={false} value={dayjs(on)} onChange={(d) => d && change(d.format("YYYY-MM-DD"))} aria-label={t("on")} />
    </label>
  );
}

function Records({ register, on, q }: { register: Register; on?: string; q?: string }) {
  const t = useEnterpriseWords();
  const zone = useZone();
  const [limit] = useState(50);
  const list = useInfiniteQuery({
    queryKey: keys.part(zone, "list", register.name, on, q),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: after }) =>
      take(
        api.GET("/api/v1/zones/{zone}/registers/{register}/records", {
          params: { path: { zone, register: register.name }, query: { on, q, after, limit } },
        }),
      ),
    getNextPageParam: (last) => last.next,
  });
  const records = list.data?.pages.flatMap((p) => p.records) ?? [];
  const fields = register.fields.filter((f) => told.includes(f.name));
  return (
    <Panel title={register.title} n={list.hasNextPage ? undefined : records.length} flush>
      {list.isError && <Refusal error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && records.length === 0 && <Empty hint={t("none_hint")}>{t("none")}</Empty>}
      {records.length > 0 && (
        <Sheet
          name={register.title}
          rows={records}
          keyOf={(r) => r.key}
          columns={[
            { title: t("name"), cell: (r) => <Link to={toRecord(register.name, r.key, on)}>{r.name || r.key}</Link> },
            { title: t("code"), cell: (r) => r.key },
            ...fields.map((f) => ({ title: f.title ?? f.name, cell: (r: (typeof records)[number]) => r.words?.[f.name] ?? "" })),
          ]}
        />
      )}
      {list.hasNextPage && (
        <p className={css.foot}>
          <Button onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
            {t("more")}
          </Button>
        </p>
      )}
    </Panel>
  );
}
