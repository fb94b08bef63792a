// One batch: its file for the bank, its payments, and what the bank says of them.
import { useQuery } from "@tanstack/react-query";
import { App, Button, DatePicker, Input, Table, type TableColumnsType } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { api, take, type Schema } from "@/api/client";
import { useToday, useZone } from "@/api/me";
import { Ask, Said } from "@/ui/ask/Ask";
import { Asked } from "@/ui/Asked";
import { Page, Panel } from "@/ui/Page";
import { exact, yuan } from "@/ui/sums";
import { dayWords, instantWords } from "@/ui/time";
import { keys, toClaim, useAnew } from "./ask";
import { SendReceipts, WithdrawBatch } from "./Receipts";
import css from "./redemption.module.css";
import { useRedemptionWords } from "./words";

type Item = Schema["BatchItemView"];
type Values = { on: Dayjs; ref?: string; reason?: string };

export default function Batch() {
  const t = useRedemptionWords();
  const zone = useZone();
  const today = useToday();
  const anew = useAnew();
  const { message } = App.useApp();
  const { batch = "" } = useParams();
  const [chosen, setChosen] = useState<string[]>([]);
  const [withdrawing, setWithdrawing] = useState(false);
  const [entering, setEntering] = useState<"receive" | "give_back">();
  const page = useQuery({
    queryKey: keys.part(zone, "batch", batch),
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/payments/{batch}", { params: { path: { zone, batch } } })),
  });
  const states = {
    out: t("out"),
    paid: t("state_paid"),
    returned: t("state_returned"),
    clawed: t("state_clawed"),
    withdrawn: t("state_withdrawn"),
  };
  const cols: TableColumnsType<Item> = [
    { title: t("payment"), key: "number", width: 150, render: (_, i) => i.number },
    { title: t("matter_link"), key: "claim", width: 150, render: (_, i) => <Link to={toClaim(i.claim)}>{i.claim}</Link> },
    { title: t("account"), key: "account", render: (_, i) => i.account },
    { title: t("amount"), key: "amount", width: 130, align: "right", render: (_, i) => exact(i.amount) },
    { title: t("use"), key: "use", width: 180, render: (_, i) => i.use },
    {
      title: t("state"),
      key: "state",
      width: 240,
      render: (_, i) => (
        <span data-state={i.state} className={css.state}>
          {[states[i.state], i.on && dayWords(i.on, today), i.receipt, i.returned].filter(Boolean).join(" · ")}
        </span>
      ),
    },
  ];
  const file = (format: string) =>
    `/api/v1/zones/${zone}/payment-files/${encodeURIComponent(batch)}?format=${format}${as("pay") ? `&as=${encodeURIComponent(as("pay")!)}` : ""}`;
  const as = (what: string) => page.data?.acts.find((a) => a.do === what)?.as;
  return (
    <Page
      title={t("batch", { number: batch })}
      note={page.data && `${instantWords(page.data.at, today)} · ${page.data.by}`}
      actions={
        <>
          {as("pay") && (
            <>
              <Button href={file("csv")} download>
                {t("download_csv")}
              </Button>
              <Button href={file("xlsx")} download>
                {t("download_xlsx")}
              </Button>
            </>
          )}
          {as("withdraw") && (
            <Button danger onClick={() => setWithdrawing(true)}>
              {t("withdraw")}
            </Button>
          )}
          <Link to="/redemption/payments">{t("back")}</Link>
        </>
      }
    >
      <Asked query={page} rows={8}>
        {(b) => {
          const picked = b.items.filter((i) => chosen.includes(i.number));
          const sum = picked.reduce((s, i) => s + i.amount, 0);
          return (
            <>
              {b.withdrawn && (
                <p className={css.over}>
                  {t("withdrawn_by", { by: b.withdrawn.by, when: instantWords(b.withdrawn.at, today), why: b.withdrawn.reason })}
                </p>
              )}
              {withdrawing && (
                <WithdrawBatch
                  batch={batch}
                  as={as("withdraw") ?? ""}
                  n={b.count}
                  amount={yuan(b.total)}
                  close={() => setWithdrawing(false)}
                />
              )}
              <Panel title={t("items")} n={b.items.length} flush more={t("in_all", { amount: yuan(b.total) })}>
                {as("receive") && (
                  <div className={css.chosen}>
                    {picked.length === 0 && <span>{t("pick_items")}</span>}
                    {picked.length > 0 && <span>{`${t("selected", { n: picked.length })} · ${yuan(sum)}`}</span>}
                    <Button size="small" type="primary" disabled={picked.length === 0} onClick={() => setEntering("receive")}>
                      {t("receive")}
                    </Button>
                    <Button size="small" disabled={picked.length === 0} onClick={() => setEntering("give_back")}>
                      {t("give_back")}
                    </Button>
                    <SendReceipts batch={batch} as={as("receive")!} />
                  </div>
                )}
                <div className={css.wide} tabIndex={0} role="region" aria-label={t("items")}>
                  <Table<Item>
                    className={css.sheet}
                    size="small"
                    rowKey="number"
                    dataSource={b.items}
                    columns={cols}
                    pagination={b.items.length > 100 ? { pageSize: 100 } : false}
                    rowSelection={
                      as("receive")
                        ? {
                            selectedRowKeys: chosen,
                            onChange: (k) => setChosen(k as string[]),
                            getCheckboxProps: (i) =>
                              ({ disabled: i.state !== "out" && i.state !== "paid", "aria-label": i.number }) as object,
                            columnWidth: 40,
                          }
                        : undefined
                    }
                  />
                </div>
                {entering && (
                  <Ask<Values, unknown>
                    title={t(entering)}
                    note={
                      <>
                        <p>{t("receive_note", { n: picked.length, amount: yuan(sum) })}</p>
                        <p>{t("as", { post: as("receive") ?? "" })}</p>
                      </>
                    }
                    initial={{ on: dayjs(today) }}
                    danger={entering === "give_back"}
                    send={(v) =>
                      take(
                        api.POST("/api/v1/zones/{zone}/payment-receipts", {
                          params: { path: { zone } },
                          body: {
                            as: as("receive"),
                            batch,
                            receipts: picked.map((i) => ({
                              number: i.number,
                              paid: entering === "receive",
                              amount: i.amount,
                              on: v.on.format("YYYY-MM-DD"),
                              ref: v.ref,
                              reason: v.reason,
                            })),
                          },
                        }),
                      )
                    }
                    done={() => {
                      setChosen([]);
                      anew();
                      void message.success(
                        t("received", {
                          paid: entering === "receive" ? picked.length : 0,
                          returned: entering === "receive" ? 0 : picked.length,
                        }),
                      );
                    }}
                    close={() => setEntering(undefined)}
                  >
                    <Said name="on" title={t("day")}>
                      <DatePicker style={{ width: "100%" }} />
                    </Said>
                    {entering === "receive" ? (
                      <Said name="ref" title={t("ref")} optional>
                        <Input maxLength={200} />
                      </Said>
                    ) : (
                      <Said name="reason" title={t("return_reason")}>
                        <Input.TextArea autoSize={{ minRows: 2 }} maxLength={1000} />
                      </Said>
                    )}
                  </Ask>
                )}
              </Panel>
            </>
          );
        }}
      </Asked>
    </Page>
  );
}
