// The bank's own file of receipts: all of it counts, or none, and then each line that is wrong is told.
import { useMutation } from "@tanstack/react-query";
import { App, Button, Input, Modal } from "antd";
import { useRef } from "react";
import { api, take } from "@/api/client";
import { useZone } from "@/api/me";
import { isProblem } from "@/api/problem";
import { Refusal } from "@/ui/Asked";
import { Ask, Said } from "@/ui/ask/Ask";
import { Sheet } from "@/ui/ask/Sheet";
import { useAnew } from "./ask";
import css from "./redemption.module.css";
import { useRedemptionWords } from "./words";

export function SendReceipts({ batch, as }: { batch: string; as: string }) {
  const t = useRedemptionWords();
  const zone = useZone();
  const anew = useAnew();
  const { message } = App.useApp();
  const picker = useRef<HTMLInputElement>(null);
  const send = useMutation({
    mutationFn: (file: File) => {
      const body = new FormData();
      body.append("file", file, file.name);
      return take(
        api.POST("/api/v1/zones/{zone}/payments/{batch}/receipts", {
          params: { path: { zone, batch }, query: { as } },
          body: body as never,
          bodySerializer: (b: unknown) => b as FormData,
        }),
      );
    },
    onSuccess: (r) => {
      anew();
      void message.success(t("receipts_read", { paid: r.paid, returned: r.returned, known: r.known, waiting: r.waiting }));
    },
  });
  const lines = isProblem(send.error) ? send.error.faults.filter((f) => f.location) : [];
  return (
    <>
      <Button size="small" loading={send.isPending} onClick={() => picker.current?.click()}>
        {t("send_receipts")}
      </Button>
      <input
        ref={picker}
        type="file"
        accept=".csv,.xlsx"
        hidden
        aria-label={t("send_receipts")}
        onChange={(e) => {
          const [file] = e.target.files ?? [];
          e.target.value = "";
          if (file) send.mutate(file);
        }}
      />
      <Modal
        open={send.isError}
        title={t("receipts_refused")}
        onCancel={() => send.reset()}
        footer={<Button onClick={() => send.reset()}>{t("close")}</Button>}
        width={760}
        destroyOnHidden
      >
        {lines.length === 0 ? (
          <Refusal error={send.error} />
        ) : (
          <>
            <p>{t("receipts_none")}</p>
            <div className={css.wide}>
              <Sheet
                name={t("receipts_refused")}
                rows={lines}
                keyOf={(f) => `${f.location}${f.message}`}
                columns={[
                  { title: t("place"), cell: (f) => f.location },
                  { title: t("fault"), cell: (f) => f.message },
                ]}
              />
            </div>
          </>
        )}
      </Modal>
    </>
  );
}

/** Withdraws a batch as a whole, with the reason. */
export function WithdrawBatch({
  batch,
  as,
  n,
  amount,
  close,
}: {
  batch: string;
  as: string;
  n: number;
  amount: string;
  close: () => void;
}) {
  const t = useRedemptionWords();
  const zone = useZone();
  const anew = useAnew();
  const { message } = App.useApp();
  return (
    <Ask<{ reason: string }, unknown>
      title={t("withdraw")}
      note={
        <>
          <p>{t("withdraw_note", { n, amount })}</p>
          <p>{t("as", { post: as })}</p>
        </>
      }
      danger
      send={({ reason }) =>
        take(api.POST("/api/v1/zones/{zone}/payments/{batch}/withdrawal", { params: { path: { zone, batch } }, body: { as, reason } }))
      }
      done={() => {
        anew();
        void message.success(t("withdrawn_done"));
      }}
      close={close}
    >
      <Said name="reason" title={t("reason")} hint={t("withdraw_hint")}>
        <Input.TextArea autoSize={{ minRows: 2 }} maxLength={1000} />
      </Said>
    </Ask>
  );
}
