import { useQuery } from "@tanstack/react-query";
import { Input, QRCode } from "antd";
import { api, take, type Schema } from "@/api/client";
import { Ask, Said } from "@/ui/ask/Ask";
import { Asked } from "@/ui/Asked";
import css from "./me.module.css";
import { useProve } from "./Prover";
import { useMeWords } from "./words";

/** Sets up codes by phone: the QR code for the app, then a first code of it. */
export function CodeSetUp({ close, done }: { close: () => void; done: (recovery?: string[]) => void }) {
  const t = useMeWords();
  const prove = useProve();
  const begun = useQuery({
    queryKey: ["self", "code"],
    queryFn: () => prove(() => take(api.POST("/api/v1/session/factor"))),
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  });
  return (
    <Ask<{ code: string }, Schema["RecoveryOutputBody"]>
      title={`${t("set_up")} · ${t("code")}`}
      ok={t("confirm")}
      close={close}
      send={({ code }) => take(api.PUT("/api/v1/session/factor", { body: { code: code.trim() } }))}
      done={(r) => done(r.recovery)}
    >
      <Asked query={begun}>
        {({ address }) => (
          <>
            <p>{t("scan")}</p>
            <div className={css.qr}>
              <QRCode aria-label={t("scan")} value={address} size={184} bgColor="#ffffff" color="#000000" />
            </div>
            <p className={css.hint}>
              {t("by_hand")} <span className={css.key}>{new URL(address).searchParams.get("secret")}</span>
            </p>
          </>
        )}
      </Asked>
      <Said name="code" title={t("six")}>
        <Input autoComplete="one-time-code" inputMode="numeric" maxLength={12} />
      </Said>
    </Ask>
  );
}
