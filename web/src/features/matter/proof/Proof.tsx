import { DownloadOutlined, SafetyCertificateOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Button, Modal, QRCode } from "antd";
import { useState } from "react";
import { api, take } from "@/api/client";
import { useZone } from "@/api/me";
import { Refusal } from "@/ui/Asked";
import { instantWords } from "@/ui/time";
import css from "./proof.module.css";
import { check, type Proved, type Receipt } from "./proof";
import { useProofWords } from "./words";

/** Proves one event (the last unless seq says): the receipt is fetched, checked in this browser, told step by step, and can be taken along. */
export function Proof({ number, seq, plain = false }: { number: string; seq?: number; plain?: boolean }) {
  const t = useProofWords();
  const zone = useZone();
  const [open, setOpen] = useState(false);
  const ask = useMutation({
    mutationFn: async (): Promise<{ receipt: Receipt; proved: Proved }> => {
      const receipt = await take(
        api.GET("/api/v1/zones/{zone}/matters/{number}/receipt", { params: { path: { zone, number }, query: { seq } } }),
      );
      return { receipt, proved: await check(receipt) };
    },
  });
  const start = () => {
    setOpen(true);
    ask.mutate();
  };
  return (
    <>
      {plain ? (
        <button type="button" className={css.link} onClick={start} aria-label={t("verify_n", { n: seq ?? 0 })}>
          {t("verify")}
        </button>
      ) : (
        <Button size="small" icon={<SafetyCertificateOutlined />} onClick={start}>
          {t("verify_last")}
        </Button>
      )}
      <Modal open={open} onCancel={() => setOpen(false)} footer={null} title={t("title")} width={640} destroyOnHidden>
        {ask.isError && <Refusal error={ask.error} retry={() => ask.mutate()} />}
        {ask.isPending && <p role="status">{t("checking")}</p>}
        {ask.data && <Told receipt={ask.data.receipt} of={ask.data.proved} seq={seq} zone={zone} />}
      </Modal>
    </>
  );
}

function Told({ receipt, of, seq, zone }: { receipt: Receipt; of: Proved; seq?: number; zone: string }) {
  const t = useProofWords();
  const holds = of.included && of.registered && of.signature !== false;
  const steps: [boolean | undefined, string][] = [
    [true, t("hashed", { hash: of.event.slice(0, 16) })],
    [
      of.included,
      t(of.included ? "included" : "not_included", { path: of.path, size: of.size.toLocaleString(), root: of.signed.slice(0, 12) }),
    ],
    [of.registered, t(of.registered ? "numbered" : "not_numbered", { number: receipt.number })],
    [of.signature, t(of.signature === undefined ? "no_ed25519" : of.signature ? "signed" : "not_signed", { zone })],
  ];
  // Short enough to be read by a phone off paper: the number, the event's hash, the size and root that were signed.
  const code = ["qinlian", zone, receipt.number, of.event, of.size, of.signed].join("\n");
  const save = () => {
    const url = URL.createObjectURL(new Blob([JSON.stringify(receipt, null, 2)], { type: "application/json" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = `${receipt.number}${seq ? `-${seq}` : ""}.receipt.json`;
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <>
      <p className={css.verdict} data-holds={holds ? "" : undefined} role="status">
        {t(holds ? "holds" : "fails")}
      </p>
      <ol className={css.steps}>
        {steps.map(([ok, says]) => (
          <li key={says} data-ok={ok === undefined ? "unknown" : ok}>
            <b aria-hidden>{ok === undefined ? "–" : ok ? "✓" : "✗"}</b>
            {says}
          </li>
        ))}
      </ol>
      <div className={css.along}>
        <QRCode value={code} type="svg" size={176} errorLevel="M" aria-label={t("qr")} bgColor="#fff" color="#000" />
        <div>
          <p>{t("qr_says", { at: instantWords(of.at, "") })}</p>
          <dl>
            <dt>{t("event")}</dt>
            <dd>{of.event}</dd>
            <dt>{t("root")}</dt>
            <dd>{of.signed}</dd>
          </dl>
          <Button icon={<DownloadOutlined />} onClick={save}>
            {t("download")}
          </Button>
          <p className={css.how}>{t("offline")}</p>
        </div>
      </div>
    </>
  );
}
