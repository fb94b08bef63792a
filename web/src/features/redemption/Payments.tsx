// What is ready to be paid, line by line, and the batches that were made of it.
import { useQuery } from "@tanstack/react-query";
import { Button, Input, Tag } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { api, take, type Schema } from "@/api/client";
import { useToday, useZone } from "@/api/me";
import { Ask, Said } from "@/ui/ask/Ask";
import { Sheet } from "@/ui/ask/Sheet";
import { Asked } from "@/ui/Asked";
import { Empty, Page, Panel } from "@/ui/Page";
import { count, exact, yuan } from "@/ui/sums";
import { dayWords, instantWords } from "@/ui/time";
import { keys, toBatch, toTable, useAnew, useDesk } from "./ask";
import css from "./redemption.module.css";
import { useRedemptionWords } from "./words";

type Ready = Schema["ReadyView"];

export default function Payments() {
  const t = useRedemptionWords();
  const zone = useZone();
  const today = useToday();
  const go = useNavigate();
  const anew = useAnew();
  const desk = useDesk();
  const [paying, setPaying] = useState<Ready>();
  const batches = useQuery({
    queryKey: keys.part(zone, "batches"),
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/payments", { params: { path: { zone } } })),
  });
  const pay = (line: Ready) => line.acts.find((a) => a.do === "pay");
  return (
    <Page
      title={t("payments")}
      note={desk.data && t("as_of", { day: dayWords(desk.data.date, "") })}
      actions={<Link to="/redemption">{t("back")}</Link>}
    >
      <Panel title={t("ready_to_pay")} flush>
        <Asked query={desk} rows={2}>
          {({ ready }) =>
            ready.length === 0 ? (
              <Empty hint={t("ready_none_hint")}>{t("ready_none")}</Empty>
            ) : (
              <Sheet<Ready>
                name={t("ready_to_pay")}
                rows={ready}
                keyOf={(r) => r.line}
                columns={[
                  { title: t("line"), cell: (r) => <Link to={toTable({ line: r.line, step: "confirmed,noticed" })}>{r.title}</Link> },
                  { title: t("count"), cell: (r) => count(r.count) },
                  { title: t("amount"), cell: (r) => exact(r.amount) },
                  {
                    title: t("acts"),
                    acts: true,
                    cell: (r) =>
                      pay(r) && (
                        <Button size="small" type="primary" onClick={() => setPaying(r)}>
                          {t("make_batch")}
                        </Button>
                      ),
                  },
                ]}
              />
            )
          }
        </Asked>
      </Panel>
      <Panel title={t("batches")} n={batches.data?.batches.length} flush>
        <Asked query={batches}>
          {({ batches: all }) =>
            all.length === 0 ? (
              <Empty hint={t("no_batches_hint")}>{t("no_batches")}</Empty>
            ) : (
              <Sheet
                name={t("batches")}
                rows={all.toReversed()}
                keyOf={(b) => b.number}
                columns={[
                  {
                    title: t("batch_number"),
                    cell: (b) => (
                      <span className={css.named}>
                        <Link to={toBatch(b.number)}>{b.number}</Link>
                        {b.withdrawn && <Tag>{t("state_withdrawn")}</Tag>}
                      </span>
                    ),
                  },
                  { title: t("made"), cell: (b) => instantWords(b.at, today) },
                  { title: t("count"), cell: (b) => count(b.count) },
                  { title: t("total"), cell: (b) => exact(b.total) },
                  { title: t("by"), cell: (b) => b.by },
                ]}
              />
            )
          }
        </Asked>
      </Panel>
      {paying && (
        <Ask<{ number: string }, Schema["BatchView"]>
          title={t("make_batch")}
          note={
            <>
              <p>{paying.title}</p>
              <p>{t("make_batch_note", { n: paying.count, amount: yuan(paying.amount) })}</p>
              <p>{t("as", { post: pay(paying)?.as ?? "" })}</p>
            </>
          }
          initial={{ number: `拨〔${today.slice(0, 4)}〕${(batches.data?.batches.length ?? 0) + 1}号` }}
          send={({ number }) =>
            take(
              api.POST("/api/v1/zones/{zone}/payments", {
                params: { path: { zone } },
                body: { as: pay(paying)?.as, number, line: paying.line },
              }),
            )
          }
          done={(b) => {
            anew();
            void go(toBatch(b.number));
          }}
          close={() => setPaying(undefined)}
        >
          <Said name="number" title={t("batch_number")}>
            <Input maxLength={100} />
          </Said>
        </Ask>
      )}
      <p className={css.foot}>{t("ready_none_hint")}</p>
    </Page>
  );
}
