// The application of an enterprise for a clause that is not automatic: promise, materials, and where the money goes.
import { useQueryClient } from "@tanstack/react-query";
import { App, Checkbox, Input, Select } from "antd";
import { useNavigate } from "react-router";
import { api, take, type Schema } from "@/api/client";
import { useZone } from "@/api/me";
import { Ask, Said } from "@/ui/ask/Ask";
import { yuan } from "@/ui/sums";
import { keys } from "./ask";
import { useBenefitWords } from "./words";

type Values = { channel?: string; promise?: string; materials?: string[]; payee?: string; bank?: string; number?: string };

export function Apply({ clause: c, record, close }: { clause: Schema["EntitlementView"]; record: Schema["OwnRecord"]; close: () => void }) {
  const t = useBenefitWords();
  const zone = useZone();
  const go = useNavigate();
  const queries = useQueryClient();
  const { message } = App.useApp();
  return (
    <Ask<Values, Schema["ClaimView"]>
      title={t("apply_for", { title: c.title })}
      note={<p>{`${record.name || record.key} · ${yuan(c.paid)} · ${c.policy}`}</p>}
      ok={t("apply")}
      initial={{ promise: t("promise_is"), payee: record.name }}
      send={({ channel, promise, materials, payee, bank, number }) =>
        take(
          api.POST("/api/v1/zones/{zone}/own-claims", {
            params: { path: { zone } },
            body: {
              do: "apply",
              clause: c.id,
              record: record.key,
              channel,
              promise,
              materials,
              account: number ? { payee: payee ?? "", bank: bank ?? "", number } : undefined,
            },
          }),
        )
      }
      done={(claim) => {
        void queries.invalidateQueries({ queryKey: keys.part(zone) });
        void queries.invalidateQueries({ queryKey: ["redemption", zone] });
        void message.success(t("applied", { number: claim.number }));
        void go(`/redemption/mine/${encodeURIComponent(claim.number)}`);
      }}
      close={close}
    >
      {c.channels.length > 0 && (
        <Said name="channel" title={t("channel")}>
          <Select options={c.channels.map((value) => ({ value, label: value }))} />
        </Said>
      )}
      {c.mode === "instant" && (
        <Said name="promise" title={t("promise")} hint={t("promise_hint")}>
          <Input.TextArea autoSize={{ minRows: 2 }} maxLength={4000} />
        </Said>
      )}
      {c.materials.length > 0 && (
        <Said name="materials" title={t("handed_in")} optional>
          <Checkbox.Group options={c.materials} />
        </Said>
      )}
      <Said name="payee" title={t("payee")} optional>
        <Input maxLength={200} autoComplete="off" />
      </Said>
      <Said name="bank" title={t("bank")} optional>
        <Input maxLength={200} autoComplete="off" />
      </Said>
      <Said name="number" title={t("number")} optional hint={t("account_later")}>
        <Input maxLength={64} inputMode="numeric" autoComplete="off" />
      </Said>
    </Ask>
  );
}
