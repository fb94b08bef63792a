// The dialog of one deed on claims. What is asked for follows from the deed; whether it is done is the server's to say.
import { App, Checkbox, Input, Radio, Select } from "antd";
import { api, take, type Schema } from "@/api/client";
import { useZone } from "@/api/me";
import { Ask, Said } from "@/ui/ask/Ask";
import { Sum } from "@/ui/Sum";
import { exact, yuan } from "@/ui/sums";
import { useAnew, type Act, type Claim } from "./ask";
import { useRedemptionWords } from "./words";

type Values = {
  amount?: number;
  reason?: string;
  who?: string;
  text?: string;
  objection?: number;
  uphold?: boolean;
  payee?: string;
  bank?: string;
  number?: string;
  record?: string;
  channel?: string;
  promise?: string;
  materials?: string[];
};
type Body = Schema["ClaimsActInputBody"];

/** claims are those that it is about; clause instead, where it is about the clause. own: the enterprise does it itself. */
export function Do({
  act,
  claims,
  clause,
  own,
  close,
}: {
  act: Act;
  claims: Claim[];
  clause?: Schema["DeskClauseView"];
  own?: boolean;
  close: () => void;
}) {
  const t = useRedemptionWords();
  const zone = useZone();
  const anew = useAnew();
  const { message } = App.useApp();
  const [one] = claims;
  const single = claims.length === 1;
  const open = (one?.objections ?? []).map((o, i) => ({ ...o, n: i + 1 })).filter((o) => !o.answer);
  const send = async (v: Values): Promise<{ n: number; told?: string }> => {
    const account = v.number ? { payee: v.payee ?? "", bank: v.bank ?? "", number: v.number } : undefined;
    if (own) {
      await take(
        api.POST("/api/v1/zones/{zone}/own-claims", {
          params: { path: { zone } },
          body: { do: act.do as "account", claim: one!.number, account, text: v.text },
        }),
      );
      return { n: 1 };
    }
    const body: Body = {
      do: act.do as Body["do"],
      as: act.as,
      claims: claims.length > 0 ? claims.map((c) => c.number) : undefined,
      clause: claims.length > 0 ? undefined : clause?.id,
      amount: v.amount,
      reason: v.reason,
      who: v.who,
      text: v.text,
      objection: act.do === "answer" ? (v.objection ?? open[0]?.n) : undefined,
      uphold: v.uphold || undefined,
      account,
      record: v.record,
      channel: v.channel,
      promise: v.promise,
      materials: v.materials,
    };
    const did = await take(api.POST("/api/v1/zones/{zone}/claims", { params: { path: { zone } }, body }));
    const told = [
      act.do === "match"
        ? t("listed_n", {
            n: did.claims.length,
            amount: yuan(did.sum),
            there: did.there ?? 0,
            refused: did.refused ?? 0,
            faulty: did.faulty ?? 0,
          })
        : "",
      did.short.length > 0 ? t("short_n", { n: did.short.length }) : "",
    ].filter(Boolean);
    return { n: did.claims.length, told: told.join(" ") };
  };
  const about =
    claims.length === 0
      ? clause?.title
      : single
        ? `${one!.name || one!.record} · ${one!.title}`
        : `${t("n_claims", { n: claims.length })} · ${yuan(claims.reduce((sum, c) => sum + c.amount, 0))}`;
  const notes: Partial<Record<Act["do"], string>> = {
    confirm: t("do_confirm_note"),
    notice: t("do_notice_note"),
    take: t("do_take_note"),
    strike: t("do_strike_note"),
    "claw-back": t("do_claw_note"),
    match: t("make_list_note"),
  };
  return (
    <Ask<Values, { n: number; told?: string }>
      title={act.title}
      note={
        <>
          {about && <p>{about}</p>}
          {act.as && <p>{t("as", { post: act.as })}</p>}
          {notes[act.do] && <p>{notes[act.do]}</p>}
        </>
      }
      danger={act.do === "strike" || act.do === "claw-back"}
      initial={
        act.do === "account" ? { payee: one?.name } : act.do === "apply" ? { promise: t("promise_is"), materials: clause?.materials } : {}
      }
      send={send}
      done={(r) => {
        anew();
        void message.success(r.told || t("done", { title: act.title, n: r.n }));
      }}
      close={close}
    >
      {act.do === "confirm" && single && (
        <>
          <Said name="amount" title={t("less")} optional hint={t("less_hint", { amount: exact(one!.amount) })}>
            <Sum max={one!.asked} />
          </Said>
          <Said name="reason" title={t("reason")} optional>
            <Input maxLength={4000} />
          </Said>
        </>
      )}
      {(act.do === "strike" || act.do === "claw-back") && (
        <>
          {act.do === "claw-back" && single && (
            <Said name="amount" title={t("claw_amount")} optional hint={t("claw_hint")}>
              <Sum max={one!.amount} />
            </Said>
          )}
          <Said name="reason" title={t("reason")}>
            <Input.TextArea autoSize={{ minRows: 2 }} maxLength={4000} />
          </Said>
        </>
      )}
      {act.do === "object" && (
        <>
          {!own && (
            <Said name="who" title={t("objector")} hint={t("objector_hint")}>
              <Input maxLength={200} />
            </Said>
          )}
          <Said name="text" title={t("objection")}>
            <Input.TextArea autoSize={{ minRows: 3 }} maxLength={4000} />
          </Said>
        </>
      )}
      {act.do === "answer" && (
        <>
          {open.length > 1 ? (
            <Said name="objection" title={t("which")}>
              <Select options={open.map((o) => ({ value: o.n, label: `${o.n}. ${o.by}：${o.text}` }))} />
            </Said>
          ) : (
            open.map((o) => <blockquote key={o.n}>{`${o.by}：${o.text}`}</blockquote>)
          )}
          <Said name="text" title={t("answer")}>
            <Input.TextArea autoSize={{ minRows: 3 }} maxLength={4000} />
          </Said>
          <Said name="uphold" title={t("uphold")}>
            <Radio.Group
              options={[
                { value: false, label: t("uphold_no") },
                { value: true, label: t("uphold_yes") },
              ]}
            />
          </Said>
        </>
      )}
      {act.do === "apply" && clause && (
        <>
          <Said name="record" title={t("record")}>
            <Input maxLength={200} />
          </Said>
          {clause.channels.length > 0 && (
            <Said name="channel" title={t("channel")} optional>
              <Select allowClear options={clause.channels.map((value) => ({ value, label: value }))} />
            </Said>
          )}
          {clause.mode === "instant" && (
            <Said name="promise" title={t("promise")}>
              <Input.TextArea autoSize={{ minRows: 2 }} maxLength={4000} />
            </Said>
          )}
          {clause.materials.length > 0 && (
            <Said name="materials" title={t("materials")} optional>
              <Checkbox.Group options={clause.materials} />
            </Said>
          )}
        </>
      )}
      {(act.do === "account" || act.do === "apply") && <Account optional={act.do === "apply"} />}
    </Ask>
  );
}

function Account({ optional }: { optional: boolean }) {
  const t = useRedemptionWords();
  return (
    <>
      <Said name="payee" title={t("payee")} optional={optional}>
        <Input maxLength={200} autoComplete="off" />
      </Said>
      <Said name="bank" title={t("bank")} optional={optional}>
        <Input maxLength={200} autoComplete="off" />
      </Said>
      <Said name="number" title={t("number")} optional={optional}>
        <Input maxLength={64} inputMode="numeric" autoComplete="off" />
      </Said>
    </>
  );
}
