import { App, AutoComplete, Button, DatePicker, Input, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";
import { api, take, type Schema } from "@/api/client";
import { useMe, useToday, useZone } from "@/api/me";
import { Ask, Said } from "@/ui/ask/Ask";
import { Sheet } from "@/ui/ask/Sheet";
import { Asked } from "@/ui/Asked";
import { Empty, Panel } from "@/ui/Page";
import { dayWords } from "@/ui/time";
import { people, useAgain, useChart, useDelegations } from "./chart";
import css from "./org.module.css";
import { useOrgWords } from "./words";

type Delegation = Schema["IdentityDelegation"];

/** Posts lent for a span of days: those that one gave or was given. */
export function Delegations() {
  const t = useOrgWords();
  const me = useMe();
  const zone = useZone();
  const today = useToday();
  const again = useAgain();
  const { message } = App.useApp();
  const delegations = useDelegations();
  const [giving, setGiving] = useState(false);
  const [ending, setEnding] = useState<Delegation>();
  const state = (d: Delegation) => (d.revoked_at ? "revoked" : today < d.from ? "ahead" : today >= d.to ? "over" : "active");
  return (
    <>
      <div className={css.bar}>
        <span>{t("own")}</span>
        {me.posts.length > 0 && (
          <Button type="primary" onClick={() => setGiving(true)}>
            {t("delegate")}
          </Button>
        )}
      </div>
      <Panel title={t("delegations")} n={delegations.data?.delegations.length} flush>
        <Asked query={delegations}>
          {({ delegations: all }) =>
            all.length === 0 ? (
              <Empty hint={t("no_delegations_hint")}>{t("no_delegations")}</Empty>
            ) : (
              <Sheet
                name={t("delegations")}
                rows={all}
                keyOf={(d) => d.id}
                columns={[
                  { title: t("post"), cell: (d) => d.post },
                  { title: t("giver"), cell: (d) => d.giver },
                  { title: t("taker"), cell: (d) => d.taker },
                  { title: t("span"), cell: (d) => `${dayWords(d.from, "")} — ${dayWords(d.to, "")}` },
                  { title: t("reason"), cell: (d) => d.reason },
                  { title: t("state"), cell: (d) => <span className={state(d) === "active" ? css.acting : ""}>{t(state(d))}</span> },
                  {
                    title: t("revoke"),
                    acts: true,
                    cell: (d) =>
                      (state(d) === "active" || state(d) === "ahead") && (
                        <Button size="small" onClick={() => setEnding(d)}>
                          {t("revoke")}
                        </Button>
                      ),
                  },
                ]}
              />
            )
          }
        </Asked>
      </Panel>
      {giving && <Give today={today} close={() => setGiving(false)} />}
      {ending && (
        <Ask
          title={t("revoke")}
          note={t("revoke_why", { taker: ending.taker, post: ending.post })}
          danger
          ok={t("revoke")}
          close={() => setEnding(undefined)}
          send={() =>
            take(api.DELETE("/api/v1/zones/{zone}/delegations/{delegation}", { params: { path: { zone, delegation: ending.id } } }))
          }
          done={() => {
            again();
            void message.success(t("done", { what: t("revoke") }));
          }}
        />
      )}
    </>
  );
}

function Give({ today, close }: { today: string; close: () => void }) {
  const t = useOrgWords();
  const me = useMe();
  const zone = useZone();
  const again = useAgain();
  const { message } = App.useApp();
  const { posts } = useChart(today);
  return (
    <Ask<{ post: string; taker: string; from: Dayjs; to: Dayjs; reason: string }>
      title={t("delegate")}
      close={close}
      initial={{ post: me.posts[0], from: dayjs(today), to: dayjs(today).add(7, "day") }}
      send={(v) =>
        take(
          api.POST("/api/v1/zones/{zone}/delegations", {
            params: { path: { zone } },
            body: { ...v, from: v.from.format("YYYY-MM-DD"), to: v.to.format("YYYY-MM-DD") },
          }),
        )
      }
      done={() => {
        again();
        void message.success(t("done", { what: t("delegate") }));
      }}
    >
      <Said name="post" title={t("post")}>
        <Select options={me.posts.map((p) => ({ value: p, label: p }))} />
      </Said>
      <Said name="taker" title={t("taker")} hint={t("person_hint")}>
        <AutoComplete
          showSearch={{ filterOption: (typed, o) => String(o?.label ?? "").includes(typed) }}
          options={people(posts.data?.posts ?? [])}
        />
      </Said>
      <div className={css.two}>
        <Said name="from" title={t("from")}>
          <DatePicker style={{ width: "100%" }} />
        </Said>
        <Said name="to" title={t("first_free")}>
          <DatePicker style={{ width: "100%" }} />
        </Said>
      </div>
      <Said name="reason" title={t("reason")}>
        <Input.TextArea autoSize={{ minRows: 2 }} maxLength={500} />
      </Said>
    </Ask>
  );
}
